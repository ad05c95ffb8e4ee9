# SPDX-License-Identifier: Apache-2.0
"""Every screen of the kiosk, to be looked at."""

from tests.screens.gallery import Example

_TOUR = "tests.screens.demo_kiosk:home"
_OFTEN = (
    *("home", "home-tax", "home-lost", "services", "themes", "search", "search-none"),
    *("guide", "guide-section", "guide-code", "guide-blocked", "warned", "people", "map-service"),
    *("asking", "lost", "ticket", "ticket-no-paper", "ticket-own", "ticket-again", "refused"),
    *("home-readers", "home-card", "code", "code-wrong", "booking", "booking-early"),
    *("case", "case-papers", "closed", "idle", "idle-picture"),
)
_RARE = (
    *("home-looking", "home-no-paper", "home-reprint", "events", "all-departments"),
    *("search-begun", "search-pinyin", "search-slip", "guide-complete", "guide-printed"),
    *("guide-priority", "guide-unknown", "map-of-hall", "ticket-printing"),
    *("ticket-printer-silent", "refused-quota", "refused-no-window", "booking-late"),
    *("case-decided", "case-printed"),
)
_MODULES = (("demo_kiosk", _OFTEN), ("demo_kiosk_rare", _RARE))
_MODES = ("calm", "large", "contrast", "low", "all")
SCREENS = tuple(
    Example(
        f"kiosk-{name}",
        f"tests.screens.{module}:{name.replace('-', '_')}",
        modes=_MODES,
        tour=_TOUR,
    )
    for module, names in _MODULES
    for name in names
)
