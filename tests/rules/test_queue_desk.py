# SPDX-License-Identifier: Apache-2.0
"""A clerk's keys: what each does, and when it is refused and why."""

from typing import Any

import pytest
from msgspec.structs import replace

from bus.messages import (
    Accepted,
    Action,
    NowServing,
    Rated,
    Refusal,
    TicketCancel,
    WindowState,
)
from hall.core.commands import AddService, PagePress
from hall.core.life import Life, Why
from tests.rules.hall_shell import KIOSK, MINUTE, RATER, SECOND, HallShell, make_hall, policy


@pytest.fixture
def shell() -> HallShell:
    shell = HallShell()
    shell.open("w1", "w2")
    return shell


# --- next and recall ---


def test_a_second_press_within_a_second_calls_nobody(shell: HallShell) -> None:
    first, second = shell.take(), shell.take()
    assert shell.next("w1") == first.number
    assert shell.refused("w1", Action.NEXT) == Refusal.TOO_SOON
    assert shell.number_at("w1") == first.number
    assert shell.life(second) == Life.WAITING
    assert shell.next("w1") == second.number


def test_the_guard_is_of_each_window_alone(shell: HallShell) -> None:
    shell.take()
    second = shell.take()
    shell.wait(2 * SECOND)
    shell.press("w1", Action.NEXT)
    shell.press("w2", Action.NEXT)
    assert shell.number_at("w2") == second.number


def test_a_clock_set_back_does_not_lock_the_key(shell: HallShell) -> None:
    shell.take()
    second = shell.take()
    shell.next("w1")
    shell.utc_ms -= 60 * MINUTE
    assert shell.next("w1") == second.number


def test_next_finishes_who_is_served_and_says_so(shell: HallShell) -> None:
    first = shell.take()
    shell.take()
    shell.next("w1")
    shell.next("w1")
    assert shell.life(first) == Life.FINISHED
    assert shell.state.window("w1").did == ("finished", "called")


def test_next_with_nobody_waiting_still_finishes_the_one_served(shell: HallShell) -> None:
    first = shell.take()
    shell.next("w1")
    assert shell.next("w1") == ""
    assert shell.life(first) == Life.FINISHED
    shell.wait(2 * SECOND)
    assert shell.refused("w1", Action.NEXT) == Refusal.NOBODY_WAITING


def test_two_windows_never_call_one_person(shell: HallShell) -> None:
    shell.take()
    shell.next("w1")
    assert shell.refused("w2", Action.NEXT) == Refusal.NOBODY_WAITING


def test_a_call_is_repeated_so_many_times_and_not_too_fast() -> None:
    shell = HallShell(make_hall(policy=policy(recalls_max=2, recall_pause_ms=3_000)))
    shell.open("w1")
    shell.take()
    shell.next("w1")
    assert shell.refused("w1", Action.RECALL) == Refusal.TOO_SOON
    for _ in range(2):
        shell.wait(3 * SECOND)
        before = shell.state.window("w1").call
        shell.press("w1", Action.RECALL)
        assert shell.state.window("w1").call > before
    shell.wait(3 * SECOND)
    assert shell.refused("w1", Action.RECALL) == Refusal.TOO_MANY_RECALLS


def test_a_busy_hall_keeps_the_pause_before_a_recall_too() -> None:
    shell = HallShell(make_hall(policy=policy(recall_pause_ms=600_000)))
    shell.open("w1", "w3")
    shell.take()
    shell.next("w1")
    for _ in range(70):
        shell.take("invoice")
        shell.next("w3")
    assert shell.refused("w1", Action.RECALL) == Refusal.TOO_SOON


def test_keys_that_need_somebody_say_that_nobody_is_there(shell: HallShell) -> None:
    for key in (Action.RECALL, Action.ARRIVE, Action.PASS_OVER, Action.HOLD, Action.FINISH):
        assert shell.refused("w1", key, reason="r") == Refusal.NOBODY_AT_WINDOW


