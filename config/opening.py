# SPDX-License-Identifier: Apache-2.0
"""When a hall and its services are open: pure questions about local time."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Protocol

from msgspec.structs import replace

from config.hours import ALWAYS_OPEN
from config.schema import Hall

LOOK_AHEAD_DAYS = 400
SATURDAY = 5

Stretch = tuple[int, int]
"""Minutes of the day: from, and the first minute that is no longer in it."""


class Calendar(Protocol):
    """Which days differ from the week; see config.calendar for a country's."""

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is a public holiday or a day off in place of one."""

    def is_make_up(self, day: date) -> bool:
        """Whether `day` is at the weekend and worked nevertheless."""


class _EveryWeekAlike:
    def is_holiday(self, _day: date) -> bool:
        return False

    def is_make_up(self, _day: date) -> bool:
        return False


NO_HOLIDAYS: Calendar = _EveryWeekAlike()


def hall_stretches(hall: Hall, day: date, calendar: Calendar) -> tuple[Stretch, ...]:
    """Return when the hall is open on a date, in order."""
    return _merge(_stretch(span) for span in _hall_spans(hall, day, calendar))


def service_stretches(
    hall: Hall, service: str, day: date, calendar: Calendar
) -> tuple[Stretch, ...]:
    """Return when a service is open on a date, extended hours of its windows included."""
    open_ = hall_stretches(hall, day, calendar)
    if not open_:
        return ()
    own = hall.service_by_id[service].hours
    if own is not None:
        hours = [_stretch(span) for span in own.of(day)]
        # A day with hours of its own leaves a service open that knows nothing of that weekday.
        if hours or not _is_special(hall, day, calendar):
            open_ = _both(open_, hours)
    extended = (_stretch(span) for span in _extended_spans(hall, service, day))
    return _merge([*open_, *extended])


def always_open(hall: Hall) -> Hall:
    """Return the hall with all its services open at any hour: to try it, or to show it."""
    services = tuple(replace(service, hours=None, slots=()) for service in hall.services)
    return replace(hall, hours=ALWAYS_OPEN, services=services)


def is_open(hall: Hall, service: str, moment: datetime, calendar: Calendar) -> bool:
    """Whether a service is open at a local moment."""
    minute = moment.hour * 60 + moment.minute
    stretches = service_stretches(hall, service, moment.date(), calendar)
    return any(begin <= minute < end for begin, end in stretches)


def next_opening(hall: Hall, service: str, moment: datetime, calendar: Calendar) -> datetime | None:
    """Return when a service opens next, after a local moment.

    None: not within `LOOK_AHEAD_DAYS`.
    """
    for ahead in range(LOOK_AHEAD_DAYS + 1):
        day = moment.date() + timedelta(days=ahead)
        for begin, _ in service_stretches(hall, service, day, calendar):
            opening = datetime.combine(day, time(begin // 60, begin % 60), moment.tzinfo)
            if opening > moment:
                return opening
    return None


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Whether offices work on a date: the measure of every promise and deadline."""
    if calendar.is_make_up(day):
        return True
    return day.weekday() < SATURDAY and not calendar.is_holiday(day)


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """Return the date that is `count` working days after `day`; 0 is `day` itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(day, calendar)
    return day


def working_days_between(first: date, last: date, calendar: Calendar) -> int:
    """Return how many working days come after `first`, up to and with `last`."""
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(is_working_day(day, calendar) for day in days)


def _hall_spans(hall: Hall, day: date, calendar: Calendar) -> tuple[str, ...]:
    hours = hall.hours
    for extra in hours.extra:
        if extra.date == day:
            return extra.spans
    if day in hours.closed:
        return ()
    if hours.holidays and calendar.is_holiday(day):
        return ()
    weekly = hours.week.of(day)
    if hours.holidays and calendar.is_make_up(day):
        return weekly or hours.make_up
    return weekly


def _is_special(hall: Hall, day: date, calendar: Calendar) -> bool:
    extra = any(each.date == day for each in hall.hours.extra)
    return extra or (bool(hall.hours.holidays) and calendar.is_make_up(day))


def _extended_spans(hall: Hall, service: str, day: date) -> Iterable[str]:
    for id_ in hall.windows_by_service[service]:
        extended = hall.window_by_id[id_].extended_hours
        if extended is not None:
            yield from extended.of(day)


def _both(one: Iterable[Stretch], other: Iterable[Stretch]) -> tuple[Stretch, ...]:
    others = tuple(other)
    found = ((max(a, c), min(b, d)) for a, b in one for c, d in others)
    return tuple((begin, end) for begin, end in found if begin < end)


def _merge(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    merged: list[Stretch] = []
    for begin, end in sorted(stretches):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return tuple(merged)


def _stretch(span: str) -> Stretch:
    begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in span.split("-"))
    return begin, end
