# SPDX-License-Identifier: Apache-2.0
"""Patterns in a day's ratings: shown from their limit on, and not below it."""

import pytest

from hall.core.life import Ticket, Visit
from hall.core.pressure import Habit, Kind, Pattern, habits, patterns

MINUTE = 60_000


def visit(number: int, level: int | None, after_ms: int = 5_000, channel: str = "pad") -> Visit:
    ended_at = number * 10 * MINUTE
    return Visit(
        token=f"{number}-{after_ms}",
        service="permit",
        window="w1",
        clerk="c1",
        called_at=0,
        started_at=0,
        ended_at=ended_at,
        waited_ms=0,
        level=level,
        channel=channel,
        rated_at=0 if level is None else ended_at + after_ms,
    )


def found(*visits: Visit) -> tuple[Pattern, ...]:
    ticket = Ticket(
        id="t",
        number="A001",
        day="2026-03-02",
        service="permit",
        priority="ordinary",
        language="zh",
        issued_at=0,
        place=(0, 0),
        visits=visits,
    )
    both = patterns([ticket])
    windows = tuple(p for p in both if p.by == "window")
    assert [(p.kind, p.count, p.of) for p in windows] == [
        (p.kind, p.count, p.of) for p in both if p.by == "clerk"
    ]
    return windows


def mixed(count: int) -> list[Visit]:
    return [visit(number, 5 - number % 2) for number in range(count)]


def test_an_ordinary_day_shows_nothing() -> None:
    assert found(*mixed(40)) == ()
    assert found() == ()


@pytest.mark.parametrize(("after_ms", "shown"), [(999, True), (1_000, False)])
def test_ratings_within_a_second_of_the_end(after_ms: int, *, shown: bool) -> None:
    quick = [visit(number, 5 - number % 2, after_ms) for number in range(3)]
    expected = (Pattern(Kind.QUICK, "window", "w1", 3, 13),) if shown else ()
    assert found(*quick, *[visit(n, 5 - n % 2) for n in range(3, 13)]) == expected


@pytest.mark.parametrize("length", [14, 15])
def test_a_long_run_of_one_key(length: int) -> None:
    shown = found(*[visit(number, 5) for number in range(length)], visit(length, 3))
    assert [(p.kind, p.count, p.level) for p in shown] == [(Kind.RUN, 15, 5)] * (length == 15)


def test_half_of_the_days_ratings_in_its_last_minute() -> None:
    spread = mixed(5)
    last = [visit(9, 5 - n % 2, 1_000 * n + 1_000) for n in range(5)]
    assert found(*spread, *last) == (Pattern(Kind.LAST, "window", "w1", 5, 10),)
    assert found(*mixed(6), *last) == ()


@pytest.mark.parametrize(("rated", "shown"), [(2, True), (3, False)])
def test_nine_in_ten_not_rated(rated: int, *, shown: bool) -> None:
    visits = [visit(number, 4 if number < rated else None) for number in range(20)]
    assert bool(found(*visits)) is shown


def test_what_was_rated_by_phone_is_nobodys_hand() -> None:
    by_phone = [visit(number, 5, 10, channel="qr") for number in range(20)]
    assert found(*by_phone) == ()


def test_over_several_days_patterns_add_up_and_those_of_most_days_come_first() -> None:
    quick = [Pattern(Kind.QUICK, "window", "w1", count, 10) for count in (3, 5)]
    runs = [
        Pattern(Kind.RUN, "clerk", "c1", count, 30, level) for count, level in ((20, 5), (16, 4))
    ]
    once = Pattern(Kind.LAST, "window", "w2", 6, 9)
    days = [("2026-03-03", once), ("2026-03-02", quick[0]), ("2026-03-05", quick[1])]
    assert habits([*days, ("2026-03-02", runs[0]), ("2026-03-04", runs[1])]) == (
        Habit(Pattern(Kind.QUICK, "window", "w1", 8, 20), 2, "2026-03-05"),
        Habit(runs[0], 2, "2026-03-04"),
        Habit(once, 1, "2026-03-03"),
    )
