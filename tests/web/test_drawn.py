# SPDX-License-Identifier: Apache-2.0
"""What pages say and draw, without a page."""

import pytest

from hall.web.chart import BAR_MAX, Stretch, chart, day_chart
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


def test_a_half_hour_is_labelled_where_it_begins() -> None:
    drawn = day_chart((), 0, str)
    assert [column.label_x for column in drawn.columns] == [column.x for column in drawn.columns]
    assert drawn.label_anchor == "start"
