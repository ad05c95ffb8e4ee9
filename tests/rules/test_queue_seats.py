# SPDX-License-Identifier: Apache-2.0
"""Windows and clerks: who sits where, what is taken, and what is shown of a pause."""

from msgspec.structs import replace

from bus.messages import Action, NowServing, QueueLength, Refusal, WindowState
from config.schema import Relief
from hall.core.alarms import AlarmKind
from tests.rules.hall_shell import MINUTE, SECOND, HallShell, make_hall


def shown(shell: HallShell, window: str) -> NowServing:
    return [m for m in shell.sent if isinstance(m, NowServing) and m.window == window][-1]


def queue(shell: HallShell, service: str) -> QueueLength:
    return [m for m in shell.sent if isinstance(m, QueueLength) and m.service == service][-1]


def test_a_window_opens_with_a_known_clerk_only() -> None:
    shell = HallShell()
    for clerk in ("", "stranger"):
        refusal = shell.refused("w1", Action.SIGN_IN, clerk=clerk)
        assert refusal == Refusal.UNKNOWN_CLERK
    assert shell.refused("w9", Action.SIGN_IN, clerk="c1") == Refusal.UNKNOWN_WINDOW
    assert shell.refused("w1", Action.NEXT) == Refusal.WINDOW_CLOSED
    assert shown(shell, "w1").state is WindowState.CLOSED
    shell.press("w1", Action.SIGN_IN, clerk="c1")
    assert (shown(shell, "w1").state, shown(shell, "w1").clerk) == (WindowState.FREE, "c1")
    assert queue(shell, "permit").windows == ("w1",)


def test_one_clerk_sits_at_one_window() -> None:
    shell = HallShell()
    shell.open("w1")
    assert shell.refused("w2", Action.SIGN_IN, clerk="c1") == Refusal.CLERK_ELSEWHERE
    shell.press("w1", Action.SIGN_OUT)
    shell.press("w2", Action.SIGN_IN, clerk="c1")
    assert queue(shell, "card").windows == ()


def test_signing_in_twice_changes_nothing() -> None:
    shell = HallShell()
    shell.open("w1")
    facts = len(shell.log)
    shell.open("w1")
    assert len(shell.log) == facts


def test_lunch_relief_takes_over_the_window_and_whoever_is_served() -> None:
    shell = HallShell()
    shell.open("w1")
    ticket = shell.take()
    shell.next("w1")
    shell.press("w1", Action.SIGN_IN, clerk="c4")
    assert shell.refused("w1", Action.FINISH, clerk="c1") == Refusal.WINDOW_OCCUPIED
    shell.press("w1", Action.FINISH, clerk="c4")
    (visit,) = shell.state.tickets[ticket.ticket].visits
    assert visit.clerk == "c4"
    shell.press("w2", Action.SIGN_IN, clerk="c1")


def test_nobody_leaves_somebody_at_the_window() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.next("w1")
    assert shell.refused("w1", Action.SIGN_OUT) == Refusal.SOMEBODY_AT_WINDOW


def test_a_window_takes_what_its_clerk_chose() -> None:
    shell = HallShell()
    shell.press("w1", Action.SIGN_IN, clerk="c1", services=("card",))
    shell.take("permit")
    card = shell.take("card")
    assert shown(shell, "w1").waiting == 1
    assert shell.next("w1") == card.number
    shell.press("w1", Action.FINISH)
    shell.wait(2 * SECOND)
    assert shell.refused("w1", Action.NEXT) == Refusal.NOBODY_WAITING
    shell.press("w1", Action.TAKE)
    assert shown(shell, "w1").waiting == 1
    refusal = shell.refused("w1", Action.TAKE, services=("invoice",))
    assert refusal == Refusal.NOT_TAKEN_HERE
    refusal = shell.refused("w1", Action.TAKE, services=("nothing",))
    assert refusal == Refusal.UNKNOWN_SERVICE


def test_a_paused_window_says_why_and_calls_nobody() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.press("w1", Action.PAUSE, reason="meeting")
    state = shown(shell, "w1")
    assert (state.state, state.pause_reason) == (WindowState.PAUSED, "meeting")
    assert queue(shell, "permit").windows == ()
    shell.wait(2 * SECOND)
    assert shell.refused("w1", Action.NEXT) == Refusal.WINDOW_PAUSED
    shell.press("w1", Action.RESUME)
    assert shown(shell, "w1").state is WindowState.FREE
    assert queue(shell, "permit").windows == ("w1",)


def test_a_pause_waits_for_the_one_who_is_served() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.take()
    shell.next("w1")
    shell.press("w1", Action.PAUSE, reason="lunch")
    assert shown(shell, "w1").state is WindowState.CALLING
    shell.press("w1", Action.FINISH)
    assert shown(shell, "w1").state is WindowState.PAUSED


def test_after_twenty_minutes_the_manager_sees_that_a_clerk_is_away() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.press("w1", Action.PAUSE, reason="lunch")
    shell.wait(19 * MINUTE)
    assert away(shell) == []
    shell.wait(MINUTE)
    assert shown(shell, "w1").state is WindowState.AWAY
    assert away(shell) == ["w1"]
    shell.start()
    assert away(shell) == ["w1"]
    shell.press("w1", Action.RESUME)
    assert away(shell) == []


def away(shell: HallShell) -> list[str]:
    alarms = shell.actor.watch.alarms(shell.state, shell.tick_ms, shell.actor.at_ms)
    return [alarm.subject for alarm in alarms if alarm.kind is AlarmKind.WINDOW_AWAY]


def test_relief_takes_other_services_while_others_are_at_lunch() -> None:
    hall = make_hall()
    relief = Relief(span="12:00-13:30", takes=("tax",))
    first = replace(hall.windows[0], relief=(relief,))
    shell = HallShell(replace(hall, windows=(first, *hall.windows[1:])))
    shell.open("w1")
    assert shell.state.window("w1").services == ("permit", "card")
    shell.jump(3 * 60 * MINUTE)
    shell.wait(2 * SECOND)
    assert shell.state.window("w1").services == ("permit", "card", "invoice")
    assert queue(shell, "invoice").windows == ("w1",)
    shell.jump(90 * MINUTE)
    shell.wait(2 * SECOND)
    assert shell.state.window("w1").services == ("permit", "card")
    assert queue(shell, "invoice").windows == ()
