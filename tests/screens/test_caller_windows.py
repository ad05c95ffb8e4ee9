# SPDX-License-Identifier: Apache-2.0
"""Strip and board as real windows on a real broker."""

import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bus.messages import WindowState
from look.legibility import font_px
from tests.screens.played_hall import PlayedHall
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.process, pytest.mark.timeout(600)]

AMBER = (255, 184, 28)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[PlayedHall]:
    with PlayedHall("mosquitto", tmp_path) as played:
        yield played


@contextmanager
def opened(hall: PlayedHall, part: str, size: tuple[int, int], *more: str) -> Iterator[Screen]:
    """Open a display of the hall in a window of its own."""
    geometry = f"{size[0]}x{size[1]}"
    options = (*hall.arguments(), "--id", part, "--geometry", geometry, "--borderless", *more)
    with (
        VirtualScreen(*size) as display,
        Screen(display, "caller.__main__:main", *options, env=hall.environment(part)) as screen,
    ):
        yield screen


def shows_amber(screen: Screen) -> bool:
    picture = screen.picture().convert("RGB")
    colours = picture.getcolors(1 << 24) or []
    return any(colour == AMBER and count > 10_000 for count, colour in colours)


def test_a_strip_shows_its_windows_call_and_tells_how_soon(hall: PlayedHall) -> None:
    with opened(hall, "strip-3", (960, 240)) as strip:
        hall.say("3", WindowState.FREE)
        strip.wait_for_text("欢迎光临")
        hall.call_all(("A007", "3"), ("B001", "4"))
        strip.wait_for_text("A007")
        assert not strip.has_text("B001")
        strip.wait_until(lambda: shows_amber(strip), "an amber call")
        assert strip.faults() == []
        strip.wait_until(
            lambda: (
                (beat := hall.beat_of("strip-3")) is not None and beat.shown_latency_ms is not None
            ),
            "a beat that tells how long the call took to the glass",
        )


def test_a_strip_is_found_by_its_window(hall: PlayedHall) -> None:
    options = (*hall.arguments(), "--window", "3", "--strip", "--geometry", "960x240")
    environment = hall.environment("strip-3")
    with (
        VirtualScreen(960, 240) as display,
        Screen(display, "caller.__main__:main", *options, env=environment) as strip,
    ):
        hall.call("A007", "3")
        strip.wait_for_text("A007")


def test_a_display_whose_hall_falls_silent_says_since_when_and_is_right_again(
    hall: PlayedHall,
) -> None:
    with opened(hall, "strip-3", (960, 240)) as strip:
        hall.call("A007", "3")
        strip.wait_for_text("A007")
        hall.fall_silent()
        strip.wait_for_text("截至 09:0")
        assert not shows_amber(strip)
        hall.speak_again()
        hall.call("A008", "3")
        strip.wait_for_text("A008")
        strip.wait_until(lambda: not strip.has_text("截至"), "the hall's return")


def test_a_board_is_right_after_the_broker_was_killed_and_started_again(hall: PlayedHall) -> None:
    with opened(hall, "board-1", (1280, 720), "--mute") as board:
        hall.call("A001", "1")
        board.wait_for_text("A001")
        hall.lose_broker()
        board.wait_for_text("与大厅失去联系")
        hall.call("A002", "2")
        hall.restart_broker()
        board.wait_for_text("A002")
        board.wait_until(lambda: not board.has_text("失去联系"), "the hall's return")


def test_calls_of_one_second_are_all_on_the_board(hall: PlayedHall) -> None:
    numbers = [f"A{number:03}" for number in range(1, 7)]
    with opened(hall, "board-1", (1920, 1080), "--mute") as board:
        board.wait_for_text("09:0")
        hall.call_all(*((number, str(index)) for index, number in enumerate(numbers, 1)))
        seen: set[str] = set()

        def all_seen() -> bool:
            seen.update(board.texts())
            return seen >= set(numbers)

        board.wait_until(all_seen, "every number")
        assert board.wait_for("newest-number")["text"] == "A006"
        assert board.faults() == []


def test_what_calls_people_is_legible_from_where_they_sit(hall: PlayedHall) -> None:
    display = next(display for display in hall.config.displays if display.id == "board-1")
    least = font_px(display.viewing_distance_m * 1000, display.pixel_pitch_mm)
    with opened(hall, "board-1", (1920, 1080), "--mute") as board:
        hall.call_all(("A001", "1"), ("B002", "2"))
        board.wait_for_text("B002")
        for name in ("newest-number", "newest-window", "line-number", "line-window"):
            assert board.wait_for(name)["font_px"] >= least


def test_a_board_speaks_each_call_and_the_sound_is_neither_silent_nor_clipped(
    hall: PlayedHall, tmp_path: Path
) -> None:
    folder = tmp_path / "sound"
    with opened(hall, "board-1", (1280, 720), "--sound", f"file:{folder}") as board:
        board.wait_for_text("09:0")
        hall.call("A001", "1")
        hall.call("B002", "2", language="en")
        board.wait_until(lambda: len(list(folder.glob("*.wav"))) == 4, "two calls, each twice")
    for path in folder.glob("*.wav"):
        with wave.open(str(path), "rb") as sound:
            assert sound.getnframes() > sound.getframerate()
            samples = memoryview(sound.readframes(sound.getnframes())).cast("h")
        assert 10_000 < max(samples) < 32_767
        assert min(samples) > -32_768


def test_a_board_nobody_can_hear_says_so_and_goes_on(hall: PlayedHall) -> None:
    with opened(hall, "board-1", (1280, 720), "--sound", "no-such-device") as board:
        board.wait_for_text("09:0")
        hall.call("A001", "1")
        board.wait_for_text("没有声音")
        board.wait_for_text("A001")
        board.wait_until(
            lambda: (beat := hall.beat_of("board-1")) is not None and beat.faults == ("no-sound",),
            "a beat that tells the fault",
        )
