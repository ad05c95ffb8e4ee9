# SPDX-License-Identifier: Apache-2.0
"""The base widgets in a real window: taps, modes, sleep, and nothing cut off."""

import json
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import pytest

from look import tokens
from look.kivy.window import Setup
from tests.screens import gallery
from tests.screens.gallery import LANGUAGES, MODES
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.timeout(600)]

(SAMPLE,) = (example for example in gallery.examples() if example.name == "look-widgets")


@contextmanager
def opened(app: str, setup: Setup, size: tuple[int, int] | None = None) -> Iterator[Screen]:
    """Open an app of the gallery on a virtual screen (as large as the window, if not told)."""
    with (
        VirtualScreen(*(size or (setup.width, setup.height))) as display,
        Screen(display, "tests.screens.gallery:show", app, json.dumps(asdict(setup))) as screen,
    ):
        yield screen


@pytest.fixture
def sample() -> Iterator[Screen]:
    with opened(SAMPLE.app, Setup(width=1080, height=1920, borderless=True)) as screen:
        yield screen


@pytest.fixture(scope="module")
def lasting() -> Iterator[Screen]:
    with opened(SAMPLE.app, Setup(width=1080, height=1920, borderless=True)) as screen:
        yield screen


@pytest.fixture
def shared(lasting: Screen) -> Screen:
    """A window that other tests use, too: in its first modes, but with what they tapped."""
    lasting.modes(language="zh")
    return lasting


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


def test_one_touch_switches_the_language_of_everything(shared: Screen) -> None:
    shared.tap("language")
    shared.wait_for_text("What brings you here today?")
    assert not any(
        "\u4e00" <= sign <= "\u9fff" for sign in "".join(shared.texts()).replace("中文", "")
    )


def test_large_text_is_larger_by_a_step(shared: Screen) -> None:
    before = shared.wait_for("title")["font_px"]
    shared.tap("large")
    shared.wait_until(lambda: (shared.find("title") or {})["font_px"] > before, "larger title")
    assert before == tokens.type_dp("title")
    assert shared.wait_for("title")["font_px"] == tokens.type_dp("title", large=True)


def test_a_paper_is_ticked_by_a_tap(shared: Screen) -> None:
    assert shared.wait_for("check-licence")["checked"] is False
    shared.tap("check-licence")
    shared.wait_until(lambda: shared.wait_for("check-licence")["checked"] is True, "a tick")
    assert shared.wait_for("check-identity-card")["checked"] is False


def test_high_contrast_paints_black_on_white(shared: Screen) -> None:
    shared.modes(language="zh", contrast=True)
    colours = shared.picture().convert("RGB").getcolors(1 << 24)
    assert colours is not None
    _, most = max(colours)
    assert most == (255, 255, 255)
    button = shared.wait_for("take")
    corner = (round(button["left"]) + 40, round(button["top"] + button["height"] / 2))
    assert shared.picture().convert("RGB").getpixel(corner) == (0, 0, 0)


def test_an_idle_window_has_nothing_to_do(shared: Screen) -> None:
    shared.settle()
    shared.wait_until(lambda: "Animation" not in str(shared.ask("pending")), "the end of motion")
    assert shared.ask("pending") == []


def test_what_four_threads_tell_arrives_whole_and_in_order() -> None:
    with opened("tests.screens.demo_look:crowd", Setup(width=400, height=300)) as screen:
        screen.wait_for_text("200 in order")


def test_half_the_scale_draws_everything_at_half_the_size() -> None:
    with opened(SAMPLE.app, Setup(width=540, height=960, scale=0.5)) as screen:
        assert screen.wait_for("title")["font_px"] == tokens.type_dp("title") / 2
        assert screen.wait_for("take")["height"] == tokens.TARGET_MAIN_DP / 2
        screen.tap("take")
        screen.wait_for_text("已按 1 次")


def test_a_full_screen_window_fills_the_screen() -> None:
    with opened(SAMPLE.app, Setup(width=400, height=300, fullscreen=True), (1080, 1920)) as screen:
        button = screen.wait_for("take")
        assert button["left"] + button["width"] > 540
        screen.tap("take")
        screen.wait_for_text("已按 1 次")


def test_content_taller_than_its_room_is_turned_by_a_button(shared: Screen) -> None:
    shared.modes(language="en", large=True)
    shared.tap("scroll-down")
    shared.wait_until(lambda: shared.find("scroll-up") is not None, "the way back")
    shared.tap("scroll-up")
    shared.wait_until(lambda: shared.find("scroll-up") is None, "the top again")


def test_the_window_closes_on_sigterm(sample: Screen) -> None:
    sample.process.send_signal(signal.SIGTERM)
    assert sample.process.wait(90) == 0


@pytest.mark.parametrize("size", SAMPLE.sizes)
def test_nothing_is_cut_off_in_any_mode_and_language(size: str) -> None:
    assert list(gallery.draw(SAMPLE, size, LANGUAGES, tuple(MODES), None)) == []
