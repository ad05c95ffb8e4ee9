# SPDX-License-Identifier: Apache-2.0
"""433 MHz buttons (EV1527) behind a decoder module, 9600 8N1 (docs/drivers/ev1527.md).

The module says each frame it hears as six hex digits and a line end: 20 bits of the button's own
number, 4 bits of its key. Frames come again while a button is held, anybody may send them, and
none is acknowledged; so a button can do nothing that cannot be undone.
"""

from collections.abc import Iterable

from config.devices import Pad
from firmware_bridge.core.commands import Key
from firmware_bridge.core.device import KeyDown, Reading
from firmware_bridge.drivers.hunting import LineHunter

HEX_DIGITS = 6
KEY_BITS = 4
ADDRESSES = 256
HELD_MS = 600
"""A frame of the same button and key within this after the last one is the same press."""
KEYS: dict[int, Key] = {0x1: Key.NEXT, 0x2: Key.RECALL, 0x4: Key.PAUSE}
"""Never passing over, finishing or holding: those need a pad on a wire."""


class Ev1527Line:
    """One decoder module; a button's address is the last 8 bits of its number."""

    def __init__(self, pads: Iterable[Pad]) -> None:
        self._lines = LineHunter()
        self._addresses = {pad.address for pad in pads}
        self._held_until_ms: dict[int, int] = {}
        self._presses = 0

    @property
    def faults(self) -> int:
        """How many lines were broken or meant nothing so far."""
        return self._lines.faults

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        lines = self._lines.read(now_ms, data)
        return [reading for line in lines for reading in self._frame(now_ms, line)]

    def wake(self, now_ms: int) -> list[Reading]:
        """Drop a line that does not go on."""
        self._lines.wake(now_ms)
        return []

    def wake_at_ms(self) -> int | None:
        """Tick at which a line begun is dropped, or None."""
        return self._lines.wake_at_ms()

    def take_bytes(self) -> bytes:
        """Return nothing: the module only listens."""
        return b""

    def _frame(self, now_ms: int, line: bytes) -> list[Reading]:
        try:
            heard = int(line, 16) if len(line) == HEX_DIGITS and line.isalnum() else None
        except ValueError:
            heard = None
        if heard is None:
            self._lines.faults += 1
            return []
        address = heard >> KEY_BITS & ADDRESSES - 1
        key = KEYS.get(heard & (1 << KEY_BITS) - 1)
        held = now_ms < self._held_until_ms.get(heard, now_ms)
        self._held_until_ms = {h: at for h, at in self._held_until_ms.items() if at > now_ms}
        if address not in self._addresses or key is None:
            return []  # a neighbour's button, or a key that may do nothing here
        self._held_until_ms[heard] = now_ms + HELD_MS
        if held:
            return []
        self._presses += 1
        return [KeyDown(address, self._presses, key)]
