# SPDX-License-Identifier: Apache-2.0
"""The manager's page of bad ratings: what is open, what is overdue, and each step as a form."""

import asyncio
import secrets
from datetime import date
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from msgspec import ValidationError, convert

from bus.messages import Refused
from config import labels
from hall.core.accounts import Role, Scope
from hall.core.commands import FollowUpStep
from hall.core.followups import FollowUpShown, FollowUpsView, Stage
from hall.core.life import FollowClass, FollowStep
from hall.core.pressure import Habit, habits, patterns
from hall.core.spans import Span
from hall.core.views import DayView
from hall.store.contacts import Contacts, masked
from hall.store.summaries import Summaries
from hall.web.access import asker, requires
from hall.web.draw import Pages, reading, words
from hall.web.manager import day_name
from hall.web.people import see
from hall.web.reports import presets

SENDER = "manager"
ADDRESS = "/manager/followups"
SHOWN_MAX = 200
TODAY = "today"
SHOWS = ("open", "overdue", "settled", "all")
MANAGERS = requires(Role.MANAGER, scope=Scope.MANAGE)


@get(ADDRESS, guards=[MANAGERS])
async def follow_ups_page(
    request: Request[Any, Any, State],
    show: FromQuery[str] = "open",
    said: FromQuery[str] = "",
    over: FromQuery[str] = TODAY,
) -> Response[str]:
    """List the follow-ups: `?show=open`, `overdue`, `settled` or `all`.

    `?over=this-month` and so on adds up the patterns of all its days.
    """
    return await _page(request, show if show in SHOWS else SHOWS[0], said, over=over)


@post(f"{ADDRESS}/{{visit:str}}/number", status_code=200, guards=[MANAGERS])
async def show_number(request: Request[Any, Any, State], visit: FromPath[str]) -> Response[str]:
    """Show the number that a citizen left. A post, so that the trail tells who saw it."""
    return await _page(request, SHOWS[0], "", visit)


async def _page(
    request: Request[Any, Any, State],
    show: str,
    said: str,
    plain: str = "",
    over: str = TODAY,
) -> Response[str]:
    """Return the page; the number of the visit `plain` is not masked."""
    state = request.app.state
    pages: Pages = state.pages
    view: FollowUpsView = await state.door.look_at_follow_ups()
    today: DayView = await state.door.look_at_day()
    language = reading(request)
    say = words(language)
    unsettled = {each.follow_up.visit for each in view.all if each.stage is not Stage.SETTLED}
    contacts: Contacts = state.contacts
    await asyncio.to_thread(contacts.forget_all_but, unsettled, view.at)
    numbers = await asyncio.to_thread(contacts.numbers)
    key = f"follow-said-{said}"
    spans = dict(presets(date.fromisoformat(view.day)))
    return pages.page(
        request,
        "followups.html",
        view=view,
        shown=[each for each in view.all if wanted(each, show)][:SHOWN_MAX],
        counts={name: sum(wanted(each, name) for each in view.all) for name in SHOWS},
        show=show,
        habits=await asyncio.to_thread(_habits, state.folder, today, spans.get(over)),
        overs=list(spans),
        over=over if over in spans else TODAY,
        told=say(key) if key in say else "",
        numbers={v: n if v == plain else masked(n) for v, n in numbers.items()},
        plain=plain,
        classes=[class_.value for class_ in FollowClass if class_],
        levels=labels.LEVELS,
        label=lambda code: label_text(code, language),
        nonce=secrets.token_hex(8),
        day_name=lambda day: day_name(day, language),
    )


def _habits(folder: Path, today: DayView, span: Span | None) -> tuple[Habit, ...]:
    """Return the patterns of today, or of all days of a span. StoreFault."""
    now = [(today.day, pattern) for pattern in patterns(tuple(today.tickets.values()))]
    if span is None or span.days == 1:
        return habits(now)
    summaries = Summaries(folder)
    try:
        return habits([*summaries.patterns(span), *(now if today.day in span else [])])
    finally:
        summaries.close()


def wanted(each: FollowUpShown, show: str) -> bool:
    """Whether one is to be shown under one of `SHOWS`."""
    settled = each.stage is Stage.SETTLED
    return {
        "open": not settled,
        "overdue": each.overdue,
        "settled": settled,
        "all": True,
    }[show]


def label_text(code: int, language: str) -> str:
    """Return a reason in words, of an old list too; its code when nobody knows it."""
    known = labels.LABELS.get(code)
    return str(code) if known is None else f"{code} {known.text.in_(language)}"


@post(f"{ADDRESS}/{{visit:str}}", guards=[MANAGERS])
async def take_step(request: Request[Any, Any, State], visit: FromPath[str]) -> Redirect:
    """Take a step, and show the list again with what became of it."""
    state = request.app.state
    form = dict(await request.form())
    values = {name: form.get(name, "") for name in ("step", "class_", "to", "text")}
    values |= {
        "id": f"follow-{visit}-{form.get('nonce', '')}",
        "visit": visit,
        "seen": form.get("seen", ""),
        "level": form.get("level", "0"),
        "reached": form.get("reached", "") == "yes",
        "by": asker(request),
    }
    try:
        command = convert(values, FollowUpStep, strict=False)
    except ValidationError as error:
        raise NotFoundException(detail="no page of this hall asks for that") from error
    answer = await state.door.ask(SENDER, command)
    if isinstance(answer, Refused):
        return see(f"{ADDRESS}?said={answer.refusal.value}")
    if command.step is FollowStep.SETTLE:
        await asyncio.to_thread(state.contacts.forget, visit)
    return see(f"{ADDRESS}?said=done#visit-{visit}")


ROUTES = (follow_ups_page, show_number, take_step)
