# SPDX-License-Identifier: Apache-2.0
"""One visit, from a number to a rating, and what is said on the way."""

from bus.messages import (
    Accepted,
    Action,
    NowServing,
    QueueLength,
    Rated,
    TicketRequest,
    WindowState,
)
from hall.core.effects import Commit
from tests.rules.hall_shell import KIOSK, MINUTE, RATER, SECOND, HallShell


def last(shell: HallShell, window: str) -> NowServing:
    return [m for m in shell.sent if isinstance(m, NowServing) and m.window == window][-1]


def shell_request(id_: str) -> TicketRequest:
    return TicketRequest(id=id_, services=("permit",))


def test_a_visit_goes_from_number_to_rating() -> None:
    shell = HallShell()
    shell.open("w1")
    ticket = shell.take("permit")
    assert (ticket.number, ticket.ticket, ticket.ahead) == ("A001", "2026-03-02-A001", 0)
    assert ticket.windows == ("w1",)
    shell.wait(2 * MINUTE)
    shell.press("w1", Action.NEXT)
    calling = last(shell, "w1")
    assert (calling.state, calling.number) == (WindowState.CALLING, "A001")
    shell.press("w1", Action.ARRIVE)
    assert last(shell, "w1").state is WindowState.SERVING
    shell.wait(5 * MINUTE)
    shell.press("w1", Action.FINISH)
    over = last(shell, "w1")
    assert over.state is WindowState.RATING
    rating = Rated(id="r1", visit=over.visit, window="w1", level=5, labels=(510,))
    (answer,) = shell.send(RATER, rating)
    assert answer == Accepted(command="r1")
    free = last(shell, "w1")
    assert (free.state, free.visit) == (WindowState.FREE, "")
    (visit,) = shell.state.tickets[ticket.ticket].visits
    assert (visit.level, visit.waited_ms) == (5, 2 * MINUTE)
    assert visit.ended_at - visit.started_at == 5 * MINUTE


def test_words_are_said_only_after_the_commit() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.disk_full = True
    before = len(shell.sent)
    answer = shell.ask_ticket("permit")
    assert answer.refusal == "store-failed"
    assert not [m for m in shell.sent[before:] if isinstance(m, NowServing | QueueLength)]
    shell.disk_full = False
    shell.wait(2 * SECOND)
    assert not shell.state.tickets
    assert shell.take("permit").number == "A001"


def test_the_same_command_again_gets_the_same_answer_and_no_second_ticket() -> None:
    shell = HallShell()
    first = shell.take("permit")
    (again,) = shell.send(KIOSK, shell_request(first.command))
    assert again == first
    shell.start()
    (later,) = shell.send(KIOSK, shell_request(first.command))
    assert later == first
    assert len(shell.state.tickets) == 1


def test_many_commands_at_once_are_one_commit() -> None:
    shell = HallShell()
    before = sum(isinstance(e, Commit) for e in shell.effects)
    requests = [shell_request(f"many-{n}") for n in range(50)]
    answers = shell.send(KIOSK, *requests)
    assert sum(isinstance(e, Commit) for e in shell.effects) == before + 1
    assert len({a.number for a in answers}) == 50
