# SPDX-License-Identifier: Apache-2.0
"""Serial QR and barcode scanners, 9600 8N1 (docs/drivers/scanner.md).

A code comes as one line ended by CR, LF or both. Settings of the GROW modules: size | code | 04 |
status | parameters | check(2), the check being minus the sum of all before it, modulo 65536.
"""

from firmware_bridge.core.device import CodeScanned
from firmware_bridge.drivers.hunting import LineHunter

SAME_CODE_MS = 1_500
"""A paper held before the scanner is read again and again: one scan."""

COMMANDS: dict[str, bytes] = {
    "start": bytes((0xE4, 0x04, 0x00)),
    "stop": bytes((0xE5, 0x04, 0x00)),
    "ack": bytes((0xD0, 0x00, 0x00)),
    "nak": bytes((0xD1, 0x00, 0x00, 0x06)),
    "host mode": bytes((0xC6, 0x04, 0x08, 0x00, 0x8A, 0x08)),
    "usb-serial": bytes((0xC6, 0x04, 0x08, 0x00, 0xF2, 0x01, 0x02)),
}


def encode(command: bytes) -> bytes:
    """Return the frame of a command to the scanner."""
    counted = bytes((len(command) + 1,)) + command
    return counted + (-sum(counted) % 65_536).to_bytes(2, "big")


class Scanner:
    """One scanner that reads by itself."""

    def __init__(self) -> None:
        self._lines = LineHunter()
        self._last = ""
        self._same_until_ms = 0

    @property
    def faults(self) -> int:
        """How many lines were broken or no code so far."""
        return self._lines.faults

    def receive(self, now_ms: int, data: bytes) -> list[CodeScanned]:
        """Take bytes from the line, in pieces of any size."""
        lines = self._lines.read(now_ms, data)
        return [code for line in lines for code in self._code(now_ms, line)]

    def wake(self, now_ms: int) -> list[CodeScanned]:
        """Drop a line that does not go on."""
        self._lines.wake(now_ms)
        return []

    def wake_at_ms(self) -> int | None:
        """Tick at which a line begun is dropped, or None."""
        return self._lines.wake_at_ms()

    def take_bytes(self) -> bytes:
        """Return nothing: the scanner reads by itself."""
        return b""

    def _code(self, now_ms: int, line: bytes) -> list[CodeScanned]:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text = ""
        if not text or not text.isprintable():
            self._lines.faults += 1
            return []
        again = text == self._last and now_ms < self._same_until_ms
        self._last, self._same_until_ms = text, now_ms + SAME_CODE_MS
        return [] if again else [CodeScanned(text)]
