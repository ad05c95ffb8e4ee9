# SPDX-License-Identifier: Apache-2.0
"""What a part knows of the hall: whether it lives, and what time it is there."""

from bus.actor import Now
from bus.messages import HallBeat

LOST_AFTER_MS = 2_500
"""A hall silent for this long is lost: two beats missed and half a second of grace."""
BEAT_EVERY_MS = 1_000


class HallTime:
    """Follows the hall's beat; a board without a clock battery learns the time from it."""

    def __init__(self) -> None:
        self._heard_tick_ms: int | None = None
        self._offset_ms = 0
        self.boot = ""

    def hear(self, now: Now, beat: HallBeat) -> bool:
        """Take a beat; return True when the hall is another one than before (it restarted)."""
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
