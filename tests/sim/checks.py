# SPDX-License-Identifier: Apache-2.0
"""What must hold: after every commit, at the end of every day, and once all is mended."""

from collections.abc import Sequence
from itertools import cycle

from msgspec.structs import replace

from bus.messages import (
    Accepted,
    Answer,
    Calls,
    Message,
    NowServing,
    PublicAddress,
    QueueLength,
    Refusal,
    Refused,
    TicketIssued,
)
from config.schema import Hall
from hall.core.counts import count_day
from hall.core.effects import Commit, Kept, Loaded
from hall.core.facts import Called, Issued, Undone
from hall.core.fold import replay
from hall.core.life import Life
from hall.core.opening import Opening
from hall.core.publish import now_serving
from hall.core.selfcheck import LogCheck
from hall.core.state import HallState
from hall.core.views import RegisterView
from hall.store.log import Archive, _answer_row, _kept
from tests.sim.copied import copy_faults
from tests.sim.ledger import Ledger
from tests.sim.people import Crowd, Device
from tests.sim.screens import Strip, VoiceBoard
from tests.sim.serial import SerialPad
from tests.sim.server import Server
from tests.sim.told import Telling
from tests.sim.world import World

REPLAY_EVERY = 97
"""Commits between two comparisons of the live state with a replay of the log, at first."""
REPLAYS = 16_000
"""Later it grows with the square of the commits so far, to as many as those: a long day costs no
square, and each commit is compared with the plain account anyway."""
SEATS_BESIDES = 8
"""Windows compared after each commit besides those it changed, by turns."""
MINUTE_MS = 60_000
GRACE_MS = 3_000
"""What time alone does is done within two beats."""
PRESS_MS = 8_000
"""No press is done so late: what the hall allows, and how wrong a pad's idea of its time may be."""
GUARD_MS = 500
"""Half of what the hall's policy says."""
OWED_MS = 250
"""So soon after its start a hall that is linked has said what it owed."""


Screen = Strip | SerialPad | VoiceBoard
SHOWN = NowServing | Calls | QueueLength | PublicAddress


class BrokenError(AssertionError):
    """A rule did not hold."""


