# SPDX-License-Identifier: Apache-2.0
"""Reports of any days: the address is the question, so that a page can be kept and sent."""

import asyncio
import threading
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.handlers import HTTPRouteHandler

from bus.run import now
from config.schema import Hall
from hall.closing import hour_in, stale_days
from hall.core import spans
from hall.core.accounts import Role, Scope
from hall.core.counts import ALL, Key
from hall.core.followups import Stage, stage
from hall.core.life import FollowUp
from hall.core.spans import STEPS, Span, span_of, step_of
from hall.core.summary import Summary
from hall.core.views import DayView
from hall.export import TYPES, as_file, name_of_file
from hall.figures import FIGURES
from hall.reporting import COMPARED, PLACES, Answer, Books, Question, Today
from hall.store.log import Archive
from hall.store.summaries import Summaries
from hall.web.access import requires
from hall.web.draw import Pages, reading, whole, words
from hall.web.drawn import RANGE, Drawn, address_of


class Live:
    """Today's sums for the pages: kept up, not computed anew."""

    def __init__(self, hall: Hall) -> None:
        self._hour = hour_in(ZoneInfo(hall.time_zone))
        self._lock = threading.Lock()
        self._day = ""
        self._summary = Summary(self._hour)

    def today(self, view: DayView) -> Today:
        """Return today as it is."""
        with self._lock:
            if view.day != self._day:
                self._day, self._summary = view.day, Summary(self._hour)
            self._summary.follow(view.tickets, view.cases, view.day)
            return Today(view.day, self._summary.sums())


# --- the question in the address --------------------------------------------------------------


def question_of(query: Mapping[str, str], today: date) -> Question:
    """Return what an address asks; what makes no sense is as if it were not there."""
    first = _date(query.get("from", ""), today)
    wished = query.get("span", "")
    if wished == RANGE:
        last = _date(query.get("to", ""), first)
        span = Span(min(first, last), max(first, last))
    else:
        span = span_of(wished if wished in STEPS else "month", first)
    compare = query.get("compare", "")
    return Question(
        span=span,
        by=query.get("by", "day"),
        of=_key(query.get("of", "")),
        compare=compare if compare in COMPARED else "",
    )


def _date(text: str, otherwise: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return otherwise
    return min(max(found, spans.FIRST), spans.LAST)


def _key(text: str) -> Key:
    kind, _, name = text.partition(":")
    return (kind, name) if kind in PLACES and name else ALL


# --- the answer -------------------------------------------------------------------------------


def answer(folder: Path, hall: Hall, question: Question, today: Today) -> tuple[Answer, int]:
    """Return the answer, and how many days of it are still to be summed up. StoreFault."""
    archive, summaries = Archive(folder), Summaries(folder)
    try:
        stale = sum(day in question.span for day, _ in stale_days(archive, summaries))
        return Books(hall, summaries, today).ask(question), stale
    finally:
        archive.close()
        summaries.close()


async def asked(
    request: Request[Any, Any, State], query: Mapping[str, str]
) -> tuple[Answer, int, DayView]:
    """Return the answer to a query, how many of its days are to come, and today. HallSilentError."""
    state = request.app.state
    view: DayView = await state.door.look_at_day()
    question = question_of(query, date.fromisoformat(view.day))

    def ask() -> tuple[Answer, int]:
        return answer(state.folder, state.hall, question, state.live.today(view))

    return (*await asyncio.to_thread(ask), view)


@get("/manager/reports", guards=[requires(Role.MANAGER)])
async def reports_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show a report: `?span=month&from=2026-03-01&by=service&compare=year`."""
    found, stale, view = await asked(request, dict(request.query_params))
    pages: Pages = request.app.state.pages
    page = whole(request.query_params.get("page", ""), 1)

    def draw() -> Response[str]:
        values = shown(pages, reading(request), found, view, page)
        return pages.page(request, "reports.html", stale=stale, **values)

    return await asyncio.to_thread(draw)


def shown(
    pages: Pages, language: str, found: Answer, view: DayView, page: int = 1
) -> dict[str, Any]:
    """Return what the page's template needs."""
    drawn = Drawn(pages, language, found)
    return {
        "question": found.question,
        "answer": found,
        "drawn": drawn,
        "page": page,
        "shown": drawn.page(page),
        "figures": FIGURES,
        "steps": STEPS,
        "compared": COMPARED,
        "presets": list(presets(date.fromisoformat(view.day))),
        "spans": spans,
        "step": step_of(found.question.span) or RANGE,
        "address": address_of,
        "query": address_of(found.question),
        "follow_ups": open_follow_ups(pages.hall, found.question.of, view),
    }


def open_follow_ups(hall: Hall, of: Key, view: DayView) -> int:
    """Return how many bad ratings of a part of the hall are not settled now."""
    return sum(
        stage(each) is not Stage.SETTLED and of in (ALL, *_places(hall, each))
        for each in view.follow_ups
    )


def _places(hall: Hall, follow_up: FollowUp) -> Iterator[Key]:
    service = hall.service_by_id.get(follow_up.service)
    yield "service", follow_up.service
    yield "window", follow_up.window
    yield "clerk", follow_up.clerk
    if service is not None:
        yield "department", service.department


def _file_route(form: str) -> HTTPRouteHandler:
    """Return the route of a report as a file of one of `TYPES`."""

    @get(f"/manager/reports.{form}", guards=[requires(Role.MANAGER, scope=Scope.READ)])
    async def report_file(request: Request[Any, Any, State]) -> Response[bytes]:
        """Return a report as a file; what `/api/reports` takes, this takes too."""
        found, _, __ = await asked(request, dict(request.query_params))
        state = request.app.state
        say = words(reading(request))
        content = await asyncio.to_thread(as_file, form, say, state.hall, found, now().utc_ms)
        name = name_of_file(found.question, form)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=TYPES[form], headers=headers)

    return report_file


def presets(today: date) -> Iterator[tuple[str, Span]]:
    """Yield the spans that are asked for most, each by the end of the name of its words."""
    yield "today", span_of("day", today)
    for step in ("week", "month", "year"):
        yield f"this-{step}", span_of(step, today)
        if step != "week":
            yield f"last-{step}", spans.before(span_of(step, today))


ROUTES = (reports_page, *map(_file_route, TYPES))
