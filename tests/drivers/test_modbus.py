# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest
from pymodbus.framer import FramerRTU
from pymodbus.pdu import DecodePDU, ModbusPDU
from pymodbus.pdu.register_message import (
    ReadHoldingRegistersRequest,
    ReadHoldingRegistersResponse,
    WriteMultipleRegistersRequest,
    WriteMultipleRegistersResponse,
)

from config.devices import Pad, Registers
from firmware_bridge.core.commands import Key, Show, Sign, Why
from firmware_bridge.core.device import Cleared, KeyDown, RatingDown, Reading, Trouble
from firmware_bridge.drivers.modbus import (
    ANSWER_WAIT_MS,
    FAILED,
    READ,
    ModbusLine,
    crc16_modbus,
    encode,
    read_request,
    write_request,
)


class Panels:
    """Panels on one line as pymodbus would build them, each with its registers; some are off."""

    def __init__(self, *units: int) -> None:
        self.registers: dict[int, dict[int, int]] = {unit: {} for unit in units}
        self.off: set[int] = set()
        self.asked: list[int] = []
        self._framer = FramerRTU(DecodePDU(is_server=True))

    def answer(self, request: bytes) -> bytes:
        if not request:
            return b""
        used, asked = self._framer.handleFrame(request, 0, 0)
        assert used == len(request)
        assert asked is not None
        unit = asked.dev_id
        self.asked.append(unit)
        if unit in self.off or unit not in self.registers:
            return b""
        return self._framer.buildFrame(self._done(asked, self.registers[unit]))

    @staticmethod
    def _done(asked: ModbusPDU, held: dict[int, int]) -> ModbusPDU:
        if isinstance(asked, ReadHoldingRegistersRequest):
            found = [held.get(asked.address + at, 0) for at in range(asked.count)]
            return ReadHoldingRegistersResponse(dev_id=asked.dev_id, registers=found)
        assert isinstance(asked, WriteMultipleRegistersRequest)
        held |= {asked.address + at: value for at, value in enumerate(asked.registers)}
        count = len(asked.registers)
        return WriteMultipleRegistersResponse(
            dev_id=asked.dev_id, address=asked.address, count=count
        )


class Play:
    """A line and its panels in virtual time."""

    def __init__(self, *pads: Pad) -> None:
        self.line = ModbusLine(pads)
        self.panels = Panels(*(pad.address for pad in pads))
        self.now_ms = 0

    def run(self, for_ms: int) -> list[Reading]:
        found: list[Reading] = []
        until_ms = self.now_ms + for_ms
        while self.now_ms < until_ms:
            due_ms = self.line.wake_at_ms()
            if due_ms is not None and due_ms <= self.now_ms:
                found += self.line.wake(self.now_ms)
            found += self.line.receive(self.now_ms, self.panels.answer(self.line.take_bytes()))
            self.now_ms += 5
        return found

    def press(self, unit: int, bit: int) -> list[Reading]:
        held = self.panels.registers[unit]
        held[USUAL.keys] = 1 << bit
        found = self.run(400)
        held[USUAL.keys] = 0
        return found + self.run(400)


USUAL = Registers()
KEYS = tuple(Key[name.upper().replace("-", "_")] for name in USUAL.bits)
CALL = Pad(address=1, window="1")
RATING = Pad(address=2, window="1", kind="rating")


@pytest.mark.parametrize(
    ("frame", "wire"),
    [
        (read_request(0x01, 0, 10), "01 03 00 00 00 0A C5 CD"),
        (read_request(0x11, 0x6B, 3), "11 03 00 6B 00 03 76 87"),
        (write_request(0x11, 0x01, (0x0A, 0x0102)), "11 10 00 01 00 02 04 00 0A 01 02 C6 F0"),
    ],
)
def test_requests_agree_with_the_published_examples(frame: bytes, wire: str) -> None:
    assert frame == bytes.fromhex(wire)
    assert crc16_modbus(b"123456789") == 0x4B37


@pytest.mark.parametrize("bit", range(len(KEYS)))
def test_a_key_held_down_is_one_press(bit: int) -> None:
    play = Play(CALL, RATING)
    play.run(500)
    assert play.press(1, bit) == [KeyDown(1, 1, KEYS[bit])]


