# SPDX-License-Identifier: Apache-2.0
"""Onbon BX-5K/6K LED controllers (docs/drivers/onbon.md): the text of a window on a strip.

Frame: A5 x 8 | escaped(header 14, data, check 2) | 5A. Numbers have their least significant byte
first; the check is CRC-16/ARC over header and data before escaping.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bus.messages import NowServing
from config.devices import Pad, Strip
from firmware_bridge.core.device import Cleared, Reading, Trouble
from firmware_bridge.core.strip import Say, fitted, texts
from firmware_bridge.drivers.crc import crc16_reflected
from firmware_bridge.drivers.hunting import Hunter

START, END = 0xA5, 0x5A
STARTS = 8
HEAD_BYTES, CHECK_BYTES = 14, 2
HOST_ADDRESS = 0x8000
HOST = HOST_ADDRESS.to_bytes(2, "little")
DEVICE_TYPE, VERSION = 0xFE, 0x02
FRAME_BYTES_MAX = 2_048
QUIET_MS = 500
AGAIN_EVERY_MS = 4_000
TIMEOUT_S = 15
"""A strip whose bridge is gone takes its text away after this: an old call is worse than none."""
SILENT_EVERY_MS = 5_000
WAIT_MS = 600
"""A text of 60 bytes takes 20 ms at 57600 baud, 60 at 19200; a controller answers within 300."""
SILENCES_MAX = 3

LETTER_WIDTH_PX, LETTER_HEIGHT_PX = 8, 16
FONT, NEW_LINE = rb"\FO000", rb"\n"
RUN_UNTIL_TIMEOUT = 2
STILL, TO_THE_LEFT = 1, 3
SPEED, STAY = 10, 2
"""Of a text that runs; 0 is the fastest, 24 the slowest; it stays for as many half seconds."""
RESPOND = 1
UPDATE_HEAD_BYTES = 36
"""Before the text of an update: 9 of the command, 27 of the area."""

UPDATE = bytes((0xA3, 0x06))
DONE = bytes((0xA0, 0x00))

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
    return crc16_reflected(data, 0)


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


@dataclass(frozen=True, slots=True)
class Area:
    """One dynamic area of a screen: its place, how its text comes, and the text.

    Across, places count in eights of pixels; `timeout_s` without a new text and it is taken away.
    """

    x: int
    y_px: int
    width: int
    height_px: int
    text: bytes
    number: int = 0
    spacing: int = 0
    run: int = RUN_UNTIL_TIMEOUT
    timeout_s: int = TIMEOUT_S
    single_line: int = 1
    wrap: int = 1
    display: int = STILL
    speed: int = 0
    stay: int = 0


def update(area: Area, respond: int = RESPOND) -> bytes:
    """Return the data of a command that puts one area on the screen, and takes none away."""
    small = area.number, area.spacing, area.run
    ways = area.single_line, area.wrap, area.display, 0, area.speed, area.stay
    placed = _words(area.x, area.y_px, area.width, area.height_px)
    # After the time-out: no sound, no further parameters, set as the controller is set.
    body = b"\x00" + placed + bytes(small) + _words(area.timeout_s) + bytes(3) + bytes(ways)
    body += len(area.text).to_bytes(4, "little") + area.text
    return UPDATE + bytes((respond, 0, 0, 0, 1)) + _words(len(body)) + body


def text_in(wire: bytes) -> str:
    """Return the text that a whole frame puts on a screen, in one row; empty for another frame."""
    frame = decode(wire) if measure(wire) == len(wire) else None
    if frame is None or not frame.data.startswith(UPDATE):
        return ""
    rows = frame.data[UPDATE_HEAD_BYTES:].removeprefix(FONT).split(NEW_LINE)
    return " ".join(row.decode("gbk", "replace").strip() for row in rows)


def _words(*values: int) -> bytes:
    return b"".join(value.to_bytes(2, "little") for value in values)


def letters(text: str) -> bytes:
    """Return text as the controller's fonts have it, without what they lack and backslashes."""
    return text.replace("\\", "").encode("gbk", "ignore")


