# SPDX-License-Identifier: Apache-2.0
"""Find frames and lines in a stream that starts anywhere, is cut anywhere and holds noise."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

LINE_ENDS = b"\r\n"
LINE_BYTES_MAX = 512
LINE_QUIET_MS = 300
"""A line begun and not ended within this is none."""

Measure = Callable[[bytes], int | None]
"""Size of the frame that begins here; 0: none does; None: too few bytes to tell."""


class Hunter(Generic[T]):
    """Bytes in pieces of any size -> frames; at most one fault a stretch of noise.

    A frame begun and not ended within `quiet_ms` is given up, so a truncated one blocks nothing.
    """

    def __init__(
        self, measure: Measure, decode: Callable[[bytes], T | None], quiet_ms: int
    ) -> None:
        """Take how to measure a frame, how to decode it (None: it is broken), and the patience."""
        self.faults = 0
        self._measure = measure
        self._decode = decode
        self._quiet_ms = quiet_ms
        self._buffer = bytearray()
        self._heard_at_ms = 0
        self._lost = False

    def read(self, now_ms: int, data: bytes) -> list[T]:
        """Take bytes; return the frames that ended in them."""
        found = self.wake(now_ms)
        if data:
            self._heard_at_ms = now_ms
        self._buffer += data
        return found + self._scan()

    def wake(self, now_ms: int) -> list[T]:
        """Give up a frame that does not go on; return those found in what it had swallowed."""
        found: list[T] = []
        while self._buffer and now_ms >= self._heard_at_ms + self._quiet_ms:
            self._skip()
            found += self._scan()
        return found

    def wake_at_ms(self) -> int | None:
        """Tick at which a frame begun is given up, or None."""
        return self._heard_at_ms + self._quiet_ms if self._buffer else None

    def _scan(self) -> list[T]:
        found: list[T] = []
        while self._buffer:
            size = self._measure(bytes(self._buffer))
            if size is None or size > len(self._buffer):
                break
            frame = self._decode(bytes(self._buffer[:size])) if size else None
            if frame is None:
                self._skip()
                continue
            del self._buffer[:size]
            self._lost = False
            found.append(frame)
        return found

    def _skip(self) -> None:
        del self._buffer[:1]
        self.faults += not self._lost
        self._lost = True


class LineHunter:
    """Bytes in pieces of any size -> lines ended by CR, LF or both, none of them empty.

    A line too long, or begun and not ended, is a fault; its owner counts those that mean nothing.
    """

    def __init__(self) -> None:
        self.faults = 0
        self._line = bytearray()
        self._too_long = False
        self._heard_at_ms = 0

    def read(self, now_ms: int, data: bytes) -> list[bytes]:
        """Take bytes; return the lines that ended in them."""
        self.wake(now_ms)
        self._heard_at_ms = now_ms
        found: list[bytes] = []
        for byte in data:
            if byte in LINE_ENDS:
                found += self._end()
            elif len(self._line) < LINE_BYTES_MAX:
                self._line.append(byte)
            else:
                self._too_long = True
        return found

    def wake(self, now_ms: int) -> None:
        """Drop a line that does not go on."""
        if self._line and now_ms >= self._heard_at_ms + LINE_QUIET_MS:
            self._line.clear()
            self._too_long = False
            self.faults += 1

    def wake_at_ms(self) -> int | None:
        """Tick at which a line begun is dropped, or None."""
        return self._heard_at_ms + LINE_QUIET_MS if self._line else None

    def _end(self) -> tuple[bytes, ...]:
        line, too_long = bytes(self._line), self._too_long
        self._line.clear()
        self._too_long = False
        self.faults += too_long
        return (line,) if line and not too_long else ()
