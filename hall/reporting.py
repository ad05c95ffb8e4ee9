# SPDX-License-Identifier: Apache-2.0
"""What managers ask of the past, and the answer: from the summaries, and from today as it is."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from config.schema import Hall
from hall.core import spans
from hall.core.counts import ALL, Figures, Key
from hall.core.spans import DAY_CHARS, STEPS, Span, cover, cut, name_of
from hall.core.summary import Adder, Sum, count_of, figures_of, weekday_and_hour
from hall.store.summaries import Summaries

PLACES: Final = ("department", "service", "window", "clerk", "class")
GROUPS: Final = (*STEPS, *PLACES, "hour")
"""What a report can be grouped by."""
COMPARED: Final = ("", "before", "year")
PIECES_MAX = 400
"""Lines of one report by days, weeks ...; with more, longer steps are taken."""
LENGTHS = dict(zip(STEPS, (1, 7, 28, 365), strict=True))
"""Days of each step, at least."""
COLUMNS_MAX = 62
TREND = (("day", 62), ("week", 200), ("month", 1_500))
"""The chart has a column for each of these, up to so many days."""


class Question(Struct, frozen=True):
    """What is asked: which days, of what, grouped by what, beside which other days."""

    span: Span
    by: str = "day"
    of: Key = ALL
    """`ALL`, or one department, service, window, clerk or class."""
    compare: str = ""

    @property
    def other(self) -> Span | None:
        """The days to compare with."""
        if self.compare == "before":
            return spans.before(self.span)
        return spans.year_before(self.span) if self.compare == "year" else None

    @property
    def groups(self) -> tuple[str, ...]:
        """What this may be grouped by: what is kept of a part of the hall has no other parts."""
        if self.of == ALL:
            return GROUPS
        return (*STEPS, "service") if self.of[0] == "department" else STEPS


class Line(Struct, frozen=True):
    """One line of an answer; `key` is an id, or the name of a period in `span`."""

    key: str
    sums: Sum
    span: Span
    beside: Sum | None = None
    """What it is compared with."""

    @property
    def figures(self) -> Figures:
        """Its figures: worked out when they are looked at, for a page shows few of many lines."""
        return figures_of(self.sums)

    @property
    def other(self) -> Figures | None:
        """The figures it is compared with."""
        return None if self.beside is None else figures_of(self.beside)


class Cell(Struct, frozen=True):
    """One hour of one weekday: its figures, and over how many such days."""

    weekday: int
    hour: int
    figures: Figures
    days: int


class Answer(Struct, frozen=True):
    """The answer; times in ms."""

    question: Question
    total: Figures
    other: Figures | None
    """Those it is compared with; None when nothing is known of them."""
    lines: tuple[Line, ...]
    trend: tuple[Line, ...]
    trend_by: str
    heat: tuple[Cell, ...]
    days: int
    """Days of the span that anything is known of."""
    other_days: int


class Today:
    """The sums of the day that is not closed; without a day: of none."""

    def __init__(self, day: str = "", sums: Iterable[Sum] = ()) -> None:
        self.day = day
        self.by_kind: dict[str, list[Sum]] = {}
        for found in sums:
            self.by_kind.setdefault(found.key[0], []).append(found)


class Books:
    """The summaries with today beside them."""

    def __init__(self, hall: Hall, summaries: Summaries, today: Today) -> None:
        self.hall = hall
        self._summaries = summaries
        self._kept = summaries.kept()
        if today.day in self._kept:
            today = Today()  # closed since it was looked at
        self._today = today
        closed = sorted(name for name in self._kept if len(name) == DAY_CHARS)
        self.days: tuple[str, ...] = (*closed, *([today.day] if today.day else ()))

    def ask(self, question: Question) -> Answer:
        """Return the answer to a question, of the days that are known."""
        question = replace(question, by=self._by(question))
        other = question.other
        other_days = 0 if other is None else len(self.known(other))
        if not other_days:
            other = None  # what nothing is known of is not nought
        lines = self._lines(question, question.span)
        step = _step(question)
        by_step = question if question.by == step else replace(question, by=step)
        return Answer(
            question=question,
            total=self._total(question, question.span),
            other=None if other is None else self._total(question, other),
            lines=tuple(lines if other is None else self._beside(question, lines, other)),
            trend=tuple(lines if by_step is question else self._lines(by_step, question.span)),
            trend_by=step,
            heat=tuple(self._heat(question)),
            days=len(self.known(question.span)),
            other_days=other_days,
        )

    def known(self, span: Span) -> tuple[str, ...]:
        """Return the days of a span that are known."""
        first = bisect_left(self.days, span.first.isoformat())
        return self.days[first : bisect_right(self.days, span.last.isoformat())]

    def _by(self, question: Question) -> str:
        """Return what it is grouped by, or the finest step there is room for."""
        if question.by in question.groups and question.by not in STEPS:
            return question.by
        first = STEPS.index(question.by) if question.by in STEPS else 0
        days = len(self.known(question.span)) + 1
        return next(
            step
            for step in STEPS[first:]
            if days / LENGTHS[step] <= PIECES_MAX or step == STEPS[-1]
        )

    def _beside(self, question: Question, lines: list[Line], other: Span) -> Iterator[Line]:
        def key(line: Line, whole: Span) -> str | int:
            if question.by in STEPS:
                return spans.steps_between(question.by, whole.first, line.span.first)
            return line.key

        others = {key(line, other): line.sums for line in self._lines(question, other)}
        for line in lines:
            yield replace(line, beside=others.get(key(line, question.span)))

    # --- adding up ---

    def _keys(self, of: Key) -> tuple[str, Collection[str] | None]:
        """Return under which kind and keys the sums of a part of the hall are kept."""
        if of == ALL:
            return "all", None
        if of[0] == "department":
            return "service", self.hall.services_by_department.get(of[1], ())
        return of[0], (of[1],)

    def _each(self, kind: str, keys: Collection[str] | None, span: Span) -> Iterator[Sum]:
        span = self._within(span)
        yield from self._summaries.each(kind, cover(span, self._kept), keys)
        if self._today.day and self._today.day in span:
            for found in self._today.by_kind.get(kind, ()):
                if keys is None or found.key[1] in keys:
                    yield found

    def _within(self, span: Span) -> Span:
        """Return a span without the ends of which nothing is known, so that whole periods fit."""
        if not self.days:
            return span
        first, last = date.fromisoformat(self.days[0]), date.fromisoformat(self.days[-1])
        if span.first < first:
            span = replace(span, first=min(first.replace(month=1, day=1), span.last))
        return replace(span, last=min(span.last, max(span.first, _year_end(last))))

    def _total(self, question: Question, span: Span) -> Figures:
        kind, keys = self._keys(question.of)
        return figures_of(_whole(self._each(kind, keys, span)))

    def _lines(self, question: Question, span: Span) -> list[Line]:
        if question.by in STEPS:
            return list(self._steps(question, span))
        kind, keys = self._keys(question.of)
        kept = "service" if question.by == "department" else question.by
        adder = Adder()
        adder.add(self._each(kept, keys if kept == kind else None, span), self._to(question.by))
        lines = [Line(found.key[1], found, span) for found in adder.sums()]
        if question.by == "hour":
            return sorted(lines, key=lambda line: line.key)
        return sorted(
            lines,
            key=lambda line: (-count_of(line.sums, "served", "issued"), line.key),
        )

    def _to(self, by: str) -> Callable[[Sum], Key] | None:
        """Return to which line a sum is added; None: to that of its own key."""
        return {"department": self._department, "hour": _hour}.get(by)

    def _department(self, found: Sum) -> Key:
        service = self.hall.service_by_id.get(found.key[1])
        return ("department", service.department if service else "")

    def _steps(self, question: Question, span: Span) -> Iterator[Line]:
        known = self.known(span)
        if not known:
            return
        first, last = date.fromisoformat(known[0]), date.fromisoformat(known[-1])
        kind, keys = self._keys(question.of)
        for piece in cut(Span(max(first, span.first), min(last, span.last)), question.by):
            whole = spans.span_of(question.by, piece.first)
            asked = Span(max(whole.first, span.first), min(whole.last, span.last))
            key = name_of(whole, question.by)
            yield Line(key, _whole(self._each(kind, keys, asked)), asked)

    def _heat(self, question: Question) -> Iterator[Cell]:
        """Yield what each hour of each weekday has."""
        days = self.known(question.span)
        if question.of != ALL or len(days) < 2:  # noqa: PLR2004 (one day has no weekdays)
            return
        many = Counter(date.fromisoformat(day).isoweekday() for day in days)
        adder = Adder()
        adder.add(self._each("hour", None, question.span))
        for found in sorted(adder.sums(), key=lambda each: each.key):
            weekday, hour = weekday_and_hour(found.key[1])
            yield Cell(weekday, hour, figures_of(found), many[weekday])


def _year_end(day: date) -> date:
    return day.replace(month=12, day=31)


def _hour(found: Sum) -> Key:
    _, hour = weekday_and_hour(found.key[1])
    return ("hour", f"{hour:02}")


def _whole(sums: Iterable[Sum]) -> Sum:
    """Return all of them together."""
    adder = Adder()
    adder.add(sums, lambda _: ALL)
    return next(adder.sums(), Sum(ALL, b""))


def _step(question: Question) -> str:
    """Return the step of the chart: hours of a day, else one that leaves columns to be seen."""
    if question.span.days == 1:
        return "hour" if question.of == ALL else "day"
    if question.by in STEPS and question.span.days <= LENGTHS[question.by] * COLUMNS_MAX:
        return question.by
    return next((step for step, days in TREND if question.span.days <= days), "year")
