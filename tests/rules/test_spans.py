# SPDX-License-Identifier: Apache-2.0
"""Stretches of days: what is before them, what they are cut into and covered by."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from hall.core import spans
from hall.core.spans import Span, cover, cut, span_of, step_of, steps_between, year_before


def test_periods_before_and_a_year_ago() -> None:
    day = date(2024, 2, 29)
    month, week, year = (span_of(step, day) for step in ("month", "week", "year"))
    assert (step_of(month), step_of(week), step_of(year)) == ("month", "week", "year")
    assert spans.before(month) == span_of("month", date(2024, 1, 5))
    assert spans.after(month) == span_of("month", date(2024, 3, 5))
    assert year_before(month) == span_of("month", date(2023, 2, 5))
    assert year_before(span_of("day", day)) == span_of("day", date(2023, 2, 28))
    assert year_before(week).first.weekday() == 0
    some = Span(date(2024, 3, 5), date(2024, 3, 9))
    assert step_of(some) == ""
    assert spans.before(some) == Span(date(2024, 2, 29), date(2024, 3, 4))
    assert spans.after(some) == Span(date(2024, 3, 10), date(2024, 3, 14))


@pytest.mark.parametrize("step", spans.STEPS)
def test_a_cut_span_is_whole_again_and_a_covered_one_too(step: str) -> None:
    span = Span(date(2024, 1, 15), date(2026, 3, 2))
    pieces = list(cut(span, step))
    assert pieces[0].first == span.first
    assert pieces[-1].last == span.last
    assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(pieces))
    days = {piece.first.isoformat() for piece in cut(span, "day")}
    kept = days | {"2024", "2025", "2024-02", "2024-03", "2025-01", "2026-01", "2026-03"}
    names = list(cover(span, kept))
    covered = [spans.whole_of(name) for name in names]
    assert sum(each.days for each in covered) == span.days
    assert "2025" in names
    assert "2025-01" not in names
    assert "2026-01" in names
    assert "2026-03" not in names


def test_a_ragged_span_is_few_periods() -> None:
    span = Span(date(2025, 1, 2), date(2025, 12, 30))
    days = [piece.first for piece in cut(span_of("year", span.first), "day")]
    kept = {spans.period_of(step, day) for step in ("day", "week", "month") for day in days}
    names = list(cover(span, kept))
    covered = [spans.whole_of(name) for name in names]
    assert all(b.first - a.last == timedelta(days=1) for a, b in pairwise(covered))
    assert (covered[0].first, covered[-1].last) == (span.first, span.last)
    assert len(names) == 4 + 3 + 5 + 10 + 4 + 2


@pytest.mark.parametrize("step", spans.STEPS)
def test_steps_are_counted_as_they_are_cut(step: str) -> None:
    first = date(2026, 3, 12)
    pieces = list(cut(Span(first, date(2028, 5, 3)), step))
    assert [steps_between(step, first, each.first) for each in pieces] == [*range(len(pieces))]
