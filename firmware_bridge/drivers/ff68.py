# SPDX-License-Identifier: Apache-2.0
"""FF 68 call pads and four-key raters on RS-485, 9600 8N1 (docs/drivers/ff68.md).

Frame: FF 68 | L L | 68 | address function data... | sum | 16, L = count of address to data, sum
over the same, modulo 256. The protocol has no sequence number: a frame that comes again soon is
the same press. The pad wants each frame echoed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from config.devices import Pad
from firmware_bridge.core.commands import Key, Show, Sign, Why
from firmware_bridge.core.device import KeyDown, RatingDown, Reading
from firmware_bridge.drivers.hunting import Hunter

START, MIDDLE, END = b"\xff\x68", 0x68, 0x16
HEAD_BYTES = 5
TAIL_BYTES = 2
BODY_BYTES_MIN, BODY_BYTES_MAX = 2, 16
QUIET_MS = 60
"""A frame of 23 bytes takes 24 ms at 9600 baud."""
SAME_PRESS_MS = 400
REFRESH_EVERY_MS = 5_000
"""The pad acknowledges nothing: what it shows is said again, so that it is right in the end."""
BLANK = 0x0A
DIGITS = 3
RATE_FUNCTION, ANSWER_FUNCTION, SHOW_FUNCTION, BEEP_FUNCTION = 0x11, 0x01, 0x02, 0x03
CONFIRM = 0x0F
KEYS: dict[int, Key] = {0x0C: Key.NEXT, 0x0D: Key.RECALL, 0x0B: Key.FINISH, 0x12: Key.PAUSE}
CONFIRMED: dict[int, Key] = {0x06: Key.PASS_OVER, 0x00: Key.HOLD, 0x03: Key.CALL_BACK}
"""Meaning of "confirm" after a digit."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame, checked."""

    address: int
    function: int
    data: bytes


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame."""
    body = bytes((frame.address, frame.function)) + frame.data
    size = bytes((len(body),))
    return START + size + size + bytes((MIDDLE,)) + body + bytes((sum(body) % 256, END))


def measure(data: bytes) -> int | None:
    """Return the size of the frame that begins here, 0 for none, None for too few bytes."""
    if data[: len(START)] != START[: len(data)]:
        return 0
    if len(data) < HEAD_BYTES:
        return None
    size, again, middle = data[2:HEAD_BYTES]
    if size != again or middle != MIDDLE or not BODY_BYTES_MIN <= size <= BODY_BYTES_MAX:
        return 0
    return HEAD_BYTES + size + TAIL_BYTES


def decode(data: bytes) -> Frame | None:
    """Return a measured frame, or None when its sum or end is wrong."""
    body, total, end = data[HEAD_BYTES:-TAIL_BYTES], data[-2], data[-1]
    if total != sum(body) % 256 or end != END:
        return None
    return Frame(body[0], body[1], body[2:])


def digits(text: str) -> bytes:
    """Return the last three digits of a number as the pad wants them, blank on the left."""
    found = [int(char) for char in text if char.isascii() and char.isdigit()][-DIGITS:]
    return bytes([BLANK] * (DIGITS - len(found)) + found)


def ticket_shown(address: int, ticket: str) -> Frame:
    """Return the frame that shows a ticket; letters are lost on this pad."""
    return Frame(address, SHOW_FUNCTION, bytes([BLANK] * DIGITS) + digits(ticket))


def waiting_shown(address: int, waiting: int) -> Frame:
    """Return the frame that shows how many wait."""
    told = digits(f"{min(waiting, 999):03}")
    return Frame(address, SHOW_FUNCTION, told + bytes([BLANK] * DIGITS))


def beep(address: int) -> Frame:
    """Return the frame that sounds the beeper."""
    return Frame(address, BEEP_FUNCTION, b"")


def rating_wanted(address: int) -> Frame:
    """Return the frame that starts a rating."""
    return Frame(address, ANSWER_FUNCTION, b"\x0b")


def answer_to(frame: Frame) -> Frame:
    """Return what the device expects back: the same frame, or function 01 for a rating."""
    if frame.function == RATE_FUNCTION:
        return Frame(frame.address, ANSWER_FUNCTION, frame.data)
    return frame


def key_of(frame: Frame) -> Key | None:
    """Return the key that a frame means, None for one that has no meaning here."""
    if not frame.data:
        return None
    if frame.data[-1] == CONFIRM:
        return CONFIRMED.get(frame.data[-2]) if len(frame.data) > 1 else None
    return KEYS.get(frame.data[-1])


class Ff68Line:
    """All FF 68 pads and raters of one line."""

    def __init__(self, pads: Iterable[Pad]) -> None:
        self._pads = {pad.address: pad for pad in pads}
        self._hunter = Hunter(measure, decode, QUIET_MS)
        self._strangers = 0
        self._presses = 0
        self._repeat_until_ms: dict[Frame, int] = {}
        self._shown: dict[int, Show] = {}
        self._refresh_at_ms: int | None = None
        self._output = bytearray()

    @property
    def faults(self) -> int:
        """How many frames were broken or of unknown pads so far."""
        return self._hunter.faults + self._strangers

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        return self._readings(now_ms, self._hunter.read(now_ms, data))

    def wake(self, now_ms: int) -> list[Reading]:
        """Give up a truncated frame; show again what is shown."""
        found = self._readings(now_ms, self._hunter.wake(now_ms))
        if self._refresh_at_ms is not None and now_ms >= self._refresh_at_ms:
            self._refresh_at_ms = now_ms + REFRESH_EVERY_MS
            for address, shown in self._shown.items():
                self._put_shown(address, shown)
        return found

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None."""
        due = (self._hunter.wake_at_ms(), self._refresh_at_ms)
        return min((at for at in due if at is not None), default=None)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def show(self, now_ms: int, address: int, shown: Show) -> None:
        """Let the pad show this from now on; a rater is asked once when a service has ended."""
        before = self._shown.get(address)
        if shown == before:
            return
        self._shown[address] = shown
        self._put_shown(address, shown)
        rater = self._pads[address].kind == "rating"
        if (
            rater
            and shown.sign is Sign.RATING
            and (before is None or before.sign is not Sign.RATING)
        ):
            self._put(rating_wanted(address))
        if self._refresh_at_ms is None:
            self._refresh_at_ms = now_ms + REFRESH_EVERY_MS

    def answer(self, now_ms: int, address: int, press: int, why: Why | None) -> None:
        """Sound a refused press: this pad can say no more. A press done is seen on the display."""
        del now_ms, press
        if why is not None:
            self._put(beep(address))

    def _readings(self, now_ms: int, frames: Iterable[Frame]) -> list[Reading]:
        return [one for frame in frames for one in self._reading(now_ms, frame)]

    def _reading(self, now_ms: int, frame: Frame) -> list[Reading]:
        pad = self._pads.get(frame.address)
        if pad is None:
            self._strangers += 1
            return []
        self._put(answer_to(frame))
        again = now_ms < self._repeat_until_ms.get(frame, now_ms)
        self._repeat_until_ms = {f: at for f, at in self._repeat_until_ms.items() if at > now_ms}
        self._repeat_until_ms[frame] = now_ms + SAME_PRESS_MS
        if again:
            return []
        self._presses += 1
        if frame.function == RATE_FUNCTION:
            raw_key = str(frame.data[0]) if frame.data else ""
            return [RatingDown(frame.address, self._presses, raw_key)]
        key = key_of(frame)
        if key is None:
            self._put(beep(frame.address))
            return []
        return [KeyDown(frame.address, self._presses, key)]

    def _put_shown(self, address: int, shown: Show) -> None:
        if self._pads[address].kind == "rating":
            return
        empty = shown.sign in (Sign.NO_HALL, Sign.CLOSED)
        told = Frame(address, SHOW_FUNCTION, bytes([BLANK] * DIGITS * 2))
        if empty:
            self._put(told)
            return
        self._put(ticket_shown(address, shown.ticket))
        self._put(waiting_shown(address, shown.waiting))

    def _put(self, frame: Frame) -> None:
        self._output += encode(frame)
