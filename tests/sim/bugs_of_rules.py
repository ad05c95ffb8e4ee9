# SPDX-License-Identifier: Apache-2.0
"""Bugs to plant in the rules of the queue: numbers, order, lives of tickets, undo, hours."""

from typing import Any

import pytest
from msgspec.structs import replace

from bus.messages import Action, Refusal
from hall.core import appointments, days, desk, facts, fold, seats, tickets
from hall.core.life import Life, Why
from hall.core.opening import Opening
from hall.core.pen import Declined, Pen
from hall.core.policy import Chooser
from hall.core.queue import Lines
from hall.core.state import HallState
from tests.sim.planting import BOOKED, CROWDED, USUAL, after, planted

TWO_DAYS = replace(USUAL, days=2, troubles=0)
UNDONE = replace(USUAL, minutes=4, visitors=100, troubles=0)


def _put(state: HallState, name: str, **fields: Any) -> None:
    state.put(replace(state.tickets[name], **fields))


# --- numbers ------------------------------------------------------------------------------------


@planted()
def a_number_is_given_twice(patch: pytest.MonkeyPatch) -> None:
    original = tickets._number

    def number(pen: Any, prefix: str, priority: str) -> tuple[str, int]:
        last = pen.state.numbers.get(prefix, 0)
        if last % 4 == 3:
            return f"{prefix}{last:03d}", last
        return original(pen, prefix, priority)

    patch.setattr(tickets, "_number", number)


@planted()
def a_number_is_left_out(patch: pytest.MonkeyPatch) -> None:
    original = tickets._number

    def number(pen: Any, prefix: str, priority: str) -> tuple[str, int]:
        _, counted = original(pen, prefix, priority)
        return f"{prefix}{counted + counted // 3:03d}", counted + counted // 3

    patch.setattr(tickets, "_number", number)


@planted(load=TWO_DAYS)
def numbers_of_yesterday_go_on(patch: pytest.MonkeyPatch) -> None:
    begin = HallState.begin_day

    def leaking(state: HallState, day: str) -> None:
        kept = dict(getattr(state, "numbers", {}))
        begin(state, day)
        state.numbers.update(kept)

    patch.setattr(HallState, "begin_day", leaking)


@planted(load=CROWDED)
def one_person_gets_two_tickets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "_had", lambda *_: None)


@planted(hall="hours", load=replace(USUAL, minutes=7), seed=1)
def numbers_are_given_while_closed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Opening, "refusal", lambda *_: None)


@planted()
def the_hall_refuses_while_open(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Opening, "refusal", lambda *_: (Refusal.CLOSED, None))


@planted(hall="hours", load=replace(CROWDED, minutes=3, visitors=150))
def the_quota_is_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "_quota", lambda *_: None)


@planted(hall="hours", load=replace(CROWDED, minutes=3, visitors=150))
def only_the_quota_is_asked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "closed_for", tickets._quota)


@planted()
def paper_is_not_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "paper", lambda *_: None)


# --- who is next --------------------------------------------------------------------------------


@planted()
def the_last_to_come_is_first(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Chooser, "claim", lambda _, __, place, at_ms: float(place[0] - at_ms))


@planted(load=CROWDED)
def classes_weigh_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Chooser, "claim", lambda _, __, place, at_ms: float(at_ms - place[0]))


@planted(load=CROWDED)
def the_order_of_services_weighs_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Chooser, "weight", lambda *_: 1.0)


@planted(load=CROWDED)
def bypass_has_no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Chooser, "_limit", lambda *_: None)


@planted(load=replace(CROWDED, visitors=160))
def waiting_has_no_limit(patch: pytest.MonkeyPatch) -> None:
    original = Chooser.__init__

    def init(self: Chooser, policy: Any) -> None:
        original(self, policy)
        self._wait_limit_ms = 10**12

    patch.setattr(Chooser, "__init__", init)


@planted(load=CROWDED)
def overtaking_is_not_counted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Lines, "overtakes", lambda *_: 0)


@planted(load=CROWDED)
def overtaking_is_not_noted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Lines, "overtake", lambda *_: ())


@planted()
def who_is_called_stays_in_line(patch: pytest.MonkeyPatch) -> None:
    original = Lines.leave

    def leave(lines: Lines, ticket: Any) -> None:
        if ticket.place[1] % 3:
            original(lines, ticket)

    patch.setattr(Lines, "leave", leave)


