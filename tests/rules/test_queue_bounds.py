# SPDX-License-Identifier: Apache-2.0
"""The live hall watches its own choices: a bound that does not hold is an alarm."""

from typing import Any

from bus.messages import Action
from config.schema import PriorityClass
from hall.core.alarms import AlarmKind
from hall.core.effects import Look, Shown
from hall.core.policy import Chooser
from hall.core.views import HallView
from tests.rules.hall_shell import MINUTE, HallShell, make_hall, policy, text

CLASSES = (
    PriorityClass(id="ordinary", name=text("ordinary")),
    PriorityClass(id="vip", name=text("vip"), rate=1_000.0, head_start_minutes=60),
)


def hall_with(**settings: Any) -> HallShell:
    shell = HallShell(make_hall(policy=policy(classes=CLASSES, **settings)))
    shell.open("w1")
    return shell


def chooser(shell: HallShell) -> Chooser:
    return shell.actor.rules.chooser


def broken(shell: HallShell) -> list[str]:
    shell.step(Look("page"))
    view = [effect for effect in shell.effects if isinstance(effect, Shown)][-1].view
    assert isinstance(view, HallView)
    alarms = [alarm for alarm in view.alarms if alarm.kind is AlarmKind.RULE_BROKEN]
    assert len(alarms) == len(view.violations)
    return [violation.what for violation in view.violations]


def test_who_is_overtaken_too_often_is_an_alarm() -> None:
    shell = hall_with(bypass_max=1)
    shell.take()
    vips = [shell.take(priority="vip") for _ in range(3)]
    shell.next("w1")
    assert broken(shell) == []
    chooser(shell)._bypass_max = 1_000
    assert shell.next("w1") == vips[1].number
    assert broken(shell) == [f"{vips[1].ticket} went past somebody overtaken 1 times, at w1"]


def test_who_waits_longer_than_allowed_while_another_is_called_is_an_alarm() -> None:
    shell = hall_with(wait_limit_minutes=30)
    shell.take()
    shell.wait(30 * MINUTE)
    vip = shell.take(priority="vip")
    chooser(shell)._wait_limit_ms = 1_000 * MINUTE
    assert shell.next("w1") == vip.number
    (what,) = broken(shell)
    assert what.startswith(f"{vip.ticket} went past somebody who waited 18")


def test_lines_that_forget_who_was_overtaken_are_an_alarm() -> None:
    shell = hall_with()
    shell.take()
    shell.take(priority="vip")
    shell.next("w1")
    shell.wait(MINUTE)
    assert broken(shell) == []
    shell.state.lines.lines["permit"].passed.clear()
    shell.wait(MINUTE)
    assert broken(shell) == ["1 calls overtook somebody, the lines know of 0"]


def test_calls_out_of_turn_calls_taken_back_and_calls_by_other_settings_are_none() -> None:
    shell = hall_with(bypass_max=1)
    shell.take()
    vips = [shell.take(priority="vip") for _ in range(4)]
    shell.next("w1")
    shell.press("w1", Action.FINISH)
    shell.press("w1", Action.CALL, ticket=vips[1].number, reason="a child in a pram")
    shell.press("w1", Action.UNDO)
    shell.press("w1", Action.CALL, ticket=vips[2].number, reason="a child in a pram")
    shell.wait(2 * MINUTE)
    shell.hall = make_hall(policy=policy(classes=CLASSES, bypass_max=0))
    shell.start()
    shell.wait(2 * MINUTE)
    assert broken(shell) == []
