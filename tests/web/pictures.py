# SPDX-License-Identifier: Apache-2.0
"""Draws every page of a busy hall: `python -m tests.web.pictures FOLDER`."""

import sys
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.web.open_hall import Visitor, chromium, recorded_hall
from tests.web.recorded_day import DAY, record
from tests.web.test_pages import busy_hall

PAGES = {
    "home": "/",
    "windows": "/clerk",
    "sign-in": "/clerk/2",
    "clerk": "/clerk/1",
    "account-sign-in": "/sign-in",
    "account-me": "/me",
    "accounts": "/admin",
    "tokens": "/admin/tokens",
    "audit": "/admin/audit",
    "hooks": "/admin/hooks",
    "settings": "/admin/hall",
    "settings-list": "/admin/hall/services",
    "settings-form": "/admin/hall/notices?item=agency",
    "settings-policy": "/admin/hall/policy",
    "settings-voice": "/admin/hall/voice",
    "settings-guide": "/admin/hall/guides?item=identity-card",
    "versions": "/admin/versions",
    "api": "/api",
    "cases": "/cases",
    "case-ask": "/case",
    "book": "/book",
    "book-day": "/book/company-registration",
    "guide": "/guide/company-registration",
    "manager": "/manager",
    "address": "/manager/address",
    "followups": "/manager/followups",
    "reports": "/manager/reports?from=2026-03-02&by=service&compare=before",
    "tickets": f"/manager/tickets?day={DAY}",
    "plan": f"/manager/plan?day={DAY}&window=5&begin=09:00&end=12:00&minutes=5",
}
SIZES = ((360, 640), (1280, 800), (1920, 1080))
THEMES = ("calm", "dark", "contrast")


def main(folder: Path) -> None:
    """Make FOLDER/page-clerk/1280x800-zh-calm.png and so on."""
    with (
        TemporaryDirectory() as data,
        recorded_hall(Path(data), record) as hall,
        chromium() as browser,
    ):
        clerk = Visitor(browser, hall.url)
        busy_hall(hall, clerk)
        clerk.close()
        for language, theme in product(("zh", "en"), THEMES):
            reader = Visitor(browser, hall.url, language)
            hall.let_in(reader)
            reader.open(f"/theme/{theme}?back=/").close()
            for name, path in PAGES.items():
                page = reader.open(path)
                for width, height in SIZES:
                    page.set_viewport_size({"width": width, "height": height})
                    file = folder / f"page-{name}" / f"{width}x{height}-{language}-{theme}.png"
                    page.screenshot(path=file, full_page=True)
                page.close()
            reader.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
