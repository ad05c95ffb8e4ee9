# SPDX-License-Identifier: Apache-2.0
"""What is written, as a voice should read it; how loud the kiosk speaks, and for whom."""

import math

import pytest

from kiosk.core.flow import Screen, Touch
from kiosk.core.visit import LOUDNESS_PERCENT
from look.spoken import joined, spoken
from look.words import Words
from tests.screens.kiosk_play import Play


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("zh", "A023 请到 3 号窗口", "A 零 二 三 请到 3 号窗口"),
        ("en", "AB1234 · 8–15 min", "A B 1 2 3 4, 8 to 15 min"),
        ("zh", "林木采伐许可证（自用材）代理", "林木采伐许可证 自用材 代理"),
        ("en", "Registering a company (agency), now", "Registering a company agency, now"),
        ("en", "2026 and ABC", "2026 and ABC"),
    ],
)
def test_numbers_are_read_sign_by_sign_and_intervals_in_words(
    language: str, text: str, said: str
) -> None:
    assert spoken(text, Words("look", language)) == said


def test_parts_are_joined_by_one_pause() -> None:
    assert joined(["您今天来办什么？", "", "取号", "打印"], "zh") == "您今天来办什么？取号，打印"
    assert joined(["Ready?", "Go", "now"], "en") == "Ready? Go, now"


def loudness(play: Play) -> int:
    assert play.view is not None
    return play.view.frame.loudness_percent


def test_guidance_is_silent_until_somebody_wants_it() -> None:
    play = Play()
    assert loudness(play) == 0
    play.touch(Touch.GUIDANCE)
    assert loudness(play) == LOUDNESS_PERCENT[1]
    play.touch(Touch.GUIDANCE)
    assert loudness(play) == 0


def test_the_loudness_spans_18_decibels_with_a_step_of_12() -> None:
    play = Play()
    play.touch(Touch.GUIDANCE)
    heard = []
    for touch in (Touch.QUIETER, Touch.QUIETER, Touch.LOUDER, Touch.LOUDER, Touch.LOUDER):
        play.touch(touch)
        heard.append(loudness(play))
    assert heard == [12, 12, 50, 100, 100]
    steps = [20 * math.log10(b / a) for a, b in zip((12, 12), (50, 100), strict=True)]
    assert steps[0] >= 12
    assert steps[1] >= 18


def test_the_next_visitor_hears_nothing_and_then_the_first_loudness() -> None:
    play = Play()
    play.touch(Touch.GUIDANCE)
    play.touch(Touch.LOUDER)
    play.wait(61_000)
    assert play.view is not None
    assert play.view.screen is Screen.IDLE
    assert loudness(play) == 0
    play.touch(Touch.START)
    play.touch(Touch.GUIDANCE)
    assert loudness(play) == LOUDNESS_PERCENT[1]
