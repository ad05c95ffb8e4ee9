# SPDX-License-Identifier: Apache-2.0
"""Letters of Uyghur join and run from the right, figures and Latin words from the left."""

import pytest
from PIL import Image, ImageDraw

from look import shaping
from look.shaping import ordered

SIZE = 40


def drawn(text: str, *, right_to_left: bool = True) -> Image.Image:
    width = shaping.width(text, SIZE, bold=False, right_to_left=right_to_left)
    picture = Image.new("L", (round(width) + 2, 2 * SIZE), 255)
    pencil = ImageDraw.Draw(picture)
    shaping.write(pencil, text, (0, SIZE), SIZE, bold=False, right_to_left=right_to_left)
    return picture


@pytest.mark.parametrize("word", ["نومۇر", "كۆزنەك", "ئۇيغۇرچە"])
def test_joined_letters_are_narrower_than_letters_alone(word: str) -> None:
    alone = sum(shaping.width(letter, SIZE, bold=False, right_to_left=True) for letter in word)
    assert shaping.width(word, SIZE, bold=False, right_to_left=True) < 0.95 * alone


def test_a_letter_looks_otherwise_between_others() -> None:
    letter = "ى"
    step = round(shaping.width(letter * 3, SIZE, bold=False, right_to_left=True) / 3)
    three = drawn(letter * 3)
    middle = three.crop((step, 0, 2 * step, three.height))
    alone = drawn(letter).crop((0, 0, step, three.height))
    assert middle.tobytes() != alone.tobytes()


def test_the_first_word_of_a_right_to_left_line_stands_at_the_right() -> None:
    first, second = "نومۇر", "كۆزنەك"
    runs = ordered(f"{first} {second}", right_to_left=True)
    assert [run.text for run in runs] == [f"{first} {second}"]
    assert runs[0].turned
    line = drawn(f"{first} {second}")
    word = drawn(first)
    at_right = line.crop((line.width - word.width, 0, line.width, line.height))
    assert at_right.getbbox() is not None
    assert shaping.width(first, SIZE, bold=False, right_to_left=True) < line.width / 2 + SIZE


def test_punctuation_goes_with_the_direction_of_the_line() -> None:
    runs = ordered("كۈزنەك: 5 (A)", right_to_left=True)
    assert [run.text for run in runs] == [")", "A", " (", "5", ": ", "كۈزنەك"]
    assert [run.turned for run in runs] == [True, False, True, False, True, True]


def test_an_interval_with_a_hyphen_keeps_its_order() -> None:
    runs = ordered("8-15 مىنۇت", right_to_left=True)
    assert [run.text for run in runs] == ["مىنۇت", " ", "8-15"]


def test_a_foreign_name_within_chinese_is_drawn_by_its_own_font() -> None:
    runs = ordered("语言：ئۇيغۇرچە", right_to_left=False)
    assert [run.script for run in runs] == ["", "ARABIC"]
