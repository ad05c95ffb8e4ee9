# SPDX-License-Identifier: Apache-2.0
"""A case from the clerk's key to the citizen's phone, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from bus.messages import CaseStep
from bus.receipt import is_receipt
from hall.core.inquiry import MISSES_MAX
from look.words import Words
from tests.web.open_hall import OpenHall, Visitor
from tests.web.test_clerk import key, sign_in, wait_state
from tests.web.test_pages import CUT_OFF

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]

ACCEPTED = "2"
"""The key of that outcome."""


def test_an_accepted_case_can_be_followed_by_its_receipt_code(
    hall: OpenHall, visitor: Visitor
) -> None:
    hall.take("senior-card")
    clerk = sign_in(visitor)
    key(clerk, "Space")
    wait_state(clerk, "calling")
    key(clerk, ACCEPTED)
    key(clerk, "f")
    clerk.wait_for_selector("#receipt")
    code = clerk.inner_text("#receipt strong").replace(" ", "")
    assert is_receipt(code)
    clerk.set_viewport_size({"width": 320, "height": 240})
    assert clerk.is_visible("#receipt strong"), "in the small form too"
    assert clerk.evaluate("document.documentElement.scrollHeight <= innerHeight"), "no scrolling"
    assert not clerk.evaluate(CUT_OFF)

    phone = visitor.open("/case")
    phone.fill("#code", f" {code[:3]} {code[3:]} ")
    phone.click("button")
    phone.wait_for_url(f"**/case/{code}")
    assert phone.is_visible(".state.accepted")
    for width in (320, 390, 480):
        phone.set_viewport_size({"width": width, "height": 800})
        assert not phone.evaluate(CUT_OFF)
    assert not Axe().run(phone).response["violations"]

    hall.let_in(visitor)
    register = visitor.open(f"/cases?code={code}")
    register.fill("#clerk", "001")
    register.fill("#note", "准予登记")
    register.click("button[value=decided]")
    register.wait_for_selector("text=准予登记")
    assert not Axe().run(register).response["violations"]
    phone.reload()
    assert phone.is_visible(".state.decided")
    assert "准予登记" not in phone.inner_text("main"), "notes are the clerks' own"


def test_one_key_prints_what_a_kiosk_prints_of_a_case(hall: OpenHall, visitor: Visitor) -> None:
    hall.take("senior-card")
    visitor.context.add_init_script("printed = 0; print = () => printed++;")
    clerk = sign_in(visitor)
    key(clerk, "Space")
    wait_state(clerk, "calling")
    key(clerk, ACCEPTED)
    key(clerk, "f")
    clerk.wait_for_selector("#receipt")
    with visitor.context.expect_page() as opened:
        key(clerk, "l")
    slip = opened.value
    slip.wait_for_selector("body[data-ready]", state="attached")
    assert slip.evaluate("printed") == 1
    paper = slip.inner_text("main")
    known = [hall.hall.name.zh, "老年证", clerk.inner_text("#receipt strong"), "社会事务服务"]
    assert [each for each in known if each not in paper] == []
    assert "https://hall.example/case/" in paper
    assert slip.is_visible(".qr svg")
    for width in (302, 560, 1280):
        slip.set_viewport_size({"width": width, "height": 800})
        assert not slip.evaluate(CUT_OFF)
    assert not Axe().run(slip).response["violations"]
    slip.click(".tools a[lang=en]")
    slip.wait_for_selector("html[lang=en]")
    assert "Senior citizen card" in slip.inner_text("main")
    with slip.expect_event("close"):
        slip.evaluate("setTimeout(() => dispatchEvent(new Event('afterprint')))")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_slip_says_what_the_kiosk_says(language: str) -> None:
    hall, kiosk = Words("hall", language), Words("kiosk", language)
    steps = [step.value for step in CaseStep]
    same = {
        "slip-title": "paper-case",
        "slip-office": "paper-case-office",
        "slip-scan": "paper-scan-case",
        "guide-enquiry": "guide-telephone",
        "guide-complaint": "paper-case-complaints",
        "case-accepted-on": "case-accepted-on",
        "case-closed-on": "case-closed-on",
        "case-due": "case-promised-for",
        **{f"case-step-{step}": f"case-{step}" for step in steps},
        **{f"case-do-{step}": f"case-{step}-do" for step in steps},
    }
    assert {ours: hall(ours) for ours in same} == {o: kiosk(k) for o, k in same.items()}
    assert hall("slip-collect", how="*") == kiosk("paper-collect", how="*")


def test_who_guesses_codes_must_wait(hall: OpenHall, visitor: Visitor) -> None:
    ask = visitor.context.request.get
    answers = [ask(f"{hall.url}/case/{guess:012d}").status for guess in range(MISSES_MAX + 1)]
    assert answers == [404] * MISSES_MAX + [429]