def laid_out(told: Sequence[str], strip: Strip) -> Area:
    """Return the fullest text that fits, each row in the middle; the first one runs if none does."""
    columns, rows = strip.width_px // LETTER_WIDTH_PX, strip.height_px // LETTER_HEIGHT_PX
    fit = fitted(told, lambda text: len(letters(text)), columns, rows)
    if fit is None:
        text, display = letters(" ".join(told[0].split("\n"))), TO_THE_LEFT
    else:
        lines = [letters(line) for line in fit]
        text, display = (
            NEW_LINE.join(b" " * ((columns - len(one)) // 2) + one for one in lines),
            STILL,
        )
    across = strip.x_px // LETTER_WIDTH_PX, strip.y_px, columns, strip.height_px
    single = 1 if fit is None or len(fit) == 1 else 2
    return Area(*across, FONT + text, single_line=single, display=display, speed=SPEED, stay=STAY)


@dataclass(slots=True)
class Screen:
    """One controller of the line, and what it is to say."""

    pad: Pad
    wanted: bytes = b""
    new: bool = False
    due_ms: int = 0
    silences: int = 0
    refused: bool = False


class OnbonLine:
    """LED controllers on one line, asked in turn: what each shows is said again and again.

    A text that is not said again goes by itself: a strip without its bridge shows no old call.
    """

    def __init__(self, pads: Iterable[Pad], say: Callable[[str], Say]) -> None:
        """Take the strips, and where a language's words are found."""
        self._hunter = Hunter(measure, decode, QUIET_MS)
        self._screens = {pad.address: Screen(pad) for pad in pads}
        self._say = say
        self._asked: Screen | None = None
        self._waits_until_ms = 0
        self._output = bytearray()
        for screen in self._screens.values():
            self._want(0, screen, None)

    @property
    def faults(self) -> int:
        """How many answers were broken so far."""
        return self._hunter.faults

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line, in pieces of any size."""
        found = [one for frame in self._hunter.read(now_ms, data) for one in self._take(frame)]
        self._go_on(now_ms)
        return found

    def wake(self, now_ms: int) -> list[Reading]:
        """Say what is due; count a text that was not answered."""
        found = [one for frame in self._hunter.wake(now_ms) for one in self._take(frame)]
        asked = self._asked
        if asked is not None and now_ms >= self._waits_until_ms:
            self._asked = None
            asked.silences += 1
            if asked.silences < SILENCES_MAX:
                asked.due_ms = now_ms
            elif asked.silences == SILENCES_MAX:
                found.append(Trouble(f"sign-silent/{asked.pad.address}", "no answer to its text"))
        self._go_on(now_ms)
        return found

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None."""
        due = [screen.due_ms for screen in self._screens.values()]
        line_ms = min(due, default=None) if self._asked is None else self._waits_until_ms
        return min(
            (at for at in (line_ms, self._hunter.wake_at_ms()) if at is not None), default=None
        )

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def tell(self, now_ms: int, address: int, serving: NowServing | None) -> None:
        """Let the strip say this from now on; what it said before is forgotten."""
        self._want(now_ms, self._screens[address], serving)
        self._go_on(now_ms)

    def _want(self, now_ms: int, screen: Screen, serving: NowServing | None) -> None:
        strip = screen.pad.strip or Strip()
        told = texts(serving, screen.pad.window, self._say(strip.language))
        wanted = update(laid_out(told, strip))
        if wanted != screen.wanted:
            screen.wanted, screen.new, screen.due_ms = wanted, True, now_ms

    def _go_on(self, now_ms: int) -> None:
        """If nobody is being asked, say what is new first, then what is due."""
        due = [screen for screen in self._screens.values() if now_ms >= screen.due_ms]
        if self._asked is not None or not due:
            return
        screen = min(due, key=lambda one: (not one.new, one.due_ms))
        slow = screen.silences >= SILENCES_MAX
        self._asked, screen.new = screen, False
        screen.due_ms = now_ms + (SILENT_EVERY_MS if slow else AGAIN_EVERY_MS)
        data = encode(Frame(screen.pad.address, screen.wanted))
        self._output += data
        self._waits_until_ms = now_ms + WAIT_MS

    def _take(self, frame: Frame) -> list[Reading]:
        """Take an answer of the screen that was asked; others are answers given up."""
        asked, self._asked = self._asked, None
        if asked is None or frame.to != HOST_ADDRESS:
            self._asked = asked
            return []
        address, found = asked.pad.address, list[Reading]()
        if asked.silences >= SILENCES_MAX:
            found.append(Cleared(f"sign-silent/{address}"))
        asked.silences = 0
        refused = frame.data[: len(DONE)] != DONE
        if refused and not asked.refused:
            found.append(Trouble(f"sign-refused/{address}", frame.data[:8].hex(" ").upper()))
        if asked.refused and not refused:
            found.append(Cleared(f"sign-refused/{address}"))
        asked.refused = refused
        return found
