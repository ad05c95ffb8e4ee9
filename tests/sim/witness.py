# SPDX-License-Identifier: Apache-2.0
"""A part that notes when it hears of a hall that was started again, and what that had cost."""

import os
import time
from pathlib import Path

from bus.actor import Now
from bus.messages import HallBeat, Message, NowServing
from tests.sim.people import Device

BEAT = ""
"""Under this name a witness notes the hall's beat, beside its windows."""


class Witness(Device):
    """A part that notes when it first heard each thing of the hall that was started last.

    A hall killed before it wrote anything leaves the next one nothing newer to say.
    """

    def __init__(self) -> None:
        super().__init__()
        self.begin(0)

    def begin(self, process: int) -> None:
        """Note anew what the hall of this process says."""
        self._process = process
        self.heard: dict[str, tuple[float, float]] = {}
        """When each window was heard, and `BEAT`, and the hall's processor time till then."""

    def _hear(self, now: Now, message: Message) -> None:
        match message:
            case NowServing(window=window):
                known = self.windows.get(window)
                if known is None or message.seq >= known.seq:
                    self._note(window)
            case HallBeat():
                self._note(BEAT)
        super()._hear(now, message)

    def _note(self, what: str) -> None:
        if what not in self.heard:
            self.heard[what] = time.monotonic(), _cpu_s(self._process)


def _cpu_s(process: int) -> float:
    """Return the processor time that a process has taken; 0: there is none."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text("ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
