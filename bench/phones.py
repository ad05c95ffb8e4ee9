# SPDX-License-Identifier: Apache-2.0
"""Phones that follow their numbers while clerks call: what they cost the hall, how late they are.

Each phone asks as its page does: after as long as the hall says, spread by a fifth. All of them
are one process beside the hall, so on a small machine they take their share of its time.
"""

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from bench.asker import DESK, Asker, sign_in
from bench.figures import Figure, in_ms, percentile
from bench.idle import busy_s, memory_mib
from bench.place import Place, open_hall, place
from bench.press import Display
from bus.channels import Kind
from bus.messages import Action, TicketIssued, TicketRequest, WindowAction
from config.devices import Bridge

PHONES, PHONES_QUICK = 5_000, 20
WATCH_S, WATCH_QUICK_S = 60.0, 3.0
CALL_EVERY_S = 0.5
FIRST_WITHIN_S = 15.0
"""Pages are opened over this time, as long as the slowest waits before it asks again."""
SPREAD = 0.2
FLOOR_SHARE = 0.05
"""So many questions, and each phone's first, ask before what any answer costs here."""
FLOOR_PATH = "/health"
CALLED = 'data-life="called"'
ANSWER_WITHIN_S = 30.0


class Now(msgspec.Struct):
    """What a phone hears."""

    html: str
    again_ms: int


class Seen:
    """What all phones saw."""

    def __init__(self) -> None:
        self.answers_s: list[float] = []
        self.floors_s: list[float] = []
        self.called_at: dict[str, float] = {}
        """When the phone of each number showed its call."""
        self.lost = 0
        self.rate = 0.0
        """Answers a second while it was watched."""
        self.busy = 0.0
        """Share of one core that the hall took then."""


def phones(*, quick: bool, tell: Callable[[str], None], count: int = 0) -> Iterator[Figure]:
    """Yield memory and processor share of the hall, and how late a call is on its phone."""
    count = count or (PHONES_QUICK if quick else PHONES)
    watch_s = WATCH_QUICK_S if quick else WATCH_S
    hall = open_hall("township", call_guard_ms=0)
    hall = replace(hall, bridges=(*hall.bridges, Bridge(id=DESK, ports=())))
    with place(hall, "township", "mosquitto") as here:
        yield from _measure(here, count, watch_s, tell)


def _measure(
    here: Place, count: int, watch_s: float, tell: Callable[[str], None]
) -> Iterator[Figure]:
    up = here.children["up"]
    web = up.wait_line(lambda line: line.startswith("ready ")).split("web=")[1].split()[0]
    display = Display()
    here.join(here.hall.displays[0].id, Kind.CALLER, display.step)
    desk = sign_in(here)
    tickets = _take(here, count, tell)
    quiet_mib = memory_mib(up)
    tell(f"phones: {count} open, {watch_s:.0f} s")
    seen = Seen()
    asyncio.run(
        _follow(web, tickets, seen, watch_s, partial(_call, here, desk), partial(busy_s, up))
    )
    title = f"{count} phones"
    memory = memory_mib(up)
    against = f"before they came ({quiet_mib:.1f} MiB)"
    yield Figure(f"{title}: memory of the hall", memory, "MiB", memory / quiet_mib, against)
    yield Figure(f"{title}: processor of the hall", 100 * seen.busy, "% of core")
    yield Figure(f"{title}: answers", seen.rate, "a second")
    yield Figure(f"{title}: without an answer", seen.lost, "questions")
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        floor = percentile(seen.floors_s, share)
        took = percentile(seen.answers_s, share)
        against = f"a page that knows nothing ({in_ms(floor):.1f} ms)"
        yield Figure(f"{title}: answer, {name}", in_ms(took), "ms", took / floor, against)
    delays = _delays(display, seen)
    if delays:
        for share, name in ((0.5, "p50"), (0.99, "p99")):
            yield Figure(f"{title}: call to phone, {name}", percentile(delays, share), "s")


