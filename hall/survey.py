# SPDX-License-Identifier: Apache-2.0
"""`hallflow survey`: draw a month's sample, read the answers back in, work out the scores."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from config.arguments import EXIT_FAULTS, add_config, add_data, hall_or_exit, language_wished
from config.schema import Hall
from hall.core.fold import replay
from hall.core.survey import (
    POINTS_MAX,
    Aspect,
    BadRow,
    Case,
    Drawn,
    Fault,
    Grade,
    Kept,
    Reading,
    Result,
    Row,
    cases_of,
    draw,
    read_rows,
    results,
    score,
)
from hall.days import archive_or_exit
from hall.sheets import SheetFault, plain, read_records, write_csv, write_xlsx
from hall.store.schema import StoreFault
from hall.store.survey import answers_of
from hall.tables import Cell, show
from look.words import Words, languages

FORMATS = ("table", "csv", "xlsx")
SHEET = ("case", "window", "day", "hour", "service", *Aspect)
"""What the surveyor gets: nothing that tells who came."""
UNMASKED = ("number", "clerk")
"""For the hall itself, to find whose telephone number belongs to a case."""
SHARES = ("window", "cases", "drawn", "answered", *Aspect, "result")
SCORES = ("window", "answered", "result", "rest", "points", "grade")
_NUMBER = re.compile(r"\d{1,3}(\.\d{1,12})?", re.ASCII)
Rows = list[dict[str, Cell]]


class Month:
    """One month of the log: its cases and the sample drawn from them."""

    def __init__(self, hall: Hall, by_day: Mapping[str, list[Case]], wished: Namespace) -> None:
        self.hall = hall
        self.cases = [case for cases in by_day.values() for case in cases]
        self.sample = draw(self.cases, wished.month, wished.seed)
        self.codes = frozenset(drawn.code for drawn in self.sample)


def main(argv: Sequence[str] | None = None) -> int:
    """Do one of the three; return 0, 1 when something was found wrong, 2 when it cannot be done."""
    words = Words("hall", language_wished())
    wished = _parser(words).parse_args(argv)
    if wished.format in ("table", "xlsx") and (wished.format == "xlsx") is (wished.out is None):
        sys.stderr.write(f"hallflow: {words('survey-out-wrong')}\n")
        return EXIT_FAULTS
    try:
        month = _month(words, wished)
        if not month.cases:
            sys.stderr.write(words("survey-nothing", month=wished.month) + "\n")
            return 1
        work: Callable[[Words, Namespace, Month], int] = wished.work
        return work(words, wished, month)
    except SheetFault as fault:
        why = words(fault.key, where=fault.where, reason=fault.reason)
        sys.stderr.write(f"hallflow: {why}\n")
    except StoreFault as fault:
        sys.stderr.write(f"hallflow: {fault}\n")
    return EXIT_FAULTS


def _parser(words: Words) -> ArgumentParser:
    parser = ArgumentParser("hallflow survey", description=words("survey-about"))
    works = parser.add_subparsers(required=True, metavar="sample|read|score")
    for name, work in (("sample", _sample), ("read", _read), ("score", _score)):
        sub = works.add_parser(name, help=words(f"survey-about-{name}"))
        sub.set_defaults(work=work)
        if name == "read":
            sub.add_argument("files", nargs="+", type=Path, help=words("survey-files"))
            sub.add_argument("--correct", action="store_true", help=words("survey-correct"))
        elif name == "score":
            sub.add_argument("--rest", type=Path, metavar="FILE", help=words("survey-rest-help"))
        else:
            sub.add_argument("--unmasked", action="store_true", help=words("survey-unmasked"))
        add_config(sub, required=False)
        add_data(sub)
        sub.add_argument("--month", type=_iso_month, required=True, metavar="YYYY-MM")
        sub.add_argument("--seed", type=int, default=0, help=words("survey-seed"))
        sub.add_argument("--format", choices=FORMATS, default="table", help="default: %(default)s")
        sub.add_argument("--out", type=Path, metavar="FILE", help=words("survey-out"))
    return parser


def _iso_month(text: str) -> str:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII):
        raise ArgumentTypeError(f"{text!r} is no month like 2026-01")
    return text


def _month(words: Words, wished: Namespace) -> Month:
    archive = archive_or_exit(wished.data)
    try:
        hall = hall_or_exit(wished.config or archive.hall)
        days = archive.days()
        by_day = {
            day: cases_of(replay(hall.window_by_id, archive.facts_of(day)))
            for day in days
            if day.startswith(wished.month)
        }
    finally:
        archive.close()
    if by_day and days[-1] in by_day:
        sys.stderr.write(words("survey-unfinished", day=days[-1]) + "\n")
    return Month(hall, by_day, wished)


# --- sample ---------------------------------------------------------------------------------


def _sample(words: Words, wished: Namespace, month: Month) -> int:
    if wished.format == "table":
        found = results(month.cases, month.sample, {})
        rows: Rows = [
            {
                "window": one.window or words("report-all"),
                "cases": one.cases,
                "drawn": one.drawn,
                "share": f"{one.drawn / one.cases:.1%}",
            }
            for one in found
        ]
        columns = _columns(words, ("window", "cases", "drawn", "share"))
        show("table", _title(words, "sample", wished), columns, rows)
        return 0
    names = (*SHEET[:1], *UNMASKED, *SHEET[1:]) if wished.unmasked else SHEET
    rows = [_sheet_row(words, month.hall, drawn) for drawn in month.sample]
    return _put(words, wished, names, rows)


def _sheet_row(words: Words, hall: Hall, drawn: Drawn) -> dict[str, Cell]:
    case = drawn.case
    service = hall.service_by_id.get(case.service)
    ended = datetime.fromtimestamp(case.ended_at / 1000, tz=UTC)
    return {
        "case": drawn.code,
        "number": case.number,
        "clerk": case.clerk,
        "window": case.window,
        "day": case.day,
        "hour": f"{ended.astimezone(ZoneInfo(hall.time_zone)):%H}:00",
        "service": service.name.in_(words.language) if service else case.service,
        **dict.fromkeys(Aspect, ""),
    }


# --- read -----------------------------------------------------------------------------------


def _read(words: Words, wished: Namespace, month: Month) -> int:
    rows = [row for path in wished.files for row in _rows(path)]
    with answers_of(wished.data, wished.month) as answers:
        reading = read_rows(
            rows, month.codes, answers.by_code, _grades().get, correct=wished.correct
        )
        if reading.fresh:
            answers.add(reading.fresh)
        kept = answers.by_code
    for bad in reading.bad:
        sys.stderr.write(_bad(words, bad) + "\n")
    strangers = _strangers(words, month, kept)
    _put(words, wished, SHARES, [_share_row(words, one) for one in _results(month, kept)])
    sys.stderr.write(_told(words, reading) + "\n")
    return 1 if reading.bad or strangers else 0


def _rows(path: Path) -> Iterator[Row]:
    headings = _headings(("case", *Aspect))
    for record in read_records(path, headings):
        said = {aspect: plain(record.cells[aspect]) for aspect in Aspect}
        yield Row(record.file, record.line, record.cells["case"], said)


def _headings(keys: Sequence[str]) -> dict[str, str]:
    """Return the columns' keys by each way that a heading may be written."""
    told = {plain(words(f"survey-{key}")): key for words in _spoken() for key in keys}
    return told | {key: key for key in keys}


