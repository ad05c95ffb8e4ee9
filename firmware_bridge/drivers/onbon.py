# SPDX-License-Identifier: Apache-2.0
"""Onbon BX-4K/5K/6K LED controllers (docs/drivers/onbon.md): frame, ping, status, clear.

Frame: A5 x 8 | escaped(header 14, data, check 2) | 5A. Numbers have their least significant byte
first; the check is CRC-16/ARC over header and data before escaping.
"""

from dataclasses import dataclass

from firmware_bridge.core.commands import Show, Why
from firmware_bridge.core.device import Cleared, Reading, Trouble
from firmware_bridge.drivers.hunting import Hunter

START, END = 0xA5, 0x5A
STARTS = 8
SCREEN = 0x0001
HEAD_BYTES, CHECK_BYTES = 14, 2
HOST = b"\x00\x80"
DEVICE_TYPE, VERSION = 0xFE, 0x02
FRAME_BYTES_MAX = 2_048
QUIET_MS = 500
POLL_EVERY_MS = 5_000
WAIT_MS = 1_000
SILENCES_MAX = 3

PING = bytes((0xA2, 0x00, 0x01, 0x00, 0x00))
STATUS = bytes((0xA1, 0x02, 0x01, 0x00, 0x00))
CLEAR = bytes((0xA3, 0x10, 0x01, 0x00, 0x00))

_ESCAPED = {0xA5: b"\xa6\x02", 0xA6: b"\xa6\x01", 0x5A: b"\x5b\x02", 0x5B: b"\x5b\x01"}
_PLAIN = {pair: bytes((byte,)) for byte, pair in _ESCAPED.items()}
_ESCAPES = (0xA6, 0x5B)


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, checked."""

    to: int
    data: bytes
    sender: bytes = HOST


def crc16_arc(data: bytes) -> int:
    """Return CRC-16/ARC: reflected polynomial A001, start 0 ("123456789" gives BB3D)."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def escape(plain: bytes) -> bytes:
    """Return bytes without A5 and 5A."""
    return b"".join(_ESCAPED.get(byte, bytes((byte,))) for byte in plain)


def unescape(escaped: bytes) -> bytes | None:
    """Return what was escaped, or None when an escape is cut off or unknown."""
    plain = bytearray()
    place = 0
    while place < len(escaped):
        size = 2 if escaped[place] in _ESCAPES else 1
        pair = escaped[place : place + size]
        found = pair if size == 1 else _PLAIN.get(pair)
        if found is None:
            return None
        plain += found
        place += size
    return bytes(plain)


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame."""
    head = frame.to.to_bytes(2, "little") + frame.sender + bytes(6)
    head += bytes((DEVICE_TYPE, VERSION)) + len(frame.data).to_bytes(2, "little")
    body = head + frame.data
    body += crc16_arc(body).to_bytes(CHECK_BYTES, "little")
    return bytes((START,)) * STARTS + escape(body) + bytes((END,))


def measure(data: bytes) -> int | None:
    """Return the size of the frame that begins here, 0 for none, None for too few bytes."""
    if data[0] != START:
        return 0
    end = data.find(END)
    if end < 0:
        return None if len(data) <= FRAME_BYTES_MAX else 0
    return end + 1


def decode(data: bytes) -> Frame | None:
    """Return a measured frame; the starts before it may be any number. None when broken."""
    body = unescape(data[:-1].lstrip(bytes((START,))))
    if body is None or len(body) < HEAD_BYTES + CHECK_BYTES:
        return None
    head, rest = body[:HEAD_BYTES], body[HEAD_BYTES:-CHECK_BYTES]
    if crc16_arc(body[:-CHECK_BYTES]) != int.from_bytes(body[-CHECK_BYTES:], "little"):
        return None
    if int.from_bytes(head[-2:], "little") != len(rest):
        return None
    return Frame(int.from_bytes(head[:2], "little"), rest, head[2:4])


class OnbonSign:
    """One LED controller: is it there? Texts need its layout of areas, which is not public."""

    def __init__(self) -> None:
        self._hunter = Hunter(measure, decode, QUIET_MS)
        self._silences = 0
        self._waiting = False
        self._due_ms = 0
        self._output = bytearray()

    @property
    def faults(self) -> int:
        """How many answers were broken so far."""
        return self._hunter.faults

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line; any whole answer is a sign of life."""
        if not self._hunter.read(now_ms, data):
            return []
        back, self._silences = self._silences >= SILENCES_MAX, 0
        self._waiting, self._due_ms = False, now_ms + POLL_EVERY_MS
        return [Cleared("sign-silent")] if back else []

    def wake(self, now_ms: int) -> list[Reading]:
        """Ask whether the sign is there; count a question not answered."""
        self._hunter.wake(now_ms)
        if now_ms < self._due_ms:
            return []
        self._silences += self._waiting
        self._waiting = True
        self._due_ms = now_ms + WAIT_MS
        self._output += encode(Frame(SCREEN, PING))
        silent = self._silences == SILENCES_MAX
        return [Trouble("sign-silent", "no answer to a ping")] if silent else []

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do."""
        hunted = self._hunter.wake_at_ms()
        return self._due_ms if hunted is None else min(self._due_ms, hunted)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def show(self, now_ms: int, address: int, shown: Show) -> None:
        """Show nothing yet: see the class."""

    def answer(self, now_ms: int, address: int, press: int, why: Why | None) -> None:
        """A sign has no keys."""
