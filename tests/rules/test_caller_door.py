# SPDX-License-Identifier: Apache-2.0
"""Which display or pad the options mean, and what is said when there is none."""

from argparse import Namespace
from pathlib import Path

import pytest
from msgspec.structs import replace

import caller.__main__ as caller_door
import evaluator.__main__ as evaluator_door
from config.load import hall_named
from config.pictures import with_pictures


def display(**options: object) -> str:
    given = {"id": "", "window": "", "strip": False, "board": False, "zone": "", "speak": None}
    return caller_door.display_of(hall_named("tax"), Namespace(**(given | options))).id


def test_a_display_is_found_by_id_by_window_or_as_the_board_of_a_zone() -> None:
    assert display(id="strip-3") == "strip-3"
    assert display(window="3", strip=True) == "strip-3"
    assert display(board=True) == display(board=True, zone="hall") == "board-1"
    assert display(board=True, zone="C") == "board-2"


def test_a_voice_can_be_taken_from_a_display_or_given_to_it() -> None:
    options = {"window": "", "strip": False, "board": True, "zone": "", "id": ""}
    for speaks in (True, False):
        found = caller_door.display_of(hall_named("tax"), Namespace(**options, speak=speaks))
        assert found.speaks is speaks


@pytest.mark.parametrize(
    "options",
    [("--id", "strip-99"), ("--window", "99", "--strip"), ("--board", "--zone", "moon"), ()],
)
def test_a_display_the_hall_does_not_have_is_an_error_that_lists_those_it_has(
    options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert caller_door.main(["--config", "tax", *options]) == 2
    said = capsys.readouterr().err
    assert "no such display" in said
    assert "strip-1" in said
    assert "[[displays]]" in said


def test_a_pad_the_hall_does_not_have_is_an_error_that_lists_those_it_has(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert evaluator_door.main(["--config", "township", "--window", "99"]) == 2
    said = capsys.readouterr().err
    assert "no such pad" in said
    assert "pad-1 (window 1)" in said


@pytest.mark.parametrize("door", [caller_door, evaluator_door])
def test_an_address_that_is_none_is_an_error(
    door: object, capsys: pytest.CaptureFixture[str]
) -> None:
    main = door.main  # type: ignore[attr-defined]
    assert main(["--config", "township", "--window", "1", "--mqtt", "http://x"]) == 2
    assert "mqtt://" in capsys.readouterr().err


def test_pictures_lie_beside_the_halls_file_unless_they_say_otherwise() -> None:
    hall = hall_named("township")
    first, second, *others = hall.clerks
    clerks = (replace(first, photo="li.png"), replace(second, photo="/photos/wu.png"), *others)
    placed = with_pictures(replace(hall, clerks=clerks), Path("/halls/mine"))
    photos = [clerk.photo for clerk in placed.clerks[:3]]
    assert photos == ["/halls/mine/li.png", "/photos/wu.png", ""]
