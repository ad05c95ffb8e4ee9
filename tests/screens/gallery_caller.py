# SPDX-License-Identifier: Apache-2.0
"""The displays with example data, to be looked at."""

from tests.screens.gallery import BOARD_SIZES, Example

STRIP_SIZES = ("1280x400", "960x240", "1024x256", "480x640")
MODES = ("calm", "contrast")


def _strip(name: str) -> Example:
    return Example(f"strip-{name}", f"tests.screens.demo_caller:strip_{name}", STRIP_SIZES, MODES)


def _board(name: str, sizes: tuple[str, ...] = BOARD_SIZES[:2]) -> Example:
    return Example(f"board-{name}", f"tests.screens.demo_caller:board_{name}", sizes, MODES)


SCREENS = (
    _strip("calling"),
    _strip("serving"),
    _strip("free"),
    _strip("away"),
    _strip("paused"),
    _strip("lost"),
    _strip("long"),
    _board("calls", (*BOARD_SIZES[:2], "1280x720", "3840x2160")),
    _board("burst"),
    _board("empty"),
    _board("served"),
    _board("closed"),
    _board("lost"),
    _board("connecting"),
    _board("crowd"),
)
