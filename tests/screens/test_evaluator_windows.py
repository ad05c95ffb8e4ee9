# SPDX-License-Identifier: Apache-2.0
"""The rating pad as a real window on a real broker, touched with a real pointer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bus.messages import Rated, WindowState
from evaluator.core.flow import GUARD_MS
from tests.screens.played_hall import PlayedHall
from tests.screens.screen import Screen, VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.process, pytest.mark.timeout(600)]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[PlayedHall]:
    with PlayedHall("mosquitto", tmp_path / "data") as played:
        yield played


@contextmanager
def opened(hall: PlayedHall, *which: str) -> Iterator[Screen]:
    options = (*hall.arguments(), *(which or ("--window", "3")), "--borderless")
    with (
        VirtualScreen(1024, 600) as display,
        Screen(
            display, "evaluator.__main__:main", *options, env=hall.environment("pad-3")
        ) as screen,
    ):
        yield screen


def end_service(hall: PlayedHall, language: str = "zh") -> None:
    hall.say(
        "3",
        WindowState.RATING,
        ticket="t-1",
        number="A007",
        clerk="001",
        visit="visit-1",
        language=language,
    )


def tap(pad: Screen, hall: PlayedHall, name: str) -> None:
    """Tap when the page has been up long enough to listen."""
    pad.wait_for(name)
    until = hall.utc_at() + 2 * GUARD_MS
    pad.wait_until(lambda: hall.utc_at() > until, "the pad to listen")
    pad.tap(name)


def test_a_rating_with_a_reason_reaches_the_hall_once(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        hall.say("3", WindowState.FREE, clerk="001")
        clerk = hall.config.clerk_by_number["001"].name.zh
        pad.wait_for_text(clerk)
        end_service(hall)
        tap(pad, hall, "level-2")
        tap(pad, hall, "label-209")
        tap(pad, hall, "done")
        pad.wait_for_text("评价已保存")
    (rated,) = {rated.id: rated for rated in hall.heard(Rated)}.values()
    assert (rated.visit, rated.window, rated.level) == ("visit-1", "3", 2)
    assert (rated.labels, rated.raw_key, rated.channel) == ((209,), "2", "pad")


def test_not_rating_is_a_touch_and_nothing_reaches_the_hall(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall, "en")
        pad.wait_for_text("How was this service?")
        tap(pad, hall, "none")
        pad.wait_for_text("All right, no rating")
        hall.say("3", WindowState.FREE, clerk="001")
        pad.wait_for_text("欢迎光临")
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
        tap(pad, hall, "level-5")
        pad.wait_for("done")
        hall.lose_broker()
        tap(pad, hall, "done")
        hall.restart_broker()
        pad.wait_until(lambda: bool(hall.heard(Rated)), "the rating")
    assert {rated.level for rated in hall.heard(Rated)} == {5}
    assert len({rated.id for rated in hall.heard(Rated)}) == 1


def test_the_language_button_turns_the_question(hall: PlayedHall) -> None:
    with opened(hall) as pad:
        end_service(hall)
        tap(pad, hall, "language")
        pad.wait_for_text("How was this service?")
        assert pad.faults() == []
