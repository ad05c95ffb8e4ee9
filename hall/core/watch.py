# SPDX-License-Identifier: Apache-2.0
"""The eyes of the hall: figures, self-checks, parts and alarms, and what the pages see of them."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from hall.core import followups
from hall.core.alarms import Alarm, AlarmKind, BadRatings, alarms, case_alarms
from hall.core.appointments import booking_view, slots_view
from hall.core.counts import DayBook
from hall.core.effects import Look, Shown
from hall.core.facts import Recorded
from hall.core.pen import Rules
from hall.core.presence import Roll
from hall.core.selfcheck import SelfCheck
from hall.core.state import Changes, HallState
from hall.core.views import (
    HallView,
    WindowView,
    day_view,
    hall_view,
    register_view,
    ticket_view,
    window_view,
)

MINUTE_MS = 60_000


class Watch:
    """Follows what is on disk; it decides nothing."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.roll = Roll(rules.hall)
        self.book = DayBook(rules.opening.zone)
        self.check = SelfCheck(rules.hall.policy)
        self.bad_inputs = 0
        self.dropped = 0
        """Commands that found the backlog full."""
        self.store_fault = ""
        """Why the last commit failed; empty once one succeeded again."""
        self.unreadable: tuple[str, ...] = ()
        """Answers that the log kept and that nobody can read."""
        self.linked = False
        self._bad_ratings = BadRatings(rules.hall.policy.alarms.bad_rating_level)
        self._minute = 0
        self._cases: list[Alarm] = []
        """Supervision of the cases, looked at once a minute."""
        self._learned_seq = 0
        self._behind: list[tuple[Sequence[Recorded], Changes]] | None = []
        """Committed and not looked at yet, while nobody has time; None: it is looked at at once."""
        self._log: Sequence[Recorded] = ()
        """The log that was read before all that."""

    def begin(self, log: Sequence[Recorded]) -> None:
        """Begin with a log read from disk: at the first time with `catch_up`, later at once."""
        self._log = log
        if self._behind is None:
            self._begin()
        else:
            self._behind.clear()

    def catch_up(self, state: HallState, earlier: Sequence[Recorded] = ()) -> None:
        """Look at all that was read and committed till now, and at once from now on.

        `earlier` are the facts of the day before the log that was read.
        """
        self._log = (*earlier, *self._log)
        self._begin()
        behind, self._behind = self._behind or [], None
        for committed, changes in behind:
            self._look(state, committed, changes)

    def _begin(self) -> None:
        self.check.begin(self._log)
        self._learn(self._log)
        self._log = ()

    def note(self, state: HallState, committed: Sequence[Recorded], changes: Changes) -> None:
        """Take what a commit put on disk."""
        self.book.touch(changes.tickets, changes.cases)
        if self._behind is None:
            self._look(state, committed, changes)
        else:
            self._behind.append((committed, changes))

    def _look(self, state: HallState, committed: Sequence[Recorded], changes: Changes) -> None:
        self.check.note(state, committed, changes)
        self._learn(committed)

    def _learn(self, committed: Sequence[Recorded]) -> None:
        self._bad_ratings.note(committed)
        if self.rules.forecaster is None:
            return
        for recorded in committed:
            # A log read again after a failed commit teaches nothing new.
            if recorded.seq > self._learned_seq:
                self._learned_seq = recorded.seq
                self.rules.forecaster.learn(recorded)

    def beat(self, state: HallState, at_ms: int) -> None:
        """Check a piece of everything; begin anew each minute. The state is what is on disk."""
        minute = at_ms // MINUTE_MS
        if minute != self._minute:
            self._minute = minute
            self.check.sweep(state, self.book)
            self._cases = case_alarms(self.rules.opening, state, at_ms)
        self.check.piece(state)

    def alarms(self, state: HallState | None, tick_ms: int, at_ms: int) -> tuple[Alarm, ...]:
        """Return what somebody must look at, the worst first."""
        found: list[Alarm] = []
        if self.store_fault:
            found.append(Alarm(AlarmKind.STORE_FAILED, "", detail=self.store_fault))
        if self.unreadable:
            count, first = len(self.unreadable), self.unreadable[0]
            found.append(Alarm(AlarmKind.STORE_UNREADABLE, "", value=count, detail=first))
        found += [
            Alarm(AlarmKind.RULE_BROKEN, "", broken.at, detail=broken.what)
            for broken in self.check.violations
        ]
        if state is not None:
            found += followups.alarms(state)
            found += alarms(self.rules.hall, state, self.roll, tick_ms, at_ms)
        return (*found, *self._cases, *self._bad_ratings.found)

    def shown(
        self, looks: Iterable[Look], state: HallState, tick_ms: int, at_ms: int
    ) -> list[Shown]:
        """Return what each who looks sees."""
        return [Shown(look.sender, self.view(look, state, tick_ms, at_ms)) for look in looks]

    def view(self, look: Look, state: HallState, tick_ms: int, at_ms: int) -> object:
        """Return what somebody looks at."""
        if look.ticket or look.slots or look.booking:
            return self._citizens_view(look, state, at_ms)
        if look.case or look.register:
            return register_view(self.rules, state, look.case, at_ms)
        if look.follow_ups:
            return followups.view(self.rules, state, at_ms)
        if look.day:
            return day_view(state)
        if look.window:
            return self.window_view(state, look.window, at_ms)
        return self.hall_view(state, tick_ms, at_ms)

    def _citizens_view(self, look: Look, state: HallState, at_ms: int) -> object:
        if look.slots:
            return slots_view(self.rules, state, look.slots, at_ms)
        if look.booking:
            return booking_view(self.rules, state, look.booking, at_ms)
        return ticket_view(self.rules, state, look.ticket, at_ms)

    def hall_view(self, state: HallState, tick_ms: int, at_ms: int) -> HallView:
        """Return the whole hall for the manager."""
        return replace(
            hall_view(self.rules, state, self.book, at_ms),
            linked=self.linked,
            parts=tuple(self.roll.parts(tick_ms)),
            alarms=self.alarms(state, tick_ms, at_ms),
            violations=tuple(self.check.violations),
            bad_inputs=self.bad_inputs,
            dropped=self.dropped,
            store_fault=self.store_fault,
        )

    def kept_view(self, kept: HallView, tick_ms: int, at_ms: int) -> HallView:
        """Return a view kept while the disk refuses, with what is true now besides."""
        others = (alarm for alarm in kept.alarms if alarm.kind is not AlarmKind.STORE_FAILED)
        return replace(
            kept,
            at=at_ms,
            linked=self.linked,
            parts=tuple(self.roll.parts(tick_ms)),
            alarms=(Alarm(AlarmKind.STORE_FAILED, "", detail=self.store_fault), *others),
            bad_inputs=self.bad_inputs,
            dropped=self.dropped,
            store_fault=self.store_fault,
        )

    def window_view(self, state: HallState, window: str, at_ms: int) -> WindowView:
        """Return one window for its clerk."""
        view = window_view(self.rules, state, self.book, window, at_ms)
        return replace(view, linked=self.linked)
