# SPDX-License-Identifier: Apache-2.0
"""A copy of the state as data, and a state from it: what a long day begins with again.

Never the truth: the log is that, and a fold of it comes to the same (docs/decisions).
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from hall.core.facts import Recorded
from hall.core.fold import apply
from hall.core.life import Booking, Case, FollowUp, Place, Spoken, Ticket, WindowNow
from hall.core.queue import Line, Lines
from hall.core.state import CallMade, Changes, HallState, Image


class LineCopy(Struct, frozen=True):
    """One line as it was."""

    classes: dict[str, list[Place]]
    passed: list[Place]
    waiting: int


class LinesCopy(Struct, frozen=True):
    """All lines as they were."""

    lines: dict[str, LineCopy]
    ticket_at: list[tuple[Place, str]]
    waiting: int
    waiting_for: dict[str, int]
    lines_of: dict[str, tuple[str, ...]]
    windows_of: dict[str, tuple[str, ...]]


class StateCopy(Struct, frozen=True):
    """Everything that a state holds after a fact, by the names it has there."""

    seq: int
    at: int
    day: str
    opened_seq: int
    said: list[tuple[str, str]]
    windows: dict[str, WindowNow]
    tickets: dict[str, Ticket]
    bookings: dict[str, Booking]
    booked: list[tuple[tuple[str, int], int]]
    cases: dict[str, Case]
    case_of: dict[str, str]
    case_by_step: dict[int, str]
    follow_ups: dict[str, FollowUp]
    spoken: tuple[int, Spoken] | None
    numbers: dict[str, int]
    by_number: dict[str, str]
    issued_at: dict[str, list[int]]
    held: dict[str, None]
    by_person: dict[str, tuple[str, ...]]
    by_clerk: dict[str, str]
    visits: dict[str, tuple[str, int]]
    calls: dict[str, CallMade]
    images: dict[str, Image]
    lines: LinesCopy


_OTHERWISE = frozenset({"said", "booked", "lines"})
"""What stands in a copy in another form, for its keys are no words."""
_SAME = tuple(name for name in StateCopy.__struct_fields__ if name not in _OTHERWISE)
_ENCODER = msgspec.msgpack.Encoder()
_DECODER: msgspec.msgpack.Decoder[StateCopy] = msgspec.msgpack.Decoder(StateCopy)


def encode_state(state: HallState) -> bytes:
    """Return all of a state: the same bytes only for states that are alike in all, order too."""
    found = {name: getattr(state, name) for name in _SAME}
    return _ENCODER.encode(
        StateCopy(
            **found,
            said=sorted(state.said),
            booked=list(state.booked.items()),
            lines=_lines_copy(state.lines),
        )
    )


def decode_state(body: bytes | memoryview) -> StateCopy:
    """Return the copy. msgspec.DecodeError when the bytes are none."""
    return _DECODER.decode(body)


def restored(
    windows: Iterable[str], copy: StateCopy | None, facts: Iterable[Recorded]
) -> HallState:
    """Return the state after the facts: all of a day's, or those after a copy, which it uses up."""
    state = HallState(windows) if copy is None else _state_of(copy)
    for recorded in facts:
        apply(state, recorded)
    return state


def _lines_copy(lines: Lines) -> LinesCopy:
    return LinesCopy(
        lines={
            name: LineCopy(line.classes, line.passed, line.waiting)
            for name, line in lines.lines.items()
        },
        ticket_at=list(lines.ticket_at.items()),
        waiting=lines.waiting,
        waiting_for=lines.waiting_for,
        lines_of=lines.lines_of,
        windows_of=lines.windows_of,
    )


def _state_of(copy: StateCopy) -> HallState:
    """Return the state; all of it counts as changed, as after a replay."""
    state = HallState(copy.windows)
    for name in _SAME:
        setattr(state, name, getattr(copy, name))
    state.said = set(copy.said)
    state.booked = dict(copy.booked)
    state.lines = _lines_of(copy.lines)
    state.changes = Changes(
        set(state.tickets),
        set(state.windows),
        set(state.lines.lines),
        set(state.cases),
        calls=True,
        spoken=True,
        everything=True,
    )
    return state


def _lines_of(copy: LinesCopy) -> Lines:
    lines = Lines()
    for name, was in copy.lines.items():
        line = lines.lines[name] = Line()
        line.classes, line.passed, line.waiting = was.classes, was.passed, was.waiting
    lines.ticket_at = dict(copy.ticket_at)
    lines.waiting = copy.waiting
    lines.waiting_for = copy.waiting_for
    lines.lines_of = copy.lines_of
    lines.windows_of = copy.windows_of
    return lines
