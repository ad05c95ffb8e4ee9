# SPDX-License-Identifier: Apache-2.0
"""The hall's dates and hours in words."""

from collections.abc import Iterator
from datetime import datetime, tzinfo
from itertools import groupby

from config.hours import Week
from kiosk.core.paper import Speak


def local(utc_ms: int, zone: tzinfo | None) -> datetime:
    """Return a moment in the hall's zone."""
    return datetime.fromtimestamp(utc_ms / 1000, zone)


def clock(moment: datetime) -> str:
    """Return hours and minutes."""
    return f"{moment:%H:%M}"


def date_text(moment: datetime, speak: Speak) -> str:
    """Return day, month and weekday in words."""
    return speak(
        "date",
        month=speak(f"month-{moment.month}"),
        day=moment.day,
        weekday=speak(f"weekday-{moment.isoweekday()}"),
    )


def until_text(at: datetime, now: datetime, speak: Speak) -> str:
    """Return when something becomes possible: the time, with the day unless it is today."""
    if at.date() == now.date():
        return clock(at)
    return speak("date-time", date=date_text(at, speak), time=clock(at))


def stamp(moment: datetime) -> str:
    """Return date and time as papers carry them."""
    return f"{moment:%Y-%m-%d %H:%M:%S}"


def week_hours(week: Week, speak: Speak) -> tuple[tuple[str, str], ...]:
    """Return days and their hours, days with the same hours as one."""
    days = (week.mon, week.tue, week.wed, week.thu, week.fri, week.sat, week.sun)
    return tuple(_grouped(days, speak))


def _grouped(days: tuple[tuple[str, ...], ...], speak: Speak) -> Iterator[tuple[str, str]]:
    for spans, group in groupby(enumerate(days, 1), key=lambda pair: pair[1]):
        numbers = [number for number, _ in group]
        name = speak(f"weekday-{numbers[0]}")
        if len(numbers) > 1:
            name = speak("weekdays", first=name, last=speak(f"weekday-{numbers[-1]}"))
        # Right to left a dash would turn the hours round; a hyphen keeps them.
        dash = "-" if speak.right_to_left else "\u2013"
        hours = "  ".join(span.replace("-", dash) for span in spans)
        yield name, hours or speak("hours-closed")