def test_a_panel_with_registers_of_its_own_is_read_and_written_there() -> None:
    own = Registers(keys=0x100, bits=("none", "pause", "next"), ticket=0x200, refused=0x300)
    play = Play(Pad(address=1, window="1", registers=own))
    play.line.show(0, 1, Show(Sign.CALLING, "A023", 4))
    play.line.answer(0, 1, 1, Why.NOT_NOW)
    play.run(500)
    held = play.panels.registers[1]
    assert held == {0x200: 23, 0x201: 4, 0x202: Sign.CALLING, 0x300: Why.NOT_NOW}
    held[0x100] = 0b111
    found = play.run(400)
    assert found == [KeyDown(1, 1, Key.PAUSE), KeyDown(1, 2, Key.NEXT)]


def test_a_rating_button_is_told_by_its_number() -> None:
    play = Play(CALL, RATING)
    play.run(500)
    assert play.press(2, 3) == [RatingDown(2, 1, "4")]
    assert play.press(2, 7) == []


def test_a_key_that_was_down_when_the_panel_was_found_is_no_press() -> None:
    play = Play(CALL)
    play.panels.registers[1][USUAL.keys] = 1
    assert play.run(1_000) == []


def test_a_key_that_went_down_while_the_panel_was_silent_is_no_press() -> None:
    play = Play(CALL)
    play.run(500)
    play.panels.off = {1}
    play.run(1_000)
    play.panels.registers[1][USUAL.keys] = 1
    play.panels.off = set()
    found = play.run(10_000)
    assert not [one for one in found if isinstance(one, KeyDown)]


def test_a_panel_shows_the_newest_ticket_and_why_a_press_was_refused() -> None:
    play = Play(CALL)
    for number in range(5):
        play.line.show(play.now_ms, 1, Show(Sign.CALLING, f"A02{number}", number))
    play.line.answer(play.now_ms, 1, 1, Why.NOBODY_WAITING)
    play.run(500)
    held = play.panels.registers[1]
    assert [held[USUAL.ticket + i] for i in range(3)] == [24, 4, Sign.CALLING]
    assert held[USUAL.refused] == Why.NOBODY_WAITING
    play.line.answer(play.now_ms, 1, 2, None)
    play.run(500)
    assert held[USUAL.refused] == 0


def test_a_panel_switched_off_is_reported_and_does_not_slow_the_others() -> None:
    pads = tuple(Pad(address=unit, window="1") for unit in range(1, 9))
    play = Play(*pads)
    play.run(1_000)
    play.panels.off = {1, 2, 3}
    found = play.run(5_000)
    assert {one.code for one in found if isinstance(one, Trouble)} == {
        "pad-silent/1",
        "pad-silent/2",
        "pad-silent/3",
    }
    play.panels.asked.clear()
    assert play.press(8, 0) == [KeyDown(8, 1, Key.NEXT)]
    assert sum(unit <= 3 for unit in play.panels.asked) <= 3
    play.panels.off = set()
    back = play.run(12_000)
    assert {one.code for one in back if isinstance(one, Cleared)} == {
        "pad-silent/1",
        "pad-silent/2",
        "pad-silent/3",
    }


def test_an_exception_of_a_panel_is_counted_and_the_next_one_asked() -> None:
    line = ModbusLine((CALL,))
    line.wake(0)
    assert line.receive(1, encode(bytes((1, READ | FAILED, 2)))) == []
    assert line.faults == 1
    assert line.wake_at_ms() is not None


def test_after_any_noise_the_next_answer_is_heard() -> None:
    random = Random(3)
    line = ModbusLine((CALL,))
    now_ms = 0
    for _ in range(2_000):
        now_ms += 1_000
        line.receive(now_ms, random.randbytes(random.randrange(40)))
        line.wake(now_ms)
        request = line.take_bytes()
        if not request:
            continue
        line.receive(now_ms, random.randbytes(random.randrange(4)))
        up = encode(bytes((1, READ, 2, 0, 0)))
        down = encode(bytes((1, READ, 2, 0, 1)))
        line.receive(now_ms, up)
        line.wake(now_ms + ANSWER_WAIT_MS)
        line.take_bytes()
        found = line.receive(now_ms + ANSWER_WAIT_MS, down)
        assert found == [KeyDown(1, line._presses, Key.NEXT)]


def test_an_answer_in_single_bytes_is_heard() -> None:
    line = ModbusLine((CALL,))
    line.wake(0)
    found = [
        one for byte in encode(bytes((1, READ, 2, 0, 0))) for one in line.receive(1, bytes((byte,)))
    ]
    assert found == []
    assert line.faults == 0
    due_ms = line.wake_at_ms()
    assert due_ms is not None
    assert due_ms > 1
