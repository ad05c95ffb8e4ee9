# SPDX-License-Identifier: Apache-2.0
"""The hall as it is: a fold of the facts, the same live and after a restart.

`fold.apply` takes one fact after the other. Values are immutable; indexes follow them in the
`put` methods alone.
"""

from collections.abc import Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from hall.core.facts import AnyFact, Fact, Recorded, tag_of
from hall.core.life import (
    AT_WINDOW,
    Booking,
    Case,
    FollowUp,
    Life,
    Place,
    Spoken,
    Ticket,
    Why,
    WindowNow,
)
from hall.core.queue import Lines

CALLS_KEPT = 64
OPEN_LIVES = frozenset({Life.WAITING, Life.CALLED, Life.SERVING, Life.HELD})


class CallMade(Struct, frozen=True):
    """One call as it was said."""

    call: int
    ticket: str
    window: str
    recalled: int
    called_at: int


class Image(Struct):
    """What a window's last step changed, as it was before: all that undo needs."""

    step: int
    at: int
    window: WindowNow
    tickets: dict[str, Ticket]
    overtook: list[tuple[tuple[str, ...], Place]]
    """Lines in which calls went past somebody, and from which place."""


class Bypass(Struct, frozen=True):
    """A call that went past somebody of earlier place, as it was just before."""

    seq: int
    at: int
    ticket: str
    window: str
    why: Why
    oldest_at: int
    """Since when the earliest of them waits."""
    overtaken: int
    """How often the one of them who was overtaken most had been by then."""


class Changes(Struct):
    """What is different since somebody last asked."""

    tickets: set[str]
    windows: set[str]
    lines: set[str]
    cases: set[str]
    calls: bool
    spoken: bool = False
    bypasses: list[Bypass] = field(default_factory=list)
    everything: bool = False
    """A day began."""
    moved: set[str] = field(default_factory=set)
    """Windows that are different themselves, not in the queue alone that they serve."""


