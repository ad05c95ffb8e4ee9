# SPDX-License-Identifier: Apache-2.0
"""All pages: two languages, every width, dark and light, nothing cut off, nothing from outside."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from hall.core.accounts import Role
from tests.web.open_hall import OpenHall, Visitor, open_hall, poll
from tests.web.test_clerk import key, sign_in, wait_state

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(900)]

WIDTHS = (320, 480, 768, 1024, 1280, 1920)
"""The first: 1280 px at 400 %, as WCAG 1.4.10 asks."""
PAGES = (
    "/",
    "/clerk",
    "/clerk/2",
    "/clerk/1",
    "/cases",
    "/case",
    "/manager",
    "/wall",
    "/manager/address",
    "/manager/tickets",
    "/manager/reports?by=service&compare=before",
    "/manager/reports?span=day&by=hour",
    "/manager/plan",
    "/sign-in",
    "/setup",
    "/me",
    "/admin",
    "/admin/tokens",
    "/admin/audit",
    "/admin/hooks",
    "/admin/devices",
    "/admin/hall",
    "/admin/hall/windows",
    "/admin/hall/services?item=farm-subsidy",
    "/admin/hall/guides?item=identity-card",
    "/admin/versions",
    "/api",
    "/nowhere",
)
CUT_OFF = """() => {
    const room = document.documentElement.clientWidth;
    const found = [];
    if (document.documentElement.scrollWidth > room) found.push("the page scrolls sideways");
    for (const element of document.querySelectorAll("body *")) {
        if (element.closest(".scroll, .chart, .skip, svg, dialog:not([open]), datalist")) continue;
        const box = element.getBoundingClientRect();
        if (!box.width || !box.height) continue;
        const name = `${element.tagName} ${element.className}: ${element.textContent.slice(0, 40)}`;
        if (box.right > room + 1 || box.left < -1) found.push(`outside: ${name}`);
        const hides = getComputedStyle(element).overflowX !== "auto";
        if (hides && element.scrollWidth > element.clientWidth + 1 && element.clientWidth)
            found.push(`cut off: ${name}`);
    }
    return found;
}"""
SPACED = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; " +
        "word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
    document.adoptedStyleSheets = [sheet];
}"""
"""What WCAG 1.4.12 lets a reader do to any page."""


def busy_hall(hall: OpenHall, visitor: Visitor) -> Page:
    """A hall with people waiting, one called, one put aside, one window paused."""
    for service in ("senior-card", "rural-pension", "job-register", "petition-reception"):
        hall.take(service)
        hall.take(service, "pregnant")
    page = sign_in(visitor, "1", "001")
    key(page, "Space")
    wait_state(page, "calling")
    key(page, "h")
    key(page, "1")
    page.wait_for_selector(".now:not(.calling)")
    key(page, "Space")
    wait_state(page, "calling")
    paused = sign_in(visitor, "5", "005")
    key(paused, "p")
    key(paused, "1")
    wait_state(paused, "paused")
    return page


@pytest.fixture(scope="module")
def hall(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenHall]:
    """One busy hall for all tests here: they only look."""
    with open_hall(tmp_path_factory.mktemp("hall") / "data") as running:
        clerk = Visitor(browser, running.url)
        busy_hall(running, clerk)
        clerk.close()
        yield running


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_off_at_any_width(hall: OpenHall, browser: Browser, language: str) -> None:
    reader = Visitor(browser, hall.url, language)
    hall.let_in(reader)
    faults: list[str] = []
    page = None
    for path in PAGES:
        page = reader.open(path, page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} {width}: {fault}" for fault in page.evaluate(CUT_OFF)]
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.evaluate(SPACED)
        faults += [f"{path} spaced: {fault}" for fault in page.evaluate(CUT_OFF)]
    reader.close()
    assert not faults


def test_a_dialog_fits_the_smallest_window(visitor: Visitor) -> None:
    page = visitor.open("/clerk/1")
    page.set_viewport_size({"width": 360, "height": 640})
    for letter in ("t", "h", "a", "p", "s", "d", "?"):
        key(page, letter)
        page.wait_for_selector("dialog[open]")
        assert not page.evaluate(CUT_OFF), letter
        page.keyboard.press("Escape")
        page.wait_for_selector("dialog[open]", state="detached")


def test_beside_another_program_the_clerk_needs_a_corner_of_the_screen(visitor: Visitor) -> None:
    page = visitor.open("/clerk/1")
    page.set_viewport_size({"width": 320, "height": 240})
    assert not page.evaluate(CUT_OFF)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight"), "no scrolling"
    for shown in ("#number", "#what", ".bar .waiting"):
        assert page.is_visible(shown)
    keys = page.locator(".keys .key:visible").all()
    assert [each.get_attribute("data-key") for each in keys] == ["Space", "R", "N", "F"]
    key(page, "p")
    page.wait_for_selector("dialog[open]")
    assert not page.evaluate(CUT_OFF), "what is not shown has its key all the same"
    page.keyboard.press("Escape")
    page.click(".bar [data-key='?']")
    page.click("[data-press=T]")
    page.wait_for_selector("#ask-transfer[open]")
    page.close()


