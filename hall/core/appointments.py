# SPDX-License-Identifier: Apache-2.0
"""Appointments: slots with room for so many, kept within a window of time, else released."""

from datetime import date, timedelta

from msgspec import Struct

from bus.messages import Refusal, Standing
from config.schema import Appointments
from hall.core import facts
from hall.core.clock import DAY_MS
from hall.core.commands import CancelBooking, MakeBooking
from hall.core.life import Booking
from hall.core.opening import Opening
from hall.core.pen import Declined, Pen, Rules
from hall.core.state import HallState

MINUTE_MS = 60_000


class Slot(Struct, frozen=True):
    """One stretch of time in which so many may come by appointment."""

    slot_at: int
    slot_ms: int
    free: int


class SlotsView(Struct, frozen=True):
    """What can be booked of one service, as its page shows it."""

    at: int
    slots: tuple[Slot, ...]


class BookingView(Struct, frozen=True):
    """One appointment as its holder sees it."""

    at: int
    booking: Booking | None = None
    """None: there is no such appointment (any more)."""
    standing: Standing = Standing.LATE
    cancelled: bool = False
    """Given back before its time was over."""
    from_at: int = 0
    until_at: int = 0
    """UTC ms from and until which it can be kept."""
    ticket: str = ""
    number: str = ""
    """The ticket that kept it."""


def slots(opening: Opening, settings: Appointments, service: str, day: date) -> list[int]:
    """Return the UTC ms at which each slot of a day begins: whole slots within opening hours."""
    length_ms = settings.slot_minutes * MINUTE_MS
    found: list[int] = []
    for begin, end in opening.stretches(service, day):
        found += range(begin, end - length_ms + 1, length_ms)
    return found


def free_slots(
    opening: Opening, settings: Appointments, state: HallState, service: str, at_ms: int
) -> list[Slot]:
    """Return what can be booked now, from today as far ahead as the service allows."""
    length_ms = settings.slot_minutes * MINUTE_MS
    today = opening.day(at_ms)
    found = []
    for ahead in range(settings.days_ahead + 1):
        for slot_at in slots(opening, settings, service, today + timedelta(days=ahead)):
            free = settings.capacity - state.booked.get((service, slot_at), 0)
            if slot_at > at_ms:
                found.append(Slot(slot_at, length_ms, max(0, free)))
    return found


def make_booking(pen: Pen, command: MakeBooking) -> None:
    """Give a slot. Declined when it is no slot, is full, or the code is taken."""
    settings = _settings(pen, command.service)
    opening = pen.rules.opening
    last = opening.day(pen.at_ms) + timedelta(days=settings.days_ahead)
    if command.slot_at <= pen.at_ms:
        raise Declined(Refusal.BOOKING_LATE)
    if command.slot_at > pen.at_ms + (settings.days_ahead + 2) * DAY_MS:
        raise Declined(Refusal.BOOKING_EARLY)  # before a calendar is asked for the year 300000
    day = opening.day(command.slot_at)
    if day > last:
        raise Declined(Refusal.BOOKING_EARLY)
    if command.slot_at not in slots(opening, settings, command.service, day):
        raise Declined(Refusal.CLOSED)
    if command.code in pen.state.bookings:
        raise Declined(Refusal.BOOKING_USED)
    if pen.state.booked.get((command.service, command.slot_at), 0) >= settings.capacity:
        raise Declined(Refusal.SLOT_FULL)
    booking = Booking(
        code=command.code,
        service=command.service,
        day=day.isoformat(),
        slot_at=command.slot_at,
        slot_ms=settings.slot_minutes * MINUTE_MS,
        person=command.person,
    )
    pen.write(facts.BookingMade(booking=booking))


def cancel_booking(pen: Pen, command: CancelBooking) -> None:
    """Take an appointment back."""
    booking = _known(pen, command.code)
    if booking.ticket or booking.released:
        raise Declined(Refusal.BOOKING_USED)
    pen.write(facts.BookingReleased(code=booking.code))


