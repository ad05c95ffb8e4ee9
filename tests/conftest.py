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
REAL_BOARD = "board_line"
"""The fixture that is a board's serial line."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--port", metavar="PATH", help="run the link's tests, and only them, on a real board there"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--port") is None:
        return
    others = [item for item in items if REAL_BOARD not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def pytest_collection_finish() -> None:
    gc.freeze()  # what was collected to be tested stays anyway
    gc.set_threshold(GARBAGE_AFTER, 20, 20)
