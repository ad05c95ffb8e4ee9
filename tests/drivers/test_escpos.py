# SPDX-License-Identifier: Apache-2.0
"""A printer on a line of the bridge: asked how it is, never printed on."""

from random import Random

import pytest

from bus.actor import Linked
from bus.printer_status import DLE_EOT, KINDS, Fault
from config.devices import SerialPort
from firmware_bridge.core.device import Cleared, Trouble
from firmware_bridge.drivers.escpos import ROUND_EVERY_MS, SILENCES_MAX, WAIT_MS, EscposPrinter
from look.words import Words
from tests.drivers.desk import Desk
from tests.drivers.lines import WEATHERS, DriverEnd, Line, Weather

WELL = dict.fromkeys(KINDS, 0x12)


class Twin:
    """A printer's line: answers DLE EOT, says nothing else."""

    def __init__(self) -> None:
        self.answers = dict(WELL)
        self.on = True
        self.asked = 0
        self._heard = b""
        self._output = b""

    def receive(self, _now_ms: int, data: bytes) -> None:
        self._heard += data
        while len(self._heard) > 2:
            if self._heard[:2] == DLE_EOT and self._heard[2] in KINDS:
                self.asked += 1
                self._output += bytes((self.answers[self._heard[2]],)) if self.on else b""
            self._heard = self._heard[1:]

    def wake(self, _now_ms: int) -> None:
        assert self.on

    def wake_at_ms(self) -> None:
        return None

    def take_bytes(self) -> bytes:
        data, self._output = self._output, b""
        return data


def _line(weather: Weather = WEATHERS[0]) -> tuple[DriverEnd, Twin, Line]:
    host, twin = DriverEnd(EscposPrinter()), Twin()
    return host, twin, Line(host, twin, weather, Random(weather.name))


@pytest.mark.parametrize(
    ("kind", "answer", "fault"),
    [
        (1, 0x1A, Fault.OFFLINE),
        (2, 0x16, Fault.COVER_OPEN),
        (3, 0x1A, Fault.CUTTER),
        (4, 0x1E, Fault.PAPER_LOW),
        (4, 0x72, Fault.PAPER_OUT),
    ],
)
def test_a_fault_is_told_once_and_cleared_when_it_is_over(
    kind: int, answer: int, fault: Fault
) -> None:
    host, twin, line = _line()
    line.run(5_000)
    assert host.heard == []
    twin.answers[kind] = answer
    line.run(12_000)
    assert host.heard == [Trouble(fault.value)]
    twin.answers = dict(WELL)
    line.run(16_000)
    assert host.heard[1:] == [Cleared(fault.value)]


def test_a_silent_printer_is_told_of_and_never_taken_for_a_well_one() -> None:
    host, twin, line = _line()
    twin.answers[4] = 0x72
    line.run(3_000)
    twin.on = False
    line.run(3_000 + SILENCES_MAX * (ROUND_EVERY_MS + WAIT_MS) + ROUND_EVERY_MS)
    assert host.heard == [
        Trouble("paper-out"),
        Trouble("printer-no-answer"),
        Cleared("paper-out"),
    ]
    twin.on = True
    line.run(line.now_ms + 4_000)
    assert host.heard[3:] == [Trouble("paper-out"), Cleared("printer-no-answer")]


def test_an_idle_printer_is_asked_four_things_a_round_and_nothing_is_printed() -> None:
    _host, twin, line = _line()
    line.run(10 * ROUND_EVERY_MS)
    assert 40 <= twin.asked <= 44


@pytest.mark.parametrize("weather", WEATHERS, ids=lambda weather: weather.name)
def test_in_any_weather_the_last_word_is_the_printers(weather: Weather) -> None:
    host, twin, line = _line(weather)
    twin.answers[2] = 0x16
    line.run(120_000)
    told = [one for one in host.heard if one == Trouble("cover-open")]
    assert told
    assert line.now_ms == 120_000


def test_bytes_that_are_no_answer_are_counted_and_nothing_else() -> None:
    printer = EscposPrinter()
    assert printer.receive(0, b"\x12\x10\x00\x00\x0f") == []
    printer.wake(0)
    assert printer.receive(1, b"\x10\x00\x00\x0f\xff") == []
    assert printer.faults == 10
    assert printer.receive(2, b"\x12" * 4) == []
    assert printer.faults == 10


def test_paper_that_has_run_out_stands_in_the_beat_with_its_port() -> None:
    desk = Desk(SerialPort(id="printer", path="/dev/null", driver="escpos"))
    twin = Twin()
    twin.answers[4] = 0x72
    line = Line(desk, twin, WEATHERS[0], Random(1))
    desk.step(0, Linked(up=True))
    line.run(2_000)
    assert desk.beats[-1].faults == ("paper-out/printer",)
    assert [(one.code, one.where) for one in desk.told] == [("paper-out", "printer")]


@pytest.mark.parametrize("package", ["firmware_bridge", "hall"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_fault_of_a_printer_has_words(package: str, language: str) -> None:
    words = Words(package, language)
    prefix = "fault-" if package == "hall" else ""
    told = set(Fault) - {Fault.MISSING}  # a port's own fault, not a printer's
    assert not {fault for fault in told if f"{prefix}{fault.value}" not in words}
