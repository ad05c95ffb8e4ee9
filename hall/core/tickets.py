# SPDX-License-Identifier: Apache-2.0
"""When a number may be taken, and what the citizen can do with it."""

from bisect import bisect_left
from itertools import count

from msgspec.structs import replace

from bus.messages import (
    PaperReported,
    Rated,
    Refusal,
    TicketCancel,
    TicketHandedOver,
    TicketIssued,
    TicketRequest,
)
from hall.core import facts
from hall.core.appointments import check_in, kept_alone
from hall.core.followups import open_follow_up
from hall.core.life import Booking, Life, Ticket
from hall.core.pen import Declined, Pen, Rules
from hall.core.policy import APPOINTMENT
from hall.core.state import HallState


def closed_for(
    rules: Rules, state: HallState, service: str, at_ms: int
) -> tuple[Refusal, int | None] | None:
    """Return why nobody can take a number for a service now and until when; None: they can."""
    policy = rules.hall.policy
    closed = rules.opening.refusal(service, at_ms)
    if closed is not None:
        return closed
    if policy.without_window == "refuse" and not state.open_windows(service):
        return Refusal.NO_OPEN_WINDOW, None
    if state.lines.count(service) >= policy.waiting_max:
        return Refusal.TOO_MANY_WAITING, None
    return _quota(rules, state, service, at_ms)


def _quota(
    rules: Rules, state: HallState, service: str, at_ms: int
) -> tuple[Refusal, int | None] | None:
    settings = rules.hall.service_by_id[service]
    issued = state.issued_at.get(service, [])
    if settings.quota_per_day is not None and len(issued) >= settings.quota_per_day:
        return Refusal.QUOTA_DAY, None
    for slot in settings.slots:
        begin, end = rules.opening.span(slot.span, rules.opening.day(at_ms))
        if begin <= at_ms < end:
            within = bisect_left(issued, end) - bisect_left(issued, begin)
            if within >= slot.quota:
                return Refusal.QUOTA_SLOT, end
    return None


def give(pen: Pen, command: TicketRequest | TicketHandedOver, sender: str) -> TicketIssued:
    """Give a number, or take over one that a kiosk gave."""
    if isinstance(command, TicketHandedOver):
        return take_over(pen, command, sender)
    return issue(pen, command, sender)


def issue(pen: Pen, command: TicketRequest, sender: str) -> TicketIssued:
    """Give a number, or once more the one the person has. Declined when none can be taken."""
    services = tuple(dict.fromkeys(command.services))
    if any(service not in pen.hall.service_by_id for service in services):
        raise Declined(Refusal.UNKNOWN_SERVICE)
    if command.priority not in pen.hall.class_by_id:
        raise Declined(Refusal.UNKNOWN_CLASS)
    had = _had(pen, command.person, services)
    if had is not None:
        return issued(pen, had, command.id, again=True)
    claim = (command.priority, pen.at_ms)
    if command.booking:
        claim = _by_appointment(pen, claim, check_in(pen, command.booking, services[0]))
    else:
        _open(pen, services)
    prefix = pen.hall.prefix_of(services[0])
    numbered = (prefix, *_number(pen, prefix, claim[0]))
    request = replace(command, services=services)
    ticket = _write(pen, request, sender, claim, numbered)
    if command.booking:
        pen.write(facts.BookingKept(code=command.booking, ticket=ticket.id))
    return issued(pen, ticket, command.id)


def take_over(pen: Pen, command: TicketHandedOver, sender: str) -> TicketIssued:
    """Make a kiosk's own number a ticket, in its place by time; the number was promised already.

    Hours and quotas are not asked again, and an appointment is kept if it could be then. Declined
    for what was given on another day, and for numbers of the hall's own series: no kiosk may move
    those on.
    """
    if any(service not in pen.hall.service_by_id for service in command.services):
        raise Declined(Refusal.UNKNOWN_SERVICE)
    if command.priority not in pen.hall.class_by_id:
        raise Declined(Refusal.UNKNOWN_CLASS)
    opening = pen.rules.opening
    if opening.day(command.taken_at) != opening.day(pen.at_ms):
        raise Declined(Refusal.TOO_LATE, number=command.number)
    prefix = command.number.rstrip("0123456789")
    if command.number in pen.state.by_number or prefix in pen.rules.letters:
        raise Declined(Refusal.WRONG_STATE, number=command.number)
    request = TicketRequest(
        id=command.id,
        services=tuple(dict.fromkeys(command.services)),
        priority=command.priority,
        language=command.language,
        person=command.person,
    )
    numbered = (prefix, command.number, int(command.number[len(prefix) :]))
    claim = (command.priority, min(command.taken_at, pen.at_ms))
    booking = kept_alone(pen, command.booking, request.services[0], command.taken_at)
    if booking is not None:
        request, claim = (
            replace(request, booking=booking.code),
            _by_appointment(pen, claim, booking),
        )
    ticket = _write(pen, request, sender, claim, numbered)
    if booking is not None:
        pen.write(facts.BookingKept(code=booking.code, ticket=ticket.id))
    return issued(pen, ticket, command.id)


