# SPDX-License-Identifier: Apache-2.0
"""What the hall says, when, and to whom: after the disk, once, and again for who lost it."""

import pytest

from bus.actor import BadInput, Linked
from bus.messages import (
    Action,
    Answer,
    Calls,
    HallBeat,
    Message,
    NowServing,
    QueueLength,
    Refusal,
    Refused,
    TicketCancel,
    TicketIssued,
    TicketRequest,
)
from hall.core import backlog
from hall.core.commands import PagePress
from hall.core.effects import Asked, Changed, Commit, Committed, Loaded, Look
from hall.core.facts import DayOpened, Recorded, TimePassed
from hall.core.life import Ticket
from hall.core.state import HallState
from tests.rules.hall_shell import KIOSK, MINUTE, PADS, SECOND, HallShell


def request(id_: str) -> TicketRequest:
    return TicketRequest(id=id_, services=("permit",))


def states(said: list[Message]) -> list[str]:
    found = []
    for message in said:
        match message:
            case NowServing():
                found.append(message.window)
            case QueueLength():
                found.append(message.service)
            case Calls():
                found.append("calls")
    return sorted(found)


EVERYTHING = sorted(["w1", "w2", "w3", "permit", "card", "licence", "invoice", "calls"])


def test_at_the_start_everything_is_said_newer_than_before() -> None:
    shell = HallShell()
    assert states(shell.sent) == EVERYTHING
    newest = max(m.seq for m in shell.sent if isinstance(m, NowServing))
    before = len(shell.sent)
    shell.start()
    again = [m for m in shell.sent[before:] if isinstance(m, NowServing)]
    assert states(shell.sent[before:]) == EVERYTHING
    assert min(m.seq for m in again) > newest


def test_only_what_changed_is_said() -> None:
    shell = HallShell()
    shell.open("w1")
    before = len(shell.sent)
    shell.take("card")
    assert states(shell.sent[before:]) == ["card", "w1"]
    before = len(shell.sent)
    shell.wait(5 * SECOND)
    assert states(shell.sent[before:]) == []


def test_a_new_broker_hears_everything() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take("card")
    shell.step(Linked(up=False))
    assert shell.step(Linked(up=True))
    before = len(shell.sent)
    said = shell.step(Linked(up=True))
    assert states(said) == EVERYTHING
    assert len(shell.sent) == before + len(said)


def test_while_there_is_no_broker_answers_are_kept_for_it() -> None:
    shell = HallShell()
    shell.step(Linked(up=False))
    assert shell.send(KIOSK, request("r1")) == []
    said = shell.step(Linked(up=True))
    answers = [m for m in said if isinstance(m, Answer)]
    assert [a.answer.command for a in answers] == ["r1"]
    shell.wait(SECOND)
    assert ("kiosk-1", "r1") in shell.delivered
    assert not [m for m in shell.step(Linked(up=True)) if isinstance(m, Answer)]


def test_an_answer_on_disk_that_was_never_said_is_said_after_a_restart() -> None:
    shell = HallShell()
    shell.step(Linked(up=False))
    shell.send(KIOSK, request("r1"))
    before = len(shell.sent)
    shell.start()
    answers = [m for m in shell.sent[before:] if isinstance(m, Answer)]
    assert [(a.to, a.answer.command) for a in answers] == [("kiosk-1", "r1")]


def test_two_parts_may_use_the_same_id() -> None:
    shell = HallShell()
    shell.send(KIOSK, request("same"))
    answer = shell.asked(request("same"), "page")
    assert isinstance(answer, TicketIssued)
    assert answer.number == "A002"


def test_a_refusal_is_remembered_too() -> None:
    shell = HallShell()
    shell.open("w1")
    press = {"window": "w1", "action": Action.NEXT}
    first = shell.ask_with_id("n1", **press)
    assert isinstance(first, Refused)
    shell.take()
    shell.start()
    assert shell.ask_with_id("n1", **press) == first
    assert shell.state.at_window("w1") is None


