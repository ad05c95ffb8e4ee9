# SPDX-License-Identifier: Apache-2.0
"""The rating pad as a real window on a real broker, touched with a real pointer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bus.messages import Rated, WindowState
from evaluator.core.flow import GUARD_MS
from tests.screens.played_hall import PlayedHall
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.process, pytest.mark.timeout(600)]


AGAIN_MS = 20_000


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[PlayedHall]:
    with PlayedHall("mosquitto", tmp_path) as played:
        yield played


@contextmanager
def opened(hall: PlayedHall) -> Iterator[Screen]:
    """Open the pad of window 3 and wait until it knows its clerk."""
    options = (*hall.arguments(), "--window", "3", "--borderless")
    environment = hall.environment("pad-3")
    with (
        VirtualScreen(1024, 600) as display,
        Screen(display, "evaluator.__main__:main", *options, env=environment) as pad,
    ):
        hall.say("3", WindowState.FREE, clerk="001")
        pad.wait_for_text(hall.config.clerk_by_number["001"].name.zh)
        yield pad


def end_service(hall: PlayedHall, language: str = "zh") -> None:
    ticket = {"ticket": "t-1", "number": "A007", "language": language}
    hall.say("3", WindowState.SERVING, clerk="001", **ticket)
    hall.say("3", WindowState.RATING, clerk="001", visit="visit-1")


def touch(pad: Screen, hall: PlayedHall, name: str, until: Callable[[], object]) -> None:
    """Touch a widget that has been up long enough to listen; again if nothing comes of it."""
    seen_at: list[int] = []

    def came() -> bool:
        if until():
            return True
        widget = pad.find(name)
        if widget is None:
            seen_at.clear()
        elif not seen_at:
            seen_at.append(hall.utc_at())
        elif hall.utc_at() - seen_at[-1] > (2 * GUARD_MS if len(seen_at) == 1 else AGAIN_MS):
            seen_at.append(hall.utc_at())
            x, y = widget["left"] + widget["width"] / 2, widget["top"] + widget["height"] / 2
            pad.tap_at(x, y)
        return False

    pad.wait_until(came, f"what a touch of '{name}' leads to")


def test_a_rating_with_a_reason_reaches_the_hall_once(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall)
        touch(pad, hall, "level-2", lambda: pad.find("label-209"))
        touch(pad, hall, "label-209", lambda: (pad.find("label-209") or {})["checked"])
        touch(pad, hall, "done", lambda: hall.heard(Rated))
        pad.wait_until(lambda: pad.find("done") is None, "thanks")
    (rated,) = {rated.id: rated for rated in hall.heard(Rated)}.values()
    assert (rated.visit, rated.window, rated.level) == ("visit-1", "3", 2)
    assert (rated.labels, rated.raw_key, rated.channel) == ((209,), "2", "pad")


def test_not_rating_is_a_touch_and_nothing_reaches_the_hall(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall, "en")
        pad.wait_for_text("How was this service?")
        touch(pad, hall, "none", lambda: pad.find("level-5") is None)
        hall.say("3", WindowState.FREE, clerk="001")
        pad.wait_for_text("欢迎光临")
        pad.wait_until(
            lambda: (beat := hall.beat_of("pad-3")) is not None and beat.shown_p99_ms is not None,
            "a beat that tells how long a state took to the glass",
        )
    assert hall.heard(Rated) == []


def test_a_pad_without_a_hall_says_so_and_takes_no_rating(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall)
        pad.wait_for("level-5")
        hall.fall_silent()
        pad.wait_for_text("暂时不能评价")
        assert pad.find("level-5") is None
        hall.speak_again()
        pad.wait_for("level-5")


def test_a_rating_given_while_the_broker_is_gone_arrives_when_it_is_back(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall)
        touch(pad, hall, "level-5", lambda: pad.find("done"))
        hall.lose_broker()
        touch(pad, hall, "done", lambda: pad.find("thanks"))  # drawn anew, it is gone for a moment
        hall.restart_broker()
        pad.wait_until(lambda: bool(hall.heard(Rated)), "the rating")
    assert {rated.level for rated in hall.heard(Rated)} == {5}
    assert len({rated.id for rated in hall.heard(Rated)}) == 1


def test_the_language_button_turns_the_question(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall)
        touch(pad, hall, "language", lambda: pad.has_text("How was this service?"))
        assert pad.faults() == []
