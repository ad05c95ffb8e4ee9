# SPDX-License-Identifier: Apache-2.0
"""Who is next, why, and how often anybody may be overtaken."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bus.messages import Action
from config.schema import PriorityClass
from hall.core.life import Life, Ticket, Why
from hall.core.policy import Chooser
from hall.core.queue import Lines
from tests.rules.hall_shell import MINUTE, HallShell, make_hall, policy, text

BIG = 1_000.0


def class_(id_: str, rate: float = 1.0, head: int = 0) -> PriorityClass:
    return PriorityClass(id=id_, name=text(id_), rate=rate, head_start_minutes=head)


def hall_with(**settings_: Any) -> HallShell:
    shell = HallShell(make_hall(policy=policy(**settings_)))
    shell.open("w1")
    return shell


def why(shell: HallShell, number: str) -> str:
    ticket = shell.state.find(number)
    assert ticket is not None
    assert ticket.why is not None
    return ticket.why.value


def test_without_classes_the_first_to_come_is_the_first_to_go() -> None:
    shell = hall_with()
    numbers = [shell.take(service).number for service in ("permit", "card", "permit")]
    assert [shell.next("w1") for _ in numbers] == numbers
    assert why(shell, numbers[1]) == Why.FIRST


def test_a_head_start_brings_a_class_forward_and_says_so() -> None:
    shell = hall_with(classes=(class_("ordinary"), class_("elderly", head=10)))
    first = shell.take()
    shell.wait(5 * MINUTE)
    elderly = shell.take(priority="elderly")
    assert shell.next("w1") == elderly.number
    assert why(shell, elderly.number) == Why.CLASS
    assert shell.next("w1") == first.number


def test_a_head_start_is_worth_its_minutes_and_no_more() -> None:
    shell = hall_with(classes=(class_("ordinary"), class_("elderly", head=10)))
    first = shell.take()
    shell.wait(11 * MINUTE)
    shell.take(priority="elderly")
    assert shell.next("w1") == first.number


def test_a_rate_lets_a_class_catch_up() -> None:
    shell = hall_with(classes=(class_("ordinary"), class_("green", rate=3.0)))
    first = shell.take()
    shell.wait(4 * MINUTE)
    green = shell.take(priority="green")
    assert why_next(shell) == first.ticket
    shell.wait(3 * MINUTE)
    assert why_next(shell) == green.ticket


def why_next(shell: HallShell) -> str:
    choice = shell.actor.rules.chooser.choose(shell.state.lines, "w1", shell.actor.at_ms)
    assert choice is not None
    return choice.ticket


def test_strict_priority_is_a_very_unequal_rate() -> None:
    classes = (class_("ordinary", rate=0.001), class_("vip", rate=BIG, head=60))
    shell = hall_with(classes=classes, bypass_max=1_000, wait_limit_minutes=1_440)
    for _ in range(3):
        shell.take()
    shell.wait(60 * MINUTE)
    last = shell.take(priority="vip")
    assert shell.next("w1") == last.number


def test_nobody_is_overtaken_more_often_than_allowed() -> None:
    classes = (class_("ordinary"), class_("vip", rate=BIG, head=60))
    shell = hall_with(classes=classes, bypass_max=2)
    first = shell.take()
    vips = [shell.take(priority="vip").number for _ in range(4)]
    called = [shell.next("w1") for _ in range(3)]
    assert called == [vips[0], vips[1], first.number]
    assert why(shell, first.number) == Why.BYPASS_LIMIT
    assert shell.state.tickets[first.ticket].overtaken == 2


def test_whoever_waited_as_long_as_allowed_is_next() -> None:
    classes = (class_("ordinary"), class_("vip", rate=BIG, head=60))
    shell = hall_with(classes=classes, bypass_max=100, wait_limit_minutes=30)
    first = shell.take()
    shell.wait(30 * MINUTE)
    shell.take(priority="vip")
    assert shell.next("w1") == first.number
    assert why(shell, first.number) == Why.WAIT_LIMIT


def test_no_bypass_at_all_is_first_come_first_served() -> None:
    shell = hall_with(classes=(class_("ordinary"), class_("vip", BIG, 60)), bypass_max=0)
    first = shell.take()
    shell.take(priority="vip")
    assert shell.next("w1") == first.number


def test_a_window_takes_its_own_services_before_others() -> None:
    shell = hall_with(order_weight=0.1)
    shell.take("card")
    shell.wait(MINUTE)
    own = shell.take("permit")
    shell.wait(MINUTE)
    assert shell.next("w1") == own.number
    assert why(shell, own.number) == Why.SERVICE_ORDER


def test_a_heavier_service_goes_first() -> None:
    shell = hall_with(service_weights={"card": 5.0})
    shell.take("permit")
    shell.wait(MINUTE)
    heavy = shell.take("card")
    shell.wait(MINUTE)
    assert shell.next("w1") == heavy.number


def test_undoing_a_call_takes_back_the_overtaking() -> None:
    shell = hall_with(classes=(class_("ordinary"), class_("vip", BIG, 60)), bypass_max=1)
    first = shell.take()
    vip = shell.take(priority="vip")
    assert shell.next("w1") == vip.number
    shell.press("w1", Action.UNDO)
    assert shell.next("w1") == vip.number
    shell.press("w1", Action.FINISH)
    shell.take(priority="vip")
    assert shell.next("w1") == first.number


def test_people_ahead_are_those_with_the_larger_claim() -> None:
    shell = hall_with(classes=(class_("ordinary"), class_("elderly", head=10)))
    shell.take()
    shell.wait(6 * MINUTE)
    for _ in range(2):
        shell.take()
    assert shell.take(priority="elderly").ahead == 0
    assert shell.take().ahead == 4


CALLS = st.lists(
    st.tuples(
        st.sampled_from(("take", "take", "call")),
        st.sampled_from(("a", "b", "c")),
        st.sampled_from(("ordinary", "vip", "slow")),
        st.integers(0, 20),
    ),
    max_size=120,
)


@settings(max_examples=200, deadline=None, derandomize=True, database=None)
@given(CALLS, st.integers(0, 4))
def test_the_bound_holds_whatever_comes(
    calls: list[tuple[str, str, str, int]], bypass_max: int
) -> None:
    """Count each overtaking by hand, one by one, against the bound."""
    classes = (class_("ordinary"), class_("vip", 50, 30), class_("slow", 0.1))
    limits = policy(classes=classes, bypass_max=bypass_max, wait_limit_minutes=1_440)
    chooser, lines = Chooser(limits), Lines()
    windows = {"w1": ("a", "b"), "w2": ("b", "c")}
    for window, services in windows.items():
        lines.open(window, services)
    waiting: dict[str, Ticket] = {}
    overtaken: dict[str, int] = {}
    at_ms = 0
    for seq, (what, service, priority, minutes) in enumerate(calls):
        at_ms += minutes * MINUTE
        if what == "take":
            ticket = _ticket(seq, service, priority, at_ms)
            waiting[ticket.id] = ticket
            lines.enter(ticket)
            continue
        window = "w2" if service == "c" else "w1"
        choice = chooser.choose(lines, window, at_ms)
        able = [t for t in waiting.values() if t.service in windows[window]]
        assert (choice is None) == (not able)
        if choice is None:
            continue
        chosen = waiting.pop(choice.ticket)
        lines.leave(chosen)
        lines.overtake(lines.earlier(window, chosen.place), chosen.place)
        for other in able:
            if other.place < chosen.place:
                overtaken[other.id] = overtaken.get(other.id, 0) + 1
                assert overtaken[other.id] <= bypass_max
                assert lines.overtaken(other.service, other.place) == overtaken[other.id]


def test_whoever_comes_back_to_an_old_place_is_not_ahead_of_themselves() -> None:
    lines, at = Lines(), 1_772_496_064_918
    chooser = Chooser(policy(classes=(class_("ordinary"), class_("green", rate=3.0, head=30))))
    back = replace(_ticket(2, "permit", "green", at), place=(at, 381, 420, 452))
    first = replace(_ticket(1, "permit", "ordinary", at), place=(at, 381))
    lines.enter(back)
    lines.enter(first)
    assert chooser.ahead(lines, "permit", "green", back.place) == 0
    assert chooser.ahead(lines, "permit", "ordinary", first.place) == 1


def _ticket(seq: int, service: str, priority: str, at_ms: int) -> Ticket:
    return Ticket(
        id=f"t{seq}",
        number=f"A{seq}",
        day="2026-03-02",
        service=service,
        priority=priority,
        language="zh",
        issued_at=at_ms,
        place=(at_ms, seq),
        life=Life.WAITING,
    )