def test_all_who_asked_hear_that_nothing_was_kept() -> None:
    shell = HallShell()
    shell.disk_full = True
    answers = shell.send(KIOSK, *(request(f"r{n}") for n in range(3)))
    assert [a.refusal for a in answers] == ["store-failed"] * 3
    shell.wait(10 * SECOND)
    assert shell.actor.watch.store_fault == "disk full"
    shell.disk_full = False
    shell.wait(2 * SECOND)
    assert shell.actor.watch.store_fault == ""
    (answer,) = shell.send(KIOSK, request("r0"))
    assert answer.number == "A001"


def test_while_the_disk_refuses_whoever_looks_sees_why_and_what_is_on_disk() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.disk_full = True
    shell.ask_ticket()
    shell.wait(SECOND)
    for _ in range(3):
        shell.step(Look("manager"))
        view = shell.views.pop("manager")
        assert view.store_fault == "disk full"
        assert view.alarms[0].kind == "store-failed"
        assert view.today.issued == 1
        assert view.at == shell.actor.at_ms
        shell.wait(300)
    shell.step(Look("clerk", window="w1"))
    shell.wait(SECOND)
    assert shell.views["clerk"].window.waiting == 1
    shell.disk_full = False
    shell.wait(2 * SECOND)
    shell.step(Look("manager"))
    assert shell.views["manager"].store_fault == ""


def test_a_command_while_a_commit_is_under_way_waits_for_it() -> None:
    shell = HallShell()
    actor = shell.actor
    first = actor.step(shell.now(), [Asked("page", request("a"))])
    second = actor.step(shell.now(), [Asked("page", request("b"))])
    assert [len(e.answers) for e in first.effects if isinstance(e, Commit)] == [1]
    assert second.effects == ()


def test_words_wait_until_the_commit_is_known() -> None:
    shell = HallShell()
    step = shell.actor.step(shell.now(), [Asked("page", request("a"))])
    assert step.out == ()
    assert not any(isinstance(effect, Changed) for effect in step.effects)


def test_a_full_backlog_drops_and_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    shell = HallShell()
    monkeypatch.setattr(backlog, "BACKLOG_MAX", 3)
    shell.step(*(Asked("page", TicketCancel(id=f"c{n}", ticket="x")) for n in range(5)))
    assert len(shell.replies) == 3
    assert shell.actor.watch.dropped == 2


def test_a_press_on_a_page_that_waited_long_is_not_done() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.wait(2 * SECOND)
    actor = shell.actor
    actor.step(shell.now(), [Asked("page", request("slow"))])  # its commit takes long
    press = PagePress(id="p", window="w1", action=Action.NEXT)
    actor.step(shell.now(), [Asked("page", press), Asked("page", press)])
    shell.utc_ms += 6 * SECOND
    shell.tick_ms += 6 * SECOND
    shell.step(Committed(actor._number))
    (answer,) = [reply.answer for reply in shell.replies if reply.answer.command == "p"]
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.TOO_OLD


def test_more_commands_than_one_batch_are_all_answered() -> None:
    shell = HallShell()
    answers = shell.send(KIOSK, *(request(f"r{n}") for n in range(600)))
    assert len({answer.number for answer in answers}) == 600


def test_bad_input_is_counted() -> None:
    shell = HallShell()
    shell.step(BadInput("hallflow/test/command/ticket/kiosk-1", "no JSON"))
    assert shell.actor.watch.bad_inputs == 1


def test_the_hall_beats_each_second_with_its_clock() -> None:
    shell = HallShell()
    before = len(shell.sent)
    shell.wait(3 * SECOND)
    beats = [m for m in shell.sent[before:] if isinstance(m, HallBeat)]
    assert [b.utc_at - beats[0].utc_at for b in beats] == [0, SECOND, 2 * SECOND]
    assert {b.boot for b in beats} == {"boot-1"}
    assert [b.beat - beats[0].beat for b in beats] == [0, 1, 2]


