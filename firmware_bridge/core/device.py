# SPDX-License-Identifier: Apache-2.0
"""What the bridge and a device family say to each other: bytes and ticks in, readings out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bus.messages import NowServing
from firmware_bridge.core.commands import Key, Show, Why


@dataclass(frozen=True, slots=True)
class KeyDown:
    """A clerk's key at the pad `address`; `press` names it in the answer."""

    address: int
    press: int
    key: Key
    number: int | None = None


@dataclass(frozen=True, slots=True)
class RatingDown:
    """A citizen's button at the rating pad `address`, as the device calls it."""

    address: int
    press: int
    raw_key: str


@dataclass(frozen=True, slots=True)
class CardSeen:
    """An identity card lay on the reader: nothing of it is kept but these."""

    person: str
    """Keyed hash of the number."""
    initial: str = ""
    """First character of the name, when configured."""


@dataclass(frozen=True, slots=True)
class CodeScanned:
    """A scanner read a code."""

    text: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something is wrong with a device; `code` is short and the same each time."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was wrong under `code` is over."""

    code: str


Reading = KeyDown | RatingDown | CardSeen | CodeScanned | Trouble | Cleared


class Device(Protocol):
    """One serial line and the devices of one family on it, without I/O."""

    @property
    def faults(self) -> int:
        """How many frames were broken or out of place so far."""

    def receive(self, now_ms: int, data: bytes) -> Sequence[Reading]:
        """Take bytes from the line, in pieces of any size."""

    def wake(self, now_ms: int) -> Sequence[Reading]:
        """Do what is due."""

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None."""

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""


@runtime_checkable
class Pads(Device, Protocol):
    """Devices with keys, and cells for a ticket's number."""

    def show(self, now_ms: int, address: int, shown: Show) -> None:
        """Let the device `address` show this from now on."""

    def answer(self, now_ms: int, address: int, press: int, why: Why | None) -> None:
        """Tell what became of a press: done, or refused and why."""


@runtime_checkable
class Strips(Device, Protocol):
    """Devices that say in words what goes on at their windows."""

    def tell(self, now_ms: int, address: int, serving: NowServing | None) -> None:
        """Let the strip `address` say this from now on; None: nothing is known of the window."""
