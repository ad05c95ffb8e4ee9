# SPDX-License-Identifier: Apache-2.0
"""A ticket printer on a pty or a socket: keeps what it is sent, answers DLE EOT, or is silent."""

import os
import pty
import select
import socket
import threading
import tty
from types import TracebackType
from typing import Self

_READ_BYTES = 65_536
_STOP_S = 0.05


class PrinterTwin:
    """Prints until its faults say otherwise; `answers` by kind of DLE EOT, None for silence."""

    def __init__(self) -> None:
        self.printed = bytearray()
        self.answers: dict[int, int | None] = dict.fromkeys((1, 2, 3, 4), 0x12)
        self.paper_ends_after: int | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="printer-twin", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self._stopping.set()
        self._thread.join()
        self.close()

    def close(self) -> None:
        """Let go of the line."""

    def _ready(self) -> int | None:
        """Return what to read from now, or None while nobody is there."""
        raise NotImplementedError

    def _serve(self) -> None:
        held = b""
        while not self._stopping.is_set():
            line = self._ready()
            if line is None or not select.select([line], [], [], _STOP_S)[0]:
                continue
            try:
                came = os.read(line, _READ_BYTES)
            except OSError:
                continue
            held = self._take(line, held + came)

    def _take(self, line: int, content: bytes) -> bytes:
        """Print all but the questions; return the beginning of a question cut in two."""
        while content:
            at = content.find(b"\x10\x04")
            if at < 0:
                tail = content[-1:] if content.endswith(b"\x10") else b""
                self._print(content[: len(content) - len(tail)])
                return tail
            self._print(content[:at])
            if len(content) < at + 3:
                return content[at:]
            answer = self.answers[content[at + 2]]
            if answer is not None:
                os.write(line, bytes((answer,)))
            content = content[at + 3 :]
        return b""

    def _print(self, content: bytes) -> None:
        self.printed += content
        if self.paper_ends_after is not None and len(self.printed) > self.paper_ends_after:
            self.answers[4] = 0x72
            self.answers[2] = 0x32


class SerialTwin(PrinterTwin):
    """On a pty."""

    def __init__(self) -> None:
        super().__init__()
        self._line, self._far = pty.openpty()
        tty.setraw(self._far)
        self.path = os.ttyname(self._far)

    def close(self) -> None:
        os.close(self._line)
        os.close(self._far)

    def _ready(self) -> int:
        return self._line


class NetworkTwin(PrinterTwin):
    """On a socket of this machine."""

    def __init__(self) -> None:
        super().__init__()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._guest: socket.socket | None = None

    def close(self) -> None:
        self._door.close()
        if self._guest is not None:
            self._guest.close()

    def _ready(self) -> int | None:
        if self._guest is None:
            if not select.select([self._door], [], [], _STOP_S)[0]:
                return None
            self._guest = self._door.accept()[0]
        return self._guest.fileno()
