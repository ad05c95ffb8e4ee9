# SPDX-License-Identifier: Apache-2.0
"""A day's report from its facts alone: whoever has the log can check every figure."""

from collections.abc import Iterable

from msgspec import Struct

from config.schema import Hall
from hall.core.counts import DayBook, Figures, count_day
from hall.core.facts import Recorded
from hall.core.fold import replay
from hall.core.life import Ticket, Visit
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
    return [
        _row(ticket, visit)
        for ticket in sorted(today, key=lambda ticket: ticket.seq)
        for visit in ticket.visits or (None,)
    ]


def _row(ticket: Ticket, visit: Visit | None) -> TicketRow:
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
    )
