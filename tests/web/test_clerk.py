# SPDX-License-Identifier: Apache-2.0
"""A clerk with a browser: keys alone, two screens, bad networks, never a wrong call."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from hall.core.facts import Called, Finished, Recorded
from hall.store.log import Archive
from tests.web.open_hall import OpenHall, Visitor, open_hall, poll, wait_page

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]

PAGE_BYTES_MAX = 100_000


def sign_in(visitor: Visitor, window: str = "1", clerk: str = "001") -> Page:
    page = visitor.open(f"/clerk/{window}")
    page.keyboard.type(clerk)
    page.keyboard.press("Enter")
    page.wait_for_selector(".keys")
    return page


def wait_state(page: Page, state: str) -> None:
    page.wait_for_selector(f".now.{state}")


def number(page: Page) -> str:
    return page.inner_text("#number")


def wait_number(page: Page, wanted: str) -> None:
    wait_page(page, f"document.getElementById('number')?.textContent === '{wanted}'")


def key(page: Page, name: str) -> None:
    """Press a key once the last one has its answer."""
    wait_page(page, "!document.body.classList.contains('busy')")
    page.keyboard.press(name)


def facts(hall: OpenHall) -> list[Recorded]:
    archive = Archive(hall.server.log.folder)
    found = archive.facts_between("0000", "9999")
    log = list(found)
    archive.close()
    return log


def calls(hall: OpenHall) -> int:
    return sum(isinstance(recorded.fact, Called) for recorded in facts(hall))


def kinds(hall: OpenHall) -> list[str]:
    return [type(recorded.fact).__name__ for recorded in facts(hall)]


def test_a_whole_visit_needs_no_mouse(hall: OpenHall, visitor: Visitor) -> None:
    first, second, third = (hall.take("senior-card") for _ in range(3))
    page = sign_in(visitor, "1", "001")
    wait_state(page, "free")
    key(page, "Space")
    wait_number(page, first.number)
    key(page, "e")
    wait_state(page, "serving")
    key(page, "3")
    key(page, "f")
    wait_state(page, "rating")
    key(page, "Space")
    wait_number(page, second.number)
    key(page, "n")
    page.wait_for_selector(".now:not(.calling)")
    key(page, "z")
    wait_number(page, second.number)
    key(page, "h")
    key(page, "2")
    wait_page(page, "document.querySelectorAll('.side ol')[1].children.length === 1")
    key(page, "b")
    key(page, "1")
    wait_number(page, second.number)
    key(page, "Space")
    wait_number(page, third.number)
    done = [k for k in kinds(hall) if k in {"Finished", "PassedOver", "Undone", "Held"}]
    assert done == ["Finished", "PassedOver", "Undone", "Held", "Finished"]
    outcomes = [r.fact.outcome for r in facts(hall) if isinstance(r.fact, Finished)]
    assert outcomes[0] == "papers-missing"


def test_pause_services_and_sign_out_by_keys(hall: OpenHall, visitor: Visitor) -> None:
    page = sign_in(visitor)
    key(page, "p")
    key(page, "2")
    wait_state(page, "paused")
    key(page, "p")
    wait_state(page, "free")
    key(page, "s")
    page.wait_for_selector("#ask-take[open]")
    boxes = page.locator("#ask-take input")
    assert boxes.count() > 2
    for place in range(boxes.count()):
        boxes.nth(place).set_checked(place == 0)
    key(page, "Enter")
    poll(page, lambda: "Took" in kinds(hall)[-1], "the services")
    key(page, "x")
    page.wait_for_selector("#ask-sign-out[open]")
    key(page, "Tab")
    key(page, "Enter")
    page.wait_for_selector("#number[name=clerk]")
    assert "SignedOut" in kinds(hall)
    wait_page(page, "document.activeElement.id === 'number'")


def test_a_transfer_offers_open_windows_and_refuses_in_words(
    hall: OpenHall, visitor: Visitor
) -> None:
    hall.take("senior-card")
    page = sign_in(visitor, "1", "001")
    sign_in(visitor, "4", "004")
    key(page, "Space")
    wait_state(page, "calling")
    wait_page(page, "!document.querySelector('[name=to_window] option[value=\"4\"]').disabled")
    assert page.locator('[name=to_window] option[value="5"]').is_disabled()
    key(page, "t")
    page.locator("[name=to_window]").select_option("4")
    page.locator("[name=to_window]").press("Enter")
    page.wait_for_selector(".now:not(.calling)")
    assert "Transferred" in kinds(hall)
    key(page, "g")
    page.locator("#ask-call [name=ticket]").fill("Z999")
    page.locator("#ask-call [name=reason]").fill("test")
    key(page, "Enter")
    wait_page(page, "document.getElementById('said').textContent.includes('没有这个号')")


def test_the_next_service_of_a_ticket_does_not_end_as_its_first_did(
    hall: OpenHall, visitor: Visitor
) -> None:
    hall.take("senior-card")
    page = sign_in(visitor)
    key(page, "Space")
    wait_state(page, "calling")
    key(page, "a")
    page.locator("#ask-add-service select").select_option("rural-pension")
    page.locator("#ask-add-service select").press("Enter")
    poll(page, lambda: kinds(hall)[-1] == "ServiceAdded", "the second service")
    key(page, "4")
    key(page, "Space")
    wait_page(page, "document.querySelector('.now .lead').textContent.includes('养老保险')")
    wait_page(page, "document.querySelector('[name=outcome]:checked').value === 'decided'")


def test_a_double_click_calls_one_person(browser: Browser, tmp_path: Path) -> None:
    with open_hall(tmp_path / "data", call_guard_ms=60_000) as hall:
        for _ in range(3):
            hall.take("senior-card")
        visitor = Visitor(browser, hall.url)
        page = sign_in(visitor)
        wait_page(page, "!document.querySelector('[data-action=next]').disabled")
        page.dblclick("[data-action=next]")
        wait_state(page, "calling")
        key(page, "e")
        wait_state(page, "serving")
        assert calls(hall) == 1
        visitor.close()


def test_a_key_held_down_and_a_double_click_are_one_press(hall: OpenHall, visitor: Visitor) -> None:
    first, second, _ = (hall.take("senior-card") for _ in range(3))
    page = sign_in(visitor)
    page.set_viewport_size({"width": 1280, "height": 800})
    wait_page(page, "!document.querySelector('[data-action=next]').disabled")
    page.focus("[data-action=next]")
    page.keyboard.down("Enter")
    wait_number(page, first.number)
    wait_page(page, "!document.body.classList.contains('busy')")
    page.keyboard.down("Enter")  # the keyboard repeats it while it is down
    page.keyboard.up("Enter")
    key(page, "e")
    wait_state(page, "serving")
    assert calls(hall) == 1
    key(page, "Space")
    wait_number(page, second.number)
    page.keyboard.press("?")
    page.wait_for_selector("#ask-help[open]")
    behind = page.evaluate(
        """() => {
            const box = document.querySelector("[data-action=finish]").getBoundingClientRect();
            const close = document.querySelector("#ask-help .main");
            close.style.cssText = `position: fixed; left: ${box.x}px; top: ${box.y}px`;
            return [box.x + 12, box.y + 12];
        }"""
    )
    page.mouse.dblclick(*behind)
    page.wait_for_selector("#ask-help[open]", state="detached")
    key(page, "e")
    wait_state(page, "serving")
    assert kinds(hall).count("Finished") == 1, "only what the space bar finished"


def test_an_answer_lost_on_the_way_is_asked_for_again_not_done_again(
    hall: OpenHall, visitor: Visitor
) -> None:
    for _ in range(3):
        hall.take("senior-card")
    page = sign_in(visitor)
    wait_page(page, "!document.querySelector('[data-action=next]').disabled")
    tries: list[str] = []

    def lose_first(route: Route) -> None:
        tries.append(route.request.post_data or "")
        answer = route.fetch()
        if len(tries) <= 2:
            route.fulfill(status=502, body="lost")
        else:
            route.fulfill(response=answer)

    page.route("**/press", lose_first)
    key(page, "Space")
    poll(page, lambda: len(tries) == 3, "the third try")
    wait_page(page, "!document.body.classList.contains('busy')")
    assert len(set(tries)) == 1
    assert calls(hall) == 1
    visitor.complaints.clear()  # the browser's own notes on the two 502


def test_two_browsers_at_one_window_show_the_same(
    hall: OpenHall, visitor: Visitor, browser: Browser
) -> None:
    first = hall.take("senior-card")
    page = sign_in(visitor)
    other = Visitor(browser, hall.url, "en")
    second = other.open("/clerk/1")
    key(page, "Space")
    wait_number(page, first.number)
    wait_number(second, first.number)
    key(second, "f")
    wait_state(page, "rating")
    wait_state(second, "rating")
    assert not other.complaints
    other.close()


def test_a_key_never_reaches_another_person_than_the_page_showed(
    hall: OpenHall, visitor: Visitor
) -> None:
    first, second = hall.take("senior-card"), hall.take("senior-card")
    page = sign_in(visitor)
    key(page, "Space")
    wait_number(page, first.number)
    stale = {"id": "stale-1", "action": "finish", "shown": "", "clerk": "001"}
    for shown in ("", second.ticket):
        stale |= {"id": f"stale-{shown}", "shown": shown}
        answer = page.request.post(
            "/api/windows/1/press", data=stale, headers={"Origin": hall.url}
        ).json()
        assert answer["refusal"] == "wrong-state"
        assert answer["text"]
    assert "Finished" not in kinds(hall)


def test_a_question_is_closed_when_its_person_has_gone(
    hall: OpenHall, visitor: Visitor, browser: Browser
) -> None:
    first = hall.take("senior-card")
    page = sign_in(visitor)
    other = Visitor(browser, hall.url)
    second = other.open("/clerk/1")
    key(page, "Space")
    wait_number(second, first.number)
    key(page, "h")
    page.wait_for_selector("#ask-hold[open]")
    key(second, "f")
    page.wait_for_selector("#ask-hold[open]", state="detached")
    other.close()
    assert "Held" not in kinds(hall)


def test_the_small_form_stays_on_top_and_takes_every_key(hall: OpenHall, visitor: Visitor) -> None:
    first, second = (hall.take("senior-card") for _ in range(2))
    page = sign_in(visitor)
    wait_state(page, "free")
    with visitor.context.expect_page() as opened:
        key(page, "w")
    small = opened.value
    small.wait_for_selector(".keys")
    small.set_viewport_size({"width": 360, "height": 300})
    assert page.is_visible("#back"), "the page says where its content went"
    small.keyboard.press("Space")
    wait_number(small, first.number)
    key(small, "e")
    wait_state(small, "serving")
    key(page, "f")
    wait_state(small, "rating")
    key(small, "h")
    key(small, "Space")
    wait_number(small, second.number)
    key(small, "t")
    small.wait_for_selector("#ask-transfer[open]")
    small.keyboard.press("Escape")
    small.close()
    wait_number(page, second.number)
    assert page.is_hidden("#out")
    key(page, "e")
    wait_state(page, "serving")


def test_without_windows_on_top_the_small_form_is_a_window_of_its_own(visitor: Visitor) -> None:
    page = sign_in(visitor)
    page.evaluate("delete window.documentPictureInPicture")
    with visitor.context.expect_page() as opened:
        key(page, "w")
    opened.value.wait_for_selector(".keys")
    assert page.is_visible(".keys")


def test_the_clerk_page_is_light(visitor: Visitor) -> None:
    page = sign_in(visitor)
    sizes = page.evaluate(
        """() => performance.getEntriesByType('resource')
            .concat(performance.getEntriesByType('navigation'))
            .filter((entry) => !entry.name.includes('/live/'))
            .map((entry) => [entry.name, entry.decodedBodySize])"""
    )
    assert len(sizes) >= 6
    assert sum(size for _, size in sizes) < PAGE_BYTES_MAX


def test_a_wish_from_another_site_is_refused(hall: OpenHall, visitor: Visitor) -> None:
    page = sign_in(visitor)
    wish = {"id": "foreign-1", "action": "pause", "shown": "", "clerk": "001"}
    for origin in ("http://evil.example", "null", ""):
        headers = {"Origin": origin} if origin else {}
        answer = page.request.post("/api/windows/1/press", data=wish, headers=headers)
        assert answer.status == 403
    assert "Paused" not in kinds(hall)
    answer = page.request.post("/api/windows/1/press", data=wish, headers={"Origin": hall.url})
    assert answer.json()["done"]


def test_every_answer_carries_the_headers_that_browsers_obey(visitor: Visitor) -> None:
    page = visitor.open("/")
    for path in ("/", "/clerk", "/clerk/1", "/nowhere", "/static/x/y", "/health"):
        headers = page.request.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