def test_whoever_is_served_cannot_be_passed_over(shell: HallShell) -> None:
    shell.take()
    shell.next("w1")
    shell.press("w1", Action.ARRIVE)
    assert shell.refused("w1", Action.PASS_OVER) == Refusal.WRONG_STATE
    assert shell.refused("w1", Action.RECALL) == Refusal.WRONG_STATE


# --- passed over ---


def test_somebody_passed_over_comes_back_behind_three_others(shell: HallShell) -> None:
    late = shell.take()
    others = [shell.take().number for _ in range(4)]
    assert shell.next("w1") == late.number
    shell.press("w1", Action.PASS_OVER)
    assert shell.life(late) == Life.WAITING
    called = [shell.next("w1") for _ in range(5)]
    assert called == [*others[:3], late.number, others[3]]


def test_a_class_that_goes_first_is_put_behind_three_others_all_the_same(shell: HallShell) -> None:
    others = [shell.take().number for _ in range(4)]
    late = shell.take(priority="green")
    assert shell.next("w1") == late.number
    shell.press("w1", Action.PASS_OVER)
    called = []
    for _ in range(5):
        called.append(shell.next("w1"))
        shell.wait(5 * MINUTE)
    assert called == [*others[:3], late.number, others[3]]
    assert shell.state.tickets[late.ticket].priority == "green"


def test_nobody_gains_a_class_by_not_coming() -> None:
    shell = HallShell(make_hall(policy=policy(passed_over_behind=1, call_guard_ms=0)))
    shell.open("w1")
    late = shell.take()
    other = shell.take()
    assert shell.next("w1") == late.number
    green = shell.take(priority="green")
    shell.press("w1", Action.PASS_OVER)
    assert shell.state.tickets[late.ticket].stands_as == "ordinary"
    assert [shell.next("w1") for _ in range(3)] == [green.number, other.number, late.number]


def test_a_second_chance_is_given_only_so_often() -> None:
    shell = HallShell(make_hall(policy=policy(passed_over_times_max=1)))
    shell.open("w1")
    late = shell.take()
    shell.next("w1")
    shell.press("w1", Action.PASS_OVER)
    assert shell.next("w1") == late.number
    shell.press("w1", Action.PASS_OVER)
    assert shell.life(late) == Life.PASSED_OVER
    shell.press("w1", Action.CALL, ticket=late.number, reason="came back")
    assert shell.number_at("w1") == late.number


# --- hold and call back ---


def test_a_held_ticket_keeps_its_reason_and_comes_back(shell: HallShell) -> None:
    held = shell.take("card")
    shell.next("w1")
    assert shell.refused("w1", Action.HOLD) == Refusal.REASON_NEEDED
    shell.press("w1", Action.HOLD, reason="copies")
    ticket = shell.state.tickets[held.ticket]
    assert (ticket.life, ticket.reason) == (Life.HELD, "copies")
    assert shell.refused("w2", Action.CALL_BACK, ticket=held.ticket) == Refusal.NOT_TAKEN_HERE
    shell.wait(10 * MINUTE)
    shell.press("w1", Action.CALL_BACK)
    ticket = shell.state.tickets[held.ticket]
    assert (ticket.life, ticket.why) == (Life.CALLED, Why.CALL_BACK)
    shell.press("w1", Action.FINISH)
    (visit,) = shell.state.tickets[held.ticket].visits
    assert visit.waited_ms == 2 * SECOND


def test_there_is_nobody_to_call_back(shell: HallShell) -> None:
    assert shell.refused("w1", Action.CALL_BACK) == Refusal.NOBODY_WAITING
    ticket = shell.take()
    assert shell.refused("w1", Action.CALL_BACK, ticket=ticket.ticket) == Refusal.WRONG_STATE


# --- transfer ---


def test_a_transfer_to_a_service_keeps_the_place(shell: HallShell) -> None:
    first = shell.take("card")
    shell.next("w1")
    waiting = shell.take("licence")
    shell.press("w1", Action.TRANSFER, to_service="licence")
    assert shell.life(first) == Life.WAITING
    assert shell.next("w2") == first.number
    assert shell.next("w2") == waiting.number


