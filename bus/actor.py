# SPDX-License-Identifier: Apache-2.0
"""The one shape of every part: `step(now, inbox) -> Step(out, effects, wake_at)`."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from bus.messages import Message


class Now(Struct, frozen=True):
    """What time it is: a tick that only grows, for waiting, and UTC, for the hall's stamps."""

    tick_ms: int
    utc_ms: int


class Delivered(Struct, frozen=True):
    """A message that came over the bus."""

    topic: str
    message: Message
    retained: bool = False


class BadInput(Struct, frozen=True):
    """Bytes that are no message: counted and shown, never a crash."""

    topic: str
    reason: str


class Linked(Struct, frozen=True):
    """The broker was found (`up`) or lost."""

    up: bool


class Send(Struct, frozen=True):
    """A message to put on the bus; its address follows from its type, its fields and the sender."""

    message: Message


class Step(Struct, frozen=True):
    """What a part wants after one step."""

    out: tuple[Send, ...] = ()
    effects: tuple[object, ...] = ()
    """For the part's own shell: print this, commit that, show this view. Done in order, after `out`
    unless the shell says otherwise; what an effect returns is heard first in the next step."""
    wake_at_ms: int | None = None
    """Tick at which to step again though nothing came, or None."""


class Actor(Protocol):
    """A part's rules: no clock, no I/O, the same under a window, a thread and the simulator."""

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take what came (bus deliveries and the shell's own events, in order) and decide."""
        ...
