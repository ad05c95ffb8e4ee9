# SPDX-License-Identifier: Apache-2.0
"""The link: one session between host and board over a line that loses, doubles and garbles.

Both ends are the same machine but for who opens. A session is named by both nonces, so frames
of an earlier one, of a rebooted board or a restarted host, are never taken for new. In a session
each command comes exactly once and in order; when it cannot, the session is lost, both ends know
and forget what was not acknowledged. Nothing is kept for later.
"""

from abc import ABC, abstractmethod
from binascii import crc_hqx
from collections import Counter, deque
from dataclasses import dataclass
from enum import Enum

from firmware_bridge.core.commands import (
    CRC_START,
    PROTOCOL,
    BadCommandError,
    Command,
    Greet,
    Hello,
    Way,
    differences,
    hello_protocol,
    pack,
    row_of,
    unpack,
)
from firmware_bridge.core.frames import Frame, Kind, Reader, encode

RETRY_FIRST_MS = 100
RETRY_MOST_MS = 400
TRIES_MAX = 6
"""Sendings of one command before the session is given up, after about two seconds."""
ALIVE_EVERY_MS = 500
SILENCE_MAX_MS = 2_500
GREET_FIRST_MS = 500
GREET_MOST_MS = 2_000
OUTBOX_MAX = 8
"""Commands waiting for the wire."""
NONCES = 1 << 32
LATE_SESSIONS = 1_000
"""A board's nonce up to this much older than the session's is a late hello, not a reboot."""
SEQUENCES = 1 << 8


class LostWhy(Enum):
    """Why a session ended."""

    REBOOTED = "the board rebooted"
    GREETED_ANEW = "the host opened another session"
    SILENT = "nothing was heard"
    NOT_TAKEN = "a command was never acknowledged"


class Stray(Enum):
    """Frames that were whole but out of place: counted, answered by nothing."""

    OTHER_ADDRESS = "for another address"
    OTHER_SESSION = "of another session"
    DUPLICATE = "a duplicate"
    OUT_OF_ORDER = "out of order"
    NO_COMMAND = "no command of the dictionary"
    WRONG_WAY = "a command of the other direction"


@dataclass(frozen=True, slots=True)
class Opened:
    """A session began; `board` is how the board presented itself."""

    board: Hello


@dataclass(frozen=True, slots=True)
class Mismatched:
    """The board speaks another protocol or dictionary: no session."""

    board: Hello | None
    """None when its hello is of a protocol we cannot read."""
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """The session ended; what was not acknowledged is forgotten."""

    why: LostWhy


@dataclass(frozen=True, slots=True)
class Received:
    """A command of the other end: once, in order."""

    command: Command


Event = Opened | Mismatched | Lost | Received


def session_of(host_nonce: int, board_nonce: int) -> int:
    """Return the name of the session of two nonces."""
    nonces = host_nonce.to_bytes(4, "big") + board_nonce.to_bytes(4, "big")
    return crc_hqx(nonces, CRC_START)


