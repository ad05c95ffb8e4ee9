# SPDX-License-Identifier: Apache-2.0
"""Nothing is cut off on any screen of strip, board and pad."""

import pytest

from tests.screens import gallery
from tests.screens.gallery import LANGUAGES, Example

pytestmark = [pytest.mark.window, pytest.mark.timeout(600)]

# The size in which each kind of screen has the least room; boards in both arrangements.
TIGHT = {
    "strip-": ("960x240",),
    "board-calls": ("1920x1080", "1080x1920"),
    "board-": ("1280x720",),
    "pad-": ("360x640",),
}


def tight(name: str) -> tuple[str, ...]:
    return next((sizes for start, sizes in TIGHT.items() if name.startswith(start)), ())


SCREENS = tuple((example, size) for example in gallery.examples() for size in tight(example.name))


@pytest.mark.parametrize(
    ("example", "size"), SCREENS, ids=[f"{example.name}-{size}" for example, size in SCREENS]
)
def test_nothing_is_cut_off(example: Example, size: str) -> None:
    modes = ("large",) if "large" in example.modes else ("calm",)
    assert list(gallery.draw(example, size, LANGUAGES, modes, None)) == []
