# SPDX-License-Identifier: Apache-2.0
"""A day's report from its facts alone: whoever has the log can check every figure."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from config.schema import Hall
from hall.core.counts import DayBook, Figures, count_day
from hall.core.facts import Recorded
from hall.core.fold import replay
from hall.core.life import Life, Ticket, Visit
from hall.core.opening import Opening
from hall.core.state import HallState


class DayReport(Struct, frozen=True):
    """One day in figures."""

    day: str
    total: Figures
    services: tuple[Figures, ...]
    windows: tuple[Figures, ...]
    clerks: tuple[Figures, ...]
    classes: tuple[Figures, ...]
    slots: tuple[Figures, ...]


class TicketRow(Struct, frozen=True):
    """One visit, or a ticket that had none, as a row; times in UTC ms."""

    ticket: str
    number: str
    service: str
    priority: str
    life: str
    window: str
    clerk: str
    issued_at: int
    called_at: int
    ended_at: int
    waited_ms: int
    service_ms: int
    outcome: str
    level: int | None
    overtaken: int
    printed: bool | None
    first: bool = True
    """The ticket's first row: what happens once a ticket counts here."""
    visited: bool = False
    transferred: bool = False
    calls: int = 0
    passed: str = ""
    """Where it was passed over, each time: `window/clerk window/clerk`; in the last row."""


def report_of(hall: Hall, log: Iterable[Recorded]) -> DayReport:
    """Return the report of a day from the facts that count to it."""
    state = replay(hall.window_by_id, log)
    return report(state, count_day(state, Opening(hall).zone))


def report(state: HallState, book: DayBook) -> DayReport:
    """Return the report of the day a state is in."""
    book.refresh(state)
    found = {
        kind: tuple(book.figures(key) for key in book.keys(kind))
        for kind in ("service", "window", "clerk", "class", "slot")
    }
    return DayReport(
        day=state.day,
        total=book.figures(),
        services=found["service"],
        windows=found["window"],
        clerks=found["clerk"],
        classes=found["class"],
        slots=found["slot"],
    )


def ticket_rows(state: HallState) -> list[TicketRow]:
    """Return a row for each visit of the day's tickets, in order of issue."""
    today = (ticket for ticket in state.tickets.values() if ticket.day == state.day)
    return rows_of(today)


def rows_of(tickets: Iterable[Ticket]) -> list[TicketRow]:
    """Return a row for each visit, and one for a ticket that waits on or left, by issue."""
    return [
        row for ticket in sorted(tickets, key=lambda ticket: ticket.seq) for row in _rows(ticket)
    ]


def _rows(ticket: Ticket) -> Iterator[TicketRow]:
    visits: tuple[Visit | None, ...] = ticket.visits
    if ticket.life is not Life.FINISHED:
        visits = (*visits, None)
    for nth, visit in enumerate(visits):
        yield _row(ticket, visit, first=nth == 0, last=nth == len(visits) - 1)


def _row(ticket: Ticket, visit: Visit | None, *, first: bool, last: bool) -> TicketRow:
    places = ticket.passed_at if last else ()
    return TicketRow(
        ticket=ticket.id,
        number=ticket.number,
        service=visit.service if visit else ticket.service,
        priority=ticket.priority,
        life=ticket.life.value,
        window=visit.window if visit else ticket.window,
        clerk=visit.clerk if visit else ticket.clerk,
        issued_at=ticket.issued_at,
        called_at=visit.called_at if visit else ticket.called_at,
        ended_at=visit.ended_at if visit else ticket.ended_at,
        waited_ms=visit.waited_ms if visit else ticket.waited_ms,
        service_ms=visit.ended_at - visit.started_at if visit else 0,
        outcome=visit.outcome.value if visit else "",
        level=visit.level if visit else None,
        overtaken=ticket.overtaken,
        printed=ticket.printed,
        first=first,
        visited=visit is not None,
        transferred=visit is not None and visit.transferred,
        calls=ticket.calls,
        passed=" ".join(f"{window}/{clerk}" for window, clerk in places),
    )
