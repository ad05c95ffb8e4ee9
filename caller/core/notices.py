# SPDX-License-Identifier: Apache-2.0
"""Which notices are shown, and which are to be read aloud, at a time of the hall."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from config.schema import Hours, Notice

SPOKEN_EVERY = timedelta(minutes=15)
"""A notice to be read aloud is read when it begins to be shown, and again after this time."""


def in_span(span: str, at: datetime) -> bool:
    """Whether a time lies in a stretch such as 08:30-12:00, whose end is not part of it."""
    start, end = span.split("-")
    return start <= at.strftime("%H:%M") < end


def shown(notices: Sequence[Notice], at: datetime) -> tuple[Notice, ...]:
    """Return the notices valid on this day, at this time, in order."""
    return tuple(notice for notice in notices if _holds(notice, at))


def due_aloud(
    notices: Sequence[Notice], hours: Hours, after: datetime, until: datetime
) -> tuple[Notice, ...]:
    """Return the notices whose moment to be read aloud lies in (after, until]."""
    return tuple(
        notice
        for notice in notices
        if notice.spoken and _moment_between(notice, hours, after, until)
    )


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether people are in the hall: a voice does not speak to an empty one."""
    return any(in_span(span, at) for span in _spans_of_day(hours, at.date()))


def _holds(notice: Notice, at: datetime) -> bool:
    day = at.date()
    return (
        (notice.valid_from is None or notice.valid_from <= day)
        and (notice.valid_to is None or day <= notice.valid_to)
        and at.isoweekday() in notice.weekdays
        and (not notice.spans or any(in_span(span, at) for span in notice.spans))
    )


def _moment_between(notice: Notice, hours: Hours, after: datetime, until: datetime) -> bool:
    for span in notice.spans or _spans_of_day(hours, until.date()):
        start = span.split("-")[0]
        moment = until.replace(hour=int(start[:2]), minute=int(start[3:]), second=0, microsecond=0)
        if moment > until:
            continue
        moment += (until - moment) // SPOKEN_EVERY * SPOKEN_EVERY
        if moment > after and _holds(notice, moment) and is_open(hours, moment):
            return True
    return False


def _spans_of_day(hours: Hours, day: date) -> tuple[str, ...]:
    for extra in hours.extra:
        if extra.date == day:
            return extra.spans
    return () if day in hours.closed else hours.week.of(day)
