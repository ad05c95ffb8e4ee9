# SPDX-License-Identifier: Apache-2.0
"""When a number can be taken: the hall's hours as stretches of UTC, a day at a time."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bus.messages import Refusal
from config.calendar import calendar_of
from config.opening import (
    hall_stretches,
    service_stretches,
    working_days_after,
    working_days_between,
)
from config.schema import Hall
from hall.core.clock import local_date, midnight_ms, wall_ms

LOOK_AHEAD_DAYS = 21
"""How far to look for the next opening: longer than any public holiday."""
Stretch = tuple[int, int]


class Opening:
    """The opening hours of a hall and each of its services."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._calendar = calendar_of(hall)
        self.zone = ZoneInfo(hall.time_zone)
        self._stretches: dict[tuple[str, date], tuple[Stretch, ...]] = {}
        self._today = date.min
        self._today_ms: Stretch = (0, 0)

    def day(self, at_ms: int) -> date:
        """Return the local date."""
        if not self._today_ms[0] <= at_ms < self._today_ms[1]:
            self._today = local_date(at_ms, self.zone)
            tomorrow = self._today + timedelta(days=1)
            self._today_ms = (
                midnight_ms(self._today, self.zone),
                midnight_ms(tomorrow, self.zone),
            )
        return self._today

    def holiday(self, day: date) -> bool:
        """Whether the hall is closed on a date on which its week would have it open."""
        if hall_stretches(self._hall, day, self._calendar):
            return False
        return bool(self._hall.hours.week.of(day))

    def make_up(self, day: date) -> bool:
        """Whether a date at the weekend is worked in place of another."""
        return self._calendar.is_make_up(day)

    def stretches(self, service: str, day: date) -> tuple[Stretch, ...]:
        """Return the UTC ms between which numbers for a service can be taken on a date."""
        key = (service, day)
        if key not in self._stretches:
            last = self._hall.hours.last_ticket_minutes
            spans = service_stretches(self._hall, service, day, self._calendar)
            found = ((begin, end - last) for begin, end in spans)
            self._stretches[key] = tuple(self._utc(day, *s) for s in found if s[0] < s[1])
        return self._stretches[key]

    def _utc(self, day: date, begin: int, end: int) -> Stretch:
        return wall_ms(day, begin, self.zone), wall_ms(day, end, self.zone)

    def refusal(self, service: str, at_ms: int) -> tuple[Refusal, int | None] | None:
        """Return why no number can be taken now and from when one can; None when one can."""
        today = self.day(at_ms)
        if any(begin <= at_ms < end for begin, end in self.stretches(service, today)):
            return None
        why = Refusal.HOLIDAY if self.holiday(today) else Refusal.CLOSED
        return why, self._next(service, today, at_ms)

    def _next(self, service: str, today: date, at_ms: int) -> int | None:
        for ahead in range(LOOK_AHEAD_DAYS):
            for begin, _ in self.stretches(service, today + timedelta(days=ahead)):
                if begin > at_ms:
                    return begin
        return None

    def working_day_after(self, day: date, count: int) -> date:
        """Return the date that is `count` working days after `day`; 0 is `day` itself."""
        return working_days_after(day, count, self._calendar)

    def working_days(self, first: date, last: date) -> int:
        """Return how many working days come after `first`, up to and with `last`."""
        return working_days_between(first, last, self._calendar)

    def in_span(self, span: str, at_ms: int) -> bool:
        """Whether the clock on the wall is within `12:00-13:30`."""
        begin, end = self.span(span, self.day(at_ms))
        return begin <= at_ms < end

    def span(self, span: str, day: date) -> Stretch:
        """Return the UTC ms of a span on a date."""
        begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in span.split("-"))
        return self._utc(day, begin, end)

    def forget(self, before: date) -> None:
        """Drop what was computed for days gone by."""
        self._stretches = {k: found for k, found in self._stretches.items() if k[1] >= before}
