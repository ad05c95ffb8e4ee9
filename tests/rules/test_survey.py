# SPDX-License-Identifier: Apache-2.0
"""The third-party survey: the sample by its rule, the answers without a loss, the score."""

import io
import random
import warnings
import zipfile
from collections import Counter
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from bus.messages import Action
from hall.core.fold import replay
from hall.core.survey import (
    Aspect,
    BadRow,
    Case,
    Fault,
    Grade,
    Kept,
    Performance,
    Reading,
    Row,
    cases_of,
    draw,
    grade_of,
    read_rows,
    results,
    sample_size,
    score,
)
from hall.sheets import SheetFault, read_records
from tests.rules.hall_shell import MINUTE, MONDAY_NINE, HallShell

MONTH = "2026-03"
HEADINGS = {"case": "case"} | {aspect.value: aspect.value for aspect in Aspect}
CODE = "AAAABBBBCCCC"


def case(number: int, window: str = "1") -> Case:
    return Case(
        visit=str(1_000_000 + number),
        number=f"A{number:03d}",
        window=window,
        clerk="c1",
        service="permit",
        day="2026-03-02",
        ended_at=MONDAY_NINE + number,
    )


def cases(count: int, window: str = "1") -> list[Case]:
    return [case(number, window) for number in range(count)]


def row(line: int, *said: str, code: str = CODE) -> Row:
    return Row("answers.csv", line, code, dict(zip(Aspect, said, strict=False)))


def read(*rows: Row, kept: dict[str, Kept] | None = None, correct: bool = False) -> Reading:
    grades = {grade.value: grade for grade in Grade}
    return read_rows(rows, {CODE}, kept or {}, grades.get, correct=correct)


# --- the sample -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "asked"),
    [
        (0, 0),
        (1, 1),
        (49, 49),
        (50, 50),
        (51, 51),
        (60, 51),
        (61, 52),
        (540, 99),
        (541, 100),
        (550, 100),
        (551, 100),
        (10_000, 100),
    ],
)
def test_so_many_of_a_windows_cases_are_asked(of: int, asked: int) -> None:
    assert sample_size(of) == asked
    assert len(draw(cases(of), MONTH, seed=0)) == asked


def test_each_window_is_drawn_by_itself() -> None:
    many = [*cases(550, "1"), *cases(20, "2"), *cases(60, "3")]
    drawn = draw(many, MONTH, seed=0)
    assert Counter(one.case.window for one in drawn) == {"1": 100, "2": 20, "3": 51}


def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_cases_come() -> None:
    many = [*cases(300, "1"), *cases(300, "2")]
    mixed = [*many, *many[:50]]
    random.Random(7).shuffle(mixed)
    assert draw(mixed, MONTH, seed=3) == draw(many, MONTH, seed=3)


def test_the_sample_is_the_same_on_every_machine_and_in_every_release() -> None:
    drawn = draw(cases(200), MONTH, seed=12)
    assert [one.case.number for one in drawn[:4]] == ["A185", "A182", "A181", "A151"]
    assert drawn[0].code == "ISULFNHA2AZI"


@pytest.mark.parametrize(("month", "seed"), [("2026-04", 0), (MONTH, 1)])
def test_another_month_or_seed_draws_others(month: str, seed: int) -> None:
    many = cases(1_000)
    one, other = draw(many, MONTH, seed=0), draw(many, month, seed=seed)
    assert {drawn.case for drawn in one} != {drawn.case for drawn in other}
    assert not {drawn.code for drawn in one} & {drawn.code for drawn in other}


def test_every_case_is_as_likely_as_any_other() -> None:
    many = cases(500)
    times = Counter(one.case.visit for seed in range(200) for one in draw(many, MONTH, seed))
    # 95 of 500, 200 times: 38 each, with a deviation of 5.5.
    assert len(times) == 500
    assert min(times.values()) > 13
    assert max(times.values()) < 63


def test_a_code_stands_for_one_case_and_tells_nothing_of_it() -> None:
    drawn = draw(cases(10_000, "1") + cases(550, "2"), MONTH, seed=0)
    assert len({one.code for one in drawn}) == len(drawn)
    assert all(one.case.number not in one.code and one.case.visit not in one.code for one in drawn)


def test_a_case_is_a_visit_that_ended_and_was_not_sent_on() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    for service in ("permit", "card", "permit"):
        shell.take(service)
    shell.next("w1")
    shell.press("w1", Action.FINISH)
    shell.next("w1")
    shell.wait(MINUTE)
    shell.press("w1", Action.TRANSFER, to_service="licence")
    number = shell.next("w2")
    shell.press("w2", Action.FINISH)
    found = cases_of(replay(shell.hall.window_by_id, shell.recorded()))
    assert [(one.number, one.window, one.clerk) for one in found] == [
        ("A001", "w1", "c1"),
        (number, "w2", "c2"),
    ]


# --- the answers ----------------------------------------------------------------------------


def test_every_row_is_counted_as_exactly_one_thing() -> None:
    fine = row(2, "satisfied", "fairly-satisfied", "", "", "dissatisfied")
    reading = read(
        fine,
        row(3),
        row(4, "splendid"),
        row(5, "satisfied", code="ZZZZ"),
        row(6, "satisfied", code=" "),
        row(7, "satisfied", "fairly-satisfied", "", "", "dissatisfied"),
        row(8, "satisfied"),
    )
    assert reading.bad == (
        BadRow("answers.csv", 4, Fault.NO_GRADE, "splendid", Aspect.LAWFUL),
        BadRow("answers.csv", 5, Fault.UNKNOWN_CODE, "ZZZZ"),
        BadRow("answers.csv", 6, Fault.NO_CODE),
        BadRow("answers.csv", 8, Fault.ANSWERED_OTHERWISE, "answers.csv:2"),
    )
    (kept,) = reading.fresh
    assert kept.grades == {
        Aspect.LAWFUL: Grade.SATISFIED,
        Aspect.EFFICIENCY: Grade.FAIRLY,
        Aspect.INTEGRITY: Grade.DISSATISFIED,
    }
    assert (reading.rows, reading.known, reading.silent) == (7, 1, 1)
    assert reading.rows == len(reading.fresh) + reading.known + reading.silent + len(reading.bad)


