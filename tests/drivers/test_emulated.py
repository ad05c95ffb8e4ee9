# SPDX-License-Identifier: Apache-2.0
"""The real firmware on an emulated chip: from its keys to the hall and back to its display."""

import select
from pathlib import Path
from typing import TypeVar

import pytest

from bus.messages import Accepted, Action, Answer, WindowState
from bus.run import now
from config.devices import Pad, SerialPort
from firmware_bridge.core.commands import Key, Show, Sign
from firmware_bridge.core.device import KeyDown, Pads, RatingDown, Reading
from firmware_bridge.families import maker
from firmware_bridge.port import Port
from tests.drivers.emulated import NEXT, EmulatedPad
from tests.drivers.real_bridge import Beating, running_bridge
from tests.processes import BRIDGE, HALL, WAIT_S, site, wait_until

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]
BUTTON_4 = 3
PressT = TypeVar("PressT", KeyDown, RatingDown)


def test_a_key_of_the_firmware_becomes_a_number_on_its_display(
    pads_built: tuple[Path, Path], tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with (
        site("mosquitto", tmp_path / "data") as place,
        EmulatedPad(pads_built[0], 3) as pad,
        running_bridge(place, pad.path, log),
    ):
        hall = Beating(place.join(HALL).up())
        hall.serve(WindowState.FREE)
        hall.until(lambda: pad.free, "a free window")
        pad.press_until(NEXT, hall.commands, hall.turn)
        command = hall.commands()[-1]
        assert (command.window, command.action) == ("3", Action.NEXT)
        hall.joined.bus.send(Answer(to=BRIDGE.name, answer=Accepted(command=command.id)))
        hall.serve(WindowState.SERVING, "A017")
        hall.until(lambda: pad.now.digits == " 017", "the number")
        assert (pad.now.letters, pad.now.lamp) == ("A ", "amber")
        _hall_gone(hall, pad)
    assert len(hall.commands()) == len({one.id for one in hall.commands()})
    assert "Traceback" not in log.read_text()


def _hall_gone(hall: Beating, pad: EmulatedPad) -> None:
    """The hall falls silent: display and lamp say so, a press is refused and never done later."""
    done = {one.id for one in hall.commands()}
    wait_until(lambda: pad.now.digits == "----", "no hall")
    wait_until(lambda: pad.now.lamp == "red", "a lamp that says so")
    begun = len(pad.seen)
    pad.press(NEXT)
    wait_until(lambda: pad.was(lambda shown: shown.digits == "E  2", begun), "a refusal")
    hall.serve(WindowState.SERVING, "A018")
    hall.until(lambda: pad.now.digits == " 018", "the hall is back")
    beaten = len(hall.joined.messages())
    hall.until(lambda: len(hall.joined.messages()) > beaten + 2, "beats of the bridge")
    assert {one.id for one in hall.commands()} == done


class Line:
    """A driver of the bridge on a real line, driven by the test."""

    def __init__(self, path: str, driver: str, kind: str) -> None:
        pads = (Pad(address=3, window="1", kind=kind), Pad(address=5, window="1"))  # type: ignore[arg-type]
        setting = SerialPort(id="line", path=path, driver=driver, pads=pads)  # type: ignore[arg-type]
        self.port = Port(setting)
        self.device = maker(now().tick_ms)(setting)
        self.read: list[Reading] = []

    def turn(self) -> bool:
        """Hear what came, do what is due; True, for `wait_until` to be asked again."""
        if select.select([self.port.fd], [], [], 0.002)[0]:
            self.read += self.device.receive(now().tick_ms, self.port.read())
        self.read += self.device.wake(now().tick_ms)
        data = self.device.take_bytes()
        if data:
            self.port.write(data)
        return True

    def show(self, shown: Show) -> None:
        """Let pad 3 show this."""
        assert isinstance(self.device, Pads)
        self.device.show(now().tick_ms, 3, shown)

    def pressed(self, kind: type[PressT]) -> list[PressT]:
        """The presses read so far."""
        return [one for one in self.read if isinstance(one, kind)]


def _free(line: Line, pad: EmulatedPad) -> None:
    line.show(Show(Sign.FREE, "", 0))
    wait_until(lambda: line.turn() and pad.free, "a free window")


def test_a_button_of_the_rating_pad_is_its_number(pads_built: tuple[Path, Path]) -> None:
    with EmulatedPad(pads_built[1], 3) as pad:
        line = Line(pad.path, "own", "rating")
        _free(line, pad)
        pad.press_until(BUTTON_4, lambda: line.pressed(RatingDown), line.turn)
        assert {(one.address, one.raw_key) for one in line.pressed(RatingDown)} == {(3, "4")}
        line.port.close()


def test_the_firmware_takes_its_turns_on_a_shared_line_beside_a_dead_pad(
    pads_built: tuple[Path, Path],
) -> None:
    with EmulatedPad(pads_built[0], 3) as pad:
        line = Line(pad.path, "own485", "call")
        _free(line, pad)
        pad.press_until(NEXT, lambda: line.pressed(KeyDown), line.turn)
        assert {(one.address, one.key) for one in line.pressed(KeyDown)} == {(3, Key.NEXT)}
        line.show(Show(Sign.SERVING, "B205", 12))
        wait_until(lambda: line.turn() and pad.now.digits == " 205", "the number")
        assert (pad.now.letters, pad.now.waiting) == ("B ", "12")
        line.port.close()


def test_a_pad_whose_bridge_is_gone_says_so(pads_built: tuple[Path, Path]) -> None:
    with EmulatedPad(pads_built[0], 3) as pad:
        line = Line(pad.path, "own", "call")
        _free(line, pad)
        line.port.close()
        wait_until(lambda: pad.now.digits == "----", "no link", WAIT_S)
        begun = len(pad.seen)
        pad.press(NEXT)
        wait_until(lambda: pad.was(lambda shown: shown.digits == "E  1", begun), "a refusal")
