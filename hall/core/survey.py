# SPDX-License-Identifier: Apache-2.0
"""The third-party survey: whom to ask, what the answers come to, and what that makes of a score.

The sample is a function of the month's cases and a seed alone: whoever has the log and the seed
draws the same one, in whatever order the cases are handed in.
"""

import hashlib
from base64 import b32encode
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from hall.core.state import HallState

ALL_UP_TO = 50
"""So many cases of a window are all asked."""
PERCENT_BEYOND = 10
SAMPLE_MAX = 100
"""At most so many are asked of one window in a month."""
SURVEY_PERCENT = 20
"""Weight of the survey in the performance score."""
POINTS_MAX = 100
EXCELLENT_FROM = 90
GOOD_FROM = 80
PASS_FROM = 60
CODE_CHARACTERS = 12
"""60 bits: two of a million cases share a code once in two million months."""


class Aspect(StrEnum):
    """What is asked about."""

    LAWFUL = "lawful"
    EFFICIENCY = "efficiency"
    ATTITUDE = "attitude"
    FEES = "fees"
    INTEGRITY = "integrity"


class Grade(StrEnum):
    """What can be answered; no answer is none of them."""

    SATISFIED = "satisfied"
    FAIRLY = "fairly-satisfied"
    DISSATISFIED = "dissatisfied"


class Performance(StrEnum):
    """The grade of a performance score."""

    EXCELLENT = "excellent"
    GOOD = "good"
    PASS = "pass"  # noqa: S105 - a grade
    FAIL = "fail"


# --- the sample -----------------------------------------------------------------------------


class Case(Struct, frozen=True):
    """One visit that ended at a window; one sent on to another window ends there."""

    visit: str
    """Unique for ever, and never shown outside the hall."""
    number: str
    window: str
    clerk: str
    service: str
    day: str
    """Local date its ticket was issued, YYYY-MM-DD."""
    ended_at: int


class Drawn(Struct, frozen=True):
    """A case of the sample; `code` stands for it outside the hall."""

    code: str
    case: Case


def cases_of(state: HallState) -> list[Case]:
    """Return the cases of the day a state is in."""
    return [
        Case(
            visit=visit.token,
            number=ticket.number,
            window=visit.window,
            clerk=visit.clerk,
            service=visit.service,
            day=ticket.day,
            ended_at=visit.ended_at,
        )
        for ticket in state.tickets.values()
        if ticket.day == state.day
        for visit in ticket.visits
        if not visit.transferred
    ]


