# SPDX-License-Identifier: Apache-2.0
"""Public holidays and make-up working days, as the holidays library knows them offline."""

from datetime import date
from functools import cached_property
from typing import Any

from config.opening import NO_HOLIDAYS, SATURDAY, Calendar
from config.schema import Hall


class CountryCalendar:
    """A country's calendar; a year is worked out the first time it is asked for."""

    def __init__(self, country: str) -> None:
        self._country = country

    @cached_property
    def _days(self) -> Any:
        # Late, for every country's rules are loaded: a fifth of a second that no start needs.
        import holidays  # noqa: PLC0415

        return holidays.country_holidays(self._country)

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is a public holiday or a day off in place of one."""
        return day in self._days

    def is_make_up(self, day: date) -> bool:
        """Whether `day` is at the weekend and worked nevertheless."""
        return day.weekday() >= SATURDAY and self._days.is_working_day(day)


def calendar_of(hall: Hall) -> Calendar:
    """Return the calendar that a hall goes by."""
    return CountryCalendar(hall.hours.holidays) if hall.hours.holidays else NO_HOLIDAYS
