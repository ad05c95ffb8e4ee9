# SPDX-License-Identifier: Apache-2.0
from pathlib import Path

import pytest
from PIL import ImageFont

from look import fonts
from look.fonts import FontMissingError
from look.legibility import character_mm, character_px, farthest_mm, font_px
from look.lines import NOT_FIRST, NOT_LAST, balanced, break_lines
from look.strikes import DoubleStrike


def measure(text: str) -> float:
    """A Chinese character is two wide, any other one."""
    return sum(2 if ord(sign) >= 0x2E80 else 1 for sign in text)


def test_seven_tenths_of_a_degree_from_ten_metres_are_122_mm() -> None:
    assert character_mm(10_000) == pytest.approx(122.17, abs=0.01)
    assert character_px(10_000, 0.5) == pytest.approx(244.35, abs=0.01)


def test_a_font_size_is_legible_just_as_far_as_the_rule_says() -> None:
    size_px = font_px(8_000, 0.4)
    assert farthest_mm(size_px, 0.4) == pytest.approx(8_000)


@pytest.mark.parametrize(("distance", "pitch"), [(0, 0.5), (1000, 0), (-1, 0.5)])
def test_a_distance_or_pitch_of_nothing_is_an_error(distance: float, pitch: float) -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        character_px(distance, pitch)


def test_chinese_breaks_anywhere_but_not_before_a_stop() -> None:
    assert break_lines("请取票，到一层等候。", 6, measure) == ["请取", "票，到", "一层等", "候。"]


def test_an_opening_bracket_does_not_end_a_line() -> None:
    assert break_lines("带身份证（原件）", 10, measure) == ["带身份证", "（原件）"]


def test_english_words_stay_whole_and_spaces_do_not_begin_a_line() -> None:
    assert break_lines("take the ticket now", 10, measure) == ["take the", "ticket now"]


def test_a_number_range_stays_whole() -> None:
    assert break_lines("约 8–15 分钟", 6, measure) == ["约", "8–15", "分钟"]


def test_written_line_ends_stay() -> None:
    assert break_lines("甲\n\n乙", 10, measure) == ["甲", "", "乙"]


def test_nothing_is_lost_and_no_line_breaks_the_rules_at_any_width() -> None:
    text = "还差 1 份材料：职工名册（加盖公章）。仍可取号，window 3 will tell you “at once”!"
    for width in range(4, 90):
        lines = break_lines(text, width, measure)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(line[0] not in NOT_FIRST for line in lines if line != lines[0])
        assert all(line[-1] not in NOT_LAST for line in lines)


def test_balanced_lines_are_as_many_and_about_equally_long() -> None:
    greedy = break_lines("household and identity card", 25, measure)
    even = balanced("household and identity card", 25, measure)
    assert greedy == ["household and identity", "card"]
    assert even == ["household and", "identity card"]


def test_a_second_strike_within_half_a_second_at_the_same_place_does_not_count() -> None:
    strikes = DoubleStrike()
    assert strikes.accept(1_000, 100, 100)
    assert not strikes.accept(1_499, 110, 95)
    assert strikes.accept(1_500, 110, 95)


def test_two_wishes_at_two_places_both_count() -> None:
    strikes = DoubleStrike()
    assert strikes.accept(1_000, 100, 100)
    assert strikes.accept(1_100, 400, 100)


def test_digits_are_equally_wide_in_both_weights() -> None:
    found = fonts.find()
    for path in (found.regular, found.bold):
        font = ImageFont.truetype(path, 1000)
        assert len({font.getlength(digit) for digit in "0123456789"}) == 1


def test_the_face_is_the_simplified_chinese_one_in_its_weight() -> None:
    found = fonts.find()
    assert ImageFont.truetype(found.regular).getname() == ("Noto Sans CJK SC", "Regular")
    assert ImageFont.truetype(found.bold).getname() == ("Noto Sans CJK SC", "Bold")


def test_the_cached_face_is_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first = fonts.find()
    made = first.regular.stat().st_mtime_ns
    assert fonts.find() == first
    assert first.regular.stat().st_mtime_ns == made
    assert first.regular.is_relative_to(tmp_path)


def test_a_machine_without_the_font_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FontMissingError, match=r"apt-get install .* fonts-noto-cjk"):
        fonts.find()
