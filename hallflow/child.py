# SPDX-License-Identifier: Apache-2.0
"""A program run as a child that never outlives us, not even when we are killed outright."""

import contextlib
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence

READY_WAIT_S = 60.0
STOP_WAIT_S = 1.0
LINES_KEPT = 40

# The kernel kills the child when the thread that started it ends. The list of ids closes the gap
# in which the parent dies before the kernel was told. What is run then takes this process's place.
_LEASH = """
import ctypes, os, sys
ctypes.CDLL(None, use_errno=True).prctl(1, 9)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""

_log = logging.getLogger(__name__)


class ChildFailed(Exception):  # noqa: N818 - the glossary names what happened
    """A child ended or stayed silent when it should have become ready; the text quotes it."""


class Child:
    """One program under our feet. Start it from the main thread: its life hangs on that one."""

    def __init__(
        self, name: str, process: "subprocess.Popen[str]", heard: Callable[[str], None]
    ) -> None:
        self.name = name
        self.process = process
        self.lines: deque[str] = deque(maxlen=LINES_KEPT)
        self.on_end: Callable[[Child], None] = lambda _child: None
        """Called once, from a thread, when it has ended by itself or by `stop`."""
        self._heard = heard
        self._changed = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, name=f"{name}-output", daemon=True)
        self._reader.start()

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str],
        *,
        stdin: str | None = None,
        env: Mapping[str, str] | None = None,
        heard: Callable[[str], None] | None = None,
    ) -> "Child":
        """Start a program; `stdin` is written to it and then held open, `heard` gets its lines."""
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [sys.executable, "-ISc", _LEASH, str(os.getpid()), *command],
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=None if env is None else dict(env),
            start_new_session=True,
        )
        child = cls(name, process, heard or (lambda line: _log.info("%s: %s", name, line)))
        if stdin is not None and process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(stdin)
                process.stdin.flush()
        return child

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def wait_line(self, is_it: Callable[[str], bool], wait_s: float = READY_WAIT_S) -> str:
        """Return the first line that `is_it`; ChildFailed when it ends or stays silent."""
        found: list[str] = []

        def arrived() -> bool:
            found[:] = [line for line in self.lines if is_it(line)]
            return bool(found) or self._ended

        with self._changed:
            self._changed.wait_for(arrived, wait_s)
        if found:
            return found[0]
        said = " | ".join(list(self.lines)[-5:]) or "nothing"
        how = f"ended with {self.process.wait()}" if self._ended else f"not ready in {wait_s:g} s"
        raise ChildFailed(f"{self.name} {how}; it said: {said}")

    def stop(self, wait_s: float = STOP_WAIT_S) -> int:
        """End it, kindly first; return its exit code."""
        if self.alive:
            self.process.terminate()
            try:
                self.process.wait(wait_s)
            except subprocess.TimeoutExpired:
                self.process.kill()
        code = self.process.wait()
        self._reader.join(wait_s)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        return code

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.stop()

    def _read(self) -> None:
        stream = self.process.stdout or ()
        with contextlib.suppress(ValueError, OSError):  # closed under our hands by stop()
            for raw in stream:
                line = raw.rstrip("\n")
                with self._changed:
                    self.lines.append(line)
                    self._changed.notify_all()
                self._heard(line)
        self.process.wait()  # it closes its output a moment before it is gone
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        self.on_end(self)
