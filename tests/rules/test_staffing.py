# SPDX-License-Identifier: Apache-2.0
"""The staffing table: from recorded facts to the windows a promise needs."""

from zoneinfo import ZoneInfo

import pytest

from hall.core.erlang import windows_needed
from hall.core.facts import AnyFact, Called, Finished, Issued, Recorded, SignedIn, SignedOut
from hall.core.life import Why
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

    def visit(self, number: int, came: float, called: float, done: float) -> None:
        ticket = f"t-{number}"
        self.note(
            came,
            Issued(
                ticket=ticket,
                number=f"A{number:03d}",
                prefix="A",
                count=number,
                service="tax",
                priority="ordinary",
                since_at=NINE,
            ),
        )
        self.note(called, Called(ticket=ticket, window="1", clerk="001", why=Why.FIRST))
        self.note(done, Finished(ticket=ticket, window="1", visit=f"v-{number}"))


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
    diary.note(0, SignedIn(window="1", clerk="001"))
    diary.note(15, SignedIn(window="2", clerk="002"))
    diary.note(45, SignedOut(window="1", clerk="001"))
    diary.note(60, SignedOut(window="2", clerk="002"))
    assert [(slot.begins, slot.open) for slot in staffing(diary.facts, ZONE, Promise(10))] == [
        ("09:00", 1.5),
        ("09:30", 1.5),
    ]


def test_nothing_recorded_is_an_empty_table() -> None:
    assert staffing([], ZONE, Promise(10)) == []
