# SPDX-License-Identifier: Apache-2.0
"""One MQTT connection cut into whole packets of bounded size, and a way to hang up for sure."""

import asyncio
import contextlib
import logging
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from collections.abc import Awaitable, Callable

from amqtt.adapters import ReaderAdapter, StreamWriterAdapter

from bus.channels import PAYLOAD_BYTES_MAX

CONNECTIONS_MAX = 2_000
CONNECT_BYTES_MAX = 2_048
"""A stranger's first packet: login, password, last will."""
PACKET_BYTES_MAX = PAYLOAD_BYTES_MAX + 1_024
CLOSE_WAIT_S = 1.0
_LENGTH_BYTES_MAX = 4
_CONNECT, _PUBLISH = 0x10, 0x30
_TYPE, _QOS_2 = 0xF0, 0x04

_log = logging.getLogger("hallflow.broker")


class Framed(ReaderAdapter):  # type: ignore[misc] # the library's types are foreign
    """Hands amqtt one whole packet after the other; refused once, it has nothing more to read."""

    def __init__(self, reader: StreamReader, calm: Callable[[str], Awaitable[None]]) -> None:
        self.login = ""
        self._reader = reader
        self._calm = calm
        self._packet = b""
        self._packets = 0
        self._refused = False

    def refuse(self, reason: str) -> None:
        """Take nothing more from this client."""
        if not self._refused:
            _log.warning("%s is cut off: %s", self.login or "a stranger", reason)
        self._refused = True

    def feed_eof(self) -> None:
        """Take nothing more."""
        self._refused = True

    async def read(self, n: int = -1) -> bytes:
        """Return n bytes of the current packet, of the next one when it is used up."""
        if n == 0:
            return b""
        if not self._packet and not self._refused:
            self._packet = await self._next()
        count = len(self._packet) if n < 0 else n
        if count > len(self._packet):
            self.refuse("a packet ends too early")
        if self._refused:
            raise IncompleteReadError(b"", count)
        taken, self._packet = self._packet[:count], self._packet[count:]
        return taken

    async def _next(self) -> bytes:
        head = await self._reader.readexactly(1)
        length = 0
        for place in range(_LENGTH_BYTES_MAX):
            byte = await self._reader.readexactly(1)
            head += byte
            length += (byte[0] & 0x7F) << 7 * place
            if byte[0] < 0x80:  # noqa: PLR2004 - the highest bit says that more follow
                break
        else:
            self.refuse("a packet's length has no end")
            return b""
        problem = self._problem(head[0], length)
        if problem:
            self.refuse(problem)
            return b""
        self._packets += 1
        if head[0] & _TYPE == _PUBLISH:
            await self._calm(self.login)
        return head + await self._reader.readexactly(length)

    def _problem(self, first: int, length: int) -> str:
        """Return what is wrong with a packet's head, or an empty text."""
        if not self._packets and first != _CONNECT:
            return "it does not begin with a login"
        most = PACKET_BYTES_MAX if self._packets else CONNECT_BYTES_MAX
        if length > most:
            return f"a packet of {length} bytes, more than {most}"
        if first & _TYPE == _PUBLISH and first & _QOS_2:
            return "a message of quality 2, which no channel has"
        return ""


class Hangup(StreamWriterAdapter):  # type: ignore[misc] # the library's types are foreign
    """A writer whose close ends, though the other side reads no more."""

    def __init__(self, writer: StreamWriter) -> None:
        super().__init__(writer)
        self._stream = writer

    async def close(self) -> None:
        """Let what was written go out, for a moment; then hang up."""
        with contextlib.suppress(OSError, TimeoutError):
            await asyncio.wait_for(super().close(), CLOSE_WAIT_S)
        self.abort()

    def abort(self) -> None:
        """Hang up now."""
        self.is_closed = True
        self._stream.transport.abort()
