# SPDX-License-Identifier: Apache-2.0
"""What a second, plain account of the hall knows: tickets, windows and the day."""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from bus.messages import TicketHandedOver
from config.schema import Hall
from hall.core.facts import Recorded
from hall.core.life import Spoken
from tests.sim.casebook import CaseBook
from tests.sim.order import Order

AT_WINDOW = ("called", "serving")
OPEN = ("waiting", "called", "serving", "held")
Place = tuple[int, ...]


class Slip(Struct, frozen=True):
    """One ticket, as told by the facts."""

    id: str
    number: str
    day: str
    service: str
    rest: tuple[str, ...]
    priority: str
    person: str
    place: Place
    life: str = "waiting"
    window: str = ""
    reserved: bool = False
    stands_as: str = ""
    """Class whose claim it has since it was put behind others; empty: its own."""
    recalls: int = 0
    called_at: int = 0
    passes: int = 0
    visits: int = 0
    printed: bool | None = None

    @property
    def line(self) -> str:
        return f"@{self.window}" if self.reserved else self.service


class Seat(Struct, frozen=True):
    """One window, as told by the facts."""

    clerk: str = ""
    services: tuple[str, ...] = ()
    paused_at: int = 0
    away: bool = False


class Account:
    """What is known of the hall, and the questions one can ask of it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.policy = hall.policy
        self.zone = ZoneInfo(hall.time_zone)
        self.day = ""
        self.days: list[str] = []
        self.ever: set[str] = set()
        """Every ticket that was ever issued."""
        self.slips: dict[str, Slip] = {}
        self.seats = {window.id: Seat() for window in hall.windows}
        self.here: dict[str, str] = {}
        """Who is at which window."""
        self.order = Order(hall.policy)
        self.visits: dict[str, tuple[str, str, int]] = {}
        """Ticket, window and step of each visit that may be rated."""
        self.rated: set[str] = set()
        self.bookings: dict[str, tuple[str, int, str]] = {}
        """Live appointments: service, slot, ticket that kept it."""
        self.released: dict[str, tuple[str, int, str]] = {}
        """Those given back or not kept, today; the ticket is empty."""
        self.alone: dict[str, TicketHandedOver] = {}
        """What kiosks hand over that they gave by themselves, by number."""
        self.spoken: tuple[int, Spoken] | None = None
        """What a manager said last, and when."""
        self.cases = CaseBook(hall)
        self.of_person: dict[str, list[str]] = {}
        """Today's tickets of each person."""
        self.touched: dict[str, None] = {}
        self.touched_seats: dict[str, None] = {}
        self._counts: dict[str, int] = {}
        self._issued: dict[str, int] = {}
        self._numbers: set[str] = set()
        self._before: dict[int, tuple[int, dict[str, Slip]]] = {}

    def local(self, at_ms: int) -> datetime:
        """Return the time on the wall."""
        return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(self.zone)

    def _put(self, recorded: Recorded, new: Slip) -> Iterator[str]:
        """Replace a ticket, keeping what it was before this step."""
        old = self.slips.get(new.id)
        if old is not None:
            self._before.setdefault(recorded.step, (recorded.at, {}))[1].setdefault(old.id, old)
        yield from self._place(new)

    def _place(self, new: Slip) -> Iterator[str]:
        old = self.slips.get(new.id)
        self.touched[new.id] = None
        if old is None and new.person:
            self.of_person.setdefault(new.person, []).append(new.id)
        if old is not None:
            if old.life == "waiting":
                self.order.leave(old.line, old.place)
            if old.life in AT_WINDOW:
                self.here.pop(old.window, None)
                self.touched_seats[old.window] = None
        self.slips[new.id] = new
        if new.life in ("waiting", "held") and new.day != self.day:
            yield f"{new.id} is {new.life} on {self.day}"
        if new.life == "waiting":
            self.order.enter(new.line, new.place, new.stands_as or new.priority, new.id)
        if new.life in AT_WINDOW:
            if new.window in self.here:
                yield f"{new.id} is at {new.window} with {self.here[new.window]}"
            self.here[new.window] = new.id
            self.touched_seats[new.window] = None

    def _seat(self, window: str, new: Seat) -> None:
        """Replace a window."""
        self.seats[window] = new
        self.touched_seats[window] = None

    def is_open(self, at_ms: int) -> bool:
        """Whether the clock on the wall is within the hours in which numbers are given."""
        now = self.local(at_ms)
        minute = now.hour * 60 + now.minute
        for span in self.hall.hours.week.of(now.date()):
            begin, end = (int(side[:2]) * 60 + int(side[3:]) for side in span.split("-"))
            if begin <= minute < end - self.hall.hours.last_ticket_minutes:
                return True
        return False

    def full(self, service: str) -> bool:
        """Whether today's quota of a service is used up."""
        quota = self.hall.service_by_id[service].quota_per_day
        return quota is not None and self._issued.get(service, 0) >= quota

    def open_windows(self, service: str) -> list[str]:
        """Return the windows that take a service just now."""
        seats = self.seats.items()
        return [w for w, seat in seats if service in seat.services and not seat.paused_at]

    def _must_be(self, slip: Slip, window: str, *lives: str) -> Iterator[str]:
        if slip.life not in lives or slip.window != window:
            yield f"{slip.id} is {slip.life} at {slip.window!r}, not {lives} at {window}"

    def _nothing(self, _: Recorded, __: object) -> Iterator[str]:
        yield from ()
