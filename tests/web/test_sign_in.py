# SPDX-License-Identifier: Apache-2.0
"""A clerk's morning in a browser where everybody signs in."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser

from hall.core.accounts import Role
from tests.web.open_hall import CHEAP, Visitor, open_hall, poll
from tests.web.test_clerk import key, wait_state

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.timeout(600)]


def test_a_clerk_signs_in_by_keys_alone_and_is_out_once_the_admin_says_so(
    browser: Browser, tmp_path: Path
) -> None:
    asked = replace(CHEAP, required=True)
    with open_hall(tmp_path / "data", accounts=asked) as hall:
        accounts = hall.front.accounts
        accounts.add("boss", Role.ADMIN, "test")
        pin = accounts.add("001", Role.CLERK, "test")
        clerk = Visitor(browser, hall.url, "en")
        page = clerk.open("/clerk/1")
        for name, typed in (("name", "001"), ("password", pin)):
            page.focus(f"input[name={name}]")
            page.keyboard.type(typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**/me")
        for name, typed in (("old", pin), ("new", "604718"), ("again", "604718")):
            page.fill(f"input[name={name}]", typed)
        page.keyboard.press("Enter")
        page.wait_for_url("**/clerk")
        page.goto(f"{hall.url}/clerk/1")
        page.wait_for_selector("body[data-ready]", state="attached")
        key(page, "Enter")
        wait_state(page, "free")
        assert "001" in page.inner_text("footer")
        colleague = Visitor(browser, hall.url, "en")
        hall.let_in(colleague, Role.CLERK, "002")
        other = colleague.open("/clerk/1")
        other.wait_for_selector("body.others")
        assert "Zhou Min" in other.inner_text(".relieve")
        assert other.is_hidden(".keys"), "somebody else's keys are not offered"
        key(other, "p")
        assert "take over" in other.inner_text("#said")
        key(other, "o")
        other.wait_for_selector("#ask-relieve[open]")
        other.click("#ask-relieve .main")
        other.wait_for_selector("body:not(.others) .keys")
        page.wait_for_selector("body.others")
        key(page, "o")
        page.click("#ask-relieve .main")
        page.wait_for_selector("body:not(.others) .keys")
        colleague.close()
        second = clerk.open("/clerk/2")
        key(second, "Enter")
        poll(second, lambda: "at window 1." in second.inner_text("#said"), "where they sit")
        second.close()
        accounts.sign_out_everywhere("001", "boss")
        poll(page, lambda: "/sign-in" in page.url, "the page lets go")
        assert page.url.endswith("/sign-in?back=/clerk/1")
        assert all(address.startswith(hall.url) for address in clerk.asked)
        clerk.close()
