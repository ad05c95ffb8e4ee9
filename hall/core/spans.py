# SPDX-License-Identifier: Apache-2.0
"""Stretches of days as managers ask for them, and the pieces that are kept summed up.

A period is named as ISO names it: 2026, 2026-03, 2026-W10, 2026-03-02.
"""

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct

STEPS = ("day", "week", "month", "year")
DAY = timedelta(days=1)
YEAR_CHARS, MONTH_CHARS, DAY_CHARS = 4, 7, 10
LONGER = ("week", "month", "year")
"""What days are summed up to; a year is made of its months."""
FIRST, LAST = date(2000, 1, 1), date(2199, 12, 31)
"""Days that a report can be asked for."""


class Span(Struct, frozen=True):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: str) -> bool:
        return self.first.isoformat() <= day <= self.last.isoformat()

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


def span_of(step: str, day: date) -> Span:
    """Return the day, week (from Monday), month or year that a day is in."""
    if step == "week":
        monday = day - DAY * day.weekday()
        return Span(monday, monday + DAY * 6)
    if step == "month":
        return Span(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))
    if step == "year":
        return Span(date(day.year, 1, 1), date(day.year, 12, 31))
    return Span(day, day)


def step_of(span: Span) -> str:
    """Return which step a span is exactly one of; empty: of none."""
    return next((step for step in STEPS if span_of(step, span.first) == span), "")


def before(span: Span) -> Span:
    """Return the period before: the month before a month, else as many days before."""
    step = step_of(span)
    if step:
        return span_of(step, span.first - DAY)
    return Span(span.first - DAY * span.days, span.first - DAY)


def after(span: Span) -> Span:
    """Return the period after, as `before` does."""
    step = step_of(span)
    if step:
        return span_of(step, span.last + DAY)
    return Span(span.last + DAY, span.last + DAY * span.days)


def year_before(span: Span) -> Span:
    """Return the same dates a year earlier; weeks by 52 weeks, so that weekdays agree."""
    step = step_of(span)
    if step == "week":
        return span_of("week", span.first - DAY * 364)
    last = _year_earlier(span.last)
    return (
        span_of(step, last) if step in ("month", "year") else Span(_year_earlier(span.first), last)
    )


def _year_earlier(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


def cut(span: Span, step: str) -> Iterator[Span]:
    """Yield the days, weeks, months or years of a span; the first and last may be shortened."""
    first = span.first
    while first <= span.last:
        whole = span_of(step, first)
        yield Span(first, min(whole.last, span.last))
        first = whole.last + DAY


def steps_between(step: str, first: date, day: date) -> int:
    """Return how many days, weeks, months or years the one of `day` is after the one of `first`."""
    begin, end = span_of(step, first).first, span_of(step, day).first
    if step in ("day", "week"):
        return (end - begin).days // (7 if step == "week" else 1)
    months = 12 * (end.year - begin.year) + end.month - begin.month
    return months // (12 if step == "year" else 1)


def name_of(span: Span, step: str) -> str:
    """Return the name of one piece of a cut: a week by its first day."""
    chars = {"month": MONTH_CHARS, "year": YEAR_CHARS}.get(step)
    return span.first.isoformat()[:chars]


def period_of(step: str, day: date) -> str:
    """Return the name of the day, week, month or year that a day is in."""
    if step == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
    return name_of(span_of(step, day), step)


def whole_of(period: str) -> Span:
    """Return the days of a period by its name."""
    if len(period) == YEAR_CHARS:
        return span_of("year", date(int(period), 1, 1))
    if len(period) == MONTH_CHARS:
        return span_of("month", date.fromisoformat(f"{period}-01"))
    if period[MONTH_CHARS - 2] == "W":
        return span_of("week", date.fromisocalendar(int(period[:YEAR_CHARS]), int(period[-2:]), 1))
    day = date.fromisoformat(period)
    return Span(day, day)


def parts_of(period: str, kept: Iterable[str]) -> list[str]:
    """Return the kept periods that a longer one is the sum of: a year's months, else days."""
    whole = whole_of(period)
    chars = MONTH_CHARS if len(period) == YEAR_CHARS else DAY_CHARS
    return sorted(
        n for n in kept if len(n) == chars and whole.first <= whole_of(n).first <= whole.last
    )


def cover(span: Span, kept: Collection[str]) -> Iterator[str]:
    """Yield few `kept` periods that make up a span: years, months between, then weeks, then days."""
    step = step_of(span)
    if step and period_of(step, span.first) in kept:
        return iter((period_of(step, span.first),))
    return _cover(span, kept, ("year", "month", "week", "day"))


def _cover(span: Span, kept: Collection[str], steps: tuple[str, ...]) -> Iterator[str]:
    step, *finer = steps
    begin = span.first
    for piece in cut(span, step):
        name = period_of(step, piece.first)
        if piece != span_of(step, piece.first) or name not in kept:
            continue
        if finer and begin < piece.first:
            yield from _cover(Span(begin, piece.first - DAY), kept, tuple(finer))
        yield name
        begin = piece.last + DAY
    if finer and begin <= span.last:
        yield from _cover(Span(begin, span.last), kept, tuple(finer))


def file_name(span: Span) -> str:
    """Return a span as part of a file's name."""
    step = step_of(span)
    if step in ("day", "month", "year"):
        return name_of(span, step)
    return f"{span.first.isoformat()}-{span.last.isoformat()}"
