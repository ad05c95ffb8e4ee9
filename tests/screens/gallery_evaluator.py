# SPDX-License-Identifier: Apache-2.0
"""The rating pad with example data, to be looked at."""

from tests.screens.gallery import PAD_SIZES, Example

PAGES = ("connecting", "rest", "serving", "lost", "rating", "reasons", "thanks", "declined")
SIZES = (*PAD_SIZES, "1280x800")


SCREENS = tuple(
    Example(f"pad-{page}", f"tests.screens.demo_evaluator:{page}", SIZES) for page in PAGES
)