def check_in(pen: Pen, code: str, service: str) -> Booking:
    """Return the appointment if it can be kept now for this service."""
    booking = _known(pen, code)
    settings = _settings(pen, booking.service)
    if booking.service != service:
        raise Declined(Refusal.UNKNOWN_BOOKING)
    if booking.ticket:
        ticket = pen.state.tickets.get(booking.ticket)
        raise Declined(Refusal.BOOKING_USED, number=ticket.number if ticket else "")
    if pen.at_ms < from_at(settings, booking):
        raise Declined(Refusal.BOOKING_EARLY, until_at=from_at(settings, booking))
    if booking.released or pen.at_ms > late_at(settings, booking):
        raise Declined(Refusal.BOOKING_LATE)
    return booking


def kept_alone(pen: Pen, code: str, service: str, taken_at: int) -> Booking | None:
    """Return the appointment that a kiosk's own number of `taken_at` keeps; None: it keeps none.

    That the hall was dead and has released it meanwhile is not the fault of who came in time.
    """
    booking = pen.state.bookings.get(code)
    if booking is None or booking.service != service or booking.ticket:
        return None
    settings = pen.hall.service_by_id[service].appointments
    if settings is None:
        return None
    in_time = from_at(settings, booking) <= taken_at <= late_at(settings, booking)
    return booking if in_time else None


def from_at(settings: Appointments, booking: Booking) -> int:
    """Return the first UTC ms at which an appointment can be kept."""
    return booking.slot_at - settings.early_minutes * MINUTE_MS


def late_at(settings: Appointments, booking: Booking) -> int:
    """Return the last UTC ms at which an appointment can be kept."""
    return booking.slot_at + settings.late_minutes * MINUTE_MS


def standing(settings: Appointments, booking: Booking, at_ms: int) -> Standing:
    """Return whether an appointment can be kept now, and if not, why."""
    if booking.ticket:
        return Standing.USED
    if booking.released or at_ms > late_at(settings, booking):
        return Standing.LATE
    return Standing.EARLY if at_ms < from_at(settings, booking) else Standing.READY


def slots_view(rules: Rules, state: HallState, service_id: str, at_ms: int) -> SlotsView:
    """Return what can be booked now; nothing for a service without appointments."""
    service = rules.hall.service_by_id.get(service_id)
    if service is None or service.appointments is None:
        return SlotsView(at_ms, ())
    found = free_slots(rules.opening, service.appointments, state, service_id, at_ms)
    return SlotsView(at_ms, tuple(found))


def booking_view(rules: Rules, state: HallState, code: str, at_ms: int) -> BookingView:
    """Return the appointment behind a code."""
    booking = state.bookings.get(code)
    service = rules.hall.service_by_id.get(booking.service) if booking is not None else None
    if booking is None or service is None or service.appointments is None:
        return BookingView(at_ms)
    settings = service.appointments
    ticket = state.tickets.get(booking.ticket)
    return BookingView(
        at=at_ms,
        booking=booking,
        standing=standing(settings, booking, at_ms),
        cancelled=booking.released and not booking.ticket and at_ms <= late_at(settings, booking),
        from_at=from_at(settings, booking),
        until_at=late_at(settings, booking),
        ticket=booking.ticket,
        number=ticket.number if ticket is not None else "",
    )


def release_no_shows(pen: Pen) -> None:
    """Release the appointments that nobody kept in time."""
    for booking in tuple(pen.state.bookings.values()):
        if booking.ticket or booking.released or booking.slot_at > pen.at_ms:
            continue
        service = pen.hall.service_by_id.get(booking.service)
        settings = service.appointments if service is not None else None
        if settings is None or pen.at_ms > late_at(settings, booking):
            pen.write(facts.BookingReleased(code=booking.code, no_show=True))


def _settings(pen: Pen, service_id: str) -> Appointments:
    service = pen.hall.service_by_id.get(service_id)
    if service is None:
        raise Declined(Refusal.UNKNOWN_SERVICE)
    if service.appointments is None:
        raise Declined(Refusal.SLOT_FULL)
    return service.appointments


def _known(pen: Pen, code: str) -> Booking:
    booking = pen.state.bookings.get(code)
    if booking is None:
        raise Declined(Refusal.UNKNOWN_BOOKING)
    return booking