def test_a_transfer_to_a_window_is_called_by_that_window_alone(shell: HallShell) -> None:
    first = shell.take("card")
    shell.next("w1")
    shell.press("w1", Action.TRANSFER, to_window="w2")
    shell.wait(2 * SECOND)
    assert shell.refused("w1", Action.NEXT) == Refusal.NOBODY_WAITING
    assert shell.next("w2") == first.number
    assert shell.state.tickets[first.ticket].why is Why.TRANSFER


def test_a_ticket_kept_for_a_window_that_closes_is_free_again(shell: HallShell) -> None:
    first = shell.take("card")
    shell.next("w1")
    shell.press("w1", Action.TRANSFER, to_window="w2")
    shell.press("w2", Action.SIGN_OUT)
    assert shell.next("w1") == first.number


def test_a_transfer_to_a_department_finds_a_service_with_an_open_window() -> None:
    shell = HallShell()
    shell.open("w1", "w3")
    first = shell.take("card")
    shell.next("w1")
    shell.press("w1", Action.TRANSFER, to_service="tax")
    assert shell.state.tickets[first.ticket].service == "invoice"
    assert shell.next("w3") == first.number


def test_a_transfer_nowhere_is_refused(shell: HallShell) -> None:
    shell.take("card")
    shell.next("w1")
    for fields, refusal in (
        ({}, Refusal.UNKNOWN_SERVICE),
        ({"to_service": "nothing"}, Refusal.UNKNOWN_SERVICE),
        ({"to_service": "card"}, Refusal.WRONG_STATE),
        ({"to_window": "w9"}, Refusal.UNKNOWN_WINDOW),
        ({"to_window": "w1"}, Refusal.WRONG_WINDOW),
        ({"to_window": "w3"}, Refusal.WINDOW_CLOSED),
    ):
        assert shell.refused("w1", Action.TRANSFER, **fields) == refusal


# --- several services ---


def test_a_ticket_for_two_services_waits_again_with_its_place(shell: HallShell) -> None:
    both = shell.take("card", "licence")
    assert shell.next("w1") == both.number
    other = shell.take("licence")
    shell.press("w1", Action.FINISH)
    assert shell.life(both) == Life.WAITING
    assert shell.next("w2") == both.number
    shell.press("w2", Action.FINISH)
    assert shell.life(both) == Life.FINISHED
    assert [v.service for v in shell.state.tickets[both.ticket].visits] == ["card", "licence"]
    assert shell.next("w2") == other.number


def test_the_clerk_adds_a_service_to_a_ticket(shell: HallShell) -> None:
    ticket = shell.take("card")
    shell.next("w1")
    for service, refusal in (("nothing", Refusal.UNKNOWN_SERVICE), ("licence", None)):
        answer = shell.asked(AddService(id=shell.new_id(), window="w1", service=service))
        assert getattr(answer, "refusal", None) == refusal
    shell.press("w1", Action.FINISH)
    assert shell.state.tickets[ticket.ticket].service == "licence"


def test_a_key_meant_for_a_tickets_first_service_does_nothing_to_its_next(
    shell: HallShell,
) -> None:
    ticket = shell.take("card", "permit")
    shell.next("w1")
    meant: dict[str, Any] = {"window": "w1", "shown": ticket.ticket, "calls": 1}
    shell.wait(2 * SECOND)
    finish = PagePress(id="first", action=Action.NEXT, **meant)
    assert isinstance(shell.asked(finish), Accepted)
    assert shell.number_at("w1") == ticket.number, "called once more for its other service"
    late = PagePress(id="late", action=Action.FINISH, **meant)
    more = AddService(id="more", service="licence", **meant)
    for wish in (late, more):
        assert shell.asked(wish).refusal == Refusal.WRONG_STATE
    assert isinstance(shell.asked(replace(late, id="meant", calls=2)), Accepted)


