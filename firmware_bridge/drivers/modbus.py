# SPDX-License-Identifier: Apache-2.0
"""Button and display panels that speak Modbus RTU, 9600 8N1 (docs/drivers/modbus.md).

Frame: unit | function | data | crc(2), the least significant byte of the crc first. The bridge is
the master: it reads each panel's keys in turn and writes its display when that has changed.
Two functions are all it needs, so they stand here; the tests let pymodbus play the panels.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from config.devices import Pad, Registers
from firmware_bridge.core.commands import Key, Show, Why
from firmware_bridge.core.device import Cleared, KeyDown, RatingDown, Reading, Trouble
from firmware_bridge.drivers.crc import crc16_reflected

READ, WRITE = 0x03, 0x10
FAILED = 0x80
CRC_BYTES = 2
ANSWER_WAIT_MS = 100
POLL_EVERY_MS = 50
"""A key must be held this long, times the panels on the line, to be noticed for sure."""
SILENT_POLL_EVERY_MS = 5_000
"""A panel that does not answer is asked rarely, so that it slows nobody."""
SILENCES_MAX = 3

RATING_BUTTONS = ("1", "2", "3", "4", "5")
"""Bits 0 to 4 of a rating panel."""
NO_KEY = "none"


def crc16_modbus(data: bytes) -> int:
    """Return CRC-16/MODBUS: reflected polynomial A001, start FFFF ("123456789" gives 4B37)."""
    return crc16_reflected(data, 0xFFFF)


def encode(body: bytes) -> bytes:
    """Return the frame of unit, function and data."""
    return body + crc16_modbus(body).to_bytes(CRC_BYTES, "little")


def read_request(unit: int, register: int, count: int) -> bytes:
    """Return the question for `count` registers."""
    return encode(bytes((unit, READ)) + register.to_bytes(2, "big") + count.to_bytes(2, "big"))


def write_request(unit: int, register: int, values: Iterable[int]) -> bytes:
    """Return the order to set registers."""
    data = b"".join(value.to_bytes(2, "big") for value in values)
    head = bytes((unit, WRITE)) + register.to_bytes(2, "big")
    return encode(head + (len(data) // 2).to_bytes(2, "big") + bytes((len(data),)) + data)


@dataclass(slots=True)
class Panel:
    """One panel and what it has to be told."""

    pad: Pad
    registers: Registers
    due_ms: int = 0
    down: int = 0
    known: bool = False
    silences: int = 0
    shown: tuple[int, ...] | None = None
    refused: int | None = None


class ModbusLine:
    """All panels of one line, asked in turn: the one that waits longest first."""

    def __init__(self, pads: Iterable[Pad]) -> None:
        self.faults = 0
        self._panels = {pad.address: Panel(pad, pad.registers or Registers()) for pad in pads}
        self._asked: Panel | None = None
        self._question = b""
        self._until_ms = 0
        self._buffer = bytearray()
        self._output = bytearray()
        self._presses = 0

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes of an answer; bytes nobody asked for are dropped."""
        if self._asked is None:
            self.faults += bool(data)
            return []
        self._buffer += data
        answer = self._answer()
        if answer is None:
            return []
        panel, self._asked = self._asked, None
        self._buffer.clear()
        return self._heard(now_ms, panel, answer)

    def wake(self, now_ms: int) -> list[Reading]:
        """Give up a question; ask the next panel that is due."""
        found: list[Reading] = []
        if self._asked is not None and now_ms >= self._until_ms:
            found = self._silence(now_ms, self._asked)
        if self._asked is None:
            due = [panel for panel in self._panels.values() if now_ms >= panel.due_ms]
            if due:
                self._ask(now_ms, min(due, key=lambda panel: panel.due_ms))
        return found

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None when no panel is configured."""
        if self._asked is not None:
            return self._until_ms
        return min((panel.due_ms for panel in self._panels.values()), default=None)

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def show(self, now_ms: int, address: int, shown: Show) -> None:
        """Let the panel show this from its next turn on."""
        digits = "".join(char for char in shown.ticket if char.isdigit())
        panel = self._panels[address]
        panel.shown = (int(digits or "0"), shown.waiting, shown.sign)
        panel.due_ms = min(panel.due_ms, now_ms)

    def answer(self, now_ms: int, address: int, press: int, why: Why | None) -> None:
        """Let the panel say why a press was refused; 0 when it was done."""
        del press
        panel = self._panels[address]
        panel.refused = 0 if why is None else int(why)
        panel.due_ms = min(panel.due_ms, now_ms)

    def _ask(self, now_ms: int, panel: Panel) -> None:
        unit, registers = panel.pad.address, panel.registers
        if panel.refused is not None:
            self._question = write_request(unit, registers.refused, (panel.refused,))
        elif panel.shown is not None:
            self._question = write_request(unit, registers.ticket, panel.shown)
        else:
            self._question = read_request(unit, registers.keys, 1)
        self._asked, self._until_ms = panel, now_ms + ANSWER_WAIT_MS
        self._buffer.clear()
        self._output += self._question

    def _answer(self) -> bytes | None:
        """Return the answer to the question once it is whole and right; None before."""
        unit, function = self._question[:2]
        start = self._buffer.find(bytes((unit, function)))
        failed = self._buffer.find(bytes((unit, function | FAILED)))
        for place, size in ((start, 7 if function == READ else 8), (failed, 5)):
            frame = bytes(self._buffer[place : place + size]) if place >= 0 else b""
            if len(frame) == size and not crc16_modbus(frame):
                return frame
        return None

    def _heard(self, now_ms: int, panel: Panel, answer: bytes) -> list[Reading]:
        back = panel.silences >= SILENCES_MAX
        panel.silences = 0
        panel.due_ms = now_ms + POLL_EVERY_MS
        found: list[Reading] = [Cleared(self._code(panel))] if back else []
        function = answer[1]
        if function & FAILED:
            self.faults += 1
        if function & ~FAILED == WRITE:
            self._written(now_ms, panel)
            return found
        return found if function & FAILED else found + self._keys(panel, answer)

    def _written(self, now_ms: int, panel: Panel) -> None:
        """Note what was written, unless something newer waits already."""
        written = self._question
        unit, registers = panel.pad.address, panel.registers
        if panel.refused is not None:
            if written == write_request(unit, registers.refused, (panel.refused,)):
                panel.refused = None
        elif panel.shown and written == write_request(unit, registers.ticket, panel.shown):
            panel.shown = None
        if panel.refused is not None or panel.shown is not None:
            panel.due_ms = now_ms

    def _keys(self, panel: Panel, answer: bytes) -> list[Reading]:
        bits = int.from_bytes(answer[3:5], "big")
        pressed = bits & ~panel.down if panel.known else 0
        panel.down, panel.known = bits, True
        rating = panel.pad.kind == "rating"
        names = RATING_BUTTONS if rating else panel.registers.bits
        found: list[Reading] = []
        for bit, name in enumerate(names):
            if pressed >> bit & 1 and name != NO_KEY:
                self._presses += 1
                found.append(self._down(panel.pad, name))
        return found

    def _down(self, pad: Pad, name: str) -> Reading:
        if pad.kind == "rating":
            return RatingDown(pad.address, self._presses, name)
        return KeyDown(pad.address, self._presses, Key[name.upper().replace("-", "_")])

    def _silence(self, now_ms: int, panel: Panel) -> list[Reading]:
        self._asked = None
        self.faults += bool(self._buffer)
        panel.silences += 1
        panel.known = False
        lost = panel.silences >= SILENCES_MAX
        panel.due_ms = now_ms + (SILENT_POLL_EVERY_MS if lost else POLL_EVERY_MS)
        if panel.silences != SILENCES_MAX:
            return []
        return [Trouble(self._code(panel), "the panel does not answer")]

    @staticmethod
    def _code(panel: Panel) -> str:
        return f"pad-silent/{panel.pad.address}"
