# SPDX-License-Identifier: Apache-2.0
"""The hall as an actor: commands in, one commit for many, words only after it is on disk.

While a commit is under way nothing is decided, so the state never runs ahead of the disk by
more than that one commit, and what is said is always what is kept.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from bus.actor import BadInput, Delivered, Linked, Now, Send, Step
from bus.codec import sender_of
from bus.messages import (
    Action,
    Answer,
    Beat,
    Command,
    HallBeat,
    LookUp,
    Message,
    Presence,
    Refusal,
    Refused,
    WindowAction,
)
from config.schema import Hall
from hall.core import appointments, days, seats
from hall.core.backlog import Backlog, Waiting
from hall.core.clock import HallClock
from hall.core.decide import decide
from hall.core.effects import (
    Asked,
    Changed,
    Commit,
    CommitFailed,
    Committed,
    Flush,
    Flushed,
    Kept,
    Loaded,
    Look,
    Reload,
    Reply,
    Shown,
    Taught,
)
from hall.core.facts import Recorded, TimePassed
from hall.core.inquiry import Inquiries
from hall.core.links import Links
from hall.core.pen import Forecaster, Pen, Rules
from hall.core.publish import Publisher
from hall.core.state import HallState
from hall.core.statecopy import restored
from hall.core.views import HallView
from hall.core.watch import Watch

BEAT_EVERY_MS = 1_000
MINUTE_MS = 60_000
ANSWERS_MAX = 50_000
"""Answers remembered, so that the same command again gets the same one."""
BATCH_MAX = 256
"""Commands decided in one commit."""
UNSENT_MAX = 20_000
"""Answers kept for parts while there is no broker."""


class HallActor:
    """The hall's rules as `step`. Its shell keeps the log, the links and the pages.

    `boot` is drawn anew for each start. The first effect is `Reload`, unless `Loaded` came first.
    """

    def __init__(
        self,
        hall: Hall,
        boot: str,
        forecaster: Forecaster | None = None,
        links: Links | None = None,
    ) -> None:
        self.hall = hall
        self._links = links or Links()
        self.rules = Rules(hall, forecaster, self._links)
        self.watch = Watch(self.rules)
        self.state: HallState | None = None
        """None while the log is being read."""
        self.at_ms = 0
        self._boot = boot
        self._beats = 0
        self._beat_tick_ms: int | None = None
        self._since_seq: int | None = None
        """Seq of the log when this life of the hall read it first."""
        self._copied_seq = 0
        """Seq of the last fact that a copy of the state stood for when the log was read."""
        self._minute = 0
        self._time_due = True
        self._clock = HallClock()
        self._publisher = Publisher(self.rules)
        self._answers: OrderedDict[tuple[str, str], Kept] = OrderedDict()
        self._backlog = Backlog()
        self._batch: Commit | None = None
        """The commit under way."""
        self._again: tuple[Kept, ...] = ()
        """Answers given before, said once more with it."""
        self._number = 0
        self._greeting = True
        """Nothing but what displays wait for is done, until all of it is said."""
        self._delivered: list[tuple[str, str]] = []
        self._unsent: deque[Kept] = deque(maxlen=UNSENT_MAX)
        self._pressed: dict[str, int] = {}
        """Tick of each window's last call by NEXT."""
        self._looks: dict[Look, None] = {}
        self._inquiries = Inquiries()
        self._kept_view: HallView | None = None
        """The hall as the disk had it when it was read last; None unless the disk refuses."""
        self._out: list[Message] = []
        self._effects: list[object] = []

    # --- one step ---

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Hear what came, decide what can be decided, say what is on disk."""
        self._out, self._effects = [], []
        self.at_ms = self._clock.at_ms(now)
        self.watch.roll.begin(now.tick_ms)
        for event in inbox:
            self._HEAR[type(event)](self, now, event)
        self._beat(now)
        self._work(now)
        self._show(now)
        if self._greeting and self.watch.linked and self.state is not None and not self._batch:
            self._greeting = False
            self._effects.append(Flush(self._copied_seq))
        return Step(
            out=tuple(Send(message) for message in self._out),
            effects=tuple(self._effects),
            wake_at_ms=self._beat_tick_ms,
        )

    # --- hearing ---

    def _hear_delivered(self, now: Now, event: Delivered) -> None:
        match event.message:
            case LookUp() as question:
                self._inquiries.ask(sender_of(event.topic), question)
            case Command() as command:
                self._enqueue(sender_of(event.topic), command, over_bus=True)
            case Beat() as beat:
                self.watch.roll.hear(now.tick_ms, beat)
            case Presence() as presence:
                self.watch.roll.presence(presence)
            case _:
                self.watch.bad_inputs += 1

    def _hear_asked(self, _: Now, event: Asked) -> None:
        command = event.command
        if isinstance(command, WindowAction):
            command = replace(command, pressed_at=self.at_ms)
        self._enqueue(event.sender, command, over_bus=False)

    def _enqueue(self, sender: str, command: Command, *, over_bus: bool) -> None:
        self.watch.dropped += not self._backlog.put(sender, command, over_bus=over_bus)

    def _hear_bad_input(self, _: Now, __: BadInput) -> None:
        self.watch.bad_inputs += 1

    def _hear_linked(self, _: Now, event: Linked) -> None:
        self.watch.linked = event.up
        if event.up:
            self._beat_tick_ms = None  # not a beat later: who waits for the hall hears it now
            self._out.extend(self._publisher.everything())
            self._say_unsent()

    def _hear_look(self, _: Now, event: Look) -> None:
        self._looks[event] = None

    def _hear_loaded(self, now: Now, event: Loaded) -> None:
        if self.state is not None:
            return
        self.state = restored(self.hall.window_by_id, event.copy, event.facts)
        self.state.seq = self.state.seq or event.first_seq - 1
        self._copied_seq = event.copy.seq if event.copy else 0
        if self._since_seq is None:
            self._since_seq = self.state.seq
            self._beat_tick_ms = None  # as above
        self._clock.begin(self.state.at)
        self.at_ms = max(self.at_ms, self.state.at)
        self._answers = OrderedDict(((kept.to, kept.command), kept) for kept in event.answers)
        self._unsent = deque(event.undelivered, maxlen=UNSENT_MAX)
        self._delivered.clear()
        self.watch.unreadable = event.unreadable
        self.watch.begin(event.facts)
        if self.watch.store_fault and self.state.day:
            # What is begun next may fail like the commit before: only now all this is on disk.
            self._kept_view = self.watch.hall_view(self.state, now.tick_ms, self.at_ms)
            self._answer_looks(self.state, now)
        self._begin(self.state)

    def _begin(self, state: HallState) -> None:
        """Write that the hall goes on, so that whatever is shown now is newer than before."""
        pen = Pen(self.rules, state, self.at_ms)
        if not days.turn(pen):
            pen.begin()
            pen.write(TimePassed())
        days.mend(pen)
        self._commit(pen.facts, [], [])

    def _hear_committed(self, _: Now, event: Committed) -> None:
        batch, state = self._batch, self.state
        if batch is None or state is None or event.number != batch.number:
            return
        self._batch = None
        self.watch.store_fault = ""
        self._kept_view = None
        self._say_all((*batch.answers, *self._again))
        changes = state.take_changes()
        self.watch.note(state, batch.facts, changes)
        said = self._publisher.changed(state, changes, self.at_ms)
        if self.watch.linked:
            self._out.extend(said)
            self._say_unsent()
        if batch.facts:
            moved, windows = frozenset(changes.moved), frozenset(changes.windows)
            self._effects.append(Changed(state.seq, moved, windows, everything=changes.everything))

    def _hear_commit_failed(self, _: Now, event: CommitFailed) -> None:
        batch = self._batch
        if batch is None or event.number != batch.number:
            return
        self._batch = None
        self.watch.store_fault = event.reason
        self.state = None
        self._pressed.clear()
        self._say_all(self._again)
        lost = [(kept.to, kept.command, kept.over_bus) for kept in batch.answers]
        lost += [(w.sender, w.command.id, w.over_bus) for w in self._backlog.clear()]
        for sender, command_id, over_bus in lost:
            refused = Refused(command=command_id, refusal=Refusal.STORE_FAILED)
            self._say(Kept(sender, refused, over_bus), final=False)

    def _hear_flushed(self, _: Now, event: Flushed) -> None:
        """Do what displays did not wait for, and say what needs it."""
        if self.state is None:
            self._greeting = True  # the disk refused meanwhile
            return
        self.watch.catch_up(self.state, event.earlier)
        late = self._publisher.late(self.state, self.at_ms)
        self._out.extend(late if self.watch.linked else ())

    def _hear_taught(self, _: Now, event: Taught) -> None:
        self.rules.go_by(event.forecaster)

    _HEAR: ClassVar[dict[type, Callable[["HallActor", Now, Any], None]]] = {
        Delivered: _hear_delivered,
        Asked: _hear_asked,
        BadInput: _hear_bad_input,
        Linked: _hear_linked,
        Look: _hear_look,
        Loaded: _hear_loaded,
        Committed: _hear_committed,
        CommitFailed: _hear_commit_failed,
        Flushed: _hear_flushed,
        Taught: _hear_taught,
    }

    # --- working ---

    def _beat(self, now: Now) -> None:
        if self._beat_tick_ms is not None and now.tick_ms < self._beat_tick_ms:
            return
        self._beat_tick_ms = now.tick_ms + BEAT_EVERY_MS
        self._time_due = True
        if self.state is None:
            # Also after a failed commit: a beat later, not in a circle with a full disk.
            self._effects.append(Reload(first=self._since_seq is None))
        elif self._batch is None and not self._greeting:
            self.watch.beat(self.state, self.at_ms)
            late = self._publisher.late(self.state, self.at_ms)
            self._out.extend(late if self.watch.linked else ())
        if self.watch.linked and self._since_seq is not None:
            self._out.append(
                HallBeat(
                    boot=self._boot,
                    beat=self._beats,
                    utc_at=self.at_ms,
                    since_seq=self._since_seq,
                    parts_lost=self.watch.roll.lost_count(now.tick_ms),
                    alarms=len(self.watch.alarms(self.state, now.tick_ms, self.at_ms)),
                )
            )
            self._beats += 1

    def _show(self, now: Now) -> None:
        """Answer who looks, with what is on disk."""
        if self.state is not None and self._batch is None:
            self._answer_looks(self.state, now)
            self._out += self._inquiries.answers(self.rules, self.state, now.tick_ms, self.at_ms)
        elif self._kept_view is not None:
            # The disk refuses: who looks at the hall must see that at once, not a lost hall.
            wide = [look for look in self._looks if look == Look(look.sender)]
            view = self.watch.kept_view(self._kept_view, now.tick_ms, self.at_ms)
            self._effects += [Shown(look.sender, view) for look in wide]
            self._looks = {look: None for look in self._looks if look not in wide}

    def _answer_looks(self, state: HallState, now: Now) -> None:
        self._effects += self.watch.shown(self._looks, state, now.tick_ms, self.at_ms)
        self._looks.clear()

    def _work(self, now: Now) -> None:
        """Decide what waits, unless a commit is under way or the log is not read yet."""
        state = self.state
        if state is None or self._batch is not None:
            return
        if not self._backlog and (self._greeting or not self._time_due):
            return
        pen = Pen(self.rules, state, self.at_ms)
        kept: list[Kept] = []
        again: list[Kept] = []
        days.turn(pen)
        if self._time_due:
            self._time(pen)
        for _ in range(min(BATCH_MAX, len(self._backlog))):
            self._answer(now, pen, self._backlog.take(), kept, again)
        if pen.facts or kept or self._delivered:
            self._commit(pen.facts, kept, again)
        else:
            self._say_all(again)

    def _answer(
        self, now: Now, pen: Pen, asked: Waiting, kept: list[Kept], again: list[Kept]
    ) -> None:
        sender, command = asked.sender, asked.command
        before = self._answers.get((sender, command.id))
        if before is not None:
            again.append(before)
            return
        window = command.window if isinstance(command, WindowAction) else ""
        pressed = self._pressed.get(window)
        ago_ms = None if pressed is None else now.tick_ms - pressed
        answer = Kept(sender, decide(pen, command, sender, ago_ms), asked.over_bus)
        if isinstance(command, WindowAction) and not isinstance(answer.answer, Refused):
            self._press(now, command)
        self._answers[sender, command.id] = answer
        if len(self._answers) > ANSWERS_MAX:
            self._answers.popitem(last=False)
        kept.append(answer)

    def _press(self, now: Now, command: WindowAction) -> None:
        if command.action is Action.NEXT:
            self._pressed[command.window] = now.tick_ms
        elif command.action is Action.UNDO:
            self._pressed.pop(command.window, None)

    def _time(self, pen: Pen) -> None:
        """Write what time alone brings."""
        self._time_due = False
        pen.begin()
        seats.watch(pen)
        minute = pen.at_ms // MINUTE_MS
        turned = minute != self._minute
        self._minute = minute
        if turned:
            appointments.release_no_shows(pen)
        outdated = self._publisher.outdated(pen.state, pen.at_ms, minute=turned)
        if outdated:
            pen.state.changes.lines |= outdated
            pen.write(TimePassed())

    def _commit(self, facts: list[Recorded], kept: list[Kept], again: list[Kept]) -> None:
        self._number += 1
        delivered = tuple(self._delivered)
        self._delivered.clear()
        self._batch = Commit(self._number, tuple(facts), tuple(kept), delivered)
        self._again = tuple(again)
        self._effects.append(self._batch)

    # --- saying ---

    def _say_all(self, answers: Sequence[Kept]) -> None:
        for kept in answers:
            self._say(kept)

    def _say_unsent(self) -> None:
        unsent = tuple(self._unsent)
        self._unsent.clear()
        self._say_all(unsent)

    def _say(self, kept: Kept, *, final: bool = True) -> None:
        """Say an answer; one on disk (`final`) that cannot be said now is said later."""
        answer = self._links.told(kept.answer)
        if not kept.over_bus:
            self._effects.append(Reply(kept.to, answer))
        elif self.watch.linked:
            self._out.append(Answer(to=kept.to, answer=answer))
            if final:
                self._delivered.append((kept.to, kept.command))
        elif final:
            self._unsent.append(kept)
