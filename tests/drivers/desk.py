# SPDX-License-Identifier: Apache-2.0
"""A window with its pad, a line and the bridge's rules, in virtual time; the test plays the hall."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from bus.actor import Delivered, Linked, Now
from bus.channels import Kind, Part
from bus.codec import decode, encode
from bus.messages import (
    Accepted,
    Answer,
    Beat,
    CardLaid,
    CodeRead,
    HallBeat,
    Message,
    NowServing,
    Rated,
    ReadersThere,
    Refusal,
    Refused,
    WindowAction,
    WindowState,
)
from config.devices import Pad, SerialPort
from firmware_bridge.core.bridge import Bridge, Bytes, Open, PortDown, PortUp, Tell, Write
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.families import maker
from tests.drivers.lines import WEATHERS, Line, Weather

HALL = Part(hall="h", name="hall", kind=Kind.HALL)
BRIDGE = Part(hall="h", name="bridge-1", kind=Kind.BRIDGE)
UTC_MS = 1_700_000_000_000
NONCE = 0xB71D6E


def own_port(*pads: Pad) -> SerialPort:
    """A port with our own pads; by default one call pad at window 3."""
    return SerialPort(id="counter", path="/dev/null", pads=pads or (Pad(address=1, window="3"),))


@dataclass
class Desk:
    """The bridge's end of the line, and the bus beyond it."""

    port: SerialPort = field(default_factory=own_port)
    commands: list[WindowAction | Rated] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    read: list[CardLaid | CodeRead] = field(default_factory=list)
    readers: list[ReadersThere] = field(default_factory=list)
    card_key: bytes = b""
    told: list[Tell] = field(default_factory=list)
    opened: int = 0
    present: bool = True

    def __post_init__(self) -> None:
        self.bridge = Bridge(BRIDGE, (self.port,), maker(NONCE, self.card_key), "1", NONCE)
        self._wake_at_ms: int | None = 0
        self._bytes = bytearray()
        self._seq = 0

    def receive(self, now_ms: int, data: bytes) -> None:
        """Bytes from the line."""
        self.step(now_ms, Bytes(self.port.id, data))

    def wake(self, now_ms: int) -> None:
        """Something is due."""
        self.step(now_ms)

    def wake_at_ms(self) -> int | None:
        """When the rules want to be stepped."""
        return self._wake_at_ms

    def take_bytes(self) -> bytes:
        """What the rules wrote."""
        data = bytes(self._bytes)
        self._bytes.clear()
        return data

    def step(self, now_ms: int, *events: object) -> None:
        """Let the rules step, over the real codec."""
        step = self.bridge.step(Now(now_ms, UTC_MS + now_ms), events)
        self._wake_at_ms = step.wake_at_ms
        for send in step.out:
            delivered = decode(*encode(BRIDGE, send.message))
            assert isinstance(delivered, Delivered)
            match delivered.message:
                case Beat() as beat:
                    self.beats.append(beat)
                case CardLaid() | CodeRead() as read:
                    self.read.append(read)
                case ReadersThere() as there:
                    self.readers.append(there)
                case command:
                    assert isinstance(command, WindowAction | Rated)
                    self.commands.append(command)
        for effect in step.effects:
            self._perform(now_ms, effect)

    def hall_says(self, now_ms: int, message: Message) -> None:
        """Deliver a message of the hall."""
        delivered = decode(*encode(HALL, message))
        self.step(now_ms, delivered)

    def beat(self, now_ms: int, boot: str = "b1") -> None:
        """The hall lives."""
        self.hall_says(now_ms, HallBeat(boot=boot, beat=1, utc_at=UTC_MS + now_ms))

    def serve(
        self,
        now_ms: int,
        state: WindowState,
        number: str = "",
        *,
        seq: int | None = None,
        **more: Any,
    ) -> None:
        """The window is now so."""
        self._seq = self._seq + 1 if seq is None else seq
        said = NowServing(seq=self._seq, window="3", state=state, number=number, **more)
        self.hall_says(now_ms, said)

    def accept(self, now_ms: int) -> None:
        """The hall did the newest command."""
        self._answer(now_ms, Accepted(command=self.commands[-1].id))

    def refuse(self, now_ms: int, refusal: Refusal) -> None:
        """The hall refused the newest command."""
        self._answer(now_ms, Refused(command=self.commands[-1].id, refusal=refusal))

    def _answer(self, now_ms: int, answer: Accepted | Refused) -> None:
        self.hall_says(now_ms, Answer(to=BRIDGE.name, answer=answer))

    def _perform(self, now_ms: int, effect: object) -> None:
        match effect:
            case Write(_port, data):
                self._bytes += data
            case Tell():
                self.told.append(effect)
            case Open():
                self.opened += 1
                up = (
                    PortUp(self.port.id) if self.present else PortDown(self.port.id, "port-missing")
                )
                self.step(now_ms, up)
            case _:
                raise AssertionError(effect)


class Room:
    """A desk whose hall lives, with a pad in whatever weather."""

    def __init__(self, weather: Weather = WEATHERS[0], seed: int = 0) -> None:
        self.desk = Desk()
        self.pad = PadTwin(1, 0x5EED0000)
        self.line = Line(self.desk, self.pad, weather, Random(f"{weather.name} {seed}"))
        self.hall_alive = True

    def run(self, for_ms: int) -> None:
        """Play on; the hall beats each second while it lives."""
        until_ms = self.line.now_ms + for_ms
        next_beat_ms = self.line.now_ms - self.line.now_ms % 1_000 + 1_000
        for at_ms in range(next_beat_ms, until_ms + 1, 1_000):
            self.line.plan(at_ms, lambda at_ms=at_ms: self._beat(at_ms))  # type: ignore[misc]
        self.line.run(until_ms)

    def begin(self) -> None:
        """Open port and bus, learn that the hall lives and the window is free."""
        self.desk.step(0, Linked(up=True))
        self.desk.beat(0)
        self.desk.serve(0, WindowState.FREE)
        self.run(200)

    @property
    def now_ms(self) -> int:
        """The moment."""
        return self.line.now_ms

    def _beat(self, at_ms: int) -> None:
        if self.hall_alive:
            self.desk.beat(at_ms)
