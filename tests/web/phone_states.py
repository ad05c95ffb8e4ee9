# SPDX-License-Identifier: Apache-2.0
"""All that a citizen's phone can show, of a hall in virtual time, for a browser without a network.

`python -m tests.web.phone_states FOLDER` draws it.
"""

import contextlib
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from httpx import Response
from msgspec.structs import replace
from playwright.sync_api import Browser, Route

from bus.messages import Action, TicketCancel
from config.accounts import Accounts
from config.load import HALLS, load
from hall.core.forecast import Forecast
from hall.core.inquiry import Patience
from hall.web.key import WrongKeys
from tests.rules.hall_shell import LINKS, MINUTE, MONDAY_NINE
from tests.web.inside import URL, Inside, Reader, inside
from tests.web.open_hall import Visitor, chromium

SERVICE = "senior-card"
BOOKED = "company-registration"
LAST_WEEK = "2026-02-27-A001"
NOON = 3 * 60 * MINUTE + 10 * MINUTE
EVENING = 5 * 60 * MINUTE
SIZES = ("360x640", "390x844", "844x390")
LARGER = """times => {
    const root = document.documentElement;
    for (const name of ["note", "small", "body", "lead", "title", "big", "number"]) {
        const size = getComputedStyle(root).getPropertyValue(`--type-${name}`);
        root.style.setProperty(`--type-${name}`, `calc(${size} * ${times})`);
    }
}"""
"""What a browser does whose user wants larger text."""


@contextlib.contextmanager
def virtual_township(folder: Path) -> Iterator[Inside]:
    """Run the township hall on a Monday at nine, without a device."""
    hall, guides = load(HALLS / "township" / "hall.toml")
    hall = replace(hall, accounts=Accounts(required=False), displays=(), evaluators=())
    with inside(folder, shown=(hall, guides), forecaster=Forecast(hall)) as running:
        yield running


@contextlib.contextmanager
def phone_of(
    hall: Inside, browser: Browser, language: str, **settings: object
) -> Iterator[Visitor]:
    """Give a browser the hall's answers, but for what it never asks for."""

    @cache
    def asset(path: str) -> Response:
        return hall.client.get(path)

    def answer(route: Route) -> None:
        asked = route.request
        path = asked.url.removeprefix(URL)
        if path.startswith("/static/"):
            said = asset(path)
            route.fulfill(headers=dict(said.headers), body=said.content)
            return
        names = ("accept-language", "cookie", "origin", "content-type")
        headers = {k: v for k, v in asked.all_headers().items() if k in names}
        said = hall.client.request(
            asked.method, path, headers=headers, content=asked.post_data_buffer
        )
        hall.client.cookies.clear()
        told = {k: v for k, v in said.headers.items() if k != "content-length"}
        route.fulfill(status=said.status_code, headers=told, body=said.content)

    visitor = Visitor(browser, URL, language, **settings)
    visitor.context.route("**/*", answer)
    yield visitor
    visitor.close()


def address(ticket: str) -> str:
    """Return the secret address of a ticket's page."""
    return f"/t/{ticket}/{LINKS.key(ticket)}"


def phone_states(hall: Inside) -> Iterator[tuple[str, str]]:
    """Yield the name of each state, and the page that shows it now."""
    yield from _waiting(hall)
    yield from _at_the_window(hall)
    yield from _afterwards(hall)
    yield from _booking(hall)
    yield from _nothing(hall)
    yield from _shut(hall)


def _waiting(hall: Inside) -> Iterator[tuple[str, str]]:
    for window in "124":
        hall.press(window, Action.SIGN_IN, clerk=f"00{window}")
    tickets = [hall.take(SERVICE, *rest).ticket for rest in ((), (), ("medical-aid",), (), ())]
    yield "waiting-next", address(tickets[0])
    yield "waiting-several", address(tickets[2])
    for deed in ("late", "leave"):
        yield f"ask-{deed}", f"{address(tickets[2])}/{deed}"
    yield "waiting-no-window", address(hall.take(BOOKED).ticket)
    hall.asked(TicketCancel(id="leaves", ticket=tickets[4]), "phone")
    yield "cancelled", f"{address(tickets[4])}?said=done-leave"


