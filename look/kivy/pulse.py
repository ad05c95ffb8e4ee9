# SPDX-License-Identifier: Apache-2.0
"""Tells whoever started this window that it lives: systemd, or `hallflow watch` in its place.

The protocol is sd_notify(3): READY=1 once the first screen stands, then WATCHDOG=1 from the
window's own thread. A window that hangs falls silent, and is killed and started anew.
"""

import os
import socket
from collections.abc import Callable
from typing import Final

from kivy.clock import Clock

BEATS_PER_LIMIT: Final = 3
"""Signs of life within the time after which silence means death."""
_SETTLED_FRAMES: Final = 3
_LOOK_S: Final = 0.05
"""Between two looks whether the first screen stands."""


def begin(stands: Callable[[], bool]) -> "Pulse | None":
    """Begin to tell, if anybody listens, as long as the result is kept; on the window's thread.

    `stands` says whether there is a screen to be seen yet.
    """
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return None
    pulse = Pulse("\0" + address[1:] if address.startswith("@") else address, stands)
    limit_s = int(os.environ.get("WATCHDOG_USEC", "0")) / 1_000_000
    pulse.begin(limit_s / BEATS_PER_LIMIT)
    return pulse


class Pulse:
    """Says READY once and WATCHDOG again and again."""

    def __init__(self, address: str, stands: Callable[[], bool]) -> None:
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
        self._address = address
        self._stands = stands
        self._frames = _SETTLED_FRAMES

    def begin(self, every_s: float) -> None:
        """Say READY when a few frames of a screen were drawn, then beat; 0: no watchdog asked."""
        self._every_s = every_s
        Clock.schedule_once(self._count_down, 0)

    def _count_down(self, _: float) -> None:
        if not self._stands():
            Clock.schedule_once(self._count_down, _LOOK_S)
            return
        self._frames -= 1
        if self._frames > 0:
            Clock.schedule_once(self._count_down, 0)
            return
        self._say(b"READY=1")
        if self._every_s > 0:
            Clock.schedule_interval(self._beat, self._every_s)

    def _beat(self, _: float) -> None:
        self._say(b"WATCHDOG=1")

    def _say(self, what: bytes) -> None:
        try:
            self._link.sendto(what, self._address)
        except OSError:
            return  # who listened has gone, or is slow: the next sign of life follows