@planted()
def the_count_of_the_waiting_drifts(patch: pytest.MonkeyPatch) -> None:
    original = Lines._count

    def counted(lines: Lines, name: str, line: Any, change: int) -> None:
        original(lines, name, line, change if lines.waiting != 3 else 0)

    patch.setattr(Lines, "_count", counted)


@planted(seed=7)
def a_paused_window_calls(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk, "_not_paused", lambda *_: None)


@planted(load=CROWDED, seed=1)
def the_queue_is_jumped_without_a_reason(patch: pytest.MonkeyPatch) -> None:
    def call(pen: Any, command: Any, window: Any) -> None:
        ticket = pen.state.find(command.ticket)
        if ticket is None or ticket.life is not Life.WAITING or window.ticket:
            raise Declined(Refusal.WRONG_STATE)
        desk._call(pen, ticket, window, Why.GIVEN, "")

    patch.setitem(desk.KEYS, Action.CALL, call)


# --- lives of tickets ---------------------------------------------------------------------------


@planted(load=CROWDED)
def a_recall_counts_as_a_call(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState, _: Any, fact: facts.Recalled) -> None:
        _put(state, fact.ticket, calls=state.tickets[fact.ticket].calls + 1)

    after(patch, fold.APPLIERS, facts.Recalled, spoil)


@planted(hall="hours", load=replace(USUAL, minutes=4, visitors=80))
def recalls_have_no_limit(patch: pytest.MonkeyPatch) -> None:
    def recall(pen: Any, _: Any, window: Any) -> None:
        ticket = desk._here(pen, window, Life.CALLED)
        pen.write(facts.Recalled(ticket=ticket.id, window=window.id))

    patch.setitem(desk.KEYS, Action.RECALL, recall)


@planted(hall="hours", load=replace(USUAL, minutes=4, visitors=120, troubles=0), seed=2)
def second_chances_have_no_end(patch: pytest.MonkeyPatch) -> None:
    def pass_over(pen: Any, _: Any, window: Any) -> None:
        ticket = desk._here(pen, window, Life.CALLED)
        pen.write(facts.PassedOver(ticket=ticket.id, window=window.id))
        pen.write(facts.Requeued(ticket=ticket.id))

    patch.setitem(desk.KEYS, Action.PASS_OVER, pass_over)


@planted(load=UNDONE)
def a_second_chance_keeps_the_place(patch: pytest.MonkeyPatch) -> None:
    original = fold.APPLIERS[facts.Requeued]

    def requeued(state: HallState, recorded: Any, fact: facts.Requeued) -> None:
        place = state.tickets[fact.ticket].place
        original(state, recorded, fact)
        _put(state, fact.ticket, place=place)

    patch.setitem(fold.APPLIERS, facts.Requeued, requeued)


@planted(load=UNDONE, seed=4)
def a_second_chance_goes_first_again_by_its_class(patch: pytest.MonkeyPatch) -> None:
    original = fold.APPLIERS[facts.Requeued]

    def requeued(state: HallState, recorded: Any, fact: facts.Requeued) -> None:
        original(state, recorded, replace(fact, stands_as=""))

    patch.setitem(fold.APPLIERS, facts.Requeued, requeued)


@planted(load=UNDONE)
def a_transfer_loses_the_place(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState, recorded: Any, fact: facts.Transferred) -> None:
        _put(state, fact.ticket, place=(recorded.at, recorded.seq))

    after(patch, fold.APPLIERS, facts.Transferred, spoil)


@planted(load=UNDONE)
def who_is_held_is_forgotten(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState, _: Any, fact: facts.Held) -> None:
        state.held.pop(fact.ticket, None)

    after(patch, fold.APPLIERS, facts.Held, spoil)


@planted(load=UNDONE)
def services_to_come_are_forgotten(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState, recorded: Any, fact: facts.Finished) -> None:
        if state.tickets[fact.ticket].life is Life.WAITING:
            _put(state, fact.ticket, life=Life.FINISHED, ended_at=recorded.at)

    after(patch, fold.APPLIERS, facts.Finished, spoil)