@cache
def _spoken() -> tuple[Words, ...]:
    """Return the words of every language: a sheet may come back in another than it left in."""
    return tuple(Words("hall", language) for language in languages("hall"))


def _grades() -> dict[str, Grade]:
    told = {plain(words(f"survey-{grade}")): grade for words in _spoken() for grade in Grade}
    return told | {grade.value: grade for grade in Grade}


def _bad(words: Words, bad: BadRow) -> str:
    where = f"{bad.file}:{bad.line}"
    if bad.fault is Fault.NO_GRADE and bad.aspect is not None:
        known = " / ".join(words(f"survey-{grade}") for grade in Grade)
        aspect = words(f"survey-{bad.aspect}")
        return words("survey-no-grade", where=where, aspect=aspect, value=bad.value, known=known)
    return words(f"survey-{bad.fault}", where=where, value=bad.value)


def _told(words: Words, reading: Reading) -> str:
    return words(
        "survey-told",
        rows=reading.rows,
        fresh=len(reading.fresh),
        known=reading.known,
        silent=reading.silent,
        bad=len(reading.bad),
    )


def _strangers(words: Words, month: Month, kept: Mapping[str, Kept]) -> int:
    """Name kept answers that are not of this sample: of another seed, or of a month not over."""
    strangers = [one for code, one in sorted(kept.items()) if code not in month.codes]
    for one in strangers:
        where = f"{one.file}:{one.line}"
        sys.stderr.write(words("survey-unknown-code", where=where, value=one.code) + "\n")
    return len(strangers)