class Link(ABC):
    """One end of the line, without I/O: bytes and ticks in, events and `take_bytes()` out."""

    _hears: Way
    _alive_every_ms = ALIVE_EVERY_MS

    def __init__(self, address: int) -> None:
        self.strays: Counter[Stray] = Counter()
        self.reader = Reader()
        self.retries = 0
        self._address = address
        self._session: int | None = None
        self._outbox: deque[bytes] = deque()
        self._sent_sequence = 0
        self._heard_sequence = 0
        self._tries = 0
        self._retry_at_ms = 0
        self._alive_at_ms = 0
        self._silent_at_ms = 0
        self._output = bytearray()

    @property
    def open(self) -> bool:
        """Whether there is a session."""
        return self._session is not None

    @property
    def idle(self) -> bool:
        """Whether all that was sent has been acknowledged."""
        return not self._outbox

    @property
    def faults(self) -> int:
        """How many frames were broken or out of place so far."""
        return self.reader.faults.total() + self.strays.total()

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def send(self, now_ms: int, command: Command) -> bool:
        """Put a command on its way. False: there is no session, or `OUTBOX_MAX` wait already."""
        if not self.open or len(self._outbox) >= OUTBOX_MAX:
            return False
        self._outbox.append(pack(command))
        if len(self._outbox) == 1:
            self._begin(now_ms)
        return True

    def receive(self, now_ms: int, data: bytes) -> list[Event]:
        """Take bytes from the line, in pieces of any size."""
        frames = self.reader.read(data)
        return [event for frame in frames for event in self.hear(now_ms, frame)]

    def hear(self, now_ms: int, frame: Frame) -> list[Event]:
        """Take one frame, read by whoever shares the line."""
        if frame.address != self._address or frame.kind is Kind.POLL:
            self.strays[Stray.OTHER_ADDRESS] += 1
        elif frame.kind is Kind.OPEN:
            return self._opening(now_ms, frame)
        elif frame.session != self._session:
            self.strays[Stray.OTHER_SESSION] += 1
        else:
            self._silent_at_ms = now_ms + SILENCE_MAX_MS
            return self._take(now_ms, frame)
        return []

    def wake(self, now_ms: int) -> list[Event]:
        """Do what is due at `now_ms`: send again, show life, give up."""
        if not self.open:
            return []
        if now_ms >= self._silent_at_ms:
            return self._lose(LostWhy.SILENT)
        if self._outbox and now_ms >= self._retry_at_ms:
            if self._tries >= TRIES_MAX:
                return self._lose(LostWhy.NOT_TAKEN)
            self.retries += 1
            self._put_data(now_ms)
        if now_ms >= self._alive_at_ms:
            self._put(now_ms, Kind.ACK, self._heard_sequence)
        return []

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do, or None."""
        if not self.open:
            return None
        due = min(self._silent_at_ms, self._alive_at_ms)
        return min(due, self._retry_at_ms) if self._outbox else due

    @abstractmethod
    def _opening(self, now_ms: int, frame: Frame) -> list[Event]:
        """Take a greeting or a hello."""

    def _start(self, now_ms: int, session: int) -> None:
        self._forget()
        self._session = session
        self._alive_at_ms = self._next_alive_ms(now_ms)
        self._silent_at_ms = now_ms + SILENCE_MAX_MS

    def _lose(self, why: LostWhy) -> list[Event]:
        if not self.open:
            return []
        self._forget()
        return [Lost(why)]

    def _forget(self) -> None:
        self._session = None
        self._outbox.clear()
        self._sent_sequence = self._heard_sequence = 0

    def _take(self, now_ms: int, frame: Frame) -> list[Event]:
        if frame.kind is Kind.ACK:
            if self._outbox and frame.sequence == self._sent_sequence:
                self._outbox.popleft()
                if self._outbox:
                    self._begin(now_ms)
            return []
        if frame.sequence != (self._heard_sequence + 1) % SEQUENCES:
            again = frame.sequence == self._heard_sequence
            self.strays[Stray.DUPLICATE if again else Stray.OUT_OF_ORDER] += 1
            self._put(now_ms, Kind.ACK, self._heard_sequence)
            return []
        self._heard_sequence = frame.sequence
        self._put(now_ms, Kind.ACK, frame.sequence)
        command = self._command(frame.payload)
        return [] if command is None else [Received(command)]

    def _command(self, payload: bytes) -> Command | None:
        try:
            command = unpack(payload)
        except BadCommandError:
            self.strays[Stray.NO_COMMAND] += 1
            return None
        if row_of(command).way is not self._hears:
            self.strays[Stray.WRONG_WAY] += 1
            return None
        return command

    def _begin(self, now_ms: int) -> None:
        self._sent_sequence = (self._sent_sequence + 1) % SEQUENCES
        self._tries = 0
        self._put_data(now_ms)

    def _put_data(self, now_ms: int) -> None:
        wait_ms = min(RETRY_FIRST_MS << self._tries, RETRY_MOST_MS)
        self._tries += 1
        self._retry_at_ms = now_ms + wait_ms
        self._put(now_ms, Kind.DATA, self._sent_sequence, self._outbox[0])

    def _put(self, now_ms: int, kind: Kind, sequence: int, payload: bytes = b"") -> None:
        session = 0 if kind is Kind.OPEN or self._session is None else self._session
        self._output += encode(Frame(self._address, kind, session, sequence, payload))
        if kind is not Kind.OPEN:
            self._alive_at_ms = self._next_alive_ms(now_ms)

    def _next_alive_ms(self, now_ms: int) -> int:
        """Return when to show life next: all links of a machine at the same ticks, in one waking."""
        return now_ms - now_ms % self._alive_every_ms + self._alive_every_ms


class HostLink(Link):
    """The bridge's end: greets until a board with our dictionary answers."""

    _hears = Way.TO_HOST

    def __init__(self, address: int, nonce: int) -> None:
        """Take the board's address and a number that no earlier run of this host used."""
        super().__init__(address)
        self._nonce = nonce % NONCES or 1
        self._board: Hello | None = None
        self._told: tuple[str, ...] = ()
        self._greet_at_ms = 0
        self._greet_wait_ms = GREET_FIRST_MS

    @property
    def board(self) -> Hello | None:
        """How the board presented itself in this session, or None."""
        return self._board if self.open else None

    def wake(self, now_ms: int) -> list[Event]:
        """Do what is due, greeting while there is no session."""
        events = super().wake(now_ms)
        if events:
            self._renew(now_ms)
        if not self.open and now_ms >= self._greet_at_ms:
            self._greet(now_ms)
        return events

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do."""
        return super().wake_at_ms() if self.open else self._greet_at_ms

    def _greet(self, now_ms: int) -> None:
        self._greet_at_ms = now_ms + self._greet_wait_ms
        self._greet_wait_ms = min(2 * self._greet_wait_ms, GREET_MOST_MS)
        self._put(now_ms, Kind.OPEN, 0, pack(Greet(PROTOCOL, self._nonce)))

    def _renew(self, now_ms: int) -> None:
        """Begin a new session at the next `wake`, which is due now."""
        self._nonce = (self._nonce + 1) % NONCES or 1  # 0 answers no greeting
        self._greet_at_ms = now_ms
        self._greet_wait_ms = GREET_FIRST_MS

    def _opening(self, now_ms: int, frame: Frame) -> list[Event]:
        protocol = hello_protocol(frame.payload)
        if not self.open and protocol not in (None, PROTOCOL):
            return self._tell(None, (f"protocol {protocol} on the board, {PROTOCOL} here",))
        board = self._command(frame.payload)
        if not isinstance(board, Hello):
            return []
        return self._rebooted(now_ms, board) if self.open else self._meet(now_ms, board)

    def _rebooted(self, now_ms: int, board: Hello) -> list[Event]:
        """Take a hello within a session: late news of it, or the board has booted since."""
        older = (self._board.board_nonce - board.board_nonce) % NONCES if self._board else 0
        if older < LATE_SESSIONS:
            return []
        events = self._lose(LostWhy.REBOOTED)
        self._renew(now_ms)
        return events

    def _meet(self, now_ms: int, board: Hello) -> list[Event]:
        if board.host_nonce != self._nonce:
            self._greet_at_ms = now_ms  # it has just booted, or answers an old greeting
            return []
        found = differences(board)
        if found:
            return self._tell(board, found)
        self._board, self._told = board, ()
        self._start(now_ms, session_of(self._nonce, board.board_nonce))
        return [Opened(board)]

    def _tell(self, board: Hello | None, found: tuple[str, ...]) -> list[Event]:
        """Say a mismatch once, not at each greeting."""
        again, self._told = self._told == found, found
        return [] if again else [Mismatched(board, found)]
