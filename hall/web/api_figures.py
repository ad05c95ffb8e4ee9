# SPDX-License-Identifier: Apache-2.0
"""The interface for programs that read figures: reports of any days, tickets, staffing."""

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from litestar import Request, get
from litestar.datastructures import State
from litestar.params import FromQuery, QueryParameter
from msgspec import Meta, Struct

from hall.core.report import TicketRow
from hall.core.spans import Span
from hall.export import table_of
from hall.web.draw import reading, words
from hall.web.manager import MANAGERS_AND_READERS
from hall.web.plan import Plan, plan, wish_of
from hall.web.reports import asked
from hall.web.tickets import one_page

Date = Annotated[str, Meta(max_length=10)]
Steps = Literal["day", "week", "month", "year", "range"]
Key = Annotated[str, Meta(max_length=100)]
Compare = Literal["", "before", "year"]
FROM = QueryParameter(name="from")
CLASS = QueryParameter(name="class")
Page = Annotated[int, Meta(ge=1, le=1_000_000)]
Value = str | float | None
Asked = Request[Any, Any, State]


class ReportNow(Struct, frozen=True):
    """Figures of some days: the whole first, then each line."""

    first: str
    last: str
    """The days, both included."""
    by: str
    columns: dict[str, str]
    """What each column is called, in the language asked for."""
    rows: list[Mapping[str, Value]]
    stale_days: int
    """Days that are still to be summed up."""


class TicketsNow(Struct, frozen=True):
    """Tickets of some days, a page at a time."""

    page: int
    more: bool
    tickets: list[TicketRow]


def _given(**query: str | float) -> dict[str, str]:
    """Return what a page's address would say."""
    return {name.rstrip("_"): str(value) for name, value in query.items() if value}


@get("/api/reports", guards=[MANAGERS_AND_READERS])
async def report_now(  # noqa: PLR0913 - what the page asks
    request: Asked,
    *,
    from_: Annotated[Date, FROM] = "",
    to: FromQuery[Date] = "",
    span: FromQuery[Steps] = "month",
    by: FromQuery[Key] = "day",
    of: FromQuery[Key] = "",
    compare: FromQuery[Compare] = "",
) -> ReportNow:
    """Return the figures of a day, week, month, year or range, as the page of reports shows them.

    `by` is `day`, `week`, `month`, `year`, `department`, `service`, `window`, `clerk` or `hour`; `of` is one
    part of the hall, as `service:permit`; `compare` adds the days before, or those a year ago.
    """
    query = _given(from_=from_, to=to, span=span, by=by, of=of, compare=compare)
    found, stale, _ = await asked(request, query)
    columns, rows = table_of(words(reading(request)), request.app.state.hall, found)
    days: Span = found.question.span
    first, last = days.first.isoformat(), days.last.isoformat()
    return ReportNow(first, last, found.question.by, columns, list(rows), stale)


@get("/api/tickets", guards=[MANAGERS_AND_READERS])
async def tickets_now(  # noqa: PLR0913 - each narrows what is found
    request: Asked,
    *,
    from_: Annotated[Date, FROM] = "",
    to: FromQuery[Date] = "",
    department: FromQuery[Key] = "",
    service: FromQuery[Key] = "",
    window: FromQuery[Key] = "",
    clerk: FromQuery[Key] = "",
    class_: Annotated[Key, CLASS] = "",
    life: FromQuery[Key] = "",
    show: FromQuery[Key] = "",
    page: FromQuery[Page] = 1,
) -> TicketsNow:
    """Return the tickets behind a figure, a page at a time; without days those of today."""
    query = _given(
        from_=from_,
        to=to,
        department=department,
        service=service,
        window=window,
        clerk=clerk,
        class_=class_,
        life=life,
        show=show,
        page=page,
    )
    listed, rows, more = await one_page(request, query)
    return TicketsNow(listed.page, more, [row for _, row in rows])


@get("/api/plan", guards=[MANAGERS_AND_READERS])
async def plan_now(  # noqa: PLR0913 - what the page asks
    request: Asked,
    *,
    day: FromQuery[Date] = "",
    minutes: FromQuery[float] = 0,
    share: FromQuery[float] = 0,
    window: FromQuery[Key] = "",
    begin: FromQuery[Key] = "",
    end: FromQuery[Key] = "",
    change: FromQuery[Literal["", "open", "close"]] = "",
    setting: FromQuery[Key] = "",
    value: FromQuery[Key] = "",
) -> Plan:
    """Return the windows a promise needs, how told waits held, and the day played with a change.

    The promise: `share` of the citizens wait at most `minutes`. The change: `window` is open, or
    with `change=close` closed, from `begin` to `end`; or a `setting` of the queue has a `value`.
    """
    state = request.app.state
    query = _given(
        day=day,
        minutes=minutes,
        share=share,
        window=window,
        begin=begin,
        end=end,
        change=change,
        setting=setting,
        value=value,
    )
    return await asyncio.to_thread(plan, state.folder, state.hall, wish_of(query, state.hall))


ROUTES = (report_now, tickets_now, plan_now)
