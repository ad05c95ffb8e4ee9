# SPDX-License-Identifier: Apache-2.0
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bus.credentials import PASSWORD_VARIABLE
from bus.messages import Accepted, Action, Answer, HallBeat, NowServing, WindowAction, WindowState
from firmware_bridge.core.commands import Key, Why
from firmware_bridge.core.pad import Lamp
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.pty_pads import PtyPads
from tests.processes import BRIDGE, BROKERS, HALL, WAIT_S, Joined, Site, site

pytestmark = pytest.mark.process
ADDRESSES = (1, 2, 3, 4, 5, 6)


@contextmanager
def _bridge(place: Site, path: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = (
        *(sys.executable, "-m", "firmware_bridge", "--config", HALL.hall, "--id", BRIDGE.name),
        *("--mqtt", place.broker.url, "--port", f"counter={path}"),
    )
    environment = {**os.environ, PASSWORD_VARIABLE: place.passwords[BRIDGE.login]}
    with log.open("wb") as said, subprocess.Popen(command, env=environment, stderr=said) as process:
        try:
            yield process
        finally:
            process.kill()


class Beating:
    """The hall on the bus: it beats whenever it is asked to turn."""

    def __init__(self, joined: Joined) -> None:
        self.joined = joined
        self._beats = 0
        self._seq = 0

    def turn(self) -> None:
        """Live a little."""
        self._beats += 1
        self.joined.bus.send(HallBeat(boot="b1", beat=self._beats, utc_at=1_700_000_000_000))
        self.joined.turn()

    def serve(self, state: WindowState, number: str = "") -> None:
        """Window 3 is now so."""
        self._seq += 1
        self.joined.bus.send(NowServing(seq=self._seq, window="3", state=state, number=number))

    def until(self, pads: PtyPads, lamp: Lamp) -> None:
        """Live until pad 3 shows a lamp."""

        def shown() -> bool:
            self.turn()
            return pads.face(3).lamp is lamp

        self.joined.until(shown, f"{lamp}")

    def command_of_a_press(self, pads: PtyPads) -> WindowAction:
        """Press "next", again when it is refused as on a machine that stood still; live."""
        asked: list[WindowAction] = []
        presses = [pads.press(3, Key.NEXT)]

        def came() -> bool:
            self.turn()
            if any(press == presses[-1] for press, _why in pads.told(3).refused):
                presses.append(pads.press(3, Key.NEXT))
            asked.extend(m for m in self.joined.messages() if isinstance(m, WindowAction))
            return bool(asked)

        self.joined.until(came, "a command")
        return asked[-1]


@pytest.mark.parametrize("broker", BROKERS)
def test_a_press_on_a_serial_line_reaches_the_hall_and_its_answer_the_pad(
    broker: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with (
        site(broker, tmp_path / "data") as place,
        PtyPads(ADDRESSES, 0x5EED0000) as pads,
        _bridge(place, pads.path, log) as process,
    ):
        hall = Beating(place.join(HALL).up())
        hall.serve(WindowState.FREE)
        hall.until(pads, Lamp.GREEN)
        command = hall.command_of_a_press(pads)
        assert (command.window, command.action) == ("3", Action.NEXT)
        hall.joined.bus.send(Answer(to=BRIDGE.name, answer=Accepted(command=command.id)))
        hall.serve(WindowState.CALLING, "A001")
        hall.until(pads, Lamp.AMBER_BLINKING)
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
