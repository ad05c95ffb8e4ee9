# SPDX-License-Identifier: Apache-2.0
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendar import CountryCalendar, calendar_of
from config.hours import ALWAYS_OPEN, ExtraDay, Hours, Week
from config.load import hall_named
from config.opening import (
    NO_HOLIDAYS,
    Calendar,
    always_open,
    hall_stretches,
    is_open,
    is_working_day,
    next_opening,
    service_stretches,
    working_days_after,
    working_days_between,
)
from config.schema import Hall

CHINA = CountryCalendar("CN")
THURSDAY = date(2026, 3, 5)
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def _hall(hours: Hours) -> Hall:
    return msgspec.structs.replace(hall_named("township"), hours=hours)


def _with_service_hours(week: Week, hours: Hours) -> Hall:
    hall = _hall(hours)
    services = tuple(
        msgspec.structs.replace(each, hours=week) if each.id == "senior-card" else each
        for each in hall.services
    )
    return msgspec.structs.replace(hall, services=services)


def _clock(*stretches: tuple[int, int]) -> list[str]:
    return [f"{b // 60:02}:{b % 60:02}-{e // 60:02}:{e % 60:02}" for b, e in stretches]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (THURSDAY, ["08:30-12:00", "13:30-17:00"]),
        (date(2026, 3, 7), []),  # a Saturday
        (date(2026, 2, 17), []),  # Spring Festival, a Tuesday
        (date(2026, 2, 14), ["08:30-12:00", "13:30-17:00"]),  # a Saturday worked in its place
    ],
)
def test_a_hall_keeps_the_countrys_holidays_and_make_up_days(
    day: date, expected: list[str]
) -> None:
    assert _clock(*hall_stretches(_hall(Hours()), day, CHINA)) == expected


def test_a_hall_that_never_rests_ignores_holidays() -> None:
    hall = _hall(ALWAYS_OPEN)
    assert calendar_of(hall) is NO_HOLIDAYS
    assert hall_stretches(hall, date(2026, 2, 17), calendar_of(hall)) == ((0, 1_440),)


def test_a_hall_tried_at_any_hour_opens_every_service() -> None:
    hall = always_open(_with_service_hours(Week(), Hours(closed=(THURSDAY,))))
    midnight = datetime(2026, 3, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert all(is_open(hall, each.id, midnight, calendar_of(hall)) for each in hall.services)


def test_a_single_date_is_stronger_than_the_week_and_the_holiday() -> None:
    day = date(2026, 2, 17)
    hours = Hours(closed=(THURSDAY,), extra=(ExtraDay(date=day, spans=("09:00-11:00",)),))
    assert _clock(*hall_stretches(_hall(hours), day, CHINA)) == ["09:00-11:00"]
    assert not hall_stretches(_hall(hours), THURSDAY, CHINA)


def test_a_services_hours_lie_within_the_halls() -> None:
    hall = _with_service_hours(Week(thu=("11:00-14:00",)), Hours())
    on = service_stretches(hall, "senior-card", THURSDAY, NO_HOLIDAYS)
    assert _clock(*on) == ["11:00-12:00", "13:30-14:00"]
    friday = THURSDAY + timedelta(days=1)
    assert not service_stretches(hall, "senior-card", friday, NO_HOLIDAYS)


def test_a_make_up_saturday_opens_a_service_that_knows_no_saturday() -> None:
    hall = _with_service_hours(Week(thu=("09:00-10:00",)), Hours())
    on = service_stretches(hall, "senior-card", date(2026, 2, 14), CHINA)
    assert _clock(*on) == ["08:30-12:00", "13:30-17:00"]


def test_a_window_with_extended_hours_keeps_its_services_open() -> None:
    hall = hall_named("tax")
    on = service_stretches(hall, "filing-payment", THURSDAY, CHINA)
    assert _clock(*on) == ["08:30-19:00"]
    assert _clock(*service_stretches(hall, "tax-refund", THURSDAY, CHINA)) == ["08:30-17:00"]
    assert not service_stretches(hall, "filing-payment", date(2026, 10, 1), CHINA)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [("08:29", False), ("08:30", True), ("11:59", True), ("12:00", False), ("16:59", True)],
)
def test_the_end_of_a_stretch_is_closed_and_its_beginning_open(clock: str, expected: bool) -> None:  # noqa: FBT001
    hour, minute = (int(part) for part in clock.split(":"))
    moment = datetime(2026, 3, 5, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert is_open(_hall(Hours()), "senior-card", moment, CHINA) is expected


@pytest.mark.parametrize(
    ("after", "opening"),
    [
        ("2026-03-05T07:00", "2026-03-05T08:30"),
        ("2026-03-05T08:30", "2026-03-05T13:30"),
        ("2026-03-06T17:00", "2026-03-09T08:30"),  # over a weekend
        ("2026-02-14T18:00", "2026-02-24T08:30"),  # over Spring Festival
    ],
)
def test_the_next_opening_is_found_over_nights_and_holidays(after: str, opening: str) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    moment = datetime.fromisoformat(after).replace(tzinfo=zone)
    found = next_opening(_hall(Hours()), "senior-card", moment, CHINA)
    assert found == datetime.fromisoformat(opening).replace(tzinfo=zone)


def test_a_hall_that_never_opens_has_no_next_opening() -> None:
    hall = _hall(Hours(week=Week()))
    moment = datetime(2026, 3, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert next_opening(hall, "senior-card", moment, NO_HOLIDAYS) is None


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 5), 0, date(2026, 3, 5)),
        (date(2026, 3, 5), 1, date(2026, 3, 6)),
        (date(2026, 3, 6), 1, date(2026, 3, 9)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # the Saturday is worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
    ],
)
def test_a_deadline_counts_working_days_only(day: date, count: int, expected: date) -> None:
    assert working_days_after(day, count, CHINA) == expected


def test_a_year_is_known_whichever_question_comes_first() -> None:
    assert CountryCalendar("CN").is_make_up(date(2026, 2, 14))
    assert not CountryCalendar("CN").is_make_up(date(2026, 2, 16))
    assert CountryCalendar("CN").is_holiday(date(2026, 2, 16))


@given(day=DAYS, count=st.integers(1, 40), calendar=st.sampled_from([CHINA, NO_HOLIDAYS]))
def test_counting_working_days_forth_and_back_agrees(
    day: date, count: int, calendar: Calendar
) -> None:
    later = working_days_after(day, count, calendar)
    assert is_working_day(later, calendar)
    assert working_days_between(day, later, calendar) == count
