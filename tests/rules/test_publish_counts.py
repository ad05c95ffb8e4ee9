# SPDX-License-Identifier: Apache-2.0
"""A burst of tickets must not become a burst of messages to every screen of the hall."""

from bus.messages import Action, Message, NowServing, QueueLength, TicketCancel, WindowState
from tests.rules.hall_shell import KIOSK, SECOND, HallShell


def counts(said: list[Message], since: int) -> list[int]:
    found = [m for m in said[since:] if isinstance(m, QueueLength) and m.service == "permit"]
    return [message.waiting for message in found]


def open_hall() -> HallShell:
    shell = HallShell()
    shell.open("w1", "w2")
    shell.wait(5 * SECOND)
    return shell


def test_a_burst_of_tickets_is_counted_at_once_and_with_the_next_beat() -> None:
    shell = open_hall()
    before = len(shell.sent)
    for _ in range(50):
        shell.take("permit")
    assert counts(shell.sent, before) == [1]
    shell.wait(2 * SECOND)
    assert counts(shell.sent, before) == [1, 50]
    windows = [m for m in shell.sent if isinstance(m, NowServing) and m.window == "w1"]
    assert windows[-1].waiting == 50


def test_tickets_with_seconds_between_them_are_counted_one_by_one() -> None:
    shell = open_hall()
    before = len(shell.sent)
    for _ in range(3):
        shell.take("permit")
        shell.wait(2 * SECOND)
    assert counts(shell.sent, before) == [1, 2, 3]


def test_a_call_is_said_at_once_whatever_was_counted_before() -> None:
    shell = open_hall()
    for _ in range(10):
        shell.take("permit")
    before = len(shell.sent)
    shell.press("w1", Action.NEXT)
    called = [m for m in shell.sent[before:] if isinstance(m, NowServing)]
    assert [(m.window, m.state, m.waiting) for m in called][:1] == [("w1", WindowState.CALLING, 9)]


def test_a_count_that_is_back_where_it_was_is_not_said_again() -> None:
    shell = open_hall()
    shell.take("permit")
    before = len(shell.sent)
    ticket = shell.take("permit")
    shell.send(KIOSK, TicketCancel(id=shell.new_id(), ticket=ticket.ticket))
    shell.wait(2 * SECOND)
    assert counts(shell.sent, before) == []
