# SPDX-License-Identifier: Apache-2.0
"""The bridge as a process, and a hall on the bus that the test plays."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bus.credentials import PASSWORD_VARIABLE
from bus.messages import HallBeat, NowServing, WindowAction, WindowState
from tests.processes import BRIDGE, HALL, Joined, Site


@contextmanager
def running_bridge(place: Site, path: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the township's bridge with its port at `path`."""
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

    def until(self, wanted: Callable[[], object], what: str) -> None:
        """Live until something is so."""

        def lived() -> object:
            self.turn()
            return wanted()

        self.joined.until(lived, what)

    def commands(self) -> list[WindowAction]:
        """All commands heard so far."""
        return [m for m in self.joined.messages() if isinstance(m, WindowAction)]
