# SPDX-License-Identifier: Apache-2.0
"""`hallflow survey`: from the log to a masked sheet, back from the sheet to a score."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from hall.core.effects import Commit
from hall.core.facts import AnyFact, Called, DayOpened, Finished, Issued, Recorded
from hall.core.life import Why
from hall.store.log import Log
from hall.store.schema import StoreFault
from hall.store.survey import FOLDER, answers_of
from hall.survey import main
from look.words import Words

BORN = 1_772_413_200_000
"""2026-03-02 09:00 in Shanghai."""
MINUTE = 60_000
PERSON = "hash-of-somebody"
ASPECTS = 5


def facts_of_march() -> list[Recorded]:
    """60 visits at window 1 and 3 at window 2, then the first day of April."""
    log: list[Recorded] = []

    def note(fact: AnyFact, minute: int, day: str) -> None:
        seq = BORN + len(log)
        log.append(Recorded(seq=seq, step=seq, at=BORN + minute * MINUTE, day=day, fact=fact))

    note(DayOpened(day="2026-03-02"), 0, "2026-03-02")
    for number in range(1, 64):
        ticket, window = f"2026-03-02-A{number:03d}", "1" if number <= 60 else "2"
        issued = Issued(
            ticket=ticket,
            number=f"A{number:03d}",
            prefix="A",
            count=number,
            service="farm-subsidy",
            priority="ordinary",
            person=PERSON,
            since_at=BORN,
        )
        note(issued, number, "2026-03-02")
        note(Called(ticket=ticket, window=window, clerk="007", why=Why.FIRST), 61, "2026-03-02")
        note(Finished(ticket=ticket, window=window, visit=f"v-{number}"), 62, "2026-03-02")
    note(DayOpened(day="2026-04-01"), 30 * 24 * 60, "2026-04-01")
    return log


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    folder = tmp_path / "data"
    folder.mkdir()
    log = Log.open(folder, "township", BORN)
    log.commit(Commit(1, tuple(facts_of_march())))
    log.close()
    return folder


def survey(data: Path, work: str, *more: str | Path, month: str = "2026-03") -> int:
    arguments = (work, *more, "--data", data, "--month", month)
    return main([str(argument) for argument in arguments])


def sheet(data: Path, *more: str) -> list[dict[str, str]]:
    """The sample as the surveyor gets it."""
    path = data.parent / "sample.csv"
    assert survey(data, "sample", "--format", "csv", "--out", path, *more) == 0
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


def filled(data: Path, *grades: str, name: str = "filled.csv") -> Path:
    """A sheet whose first rows got these answers, each about every aspect."""
    path = data.parent / name
    rows = sheet(data)
    aspects = list(rows[0])[-ASPECTS:]
    for row, grade in zip(rows, grades, strict=False):
        row.update(dict.fromkeys(aspects, grade))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_sheet_holds_the_sample_and_nothing_that_tells_who_came(data: Path) -> None:
    rows = sheet(data)
    assert [row["Window"] for row in rows] == ["1"] * 51 + ["2"] * 3
    assert {(row["Day"], row["Hour"]) for row in rows} == {("2026-03-02", "10:00")}
    assert {row["Service"] for row in rows} == {"Farm subsidy payments"}
    text = (data.parent / "sample.csv").read_text("utf-8-sig")
    assert not any(word in text for word in (PERSON, "A001", "A061", "v-6", "007"))


def test_the_hall_itself_can_see_whose_case_it_is(data: Path) -> None:
    masked, unmasked = sheet(data), sheet(data, "--unmasked")
    assert [row["Case"] for row in masked] == [row["Case"] for row in unmasked]
    assert {row["Number"] for row in unmasked[-3:]} == {"A061", "A062", "A063"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_comes_back_in_the_language_it_was_written_in(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", language)
    words = Words("hall", language)
    path = data.parent / "sample.xlsx"
    assert survey(data, "sample", "--format", "xlsx", "--out", path) == 0
    book: Any = load_workbook(path)
    page = book.active
    assert page.max_row == 1 + 54
    for column in range(page.max_column - ASPECTS + 1, page.max_column + 1):
        page.cell(2, column).value = words("survey-fairly-satisfied")
    book.save(path)
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    assert survey(data, "read", path) == 0
    assert "New: 1. Kept before: 0. Without answer: 53. Not taken: 0." in capsys.readouterr().err


def test_bad_rows_are_named_by_file_and_line_and_the_others_are_kept(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = filled(data, "satisfied", "splendid", "不满意")
    with path.open("a", encoding="utf-8") as file:
        file.write("NOSUCHCASE,1,,,,满意,,,,\n,1,,,,满意,,,,\n")
    assert survey(data, "read", path) == 1
    told = capsys.readouterr().err
    assert 'filled.csv:3: Lawful conduct is "splendid"' in told
    assert "filled.csv:56: case NOSUCHCASE" in told
    assert "filled.csv:57: the row has no case" in told
    assert "Rows read: 56. New: 2. Kept before: 0. Without answer: 51. Not taken: 3." in told
    with answers_of(data, "2026-03") as answers:
        assert len(answers.by_code) == 2


def test_a_file_read_twice_counts_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = filled(data, "satisfied", "dissatisfied")
    assert survey(data, "read", path) == survey(data, "read", path, path) == 0
    told = capsys.readouterr().err
    assert "New: 0. Kept before: 4." in told
    assert len((data / FOLDER / "2026-03.jsonl").read_bytes().splitlines()) == 2


def test_a_kept_answer_changes_only_by_a_correction_and_the_old_one_stays_on_file(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey(data, "read", filled(data, "satisfied"))
    later = filled(data, "dissatisfied", name="later.csv")
    assert survey(data, "read", later) == 1
    assert "later.csv:2: the case has other answers already, from filled.csv:2" in (
        capsys.readouterr().err
    )
    assert survey(data, "read", later, "--correct") == 0
    assert len((data / FOLDER / "2026-03.jsonl").read_bytes().splitlines()) == 2
    with answers_of(data, "2026-03") as answers:
        (kept,) = answers.by_code.values()
    assert kept.file == "later.csv"


def test_answers_to_another_sample_are_named_and_not_counted(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey(data, "read", filled(data, "satisfied"))
    capsys.readouterr()
    assert survey(data, "score", "--seed", "1") == 1
    assert "filled.csv:2: case" in capsys.readouterr().err


def test_the_score_is_made_of_the_survey_and_of_what_is_handed_in(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    survey(data, "read", filled(data, "satisfied", "satisfied", "dissatisfied"))
    rest = data.parent / "rest.csv"
    rest.write_text("window,rest\n1,83.34\n2,100\n1,60\n99,60\n3,101\n4,many\n", "utf-8")
    capsys.readouterr()
    assert survey(data, "score", "--rest", rest, "--format", "csv") == 1
    said = capsys.readouterr()
    # 20 % of two thirds of 100, and 80 % of 83.34: 80.0053 of 100.
    assert said.out.splitlines()[1:] == ["1,3,66.66,83.34,80.0,good", "2,0,,100.0,,"]
    assert [line.partition(":")[2][:1] for line in said.err.splitlines()] == ["4", "5", "6", "7"]


def test_without_the_rest_there_is_no_score(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    survey(data, "read", filled(data, "satisfied"))
    capsys.readouterr()
    assert survey(data, "score", "--format", "csv") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1:] == ["1,1,100.0,,,", "2,0,,,,"]
    assert "--rest" in said.err


def test_a_month_that_is_not_over_says_that_its_sample_may_change(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = Log.open(data, "township", BORN)
    seq = BORN + 10_000
    opened = Recorded(seq=seq, step=seq, at=seq, day="2026-04-02", fact=DayOpened(day="2026-04-02"))
    log.commit(Commit(2, (opened,)))
    log.close()
    assert survey(data, "sample") == 0
    assert "over" not in capsys.readouterr().err
    assert survey(data, "sample", month="2026-04") == 1
    assert "The log ends on 2026-04-02" in capsys.readouterr().err


@pytest.mark.parametrize("more", [("--format", "xlsx"), ("--out", "table.txt")])
def test_only_a_file_goes_into_a_file(data: Path, more: tuple[str, ...]) -> None:
    assert survey(data, "sample", *more) == 2


def test_a_file_that_cannot_be_read_changes_nothing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = data.parent / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    assert survey(data, "read", filled(data, "satisfied"), broken) == 2
    assert "broken.xlsx is damaged" in capsys.readouterr().err
    with answers_of(data, "2026-03") as answers:
        assert answers.by_code == {}


def test_damaged_answers_are_never_taken_for_none(data: Path) -> None:
    survey(data, "read", filled(data, "satisfied"))
    file = data / FOLDER / "2026-03.jsonl"
    file.write_bytes(file.read_bytes()[:-20])
    with pytest.raises(StoreFault, match="line 1 is damaged"), answers_of(data, "2026-03"):
        pass
    assert survey(data, "score") == 2
