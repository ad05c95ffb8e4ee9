# SPDX-License-Identifier: Apache-2.0
"""The base widgets in a real window: taps, modes, sleep, and nothing cut off."""

import json
import signal
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from look import tokens
from look.kivy.window import Setup
from tests.screens import gallery
from tests.screens.gallery import LANGUAGES, MODES
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.timeout(600)]

(SAMPLE,) = (example for example in gallery.examples() if example.name == "look-widgets")


@pytest.fixture
def sample() -> Iterator[Screen]:
    setup = json.dumps(asdict(Setup(width=1080, height=1920, borderless=True)))
    with (
        VirtualScreen(1080, 1920) as display,
        Screen(display, "tests.screens.gallery:show", SAMPLE.app, setup) as screen,
    ):
        yield screen


def test_a_tap_on_the_main_button_counts(sample: Screen) -> None:
    assert sample.has_text("取号")
    sample.tap("take")
    sample.wait_for_text("已按 1 次")


def test_a_double_strike_is_one_wish(sample: Screen) -> None:
    button = sample.wait_for("take")
    x, y = button["left"] + button["width"] / 2, button["top"] + button["height"] / 2
    sample.strike_twice(x, y)
    sample.wait_for_text("已按 1 次")
    sample.settle()
    assert not sample.has_text("已按 2 次")


def test_one_touch_switches_the_language_of_everything(sample: Screen) -> None:
    sample.tap("language")
    sample.wait_for_text("What brings you here today?")
    assert not any(
        "\u4e00" <= sign <= "\u9fff" for sign in "".join(sample.texts()).replace("中文", "")
    )


def test_large_text_is_larger_by_a_step(sample: Screen) -> None:
    before = sample.wait_for("title")["font_px"]
    sample.tap("large")
    sample.wait_until(lambda: (sample.find("title") or {})["font_px"] > before, "larger title")
    assert before == tokens.type_dp("title")
    assert sample.wait_for("title")["font_px"] == tokens.type_dp("title", large=True)


def test_a_paper_is_ticked_by_a_tap(sample: Screen) -> None:
    assert sample.wait_for("check-licence")["checked"] is False
    sample.tap("check-licence")
    sample.wait_until(lambda: sample.wait_for("check-licence")["checked"] is True, "a tick")
    assert sample.wait_for("check-identity-card")["checked"] is False


def test_high_contrast_paints_black_on_white(sample: Screen) -> None:
    sample.modes(language="zh", contrast=True)
    colours = sample.picture().convert("RGB").getcolors(1 << 24)
    assert colours is not None
    _, most = max(colours)
    assert most == (255, 255, 255)
    button = sample.wait_for("take")
    corner = (round(button["left"]) + 40, round(button["top"] + button["height"] / 2))
    assert sample.picture().convert("RGB").getpixel(corner) == (0, 0, 0)


def test_the_window_closes_on_sigterm(sample: Screen) -> None:
    sample.process.send_signal(signal.SIGTERM)
    assert sample.process.wait(90) == 0


@pytest.mark.parametrize("size", SAMPLE.sizes)
def test_nothing_is_cut_off_in_any_mode_and_language(size: str) -> None:
    assert list(gallery.draw(SAMPLE, size, LANGUAGES, tuple(MODES), None)) == []