def sample_size(cases: int) -> int:
    """Return how many of a window's cases are asked; a tenth of a case is a whole one more."""
    beyond = max(0, cases - ALL_UP_TO)
    return min(SAMPLE_MAX, min(cases, ALL_UP_TO) + -(-beyond * PERCENT_BEYOND // 100))


def draw(cases: Iterable[Case], month: str, seed: int) -> tuple[Drawn, ...]:
    """Return the sample of a month, by window and then in the order it was drawn."""
    by_window: dict[str, dict[str, Case]] = {}
    for case in cases:
        by_window.setdefault(case.window, {})[case.visit] = case
    return tuple(
        Drawn(code=_code(case, month, seed), case=case)
        for window in sorted(by_window)
        for case in sorted(
            by_window[window].values(), key=lambda case: _digest("order", case, month, seed)
        )[: sample_size(len(by_window[window]))]
    )


def _code(case: Case, month: str, seed: int) -> str:
    return b32encode(_digest("code", case, month, seed)).decode()[:CODE_CHARACTERS]


def _digest(purpose: str, case: Case, month: str, seed: int) -> bytes:
    text = "\n".join((purpose, str(seed), month, case.window, case.visit))
    return hashlib.sha256(text.encode()).digest()


# --- the answers ----------------------------------------------------------------------------


class Row(Struct, frozen=True):
    """A row of a result file, as it stands there."""

    file: str
    line: int
    code: str
    said: Mapping[Aspect, str]


class Kept(Struct, frozen=True):
    """What one person answered, and where that was read; an aspect without answer is not there."""

    code: str
    grades: Mapping[Aspect, Grade]
    file: str
    line: int


class Fault(StrEnum):
    """What can be wrong with a row."""

    NO_CODE = "no-code"
    UNKNOWN_CODE = "unknown-code"
    NO_GRADE = "no-grade"
    ANSWERED_OTHERWISE = "answered-otherwise"


class BadRow(Struct, frozen=True):
    """A row that was not taken: where it stands, and what is wrong with which value."""

    file: str
    line: int
    fault: Fault
    value: str = ""
    aspect: Aspect | None = None


class Reading(Struct, frozen=True):
    """What became of each row read: `rows` is the sum of the four others."""

    rows: int
    fresh: tuple[Kept, ...]
    known: int
    """Rows whose answers were already kept."""
    silent: int
    """Rows without any answer: not reached, or not willing. Never a grade."""
    bad: tuple[BadRow, ...]
    """At most one a row."""


def read_rows(
    rows: Iterable[Row],
    codes: Collection[str],
    kept: Mapping[str, Kept],
    understand: Callable[[str], Grade | None],
    *,
    correct: bool = False,
) -> Reading:
    """Take the rows that can be understood and name the others.

    `codes` are those of the sample, `kept` the answers by code. `correct`: another answer than
    the one kept replaces it, instead of being a fault.
    """
    now = dict(kept)
    fresh: list[Kept] = []
    bad: list[BadRow] = []
    tally: Counter[str] = Counter()
    for row in rows:
        tally["rows"] += 1
        taken = _understood(row, codes, understand)
        if isinstance(taken, BadRow):
            bad.append(taken)
            continue
        before = now.get(taken.code)
        if not taken.grades:
            tally["silent"] += 1
        elif before is not None and before.grades == taken.grades:
            tally["known"] += 1
        elif before is not None and not correct:
            where = f"{before.file}:{before.line}"
            bad.append(BadRow(row.file, row.line, Fault.ANSWERED_OTHERWISE, where))
        else:
            now[taken.code] = taken
            fresh.append(taken)
    return Reading(tally["rows"], tuple(fresh), tally["known"], tally["silent"], tuple(bad))


def _understood(
    row: Row, codes: Collection[str], understand: Callable[[str], Grade | None]
) -> Kept | BadRow:
    code = row.code.strip().upper()
    if not code:
        return BadRow(row.file, row.line, Fault.NO_CODE)
    if code not in codes:
        return BadRow(row.file, row.line, Fault.UNKNOWN_CODE, code)
    grades: dict[Aspect, Grade] = {}
    for aspect in Aspect:
        said = row.said.get(aspect, "").strip()
        grade = understand(said) if said else None
        if grade is not None:
            grades[aspect] = grade
        elif said:
            return BadRow(row.file, row.line, Fault.NO_GRADE, said, aspect)
    return Kept(code, grades, row.file, row.line)


class Result(Struct, frozen=True):
    """What a window's sample, or the whole hall's, answered."""

    window: str
    """Empty: the whole hall."""
    cases: int
    drawn: int
    answered: int
    """People who answered about one aspect or more."""
    grades: Mapping[tuple[Aspect, Grade], int]

    def share(self, aspect: Aspect | None = None) -> Fraction | None:
        """Return the share of answers, about one aspect or all, that are not `dissatisfied`.

        None without answers. The same measure as the pads': level 3 and above is satisfied.
        """
        counted = [
            (grade, count)
            for (about, grade), count in self.grades.items()
            if aspect in (None, about)
        ]
        answers = sum(count for _, count in counted)
        if not answers:
            return None
        bad = sum(count for grade, count in counted if grade is Grade.DISSATISFIED)
        return Fraction(answers - bad, answers)


def results(
    cases: Collection[Case], sample: Iterable[Drawn], kept: Mapping[str, Kept]
) -> tuple[Result, ...]:
    """Return the result of the whole hall, then of each window that had a case."""
    held = Counter(case.window for case in cases)
    drawn: dict[str, list[str]] = {}
    for one in sample:
        drawn.setdefault(one.case.window, []).append(one.code)
    windows = tuple(_result(w, held[w], drawn.get(w, []), kept) for w in sorted(held))
    everyone = [code for codes in drawn.values() for code in codes]
    return (_result("", held.total(), everyone, kept), *windows)


def _result(window: str, cases: int, codes: Collection[str], kept: Mapping[str, Kept]) -> Result:
    answers = [kept[code] for code in codes if code in kept]
    grades = Counter(pair for answer in answers for pair in answer.grades.items())
    return Result(window, cases, len(codes), len(answers), grades)


# --- the score ------------------------------------------------------------------------------


class Score(Struct, frozen=True):
    """A performance score out of 100, and its grade."""

    points: Fraction
    grade: Performance


def score(survey: Fraction | None, rest: Fraction | None) -> Score | None:
    """Return the score: `survey` is a share from 0 to 1, `rest` points out of 100 for all else.

    None when either is not known: a missing part is neither 0 nor full marks.
    """
    if survey is None or rest is None:
        return None
    weight = Fraction(SURVEY_PERCENT, 100)
    points = weight * survey * POINTS_MAX + (1 - weight) * rest
    return Score(points, grade_of(points))


def grade_of(points: Fraction) -> Performance:
    """Return the grade of points out of 100, unrounded: 89.99 is good, not excellent."""
    if points >= EXCELLENT_FROM:
        return Performance.EXCELLENT
    if points >= GOOD_FROM:
        return Performance.GOOD
    return Performance.PASS if points >= PASS_FROM else Performance.FAIL
