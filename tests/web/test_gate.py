# SPDX-License-Identifier: Apache-2.0
"""Connections that take and do not give: half a request, too many from one place."""

import asyncio
import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest

from hall.gate import CONNECTIONS_MAX, HEAD_BYTES_MAX, Guests
from hall.pages import PageServer
from hall.web.guard import Event, Receive, Scope, Send
from tests.processes import wait_until

PATIENCE_S = 60
HEAD = b"POST / HTTP/1.1\r\nHost: hall\r\n"
WHOLE = HEAD + b"Content-Length: 2\r\n\r\nhi"
SHORT_S = 0.2


class Slow:
    """An application that reads a body and answers when told to."""

    def __init__(self) -> None:
        self.answer = threading.Event()
        self.asked = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for name in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{name}.complete"})
            return
        said: Event = await receive()
        while said.get("more_body"):
            said = await receive()
        if said["type"] == "http.disconnect":
            return
        self.asked.set()
        await asyncio.to_thread(self.answer.wait, PATIENCE_S)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@contextmanager
def served(app: Slow, within_s: float) -> Iterator[int]:
    """Serve an application; yield its port."""
    server = PageServer(app, within_s)
    with socket.create_server(("127.0.0.1", 0)) as listens:
        server.start(listens, None)
        wait_until(lambda: server.started, "the server")
        yield listens.getsockname()[1]
        server.stop()


def shown_out(port: int, half: bytes) -> bytes:
    """What who sends half a request hears until the other side closes."""
    while True:  # whoever is too slow even for half of it is reset, and comes again
        with (
            suppress(ConnectionError),
            socket.create_connection(("127.0.0.1", port), PATIENCE_S) as connection,
        ):
            connection.sendall(half)
            said = b""
            while more := connection.recv(4_096):
                said += more
            return said


def let_in(port: int, app: Slow) -> socket.socket:
    """A connection whose whole request reached the application, however slow this machine is."""
    while True:
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE_S)
        with suppress(ConnectionError):
            connection.sendall(WHOLE)
        wait_until(partial(_moved, app, connection), "that it is let in or shown out")
        if app.asked.is_set():
            return connection
        connection.close()


def _moved(app: Slow, connection: socket.socket) -> bool:
    return app.asked.is_set() or bool(select.select([connection], [], [], 0)[0])


@pytest.mark.parametrize(
    "half", [b"", b"POST / HT", HEAD, HEAD + b"Content-Length: 9\r\n\r\nhalf of"]
)
def test_who_sends_half_a_request_is_told_so_and_shown_out(half: bytes) -> None:
    with served(Slow(), SHORT_S) as port:
        assert shown_out(port, half).startswith(b"HTTP/1.1 408 ")


def test_a_head_without_end_is_not_read_on() -> None:
    with served(Slow(), PATIENCE_S) as port:
        endless = HEAD + b"X: " + b"x" * HEAD_BYTES_MAX
        assert shown_out(port, endless).startswith(b"HTTP/1.1 431 ")


def test_a_whole_request_may_be_answered_as_late_as_it_takes() -> None:
    app = Slow()
    with served(app, SHORT_S) as port, let_in(port, app) as whole:
        assert shown_out(port, HEAD).startswith(b"HTTP/1.1 408 ")
        app.answer.set()
        assert whole.recv(4_096).startswith(b"HTTP/1.1 204 ")


def test_one_address_holds_so_many_connections_and_no_more() -> None:
    guests = Guests()
    held = [guests.enter("192.0.2.7") for _ in range(CONNECTIONS_MAX + 1)]
    assert held == [True] * CONNECTIONS_MAX + [False]
    assert guests.enter("192.0.2.8")
    for _ in range(2):
        guests.leave("192.0.2.7")
    assert guests.enter("192.0.2.7")


def test_a_web_server_on_this_machine_may_hold_any_number() -> None:
    guests = Guests()
    assert all(guests.enter("127.0.0.1") for _ in range(CONNECTIONS_MAX + 1))
