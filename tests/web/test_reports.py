# SPDX-License-Identifier: Apache-2.0
"""Reports in the browser, without scripts: the address is the question, figures lead to tickets."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.web.open_hall import OpenHall, Visitor, poll, recorded_hall
from tests.web.recorded_day import DAY, record

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHall]:
    """One hall for both tests: the first looks at the past only."""
    with recorded_hall(tmp_path_factory.mktemp("hall") / "data", record) as running:
        yield running


def tile(page: Page, name: str) -> str:
    figure = page.locator(".figures .card").filter(has_text=name).first
    return figure.locator("strong").inner_text()


def pointed_at(page: Page, what: str) -> str:
    """Return what the chart says when the pointer is on something in it."""
    page.locator(what).first.scroll_into_view_if_needed()
    box = page.locator(what).first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    said = page.locator("figure.chart .tip").filter(visible=True)
    return said.text_content(timeout=30_000) or ""


def test_a_figure_of_the_past_leads_to_as_many_tickets(browser: Browser, hall: OpenHall) -> None:
    reader = Visitor(browser, hall.url, "en", java_script_enabled=False)
    page = reader.open(f"/manager/reports?span=month&from={DAY}&by=service&compare=before")

    def summed_up() -> bool:
        page.reload()
        return page.locator("#lines tbody tr").count() > 0

    poll(page, summed_up, "the recorded day to be summed up")
    issued = int(tile(page, "Issued"))
    table = page.locator("#lines tbody tr td:nth-child(2)")
    assert sum(int(text.split()[0]) for text in table.all_inner_texts()) == issued > 0
    assert pointed_at(page, "figure.chart svg > circle.wait").startswith("03-02")
    page.click(".figures .card:first-child strong a")
    assert page.locator("tbody tr").count() == issued
    page.go_back()
    page.select_option("[name=by]", "clerk")
    page.click("main button")
    assert "by=clerk" in page.url
    assert {"001", "004"} <= {text[:3] for text in page.locator("#lines th a").all_inner_texts()}
    for form in ("csv", "xlsx", "pdf"):
        address = page.get_attribute(f"a[href*='reports.{form}']", "href")
        assert address is not None
    assert not reader.complaints
    reader.close()


def test_today_is_in_the_report_at_once(browser: Browser, hall: OpenHall) -> None:
    hall.take("senior-card")
    reader = Visitor(browser, hall.url, "en")
    page = reader.open("/manager/reports?span=day&by=service")
    assert tile(page, "Issued") == "1"
    hall.take("senior-card")
    page.reload()
    assert tile(page, "Issued") == "2"
    page.click("#lines tbody td a")
    assert page.locator("tbody tr").count() == 2
    assert not reader.complaints
    reader.close()
