# SPDX-License-Identifier: Apache-2.0
"""When a number can be taken: the hall's hours as stretches of UTC, a day at a time."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import holidays
from msgspec import Struct

from bus.messages import Refusal
from config.hours import Hours
from config.schema import Hall
from hall.core.clock import local_date, wall_ms

MINUTE_MS = 60_000
LOOK_AHEAD_DAYS = 21
"""How far to look for the next opening: longer than any public holiday."""
Minute = tuple[int, int]
Stretch = tuple[int, int]


class DayKind(Struct, frozen=True):
    """What a date is to the hall: its spans, and whether they are that date's own."""

    spans: tuple[Minute, ...]
    special: bool = False
    holiday: bool = False


def minutes(span: str) -> Minute:
    """Return begin and end of `08:30-12:00` in minutes after midnight."""
    begin, end = span.split("-")
    return _minutes(begin), _minutes(end)


def _minutes(wall: str) -> int:
    hours, rest = wall.split(":")
    return int(hours) * 60 + int(rest)


def day_kind(hours: Hours, day: date) -> DayKind:
    """Return the hall's own hours on a date: extra day, closed day, holiday, make-up day, week."""
    for extra in hours.extra:
        if extra.date == day:
            return DayKind(_all_minutes(extra.spans), special=True)
    if day in hours.closed:
        return DayKind((), holiday=True)
    week = _all_minutes(hours.week.of(day))
    if hours.holidays:
        calendar = holidays.country_holidays(hours.holidays, years=day.year)
        if day in calendar:
            return DayKind((), holiday=True)
        if day in calendar.weekend_workdays and not week:
            return DayKind(_all_minutes(hours.make_up), special=True)
    return DayKind(week)


def _all_minutes(spans: tuple[str, ...]) -> tuple[Minute, ...]:
    return tuple(minutes(span) for span in spans)


def both(one: tuple[Minute, ...], other: tuple[Minute, ...]) -> tuple[Minute, ...]:
    """Return the parts of the day that lie in both."""
    found = ((max(a, c), min(b, d)) for a, b in one for c, d in other)
    return tuple(sorted((begin, end) for begin, end in found if begin < end))


def either(spans: tuple[Minute, ...]) -> tuple[Minute, ...]:
    """Return the parts of the day that lie in any, joined where they touch."""
    joined: list[Minute] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return tuple(joined)


class Opening:
    """The opening hours of a hall and each of its services."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.zone = ZoneInfo(hall.time_zone)
        self._kinds: dict[date, DayKind] = {}
        self._stretches: dict[tuple[str, date], tuple[Stretch, ...]] = {}

    def day(self, at_ms: int) -> date:
        """Return the local date."""
        return local_date(at_ms, self.zone)

    def kind(self, day: date) -> DayKind:
        """Return what a date is to the hall."""
        if day not in self._kinds:
            self._kinds[day] = day_kind(self._hall.hours, day)
        return self._kinds[day]

    def stretches(self, service: str, day: date) -> tuple[Stretch, ...]:
        """Return the UTC ms between which numbers for a service can be taken on a date."""
        key = (service, day)
        if key not in self._stretches:
            spans = self._spans(service, day)
            last = self._hall.hours.last_ticket_minutes
            found = ((begin, end - last) for begin, end in spans)
            self._stretches[key] = tuple(self._utc(day, *s) for s in found if s[0] < s[1])
        return self._stretches[key]

    def _spans(self, service: str, day: date) -> tuple[Minute, ...]:
        kind = self.kind(day)
        if kind.holiday:
            return ()
        spans = kind.spans
        own = self._hall.service_by_id[service].hours
        if own is not None:
            hours = _all_minutes(own.of(day))
            spans = spans if kind.special and not hours else both(spans, hours)
        return either((*spans, *self._extended(service, day)))

    def _extended(self, service: str, day: date) -> tuple[Minute, ...]:
        windows = (self._hall.window_by_id[w] for w in self._hall.windows_by_service[service])
        weeks = (w.extended_hours for w in windows if w.extended_hours is not None)
        return tuple(span for week in weeks for span in _all_minutes(week.of(day)))

    def _utc(self, day: date, begin: int, end: int) -> Stretch:
        return wall_ms(day, begin, self.zone), wall_ms(day, end, self.zone)

    def refusal(self, service: str, at_ms: int) -> tuple[Refusal, int | None] | None:
        """Return why no number can be taken now and from when one can; None when one can."""
        today = self.day(at_ms)
        if any(begin <= at_ms < end for begin, end in self.stretches(service, today)):
            return None
        why = Refusal.HOLIDAY if self.kind(today).holiday else Refusal.CLOSED
        return why, self._next(service, today, at_ms)

    def _next(self, service: str, today: date, at_ms: int) -> int | None:
        for ahead in range(LOOK_AHEAD_DAYS):
            for begin, _ in self.stretches(service, today + timedelta(days=ahead)):
                if begin > at_ms:
                    return begin
        return None

    def in_span(self, span: str, at_ms: int) -> bool:
        """Whether the clock on the wall is within `12:00-13:30`."""
        begin, end = self.span(span, self.day(at_ms))
        return begin <= at_ms < end

    def span(self, span: str, day: date) -> Stretch:
        """Return the UTC ms of a span on a date."""
        return self._utc(day, *minutes(span))

    def forget(self, before: date) -> None:
        """Drop what was computed for days gone by."""
        self._kinds = {day: kind for day, kind in self._kinds.items() if day >= before}
        self._stretches = {k: found for k, found in self._stretches.items() if k[1] >= before}