def _take(here: Place, count: int, tell: Callable[[str], None]) -> list[TicketIssued]:
    """Let people take numbers, for all services alike."""
    kiosk = Asker(here, "kiosk-1", Kind.KIOSK)
    services = [service.id for service in here.hall.services]
    taken = []
    for number in range(count):
        wish = TicketRequest(id=f"phone-{number}", services=(services[number % len(services)],))
        answer = kiosk.ask(wish).answer
        if not isinstance(answer, TicketIssued):
            raise TypeError(f"no ticket for {wish}: {answer}")
        taken.append(answer)
        if number % 100 == 0:
            tell(f"phones: {number} of {count} numbers taken")
    return taken


def _call(here: Place, desk: Asker, number: int) -> None:
    """Let the next clerk call."""
    window = here.hall.windows[number % len(here.hall.windows)].id
    desk.ask(WindowAction(id=f"call-{number}", window=window, action=Action.NEXT))


async def _follow(
    web: str,
    tickets: list[TicketIssued],
    seen: Seen,
    watch_s: float,
    call: Callable[[int], None],
    busy: Callable[[], float],
) -> None:
    """Open all pages, then let clerks call and watch the hall."""
    chance = random.Random(1)
    over = asyncio.Event()
    spread_s = min(FIRST_WITHIN_S, watch_s)
    async with asyncio.TaskGroup() as group:
        for ticket in tickets:
            group.create_task(_phone(web, ticket, seen, chance, spread_s, over))
        await asyncio.sleep(spread_s)
        before, began, answered = busy(), time.perf_counter(), len(seen.answers_s)
        number = 0
        while time.perf_counter() - began < watch_s:
            await asyncio.to_thread(call, number)
            number += 1
            await asyncio.sleep(CALL_EVERY_S)
        took_s = time.perf_counter() - began
        seen.rate = (len(seen.answers_s) - answered) / took_s
        seen.busy = (busy() - before) / took_s
        over.set()


async def _phone(
    web: str,
    ticket: TicketIssued,
    seen: Seen,
    chance: random.Random,
    spread_s: float,
    over: asyncio.Event,
) -> None:
    """Follow one number until the end, asking as `phone.js` does."""
    path = f"/api/tickets/{ticket.ticket}/{ticket.key}"
    again_s, floor_share = spread_s * chance.random(), 1.0
    while True:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), again_s)
            return
        if chance.random() < floor_share:
            floor_share = FLOOR_SHARE
            _, took_s = await _get(web, FLOOR_PATH)
            seen.floors_s.append(took_s)
        body, took_s = await _get(web, path)
        if not body:
            seen.lost += 1
            again_s = max(again_s, 1.0)
            continue
        seen.answers_s.append(took_s)
        said = msgspec.json.decode(body, type=Now)
        if CALLED in said.html:
            seen.called_at.setdefault(ticket.number, time.perf_counter())
        again_s = said.again_ms / 1000 * (1 + SPREAD * (2 * chance.random() - 1))


async def _get(web: str, path: str) -> tuple[bytes, float]:
    """Return the body of an answer, empty without one, and the seconds it took."""
    host = urlsplit(web)
    began = time.perf_counter()
    wish = f"GET {path} HTTP/1.1\r\nHost: {host.netloc}\r\nConnection: close\r\n\r\n"
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(ANSWER_WITHIN_S):
            reader, writer = await asyncio.open_connection(host.hostname, host.port)
            writer.write(wish.encode())
            answer = await reader.read(-1)
            writer.close()
            head, _, body = answer.partition(b"\r\n\r\n")
            if head.startswith(b"HTTP/1.1 200"):
                return body, time.perf_counter() - began
    return b"", time.perf_counter() - began


def _delays(display: Display, seen: Seen) -> list[float]:
    """Return how many seconds after a display each phone showed its call."""
    delays = []
    while not display.calls.empty():
        _, number, at = display.calls.get()
        if number in seen.called_at:
            delays.append(max(0.0, seen.called_at[number] - at))
    return delays