def _results(month: Month, kept: Mapping[str, Kept]) -> tuple[Result, ...]:
    return results(month.cases, month.sample, kept)


def _share_row(words: Words, one: Result) -> dict[str, Cell]:
    return {
        "window": one.window or words("report-all"),
        "cases": one.cases,
        "drawn": one.drawn,
        "answered": one.answered,
        **{aspect: _percent(one.share(aspect)) for aspect in Aspect},
        "result": _percent(one.share()),
    }


# --- score ----------------------------------------------------------------------------------


def _score(words: Words, wished: Namespace, month: Month) -> int:
    found: dict[str, Fraction] = {}
    wrong = _read_rest(words, wished.rest, month.hall, found) if wished.rest else 0
    with answers_of(wished.data, wished.month) as answers:
        kept = answers.by_code
    wrong += _strangers(words, month, kept)
    rows = [
        _score_row(words, one, found.get(one.window)) for one in _results(month, kept) if one.window
    ]
    _put(words, wished, SCORES, rows)
    if not wished.rest:
        sys.stderr.write(words("survey-no-rest") + "\n")
    return 1 if wrong else 0


def _read_rest(words: Words, path: Path, hall: Hall, found: dict[str, Fraction]) -> int:
    """Read each window's points for all but the survey into `found`; return how many are wrong."""
    wrong = 0
    for record in read_records(path, _headings(("window", "rest"))):
        window, points = (plain(record.cells[key]) for key in ("window", "rest"))
        known = {plain(id_): id_ for id_ in hall.window_by_id}.get(window)
        amount = Fraction(points) if _NUMBER.fullmatch(points) else None
        if known is None:
            key = "survey-unknown-window"
        elif known in found:
            key = "survey-window-twice"
        elif amount is None or amount > POINTS_MAX:
            key = "survey-no-points"
        else:
            found[known] = amount
            continue
        wrong += 1
        value = record.cells["rest" if key == "survey-no-points" else "window"].strip()
        where = f"{record.file}:{record.line}"
        sys.stderr.write(words(key, where=where, value=value) + "\n")
    return wrong


def _score_row(words: Words, one: Result, rest: Fraction | None) -> dict[str, Cell]:
    made = score(one.share(), rest)
    return {
        "window": one.window,
        "answered": one.answered,
        "result": _percent(one.share()),
        "rest": None if rest is None else _shown(rest),
        "points": None if made is None else _shown(made.points),
        "grade": None if made is None else words(f"survey-{made.grade}"),
    }


def _percent(share: Fraction | None) -> float | None:
    return None if share is None else _shown(share * 100)


def _shown(points: Fraction) -> float:
    """Return two decimals, never more than there is: what is shown as 90 is 90."""
    return int(points * 100) / 100


# --- all of them ----------------------------------------------------------------------------


def _columns(words: Words, keys: Sequence[str]) -> dict[str, str]:
    return {str(key): words(f"survey-{key}") for key in keys}


def _title(words: Words, work: str, wished: Namespace) -> str:
    return words(f"survey-{work}-title", month=wished.month, seed=str(wished.seed))


def _put(words: Words, wished: Namespace, keys: Sequence[str], rows: Rows) -> int:
    """Print or write rows; return 0."""
    columns = _columns(words, keys)
    if wished.format == "xlsx":
        grades = [words(f"survey-{grade}") for grade in Grade]
        choices = {str(aspect): grades for aspect in Aspect} if keys[0] == "case" else {}
        write_xlsx(wished.out, columns, rows, choices)
    elif wished.format == "csv" and wished.out is not None:
        write_csv(wished.out, columns, rows)
    else:
        work = "score" if "grade" in keys else "read"
        show(wished.format, _title(words, work, wished), columns, rows)
    return 0
