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
from firmware_bridge.drivers.scanner import CODE_BYTES_MAX, ENDS, QUIET_MS

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
        self.faults = 0
        self._addresses = {pad.address for pad in pads}
        self._line = bytearray()
        self._heard_at_ms = 0
        self._held_until_ms: dict[int, int] = {}
        self._presses = 0

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        self.wake(now_ms)
        self._heard_at_ms = now_ms
        found: list[Reading] = []
        for byte in data:
            if byte in ENDS:
                line, self._line = bytes(self._line), bytearray()
                found += self._frame(now_ms, line) if line else []
            elif len(self._line) < CODE_BYTES_MAX:
                self._line.append(byte)
        return found

    def wake(self, now_ms: int) -> list[Reading]:
        """Drop a line that does not go on."""
        if self._line and now_ms >= self._heard_at_ms + QUIET_MS:
            self._line.clear()
            self.faults += 1
        return []

    def wake_at_ms(self) -> int | None:
        """Tick at which a line begun is dropped, or None."""
        return self._heard_at_ms + QUIET_MS if self._line else None

    def take_bytes(self) -> bytes:
        """Return nothing: the module only listens."""
        return b""

    def _frame(self, now_ms: int, line: bytes) -> list[Reading]:
        try:
            heard = int(line, 16) if len(line) == HEX_DIGITS and line.isalnum() else None
        except ValueError:
            heard = None
        if heard is None:
            self.faults += 1
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
