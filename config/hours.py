# SPDX-License-Identifier: Apache-2.0
"""When the hall is open: weekly hours, single dates, public holidays."""

from datetime import date
from typing import Literal

from config.values import Minutes, Setting, Span

OFFICE_DAY: tuple[str, ...] = ("08:30-12:00", "13:30-17:00")


class Week(Setting, frozen=True, kw_only=True):
    """Opening hours of each day of the week; an empty list is a closed day."""

    mon: tuple[Span, ...] = OFFICE_DAY
    tue: tuple[Span, ...] = OFFICE_DAY
    wed: tuple[Span, ...] = OFFICE_DAY
    thu: tuple[Span, ...] = OFFICE_DAY
    fri: tuple[Span, ...] = OFFICE_DAY
    sat: tuple[Span, ...] = ()
    sun: tuple[Span, ...] = ()

    def of(self, day: date) -> tuple[Span, ...]:
        """Return the hours of the day of the week that `day` is."""
        days = (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)
        return days[day.weekday()]


class ExtraDay(Setting, frozen=True, kw_only=True):
    """One date with hours of its own."""

    date: date
    spans: tuple[Span, ...]


class Hours(Setting, frozen=True, kw_only=True):
    """When the hall is open."""

    week: Week = Week()
    closed: tuple[date, ...] = ()
    extra: tuple[ExtraDay, ...] = ()
    """Dates with hours of their own; stronger than holidays and the week."""
    holidays: Literal["CN", ""] = "CN"
    """Closed on this country's public holidays, open on its make-up days; empty: neither."""
    make_up: tuple[Span, ...] = OFFICE_DAY
    """Hours of a make-up working day at the weekend, unless the week opens that day anyway."""
    last_ticket_minutes: Minutes = 0
    """No tickets this long before a stretch of hours ends."""
