# SPDX-License-Identifier: Apache-2.0
"""Nothing is cut off, too small or laid over something else on the kiosk's fullest screens."""

import pytest

from tests.screens import gallery

pytestmark = [pytest.mark.window, pytest.mark.timeout(600)]

SIZE = "1024x600"
"""The size in which the kiosk has the least room."""
FULL = {
    "en": (
        *("services", "search", "guide-blocked", "warned", "people"),
        *("ticket-no-paper", "code-wrong", "idle"),
    ),
    "ug": (
        *("home-card", "themes", "guide-section", "map-service", "refused"),
        *("code", "closed", "idle-picture"),
    ),
}
"""The screens with most to show, each in one of the languages with long words."""


def test_large_text_fits_the_fullest_screens_of_the_smallest_kiosk() -> None:
    known = {example.name: example for example in gallery.examples()}
    with gallery.opened(known["kiosk-services"], SIZE) as window:
        faults = [
            fault
            for language, names in FULL.items()
            for name in names
            for fault in gallery.draw_in(
                window, known[f"kiosk-{name}"], SIZE, (language,), ("large",), None
            )
        ]
    assert faults == []
