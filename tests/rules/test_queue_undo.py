# SPDX-License-Identifier: Apache-2.0
"""Undo: what a wrong key did is taken back, as if it had not happened, while it still stands."""

import pytest

from bus.messages import (
    Action,
    Outcome,
    PaperReported,
    Rated,
    Refusal,
    TicketCancel,
)
from hall.core.life import Life
from tests.rules.hall_shell import KIOSK, RATER, SECOND, HallShell


@pytest.fixture
def shell() -> HallShell:
    shell = HallShell()
    shell.open("w1", "w2")
    return shell


def test_a_wrong_call_is_taken_back(shell: HallShell) -> None:
    first = shell.take()
    shell.next("w1")
    shell.press("w1", Action.UNDO)
    assert shell.life(first) == Life.WAITING
    assert shell.state.tickets[first.ticket].calls == 0
    shell.press("w1", Action.NEXT)
    assert shell.number_at("w1") == first.number


def test_undo_takes_back_all_that_one_key_did(shell: HallShell) -> None:
    first, second = shell.take(), shell.take()
    shell.next("w1")
    shell.press("w1", Action.ARRIVE)
    shell.next("w1")
    shell.press("w1", Action.UNDO)
    assert (shell.life(first), shell.life(second)) == (Life.SERVING, Life.WAITING)
    assert shell.number_at("w1") == first.number
    assert shell.state.visits == {}


@pytest.mark.parametrize(
    ("key", "fields"),
    [
        (Action.PASS_OVER, {}),
        (Action.FINISH, {"outcome": Outcome.DECIDED}),
        (Action.HOLD, {"reason": "copies"}),
        (Action.TRANSFER, {"to_service": "licence"}),
        (Action.CANCEL, {}),
    ],
)
def test_a_wrong_key_is_taken_back(shell: HallShell, key: Action, fields: dict[str, str]) -> None:
    ticket = shell.take()
    shell.next("w1")
    before = shell.state.tickets[ticket.ticket]
    shell.press("w1", key, **fields)
    assert shell.state.tickets[ticket.ticket] != before
    shell.press("w1", Action.UNDO)
    assert shell.state.tickets[ticket.ticket] == before
    assert shell.number_at("w1") == ticket.number


def test_undo_has_a_time_limit(shell: HallShell) -> None:
    shell.take()
    shell.next("w1")
    shell.wait(61 * SECOND)
    assert shell.refused("w1", Action.UNDO) == Refusal.TOO_LATE


def test_what_others_built_on_cannot_be_taken_back(shell: HallShell) -> None:
    ticket = shell.take()
    shell.next("w1")
    shell.press("w1", Action.PASS_OVER)
    assert shell.next("w2") == ticket.number
    assert shell.refused("w1", Action.UNDO) == Refusal.NOTHING_TO_UNDO
    assert shell.refused("w1", Action.UNDO) == Refusal.NOTHING_TO_UNDO


def test_a_finish_already_rated_cannot_be_taken_back(shell: HallShell) -> None:
    shell.take()
    shell.next("w1")
    shell.press("w1", Action.FINISH)
    visit = shell.state.window("w1").visit
    shell.send(RATER, Rated(id="r", visit=visit, window="w1", level=4))
    assert shell.refused("w1", Action.UNDO) == Refusal.NOTHING_TO_UNDO


def test_undo_does_not_bring_back_a_ticket_kept_for_a_closed_window(shell: HallShell) -> None:
    ticket = shell.take("card")
    shell.next("w1")
    shell.press("w1", Action.TRANSFER, to_window="w2")
    shell.press("w1", Action.CANCEL, ticket=ticket.number, reason="by mistake")
    shell.press("w2", Action.SIGN_OUT)
    shell.press("w1", Action.UNDO)
    assert shell.next("w1") == ticket.number


def test_undo_does_not_bring_back_who_left_the_window_meanwhile(shell: HallShell) -> None:
    called, waiting = shell.take(), shell.take()
    shell.next("w1")
    shell.press("w1", Action.CANCEL, ticket=waiting.number, reason="by mistake")
    shell.send(KIOSK, TicketCancel(id="x", ticket=called.ticket))
    assert shell.refused("w1", Action.UNDO) == Refusal.NOTHING_TO_UNDO
    assert shell.number_at("w1") == ""


def test_undo_does_not_ask_again_for_a_rating_that_was_given(shell: HallShell) -> None:
    shell.take()
    shell.take()
    shell.next("w1")
    shell.next("w1")
    visit = shell.state.window("w1").visit
    shell.send(RATER, Rated(id="r", visit=visit, window="w1", level=4))
    shell.press("w1", Action.FINISH)
    shell.press("w1", Action.UNDO)
    assert shell.state.window("w1").visit == ""
    assert shell.number_at("w1") == "A002"


def test_undo_does_not_ask_again_for_a_rating_that_was_asked_for_long_enough(
    shell: HallShell,
) -> None:
    shell.take()
    shell.take()
    shell.next("w1")
    shell.next("w1")
    assert shell.state.window("w1").visit
    shell.wait(shell.hall.ratings.pad_seconds * SECOND - SECOND)
    shell.press("w1", Action.FINISH)
    shell.wait(30 * SECOND)
    shell.press("w1", Action.UNDO)
    assert shell.number_at("w1") == "A002"
    assert shell.state.window("w1").visit == ""


def test_undo_keeps_what_is_known_of_the_paper(shell: HallShell) -> None:
    ticket = shell.take()
    shell.next("w1")
    shell.send(KIOSK, PaperReported(id="p", ticket=ticket.ticket, printed=True))
    shell.press("w1", Action.UNDO)
    assert shell.state.tickets[ticket.ticket].printed is True
