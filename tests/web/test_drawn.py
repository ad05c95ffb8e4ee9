# SPDX-License-Identifier: Apache-2.0
"""What pages say and draw, without a page."""

import pytest

from hall.figures import bars_by
from hall.web.chart import BAR_MAX, DIGIT, Stretch, chart, day_chart, number
from hall.web.draw import HOLD_REASONS, PAUSE_REASONS, Names, words
from tests.rules.hall_shell import make_hall


@pytest.mark.parametrize("reader", ["zh", "en"])
@pytest.mark.parametrize("clerk", ["zh", "en"])
def test_a_reason_that_a_clerk_chose_is_read_in_the_language_of_the_reader(
    reader: str, clerk: str
) -> None:
    names = Names(make_hall(), reader)
    for kind, reasons in (("hold", HOLD_REASONS), ("pause", PAUSE_REASONS)):
        for each in reasons:
            key = f"clerk-{kind}-{each}"
            assert names.reason(words(clerk)(key)) == words(reader)(key)
    assert names.reason("修打印机") == "修打印机"


def test_few_bars_stay_bars_with_their_label_below_their_middle() -> None:
    drawn = chart([Stretch("03-02", (75, 48), None)], ("arrived", "served"), moments=False)
    (column,) = drawn.columns
    assert [bar.width for bar in column.bars] == [BAR_MAX, BAR_MAX]
    assert column.bars[1].x == column.label_x
    assert drawn.label_anchor == "middle"


def test_an_axis_has_room_for_its_greatest_number() -> None:
    small, large = (
        chart([Stretch("2025", (most, most), 20.0)], ("arrived", "served")) for most in (9, 5e6)
    )
    assert [number(mark.left) for mark in large.marks][::4] == ["0", "8,000,000"]
    assert large.left > small.left + 5 * DIGIT
    assert small.right == large.right


def test_of_a_clerk_who_issues_nothing_only_what_was_served_is_drawn() -> None:
    assert [figure.name for figure in bars_by("clerk")] == ["served"]
    (column,) = chart([Stretch("03-02", (48,), None)], ("served",)).columns
    (bar,) = column.bars
    assert bar.x + bar.width / 2 == column.x + column.width / 2


def test_a_half_hour_is_labelled_where_it_begins() -> None:
    drawn = day_chart((), 0, str)
    assert [column.label_x for column in drawn.columns] == [column.x for column in drawn.columns]
    assert drawn.label_anchor == "start"
