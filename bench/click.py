# SPDX-License-Identifier: Apache-2.0
"""From a click on a clerk's page to the display, and to a page of that window open elsewhere.

A page is open for each window of a big hall: what is told to one is worth nothing if the others
take its time.
"""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from itertools import cycle
from queue import SimpleQueue
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from bench.asker import DESK, PATIENCE_S
from bench.figures import Figure, in_ms, percentile
from bench.idle import busy_s
from bench.place import Place, open_hall, place
from bench.press import Display, fill, floor_s
from bus.channels import Kind
from config.devices import Bridge
from config.schema import Clerk, Hall

WINDOWS, WINDOWS_QUICK = 64, 7
CLICKS, CLICKS_QUICK = 320, 8
STILL_S, STILL_QUICK_S = 10.0, 1.0
REST_S = 0.2
"""Between two clicks: what changes closer together than 0.1 s is shown on pages together."""
DATA = b"data: "
AT_WINDOW = re.compile(r'data-shown="([^"]*)"')
"""Where a window's page names the ticket at its window; a number alone may be who is next."""


class Frame(msgspec.Struct):
    """What an open page hears."""

    html: str


class OpenPage:
    """A window's page that is open somewhere: what it hears, and when."""

    def __init__(self, stream: HTTPResponse, name: str) -> None:
        """Listen until the stream ends."""
        self.shown = ""
        """The ticket at the window, empty without one: a press says what it was made for."""
        self._shows: SimpleQueue[tuple[str, float]] = SimpleQueue()
        threading.Thread(target=self._hear, args=(stream,), name=name, daemon=True).start()

    def _hear(self, stream: HTTPResponse) -> None:
        while line := stream.readline():
            if line.startswith(DATA):
                html = msgspec.json.decode(line.removeprefix(DATA), type=Frame).html
                found = AT_WINDOW.search(html)
                if found:
                    self.shown = found[1]
                    self._shows.put((found[1], time.perf_counter()))

    def shown_at(self, number: str) -> float:
        """Return when the page had a number at its window. TimeoutError when it never had."""
        end = time.perf_counter() + PATIENCE_S
        while time.perf_counter() < end:
            shown, at = self._shows.get(timeout=PATIENCE_S)
            if shown.endswith(number):
                return at
        raise TimeoutError(f"{number} was called, and an open page never showed it")


def click(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield p50 and p99 from a click to the message at a display, and to an open page."""
    hall = _hall(WINDOWS_QUICK if quick else WINDOWS)
    with place(hall, "township", "mosquitto") as here:
        clicks, still_s = (CLICKS_QUICK, STILL_QUICK_S) if quick else (CLICKS, STILL_S)
        yield from _measure(here, clicks, still_s, tell)


def _hall(windows: int) -> Hall:
    """Return a hall of so many windows that nobody signs in to: a page is open for each."""
    hall = open_hall("township", call_guard_ms=0)
    more = range(len(hall.clerks), windows)
    return replace(
        hall,
        bridges=(*hall.bridges, Bridge(id=DESK, ports=())),
        accounts=replace(hall.accounts, required=False),
        windows=tuple(
            replace(window, id=str(number))
            for number, window in zip(range(1, windows + 1), cycle(hall.windows), strict=False)
        ),
        clerks=(*hall.clerks, *(Clerk(number=f"more-{n}", name=hall.name) for n in more)),
    )


def _measure(
    here: Place, clicks: int, still_s: float, tell: Callable[[str], None]
) -> Iterator[Figure]:
    up = here.children["up"]
    ready = up.wait_line(lambda line: line.startswith("ready "))
    web = ready.split("web=")[1].split()[0]
    display = Display()
    here.join(here.hall.displays[0].id, Kind.CALLER, display.step)
    fill(here, clicks)
    pages = {window.id: _open(web, window.id, n) for n, window in enumerate(here.hall.windows)}
    time.sleep(still_s)
    tell(f"click: {len(pages)} pages open, {still_s:.0f} s")
    before, began = busy_s(up), time.perf_counter()
    time.sleep(still_s)
    share = 100 * (busy_s(up) - before) / (time.perf_counter() - began)
    yield Figure(f"{len(pages)} clerks' pages open: processor of the hall", share, "% of core")
    clicks_s, floors_s, pages_s = [], [], []
    with here.floors() as (disk, wire):
        for number, window in zip(range(clicks), cycle(pages), strict=False):
            tell(f"click: {number} of {clicks}")
            floors_s.append(floor_s(disk.commit_s, wire.trip_s))
            time.sleep(REST_S)
            display.forget()
            began = time.perf_counter()
            _click(web, window, f"click-{number}", pages[window].shown)
            called, at = display.called(window)
            clicks_s.append(at - began)
            pages_s.append(pages[window].shown_at(called) - began)
    for name, took_s in (("display", clicks_s), ("open page", pages_s)):
        for share, percent in ((0.5, "p50"), (0.99, "p99")):
            floor, took = percentile(floors_s, share), percentile(took_s, share)
            against = f"1 commit + 2 trips ({in_ms(floor):.2f} ms)"
            yield Figure(f"click to {name}, {percent}", in_ms(took), "ms", took / floor, against)


def _open(web: str, window: str, machine: int) -> OpenPage:
    """Open a window's page on a machine of its own: the stream ends with the hall."""
    connection = _connection(web, f"127.0.1.{machine + 1}")
    connection.request("GET", f"/live/clerk?window={window}")
    return OpenPage(connection.getresponse(), f"page-{window}")


def _click(web: str, window: str, name: str, shown: str) -> None:
    """Press "call next" on a page that shows a ticket. RuntimeError when it is refused."""
    body = msgspec.json.encode({"id": name, "action": "next", "shown": shown})
    head = {"Content-Type": "application/json", "Origin": web}
    with closing(_connection(web)) as clerk:
        clerk.request("POST", f"/api/windows/{window}/press", body, head)
        answer = clerk.getresponse()
        said = answer.read().decode()
    if '"done":true' not in said:
        raise RuntimeError(f"{name}: {answer.status} {said}")


def _connection(web: str, source: str = "") -> HTTPConnection:
    host = urlsplit(web)
    return HTTPConnection(host.hostname or "", host.port, PATIENCE_S, (source, 0))
