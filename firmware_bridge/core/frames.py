# SPDX-License-Identifier: Apache-2.0
"""Frames: 00 | COBS(address kind session(2) sequence payload crc(2)) | 00.

COBS keeps 00 out of the body, so the first 00 after any noise is a sure border. The CRC is
CRC-16/CCITT (polynomial 1021, start FFFF, most significant byte first) over all before it.
"""

from binascii import crc_hqx
from collections import Counter
from dataclasses import dataclass
from enum import Enum, IntEnum

from firmware_bridge.core.commands import CRC_START

BORDER = 0x00
EVERYBODY = 0
"""Address of a poll."""
HEAD_BYTES = 5
CRC_BYTES = 2
PAYLOAD_BYTES_MAX = 64
FRAME_BYTES_MAX = HEAD_BYTES + PAYLOAD_BYTES_MAX + CRC_BYTES + 1
"""Most bytes between two borders; COBS adds one to fewer than 254."""


class Kind(IntEnum):
    """What a frame is for."""

    OPEN = 1
    """Greet or hello; belongs to no session (session 0)."""
    DATA = 2
    """One command; `sequence` is its place in the session, acknowledged by the other end."""
    ACK = 3
    """All up to `sequence` has come; also said when there is nothing to say, as a sign of life."""
    POLL = 4
    """On a shared line: the host asks all boards at once (`EVERYBODY`) who has something to say; a
    board that has raises its `hand`, which is read as a poll frame with the board's address."""


class Fault(Enum):
    """Why bytes between two borders were no frame."""

    TOO_LONG = "too long"
    NOT_COBS = "not COBS"
    TOO_SHORT = "too short"
    CRC = "wrong CRC"
    KIND = "unknown kind"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, checked."""

    address: int
    kind: Kind
    session: int
    sequence: int
    payload: bytes = b""


def cobs_encode(data: bytes) -> bytes:
    """Return `data` (fewer than 254 bytes) without 00: each becomes the way to the next one."""
    return b"".join(bytes([len(run) + 1]) + run for run in data.split(b"\x00"))


def cobs_decode(data: bytes) -> bytes | None:
    """Return what was encoded, or None when the bytes are no COBS of fewer than 254."""
    runs: list[bytes] = []
    place = 0
    while place < len(data):
        end = place + data[place]
        if end == place or end > len(data):
            return None
        runs.append(data[place + 1 : end])
        place = end
    return b"\x00".join(runs)


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame with its borders. ValueError for a payload too long."""
    if len(frame.payload) > PAYLOAD_BYTES_MAX:
        raise ValueError(f"payload of {len(frame.payload)} bytes, more than {PAYLOAD_BYTES_MAX}")
    session = frame.session.to_bytes(2, "big")
    head = bytes((frame.address, frame.kind, *session, frame.sequence))
    body = head + frame.payload
    body += crc_hqx(body, CRC_START).to_bytes(CRC_BYTES, "big")
    return b"\x00" + cobs_encode(body) + b"\x00"


def hand(address: int) -> bytes:
    """Return the two bytes of a raised hand: the address alone, and a border."""
    return bytes((address, BORDER))


def decode(body: bytes) -> Frame | Fault:
    """Return the frame between two borders, or why it is none."""
    if len(body) == 1:
        return Frame(body[0], Kind.POLL, 0, 0)
    data = cobs_decode(body)
    if data is None:
        return Fault.NOT_COBS
    if len(data) < HEAD_BYTES + CRC_BYTES:
        return Fault.TOO_SHORT
    if crc_hqx(data, CRC_START):  # over body and CRC together it is 0
        return Fault.CRC
    try:
        kind = Kind(data[1])
    except ValueError:
        return Fault.KIND
    session = int.from_bytes(data[2:4], "big")
    return Frame(data[0], kind, session, data[4], data[HEAD_BYTES:-CRC_BYTES])


class Reader:
    """Bytes in pieces of any size -> frames; what is no frame is counted in `faults`."""

    def __init__(self) -> None:
        self.faults: Counter[Fault] = Counter()
        self._body = bytearray()
        self._skipping = False

    def read(self, data: bytes) -> list[Frame]:
        """Take bytes; return the frames that ended in them."""
        found: list[Frame] = []
        *ended, rest = data.split(b"\x00")
        for piece in ended:
            self._take(piece)
            frame = self._end()
            if frame is not None:
                found.append(frame)
        self._take(rest)
        return found

    def _take(self, piece: bytes) -> None:
        if not self._skipping:
            self._body += piece
        if len(self._body) > FRAME_BYTES_MAX:
            self._body.clear()
            self._skipping = True

    def _end(self) -> Frame | None:
        body, self._body = bytes(self._body), bytearray()
        skipped, self._skipping = self._skipping, False
        if skipped:
            self.faults[Fault.TOO_LONG] += 1
        if skipped or not body:
            return None
        frame = decode(body)
        if isinstance(frame, Fault):
            self.faults[frame] += 1
            return None
        return frame