def test_only_who_sits_there_adds_a_service(shell: HallShell) -> None:
    shell.take("card")
    shell.next("w1")
    wish = AddService(id="theirs", window="w1", service="licence", clerk="c2")
    assert shell.asked(wish).refusal == Refusal.WINDOW_OCCUPIED
    assert isinstance(shell.asked(replace(wish, id="own", clerk="c1")), Accepted)


# --- given numbers and cancelling ---


def test_a_given_number_is_called_only_with_a_reason_that_is_kept(shell: HallShell) -> None:
    shell.take()
    second = shell.take()
    refusal = shell.refused("w1", Action.CALL, ticket=second.number)
    assert refusal == Refusal.REASON_NEEDED
    shell.press("w1", Action.CALL, ticket=second.number, reason="feels ill")
    ticket = shell.state.tickets[second.ticket]
    assert (ticket.why, ticket.reason) == (Why.GIVEN, "feels ill")


def test_a_number_called_elsewhere_is_not_called_twice(shell: HallShell) -> None:
    first = shell.take()
    shell.next("w1")
    refusal = shell.refused("w2", Action.CALL, ticket=first.number, reason="r")
    assert refusal == Refusal.WRONG_STATE
    unknown = shell.refused("w2", Action.CALL, ticket="A999", reason="r")
    assert unknown == Refusal.UNKNOWN_TICKET


def test_a_citizen_leaves_the_queue_even_when_called(shell: HallShell) -> None:
    waiting, called = shell.take(), shell.take()
    shell.press("w1", Action.CALL, ticket=called.number, reason="r")
    for ticket in (waiting, called):
        shell.send(KIOSK, TicketCancel(id=shell.new_id(), ticket=ticket.ticket))
        assert shell.life(ticket) == Life.CANCELLED
    assert shell.number_at("w1") == ""
    (answer,) = shell.send(KIOSK, TicketCancel(id=shell.new_id(), ticket=called.ticket))
    assert answer.refusal == Refusal.WRONG_STATE


def test_a_clerk_cancels_another_ticket_only_with_a_reason(shell: HallShell) -> None:
    ticket = shell.take()
    refusal = shell.refused("w1", Action.CANCEL, ticket=ticket.number)
    assert refusal == Refusal.REASON_NEEDED
    shell.press("w1", Action.CANCEL, ticket=ticket.number, reason="left")
    assert shell.state.tickets[ticket.ticket].reason == "left"


# --- rating ---


def test_a_visit_is_rated_once_where_it_was_served(shell: HallShell) -> None:
    shell.take()
    shell.next("w1")
    shell.press("w1", Action.FINISH)
    visit = shell.state.window("w1").visit

    def rate(**fields: object) -> object:
        given = {"visit": visit, "window": "w1", "level": 1, **fields}
        (answer,) = shell.send(RATER, Rated(id=shell.new_id(), **given))  # type: ignore[arg-type]
        return getattr(answer, "refusal", None)

    assert rate(visit="nothing") == Refusal.NOT_RATEABLE
    assert rate(window="w2") == Refusal.WRONG_WINDOW
    assert rate(labels=(510,)) == Refusal.LABEL_MISMATCH
    assert rate(labels=(108, 109)) is None
    assert rate() == Refusal.ALREADY_RATED


def test_the_next_call_does_not_take_the_rating_away(shell: HallShell) -> None:
    shell.take()
    shell.take()
    shell.next("w1")
    shell.next("w1")
    shown = [m for m in shell.sent if isinstance(m, NowServing) and m.window == "w1"][-1]
    assert shown.state is WindowState.CALLING
    assert shown.visit
    shell.wait(60 * SECOND)
    assert shell.state.window("w1").visit == ""


def test_a_press_that_comes_late_is_not_done() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.wait(2 * SECOND)
    late = shell.utc_ms - 5_001
    assert shell.refused("w1", Action.NEXT, pressed_at=late) == Refusal.TOO_OLD
    shell.press("w1", Action.NEXT, pressed_at=shell.utc_ms - 3_000)
