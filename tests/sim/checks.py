# SPDX-License-Identifier: Apache-2.0
"""What must hold: after every commit, at the end of every day, and once all is mended."""

from bus.messages import Answer, Calls, Message, NowServing, QueueLength, Refused, TicketIssued
from config.schema import Hall
from hall.core import facts
from hall.core.counts import count_day
from hall.core.facts import Recorded
from hall.core.fold import replay
from hall.core.life import Life
from hall.core.opening import Opening
from hall.core.selfcheck import LogCheck
from hall.core.state import HallState
from hall.store.log import Archive
from tests.sim.people import Crowd, Device
from tests.sim.server import Server
from tests.sim.world import World

REPLAY_EVERY = 97
"""Commits between two comparisons of the live state with a replay of the log."""

ENDS = (
    facts.Finished,
    facts.PassedOver,
    facts.Held,
    facts.Transferred,
    facts.Cancelled,
    facts.Freed,
)


class BrokenError(AssertionError):
    """A rule did not hold."""


class Checks:
    """All checkers of one run."""

    def __init__(self, world: World, hall: Hall, server: Server, crowd: Crowd) -> None:
        self.world = world
        self.hall = hall
        self.server = server
        self.crowd = crowd
        self.commits = 0
        self.facts = 0
        self.issued: set[str] = set()
        self.days: list[str] = []
        self._log = LogCheck()
        self._here: dict[str, str] = {}
        self._said: dict[tuple[str, str], object] = {}
        server.noted.append(self.noted)

    # --- after every commit -----------------------------------------------------------------

    def noted(self, committed: tuple[Recorded, ...]) -> None:
        """Check what has just been put on disk."""
        self.commits += 1
        self.facts += len(committed)
        for recorded in committed:
            self.world.note(f"{recorded.step} {recorded.fact}")
            for fault in self._log.take(recorded):
                self.fail(fault)
            self._take(recorded)
        state = self._state()
        for violation in self.server.actor.watch.check.violations:
            self.fail(f"self-check: {violation.what}")
        if self.commits % REPLAY_EVERY == 0:
            self.replay(state)

    def _take(self, recorded: Recorded) -> None:
        """Follow, in the plainest way, which ticket is where."""
        fact = recorded.fact
        if isinstance(fact, facts.Issued):
            if fact.ticket in self.issued:
                self.fail(f"ticket {fact.ticket} was issued twice")
            self.issued.add(fact.ticket)
        elif isinstance(fact, facts.Called | facts.CalledBack):
            if fact.window in self._here:
                self.fail(f"{fact} while {self._here[fact.window]} is there")
            if fact.ticket in self._here.values():
                self.fail(f"{fact} while it is at another window")
            self._here[fact.window] = fact.ticket
        elif isinstance(fact, ENDS):
            self._here = {w: t for w, t in self._here.items() if t != fact.ticket}
        elif isinstance(fact, facts.Undone):
            self._here.pop(fact.window, None)
            if at := self._state().window(fact.window).ticket:
                self._here[fact.window] = at
        elif isinstance(fact, facts.DayClosed):
            self.days.append(fact.day)

    def replay(self, state: HallState) -> None:
        """Compare the live state and figures with a fold of the log."""
        again = replay(self.hall.window_by_id, self.server.log.load().facts)
        for name in ("day", "seq", "tickets", "windows", "numbers", "held", "by_person"):
            self._same(name, getattr(state, name), getattr(again, name))
        for name in ("by_clerk", "bookings", "booked", "by_number", "issued_at", "visits"):
            self._same(name, getattr(state, name), getattr(again, name))
        self._same("lines", _lines(state), _lines(again))
        self._same("waiting_for", state.lines.waiting_for, again.lines.waiting_for)
        self._same("undo", state.images, again.images)
        zone = Opening(self.hall).zone
        fresh = count_day(again, zone)
        self._same("figures of the day", count_day(state, zone).figures(), fresh.figures())
        for fault in self._log.count_faults(fresh):
            self.fail(fault)

    # --- on the wire ------------------------------------------------------------------------

    def heard(self, message: Message) -> None:
        """Check what the hall says: one answer for one command, states that only grow."""
        if isinstance(message, Answer):
            answer = message.answer
            if isinstance(answer, Refused) and answer.refusal == "store-failed":
                return
            before = self._said.setdefault((message.to, answer.command), answer)
            if before != answer:
                self.fail(f"{answer.command} was answered {before} and then {answer}")
            if isinstance(answer, TicketIssued) and answer.ticket not in self.issued:
                self.fail(f"{answer.ticket} was said before it was on disk")
        elif isinstance(message, NowServing | Calls | QueueLength) and message.seq > self._log.seq:
            self.fail(f"{type(message).__name__} of seq {message.seq} is not on disk")

    # --- once all is mended -----------------------------------------------------------------

    def mended(self, devices: list[Device]) -> None:
        """Check that nothing is left open and every screen is right."""
        state = self._state()
        self.replay(state)
        book = self.server.actor.watch.book
        book.refresh(state)
        fresh = count_day(state, Opening(self.hall).zone)
        self._same("figures on the pages", book.figures(), fresh.figures())
        said = self.server.actor._publisher.everything()
        for device in devices:
            for window, shown in device.windows.items():
                truth = next(m for m in said if isinstance(m, NowServing) and m.window == window)
                self._same(f"screen of {window}", shown, truth)
            for command, _ in device.outbox.open.values():
                self.fail(f"nobody answered {command}")
        for ticket in self.crowd.acknowledged:
            if ticket not in self.issued:
                self.fail(f"{ticket} is in a citizen's hand and not in the log")
        for visitor in self.crowd.visitors:
            if not visitor.ticket and not visitor.gone:
                self.fail(f"visitor {visitor.name} got neither a number nor a reason")

    def served(self) -> None:
        """Check that nobody was forgotten: all windows are open and had time for everybody."""
        state = self._state()
        waiting = [t for t in state.tickets.values() if t.life is Life.WAITING]
        for ticket in waiting:
            if state.open_windows(ticket.service) or ticket.reserved:
                self.fail(f"{ticket.id} waits for ever")
        for name, issued in self.crowd.acknowledged.items():
            known = state.tickets.get(name)
            if known is not None and name in self.crowd.printed and known.printed is not True:
                self.fail(f"{issued.number} is on paper and the hall does not know")

    def closed_days(self) -> None:
        """Check each day that ended, from the log alone: everybody's story has an end."""
        archive = Archive(self.server.folder)
        for day in self.days:
            state = replay(self.hall.window_by_id, archive.facts_of(day))
            for ticket in state.tickets.values():
                if ticket.day == day and ticket.life in (Life.WAITING, Life.HELD):
                    self.fail(f"{ticket.id} still {ticket.life} after its day was closed")
        archive.close()

    # --- help -------------------------------------------------------------------------------

    def _state(self) -> HallState:
        state = self.server.actor.state
        assert state is not None
        return state

    def _same(self, what: str, live: object, again: object) -> None:
        if live != again:
            self.fail(f"{what}: live {_difference(live, again)}")

    def fail(self, what: str) -> None:
        """Stop the run."""
        raise BrokenError(what)


def _lines(state: HallState) -> dict[str, object]:
    return {
        name: (line.classes, line.passed, line.waiting)
        for name, line in state.lines.lines.items()
        if line.waiting or line.passed
    }


def _difference(live: object, again: object) -> str:
    """Return the first difference of two values, short enough to read."""
    if isinstance(live, dict) and isinstance(again, dict):
        for key in [*live, *again]:
            if live.get(key) != again.get(key):
                return f"[{key}] is {live.get(key)!r}, replayed {again.get(key)!r}"
        return f"order {list(live)[:20]} and {list(again)[:20]}"
    return f"{live!r}, replayed {again!r}"
