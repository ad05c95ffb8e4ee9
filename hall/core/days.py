# SPDX-License-Identifier: Apache-2.0
"""Midnight, and what a changed hall does to a log: handled as facts."""

from hall.core import facts, followups
from hall.core.cases import kept
from hall.core.clock import midnight_ms
from hall.core.life import Life
from hall.core.pen import Pen
from hall.core.seats import leave


def turn(pen: Pen) -> bool:
    """Begin a new local day if it is one; return whether. Yesterday is never opened again."""
    today = pen.rules.opening.day(pen.at_ms)
    if today.isoformat() <= pen.state.day:
        return False
    pen.begin()
    if pen.state.day:
        _close(pen)
    served = pen.state.served()
    windows = [w for w in pen.state.windows.values() if w.open or w.ticket or w.visit]
    rated = {window.visit_ticket for window in windows} - {ticket.id for ticket in served}
    bookings = (b for b in pen.state.bookings.values() if not b.ticket and not b.released)
    opened = facts.DayOpened(
        day=today.isoformat(),
        bookings=tuple(bookings),
        windows=tuple(windows),
        tickets=(
            *served,
            *(pen.state.tickets[t] for t in sorted(rated) if t in pen.state.tickets),
        ),
        cases=kept(pen.state.cases.values(), today),
        follow_ups=followups.kept(pen),
    )
    pen.write(opened, day=today.isoformat())
    pen.rules.opening.forget(today)
    return True


def _close(pen: Pen) -> None:
    """Close the day: clerks who forgot to sign out are gone, and so is everybody who waits.

    Whoever is at a window is served to the end there, but not sent on: tomorrow their number
    is another's.
    """
    midnight_at = midnight_ms(pen.rules.opening.day(pen.at_ms), pen.rules.opening.zone)
    for window in tuple(pen.state.windows.values()):
        through = any(
            pen.rules.opening.refusal(service, midnight_at) is None
            for service in window.services
            if service in pen.hall.service_by_id
        )
        if window.open and not window.ticket and not through:
            leave(pen, window)
    for ticket in pen.state.served():
        if ticket.rest:
            pen.write(facts.Lapsed(ticket=ticket.id, services=ticket.rest))
    waiting = [t.id for t in pen.state.tickets.values() if t.life is Life.WAITING]
    pen.write(facts.DayClosed(day=pen.state.day, left=(*waiting, *pen.state.held)))


def mend(pen: Pen) -> None:
    """Close windows that the hall no longer has; whoever was there today waits again."""
    pen.begin()
    for window in tuple(pen.state.windows.values()):
        if window.id in pen.hall.window_by_id:
            continue
        if window.open:
            leave(pen, window)
        ticket = pen.state.at_window(window.id)
        if ticket is not None:
            pen.write(facts.Freed(ticket=ticket.id))
            if not pen.of_today(ticket):
                pen.write(facts.Lapsed(ticket=ticket.id))