def test_one_switch_changes_the_language_and_keeps_it(hall: OpenHall, visitor: Visitor) -> None:
    page = visitor.open("/clerk/2")
    assert page.get_attribute("html", "lang") == "zh-CN"
    assert "登录" in page.inner_text("main")
    page.click("footer a[lang=en]")
    poll(page, lambda: page.get_attribute("html", "lang") == "en", "English")
    assert page.url == f"{hall.url}/clerk/2"
    assert "Sign in" in page.inner_text("main")
    again = visitor.open("/manager")
    assert again.get_attribute("html", "lang") == "en"


def test_a_page_leads_nowhere_but_back_here(visitor: Visitor, hall: OpenHall) -> None:
    page = visitor.open("/")
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1"):
        answer = page.request.get("/language/en", params={"back": back}, max_redirects=0)
        assert answer.headers["location"] == "/"
    kept = page.request.get("/theme/dark", params={"back": "/manager"}, max_redirects=0)
    assert kept.headers["location"] == "/manager"
    assert page.url.startswith(hall.url)


def test_whoever_reads_long_is_asked_before_the_session_ends(
    hall: OpenHall, visitor: Visitor
) -> None:
    hall.let_in(visitor, Role.MANAGER)
    page = visitor.context.new_page()
    page.clock.install()
    page.goto("/me")
    assert page.is_hidden("#stay")
    page.clock.fast_forward("57:30")
    page.wait_for_selector("#stay")
    assert "2 分钟" in page.inner_text("#stay")
    page.click("#stay button")
    page.wait_for_selector("#stay", state="hidden")
    page.close()
    wall = visitor.open("/wall")
    assert wall.locator("#stay").count(), "a manager's session ends on any page"
    hall.let_in(visitor, Role.DISPLAY)
    visitor.open("/wall", wall)
    assert not wall.locator("#stay").count(), "a screen on a wall stays for months"


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_a_wall_screen_is_dark_by_the_system_or_by_choice(hall: OpenHall, browser: Browser) -> None:
    dark = Visitor(browser, hall.url, color_scheme="dark")
    light = Visitor(browser, hall.url, color_scheme="light")
    by_system, by_default = dark.open("/manager"), light.open("/manager")
    assert background(by_system) != background(by_default)
    by_default.click("footer a[href*='theme/dark']")
    poll(by_default, lambda: background(by_default) == background(by_system), "dark by choice")
    dark.close()
    light.close()


@pytest.mark.parametrize("theme", ["calm", "dark", "contrast"])
def test_an_accessibility_audit_finds_nothing(hall: OpenHall, visitor: Visitor, theme: str) -> None:
    hall.let_in(visitor)
    page = visitor.open(f"/theme/{theme}?back=/")
    found: list[str] = []
    targets = {"rules": {"target-size": {"enabled": True}}}
    rules = targets if theme == "calm" else {"runOnly": ["color-contrast"]}  # only colours differ
    for path in PAGES:
        visitor.open(path, page)
        for violation in Axe().run(page, options=rules).response["violations"]:
            where = [node["target"] for node in violation["nodes"]]
            found.append(f"{path}: {violation['id']}: {where}")
    visitor.complaints.clear()  # the browser's own note on the page that is not there
    assert not found


def test_lists_of_settings_move_from_the_keyboard_without_scripts(
    hall: OpenHall, browser: Browser
) -> None:
    """Enter on a button moves the entry and stays on it; in a question it shows what changes."""
    reader = Visitor(browser, hall.url, "en", java_script_enabled=False)
    hall.let_in(reader)
    page = reader.open("/admin/hall/windows?item=1")

    def enter(where: str) -> str | None:
        with page.expect_navigation():
            page.press(where, "Enter")
        focused = page.locator(":focus")
        return focused.get_attribute("id") if focused.count() else None

    assert enter("#b-down-takes-0") == "b-up-takes-1"
    assert "is now 2 of 2" in page.locator("#said").inner_text()
    assert enter("#b-add-relief") == "f-relief-0-span"
    page.fill("#f-relief-0-span", "noon")
    assert enter("#f-position-x-m") == "f-relief-0-span"
    page.fill("#f-relief-0-span", "")
    assert enter("#f-position-x-m") is None
    assert "social, reception" in page.locator("dl.changes ins").inner_text()
    reader.close()
