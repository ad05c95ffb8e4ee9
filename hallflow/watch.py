# SPDX-License-Identifier: Apache-2.0
"""`hallflow watch kiosk …`: a window that is started anew when it ends, hangs or was stopped.

It does what systemd does with `WatchdogSec=`, for machines without systemd: the window tells by
sd_notify(3) that it lives; silence is taken for death.
"""

import contextlib
import os
import signal
import socket
import sys
import time
from argparse import REMAINDER, ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NoReturn

from config.arguments import EXIT_FAULTS
from hallflow.child import Child
from hallflow.problem import words

WINDOWS = ("kiosk", "caller", "evaluator")
START_MAX_S = 60.0
"""A window that does not stand after this long hangs in its start."""
QUIET_MAX_S = 30.0
REST_S = 1.0
"""Before the next start, so that a window that cannot live does not take the whole machine."""
_ENDED = b"ENDED"
_DATAGRAM_BYTES_MAX = 4096


class Stopped(Exception):  # noqa: N818 - no error: somebody wants us to stop
    """SIGTERM or Ctrl-C came."""


def main(argv: Sequence[str]) -> int:
    """Run a window until it is closed (0), cannot be (2), or SIGTERM or Ctrl-C comes (0)."""
    say = words()
    parser = ArgumentParser("hallflow watch", description=say("command-watch"))
    parser.add_argument(
        "--quiet", metavar="SECONDS", type=float, default=QUIET_MAX_S, help=say("watch-quiet-help")
    )
    parser.add_argument("window", choices=WINDOWS)
    parser.add_argument("arguments", nargs=REMAINDER, help=say("watch-arguments-help"))
    options = parser.parse_args(argv)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    with TemporaryDirectory(prefix="hallflow-watch-") as folder:
        watch = Watch([options.window, *options.arguments], Path(folder) / "notify", options.quiet)
        try:
            return watch.run()
        except Stopped:
            return 0
        finally:
            watch.close()


class Watch:
    """One window and its lives."""

    def __init__(self, command: list[str], address: Path, quiet_max_s: float) -> None:
        self._command = command
        self._address = address
        self._quiet_max_s = quiet_max_s
        self._link = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._link.bind(str(address))
        self._child: Child | None = None

    def run(self) -> int:
        """Start the window again and again, until it closes by itself or cannot be opened."""
        while True:
            child = self._start()
            end = self._live(child)
            code = child.stop()
            if end == "ended" and code in (0, EXIT_FAULTS):
                return code
            _say(f"{self._command[0]} {end} ({code}); starting it again")
            time.sleep(REST_S)

    def close(self) -> None:
        """End the window and listen no more."""
        if self._child is not None:
            self._child.stop()
        self._link.close()

    def _start(self) -> Child:
        env = os.environ | {
            "NOTIFY_SOCKET": str(self._address),
            "WATCHDOG_USEC": str(round(self._quiet_max_s * 1_000_000)),
        }
        command = [sys.executable, "-m", "hallflow", *self._command]
        self._child = child = Child.start(self._command[0], command, env=env, heard=_say)
        child.on_end = lambda _: self._tell_end()
        if not child.alive:
            self._tell_end()
        _say(f"{self._command[0]} started as process {child.process.pid}")
        return child

    def _live(self, child: Child) -> str:
        """Return how a life ended: "ended" by itself, or "stuck" and killed."""
        limit_s = START_MAX_S
        while child.alive:
            self._link.settimeout(limit_s)
            try:
                heard = self._link.recv(_DATAGRAM_BYTES_MAX)
            except TimeoutError:
                child.kill()
                return "stuck"
            if heard == b"READY=1":
                limit_s = self._quiet_max_s
                _say(f"{self._command[0]} ready")
        return "ended"

    def _tell_end(self) -> None:
        """Wake the listener: there is nobody left to hear of."""
        with (
            socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link,
            contextlib.suppress(OSError),  # the watch has ended too
        ):
            link.sendto(_ENDED, str(self._address))


def _say(line: str) -> None:
    sys.stderr.write(f"hallflow watch: {line}\n")
    sys.stderr.flush()


def _stop(*_: object) -> NoReturn:
    raise Stopped
