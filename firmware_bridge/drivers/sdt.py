# SPDX-License-Identifier: Apache-2.0
"""Identity-card readers that speak SAM/SDT, 115200 8N1 (docs/drivers/sdt.md).

Request: AA AA AA 96 69 | length(2) | command parameter | check; reply: the same start | length(2) |
three status bytes | data | check. Length counts what follows it; check is the XOR of all from the
length up to it. Of a card nothing leaves this file but a keyed hash and, if wanted, one initial.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from hashlib import blake2b
from operator import xor

from firmware_bridge.core.device import CardSeen, Cleared, Reading, Trouble
from firmware_bridge.drivers.hunting import Hunter

START = b"\xaa\xaa\xaa\x96\x69"
LENGTH_BYTES, STATUS_BYTES = 2, 3
BODY_BYTES_MAX = 4_096
QUIET_MS = 500
POLL_EVERY_MS = 300
SHORT_WAIT_MS, READ_WAIT_MS = 300, 2_500
SILENCES_MAX = 3
"""Questions without an answer until the reader counts as silent."""
TEXT_BYTES = 256
NAME, NUMBER = slice(0, 30), slice(122, 158)
"""Places in the card's text, which is UTF-16, least significant byte first."""
PERSON_BYTES = 16
KEY_BYTES_MIN, KEY_BYTES_MAX = 16, 64


class Ask(Enum):
    """What a reader can be asked: command and parameter."""

    RESET = b"\x10\xff"
    STATUS = b"\x11\xff"
    SAM_ID = b"\x12\xff"
    FIND = b"\x20\x01"
    SELECT = b"\x20\x02"
    READ = b"\x30\x01"
    READ_ADDRESS = b"\x30\x03"
    READ_FINGER = b"\x30\x10"


FOUND, SELECTED, DONE = b"\x00\x00\x9f", b"\x00\x00\x90", b"\x00\x00\x90"


@dataclass(frozen=True, slots=True)
class Reply:
    """A reader's answer, checked; `status` is its three bytes."""

    status: bytes
    data: bytes = b""


def encode(body: bytes) -> bytes:
    """Return a frame around command and parameter, or around status and data."""
    counted = (len(body) + 1).to_bytes(LENGTH_BYTES, "big") + body
    return START + counted + bytes((reduce(xor, counted),))


def measure(data: bytes) -> int | None:
    """Return the size of the reply that begins here, 0 for none, None for too few bytes."""
    if data[: len(START)] != START[: len(data)]:
        return 0
    head = len(START) + LENGTH_BYTES
    if len(data) < head:
        return None
    length = int.from_bytes(data[len(START) : head], "big")
    return head + length if STATUS_BYTES < length <= BODY_BYTES_MAX else 0


def decode(data: bytes) -> Reply | None:
    """Return a measured reply, or None when its check is wrong."""
    counted = data[len(START) :]
    if reduce(xor, counted):
        return None
    body = counted[LENGTH_BYTES:-1]
    return Reply(body[:STATUS_BYTES], body[STATUS_BYTES:])


def person(number: str, key: bytes) -> str:
    """Return the keyed hash by which one person is known for the day; never the number."""
    return blake2b(number.encode(), key=key, digest_size=PERSON_BYTES).hexdigest()


def card(data: bytes, key: bytes, *, initial: bool) -> CardSeen | None:
    """Return what may be known of a card read; None when the data is no card."""
    sizes = 4  # of the text and of the photograph, two bytes each
    if len(data) < sizes + TEXT_BYTES or int.from_bytes(data[:2], "big") != TEXT_BYTES:
        return None
    text = data[sizes : sizes + TEXT_BYTES]
    number = text[NUMBER].decode("utf-16-le", "replace").strip()
    if len(number) != (NUMBER.stop - NUMBER.start) // 2 or not number[:-1].isascii():
        return None
    if not number[:-1].isdigit() or number[-1] not in "0123456789X":
        return None
    name = text[NAME].decode("utf-16-le", "replace").strip()
    return CardSeen(person(number, key), name[:1] if initial else "")


class SdtReader:
    """One reader: asks whether a card lies there, and reads each card once."""

    def __init__(self, key: bytes, *, initial: bool = False) -> None:
        """Take the hall's key of 16 to 64 bytes. ValueError for another length."""
        if not KEY_BYTES_MIN <= len(key) <= KEY_BYTES_MAX:
            raise ValueError(f"key of {len(key)} bytes, not {KEY_BYTES_MIN} to {KEY_BYTES_MAX}")
        self._key = key
        self._initial = initial
        self._hunter = Hunter(measure, decode, QUIET_MS)
        self._asked: Ask | None = None
        self._silences = 0
        self._due_ms = 0
        self._output = bytearray()

    @property
    def faults(self) -> int:
        """How many replies were broken so far."""
        return self._hunter.faults

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        replies = self._hunter.read(now_ms, data)
        return [one for reply in replies for one in self._take(now_ms, reply)]

    def wake(self, now_ms: int) -> list[Reading]:
        """Ask the next question; count one that was not answered."""
        self._hunter.wake(now_ms)
        if now_ms < self._due_ms:
            return []
        self._silences += self._asked is not None
        self._ask(now_ms, Ask.FIND)
        if self._silences == SILENCES_MAX:
            return [Trouble("reader-silent", "no answer: is it switched on, is the speed right?")]
        return []

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do."""
        hunted = self._hunter.wake_at_ms()
        return self._due_ms if hunted is None else min(self._due_ms, hunted)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def _ask(self, now_ms: int, ask: Ask) -> None:
        self._asked = ask
        self._due_ms = now_ms + (READ_WAIT_MS if ask is Ask.READ else SHORT_WAIT_MS)
        self._output += encode(ask.value)

    def _rest(self, now_ms: int) -> None:
        self._asked = None
        self._due_ms = now_ms + POLL_EVERY_MS

    def _take(self, now_ms: int, reply: Reply) -> Sequence[Reading]:
        asked, back = self._asked, self._silences >= SILENCES_MAX
        if asked is None:
            return []  # an answer to a question given up
        self._silences = 0
        found: list[Reading] = [Cleared("reader-silent")] if back else []
        if asked is Ask.FIND and reply.status == FOUND:
            self._ask(now_ms, Ask.SELECT)
        elif asked is Ask.SELECT and reply.status == SELECTED:
            self._ask(now_ms, Ask.READ)
        else:
            self._rest(now_ms)
            if asked is Ask.READ and reply.status == DONE:
                seen = card(reply.data, self._key, initial=self._initial)
                found += [] if seen is None else [seen]
        return found


class Unkeyed(SdtReader):
    """A reader that is left alone: without the hall's key no person could be known again."""

    def __init__(self) -> None:
        super().__init__(bytes(KEY_BYTES_MIN))
        self._told = False

    def wake(self, now_ms: int) -> list[Reading]:  # noqa: ARG002  # a reader's shape
        """Say once what is missing; ask the reader nothing."""
        if self._told:
            return []
        self._told = True
        return [Trouble("no-card-key", "make it with: hallflow access --json")]

    def wake_at_ms(self) -> int | None:
        """Tick at which it is said, or None."""
        return None if self._told else 0
