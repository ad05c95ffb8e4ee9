# SPDX-License-Identifier: Apache-2.0
"""The staffing table: from recorded facts to the windows a promise needs."""

from zoneinfo import ZoneInfo

import pytest

from hall.core.erlang import windows_needed
from hall.core.facts import (
    AnyFact,
    Called,
    CalledBack,
    DayOpened,
    Finished,
    Held,
    Issued,
    Paused,
    Recorded,
    Resumed,
    SignedIn,
    SignedOut,
    Took,
    Transferred,
    Undone,
)
from hall.core.life import Why, WindowNow
from hall.core.staffing import Promise, staffing

ZONE = ZoneInfo("Asia/Shanghai")
NINE = 1_767_574_800_000
"""2026-01-05 09:00 in Shanghai."""
MINUTE = 60_000


class Diary:
    def __init__(self) -> None:
        self.facts: list[Recorded] = []

    def note(self, minute: float, fact: AnyFact) -> None:
        seq = len(self.facts) + 1
        at = NINE + round(minute * MINUTE)
        self.facts.append(Recorded(seq=seq, step=seq, at=at, day="2026-01-05", fact=fact))

    def come(self, number: int, minute: float) -> None:
        issued = Issued(
            ticket=f"t-{number}",
            number=f"A{number:03d}",
            prefix="A",
            count=number,
            service="tax",
            priority="ordinary",
            since_at=NINE,
        )
        self.note(minute, issued)

    def call(self, number: int, minute: float) -> None:
        called = Called(ticket=f"t-{number}", window="1", clerk="001", why=Why.FIRST)
        self.note(minute, called)

    def finish(self, number: int, minute: float) -> None:
        self.note(minute, Finished(ticket=f"t-{number}", window="1", visit=f"v-{number}"))

    def visit(self, number: int, came: float, called: float, done: float) -> None:
        self.come(number, came)
        self.call(number, called)
        self.finish(number, done)

    def open(self, minute: float, window: str) -> None:
        self.note(minute, SignedIn(window=window, clerk=f"00{window}"))
        self.note(minute, Took(window=window, services=("tax",)))

    def minutes(self) -> float:
        (slot,) = staffing(self.facts, ZONE, Promise(10))
        return slot.service_minutes


def test_a_half_hour_needs_the_windows_that_erlang_says() -> None:
    diary = Diary()
    for number in range(1, 13):
        diary.visit(number, number, number, number + 6)
    (slot,) = staffing(diary.facts, ZONE, Promise(minutes=10))
    assert (slot.begins, slot.arrivals, slot.service_minutes) == ("09:00", 12, 6.0)
    assert slot.load == pytest.approx(2.4)
    assert slot.needed == windows_needed(2.4, 6.0, 10, 0.9)


def test_a_shorter_promise_never_needs_fewer_windows() -> None:
    diary = Diary()
    for number in range(1, 25):
        diary.visit(number, number, number, number + 6)
    needed = [staffing(diary.facts, ZONE, Promise(wait))[0].needed for wait in (30, 10, 3, 1)]
    assert needed == sorted(needed)
    assert needed[0] < needed[-1]


def test_open_windows_are_counted_by_the_time_they_were_open() -> None:
    diary = Diary()
    diary.open(0, "1")
    diary.open(15, "2")
    diary.note(45, SignedOut(window="1", clerk="001"))
    diary.note(60, SignedOut(window="2", clerk="002"))
    assert [(slot.begins, slot.open) for slot in staffing(diary.facts, ZONE, Promise(10))] == [
        ("09:00", 1.5),
        ("09:30", 1.5),
    ]


def test_a_paused_window_is_not_open() -> None:
    diary = Diary()
    diary.open(0, "1")
    diary.note(6, Paused(window="1", reason="tea"))
    diary.note(21, Resumed(window="1"))
    diary.note(30, SignedOut(window="1", clerk="001"))
    (slot,) = staffing(diary.facts, ZONE, Promise(10))
    assert slot.open == 0.5


def test_whoever_sat_at_a_window_at_midnight_is_there_in_the_morning() -> None:
    diary = Diary()
    sits = WindowNow(id="1", clerk="001", services=("tax",))
    diary.note(0, DayOpened(day="2026-01-05", windows=(sits,)))
    diary.note(30, SignedOut(window="1", clerk="001"))
    (slot,) = staffing(diary.facts, ZONE, Promise(10))
    assert slot.open == 1.0


def test_while_somebody_is_put_aside_no_window_is_busy_with_them() -> None:
    diary = Diary()
    diary.come(1, 0)
    diary.call(1, 1)
    diary.note(3, Held(ticket="t-1", window="1", reason="a copy"))
    diary.note(21, CalledBack(ticket="t-1", window="1", clerk="001"))
    diary.finish(1, 25)
    assert diary.minutes() == 6.0


def test_an_end_that_was_taken_back_does_not_cut_the_service_short() -> None:
    diary = Diary()
    diary.come(1, 0)
    diary.call(1, 1)
    diary.finish(1, 2)
    diary.note(3, Undone(undone=len(diary.facts), window="1", ticket="t-1"))
    diary.finish(1, 7)
    assert diary.minutes() == 6.0


def test_whoever_is_sent_on_is_work_at_both_windows() -> None:
    diary = Diary()
    diary.come(1, 0)
    diary.call(1, 1)
    diary.note(5, Transferred(ticket="t-1", window="1", to_service="card", visit="v"))
    diary.call(1, 8)
    diary.finish(1, 12)
    assert diary.minutes() == 8.0


def test_nothing_recorded_is_an_empty_table() -> None:
    assert staffing([], ZONE, Promise(10)) == []
