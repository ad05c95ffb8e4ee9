# SPDX-License-Identifier: Apache-2.0
"""Every screen of the kiosk, to be looked at."""

from tests.screens.gallery import Example

_NAMES = {
    "kiosk-home": "home",
    "kiosk-home-tax": "home_tax",
    "kiosk-home-lost": "lost",
    "kiosk-services": "services",
    "kiosk-themes": "themes",
    "kiosk-search": "search",
    "kiosk-search-none": "search_none",
    "kiosk-guide": "guide",
    "kiosk-guide-section": "guide_section",
    "kiosk-guide-code": "guide_code",
    "kiosk-guide-blocked": "guide_blocked",
    "kiosk-warned": "warned",
    "kiosk-people": "people",
    "kiosk-map": "map_",
    "kiosk-asking": "asking",
    "kiosk-lost": "lost_asking",
    "kiosk-ticket": "ticket",
    "kiosk-ticket-no-paper": "ticket_no_paper",
    "kiosk-ticket-own": "ticket_own",
    "kiosk-refused": "refused",
    "kiosk-home-readers": "home_readers",
    "kiosk-home-card": "home_card",
    "kiosk-code": "code",
    "kiosk-code-wrong": "code_wrong",
    "kiosk-booking": "booking",
    "kiosk-booking-early": "booking_early",
    "kiosk-case": "case",
    "kiosk-case-papers": "case_papers",
    "kiosk-ticket-again": "ticket_again",
    "kiosk-closed": "closed",
    "kiosk-idle": "idle",
    "kiosk-idle-picture": "idle_picture",
}
SCREENS = tuple(
    Example(name, f"tests.screens.demo_kiosk:{function}") for name, function in _NAMES.items()
)
