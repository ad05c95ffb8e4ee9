# SPDX-License-Identifier: Apache-2.0
"""How many tickets a hall gives a second when many kiosks ask at once, each one on disk first."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from bench.asker import DESK, PATIENCE_S, sign_in
from bench.figures import Figure
from bench.floors import disk
from bench.place import BROKERS, Place, open_hall, place
from bus.actor import Delivered, Linked, Send, Step
from bus.channels import Kind
from bus.messages import Answer, TicketIssued, TicketRequest
from config.devices import Bridge

KIOSKS = 32
ROUNDS = 4
"""Bursts of tickets, each between two stretches of raw commits."""


def tickets(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield tickets a second for each broker; a number given twice is an error."""
    kiosks, each, floor_s = (4, 5, 0.1) if quick else (KIOSKS, 40, 1.0)
    hall = open_hall("township", kiosks=kiosks)
    hall = replace(hall, bridges=(Bridge(id=DESK, ports=()),))
    for broker in BROKERS:
        with place(hall, "township", broker) as here:
            yield from _measure(here, broker, each, floor_s, tell)


def _measure(
    here: Place, broker: str, each: int, floor_s: float, tell: Callable[[str], None]
) -> Iterator[Figure]:
    sign_in(here)
    kiosks = [_Kiosk(here, kiosk.id) for kiosk in here.hall.kiosks]
    given_s, floor = 0.0, []
    with disk(here.data.parent) as under:
        for burst in range(ROUNDS):
            tell(f"tickets, {broker}: burst {burst + 1} of {ROUNDS}")
            floor.append(under.commits_a_second(floor_s))
            began = time.perf_counter()
            for kiosk in kiosks:
                kiosk.begin(each)
            for kiosk in kiosks:
                kiosk.wait()
            given_s += time.perf_counter() - began
            floor.append(under.commits_a_second(floor_s))
    numbers = [number for kiosk in kiosks for number in kiosk.numbers]
    twice = len(numbers) - len(set(numbers))
    if twice or len(numbers) != ROUNDS * each * len(kiosks):
        raise AssertionError(f"{len(numbers)} tickets given, {twice} numbers twice")
    rate, raw = len(numbers) / given_s, sum(floor) / len(floor)
    against = f"one-row commits ({raw:,.0f}/s), 0 numbers twice"
    name = f"tickets from {len(kiosks)} kiosks, {broker}"
    yield Figure(name, rate, "tickets/s", rate / raw, against)


class _Kiosk:
    """Asks for its next ticket as soon as it has the last."""

    def __init__(self, here: Place, name: str) -> None:
        self.numbers: list[str] = []
        self._name = name
        self._number = int(name.rpartition("-")[2])
        """Kiosks begin with different services."""
        self._services = [service.id for service in here.hall.services]
        self._left = 0
        self._asked = 0
        self._up = threading.Event()
        self._done = threading.Event()
        self._runner = here.join(name, Kind.KIOSK, self.step)
        if not self._up.wait(PATIENCE_S):
            raise TimeoutError(f"{name} finds no broker at {here.url}")

    def begin(self, tickets: int) -> None:
        """Ask for so many tickets."""
        self._done.clear()
        self._left = tickets
        self._runner.post(None)

    def wait(self) -> None:
        """Wait until they are all given."""
        if not self._done.wait(PATIENCE_S):
            raise TimeoutError(f"{self._name} still lacks {self._left} tickets")

    def step(self, _now: Any, inbox: Sequence[object]) -> Step:
        """Take a number, ask for the next."""
        out = []
        for event in inbox:
            match event:
                case None:
                    out.append(self._request())
                case Linked(up=True):
                    self._up.set()
                case Delivered(message=Answer(answer=TicketIssued(number=number))):
                    self.numbers.append(number)
                    self._left -= 1
                    if self._left:
                        out.append(self._request())
                    else:
                        self._done.set()
        return Step(out=tuple(out))

    def _request(self) -> Send:
        self._asked += 1
        service = self._services[(self._asked * 7 + self._number) % len(self._services)]
        return Send(TicketRequest(id=f"{self._name}-{self._asked}", services=(service,)))