class Checks:
    """All checkers of one run."""

    def __init__(self, world: World, hall: Hall, server: Server, crowd: Crowd) -> None:
        self.world = world
        self.hall = hall
        self.server = server
        self.crowd = crowd
        self.pressed_ms: dict[str, int] = {}
        """When each key was pressed at a pad."""
        self.commits = 0
        self.facts = 0
        self.given: set[tuple[str, str]] = set()
        """Requests that got a new ticket, by part and id."""
        self.ledger = Ledger(hall)
        self.ledger.alone = crowd.alone
        self._telling = Telling(server, self.ledger)
        self._log = LogCheck()
        self._seats = cycle(self.ledger.seats)
        self._replay_due = REPLAY_EVERY
        self._said: dict[tuple[str, str], object] = {}
        self._owed: dict[tuple[str, str], int] = {}
        """Answers on disk that were not said yet, and since when."""
        self._called: dict[str, tuple[int, int]] = {}
        """When each window last called somebody, and in which life of the hall."""
        server.noted.append(self.noted)
        server.reborn.append(self._reborn)
        server.shown.append(self._shown)
        server.begun.append(self._begun)

    # --- after every commit -----------------------------------------------------------------

    def noted(self, commit: Commit) -> None:
        """Check what has just been put on disk; the state is just that."""
        self.commits += 1
        self.facts += len(commit.facts)
        self._pressed_twice(commit)
        for recorded in commit.facts:
            self.world.note(f"{recorded.step} {recorded.fact}")
            for fault in (*self._log.take(recorded), *self.ledger.take(recorded)):
                self.fail(fault)
        if commit.facts:
            for fault in self.ledger.committed(commit.facts[-1].at):
                self.fail(fault)
        state = self._state()
        for kept in commit.answers:
            self._kept(commit, kept)
        self._agree(state)
        for violation in self.server.actor.watch.check.violations:
            self.fail(f"self-check: {violation.what}")
        if self.commits >= self._replay_due:
            longer = min(self.commits, self.commits**2 // REPLAYS)
            self._replay_due = self.commits + max(REPLAY_EVERY, longer)
            self.replay(state)

    def _pressed_twice(self, commit: Commit) -> None:
        """Check that a key that bounces calls one person, not two."""
        for recorded in commit.facts:
            fact = recorded.fact
            if isinstance(fact, Undone):
                self._called.pop(fact.window, None)
            if isinstance(fact, Called) and fact.why != "given":
                life, before_ms = self._called.get(fact.window, (0, -GUARD_MS))
                now_ms = self.server.decided_ms
                if life == self.server.life and now_ms - before_ms < GUARD_MS:
                    self.fail(f"{fact} only {now_ms - before_ms} ms after another")
                self._called[fact.window] = (self.server.life, now_ms)

    def _kept(self, commit: Commit, kept: Kept) -> None:
        """Check one answer against the facts it is kept with."""
        if kept.over_bus:
            self._owed[kept.to, kept.command] = self.world.now_ms
        answer = kept.answer
        row = _answer_row(kept)
        if _kept(kept.to, str(row[2])).answer != answer:
            self.fail(f"{answer} is not what will be read again")
        if isinstance(answer, TicketIssued) and not answer.again:
            self.given.add((kept.to, kept.command))
            facts = (recorded.fact for recorded in commit.facts)
            if not any(isinstance(f, Issued) and f.ticket == answer.ticket for f in facts):
                self.fail(f"{answer.number} is answered without its fact")
        pressed_ms = self.pressed_ms.get(kept.command)
        if isinstance(answer, Accepted) and pressed_ms is not None and not self.world.was_back:
            late_ms = self.server.decided_ms - pressed_ms
            if late_ms > PRESS_MS:
                self.fail(f"{kept.command} was done {late_ms} ms after it was pressed")
        asked = self.crowd.requests.get(kept.command)
        if isinstance(answer, Refused) and asked is not None:
            open_ = self.ledger.is_open(self.server.decided_at)
            shut = answer.refusal in (Refusal.CLOSED, Refusal.HOLIDAY)
            if shut and (open_ or asked.booking):
                self.fail(f"{kept} though the hall was open")
            full = any(self.ledger.full(service) for service in asked.services)
            if answer.refusal is Refusal.QUOTA_DAY and not full:
                self.fail(f"{kept} though the quota is not used up")

    def _agree(self, state: HallState, *, whole: bool = False) -> None:
        """Compare the hall with the plain account of it."""
        ledger = self.ledger
        for name in ledger.slips if whole else ledger.touched:
            slip, ticket = ledger.slips[name], state.tickets[name]
            where = ticket.window if ticket.life.value != "held" else slip.window
            told = (slip.life, slip.window, slip.service, slip.rest, slip.place, slip.visits)
            live = (ticket.life.value, where, ticket.service, ticket.rest, ticket.place)
            self._same(name, (*live, len(ticket.visits)), told)
            self._same(f"paper of {name}", ticket.printed, slip.printed)
        ledger.touched.clear()
        for _ in range(SEATS_BESIDES):
            ledger.touched_seats[next(self._seats)] = None
        for window in ledger.seats if whole else ledger.touched_seats:
            seat = ledger.seats[window]
            live_seat = state.windows[window]
            shown = (live_seat.clerk, live_seat.services, live_seat.paused, live_seat.ticket)
            there = ledger.here.get(window, "")
            self._same(window, shown, (seat.clerk, seat.services, bool(seat.paused_at), there))
        ledger.touched_seats.clear()
        self._same("what is said to everybody", state.spoken, ledger.spoken)

    def _agree_on_order(self, state: HallState) -> None:
        """Compare who was overtaken, who is held and what may be rated."""
        for name, line in state.lines.lines.items():
            self._same(f"overtakings in {name}", line.passed, self.ledger.order.passed(name))
        held = {slip.id for slip in self.ledger.slips.values() if slip.life == "held"}
        self._same("held", set(state.held), held)
        cases = {code: (c.step, c.moved_day, c.due_day) for code, c in state.cases.items()}
        told = {code: (e.step, e.since, e.due) for code, e in self.ledger.cases.entries.items()}
        self._same("cases", cases, told)
        self._same("to be rated", set(state.visits), set(self.ledger.visits))

    def replay(self, state: HallState) -> None:
        """Compare the live state and figures with a fold of the log."""
        self._agree(state, whole=True)
        self._agree_on_order(state)
        again = replay(self.hall.window_by_id, self.server.log.load().facts)
        for name in ("day", "seq", "tickets", "windows", "numbers", "held", "by_person"):
            self._same(name, getattr(state, name), getattr(again, name))
        for name in (
            "cases",
            "case_of",
            "by_clerk",
            "bookings",
            "booked",
            "by_number",
            "issued_at",
            "visits",
        ):
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
            code = self.crowd.looked.get(answer.command)
            if code is not None:
                for fault in self._telling.behind(code, answer, message.to):
                    self.fail(fault)
                return
            self._owed.pop((message.to, answer.command), None)
            before = self._said.setdefault((message.to, answer.command), answer)
            if before != answer:
                self.fail(f"{answer.command} was answered {before} and then {answer}")
            if isinstance(answer, TicketIssued) and answer.ticket not in self.ledger.ever:
                self.fail(f"{answer.ticket} was said before it was on disk")
        elif isinstance(message, SHOWN) and message.seq > self._log.seq:
            self.fail(f"{type(message).__name__} of seq {message.seq} is not on disk")

    def _shown(self, view: object) -> None:
        """Check what a page is shown."""
        for fault in self._telling.register(view) if isinstance(view, RegisterView) else ():
            self.fail(fault)

    def _begun(self, loaded: Loaded) -> None:
        """Compare what a hall begins with, a copy and the facts after it, with a whole replay."""
        for fault in copy_faults(self.hall, loaded, self.server.log.load().facts):
            self.fail(fault)

    def _reborn(self) -> None:
        """Look, a moment after the hall's start, whether it said what it owed from before."""
        owed, life = set(self._owed), self.server.life

        def look() -> None:
            server = self.server
            same = server.life == life and server.linked and server.at_rest
            lost = owed & self._owed.keys()
            if lost and same and not server.disk_full:
                self.fail(f"not said again after the restart: {sorted(lost)}")

        if self.server.linked:
            self.world.after(OWED_MS, look)

    # --- once all is mended -----------------------------------------------------------------

    def mended(self, devices: list[Device], shown: Sequence[Screen]) -> None:
        """Check that nothing is left open and every screen is right."""
        state = self._state()
        self.replay(state)
        self._same("the self-check's seq", self.server.actor.watch.check._log.seq, state.seq)
        book = self.server.actor.watch.book
        book.refresh(state)
        fresh = count_day(state, Opening(self.hall).zone)
        self._same("figures on the pages", book.figures(), fresh.figures())
        for device in devices:
            self._screens(device, state)
            for command, _ in device.outbox.open.values():
                self.fail(f"nobody answered {command}")
        for screen in shown:
            for fault in screen.faults(state):
                self.fail(fault)
        for ticket in self.crowd.acknowledged:
            if ticket not in self.ledger.ever:
                self.fail(f"{ticket} is in a citizen's hand and not in the log")
        for visitor in self.crowd.visitors:
            if not visitor.ticket and not visitor.gone:
                self.fail(f"visitor {visitor.name} got neither a number nor a reason")
        self._in_time(state)

    def _screens(self, device: Device, state: HallState) -> None:
        """Check all that a device knows of windows and queues, if it reads them."""
        if device.windows:
            for window in self.hall.window_by_id:
                truth = now_serving(state, window)
                shown = device.windows.get(window)
                seq = shown.seq if shown else 0
                self._same(f"screen of {window}", shown, replace(truth, seq=seq))
        said, shown_to_all = self.ledger.spoken, device.address
        if device.windows and device.queues:  # a display
            words = (shown_to_all.zh, shown_to_all.en) if shown_to_all else None
            told = (shown_to_all.said_at, shown_to_all.until_at) if shown_to_all else None
            wanted = (said[1].zh, said[1].en) if said else ("", "")
            self._same("words to everybody", words, wanted)
            self._same("their time", told, (said[0], said[1].until_at) if said else (0, 0))
        for service in self.hall.service_by_id if device.queues else ():
            queue = device.queues.get(service)
            waiting = state.lines.count(service)
            if queue is None or queue.waiting != waiting:
                self.fail(f"{waiting} wait for {service}, a screen says {queue}")

    def _in_time(self, state: HallState) -> None:
        """Check that time alone did its work: away signs, ratings over, appointments free again."""
        for name, seat in self.ledger.seats.items():
            away_ms = state.at - seat.paused_at if seat.paused_at else 0
            limit_ms = self.hall.policy.away_alarm_minutes * MINUTE_MS + GRACE_MS
            if away_ms > limit_ms and not (seat.away and state.windows[name].away):
                self.fail(f"{name} is away for {away_ms} ms and nobody says so")
            window = state.windows[name]
            open_ms = state.at - window.visit_at if window.visit else 0
            if open_ms > self.hall.ratings.pad_seconds * 1_000 + GRACE_MS:
                self.fail(f"{name} asks for a rating for {open_ms} ms")
        for code, (service, slot_at, ticket) in self.ledger.bookings.items():
            settings = self.hall.service_by_id[service].appointments
            assert settings is not None
            late_ms = state.at - slot_at - settings.late_minutes * MINUTE_MS
            if not ticket and late_ms > MINUTE_MS + GRACE_MS:
                self.fail(f"appointment {code} still holds its place {late_ms} ms too late")

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

    def read_aloud(self, voices: Sequence[VoiceBoard]) -> None:
        """Check that what a manager said when all was mended was read to everybody by now."""
        for voice in voices:
            for fault in voice.unread(self._state()):
                self.fail(fault)

    def closed_days(self) -> None:
        """Check each day that ended, from the log alone: everybody's story has an end."""
        archive = Archive(self.server.folder)
        for day in self.ledger.days:
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
    return f"{live!r}, should be {again!r}"
