# SPDX-License-Identifier: Apache-2.0
"""A bus for one part in one process: what the part says is answered by a function of the test."""

import socket
from collections import deque
from collections.abc import Callable, Iterable, Sequence

from bus.actor import Delivered, Linked
from bus.channels import Part
from bus.codec import decode, encode
from bus.messages import Message


class LocalBus:
    """Carries messages as bytes between a part and `hall`, which answers each one."""

    def __init__(
        self, part: Part, hall: Part, answer: Callable[[Message], Iterable[Message]]
    ) -> None:
        self._part = part
        self._hall = hall
        self._answer = answer
        self._inbox: deque[object] = deque([Linked(up=True)])
        self._wake: Callable[[], None] = lambda: None

    def open(self, wake: Callable[[], None]) -> None:
        self._wake = wake

    def socket(self) -> socket.socket | None:
        return None

    def wants_write(self) -> bool:
        return False

    def attend(self, tick_ms: int) -> Sequence[object]:
        assert tick_ms >= 0
        events = []
        while self._inbox:
            events.append(self._inbox.popleft())
        return events

    def wake_at_ms(self) -> int | None:
        return None

    def send(self, message: Message) -> None:
        said = decode(*encode(self._part, message))
        assert isinstance(said, Delivered), said
        self.say(*self._answer(said.message))

    def say(self, *messages: Message) -> None:
        """Let the hall say something, from any thread."""
        self._inbox.extend(decode(*encode(self._hall, message)) for message in messages)
        self._wake()

    def close(self) -> None:
        self._inbox.clear()