@planted(load=UNDONE)
def a_visit_can_be_rated_twice(patch: pytest.MonkeyPatch) -> None:
    original = tickets.rate

    def rate(pen: Any, command: Any, sender: str) -> None:
        try:
            original(pen, command, sender)
        except Declined:
            ticket, _ = pen.state.visits.get(command.visit, ("", 0))
            if ticket:
                given = {key: getattr(command, key) for key in ("visit", "window", "level")}
                pen.write(facts.Rated(ticket=ticket, **given))

    patch.setattr(tickets, "rate", rate)


@planted(load=UNDONE, seed=3)
def undo_forgets_who_was_overtaken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Lines, "take_back", lambda *_: None)


@planted(load=UNDONE, seed=4)
def undo_leaves_the_visit_to_be_rated(patch: pytest.MonkeyPatch) -> None:
    original = HallState.take_back

    def take_back(state: HallState, window: str, step: int) -> None:
        before = dict(state.visits)
        original(state, window, step)
        state.visits.update(before)

    patch.setattr(HallState, "take_back", take_back)


@planted(load=UNDONE)
def undo_forgets_the_counts(patch: pytest.MonkeyPatch) -> None:
    original = HallState.take_back

    def take_back(state: HallState, window: str, step: int) -> None:
        image = state.images.get(window)
        calls = {t: state.tickets[t].calls for t in image.tickets} if image else {}
        original(state, window, step)
        for name, made in calls.items():
            _put(state, name, calls=made)

    patch.setattr(HallState, "take_back", take_back)


@planted(hall="hours", load=replace(UNDONE, minutes=6))
def undo_has_no_limit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk, "SECOND_MS", 10**9)


# --- windows ------------------------------------------------------------------------------------


@planted(load=replace(UNDONE, days=1), seed=2)
def people_stay_kept_for_a_closed_window(patch: pytest.MonkeyPatch) -> None:
    def leave(pen: Any, window: Any) -> None:
        pen.write(facts.SignedOut(window=window.id, clerk=window.clerk))

    patch.setattr(seats, "leave", leave)
    patch.setattr(days, "leave", leave)


@planted()
def nobody_knows_where_a_clerk_sits(patch: pytest.MonkeyPatch) -> None:
    def spoil(state: HallState, _: Any, fact: facts.SignedIn) -> None:
        state.by_clerk.pop(fact.clerk, None)

    after(patch, fold.APPLIERS, facts.SignedIn, spoil)


@planted(load=replace(UNDONE, minutes=5))
def nobody_says_that_a_clerk_is_away(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(seats, "watch", lambda _: None)


@planted(load=CROWDED)
def the_guard_against_bouncing_keys_is_off(patch: pytest.MonkeyPatch) -> None:
    original = desk.act

    def act(pen: Any, command: Any, _: int | None) -> None:
        original(pen, command, None)

    patch.setattr(desk, "act", act)


# --- days and appointments ----------------------------------------------------------------------


@planted(load=TWO_DAYS)
def the_day_is_not_closed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(days, "_close", lambda _: None)


@planted(load=TWO_DAYS)
def the_day_never_turns(patch: pytest.MonkeyPatch) -> None:
    original = days.turn
    patch.setattr(days, "turn", lambda pen: not pen.state.day and original(pen))


@planted(load=replace(TWO_DAYS, minutes=3, visitors=60), seed=1)
def who_waits_at_midnight_goes_on(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(fold.APPLIERS, facts.DayClosed, lambda *_: None)


@planted(load=replace(TWO_DAYS, minutes=3, visitors=60), seed=24)
def who_is_served_at_midnight_is_sent_on(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Pen, "of_today", lambda *_: True)


@planted(load=replace(TWO_DAYS, minutes=3, visitors=60), seed=4)
def what_was_to_come_goes_on_after_midnight(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(fold.APPLIERS, facts.Lapsed, lambda *_: None)


@planted(load=BOOKED)
def slots_have_room_without_end(patch: pytest.MonkeyPatch) -> None:
    after_put = HallState.put_booking

    def put(state: HallState, new: Any) -> None:
        after_put(state, new)
        state.booked.clear()

    patch.setattr(HallState, "put_booking", put)


@planted(load=BOOKED)
def appointments_are_kept_at_any_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "check_in", lambda pen, code, _: appointments._known(pen, code))


@planted(load=replace(BOOKED, minutes=9), seed=2)
def who_does_not_come_keeps_the_slot(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(appointments, "release_no_shows", lambda _: None)
