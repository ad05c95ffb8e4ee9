# SPDX-License-Identifier: Apache-2.0
"""Real programs for tests: brokers, halls and parts, started, waited for and gone afterwards."""

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from bus.actor import Delivered, Linked
from bus.channels import Kind, Part
from bus.messages import Message
from bus.mqtt import MqttBus
from hallflow.broker.start import Broker, make_broker
from hallflow.data import DataFolder, passwords_of

WAIT_S = 90.0
"""How long a test waits for what must come: far longer than it ever takes."""
POLL_S = 0.02
ROOT = Path(__file__).parents[1]
BROKERS = ("embedded", "mosquitto")

HALL = Part("township", "hall", Kind.HALL)
KIOSK = Part("township", "kiosk-1", Kind.KIOSK)
OTHER_KIOSK = Part("township", "kiosk-2", Kind.KIOSK)
STRIP = Part("township", "strip-1", Kind.CALLER)
PAD = Part("township", "pad-1", Kind.EVALUATOR)
BRIDGE = Part("township", "bridge-1", Kind.BRIDGE)
PARTS = (HALL, KIOSK, OTHER_KIOSK, STRIP, PAD, BRIDGE)


def wait_until(condition: Callable[[], object], what: str, wait_s: float = WAIT_S) -> None:
    """Wait until `condition` holds; AssertionError naming `what` when it never does."""
    end = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < end, f"waited {wait_s:g} s in vain: {what}"
        select.select((), (), (), POLL_S)


def running(process_id: int) -> bool:
    """Whether a process runs; one that ended and was not collected does not."""
    try:
        stat = Path(f"/proc/{process_id}/stat").read_text("ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def children_of(process_id: int) -> dict[int, str]:
    """Return the running children of a process with their command lines."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            parent = int(
                (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()[1]
            )
            if parent == process_id and running(int(entry.name)):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                found[int(entry.name)] = command.decode(errors="replace")
    return found


class Program:
    """One of our commands as a real process; `line` waits for what it prints."""

    def __init__(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hallflow", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env={**os.environ, "HALLFLOW_LANGUAGE": "en", "PYTHONUNBUFFERED": "1", **(env or {})},
        )
        self.lines: list[str] = []
        self.errors: list[str] = []
        self._readers = [
            threading.Thread(target=self._read, args=(stream, lines), daemon=True)
            for stream, lines in (
                (self.process.stdout, self.lines),
                (self.process.stderr, self.errors),
            )
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _read(stream: IO[str], lines: list[str]) -> None:
        lines.extend(line.rstrip("\n") for line in stream)

    def line(self, begins: str) -> str:
        """Return the first printed line that begins so; it must come."""

        def come() -> list[str]:
            return [line for line in tuple(self.lines) if line.startswith(begins)]

        wait_until(lambda: come() or self.process.poll() is not None, f"a line {begins!r}")
        found = come()
        assert found, f"it ended with {self.process.returncode}: {self.errors}"
        return found[0]

    def end(self, number: int | None = signal.SIGTERM) -> int:
        """Send a signal, if any, wait for the end and return the exit code."""
        if number is not None:
            self.process.send_signal(number)
        code = self.process.wait(WAIT_S)
        for reader in self._readers:
            reader.join(WAIT_S)
        return code

    def discard(self) -> None:
        """Leave nothing behind, whatever the test did."""
        if self.process.poll() is None:
            self.process.kill()
        self.end(None)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()


class Joined:
    """A part on a broker, driven by the test's own thread."""

    def __init__(self, url: str, part: Part, password: str) -> None:
        self.part = part
        self.bus = MqttBus(url, part, password)
        self.heard: list[object] = []
        self._ear, self._bell = os.pipe2(os.O_NONBLOCK)
        self.bus.open(self._ring)

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._bell, b"!")

    def turn(self) -> None:
        """Attend to the bus once, waiting a little for something to come."""
        sock = self.bus.socket()
        waiting: list[int | socket.socket] = [self._ear]
        writing: list[int | socket.socket] = []
        if sock is not None:
            waiting.append(sock)
            writing += [sock] if self.bus.wants_write() else []
        select.select(waiting, writing, [], POLL_S)
        with contextlib.suppress(BlockingIOError):
            os.read(self._ear, 100)
        self.heard += self.bus.attend(time.monotonic_ns() // 1_000_000)

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Turn until `condition` holds."""
        end = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < end, f"{self.part.login} waited in vain: {what}"
            self.turn()

    def up(self) -> "Joined":
        """Turn until the broker has taken us."""
        self.until(lambda: self.bus.up, "a connection")
        return self

    def messages(self) -> list[Message]:
        """All messages heard so far."""
        return [event.message for event in self.heard if isinstance(event, Delivered)]

    def hear(self, message: Message) -> None:
        """Turn until this very message has come."""
        self.until(lambda: message in self.messages(), f"{message}")

    def links(self) -> list[bool]:
        """The connection's ups and downs so far."""
        return [event.up for event in self.heard if isinstance(event, Linked)]

    def close(self) -> None:
        """Leave."""
        self.bus.close()
        os.close(self._ear)
        os.close(self._bell)


class Site:
    """A broker with its data folder, and parts that join it."""

    def __init__(self, wish: str, folder: Path, parts: tuple[Part, ...] = PARTS) -> None:
        self.data = DataFolder.open(folder, HALL.hall)
        self.passwords = passwords_of(folder, parts)
        self.broker: Broker = make_broker(wish, ("127.0.0.1", 0), folder, parts, self.passwords)
        self.joined: list[Joined] = []

    def join(self, part: Part, password: str | None = None) -> Joined:
        """Let a part join, with its own password unless another is given."""
        known = self.passwords.get(part.login, "") if password is None else password
        client = Joined(self.broker.url, part, known)
        self.joined.append(client)
        return client

    def leave(self) -> None:
        """Let all who joined leave."""
        for client in self.joined:
            client.close()
        self.joined.clear()


@contextlib.contextmanager
def site(wish: str, folder: Path) -> Iterator[Site]:
    """Run a broker as long as the block lasts."""
    place = Site(wish, folder)
    try:
        place.broker.start()
        yield place
    finally:
        place.leave()
        place.broker.stop()
        place.data.close()
