# SPDX-License-Identifier: Apache-2.0
"""What a citizen is told of their wait."""

from bench.day import Days
from bench.waits import SEED, kinds
from bus.messages import Action
from hall.core.forecast import Forecast
from tests.rules.hall_shell import MINUTE, HallShell, make_hall, policy

TOLD_LATE = 40


def forecast_of(shell: HallShell) -> Forecast:
    return Forecast(shell.hall)


def waits(shell: HallShell, service: str = "permit", priority: str = "ordinary") -> tuple[int, int]:
    found = forecast_of(shell).wait(shell.state, service, priority, shell.state.at)
    assert found is not None
    return found


def test_without_an_open_window_nothing_is_told() -> None:
    shell = HallShell()
    assert forecast_of(shell).wait(shell.state, "permit", "ordinary", shell.state.at) is None


def test_a_free_window_means_no_wait() -> None:
    shell = HallShell()
    shell.open("w1")
    assert waits(shell)[0] == 0


def test_a_paused_window_does_not_count() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    shell.press("w1", Action.PAUSE, reason="tea")
    assert forecast_of(shell).wait(shell.state, "card", "ordinary", shell.state.at) is None
    assert waits(shell)[0] == 0


def test_each_one_ahead_makes_the_wait_longer_and_each_window_shorter() -> None:
    shell = HallShell()
    shell.open("w1")
    told = []
    for _ in range(5):
        shell.take("permit")
        told.append(waits(shell)[0])
    assert told == sorted(set(told))
    shell.open("w2")
    assert waits(shell)[0] < told[-1]


def test_who_waits_is_told_less_with_each_one_that_goes() -> None:
    shell = HallShell(make_hall(policy=policy(call_guard_ms=0)))
    forecast = forecast_of(shell)
    shell.open("w1")
    mine = [shell.take() for _ in range(4)][2]
    told = []
    for _ in range(3):
        ticket = shell.state.tickets[mine.ticket]
        left = forecast.left(shell.state, ticket, shell.actor.at_ms)
        assert left is not None
        told.append(left[0])
        shell.next("w1")
        shell.wait(8 * MINUTE)
    assert shell.state.tickets[mine.ticket].window == "w1"
    assert told == sorted(set(told), reverse=True)


def test_who_came_later_makes_nobody_wait_who_is_here() -> None:
    shell = HallShell()
    forecast = forecast_of(shell)
    shell.open("w1")
    shell.take()
    mine = shell.state.tickets[shell.take().ticket]
    before = forecast.left(shell.state, mine, shell.state.at)
    shell.take()
    assert forecast.left(shell.state, mine, shell.state.at) == before


def test_others_that_share_the_window_are_ahead_too() -> None:
    shell = HallShell()
    shell.open("w1")
    alone = waits(shell)[0]
    for _ in range(3):
        shell.take("card")
    assert waits(shell)[0] > alone


def test_people_who_can_go_elsewhere_weigh_less() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    for _ in range(6):
        shell.take("licence")
    for _ in range(6):
        shell.take("permit")
    by_w2_alone, by_both = waits(shell, "licence")[0], waits(shell, "card")[0]
    assert by_both < by_w2_alone


def test_a_class_that_goes_first_is_told_less() -> None:
    shell = HallShell()
    shell.open("w1")
    for _ in range(10):
        shell.take("permit")
    assert waits(shell, priority="green")[0] < waits(shell)[0]


def test_the_bound_is_never_below_the_median() -> None:
    shell = HallShell()
    shell.open("w1")
    for _ in range(20):
        median, bound = waits(shell)
        assert 0 <= median <= bound
        shell.take("permit")


def test_a_forecast_taught_the_same_facts_says_the_same() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    for _ in range(TOLD_LATE):
        shell.take("permit")
    for _ in range(10):
        shell.wait(4 * MINUTE)
        shell.next("w1")
        shell.next("w2")
    first, second = forecast_of(shell), forecast_of(shell)
    for recorded in shell.recorded():
        first.learn(recorded)
        second.learn(recorded)
    at = shell.state.at
    assert first.wait(shell.state, "permit", "ordinary", at) == second.wait(
        shell.state, "permit", "ordinary", at
    )


def test_on_days_with_changing_staff_the_bound_holds_and_the_forecast_is_the_best() -> None:
    kind = next(kind for kind in kinds() if kind.name == "changing staff")
    found = Days(kind, SEED).play(3)
    assert len(found) > 1_000
    held = sum((wait.waited_ms or 0) <= wait.bound_ms for wait in found) / len(found)
    assert 0.85 <= held <= 0.95
    ours = sum(abs((wait.waited_ms or 0) - wait.median_ms) for wait in found)
    assert ours < sum(abs((wait.waited_ms or 0) - wait.queue_length_ms) for wait in found)
    assert ours < sum(abs((wait.waited_ms or 0) - wait.last_ms) for wait in found)
