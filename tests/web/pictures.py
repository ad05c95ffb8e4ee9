# SPDX-License-Identifier: Apache-2.0
"""Draws every page of a busy hall, and of rare ones: `python -m tests.web.pictures FOLDER`."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page

from bus.messages import TicketIssued
from hall.core.accounts import Role
from tests.web.open_hall import LINKS, OpenHall, Visitor, chromium, recorded_hall
from tests.web.rare_halls import RARE, rare_hall
from tests.web.recorded_day import DAY, record
from tests.web.test_clerk import key, sign_in, wait_state
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
    "devices": "/admin/devices",
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
    "wall": "/wall",
    "address": "/manager/address",
    "followups": "/manager/followups",
    "reports": "/manager/reports?from=2026-03-02&by=service&compare=before",
    "tickets": f"/manager/tickets?day={DAY}",
    "plan": f"/manager/plan?day={DAY}&window=5&begin=09:00&end=12:00&minutes=5",
}
SIZES = ("360x640", "768x1024", "1280x800", "1920x1080")
WALL = "3840x2160"
THEMES = ("calm", "dark", "contrast")
LANGUAGES = ("zh", "en")
GONE = "2020-02-29-A001"


def main(arguments: Sequence[str]) -> None:
    """Make FOLDER/page-clerk/1280x800-zh-calm.png and so on."""
    options = _options(arguments)
    with (
        TemporaryDirectory() as data,
        recorded_hall(Path(data), record) as hall,
        chromium() as browser,
    ):
        clerk = Visitor(browser, hall.url)
        served, case = _serve_one(hall, clerk)
        busy_hall(hall, clerk)
        waiting = hall.take("company-registration")
        pages = PAGES | _phone(waiting, served, clerk)
        pages |= {"case": f"/case/{case}", "case-slip": f"/case/{case}/slip"}
        clerk.close()
        wall = Visitor(browser, hall.url)
        hall.let_in(wall, Role.DISPLAY)
        _draw_all(browser, hall.url, options, pages, hall.let_in)
        _draw(wall.open("/admin"), options, "not-allowed", "zh-calm")
        for name in RARE:
            rare = {f"{page}-{name}": f"/{page}" for page in ("manager", "wall")}
            with rare_hall(name, Path(data) / name) as (_, url):
                _draw_all(browser, url, options, rare, lambda _: None)


def _draw_all(
    browser: Browser,
    url: str,
    options: Namespace,
    pages: dict[str, str],
    let_in: Callable[[Visitor], None],
) -> None:
    """Draw the pages that are wished for in every language and theme."""
    wished = {
        name: path
        for name, path in pages.items()
        if not options.pages or any(wish in name for wish in options.pages)
    }
    for language, theme in product(options.languages if wished else (), options.themes):
        reader = Visitor(browser, url, language)
        reader.context.add_init_script("print = () => {}")  # a slip prints itself
        let_in(reader)
        reader.open(f"/theme/{theme}?back=/").close()
        for name, path in wished.items():
            page = reader.open(path)
            _draw(page, options, name, f"{language}-{theme}")
            page.close()
        reader.close()


def _serve_one(hall: OpenHall, clerk: Visitor) -> tuple[TicketIssued, str]:
    """Return a ticket whose visit is over, still to be rated, and the code of its case."""
    ticket = hall.take("identity-card")
    page = sign_in(clerk, "3", "003")
    key(page, "Space")
    wait_state(page, "calling")
    key(page, "f")
    wait_state(page, "rating")
    code = page.inner_text("#receipt strong").replace(" ", "")
    page.close()
    return ticket, code


def _phone(waiting: TicketIssued, served: TicketIssued, reader: Visitor) -> dict[str, str]:
    """Return the pages that a ticket's code opens, by name."""
    at, done = (f"/t/{ticket.ticket}/{ticket.key}" for ticket in (waiting, served))
    page = reader.open(done)
    rate = page.locator("a[href*='/rate']").first.get_attribute("href") or ""
    page.close()
    return {
        "phone": at,
        "phone-late": f"{at}/late",
        "phone-leave": f"{at}/leave",
        "phone-done": done,
        "phone-rate": rate,
        "phone-rate-bad": f"{rate}&level=1",
        "phone-gone": f"/t/{GONE}/{LINKS.key(GONE)}",
        "not-found": "/nowhere",
    }


def _draw(page: Page, options: Namespace, name: str, which: str) -> None:
    for size in (*options.sizes, *([WALL] if name.startswith("wall") else [])):
        width, height = map(int, size.split("x"))
        page.set_viewport_size({"width": width, "height": height})
        file = options.folder / f"page-{name}" / f"{size}-{which}.png"
        page.screenshot(path=file, full_page=True)


def _options(arguments: Sequence[str]) -> Namespace:
    parser = ArgumentParser("tests.web.pictures", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", nargs="*", default=(), help="parts of names")
    parser.add_argument("--sizes", nargs="*", default=SIZES, help="as 360x640")
    parser.add_argument("--themes", nargs="*", default=THEMES, choices=THEMES)
    parser.add_argument("--languages", nargs="*", default=LANGUAGES, choices=LANGUAGES)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
