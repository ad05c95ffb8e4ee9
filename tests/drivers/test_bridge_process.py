# SPDX-License-Identifier: Apache-2.0
import signal
from pathlib import Path

import pytest

from bus.messages import Accepted, Action, Answer, WindowAction, WindowState
from firmware_bridge.core.commands import Key, Why
from firmware_bridge.core.pad import Lamp
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.pty_pads import PtyPads
from tests.drivers.real_bridge import Beating, running_bridge
from tests.processes import BRIDGE, BROKERS, HALL, WAIT_S, site

pytestmark = pytest.mark.process
ADDRESSES = (1, 2, 3, 4, 5, 6)


def _command_of_a_press(hall: Beating, pads: PtyPads) -> WindowAction:
    """Press "next", again when it is refused as on a machine that stood still; live."""
    presses = [pads.press(3, Key.NEXT)]

    def came() -> bool:
        if any(press == presses[-1] for press, _why in pads.told(3).refused):
            presses.append(pads.press(3, Key.NEXT))
        return bool(hall.commands())

    hall.until(came, "a command")
    return hall.commands()[-1]


@pytest.mark.parametrize("broker", BROKERS)
def test_a_press_on_a_serial_line_reaches_the_hall_and_its_answer_the_pad(
    broker: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with (
        site(broker, tmp_path / "data") as place,
        PtyPads(ADDRESSES, 0x5EED0000) as pads,
        running_bridge(place, pads.path, log) as process,
    ):
        hall = Beating(place.join(HALL).up())
        hall.serve(WindowState.FREE)
        hall.until(lambda: pads.face(3).lamp is Lamp.GREEN, "a free window")
        command = _command_of_a_press(hall, pads)
        assert (command.window, command.action) == ("3", Action.NEXT)
        hall.joined.bus.send(Answer(to=BRIDGE.name, answer=Accepted(command=command.id)))
        hall.serve(WindowState.CALLING, "A001")
        hall.until(lambda: pads.face(3).lamp is Lamp.AMBER_BLINKING, "a call")
        assert pads.face(3).digits == " 001"
        # The hall falls silent: the pad says so by itself, and refuses.
        assert pads.wait(3, lambda pad: pad.face.digits == "----", WAIT_S)
        press = pads.press(3, Key.NEXT)
        assert pads.wait(3, lambda pad: _refused(pad, press), WAIT_S)
        process.send_signal(signal.SIGTERM)
        assert process.wait(WAIT_S) == 0, log.read_text()
    assert "Traceback" not in log.read_text()


def _refused(pad: PadTwin, press: int) -> bool:
    return any(one == press and why in (Why.NO_HALL, Why.NO_LINK) for one, why in pad.told.refused)
