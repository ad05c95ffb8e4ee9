# SPDX-License-Identifier: Apache-2.0
"""The tickets behind a figure: those of any days, a page at a time, or all of them as CSV."""

import asyncio
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.response import Stream
from msgspec import Struct

from config.schema import Hall
from hall.closing import derive, hour_in
from hall.core import spans
from hall.core.accounts import Role, Scope
from hall.core.behind import BY_HOUR, RULES, Wanted, chosen
from hall.core.life import Life
from hall.core.report import TicketRow, rows_of
from hall.core.spans import Span
from hall.core.summary import hour_key
from hall.core.views import DayView
from hall.figures import FIGURES
from hall.saying import line_name, span_text, weekday_text
from hall.store.summaries import Summaries
from hall.tables import Cell, as_csv
from hall.web.access import requires
from hall.web.draw import Pages, reading, whole, words
from look.words import Words

ROWS_SHOWN = 100
CSV_TYPE = "text/csv; charset=utf-8"
CSV_ROWS = 500
"""Rows written at once."""
MARK = "\ufeff"
"""Tells spreadsheets that this is UTF-8."""
TICKET_COLUMNS = (
    "ticket",
    "number",
    "service",
    "priority",
    "life",
    "window",
    "clerk",
    "issued_at",
    "called_at",
    "ended_at",
    "waited_ms",
    "service_ms",
    "outcome",
    "level",
    "overtaken",
    "printed",
)
FILTERS = ("department", "service", "window", "clerk", "class", "life", "show", "weekday", "hour")
LIVES = frozenset(life.value for life in Life)


class Listed(Struct, frozen=True):
    """What is asked for."""

    span: Span
    filters: Mapping[str, str]
    """Those of the address that say something."""
    wanted: Wanted
    page: int


def listed_of(query: Mapping[str, str], hall: Hall, today: str) -> Listed:
    """Return what an address asks for; without days it is today."""
    first = _date(query.get("from") or query.get("day", ""), today)
    last = _date(query.get("to") or query.get("day", ""), first.isoformat())
    filters = {name: query[name] for name in FILTERS if query.get(name)}
    known = {"life": LIVES, "show": RULES, "department": hall.department_by_id}
    for name, values in known.items():
        if filters.get(name, "") not in values:
            filters.pop(name, None)
    for name in ("weekday", "hour"):
        if whole(filters.get(name, "0"), -1) < 0:
            del filters[name]
    services = frozenset({filters["service"]} if "service" in filters else ())
    if "department" in filters:
        services = frozenset(hall.services_by_department[filters["department"]])
    return Listed(
        span=Span(min(first, last), max(first, last)),
        filters=filters,
        wanted=Wanted(
            show=filters.get("show", ""),
            services=services,
            window=filters.get("window", ""),
            clerk=filters.get("clerk", ""),
            class_=filters.get("class", ""),
            life=filters.get("life", ""),
            weekday=int(filters.get("weekday", 0)),
            hour=int(filters.get("hour", -1)),
        ),
        page=max(1, whole(query.get("page", ""), 1)),
    )


def _date(text: str, otherwise: str) -> date:
    try:
        found = date.fromisoformat(text or otherwise)
    except ValueError as error:
        raise NotFoundException(detail=f"{text!r} is no date") from error
    return min(max(found, spans.FIRST), spans.LAST)


def found_rows(
    summaries: Summaries, hall: Hall, listed: Listed, view: DayView
) -> Iterator[tuple[str, TicketRow]]:
    """Yield the rows asked for, each with its day, in order."""
    wanted, hour = listed.wanted, hour_in(ZoneInfo(hall.time_zone))
    closed = summaries.closed(listed.span)
    days = [day for day in closed if wanted.weekday in (0, _weekday(day))]
    if wanted.hour >= 0 and wanted.show in BY_HOUR:
        at = {day: hour_key(_weekday(day), wanted.hour) for day in days}
        days = [day for day in days if summaries.sums("hour", [day], [at[day]])]
    yield from chosen(summaries.rows(days, wanted, hour), wanted, hour, _weekday)
    if view.day in listed.span:
        today = (ticket for ticket in view.tickets.values() if ticket.day == view.day)
        rows = ((view.day, row) for row in rows_of(today))
        yield from chosen(rows, wanted, hour, _weekday)


