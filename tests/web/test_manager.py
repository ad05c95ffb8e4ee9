# SPDX-License-Identifier: Apache-2.0
"""The manager's page moves by itself, leads to the tickets, and says when it is cut off."""

import csv
import io
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bus.messages import NowServing
from tests.processes import Program
from tests.web.open_hall import OpenHall, Visitor, poll, wait_page
from tests.web.test_clerk import key, sign_in, wait_number, wait_state

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]

TOWNSHIP = Path(__file__).resolve().parents[2] / "config" / "halls" / "township" / "hall.toml"


def wait_figure(page: Page, name: str, text: str) -> None:
    wait_page(page, f"document.getElementById('{name}').textContent === '{text}'")


def wait_alarm(page: Page, words: str) -> None:
    wait_page(page, f"document.getElementById('alarms').textContent.includes('{words}')")


def visit_to_rate(hall: OpenHall) -> str:
    """Return the token that the pad at window 1 was given."""

    def tokens() -> list[str]:
        said = [m for m in hall.pad.messages() if isinstance(m, NowServing)]
        return [m.visit for m in said if m.window == "1" and m.visit]

    hall.pad.until(tokens, "a visit to rate")
    return tokens()[-1]


def test_the_figures_move_by_themselves(hall: OpenHall, visitor: Visitor) -> None:
    manager = visitor.open("/manager")
    wait_figure(manager, "issued", "0")
    ticket = hall.take("senior-card")
    hall.take("senior-card")
    wait_figure(manager, "issued", "2")
    wait_figure(manager, "waiting", "2")
    clerk = sign_in(visitor)
    key(clerk, "Space")
    wait_number(clerk, ticket.number)
    wait_page(
        manager, f"document.getElementById('windows').textContent.includes('{ticket.number}')"
    )
    key(clerk, "f")
    wait_figure(manager, "served", "1")
    wait_figure(manager, "waiting", "1")
    wait_figure(manager, "rated", "–")
    hall.rate(visit_to_rate(hall), 1)
    wait_figure(manager, "rated", "0.0 %")
    wait_alarm(manager, ticket.number)
    loads = [address for address in visitor.asked if address == f"{hall.url}/manager"]
    assert len(loads) == 1


def test_an_alarm_is_claimed_for_everybody_and_ends_with_its_cause(
    hall: OpenHall, visitor: Visitor, browser: Browser
) -> None:
    hall.take("senior-card")
    manager = visitor.open("/manager")
    other = Visitor(browser, hall.url, "en")
    second = other.open("/manager")
    wait_alarm(manager, "没有窗口办理")
    wait_alarm(second, "no window takes it")
    manager.locator("#alarms li", has_text="没有窗口办理").locator("button").click()
    wait_alarm(second, "Taken")
    sign_in(visitor)
    wait_page(manager, "!document.getElementById('alarms').textContent.includes('没有窗口办理')")
    other.close()


def test_a_part_in_trouble_and_a_silent_part_are_seen(hall: OpenHall, visitor: Visitor) -> None:
    manager = visitor.open("/manager")

    def trouble_shown() -> bool:
        hall.beat("paper-out")
        return "缺纸" in manager.inner_text("#alarms")

    poll(manager, trouble_shown, "the fault of a part that beats")
    wait_alarm(manager, "kiosk-1")
    wait_page(
        manager,
        "[...document.querySelectorAll('#alarms li')].some("
        "(row) => row.textContent.includes('失去联系') && row.textContent.includes('kiosk-1'))",
    )


def test_every_figure_leads_to_its_tickets_and_to_csv(hall: OpenHall, visitor: Visitor) -> None:
    numbers = [hall.take("senior-card").number, hall.take("job-register").number]
    page = visitor.open("/manager")
    wait_figure(page, "waiting", "2")
    page.click("#services a >> nth=0")
    page.wait_for_selector("h1")
    rows = page.locator("tbody tr")
    assert rows.count() == 1
    address = page.get_attribute("a[download]", "href")
    assert address is not None
    text = page.request.get(address).text().removeprefix("\ufeff")
    assert [row["number"] for row in csv.DictReader(io.StringIO(text))] == numbers[:1]
    text = page.request.get("/manager/tickets.csv").text().removeprefix("\ufeff")
    assert [row["number"] for row in csv.DictReader(io.StringIO(text))] == numbers
    day = page.request.get("/manager/day.csv").text().removeprefix("\ufeff")
    whole = next(csv.DictReader(io.StringIO(day)))
    assert (whole["kind"], whole["issued"], whole["waiting"]) == ("all", "2", "2")


def test_pages_say_that_a_hung_hall_is_lost_and_come_back_with_it(
    browser: Browser, tmp_path: Path
) -> None:
    options = ("--config", str(TOWNSHIP), "--data", str(tmp_path / "data"), "--web-port", "0")
    hall = Program("up", *options, "--mqtt-port", "0", "--broker", "mosquitto")
    try:
        url = hall.line("ready").split("web=")[1].split()[0]
        visitor = Visitor(browser, url)
        pages = [visitor.open("/clerk/1"), visitor.open("/manager")]
        hall.process.send_signal(signal.SIGSTOP)
        for page in pages:
            page.wait_for_selector("#lost:not([hidden])")
            assert "失去联系" in page.inner_text("#lost")
        key(pages[0], "1")
        pages[0].fill("#number", "001")
        pages[0].keyboard.press("Enter")
        wait_page(pages[0], "document.getElementById('said').textContent.includes('没有发出')")
        hall.process.send_signal(signal.SIGCONT)
        for page in pages:
            page.wait_for_selector("#lost", state="hidden")
        pages[0].fill("#number", "001")
        pages[0].keyboard.press("Enter")
        wait_state(pages[0], "free")
        visitor.close()
    finally:
        hall.process.send_signal(signal.SIGCONT)
        hall.discard()
