# SPDX-License-Identifier: Apache-2.0
"""A call as a row of clips, in each language."""

import pytest

from caller.core.phrases import PHRASES, Clip, call_clips, vocabulary
from caller.core.voice import Voice
from config.schema import Voice as Settings
from tests.rules.desk import MORNING, call, calls


def names(clips: tuple[Clip, ...]) -> list[str]:
    return [clip.name for clip in clips]


def texts(clips: tuple[Clip, ...]) -> str:
    return " ".join(clip.text for clip in clips)


def test_a_number_is_read_sign_by_sign_and_a_window_as_one_number() -> None:
    clips = call_clips("zh", "A023", "12", yao=False)
    assert names(clips) == [
        "before", "letter-A", "digit-0", "digit-2", "digit-3", "between", "number-12", "after",
    ]  # fmt: skip
    assert texts(clips) == "请 A 零 二 三 号，到 十二 号窗口"


def test_a_hall_may_read_one_as_yao_in_numbers_but_not_in_windows() -> None:
    clips = call_clips("zh", "A101", "1", yao=True)
    assert texts(clips) == "请 A 幺 零 幺 号，到 一 号窗口"
    assert names(clips)[2] == "digit-1-yao"


def test_english_follows_the_same_order() -> None:
    clips = call_clips("en", "B110", "21", yao=True)
    assert texts(clips) == "Number B one one zero please go to window 21"


def test_a_third_language_speaks_digits_of_its_own() -> None:
    clips = call_clips("ug", "A1", "2", yao=False)
    assert {clip.language for clip in clips} == {"ug"}
    assert texts(clips).split()[1:3] == ["A", "بىر"]


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("1", "一"),
        ("10", "十"),
        ("11", "十一"),
        ("20", "二十"),
        ("99", "九十九"),
        ("100", "一 零 零"),
    ],
)
def test_windows_are_read_as_people_say_them(window: str, said: str) -> None:
    clips = call_clips("zh", "", window, yao=False)
    assert texts(clips) == f"请 号，到 {said} 号窗口"


def test_a_window_with_letters_is_spelled() -> None:
    assert texts(call_clips("zh", "", "B-7", yao=False)) == "请 号，到 B 七 号窗口"


def test_a_language_nobody_taught_is_spoken_as_chinese() -> None:
    assert call_clips("xx", "A1", "1", yao=False) == call_clips("zh", "A1", "1", yao=False)


@pytest.mark.parametrize("language", sorted(PHRASES))
def test_everything_a_call_can_say_is_made_beforehand(language: str) -> None:
    made = set(vocabulary(language, ("1", "12", "C3"), yao=True))
    for number in ("A000", "Z999", "VAB12345"):
        for window in ("1", "12", "C3"):
            assert made >= set(call_clips(language, number, window, yao=True))


@pytest.mark.parametrize(
    ("ticket", "spoken"), [("zh", "zh"), ("en", "en"), ("ug", "zh"), ("", "zh")]
)
def test_the_language_follows_the_ticket_where_the_voice_has_it(ticket: str, spoken: str) -> None:
    voice = Voice(Settings(languages=("zh", "en")), frozenset({"1"}))
    voice.hear(calls(1, call(1, "A001", "1", language=ticket)), MORNING)
    speak = voice.next(MORNING, 80, linked=True)
    assert speak is not None
    assert {clip.language for clip in speak.clips} == {spoken}
