# SPDX-License-Identifier: Apache-2.0
"""Settings that say when the hall is open: weekly hours, single dates, public holidays."""

from datetime import date
from typing import Literal

from config.values import Minutes, Setting, Span

OFFICE_DAY: tuple[str, ...] = ("08:30-12:00", "13:30-17:00")


class Week(Setting, frozen=True, kw_only=True):
    """Hours of each day of the week; a day that is not named is closed."""

    mon: tuple[Span, ...] = ()
    tue: tuple[Span, ...] = ()
    wed: tuple[Span, ...] = ()
    thu: tuple[Span, ...] = ()
    fri: tuple[Span, ...] = ()
    sat: tuple[Span, ...] = ()
    sun: tuple[Span, ...] = ()

    def of(self, day: date) -> tuple[str, ...]:
        """Return the hours of the day of the week that `day` is."""
        days = (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
        return days[day.weekday()]


OFFICE_WEEK = Week(mon=OFFICE_DAY, tue=OFFICE_DAY, wed=OFFICE_DAY, thu=OFFICE_DAY, fri=OFFICE_DAY)


class ExtraDay(Setting, frozen=True, kw_only=True):
    """One date with hours of its own."""

    date: date
    spans: tuple[Span, ...]


class Hours(Setting, frozen=True, kw_only=True):
    """When the hall is open."""

    week: Week = OFFICE_WEEK
    closed: tuple[date, ...] = ()
    extra: tuple[ExtraDay, ...] = ()
    """Dates with hours of their own; stronger than holidays and the week."""
    holidays: Literal["CN", ""] = "CN"
    """Closed on this country's public holidays, open on its make-up days; empty: neither."""
    make_up: tuple[Span, ...] = OFFICE_DAY
    """Hours of a make-up working day, unless the week opens that day anyway."""
    last_ticket_minutes: Minutes = 0
    """No tickets this long before a stretch of hours ends."""


ALL_DAY: tuple[str, ...] = ("00:00-24:00",)
ALWAYS_OPEN = Hours(
    week=Week(
        mon=ALL_DAY, tue=ALL_DAY, wed=ALL_DAY, thu=ALL_DAY, fri=ALL_DAY, sat=ALL_DAY, sun=ALL_DAY
    ),
    holidays="",
)
"""For demonstrations and tests at any hour."""
