# SPDX-License-Identifier: Apache-2.0
"""The base widgets on one screen, to be looked at."""

from tests.screens.gallery import Example

SCREENS = (
    Example(
        "look-widgets",
        "tests.screens.demo_look:widgets",
        sizes=("1080x1920", "1920x1080", "1024x600", "360x640"),
    ),
)
