# SPDX-License-Identifier: Apache-2.0
"""A real hall for browsers: its server, a real broker, a kiosk on the bus; open at any hour."""

import contextlib
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from bus.messages import Answer, Beat, Command, Rated, TicketIssued, TicketRequest
from config.accounts import Accounts
from config.content import Guides
from config.hours import ALWAYS_OPEN
from config.load import load
from config.schema import Hall
from hall.app import HallServer
from hall.core.accounts import Role
from hall.core.links import Links
from hall.settings import SettingsFile
from hall.web.access import COOKIE
from tests.processes import HALL, KIOSK, PAD, Joined, Site, site

HOST = "127.0.0.1"
PATIENCE_MS = 60_000
RETRY_S = 2
CHROMIUM = "/usr/bin/chromium"
LINKS = Links(b"a secret of tests")
CHEAP = Accounts(required=False, hash_memory_kib=8, hash_passes=1)
"""Nobody must sign in, and guessing a password costs next to nothing."""
ROOT = Path(__file__).resolve().parents[2]


def township(
    call_guard_ms: int = 0, ahead: int | None = None, accounts: Accounts = CHEAP
) -> tuple[Hall, Guides]:
    """Return the township hall, always open, with only the devices that a test plays.

    Nothing in it runs out while a slow machine is at work: it is noon there, far from midnight,
    unless its clock goes `ahead` hours of UTC.
    """
    ahead = 12 - datetime.now(UTC).hour if ahead is None else ahead
    hall, guides = load(ROOT / "config" / "halls" / "township" / "hall.toml")
    return (
        replace(
            hall,
            accounts=accounts,
            hours=ALWAYS_OPEN,
            network=replace(hall.network, public_url="https://hall.example/"),
            time_zone=f"Etc/GMT{-ahead:+d}",
            displays=(),
            evaluators=hall.evaluators[:1],
            bridges=(),
            policy=replace(hall.policy, call_guard_ms=call_guard_ms, undo_seconds=3_600),
            ratings=replace(hall.ratings, pad_seconds=600),
        ),
        guides,
    )


class OpenHall:
    """A running hall and what a test does in it besides the browser."""

    def __init__(self, place: Site, folder: Path, hall: Hall, guides: Guides) -> None:
        self.hall = hall
        self.guides = guides
        self._ids = count(1)
        self._socket = socket.create_server((HOST, 0))
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        login = (place.broker.url, place.passwords[HALL.login])
        self.server = HallServer(hall, folder, login, LINKS)
        own = shutil.copytree(
            ROOT / "config" / "halls" / "township", folder / "hall", dirs_exist_ok=True
        )
        self.server.start()
        self.front = self.server.open(guides, self._socket, file=SettingsFile(own, folder))
        self.kiosk = place.join(KIOSK).up()
        self.pad = place.join(PAD).up()

    def take(self, service: str, priority: str = "ordinary") -> TicketIssued:
        """Take a ticket at the kiosk."""
        wish = TicketRequest(id=f"wish-{next(self._ids)}", services=(service,), priority=priority)
        answer = self._ask(self.kiosk, wish)
        assert isinstance(answer, TicketIssued), answer
        return answer

    def rate(self, visit: str, level: int) -> None:
        """Rate a visit at the pad of window 1."""
        rated = Rated(id=f"rated-{next(self._ids)}", visit=visit, window="1", level=level)
        self._ask(self.pad, rated)

    def beat(self, *faults: str) -> None:
        """Let the kiosk say that it lives, and what is wrong with it."""
        beat = Beat(part="kiosk-1", kind="kiosk", version="1", uptime_ms=1, faults=faults)
        self.kiosk.bus.send(beat)
        self.kiosk.turn()

    def _ask(self, part: Joined, command: Command) -> object:
        """Send a command until it is answered, as devices do: idle, its connection may be gone."""
        due = time.monotonic()

        def answers() -> list[object]:
            nonlocal due
            if time.monotonic() >= due:
                part.bus.send(command)
                due += RETRY_S
            said = (m.answer for m in part.messages() if isinstance(m, Answer))
            return [answer for answer in said if answer.command == command.id]

        part.until(answers, f"an answer to {command}")
        return answers()[0]

    def let_in(self, visitor: "Visitor", role: Role = Role.ADMIN, name: str = "") -> None:
        """Sign a browser in, without its pages."""
        accounts = self.front.accounts
        name = name or f"{role.value}-{next(self._ids)}"
        password = accounts.add(name, role, "test")
        account = accounts.store.account(name)
        assert account is not None
        accounts.store.keep(replace(account, one_time=False))
        cookie = accounts.sign_in(name, password, "test")
        visitor.context.add_cookies([{"name": COOKIE, "value": cookie, "url": self.url}])

    def stop(self) -> None:
        """Stop the server and its pages."""
        self.server.stop()
        self._socket.close()


@contextlib.contextmanager
def open_hall(
    folder: Path, call_guard_ms: int = 0, accounts: Accounts = CHEAP
) -> Iterator[OpenHall]:
    """Run an open hall as long as the block lasts."""
    shown = township(call_guard_ms, accounts=accounts)
    with site("mosquitto", folder) as place, _running(place, folder, shown) as hall:
        yield hall


@contextlib.contextmanager
def recorded_hall(folder: Path, record: Callable[[Hall, Path], None]) -> Iterator[OpenHall]:
    """Run a hall in Shanghai whose log `record` wrote before."""
    with site("mosquitto", folder) as place:
        shown = township(ahead=8)
        record(shown[0], folder)
        with _running(place, folder, shown) as hall:
            yield hall


@contextlib.contextmanager
def _running(place: Site, folder: Path, shown: tuple[Hall, Guides]) -> Iterator[OpenHall]:
    running = OpenHall(place, folder, *shown)
    try:
        yield running
    finally:
        running.stop()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Run Debian's browser as long as the block lasts."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


class Visitor:
    """One browser with its own cookies; it notes every address it asks and every complaint."""

    def __init__(
        self, browser: Browser, url: str, language: str = "zh", **settings: object
    ) -> None:
        wanted = {"zh": "zh-CN", "en": "en-GB"}[language]
        self.context: BrowserContext = browser.new_context(
            locale=wanted,
            base_url=url,
            **settings,  # type: ignore[arg-type]
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.asked: list[str] = []
        self.complaints: list[str] = []

    def open(self, path: str, tab: Page | None = None) -> Page:
        """Open a page, in a tab of its own or in one that is open already, which is quicker."""
        page = tab or self._new_tab()
        page.goto(path)
        page.wait_for_selector("body[data-ready], body:not([data-live])", state="attached")
        return page

    def _new_tab(self) -> Page:
        page = self.context.new_page()
        page.on("request", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self._hear(said.type, said.text))
        return page

    def _note(self, request: Request) -> None:
        self.asked.append(request.url)

    def _hear(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def close(self) -> None:
        """Close all its pages."""
        self.context.close()


def wait_page(page: Page, script: str) -> None:
    """Wait until a script in the page is true; the page's policy forbids the browser's own way."""
    poll(page, lambda: page.evaluate(script), script)


def poll(page: Page, condition: Callable[[], object], what: str) -> None:
    """Wait until a condition of ours holds, letting the page work meanwhile."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {what}"
        page.wait_for_timeout(20)
