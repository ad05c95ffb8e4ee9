# SPDX-License-Identifier: Apache-2.0
"""The hall's clock: it never goes back, whatever the machine's does."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bus.actor import Now

DAY_MS = 86_400_000


class HallClock:
    """UTC ms that never fall: a clock set back is caught up with at half speed."""

    def __init__(self) -> None:
        self._at_ms = 0
        self._tick_ms: int | None = None

    def begin(self, at_ms: int) -> None:
        """Go on from the last time in the log."""
        self._at_ms = max(self._at_ms, at_ms)

    def at_ms(self, now: Now) -> int:
        """Return the hall's UTC ms now."""
        if self._tick_ms is None:
            self._tick_ms = now.tick_ms
        half_ms = max(0, now.tick_ms - self._tick_ms) // 2
        if now.utc_ms >= self._at_ms + half_ms:
            self._at_ms = now.utc_ms
            self._tick_ms = now.tick_ms
        else:
            self._at_ms += half_ms
            self._tick_ms += 2 * half_ms
        return self._at_ms


def local_date(at_ms: int, zone: ZoneInfo) -> date:
    """Return the date on the wall at a UTC time."""
    return datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(zone).date()


def midnight_ms(day: date, zone: ZoneInfo) -> int:
    """Return the UTC ms at which a local day begins."""
    return wall_ms(day, 0, zone)


def wall_ms(day: date, minutes: int, zone: ZoneInfo) -> int:
    """Return the UTC ms when the clock on the wall shows so many minutes after midnight.

    A wall time skipped by daylight saving is the moment the clock moved on; one that comes
    twice is the first.
    """
    days, rest = divmod(minutes, 24 * 60)
    wall = datetime.combine(day + timedelta(days=days), time(rest // 60, rest % 60), zone)
    return int(wall.timestamp() * 1000)