def _at_the_window(hall: Inside) -> Iterator[tuple[str, str]]:
    hall.next("1")
    called = address(_at(hall, "1"))
    yield "called", called
    hall.press("1", Action.ARRIVE)
    yield "serving", called
    hall.press("1", Action.HOLD, reason="去复印")
    yield "held", called
    hall.next("4")
    late = address(_at(hall, "4"))
    hall.wait(MINUTE)
    hall.press("4", Action.PASS_OVER)
    yield "passed-over-once", late
    hall.next("1")
    sent = _at(hall, "1")
    hall.press("1", Action.ARRIVE)
    hall.press("1", Action.TRANSFER, to_service="identity-card")
    yield "sent-on", address(sent)


def _afterwards(hall: Inside) -> Iterator[tuple[str, str]]:
    ended = _serve(hall, "4")
    visit = hall.state.tickets[ended].visits[-1].token
    yield "finished", address(ended)
    yield "rate", f"{address(ended)}/rate?visit={visit}"
    yield "rate-bad", f"{address(ended)}/rate?visit={visit}&level=1"
    yield "guide", f"/guide/{BOOKED}"


def _serve(hall: Inside, window: str) -> str:
    hall.next(window)
    served = _at(hall, window)
    hall.wait(MINUTE)
    hall.press(window, Action.ARRIVE)
    hall.wait(MINUTE)
    hall.press(window, Action.FINISH)
    return served


def _booking(hall: Inside) -> Iterator[tuple[str, str]]:
    slot = f"/book/{BOOKED}/{MONDAY_NINE + 5 * 60 * MINUTE}"
    yield "book", "/book"
    yield "book-day", f"/book/{BOOKED}"
    yield "book-confirm", slot
    made = Reader(hall).post(slot, {"nonce": "0" * 16}).headers["location"]
    yield "booking", made
    yield "booking-cancel", f"{made}/cancel"


def _nothing(hall: Inside) -> Iterator[tuple[str, str]]:
    yield "case-ask", "/case"
    yield "case-unknown", "/case/123456789012"
    yield "booking-unknown", "/booking/AAAA1234"
    yield "over", address(LAST_WEEK)
    yield "unknown", f"/t/{LAST_WEEK}/wrong"
    hall.app.state.wrong_keys = WrongKeys(0)
    yield "too-often", f"/t/{LAST_WEEK}/wrong"
    hall.app.state.wrong_keys = WrongKeys()
    hall.app.state.patience = Patience(1, 1_000 * MINUTE)
    Reader(hall).get("/case/123456789012")
    yield "case-too-often", "/case/123456789012"


def _shut(hall: Inside) -> Iterator[tuple[str, str]]:
    last = hall.take(SERVICE).ticket
    for window in "14":
        hall.press(window, Action.PAUSE, reason="开会")
    yield "waiting-paused", address(last)
    for window in "14":
        hall.press(window, Action.SIGN_OUT)
    hall.jump(NOON - (hall.utc_ms - MONDAY_NINE))
    yield "waiting-noon", address(last)
    hall.jump(EVENING)
    yield "waiting-evening", address(last)


def _at(hall: Inside, window: str) -> str:
    ticket = hall.state.at_window(window)
    assert ticket is not None, f"nobody is at window {window}"
    return ticket.id


def main(arguments: Sequence[str]) -> None:
    """Draw FOLDER/called/360x640-zh-calm.png and so on."""
    parser = ArgumentParser("tests.web.phone_states", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", nargs="*", default=SIZES, help="as 360x640")
    parser.add_argument("--themes", nargs="*", default=("calm", "dark"))
    parser.add_argument("--text", type=int, default=100, help="size of the text in percent")
    options = parser.parse_args(arguments)
    with (
        TemporaryDirectory() as data,
        virtual_township(Path(data)) as hall,
        chromium() as browser,
        phone_of(hall, browser, "zh", has_touch=True) as phone,
    ):
        page = phone.open("/")
        for name, path in phone_states(hall):
            for language, theme in product(("zh", "en"), options.themes):
                kept = {"language": language, "theme": theme}
                phone.context.add_cookies(
                    [{"name": key, "value": value, "url": URL} for key, value in kept.items()]
                )
                phone.open(path, page)
                page.evaluate(LARGER, options.text / 100)
                for size in options.sizes:
                    width, height = map(int, size.split("x"))
                    page.set_viewport_size({"width": width, "height": height})
                    file = options.folder / name / f"{size}-{language}-{theme}.png"
                    page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
