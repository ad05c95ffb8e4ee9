# SPDX-License-Identifier: Apache-2.0
"""Bugs to plant around the rules: commits, answers, restarts, what is shown, clocks."""

from typing import Any

import pytest
from msgspec.structs import force_setattr, replace

from bus.actor import Now
from bus.hall_time import Newest
from bus.messages import TicketIssued
from evaluator.core.flow import Flow
from evaluator.core.pad import LevelTouched, Page
from firmware_bridge.core import frames
from hall.core import actor, decide, facts, publish, statecopy
from hall.core.actor import HallActor
from hall.core.clock import HallClock
from hall.core.counts import DayBook
from hall.core.effects import Commit, CommitFailed, Committed, Loaded
from hall.core.life import WindowNow
from hall.core.pen import Pen
from hall.core.publish import Publisher
from hall.core.selfcheck import SelfCheck
from hall.core.state import HallState
from hall.core.statecopy import StateCopy
from hall.store.log import Log
from tests.sim.planting import EQUIPPED, STORMY, USUAL, planted

TWO_DAYS = replace(USUAL, days=2, minutes=2, visitors=40, troubles=0)
SHOWN = replace(EQUIPPED, troubles=12, minutes=3)


def _loaded(patch: pytest.MonkeyPatch, **forgotten: Any) -> None:
    """Let a restarted hall forget a part of what it reads."""
    original = Log.load

    def load(log: Log, copy: StateCopy | None = None) -> Loaded:
        return replace(original(log, copy), **forgotten)

    patch.setattr(Log, "load", load)


def _replayed(patch: pytest.MonkeyPatch, spoil: Any) -> None:
    """Let the state be spoilt when a restarted hall has read its log."""
    original = statecopy.restored

    def restored(*given: Any) -> HallState:
        state = original(*given)
        spoil(state)
        return state

    patch.setattr(actor, "restored", restored)


def _copied(patch: pytest.MonkeyPatch, spoil: Any) -> None:
    """Let the state be spoilt that is made of a copy."""
    original = statecopy._state_of

    def state_of(copy: StateCopy) -> HallState:
        state = original(copy)
        spoil(state)
        return state

    patch.setattr(statecopy, "_state_of", state_of)


# --- commits and answers ------------------------------------------------------------------------


@planted()
def answers_are_said_before_they_are_on_disk(patch: pytest.MonkeyPatch) -> None:
    original = HallActor._commit

    def commit(self: HallActor, *given: Any) -> None:
        original(self, *given)
        self._say_all(given[1])

    patch.setattr(HallActor, "_commit", commit)


@planted()
def windows_are_shown_before_they_are_on_disk(patch: pytest.MonkeyPatch) -> None:
    original = HallActor._commit

    def commit(self: HallActor, *given: Any) -> None:
        original(self, *given)
        assert self.state is not None
        if self.watch.linked:
            said = self._publisher.changed(self.state, self.state.changes, self.at_ms)
            self._out.extend(said)

    patch.setattr(HallActor, "_commit", commit)


@planted(load=STORMY)
def answers_not_said_are_lost_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    _loaded(patch, undelivered=())


@planted(load=STORMY)
def a_command_repeated_is_done_again(patch: pytest.MonkeyPatch) -> None:
    original = HallActor._answer

    def answer(self: HallActor, *given: Any) -> None:
        self._answers.clear()
        original(self, *given)

    patch.setattr(HallActor, "_answer", answer)


@planted(load=STORMY, seed=1)
def answers_are_forgotten_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    _loaded(patch, answers=())


@planted(load=STORMY, seed=1)
def a_failed_commit_counts_as_done(patch: pytest.MonkeyPatch) -> None:
    def swallowed(self: HallActor, now: Now, event: CommitFailed) -> None:
        self._hear_committed(now, Committed(event.number))

    patch.setitem(HallActor._HEAR, CommitFailed, swallowed)


@planted()
def the_last_fact_of_a_commit_is_not_written(patch: pytest.MonkeyPatch) -> None:
    original = Log.commit

    def commit(log: Log, asked: Commit) -> Committed | CommitFailed:
        kept = asked.facts[:-1] if len(asked.facts) > 2 else asked.facts
        return original(log, replace(asked, facts=kept))

    patch.setattr(Log, "commit", commit)


@planted(load=replace(USUAL, minutes=3, visitors=60, trouble="hung_broker"))
def a_press_is_done_however_late_it_comes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(decide, "_in_time", lambda *_: None)


@planted(load=replace(SHOWN, minutes=6, visitors=80, troubles=12, trouble="noise"), seed=1)
def a_frame_with_a_wrong_sum_is_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(frames, "crc_hqx", lambda *_: 0)


@planted()
def an_answer_is_kept_that_nobody_can_read(patch: pytest.MonkeyPatch) -> None:
    original = Log.commit

    def commit(log: Log, asked: Commit) -> Committed | CommitFailed:
        for kept in asked.answers:
            if isinstance(kept.answer, TicketIssued) and kept.answer.number.endswith("7"):
                answer = replace(kept.answer, number=f"the number {kept.answer.number}")
                force_setattr(kept, "answer", answer)
        return original(log, asked)

    patch.setattr(Log, "commit", commit)


@planted()
def one_answer_of_many_is_never_said(patch: pytest.MonkeyPatch) -> None:
    original = HallActor._say

    def say(self: HallActor, kept: Any, *, final: bool = True) -> None:
        if hash_free(kept.command) % 5:
            original(self, kept, final=final)

    patch.setattr(HallActor, "_say", say)