def _weekday(day: str) -> int:
    return date.fromisoformat(day).isoweekday()


def prepared(folder: Path, hall: Hall, listed: Listed) -> Summaries:
    """Return the summaries, with the day asked for if it is one; more are summed up elsewhere."""
    if listed.span.days == 1:
        derive(folder, hall, listed.span.first.isoformat())
    return Summaries(folder)


async def _asked(
    request: Request[Any, Any, State], query: Mapping[str, str]
) -> tuple[Listed, DayView]:
    state = request.app.state
    view: DayView = await state.door.look_at_day()
    return listed_of(query, state.hall, view.day), view


async def one_page(
    request: Request[Any, Any, State], query: Mapping[str, str]
) -> tuple[Listed, list[tuple[str, TicketRow]], bool]:
    """Return what a query asks, a page of those tickets, each with its day, and whether more are."""
    state = request.app.state
    listed, view = await _asked(request, query)

    def read() -> list[tuple[str, TicketRow]]:
        summaries = prepared(state.folder, state.hall, listed)
        try:
            first = (listed.page - 1) * ROWS_SHOWN
            found = found_rows(summaries, state.hall, listed, view)
            return list(islice(found, first, first + ROWS_SHOWN + 1))
        finally:
            summaries.close()

    rows = await asyncio.to_thread(read)
    return listed, rows[:ROWS_SHOWN], len(rows) > ROWS_SHOWN


@get("/manager/tickets", guards=[requires(Role.MANAGER)])
async def tickets_page(request: Request[Any, Any, State]) -> Response[str]:
    """List tickets: `?from=&to=` or `day=`, and any of `FILTERS`."""
    state = request.app.state
    pages: Pages = state.pages
    listed, rows, more = await one_page(request, dict(request.query_params))
    say = words(reading(request))
    return pages.page(
        request,
        "tickets.html",
        rows=rows,
        more=more,
        page=listed.page,
        title=span_text(say, listed.span),
        days=listed.span.days,
        filters={name: filter_text(say, state.hall, name, listed) for name in listed.filters},
        query=query_of(listed, listed.filters),
        unfiltered=query_of(listed, {}),
    )


@get("/manager/tickets.csv", guards=[requires(Role.MANAGER, scope=Scope.READ)])
async def tickets_csv(request: Request[Any, Any, State]) -> Stream:
    """Return the same tickets as CSV; times are ISO 8601 with the hall's offset."""
    state = request.app.state
    pages: Pages = state.pages
    listed, view = await _asked(request, dict(request.query_params))

    def lines() -> Iterator[str]:
        names = {name: name for name in TICKET_COLUMNS}
        yield MARK + as_csv(names, ())
        summaries = prepared(state.folder, state.hall, listed)
        try:
            found = found_rows(summaries, state.hall, listed, view)
            while batch := [_csv_row(pages, row) for _, row in islice(found, CSV_ROWS)]:
                yield as_csv(names, batch, heading=False)
        finally:
            summaries.close()

    name = f"tickets-{spans.file_name(listed.span)}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(lines(), media_type=CSV_TYPE, headers=headers)


def filter_text(say: Words, hall: Hall, name: str, listed: Listed) -> str:
    """Return what a filter is set to, as people read it."""
    value = listed.filters[name]
    if name == "show":
        figure = next((figure.name for figure in FIGURES if figure.show == value), "")
        return say(f"figure-{figure}") if figure else say(f"life-{value}")
    if name == "life":
        return say(f"life-{value}")
    if name == "weekday":
        return weekday_text(say, listed.wanted.weekday)
    if name == "hour":
        return f"{value}:00"
    return line_name(say, hall, name, value)


def query_of(listed: Listed, filters: Mapping[str, str]) -> str:
    """Return the address of a list with other filters."""
    span = {"from": listed.span.first.isoformat(), "to": listed.span.last.isoformat()}
    return "?" + urlencode({**span, **filters})


def _csv_row(pages: Pages, row: TicketRow) -> dict[str, Cell]:
    cells: dict[str, Cell] = {name: getattr(row, name) for name in TICKET_COLUMNS}
    for name in ("issued_at", "called_at", "ended_at"):
        cells[name] = pages.moment(getattr(row, name))
    return cells


ROUTES = (tickets_page, tickets_csv)
