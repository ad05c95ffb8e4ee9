# SPDX-License-Identifier: Apache-2.0
"""The dictionary: every command that crosses the wire, declared once, as one table.

Payload of a command = its id (one byte), then its fields in order, numbers most significant
byte first. Both ends carry `DICTIONARY`, a hash over all rows; they talk only when it is equal.
"""

import struct
from binascii import crc32, crc_hqx
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Annotated, Any, get_type_hints

PROTOCOL = 1
"""Version of frames and session; the dictionary has its own hash."""
CRC_START = 0xFFFF
NO_NUMBER = 0xFFFF
TICKET_CHARS = 6
CHECKS_MAX = 20


class BadCommandError(ValueError):
    """Bytes that are no command of the dictionary, or a value that does not fit its field."""


class Key(IntEnum):
    """Function keys; digits stay in the pad and travel with the next of these.

    A rating pad has one: RATE, with the number of the button.
    """

    NEXT = 1
    RECALL = 2
    PASS_OVER = 3
    FINISH = 4
    PAUSE = 5
    ARRIVE = 6
    HOLD = 7
    CALL_BACK = 8
    RATE = 9


class Sign(IntEnum):
    """What a pad tells its clerk about the window."""

    NO_HALL = 0
    CLOSED = 1
    FREE = 2
    CALLING = 3
    SERVING = 4
    RATING = 5
    PAUSED = 6


class Why(IntEnum):
    """Why a press was refused; the pad shows `E` and this number."""

    NO_LINK = 1
    NO_HALL = 2
    NO_ANSWER = 3
    NOBODY_WAITING = 4
    NOT_NOW = 5
    WINDOW_CLOSED = 6
    TOO_SOON = 7
    TOO_MANY = 8
    UNKNOWN = 9


class Way(Enum):
    """Who says a command."""

    TO_BOARD = "host to board"
    TO_HOST = "board to host"


@dataclass(frozen=True, slots=True)
class Wire:
    """How a field lies in the payload; `name` is what the dictionary calls the type."""

    name: str
    size: int
    pack: Callable[[Any], bytes]
    unpack: Callable[[bytes], Any]


def _number(name: str, letter: str) -> Wire:
    form = struct.Struct(f">{letter}")
    return Wire(name, form.size, form.pack, lambda data: form.unpack(data)[0])


U8, U16, U32 = _number("u8", "B"), _number("u16", "H"), _number("u32", "I")


def one_of(values: type[IntEnum]) -> Wire:
    """Return the type of a byte that is one of `values`; their names are in the dictionary."""
    names = "|".join(f"{value.name.lower()}={value}" for value in values)
    return Wire(f"u8({names})", 1, lambda value: bytes([values(value)]), lambda d: values(d[0]))


def text(size: int) -> Wire:
    """Return the type of printable ASCII, filled up with spaces on the right."""

    def pack(value: str) -> bytes:
        data = value.encode("ascii")
        if len(data) > size or not value.isprintable():
            raise ValueError(f"{value!r} is not up to {size} printable characters")
        return data.ljust(size)

    def unpack(data: bytes) -> str:
        value = data.decode("ascii")
        if not value.isprintable():
            raise ValueError(f"{value!r} is not printable")
        return value.rstrip()

    return Wire(f"text{size}", size, pack, unpack)


def _rest(data: bytes) -> tuple[int, ...]:
    if len(data) % 2 or len(data) > 2 * CHECKS_MAX:
        raise ValueError(f"{len(data)} bytes of checks, not 2 each and at most {CHECKS_MAX}")
    return tuple(check for (check,) in struct.iter_unpack(">H", data))


CHECKS = Wire("u16[]", 0, lambda values: struct.pack(f">{len(values)}H", *values), _rest)
"""Sixteen-bit numbers to the end of the payload."""


KEY, SIGN, WHY, TICKET = one_of(Key), one_of(Sign), one_of(Why), text(TICKET_CHARS)


@dataclass(frozen=True, slots=True)
class Greet:
    """The host opens a session; a new `host_nonce` is a new session."""

    protocol: Annotated[int, U8, ""]
    host_nonce: Annotated[int, U32, ""]


