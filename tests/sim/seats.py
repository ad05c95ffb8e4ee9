# SPDX-License-Identifier: Apache-2.0
"""What facts of windows, days and appointments must be like."""

from collections.abc import Iterator
from datetime import date

from msgspec.structs import replace

from config.schema import Appointments
from hall.core import facts
from hall.core.facts import Recorded
from tests.sim.account import AT_WINDOW, Account, Seat
from tests.sim.order import Order

MINUTE_MS = 60_000


class SeatAccount(Account):
    """Takes the facts of windows, days and appointments."""

    def _signed_in(self, _: Recorded, fact: facts.SignedIn) -> Iterator[str]:
        seat = self.seats[fact.window]
        if seat.clerk != fact.relieved:
            yield f"{fact} while {seat.clerk!r} sits there"
        if any(other.clerk == fact.clerk for other in self.seats.values()):
            yield f"{fact} while that clerk sits elsewhere"
        self._seat(fact.window, replace(seat, clerk=fact.clerk, paused_at=0, away=False))

    def _signed_out(self, _: Recorded, fact: facts.SignedOut) -> Iterator[str]:
        if fact.window in self.here:
            yield f"{fact} while {self.here[fact.window]} is there"
        self._seat(fact.window, Seat())

    def _took(self, _: Recorded, fact: facts.Took) -> Iterator[str]:
        able = set(self.hall.services_by_window[fact.window])
        for relief in self.hall.window_by_id[fact.window].relief:
            able |= set(self.hall.expand(relief.takes))
        if not set(fact.services) <= able or not self.seats[fact.window].clerk:
            yield f"{fact} at a window that can {able}"
        self._seat(fact.window, replace(self.seats[fact.window], services=fact.services))

    def _paused(self, recorded: Recorded, fact: facts.Paused) -> Iterator[str]:
        seat = self.seats[fact.window]
        if not seat.clerk:
            yield f"{fact} at a closed window"
        self._seat(fact.window, replace(seat, paused_at=recorded.at))

    def _resumed(self, _: Recorded, fact: facts.Resumed) -> Iterator[str]:
        self._seat(fact.window, replace(self.seats[fact.window], paused_at=0, away=False))
        yield from ()

    def _away(self, recorded: Recorded, fact: facts.AwayAlarm) -> Iterator[str]:
        seat = self.seats[fact.window]
        away_ms = recorded.at - seat.paused_at
        if seat.away or not seat.paused_at or away_ms < self.policy.away_alarm_minutes * MINUTE_MS:
            yield f"{fact} of {seat} after {away_ms} ms"
        self._seat(fact.window, replace(seat, away=True))

    def _day_closed(self, recorded: Recorded, fact: facts.DayClosed) -> Iterator[str]:
        left = {s.id for s in self.slips.values() if s.life in ("waiting", "held")}
        if set(fact.left) != left or fact.day != self.day:
            yield f"{fact}, but on {self.day} there were {left}"
        self.days.append(fact.day)
        for name in fact.left:
            gone = replace(self.slips[name], life="left", window="", reserved=False)
            yield from self._put(recorded, gone)

    def _day_opened(self, recorded: Recorded, fact: facts.DayOpened) -> Iterator[str]:
        today = self.local(recorded.at).date()
        if date.fromisoformat(fact.day) != today or fact.day <= self.day:
            yield f"{fact.day} begins on {today} after {self.day}"
        if self.day and (not self.days or self.days[-1] != self.day):
            yield f"{self.day} was never closed"
        there = {ticket.id for ticket in fact.tickets if ticket.life in AT_WINDOW}
        if there != set(self.here.values()):
            yield f"{there} go on, but at windows are {self.here}"
        live = {code for code, booking in self.bookings.items() if not booking[2]}
        if live != {booking.code for booking in fact.bookings}:
            yield f"appointments {live} become {fact.bookings}"
        clerks = {w: seat.clerk for w, seat in self.seats.items() if seat.clerk}
        if clerks != {window.id: window.clerk for window in fact.windows if window.clerk}:
            yield f"{clerks} become {fact.windows}"
        carried = {ticket.id for ticket in fact.tickets}
        self.day = fact.day
        self.slips = {name: slip for name, slip in self.slips.items() if name in carried}
        self.visits = {t: v for t, v in self.visits.items() if v[0] in carried}
        self.bookings = {c: b for c, b in self.bookings.items() if not b[2]}
        self.released.clear()
        self.spoken = None
        self.order = Order(self.policy)
        for forgotten in (self._counts, self._issued, self._numbers, self._before, self.touched):
            forgotten.clear()
        self.of_person = {}
        for slip in self.slips.values():
            self.of_person.setdefault(slip.person, []).append(slip.id)

    def _booked(self, recorded: Recorded, fact: facts.BookingMade) -> Iterator[str]:
        booking = fact.booking
        settings = self.hall.service_by_id[booking.service].appointments
        slot = (booking.service, booking.slot_at)
        same = sum(other[:2] == slot for other in self.bookings.values())
        if settings is None or same >= settings.capacity or booking.slot_at <= recorded.at:
            yield f"{booking} is one too many, or too late"
        self.bookings[booking.code] = (*slot, "")

    def _kept(self, recorded: Recorded, fact: facts.BookingKept) -> Iterator[str]:
        number = self.slips[fact.ticket].number if fact.ticket in self.slips else ""
        alone = self.alone.get(number)
        late = self.released.pop(fact.code, None) if alone is not None else None
        service, slot_at, ticket = late or self.bookings.get(fact.code, ("", 0, ""))
        settings = self.hall.service_by_id[service].appointments if service else None
        if settings is None or ticket:
            yield f"{fact} of an appointment that is not there, or was kept by {ticket!r}"
            return
        if not in_time(settings, slot_at, alone.taken_at if alone is not None else recorded.at):
            yield f"{fact} at {recorded.at}, {number} out of its time {slot_at}"
        self.bookings[fact.code] = (service, slot_at, fact.ticket)

    def _released(self, recorded: Recorded, fact: facts.BookingReleased) -> Iterator[str]:
        service, slot_at, ticket = self.bookings.pop(fact.code, ("", 0, "nobody"))
        settings = self.hall.service_by_id[service].appointments if service else None
        self.released[fact.code] = (service, slot_at, "")
        if ticket or settings is None:
            yield f"{fact} of an appointment of {ticket}"
        elif fact.no_show and recorded.at <= slot_at + settings.late_minutes * MINUTE_MS:
            yield f"{fact} {recorded.at - slot_at} ms after its time"

    def _given_alone(self, recorded: Recorded, fact: facts.Issued) -> Iterator[str]:
        """Take what a kiosk gave while the hall was lost: its place is by the time it was given."""
        given = self.alone.get(fact.number)
        if given is None:
            yield f"no kiosk gave {fact.number} by itself"
            return
        since_at, priority, code = min(given.taken_at, recorded.at), given.priority, ""
        service, slot_at, ticket = (
            self.released.get(given.booking)
            or self.bookings.get(given.booking)
            or ("", 0, "nobody")
        )
        settings = self.hall.service_by_id[service].appointments if service else None
        wanted = settings if service == given.services[0] and not ticket else None
        if wanted is not None and in_time(wanted, slot_at, given.taken_at):
            code, since_at = given.booking, max(since_at, slot_at)
            priority = "appointment" if priority == "ordinary" else priority
        if (fact.booking, fact.since_at, fact.priority) != (code, since_at, priority):
            yield f"{fact} of {given}: appointment {code!r}, {priority} since {since_at}"

    def _announced(self, recorded: Recorded, fact: facts.Announced) -> Iterator[str]:
        said = fact.said
        if said is not None and (not said.zh or said.until_at <= recorded.at):
            yield f"{fact} says nothing, or was over at once"
        self.spoken = (recorded.at, said) if said is not None else None


def in_time(settings: Appointments, slot_at: int, at_ms: int) -> bool:
    """Whether an appointment can be kept then."""
    late_ms = at_ms - slot_at
    return -settings.early_minutes * MINUTE_MS <= late_ms <= settings.late_minutes * MINUTE_MS
