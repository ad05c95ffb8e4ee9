# SPDX-License-Identifier: Apache-2.0
"""One connection to the pages: who begins a request and does not end it is shown out."""

import asyncio
from collections import Counter
from ipaddress import ip_address
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

WHOLE_WITHIN_S = 30.0
"""A request must have come by then, from its first byte, or the connection's, to its last."""
CONNECTIONS_MAX = 512
"""Of one address: a browser holds six, a web server in front some hundreds."""
HEAD_BYTES_MAX = 64 * 1024
"""Of a request line with all its headers."""
_LATE = "408 Request Timeout", f"The request was not whole within {WHOLE_WITHIN_S:.0f} seconds.\n"
_LONG = "431 Request Header Fields Too Large", f"At most {HEAD_BYTES_MAX} bytes.\n"
_MANY = "429 Too Many Requests", f"This address holds {CONNECTIONS_MAX} connections already.\n"


class Guests:
    """How many connections each address holds; this machine itself may have any number."""

    def __init__(self) -> None:
        self._here: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count one more; False when it is one too many."""
        self._here[address] += 1
        return self._here[address] <= CONNECTIONS_MAX or ip_address(address).is_loopback

    def leave(self, address: str) -> None:
        """Count one less, of those that were counted."""
        self._here[address] -= 1
        if not self._here[address]:
            del self._here[address]


class Gate(HttpToolsProtocol):
    """What uvicorn does with a connection, within limits."""

    def __init__(self, guests: Guests, whole_within_s: float, **uvicorns: Any) -> None:
        super().__init__(**uvicorns)
        self._guests = guests
        self._whole_within_s = whole_within_s
        self._waiting: asyncio.TimerHandle | None = None
        self._whole = False
        self._in_head = True
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; one too many hears why and goes."""
        super().connection_made(transport)
        if self.client is not None and not self._guests.enter(self.client[0]):
            self._show_out(*_MANY)
        else:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """End."""
        self._wait_no_longer()
        if self.client is not None:
            self._guests.leave(self.client[0])
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take what came; the rest of a request must follow in time."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._show_out(*_LONG)
        if self._whole:
            self._wait_no_longer()
        elif self._waiting is None:
            self._wait()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._whole = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it came."""
        self._whole = self._in_head = True
        self._head_bytes = 0
        super().on_message_complete()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self._whole_within_s, self._late)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _late(self) -> None:
        if self._in_head or not self.cycle.response_started:
            self._show_out(*_LATE)
        self.transport.close()

    def _show_out(self, status: str, text: str) -> None:
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(text)}\r\nConnection: close\r\n\r\n"
        self.transport.write((head + text).encode())
        self.transport.close()
