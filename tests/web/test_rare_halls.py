# SPDX-License-Identifier: Apache-2.0
"""The manager's page and the wall in halls as they seldom are: nothing cut off, all still said."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.rules.hall_shell import SECOND
from tests.web.open_hall import Visitor, wait_page
from tests.web.rare_halls import RARE, rare_hall
from tests.web.test_pages import CUT_OFF, SPACED

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

WIDTHS = (320, 768, 1366, 1920)
AUDIT = {"rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": False}}}
"""Colours are those of every page; their audit is slow."""


@pytest.fixture(scope="module", params=sorted(RARE))
def rare(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Visitor]]:
    """Each rare hall, and somebody who reads Chinese there."""
    name: str = request.param
    with rare_hall(name, tmp_path_factory.mktemp(name)) as (_, url):
        reader = Visitor(browser, url)
        yield name, reader
        reader.close()
        assert not reader.complaints


def faults(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": width * 9 // 16})
    return [f"{page.url} {width}: {fault}" for fault in page.evaluate(CUT_OFF)]


def test_nothing_is_cut_off_in_a_rare_hall(rare: tuple[str, Visitor]) -> None:
    _, reader = rare
    found: list[str] = []
    page = None
    for language, path in (("en", "/manager"), ("zh", "/wall"), ("zh", "/manager")):
        page = reader.open(f"/language/{language}?back={path}", page)
        for width in WIDTHS:
            found += faults(page, width)
        page.evaluate(SPACED)
        found += faults(page, 320)
    assert not found


def test_a_wall_shows_its_whole_hall_on_one_screen(rare: tuple[str, Visitor]) -> None:
    name, reader = rare
    page = None
    for language, (width, height) in product(("zh", "en"), ((1366, 768), (1920, 1080))):
        page = reader.open(f"/language/{language}?back=/wall", page)
        page.set_viewport_size({"width": width, "height": height})
        assert page.locator("#windows li").count() == len(RARE[name][0].windows)
        assert page.evaluate("document.getElementById('live').scrollHeight") <= height, language


def test_an_audit_of_a_rare_hall_finds_nothing(rare: tuple[str, Visitor]) -> None:
    _, reader = rare
    page = None
    for path in ("/manager", "/wall"):
        page = reader.open(path, page)
        found = Axe().run(page, options=AUDIT).response["violations"]
        assert not [(each["id"], [n["target"] for n in each["nodes"]][:3]) for each in found]


def test_a_new_alarm_is_said_once_and_leaves_the_focus_where_it_was(
    browser: Browser, tmp_path: Path
) -> None:
    with rare_hall("nobody", tmp_path) as (hall, url):
        hall.take("service-5")
        reader = Visitor(browser, url)
        page = reader.open("/manager")
        page.locator("[data-claim]").focus()
        hall.wait(15 * SECOND)
        wait_page(page, "document.getElementById('told').textContent.includes('kiosk-12')")
        rows, told = page.locator("#alarms li"), page.inner_text("#told")
        waits = hall.hall.service_by_id["service-5"].name.zh
        assert "kiosk-12" in rows.first.inner_text(), "it came to stand before the other"
        assert waits in rows.last.inner_text()
        assert waits not in told, "nobody is told again of what stands"
        held = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert waits in held
        names = [each.get_attribute("aria-label") for each in page.locator("[data-claim]").all()]
        assert len({*names}) == len(names)
        reader.close()