def hash_free(word: str) -> int:
    """Return a number for a word, the same in every process."""
    return sum(map(ord, word))


# --- restarts and midnight ----------------------------------------------------------------------


@planted(load=STORMY)
def windows_are_forgotten_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState) -> None:
        state.windows = {name: WindowNow(id=name) for name in state.windows}

    _replayed(patch, spoil)


@planted(load=STORMY)
def visits_are_forgotten_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    _replayed(patch, lambda state: state.visits.clear())


@planted(load=replace(STORMY, minutes=4, visitors=80), seed=2)
def the_held_are_forgotten_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    _replayed(patch, lambda state: state.held.clear())


@planted(load=replace(STORMY, minutes=4, visitors=80))
def undo_is_forgotten_at_a_restart(patch: pytest.MonkeyPatch) -> None:
    _replayed(patch, lambda state: state.images.clear())


@planted(load=TWO_DAYS, seed=1)
def who_sits_where_is_forgotten_at_midnight(patch: pytest.MonkeyPatch) -> None:
    original = Pen.write

    def write(pen: Pen, fact: Any, *, day: str = "") -> None:
        if isinstance(fact, facts.DayOpened):
            fact = replace(fact, windows=())
        original(pen, fact, day=day)

    patch.setattr(Pen, "write", write)


@planted(load=replace(TWO_DAYS, minutes=6, visitors=100), seed=1)
def appointments_are_forgotten_at_midnight(patch: pytest.MonkeyPatch) -> None:
    original = Pen.write

    def write(pen: Pen, fact: Any, *, day: str = "") -> None:
        if isinstance(fact, facts.DayOpened):
            fact = replace(fact, bookings=())
        original(pen, fact, day=day)

    patch.setattr(Pen, "write", write)


@planted(load=replace(TWO_DAYS, troubles=8))
def the_clock_is_followed_back(patch: pytest.MonkeyPatch) -> None:
    original = Pen.__init__

    def init(pen: Pen, rules: Any, state: HallState, at_ms: int) -> None:
        original(pen, rules, state, at_ms)
        pen.at_ms = at_ms

    patch.setattr(Pen, "__init__", init)
    patch.setattr(HallClock, "at_ms", lambda _, now: now.utc_ms)


# --- copies of the state ------------------------------------------------------------------------


@planted(load=STORMY)
def a_copy_forgets_the_numbers_given(patch: pytest.MonkeyPatch) -> None:
    _copied(patch, lambda state: state.numbers.clear())


@planted(load=STORMY)
def a_copy_forgets_what_may_be_taken_back(patch: pytest.MonkeyPatch) -> None:
    _copied(patch, lambda state: state.images.clear())


@planted(load=STORMY)
def a_copy_forgets_who_was_overtaken(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState) -> None:
        for line in state.lines.lines.values():
            line.passed.clear()

    _copied(patch, spoil)


@planted(load=STORMY)
def what_came_after_a_copy_is_not_read(patch: pytest.MonkeyPatch) -> None:
    original = Log.load

    def load(log: Log, copy: StateCopy | None = None) -> Loaded:
        loaded = original(log, copy)
        return loaded if copy is None else replace(loaded, facts=())

    patch.setattr(Log, "load", load)


# --- what is shown and counted ------------------------------------------------------------------


@planted(load=SHOWN)
def the_seq_of_windows_does_not_grow(patch: pytest.MonkeyPatch) -> None:
    original = publish.now_serving
    patch.setattr(publish, "now_serving", lambda *given: replace(original(*given), seq=1))


@planted(load=replace(USUAL, trouble="broker"))
def nothing_is_said_again_to_a_new_broker(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Publisher, "everything", lambda _: [])


@planted()
def queues_are_not_said(patch: pytest.MonkeyPatch) -> None:
    original = Publisher._some

    def some(self: Publisher, state: HallState, changes: Any, at_ms: int) -> Any:
        changes.lines.clear()
        return original(self, state, changes, at_ms)

    patch.setattr(Publisher, "_some", some)
    patch.setattr(Publisher, "outdated", lambda *_, **__: set())


@planted()
def a_count_held_back_is_never_said(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Publisher, "late", lambda *_: [])
    patch.setattr(Publisher, "outdated", lambda *_, **__: set())


@planted(load=replace(SHOWN, troubles=40))
def a_display_takes_an_older_state(patch: pytest.MonkeyPatch) -> None:
    original = Newest.take

    def take(self: Newest, now: Now, name: str, seq: int) -> bool:
        self._seqs.pop(name, None)
        return original(self, now, name, seq)

    patch.setattr(Newest, "take", take)


@planted(load=EQUIPPED)
def silence_is_taken_for_praise(patch: pytest.MonkeyPatch) -> None:
    original = Flow.tick

    def tick(flow: Flow, now: Now) -> None:
        over = flow.ends_ms is not None and now.tick_ms >= flow.ends_ms
        if over and flow.page is Page.RATING:
            flow.touch(now, LevelTouched(5, f"praise-{now.tick_ms}", "5"))
        original(flow, now)

    patch.setattr(Flow, "tick", tick)


@planted()
def figures_are_not_taken_back(patch: pytest.MonkeyPatch) -> None:
    original = DayBook._add

    def add(book: DayBook, ticket: Any, sign: int) -> None:
        if sign > 0:
            original(book, ticket, sign)

    patch.setattr(DayBook, "_add", add)


@planted()
def the_self_check_sleeps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SelfCheck, "note", lambda *_: None)
