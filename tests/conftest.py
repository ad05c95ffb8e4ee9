# SPDX-License-Identifier: Apache-2.0
import gc
import os

import pytest
from hypothesis import HealthCheck, settings

# A test gives the same answer on a slow board, on any day, twice in a row.
settings.register_profile(
    "house",
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")

# Kivy reads these when first imported; it must not take pytest's arguments or write into a home.
os.environ.setdefault("KIVY_NO_ARGS", "1")
os.environ.setdefault("KIVY_NO_FILELOG", "1")
os.environ.setdefault("KIVY_NO_CONSOLELOG", "1")

GARBAGE_AFTER = 50_000
"""Things made before Python looks for garbage: looking often takes a fifth of a simulated day."""
LONG = ("timeout", "window", "browser", "process")
REAL_BOARD = "board_line"
"""The fixture that is a board's serial line."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--port", metavar="PATH", help="run the link's tests, and only them, on a real board there"
    )


def pytest_configure(config: pytest.Config) -> None:
    # Files go to the workers in the order of `_long_files_first`, not by how many tests they hold.
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    _long_files_first(items)
    if config.getoption("--port") is None:
        return
    others = [item for item in items if REAL_BOARD not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def _long_files_first(items: list[pytest.Item]) -> None:
    """So that the last files are short ones, and no worker is idle while another is at a long one.

    A file is long when one of its tests has a mark or a time limit of its own.
    """
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in LONG)}
    items.sort(key=lambda item: item.path not in long)


def pytest_collection_finish() -> None:
    gc.freeze()  # what was collected to be tested stays anyway
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
