# SPDX-License-Identifier: Apache-2.0
"""Staffing and what-if in the browser, on a day that was recorded."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.open_hall import OpenHall, Visitor, recorded_hall
from tests.web.recorded_day import DAY, record

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[OpenHall]:
    with recorded_hall(tmp_path / "data", record) as running:
        yield running


def cells(page: Page, section: str, row: int) -> list[str]:
    return page.locator(f"{section} tbody tr").nth(row).locator("td, th").all_inner_texts()


def test_staffing_shows_each_half_hour_and_marks_where_windows_were_missing(
    browser: Browser, hall: OpenHall
) -> None:
    reader = Visitor(browser, hall.url, "en")
    page = reader.open(f"/manager/plan?day={DAY}&minutes=5")
    assert page.locator("#staffing .slot").count() == page.locator("#staffing tbody tr").count()
    strict = [cells(page, "#staffing", row)[4] for row in range(6)]
    page.fill("[name=minutes]", "120")
    page.click("main button")
    page.wait_for_url("**minutes=120**")
    lax = [cells(page, "#staffing", row)[4] for row in range(6)]
    needed = [[int(text.strip("▲ ")) for text in found] for found in (strict, lax)]
    assert all(many >= few for many, few in zip(*needed, strict=True))
    assert needed[0] != needed[1]
    assert "last one called" in page.inner_text("#record")
    assert not reader.complaints
    reader.close()


def test_one_more_window_shortens_the_recorded_waits(browser: Browser, hall: OpenHall) -> None:
    reader = Visitor(browser, hall.url, "en")
    page = reader.open(f"/manager/plan?day={DAY}")
    assert page.locator("#whatif").count() == 0
    page.select_option("[name=window]", "5")
    page.fill("[name=begin]", "00:00")
    page.fill("[name=end]", "23:59")
    page.click("main button")
    page.wait_for_selector("#whatif")
    whole = cells(page, "#whatif", 0)
    assert float(whole[5]) < float(whole[4])
    assert not reader.complaints
    reader.close()


def test_a_setting_that_cannot_be_is_refused_in_words(browser: Browser, hall: OpenHall) -> None:
    reader = Visitor(browser, hall.url, "en")
    page = reader.open(f"/manager/plan?day={DAY}&setting=bypass_max&value=many")
    assert "bypass_max" in page.inner_text("[role=alert]:not([hidden])")
    reader.close()
