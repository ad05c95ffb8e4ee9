# SPDX-License-Identifier: Apache-2.0
"""A phone after the QR code: where one stands, where to go, what to bring; nothing about a person."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bus.messages import TicketIssued
from tests.web.open_hall import LINKS, OpenHall, Visitor, open_hall, poll
from tests.web.test_clerk import key, sign_in, wait_state
from tests.web.test_pages import CUT_OFF

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]

WIDTHS = (320, 360, 390, 480)
SERVICE = "company-registration"
OLD = "2020-02-29-A001"
YESTERDAY = f"/t/{OLD}/{LINKS.key(OLD)}"


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHall]:
    """A hall without clerks, for tests in which nobody is called."""
    with open_hall(tmp_path_factory.mktemp("hall") / "data") as running:
        yield running


@pytest.fixture
def reader(browser: Browser, still: OpenHall) -> Iterator[Visitor]:
    """A reader of Chinese in the still hall."""
    reading = Visitor(browser, still.url)
    yield reading
    reading.close()


def path(ticket: TicketIssued) -> str:
    """Return the secret address of a ticket's page."""
    return f"/t/{ticket.ticket}/{ticket.key}"


def ask_now(page: Page) -> None:
    """Let the page ask at once, as when the phone finds its network again."""
    page.evaluate("window.dispatchEvent(new Event('online'))")


def text(page: Page, selector: str = "main") -> str:
    return page.inner_text(selector)


def test_the_page_moves_by_itself_from_the_queue_to_the_window(
    hall: OpenHall, visitor: Visitor
) -> None:
    first, second = hall.take("senior-card"), hall.take("senior-card")
    clerk = sign_in(visitor)
    wait_state(clerk, "free")
    phone = visitor.open(path(second))
    assert text(phone, "h1") == second.number
    assert "1 人" in text(phone, ".facts")
    key(clerk, "Space")
    wait_state(clerk, "calling")
    poll(phone, lambda: "0 人" in text(phone, ".facts"), "nobody ahead, unasked")
    assert "前面没有人了" in text(phone)
    key(clerk, "f")
    wait_state(clerk, "rating")
    assert visitor.open(path(first)).inner_text("h2") == "已办结"
    key(clerk, "Space")
    wait_state(clerk, "calling")
    ask_now(phone)
    phone.wait_for_selector(".state.called")
    assert text(phone, ".called h2") == phone.title() == "请现在到 1 号窗口"
    key(clerk, "n")
    clerk.wait_for_selector(".now:not(.calling)")
    ask_now(phone)
    phone.wait_for_selector(".state:not(.called)")
    assert second.number in phone.title()


def test_without_scripts_the_page_says_the_same_and_loads_itself_again(
    still: OpenHall, browser: Browser
) -> None:
    reader = Visitor(browser, still.url, "en", java_script_enabled=False)
    ticket = still.take("job-register")
    page = reader.open(path(ticket))
    assert page.locator("h1").inner_text() == ticket.number
    assert "No window takes this now" in page.locator("main").inner_text()
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    page.locator("noscript a").click()
    page.wait_for_load_state()
    assert page.locator("h1").inner_text() == ticket.number
    reader.close()


def test_a_phone_that_lost_the_hall_says_from_when_it_speaks(
    still: OpenHall, reader: Visitor
) -> None:
    page = reader.open(path(still.take("senior-card")))
    page.wait_for_selector("body[data-ready]")
    page.route("**/api/tickets/**", lambda route: route.abort())
    ask_now(page)
    page.wait_for_selector("#lost:not([hidden])")
    assert text(page, "#as-of") in text(page, "#lost")
    page.unroute("**/api/tickets/**")
    ask_now(page)
    page.wait_for_selector("#lost", state="hidden")


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("/t/nothing-like-it", 404, "没有这个号"),
        (f"/t/{OLD}", 404, "没有这个号"),
        (f"/t/{OLD}/{LINKS.key('2020-02-29-A002')}", 404, "没有这个号"),
        ("/t/" + "9" * 500 + "/" + "9" * 500, 404, "没有这个号"),
        (YESTERDAY, 410, "只在取号当天有效"),
        ("/guide/nothing-like-it", 404, "总服务台"),
    ],
)
def test_what_is_not_there_says_what_to_do(
    reader: Visitor, address: str, status: int, says: str
) -> None:
    page = reader.open("/guide/senior-card")
    answer = page.request.get(address)
    assert answer.status == status
    assert answer.headers["cache-control"] == "no-store"
    assert says in answer.text()


