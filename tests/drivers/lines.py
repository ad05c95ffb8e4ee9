# SPDX-License-Identifier: Apache-2.0
"""Serial lines that fail, in virtual time: seeded, so that a failure can be played again."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Protocol

from firmware_bridge.core.device import Device, Reading


@dataclass(frozen=True)
class Weather:
    """What a line does to the bytes on it; shares are of bytes or of writes."""

    name: str
    one_byte_at_a_time: bool = False
    byte_lost: float = 0.0
    byte_garbled: float = 0.0
    noise: float = 0.0
    doubled: float = 0.0
    delay_most_ms: int = 2


WEATHERS = (
    Weather("clean"),
    Weather("one byte at a time", one_byte_at_a_time=True),
    Weather("one percent noise", byte_garbled=0.01),
    Weather("loss", byte_lost=0.02),
    Weather("noise between frames", noise=0.3),
    Weather("doubles", doubled=0.3),
    Weather("slow", delay_most_ms=40),
    Weather("slow and doubled", doubled=0.3, delay_most_ms=400),
    Weather(
        "all at once",
        one_byte_at_a_time=True,
        byte_lost=0.004,
        byte_garbled=0.004,
        noise=0.1,
        doubled=0.1,
        delay_most_ms=60,
    ),
)


class End(Protocol):
    """One end of a line."""

    def receive(self, now_ms: int, data: bytes) -> object:
        """Take bytes."""

    def wake(self, now_ms: int) -> object:
        """Do what is due."""

    def wake_at_ms(self) -> int | None:
        """Tick of the next thing due."""

    def take_bytes(self) -> bytes:
        """Return what to write."""


class DriverEnd:
    """A driver of the bridge as the end of a line; keeps what it read."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.heard: list[Reading] = []
        self.wake_at_ms, self.take_bytes = device.wake_at_ms, device.take_bytes

    def receive(self, now_ms: int, data: bytes) -> None:
        """Take bytes."""
        self.heard += self.device.receive(now_ms, data)

    def wake(self, now_ms: int) -> None:
        """Do what is due."""
        self.heard += self.device.wake(now_ms)


class Line:
    """Two ends and the bytes between them. A write doubled arrives again later, even much later."""

    def __init__(self, host: End, board: End, weather: Weather, random: Random) -> None:
        self.ends: list[End] = [host, board]
        self.now_ms = 0
        self.cut = False
        self._weather = weather
        self._random = random
        self._arrivals: list[tuple[int, int, int, bytes]] = []
        self._count = 0
        self._last_at_ms = [0, 0]
        self._plans: list[tuple[int, int, Callable[[], object]]] = []

    def plan(self, at_ms: int, act: Callable[[], object]) -> None:
        """Do something at a moment to come."""
        self._count += 1
        heapq.heappush(self._plans, (at_ms, self._count, act))

    def run(self, until_ms: int) -> None:
        """Play until a moment."""
        self._carry()
        while (at_ms := self._next_ms()) is not None and at_ms <= until_ms:
            self.now_ms = max(self.now_ms, at_ms)
            self._turn()
        self.now_ms = max(self.now_ms, until_ms)

    def _next_ms(self) -> int | None:
        due = [at for end in self.ends if (at := end.wake_at_ms()) is not None]
        due += [heap[0][0] for heap in (self._arrivals, self._plans) if heap]
        return min(due, default=None)

    def _turn(self) -> None:
        while self._plans and self._plans[0][0] <= self.now_ms:
            heapq.heappop(self._plans)[2]()
        while self._arrivals and self._arrivals[0][0] <= self.now_ms:
            _at, _count, to, data = heapq.heappop(self._arrivals)
            self.ends[to].receive(self.now_ms, data)
        for end in self.ends:
            at_ms = end.wake_at_ms()
            if at_ms is not None and at_ms <= self.now_ms:
                end.wake(self.now_ms)
        self._carry()

    def _carry(self) -> None:
        for number, end in enumerate(self.ends):
            data = end.take_bytes()
            if data and not self.cut:
                self._send(1 - number, data)

    def _send(self, to: int, data: bytes) -> None:
        weather, random = self._weather, self._random
        if random.random() < weather.noise:
            data = random.randbytes(random.randint(1, 30)) + data
        data = bytes(self._garbled(byte) for byte in data if random.random() >= weather.byte_lost)
        at_ms = max(self._last_at_ms[to], self.now_ms + random.randint(1, weather.delay_most_ms))
        self._last_at_ms[to] = at_ms
        pieces = (
            [data[i : i + 1] for i in range(len(data))] if weather.one_byte_at_a_time else [data]
        )
        for piece in pieces:
            self._arrive(at_ms, to, piece)
        if random.random() < weather.doubled:
            self._arrive(at_ms + random.randint(0, 3 * weather.delay_most_ms), to, data)

    def _garbled(self, byte: int) -> int:
        if self._random.random() >= self._weather.byte_garbled:
            return byte
        return self._random.randrange(256)

    def _arrive(self, at_ms: int, to: int, data: bytes) -> None:
        self._count += 1
        heapq.heappush(self._arrivals, (at_ms, self._count, to, data))
