# SPDX-License-Identifier: Apache-2.0
"""A case from the clerk's key to the citizen's phone, in a browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from bus.receipt import is_receipt
from hall.core.inquiry import MISSES_MAX
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


def test_who_guesses_codes_must_wait(hall: OpenHall, visitor: Visitor) -> None:
    ask = visitor.context.request.get
    answers = [ask(f"{hall.url}/case/{guess:012d}").status for guess in range(MISSES_MAX + 1)]
    assert answers == [404] * MISSES_MAX + [429]