class HallState:
    """One hall, computed from its facts."""

    def __init__(self, windows: Iterable[str]) -> None:
        self.seq = 0
        self.at = 0
        self.windows = {window: WindowNow(id=window) for window in windows}
        self._order = {window: place for place, window in enumerate(self.windows)}
        self.begin_day("")

    def begin_day(self, day: str) -> None:
        """Forget everything but which windows there are."""
        self.day = day
        self.opened_seq = 0
        """Seq of the fact that began the day: what was said of visits before it is in the log only."""
        self.said: set[tuple[str, str]] = set()
        self.windows = {window: WindowNow(id=window) for window in self.windows}
        self.tickets: dict[str, Ticket] = {}
        self.bookings: dict[str, Booking] = {}
        self.booked: dict[tuple[str, int], int] = {}
        """Bookings that hold a place, by service and begin of the slot."""
        self.cases: dict[str, Case] = {}
        """Cases by receipt code: open ones, and those closed not long ago."""
        self.case_of: dict[str, str] = {}
        """The case that each window opened last today."""
        self.case_by_step: dict[int, str] = {}
        """Today's cases by the step that opened each."""
        self.follow_ups: dict[str, FollowUp] = {}
        """What follows bad ratings, by visit: open ones, and those settled not long ago."""
        self.spoken: tuple[int, Spoken] | None = None
        """What a manager said last, and when: the hall's UTC ms."""
        self.numbers: dict[str, int] = {}
        """Last count of each prefix today."""
        self.by_number: dict[str, str] = {}
        """Today's tickets by number."""
        self.issued_at: dict[str, list[int]] = {}
        """When today's tickets were issued, by service, ascending."""
        self.held: dict[str, None] = {}
        """Tickets put aside, longest first."""
        self.by_person: dict[str, tuple[str, ...]] = {}
        """Open tickets by person."""
        self.by_clerk: dict[str, str] = {}
        """Windows by clerk who sits there."""
        self.visits: dict[str, tuple[str, int]] = {}
        """Ticket and index of each visit that can be rated, by token."""
        self.calls: dict[str, CallMade] = {}
        """The newest calls by ticket, oldest first."""
        self.images: dict[str, Image] = {}
        """What can be undone, by window."""
        self.lines = Lines()
        self.staffing = object()
        """Another one whenever a window begins or ceases to take something."""
        self.changes = Changes(set(), set(self.windows), set(), set(), calls=True, everything=True)

    def window(self, window: str) -> WindowNow:
        """Return a window, closed if nothing is known of it."""
        return self.windows.get(window) or WindowNow(id=window)

    def day_of(self, fact: AnyFact) -> str:
        """Return the day a fact counts to: of its ticket's issue, else today."""
        ticket = self.tickets.get(getattr(fact, "ticket", ""))
        return self.day if ticket is None else ticket.day

    # --- keeping the indexes ---

    def put(self, new: Ticket) -> None:
        """Replace a ticket by its new value, and everything that is found by it."""
        old = self.tickets.get(new.id)
        self.tickets[new.id] = new
        self.changes.tickets.add(new.id)
        was, stands = _standing(old), _standing(new)
        if old is not None and was is not None and was != stands:
            self.lines.leave(old)
            self._line_changed(old.line)
        if stands is not None and was != stands:
            self.lines.enter(new)
            self._line_changed(new.line)
        if old is None or old.life is not new.life:
            self._index_life(new)

    def _index_life(self, ticket: Ticket) -> None:
        if ticket.life is Life.HELD:
            self.held[ticket.id] = None
        else:
            self.held.pop(ticket.id, None)
        if ticket.id in self.calls:
            self.changes.calls = True
        if not ticket.person:
            return
        others = tuple(t for t in self.by_person.get(ticket.person, ()) if t != ticket.id)
        if ticket.life in OPEN_LIVES:
            others = (*others, ticket.id)
        if others:
            self.by_person[ticket.person] = others
        else:
            self.by_person.pop(ticket.person, None)

    def _line_changed(self, line: str) -> None:
        self.changes.lines.add(line)
        self.changes.windows.update(self.lines.windows_of.get(line, ()))

    def put_window(self, new: WindowNow) -> None:
        """Replace a window by its new value, and everything that is found by it."""
        old = self.window(new.id)
        self._order.setdefault(new.id, len(self._order))
        self.windows[new.id] = new
        self.changes.windows.add(new.id)
        self.changes.moved.add(new.id)
        if (old.clerk, old.services, old.paused) == (new.clerk, new.services, new.paused):
            return
        self.staffing = object()
        if old.clerk:
            self.by_clerk.pop(old.clerk, None)
        if new.clerk:
            self.by_clerk[new.clerk] = new.id
            changed = self.lines.open(new.id, new.services)
        else:
            changed = self.lines.close(new.id)
        self.changes.lines.update(changed if old.paused == new.paused else ())
        if old.paused != new.paused:
            self.changes.lines.update((*old.services, *new.services))

    def put_booking(self, new: Booking) -> None:
        """Replace a booking, and the count of its slot."""
        old = self.bookings.get(new.code)
        self.bookings[new.code] = new
        slot = (new.service, new.slot_at)
        change = (not new.released) - (old is not None and not old.released)
        self.booked[slot] = self.booked.get(slot, 0) + change

    def put_case(self, new: Case) -> None:
        """Replace a case by its new value."""
        self.cases[new.code] = new
        self.changes.cases.add(new.code)

    def opened_case(self, new: Case, step: int) -> None:
        """Add a case that a step opened."""
        self.put_case(new)
        self.case_of[new.window] = new.code
        self.case_by_step[step] = new.code

    def note_call(self, call: CallMade) -> None:
        """Put a call on top of the newest ones."""
        self.calls.pop(call.ticket, None)
        self.calls[call.ticket] = call
        if len(self.calls) > CALLS_KEPT:
            del self.calls[next(iter(self.calls))]
        self.changes.calls = True

    def note_said(self, visit: str, kind: type[Fact]) -> None:
        """Note that a visit, perhaps of another day, was rated or explained."""
        self.said.add((visit, tag_of(kind)))

    def was_said(self, visit: str, kind: type[Fact]) -> bool:
        """Whether it was, since the day began."""
        return (visit, tag_of(kind)) in self.said

    # --- undo ---

    def moved(self, recorded: Recorded, window: str, *tickets: Ticket) -> None:
        """Keep tickets and window as they are before a step of that window changes them."""
        before = self.window(window)
        image = self.images.get(window)
        if image is None or image.step != recorded.step:
            image = Image(recorded.step, recorded.at, before, {}, [])
            self.images[window] = image
        for ticket in tickets:
            image.tickets.setdefault(ticket.id, ticket)
        again = before.step == recorded.step
        did = (*(before.did if again else ()), tag_of(recorded.fact))
        self.put_window(replace(before, step=recorded.step, did=did))

    def can_take_back(self, window: str) -> Image | None:
        """Return what undo would restore; None when nothing, or when others built on it."""
        image = self.images.get(window)
        if image is None or self.window(window).step != image.step:
            return None
        stands = all(self.tickets[ticket].step == image.step for ticket in image.tickets)
        opened = self.cases.get(self.case_by_step.get(image.step, ""))
        worked_on = opened is not None and opened.moved_by
        return image if stands and not worked_on else None

    def take_back(self, window: str, step: int) -> None:
        """Make a step as if it had not happened; nothing when it was taken back already."""
        image = self.images.get(window)
        if image is None or image.step != step:
            return
        del self.images[window]
        case = self.cases.pop(self.case_by_step.pop(step, ""), None)
        if case is not None:
            self.case_of.pop(case.window, None)
            self.changes.cases.add(case.code)
        for names, place in image.overtook:
            self.lines.take_back(names, place)
        made: set[str] = set()
        for before in image.tickets.values():
            now = self.tickets[before.id]
            made.update(visit.token for visit in now.visits[len(before.visits) :])
            self.put(replace(before, printed=now.printed, fault=now.fault))
        for token in made:
            self.visits.pop(token, None)
        was = image.window
        shown = was if made and not self._rated(was.visit) else self.window(window)
        gone = bool(made) and shown is not was
        self.put_window(
            replace(
                self.window(window),
                ticket=was.ticket,
                since_at=was.since_at,
                call=was.call,
                visit="" if gone else shown.visit,
                visit_ticket="" if gone else shown.visit_ticket,
                visit_at=0 if gone else shown.visit_at,
                step=was.step,
                did=("undone",),
            )
        )

    def _rated(self, visit: str) -> bool:
        ticket, index = self.visits.get(visit, ("", 0))
        return bool(ticket) and self.tickets[ticket].visits[index].level is not None

    # --- asking ---

    def find(self, ticket: str) -> Ticket | None:
        """Return a ticket by id, or one of today's by its number."""
        return self.tickets.get(ticket) or self.tickets.get(self.by_number.get(ticket, ""))

    def at_window(self, window: str) -> Ticket | None:
        """Return who is called to or served at a window."""
        return self.tickets.get(self.window(window).ticket)

    def open_windows(self, service: str) -> tuple[str, ...]:
        """Return the open windows, not paused, that take a service, in the hall's order."""
        taking = self.lines.windows_of.get(service, ())
        found = (window for window in taking if not self.windows[window].paused)
        return tuple(sorted(found, key=self._order.__getitem__))

    def served(self) -> list[Ticket]:
        """Return the tickets at windows."""
        found = (self.tickets.get(window.ticket) for window in self.windows.values())
        return [ticket for ticket in found if ticket is not None and ticket.life in AT_WINDOW]

    def take_changes(self) -> Changes:
        """Return what changed since the last call of this, and begin anew."""
        taken = self.changes
        self.changes = Changes(set(), set(), set(), set(), calls=False)
        return taken


def _standing(ticket: Ticket | None) -> tuple[str, str, Place] | None:
    """Return where a ticket stands in the lines, or None."""
    if ticket is None or ticket.life is not Life.WAITING:
        return None
    return ticket.line, ticket.stands_as, ticket.place
