# SPDX-License-Identifier: Apache-2.0
"""Many kiosks that cost next to nothing: bare MQTT 3.1.1 on sockets, all of them on one thread.

Kiosks are machines of their own; were they full clients here, the bench would measure them.
"""

import selectors
import socket
import time
from collections.abc import Mapping
from typing import Self

from bus.actor import Delivered
from bus.channels import Part
from bus.codec import decode, encode
from bus.messages import Answer, TicketIssued, TicketRequest

RETRY_S = 2.0
PATIENCE_S = 120.0
CONNECT, PUBLISH, PUBACK, SUBSCRIBE = 0x10, 0x30, 0x40, 0x82
QOS_1 = 0x02
KEEP_ALIVE_S = 0


class Kiosk:
    """One connection; asks for its next ticket as soon as it has the last."""

    def __init__(self, address: tuple[str, int], part: Part, password: str) -> None:
        self.part = part
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.numbers: list[str] = []
        self.left = 0
        self._inbox = b""
        self._asked = 0
        self._retry_at = 0.0
        self._request: tuple[str, bytes] = ("", b"")
        login = _text(part.login)
        flags = bytes((4, 0xC2)) + KEEP_ALIVE_S.to_bytes(2, "big")
        self.socket.sendall(
            _packet(CONNECT, _text("MQTT") + flags + login + login + _text(password))
        )
        topic = f"hallflow/{part.hall}/answer/{part.name}"
        self.socket.sendall(_packet(SUBSCRIBE, b"\0\1" + _text(topic) + b"\1"))

    def ask(self, service: str) -> None:
        """Ask for a ticket."""
        self._asked += 1
        request = TicketRequest(id=f"{self.part.name}-{self._asked}", services=(service,))
        self._request = encode(self.part, request)
        self._send(time.monotonic())

    def again(self, now: float) -> None:
        """Ask once more when no answer came: a broker may lose what it took."""
        if self.left and now >= self._retry_at:
            self._send(now)

    def hear(self, service: str) -> None:
        """Read what came; take a ticket, ask for the next."""
        self._inbox += self.socket.recv(65_536)
        while (found := _split(self._inbox)) is not None:
            kind, body, self._inbox = found
            if kind & 0xF0 == PUBLISH:
                self._take(kind, body, service)

    def _take(self, kind: int, body: bytes, service: str) -> None:
        end = 2 + int.from_bytes(body[:2], "big")
        topic = body[2:end].decode()
        if kind & 0x06:
            self.socket.sendall(_packet(PUBACK, body[end : end + 2]))
            end += 2
        heard = decode(topic, body[end:])
        if not isinstance(heard, Delivered) or not isinstance(heard.message, Answer):
            raise TypeError(f"{self.part.name} heard {heard}")
        answer = heard.message.answer
        if answer.command != f"{self.part.name}-{self._asked}" or not self.left:
            return  # an answer said twice
        if not isinstance(answer, TicketIssued):
            raise TypeError(f"{self.part.name} was refused: {answer}")
        self.numbers.append(answer.number)
        self.left -= 1
        if self.left:
            self.ask(service)

    def _send(self, now: float) -> None:
        topic, payload = self._request
        body = _text(topic) + (self._asked % 0xFFFF + 1).to_bytes(2, "big") + payload
        self.socket.sendall(_packet(PUBLISH | QOS_1, body))
        self._retry_at = now + RETRY_S


class Hammer:
    """All kiosks of a hall at once."""

    def __init__(
        self,
        address: tuple[str, int],
        parts: list[Part],
        passwords: Mapping[str, str],
        services: list[str],
    ) -> None:
        self._services = services
        self._turn = 0
        self._selector = selectors.DefaultSelector()
        self.kiosks = [Kiosk(address, part, passwords[part.login]) for part in parts]
        for kiosk in self.kiosks:
            self._selector.register(kiosk.socket, selectors.EVENT_READ, kiosk)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._selector.close()
        for kiosk in self.kiosks:
            kiosk.socket.close()

    def burst(self, each: int) -> float:
        """Let every kiosk get so many tickets; return the seconds until all have them."""
        began = time.monotonic()
        for kiosk in self.kiosks:
            kiosk.left = each
            kiosk.ask(self._service())
        while any(kiosk.left for kiosk in self.kiosks):
            for key, _ in self._selector.select(RETRY_S):
                key.data.hear(self._service())
            now = time.monotonic()
            if now > began + PATIENCE_S:
                raise TimeoutError("the hall does not give the tickets it was asked for")
            for kiosk in self.kiosks:
                kiosk.again(now)
        return time.monotonic() - began

    def _service(self) -> str:
        self._turn += 1
        return self._services[self._turn % len(self._services)]


def _text(text: str) -> bytes:
    return len(text.encode()).to_bytes(2, "big") + text.encode()


def _packet(kind: int, body: bytes) -> bytes:
    length, left = bytearray(), len(body)
    while True:
        left, digit = left >> 7, left & 0x7F
        length.append(digit | 0x80 if left else digit)
        if not left:
            return bytes((kind,)) + bytes(length) + body


def _split(data: bytes) -> tuple[int, bytes, bytes] | None:
    """Return the first packet's kind and body, and what follows it; None: it is not all there."""
    length, shift = 0, 0
    for at, digit in enumerate(data[1:5], start=1):
        length |= (digit & 0x7F) << shift
        shift += 7
        if not digit & 0x80:
            end = at + 1 + length
            return None if len(data) < end else (data[0], data[at + 1 : end], data[end:])
    return None