def test_the_changing_part_is_small_and_never_kept(still: OpenHall, reader: Visitor) -> None:
    page = reader.open("/guide/senior-card")
    ticket = still.take("senior-card")
    answer = page.request.get(f"/api/tickets/{ticket.ticket}/{ticket.key}")
    assert answer.headers["cache-control"] == "no-store"
    assert len(answer.body()) < 4_000
    gone = page.request.get(f"/api/tickets/{ticket.ticket}/{LINKS.key(OLD)}")
    assert (gone.status, gone.json()["status"]) == (404, 404)


def test_a_guide_tells_all_that_must_be_public(still: OpenHall, reader: Visitor) -> None:
    page = reader.open(f"/guide/{SERVICE}")
    service = still.hall.service_by_id[SERVICE]
    guide = still.guides.by_service[SERVICE]
    shown = text(page)
    told = [service.name, guide.office, guide.delivery, *guide.legal_basis, *guide.conditions]
    told += [*guide.procedure, *(paper.name for paper in guide.papers)]
    for words in told:
        assert words.zh in shown
    assert guide.enquiry_telephone in shown
    assert guide.complaint_telephone in shown
    assert page.locator(".papers li").count() == len(guide.papers)
    page.emulate_media(media="print")
    assert not page.is_visible("footer")


def visit_of(page: Page) -> str:
    """Return the visit that a page offers to rate."""
    link = page.locator("a[href*='/rate?visit=']").get_attribute("href")
    assert link is not None
    return link.rpartition("=")[2]


def test_the_holder_leaves_comes_back_and_lets_others_first_without_scripts(
    still: OpenHall, browser: Browser
) -> None:
    holder = Visitor(browser, still.url, java_script_enabled=False)
    ticket, _ = still.take("job-register"), still.take("job-register")
    page = holder.open(path(ticket))
    page.click("text=不等了")
    page.click("text=返回")
    page.click("text=不等了")
    page.click("text=确定，取消这个号")
    assert "这个号已取消" in text(page)
    page.click("text=撤回取消")
    assert "已恢复，位置不变" in text(page)
    page.click("text=我会迟到")
    page.click("text=好，让他们先办")
    assert "已让后面的人先办" in text(page)
    assert "我会迟到" not in text(page)
    wrong = f"/t/{ticket.ticket}/{LINKS.key(OLD)}/leave"
    answer = page.request.post(wrong, headers={"Origin": still.url}, form={"nonce": "1"})
    assert answer.status == 404
    assert "这个号已取消" not in holder.open(path(ticket)).inner_text("main")
    holder.close()


def test_a_visit_is_rated_by_phone_without_scripts_and_only_once(
    hall: OpenHall, browser: Browser, visitor: Visitor
) -> None:
    ticket = hall.take("senior-card")
    window = sign_in(visitor)
    wait_state(window, "free")
    key(window, "Space")
    wait_state(window, "calling")
    key(window, "f")
    wait_state(window, "rating")
    holder = Visitor(browser, hall.url, "en", java_script_enabled=False)
    page = holder.open(path(ticket))
    page.click("text=Rate this visit")
    page.click("text=Very dissatisfied")
    other = holder.open(page.url)
    for each, words in ((page, "slow"), (other, "quick")):
        each.check("text=Bad manners, slow work")
        each.fill("textarea", words)
        each.click("text=Send")
    assert "Your rating was recorded" in text(page)
    assert "Each visit is rated once" in text(other)
    assert other.locator("main a[href*=rate]").count() == 0
    wait_state(window, "free")
    holder.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_time_is_booked_and_given_back_on_a_small_phone(
    still: OpenHall, browser: Browser, language: str
) -> None:
    phone = Visitor(browser, still.url, language)
    page = phone.open("/book")
    faults: list[str] = []
    for touched in (
        f"a[href='/book/{SERVICE}']",
        "nav.days a >> nth=1",
        ".slots a >> nth=20",
        "main button",
        "a[href$=cancel]",
        "main button",
    ):
        page.click(touched)
        page.wait_for_load_state()
        assert page.locator("script").count() == 0, "forms and redirects only"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 844})
            faults += [f"{page.url} {width}: {fault}" for fault in page.evaluate(CUT_OFF)]
        found = Axe().run(page).response["violations"] if language == "zh" else []
        faults += [f"{page.url}: {each['id']}: {each['nodes'][0]['target']}" for each in found]
    assert page.is_visible("[data-standing=cancelled]")
    assert not faults
    assert not phone.complaints
    phone.close()