def _by_appointment(pen: Pen, claim: tuple[str, int], booking: Booking) -> tuple[str, int]:
    """Return the claim of somebody who comes by appointment: its class, and not before its time."""
    priority, since_at = claim
    if priority == "ordinary" and APPOINTMENT in pen.hall.class_by_id:
        priority = APPOINTMENT
    return priority, max(since_at, booking.slot_at)


def _open(pen: Pen, services: tuple[str, ...]) -> None:
    for service in services:
        closed = closed_for(pen.rules, pen.state, service, pen.at_ms)
        if closed is not None:
            raise Declined(closed[0], until_at=closed[1])


def _had(pen: Pen, person: str, services: tuple[str, ...]) -> Ticket | None:
    """Return the ticket a person has for one of these services, if one more is too many."""
    if not person:
        return None
    tickets = (pen.state.tickets[t] for t in pen.state.by_person.get(person, ()))
    same = [t for t in tickets if {t.service, *t.rest} & set(services)]
    if len(same) < pen.policy.open_tickets_per_person:
        return None
    if pen.policy.already_waiting == "refuse":
        raise Declined(Refusal.ALREADY_WAITING, number=same[-1].number)
    return same[-1]


def _write(
    pen: Pen,
    command: TicketRequest,
    sender: str,
    claim: tuple[str, int],
    numbered: tuple[str, str, int],
) -> Ticket:
    (priority, since_at), (prefix, number, counted) = claim, numbered
    services = command.services
    wait = _wait(pen, services[0], priority)
    fact = facts.Issued(
        ticket=f"{pen.state.day}-{number}",
        number=number,
        prefix=prefix,
        count=counted,
        service=services[0],
        rest=services[1:],
        priority=priority,
        language=command.language,
        since_at=since_at,
        person=command.person,
        booking=command.booking,
        part=sender,
        wait_median_ms=wait[0],
        wait_p90_ms=wait[1],
    )
    pen.write(fact)
    return pen.state.tickets[fact.ticket]


def _number(pen: Pen, prefix: str, priority: str) -> tuple[str, int]:
    """Return the next number of a series: unique today, whatever the letters are."""
    letter = pen.hall.class_by_id[priority].letter
    for counted in count(pen.state.numbers.get(prefix, 0) + 1):
        number = f"{letter}{prefix}{counted:0{pen.policy.number_digits}d}"
        if number not in pen.state.by_number:
            return number, counted
    raise AssertionError("count() never ends")


def _wait(pen: Pen, service: str, priority: str) -> tuple[int | None, int | None]:
    forecaster = pen.rules.forecaster
    if forecaster is None:
        return None, None
    return forecaster.wait(pen.state, service, priority, pen.at_ms) or (None, None)


def issued(pen: Pen, ticket: Ticket, command: str, *, again: bool = False) -> TicketIssued:
    """Return the answer that tells a citizen their number and how they stand."""
    waits = ticket.life is Life.WAITING
    ahead = 0
    if waits:
        ahead = pen.rules.chooser.ahead(
            pen.state.lines, ticket.line, ticket.stands_as, ticket.place
        )
    return TicketIssued(
        command=command,
        ticket=ticket.id,
        number=ticket.number,
        service=ticket.service,
        priority=ticket.priority,
        ahead=ahead,
        windows=pen.state.open_windows(ticket.service),
        issued_at=ticket.issued_at,
        wait_median_ms=ticket.wait_median_ms,
        wait_p90_ms=ticket.wait_p90_ms,
        again=again,
    )


def cancel(pen: Pen, command: TicketCancel) -> None:
    """The citizen leaves the queue."""
    ticket = pen.state.find(command.ticket)
    if ticket is None:
        raise Declined(Refusal.UNKNOWN_TICKET)
    if ticket.life not in {Life.WAITING, Life.HELD, Life.CALLED}:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    pen.write(facts.Cancelled(ticket=ticket.id))


def paper(pen: Pen, command: PaperReported) -> None:
    """Keep what became of a ticket's paper: one that is out stays out if a reprint fails."""
    ticket = pen.state.find(command.ticket)
    if ticket is None:
        raise Declined(Refusal.UNKNOWN_TICKET)
    if ticket.printed and not command.printed:
        return
    if (ticket.printed, ticket.fault) != (command.printed, command.fault):
        pen.write(facts.PaperKnown(ticket=ticket.id, printed=command.printed, fault=command.fault))


def rate(pen: Pen, command: Rated, sender: str) -> None:
    """Keep a rating: once a visit, for what was served where the rating was given."""
    found = pen.state.visits.get(command.visit)
    if found is None:
        raise Declined(Refusal.NOT_RATEABLE)
    ticket = pen.state.tickets[found[0]]
    visit = ticket.visits[found[1]]
    if visit.level is not None:
        raise Declined(Refusal.ALREADY_RATED, number=ticket.number)
    if visit.window != command.window:
        raise Declined(Refusal.WRONG_WINDOW, number=ticket.number)
    if any(label // 100 != command.level for label in command.labels):
        raise Declined(Refusal.LABEL_MISMATCH, number=ticket.number)
    rated = facts.Rated(
        visit=command.visit,
        ticket=ticket.id,
        window=command.window,
        level=command.level,
        labels=tuple(dict.fromkeys(command.labels)),
        text=command.text,
        channel=command.channel,
        raw_key=command.raw_key,
        part=sender,
    )
    pen.write(rated)
    open_follow_up(pen, rated, visit)
