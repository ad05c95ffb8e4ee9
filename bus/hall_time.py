# SPDX-License-Identifier: Apache-2.0
"""What a part knows of the hall: whether it lives, and what time it is there."""

from collections import deque

from bus.actor import Now
from bus.messages import HallBeat

LOST_AFTER_MS = 1_800
"""A hall silent for this long is lost: a beat missed and 0.8 s of grace. Within 2 s of losing it a
kiosk gives numbers of its own."""
BEAT_EVERY_MS = 1_000
BOOTS_KEPT = 16
"""Lives of the hall that are known to be over."""


class HallTime:
    """Follows the hall's beat; a board without a clock battery learns the time from it."""

    def __init__(self) -> None:
        self._heard_tick_ms: int | None = None
        self._offset_ms = 0
        self._over: deque[str] = deque(maxlen=BOOTS_KEPT)
        self.boot = ""

    def hear(self, now: Now, beat: HallBeat) -> bool:
        """Take a beat; return True when the hall is another one than before (it restarted).

        A beat that comes late, of a life that is over, says nothing.
        """
        if beat.boot in self._over:
            return False
        if beat.boot != self.boot and self.boot:
            self._over.append(self.boot)
        self._heard_tick_ms = now.tick_ms
        self._offset_ms = beat.utc_at - now.tick_ms
        changed = beat.boot != self.boot
        self.boot = beat.boot
        return changed

    def alive(self, now: Now) -> bool:
        """Whether the hall was heard within `LOST_AFTER_MS`."""
        lost_at = self.lost_at_ms()
        return lost_at is not None and now.tick_ms < lost_at

    def lost_at_ms(self) -> int | None:
        """Tick at which the hall counts as lost unless it is heard again; None: never heard."""
        if self._heard_tick_ms is None:
            return None
        return self._heard_tick_ms + LOST_AFTER_MS

    def utc_ms(self, now: Now) -> int:
        """The hall's UTC now; this machine's own until the hall was heard."""
        if self._heard_tick_ms is None:
            return now.utc_ms
        return now.tick_ms + self._offset_ms

    def heard_utc_ms(self) -> int | None:
        """The hall's UTC when it was last heard: the "as of" of a display that is cut off."""
        if self._heard_tick_ms is None:
            return None
        return self._heard_tick_ms + self._offset_ms


class Newest:
    """Which retained state is the newest of its kind: each has a growing seq."""

    def __init__(self) -> None:
        self._seqs: dict[str, tuple[int, int]] = {}
        """Seq, and tick at which it was heard."""

    def take(self, now: Now, name: str, seq: int) -> bool:
        """Take a state's seq unless a newer one is known; return whether it was taken."""
        if seq <= self._seqs.get(name, (-1, 0))[0]:
            return False
        self._seqs[name] = (seq, now.tick_ms)
        return True

    def begin_anew(self, now: Now, beat: HallBeat) -> None:
        """Believe a restarted hall though its seq is lower than before: a backup was put back.

        All that it says is above `since_seq`. What was heard just now is its own already.
        """
        lost_ms = now.tick_ms - LOST_AFTER_MS
        for name, (seq, heard_ms) in self._seqs.items():
            if heard_ms < lost_ms and seq > beat.since_seq:
                self._seqs[name] = (beat.since_seq, heard_ms)
