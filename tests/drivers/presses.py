# SPDX-License-Identifier: Apache-2.0
"""Presses on a pad's twin over lines that fail, and what came of them at the host."""

from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from firmware_bridge.core.commands import Key, Pressed, Show, Sign, Took
from firmware_bridge.core.session import Event, HostLink, Lost, LostWhy, Opened, Received
from firmware_bridge.core.twin import PadTwin
from tests.drivers.lines import Line, Weather

HOST_NONCE = 0x0A0B0C0D
BOARD_NONCE = 0x5EED0000
SETTLED_MS = 12_000
PRESS_EVERY_MS = 2_500


@dataclass
class Host:
    """A host that answers each press and shows the press's number, as the bridge does."""

    link: HostLink = field(default_factory=lambda: HostLink(1, HOST_NONCE))
    events: list[Event] = field(default_factory=list)
    sessions: list[list[int]] = field(default_factory=list)

    def receive(self, now_ms: int, data: bytes) -> None:
        self._hear(now_ms, self.link.receive(now_ms, data))

    def wake(self, now_ms: int) -> None:
        self._hear(now_ms, self.link.wake(now_ms))

    def wake_at_ms(self) -> int | None:
        return self.link.wake_at_ms()

    def take_bytes(self) -> bytes:
        return self.link.take_bytes()

    def lost(self) -> list[LostWhy]:
        return [event.why for event in self.events if isinstance(event, Lost)]

    @property
    def taken(self) -> list[int]:
        """The presses that came, in their order."""
        return [press for session in self.sessions for press in session]

    def _hear(self, now_ms: int, events: list[Event]) -> None:
        self.events += events
        for event in events:
            if isinstance(event, Opened):
                self.sessions.append([])
                self.link.send(now_ms, Show(Sign.FREE, "", 0))
            elif isinstance(event, Received) and isinstance(event.command, Pressed):
                press = event.command.press
                self.sessions[-1].append(press)
                self.link.send(now_ms, Took(press))
                self.link.send(now_ms, Show(Sign.CALLING, f"A{press:03}", press))


def line_of(weather: Weather, seed: int = 0) -> tuple[Line, Host, PadTwin]:
    """Return a line in some weather and its two ends."""
    host, pad = Host(), PadTwin(1, BOARD_NONCE)
    return Line(host, pad, weather, Random(f"{weather.name} {seed}")), host, pad


def play(weather: Weather, seed: int, presses: int) -> tuple[Host, PadTwin]:
    """Press so often, any key, at random moments; return both ends when all is settled."""
    line, host, pad = line_of(weather, seed)
    random = Random(seed)
    for number in range(presses):
        at_ms = SETTLED_MS + PRESS_EVERY_MS * number + random.randrange(500)
        line.plan(at_ms, lambda: pad.press(line.now_ms, random.choice(tuple(Key))))
    line.run(SETTLED_MS + PRESS_EVERY_MS * presses + 5_000)
    return host, pad


def amiss(host: Host, pad: PadTwin, presses: int) -> tuple[int, int, int]:
    """Return how many presses were lost, doubled, out of order; one refused in sight is not lost."""
    taken = host.taken
    refused = {press for press, _why in pad.told.refused}
    lost = set(range(1, presses + 1)) - refused - set(taken)
    doubled = len(taken) - len(set(taken))
    reordered = sum(later < one for one, later in pairwise(taken))
    return len(lost), doubled, reordered