def test_another_answer_replaces_the_kept_one_only_when_it_is_meant_to() -> None:
    kept = {CODE: read(row(2, "satisfied")).fresh[0]}
    later = row(9, "dissatisfied")
    assert read(later, kept=kept).fresh == ()
    (correct,) = read(later, kept=kept, correct=True).fresh
    assert correct.grades == {Aspect.LAWFUL: Grade.DISSATISFIED}


def test_no_answer_is_neither_praise_nor_blame() -> None:
    sample = draw(cases(3), MONTH, seed=0)
    silent, *_ = results(cases(3), sample, {})
    assert (silent.drawn, silent.answered, silent.share()) == (3, 0, None)
    code = sample[0].code
    one = Kept(code, {Aspect.FEES: Grade.DISSATISFIED, Aspect.LAWFUL: Grade.FAIRLY}, "a", 2)
    whole, window = results(cases(3), sample, {code: one})
    assert whole.share() == window.share() == Fraction(1, 2)
    assert window.share(Aspect.FEES) == 0
    assert window.share(Aspect.LAWFUL) == 1
    assert window.share(Aspect.ATTITUDE) is None


# --- the score ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "grade"),
    [
        ("100", Performance.EXCELLENT),
        ("90", Performance.EXCELLENT),
        ("89.999", Performance.GOOD),
        ("80", Performance.GOOD),
        ("79.999", Performance.PASS),
        ("60", Performance.PASS),
        ("59.999", Performance.FAIL),
        ("0", Performance.FAIL),
    ],
)
def test_a_grade_begins_exactly_at_its_points(points: str, grade: Performance) -> None:
    assert grade_of(Fraction(points)) is grade


def test_the_survey_is_a_fifth_of_the_score() -> None:
    made = score(Fraction(1, 2), Fraction(100))
    assert made is not None
    assert made.points == 90
    assert made.grade is Performance.EXCELLENT
    made = score(Fraction(1), Fraction(0))
    assert made is not None
    assert made.points == 20


def test_without_one_of_its_parts_there_is_no_score() -> None:
    assert score(None, Fraction(100)) is None
    assert score(Fraction(1), None) is None


# --- files ----------------------------------------------------------------------------------


def table(*rows: str) -> str:
    return "\r\n".join((",".join(HEADINGS), *rows)) + "\r\n"


def workbook(path: Path, *sheets: list[list[Any]]) -> None:
    book: Any = Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for cells in rows:
            sheet.append(cells)
    book.save(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_csv_is_read_in_the_encodings_that_spreadsheets_save(
    tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(table("", f'{CODE},满意,"two\r\nlines",,,', f"{CODE},,,,,").encode(encoding))
    first, second = read_records(path, HEADINGS)
    assert (first.line, first.cells["lawful"]) == (3, "满意")
    assert (second.line, second.cells["case"]) == (5, CODE)


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    heading = list(HEADINGS)
    workbook(path, [heading, [CODE, "满意"], [], [7]], [heading, ["later"]], [])
    found = [
        (record.file, record.line, record.cells["case"]) for record in read_records(path, HEADINGS)
    ]
    assert found == [
        ("a.xlsx[Sheet]", 2, CODE),
        ("a.xlsx[Sheet]", 4, "7"),
        ("a.xlsx[Sheet1]", 2, "later"),
    ]


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"\xff\xff\xff", "sheet-no-text"),
        (b"case,lawful\r\n", "sheet-column-missing"),
        (table().replace("fees", "lawful").encode(), "sheet-column-twice"),
        (table(f'{CODE},"open,,,,', f"{CODE},,,,,").encode(), "sheet-broken"),
        (table(f"{'x' * 200_000},,,,,").encode(), "sheet-broken"),
        (b"x" * (16 * 1024 * 1024 + 1), "sheet-too-big"),
        (table(*("x" for _ in range(100_001))).encode(), "sheet-too-many"),
    ],
)
def test_a_file_that_cannot_be_read_whole_says_why(
    tmp_path: Path, content: bytes, key: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SheetFault) as fault:
        read_records(path, HEADINGS)
    assert fault.value.key == key
    assert fault.value.where.startswith("a.csv") or key == "sheet-too-big"


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(SheetFault, match="sheet-unreadable"):
        read_records(tmp_path / "none.xlsx", HEADINGS)


@pytest.mark.parametrize("seed", range(60))
def test_a_mangled_file_is_read_or_is_a_fault_and_never_anything_else(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    path = tmp_path / "a.xlsx"
    workbook(path, [list(HEADINGS), [CODE, "满意"], [CODE, 3, None, 1.5, True]])
    if seed % 3:
        content = _mangled(chance, path.read_bytes())
    else:  # a sound package around one mangled part
        content = _repacked(chance, path.read_bytes())
    for name in ("a.xlsx", "a.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with suppress(SheetFault):
                read_records(path, HEADINGS)


def _mangled(chance: random.Random, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.choice((len(changed), chance.randrange(len(changed))))])


def _repacked(chance: random.Random, content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        hit = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _mangled(chance, part) if name == hit else part)
    return made.getvalue()
