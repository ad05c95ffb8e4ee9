# SPDX-License-Identifier: Apache-2.0
"""Every state of a citizen's phone, of a hall in virtual time: it fits, and an audit finds nothing."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from bus.messages import Action
from hall.core.commands import StepBack
from tests.rules.hall_shell import MINUTE
from tests.web.inside import Inside
from tests.web.open_hall import poll
from tests.web.phone_states import address, phone_of, phone_states, virtual_township
from tests.web.test_pages import CUT_OFF

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SIZES = ((320, 640), (844, 390))
AUDITED = (
    "waiting-several",
    "called",
    "held",
    "finished",
    "rate-bad",
    "guide",
    "over",
    "too-often",
)
"""The others are made of the same templates; those of appointments are audited in their test."""
SERVICE = "senior-card"
RECORDER = """() => {
    window.heard = [];
    for (const each of document.querySelectorAll(".unseen"))
        new MutationObserver(() => window.heard.push(each.role + ": " + each.textContent))
            .observe(each, { childList: true });
    const plain = AudioContext.prototype.createOscillator;
    AudioContext.prototype.createOscillator = function () {
        window.heard.push("tone");
        return plain.call(this);
    };
    Object.defineProperty(navigator, "vibrate", { value: () => window.heard.push("buzz") });
}"""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with virtual_township(tmp_path / "data") as running:
        yield running


def ask_now(page: Page, asked: Iterator[int] = count(1)) -> None:  # noqa: B008 - one for all
    """Let the page ask at once, and wait for what it hears."""
    with page.expect_response("**/api/tickets/**"):
        page.evaluate(f"window.dispatchEvent(new Event('online')), {next(asked)}")


def test_every_state_fits_a_small_phone_and_passes_an_audit(hall: Inside, browser: Browser) -> None:
    faults: list[str] = []
    with phone_of(hall, browser, "zh") as chinese, phone_of(hall, browser, "en") as english:
        tabs = {reader: reader.open("/case") for reader in (chinese, english)}
        for name, path in phone_states(hall):
            if name.startswith("book"):
                continue
            for reader, page in tabs.items():
                reader.open(path, page)
                for width, height in SIZES:
                    page.set_viewport_size({"width": width, "height": height})
                    faults += [f"{name} {width}: {fault}" for fault in page.evaluate(CUT_OFF)]
            found = Axe().run(tabs[chinese]).response["violations"] if name in AUDITED else ()
            faults += [f"{name}: {each['id']}: {each['nodes'][0]['target']}" for each in found]
    assert not faults


def test_a_call_rings_for_whoever_wished_it_and_is_told_once(
    hall: Inside, browser: Browser
) -> None:
    hall.press("1", Action.SIGN_IN, clerk="001")
    others = [hall.take(SERVICE).ticket for _ in range(3)]
    mine = hall.take(SERVICE).ticket
    with phone_of(hall, browser, "en") as phone:
        page = phone.open(address(mine))
        page.evaluate(RECORDER)
        page.click("text=Ring when I am called")
        assert page.is_visible("text=Keep this page open")
        assert page.get_attribute("#ring button", "aria-pressed") == "true"
        assert heard(page) == ["tone"], "it shows at once how it will ring"
        for _ in range(3):
            hall.wait(MINUTE)
            ask_now(page)
        assert not heard(page), "a new wait alone is not worth a word"
        hall.next("1")
        ask_now(page)
        poll(page, lambda: "2 people" in page.inner_text(".facts"), "one less")
        (said,) = heard(page)
        assert said.startswith("status: ")
        assert said.endswith("Ahead of you 2 people")
        for _ in others:
            hall.press("1", Action.FINISH) if hall.number_at("1") else None
            hall.next("1")
        ask_now(page)
        page.wait_for_selector(".state.called")
        assert heard(page) == [
            "buzz",
            *["tone"] * 5,
            "alert: Go now to window 1 Ground floor Zone A",
        ]
        assert page.title() == "Go now to window 1"
        hall.wait(MINUTE)
        hall.press("1", Action.RECALL)
        ask_now(page)
        poll(page, lambda: "buzz" in heard(page), "a recall rings again")


def heard(page: Page) -> list[str]:
    """Return what the page told ear, skin and screen reader since this was asked last."""
    found: list[str] = page.evaluate("window.heard.splice(0)")
    return found


def test_a_page_that_changes_keeps_the_place_of_who_uses_the_keyboard(
    hall: Inside, browser: Browser
) -> None:
    hall.press("1", Action.SIGN_IN, clerk="001")
    first, second, _ = (hall.take(SERVICE).ticket for _ in range(3))
    with phone_of(hall, browser, "zh") as phone:
        page = phone.open(f"{address(second)}?said=done-return")
        assert page.url.endswith(address(second)), "loaded again, it is not said again"
        page.focus("a[href$='/leave']")
        hall.asked(StepBack(id="late", ticket=first), "phone")
        ask_now(page)
        poll(page, lambda: "0 人" in page.inner_text(".facts"), "the place has changed")
        assert page.evaluate("document.activeElement.getAttribute('href')").endswith("/leave")
        assert page.locator(".told").count() == 0, "what was said is old by now"
