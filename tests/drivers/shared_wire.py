# SPDX-License-Identifier: Apache-2.0
"""A shared RS-485 pair in virtual microseconds: one byte after the other, two at once garble.

`python -m tests.drivers.shared_wire` measures how long a press takes to reach the bridge.
"""

from dataclasses import dataclass, field
from random import Random

from config.devices import Pad, SerialPort
from firmware_bridge.core.commands import Key, Show, Sign
from firmware_bridge.core.device import KeyDown, Reading
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.drivers.own485 import ADDRESS_MAX, POLL, SLOT_US, SLOTS_BEGIN_US, SharedLine
from firmware_bridge.families import maker

BYTE_US = 10 * 1_000_000 / 115_200
BOARD_ANSWERS_US = 300
"""From the end of a frame to the first bit of the board's answer: one turn of its loop."""
BOOT_NONCE = 0x10000
PAD_WAKES_EVERY_MS = 4
KEY_RESTS_MS = 15
"""Until a board knows of a press: part of what is promised, not of what is measured here."""


@dataclass
class Said:
    """Bytes on their way over the wire."""

    begin_us: float
    data: bytes
    speaker: int
    """A pad's address, 0 for the host."""

    @property
    def end_us(self) -> float:
        """When the last bit has gone by."""
        return self.begin_us + len(self.data) * BYTE_US


@dataclass
class Wire:
    """A bridge's line with pads, one of which may be dead; `adapter_us` is the USB's delay a way."""

    addresses: range
    seed: int
    adapter_us: int = 1_000
    host_turn_us: int = 500
    """How often the bridge's process gets round to its port."""
    dead: frozenset[int] = frozenset()
    garbled: float = 0.0
    """Share of what is said that noise hits."""
    now_us: float = 0.0
    readings: list[tuple[float, Reading]] = field(default_factory=list)
    collisions: int = 0

    def __post_init__(self) -> None:
        self.random = Random(f"wire {self.seed}")
        pads = tuple(Pad(address=address, window="1") for address in self.addresses)
        port = SerialPort(id="line", path="/dev/null", driver="own485", pads=pads)
        line = maker(self.seed + 1)(port)
        assert isinstance(line, SharedLine)
        self.line = line
        self.pads = {address: PadTwin(address, BOOT_NONCE) for address in self.addresses}
        for address, pad in self.pads.items():
            pad.take_bytes()  # the hello at boot was said before anybody listened
            self.line.show(0, address, Show(Sign.FREE, "", address))
        self.said_by_host: list[bytes] = []
        self._on_wire: list[Said] = []
        self._past: list[Said] = []
        self._to_host: list[tuple[float, bytes]] = []

    @property
    def now_ms(self) -> int:
        """The tick of every end."""
        return int(self.now_us // 1_000)

    def run(self, for_ms: int) -> None:
        """Play on."""
        end_us = self.now_us + for_ms * 1_000
        self._line_due_ms = self.line.wake_at_ms()  # a test may have told it something
        while self.now_us < end_us:
            self.now_us += self.host_turn_us
            self._deliver()
            self._host()
            if self.now_ms % PAD_WAKES_EVERY_MS == 0:
                for address in self.pads.keys() - self.dead:
                    self.pads[address].wake(self.now_ms)

    def press(self, address: int) -> float:
        """Press a key; play until the bridge knows, and return after how many ms it did."""
        begin_us, count = self.now_us, len(self.readings)
        self.pads[address].press(self.now_ms, Key.NEXT)
        while not any(self._is_press(one, address) for _, one in self.readings[count:]):
            assert self.now_us < begin_us + 30_000_000, f"pad {address} pressed in vain"
            self.run(1)
        at_us = next(at for at, one in self.readings[count:] if self._is_press(one, address))
        return (at_us - begin_us) / 1_000

    def shown(self) -> set[int]:
        """Pads that show what they were told first."""
        return {a for a, pad in self.pads.items() if pad.face.waiting == a}

    @staticmethod
    def _is_press(reading: Reading, address: int) -> bool:
        return isinstance(reading, KeyDown) and reading.address == address

    def _host(self) -> None:
        ready = [data for at_us, data in self._to_host if at_us <= self.now_us]
        self._to_host = [one for one in self._to_host if one[0] > self.now_us]
        found: list[Reading] = []
        for data in ready:
            found += self.line.receive(self.now_ms, data)
        due = self._line_due_ms is not None and self.now_ms >= self._line_due_ms
        if due:
            found += self.line.wake(self.now_ms)
        if due or ready:
            self._line_due_ms = self.line.wake_at_ms()
        self.readings += [(self.now_us, one) for one in found]
        data = self.line.take_bytes()
        if data:
            self.said_by_host.append(data)
            self._speak(Said(self.now_us + self.adapter_us, data, 0))

    def _speak(self, said: Said) -> None:
        self._on_wire.append(said)

    def _deliver(self) -> None:
        """Let what has gone by be heard, in order of its end."""
        while True:
            ended = [one for one in self._on_wire if one.end_us <= self.now_us]
            if not ended:
                return
            first = min(ended, key=lambda one: one.end_us)
            data = self._as_heard(first)
            self._on_wire.remove(first)
            self._past = [*self._past[-8:], first]
            if first.speaker:
                self._to_host.append((first.end_us + self.adapter_us, data))
            self._pads_hear(first, data)

    def _as_heard(self, said: Said) -> bytes:
        others = [*self._on_wire, *self._past]
        if any(
            one is not said and one.begin_us < said.end_us and said.begin_us < one.end_us
            for one in others
        ):
            self.collisions += 1
        elif self.random.random() >= self.garbled:
            return said.data
        return self.random.randbytes(len(said.data))

    def _pads_hear(self, said: Said, data: bytes) -> None:
        tick_ms = int(said.end_us // 1_000)
        for address, pad in self.pads.items():
            if address in self.dead or address == said.speaker:
                continue
            pad.receive(tick_ms, data)
            answer = pad.take_bytes()
            if not answer:
                continue
            wait_us = float(BOARD_ANSWERS_US)
            if data == POLL:
                wait_us = SLOTS_BEGIN_US + (address - 1) * SLOT_US
            self._speak(Said(said.end_us + wait_us, answer, address))


def measure(
    *, dead: frozenset[int], adapter_us: int, presses: int, pads: int = ADDRESS_MAX
) -> list[float]:
    """Return in ms how long presses at random moments and pads took, sorted."""
    wire = Wire(range(1, pads + 1), seed=1, adapter_us=adapter_us, dead=dead)
    wire.run(12_000)
    alive = [address for address in wire.addresses if address not in dead]
    found = []
    for _ in range(presses):
        wire.run(wire.random.randrange(30, 400))
        found.append(wire.press(wire.random.choice(alive)))
    return sorted(found)


if __name__ == "__main__":
    for gone in (frozenset[int](), frozenset({17}), frozenset(range(9, 17))):
        for adapter_us in (100, 1_000):
            took = measure(dead=gone, adapter_us=adapter_us, presses=100)
            print(  # noqa: T201
                f"64 pads, {len(gone)} dead, adapter {adapter_us / 1000:g} ms: press to bridge p50"
                f" {took[50]:.1f} ms, p99 {took[98]:.1f} ms, most {took[-1]:.1f} ms"
            )