def test_an_idle_hall_writes_nothing() -> None:
    shell = HallShell()
    shell.wait(2 * SECOND)
    facts = len(shell.log)
    shell.wait(10 * MINUTE)
    assert len(shell.log) == facts


def test_calls_stand_until_somebody_is_served_or_passed_over() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    shell.take()
    shell.take()
    shell.next("w1")
    shell.next("w2")
    shell.press("w1", Action.PASS_OVER)
    newest = [m for m in shell.sent if isinstance(m, Calls)][-1]
    assert [(c.number, c.window, c.standing) for c in newest.calls] == [
        ("A002", "w2", True),
        ("A001", "w1", False),
    ]
    shell.wait(3 * SECOND)
    shell.press("w2", Action.RECALL)
    newest = [m for m in shell.sent if isinstance(m, Calls)][-1]
    assert [(c.number, c.recalled) for c in newest.calls] == [("A002", 1), ("A001", 0)]
    assert newest.calls[0].call > newest.calls[1].call


def test_the_first_fact_of_a_new_log_opens_the_day() -> None:
    shell = HallShell()
    kinds = [type(r.fact) for r in shell.recorded()]
    assert kinds == [DayOpened]
    shell.start()
    assert [type(r.fact) for r in shell.recorded()] == [DayOpened, TimePassed]


def test_a_second_loaded_changes_nothing() -> None:
    shell = HallShell()
    ticket = shell.take()
    shell.step(Loaded(first_seq=1))
    assert ticket.ticket in shell.state.tickets


def test_the_sender_is_who_the_topic_names() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.send(KIOSK, request("r1"))
    assert shell.recorded()[-1].fact.part == "kiosk-1"  # type: ignore[union-attr]
    assert {kept.to for kept in shell.outbox} == {KIOSK.name, PADS.name}


class SlowForecast:
    """Tells ten seconds for each who waits, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.learned: list[int] = []

    def wait(
        self, state: HallState, service: str, _priority: str, _at_ms: int
    ) -> tuple[int, int] | None:
        self.asked += 1
        waiting = state.lines.count(service)
        return waiting * 10 * SECOND, waiting * 20 * SECOND

    def left(self, state: HallState, ticket: Ticket, at_ms: int) -> tuple[int, int] | None:
        return self.wait(state, ticket.service, ticket.priority, at_ms)

    def learn(self, recorded: Recorded) -> None:
        self.learned.append(recorded.seq)


def test_a_ticket_carries_the_exact_wait_and_the_queue_whole_minutes() -> None:
    shell = HallShell(forecaster=SlowForecast())
    shell.open("w1")
    for _ in range(7):
        last = shell.take()
    assert (last.wait_median_ms, last.wait_p90_ms) == (60 * SECOND, 120 * SECOND)
    shell.wait(MINUTE)
    shown = [m for m in shell.sent if isinstance(m, QueueLength) and m.service == "permit"]
    assert (shown[-1].wait_median_ms, shown[-1].wait_p90_ms) == (2 * MINUTE, 3 * MINUTE)
    assert shell.state.tickets[last.ticket].wait_p90_ms == 120 * SECOND


def test_a_wait_shown_is_not_worked_out_at_each_ticket() -> None:
    forecast = SlowForecast()
    shell = HallShell(forecaster=forecast)
    shell.open("w1")
    before = forecast.asked
    for _ in range(20):
        shell.take()
    assert forecast.asked <= before + 21


def test_a_forecast_hears_each_fact_once_though_the_log_is_read_again() -> None:
    forecast = SlowForecast()
    shell = HallShell(forecaster=forecast)
    shell.take()
    shell.disk_full = True
    shell.ask_ticket()
    shell.disk_full = False
    shell.wait(2 * SECOND)
    shell.take()
    assert forecast.learned == [recorded.seq for recorded in shell.recorded()]