@dataclass(frozen=True, slots=True)
class Hello:
    """The board says who it is, when it boots (`host_nonce` 0) and to each greeting."""

    protocol: Annotated[int, U8, ""]
    version: Annotated[int, U16, "major*256+minor"]
    board_nonce: Annotated[int, U32, "new at each boot and session"]
    host_nonce: Annotated[int, U32, "of the greeting answered"]
    dictionary: Annotated[int, U32, ""]
    checks: Annotated[tuple[int, ...], CHECKS, "one a command, in order of id"]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key went down."""

    press: Annotated[int, U16, "presses since boot"]
    key: Annotated[Key, KEY, ""]
    number: Annotated[int, U16, "digits typed before, 65535 = none"]


@dataclass(frozen=True, slots=True)
class Show:
    """All that a pad shows, in one piece: any single message makes it right again."""

    sign: Annotated[Sign, SIGN, ""]
    ticket: Annotated[str, TICKET, ""]
    waiting: Annotated[int, U16, "people"]


@dataclass(frozen=True, slots=True)
class Took:
    """The hall did what press `press` asked."""

    press: Annotated[int, U16, "presses since boot"]


@dataclass(frozen=True, slots=True)
class Refuse:
    """The hall did not do what press `press` asked: shown and heard, never kept for later."""

    press: Annotated[int, U16, "presses since boot"]
    why: Annotated[Why, WHY, ""]


@dataclass(frozen=True, slots=True)
class Beep:
    """Sound the beeper."""

    times: Annotated[int, U8, "beeps"]
    length: Annotated[int, U16, "ms each"]


Command = Greet | Hello | Pressed | Show | Took | Refuse | Beep


def _wires(made: type[Command]) -> tuple[tuple[str, Wire, str], ...]:
    hints: dict[str, Any] = get_type_hints(made, include_extras=True)
    return tuple((name, *hint.__metadata__) for name, hint in hints.items())


@dataclass(frozen=True, slots=True)
class Row:
    """One command of the dictionary."""

    ident: int
    name: str
    way: Way
    made: type[Command]

    @property
    def wires(self) -> tuple[tuple[str, Wire, str], ...]:
        """Name, type and unit of each field, in the order of the payload."""
        return _WIRES[self.ident]

    def line(self) -> str:
        """Return the row as text: what the dictionary's hash is made over."""
        said = (f"{name}:{kind.name} [{unit}]" for name, kind, unit in self.wires)
        return " ".join((f"{self.ident:02X}", self.name, self.way.value, *said))


TABLE: tuple[Row, ...] = (
    Row(0x01, "greet", Way.TO_BOARD, Greet),
    Row(0x02, "hello", Way.TO_HOST, Hello),
    Row(0x10, "pressed", Way.TO_HOST, Pressed),
    Row(0x20, "show", Way.TO_BOARD, Show),
    Row(0x21, "took", Way.TO_BOARD, Took),
    Row(0x22, "refuse", Way.TO_BOARD, Refuse),
    Row(0x23, "beep", Way.TO_BOARD, Beep),
)
_WIRES = {row.ident: _wires(row.made) for row in TABLE}
DICTIONARY = crc32("\n".join(row.line() for row in TABLE).encode())
ROW_CHECKS = tuple(crc_hqx(row.line().encode(), CRC_START) for row in TABLE)

_BY_IDENT = {row.ident: row for row in TABLE}
_BY_MADE: dict[type[Command], Row] = {row.made: row for row in TABLE}


def row_of(command: Command) -> Row:
    """Return the row that declares a command."""
    return _BY_MADE[type(command)]


def pack(command: Command) -> bytes:
    """Return the payload of a command. BadCommandError names the field that does not fit."""
    row = row_of(command)
    parts = [bytes([row.ident])]
    for name, kind, _unit in row.wires:
        try:
            parts.append(kind.pack(getattr(command, name)))
        except (ValueError, struct.error) as error:
            raise BadCommandError(f"{row.name}.{name}: {error}") from error
    return b"".join(parts)


def unpack(payload: bytes) -> Command:
    """Return the command in a payload. BadCommandError says what is wrong."""
    row = _BY_IDENT.get(payload[0]) if payload else None
    if row is None:
        raise BadCommandError(f"no command begins with {payload[:1].hex() or 'nothing'}")
    values: dict[str, object] = {}
    rest = payload[1:]
    for name, kind, _unit in row.wires:
        size = kind.size or len(rest)
        if len(rest) < size:
            raise BadCommandError(f"{row.name}.{name} is cut off")
        try:
            values[name] = kind.unpack(rest[:size])
        except ValueError as error:
            raise BadCommandError(f"{row.name}.{name}: {error}") from error
        rest = rest[size:]
    if rest:
        raise BadCommandError(f"{row.name} has {len(rest)} bytes too many")
    make: Callable[..., Command] = row.made
    return make(**values)


def hello(version: int, board_nonce: int, host_nonce: int) -> Hello:
    """Return how a board with this dictionary presents itself."""
    return Hello(PROTOCOL, version, board_nonce, host_nonce, DICTIONARY, ROW_CHECKS)


def hello_protocol(payload: bytes) -> int | None:
    """Return the protocol in a hello of any protocol; None when it is no hello."""
    found = payload[:1] == bytes([_BY_MADE[Hello].ident]) and len(payload) > 1
    return payload[1] if found else None


def differences(theirs: Hello) -> tuple[str, ...]:
    """Return in words how a board's protocol and dictionary differ from ours; () when equal."""
    if theirs.protocol != PROTOCOL:
        return (f"protocol {theirs.protocol} on the board, {PROTOCOL} here",)
    if theirs.dictionary == DICTIONARY and theirs.checks == ROW_CHECKS:
        return ()
    found = [
        f"command {row.name} ({row.ident:02X}) is declared differently"
        for row, check, ours in zip(TABLE, theirs.checks, ROW_CHECKS, strict=False)
        if check != ours
    ]
    if len(theirs.checks) != len(TABLE):
        found.append(f"{len(theirs.checks)} commands on the board, {len(TABLE)} here")
    return tuple(found) or (f"dictionary {theirs.dictionary:08X} there, {DICTIONARY:08X} here",)
