# SPDX-License-Identifier: Apache-2.0
"""Answers to managers' questions, and the files they are read from."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from pypdf import PdfReader

from config.policy import Export
from config.schema import Hall
from hall.closing import bring_up_to_date, hour_in, roll_up
from hall.core.spans import Span, span_of
from hall.core.summary import KINDS, summed
from hall.export import as_file, due, table_of, write_due
from hall.figures import FIGURES
from hall.report import main as report
from hall.reporting import PIECES_MAX, Books, Question, Today
from hall.store.summaries import Summaries
from look.words import Words
from tests.rules.hall_shell import HallShell
from tests.store.played_days import DAYS, hall, played, record

ALL_DAYS = Span(date(2026, 3, 30), date(2026, 4, 2))
APRIL = span_of("month", date(2026, 4, 1))
EXPORT = Export(daily=("csv",), monthly=("xlsx",), language="en")


@pytest.fixture(scope="module")
def shell() -> HallShell:
    return played()


@pytest.fixture(scope="module")
def folder(shell: HallShell, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    record(shell, folder)
    list(bring_up_to_date(folder, shell.hall))
    return folder


@pytest.fixture(scope="module")
def books(shell: HallShell, folder: Path) -> Iterator[Books]:
    state = shell.state
    sums = summed(state.day, state.tickets, state.cases, hour_in(ZoneInfo("Asia/Shanghai")))
    summaries = Summaries(folder)
    yield Books(shell.hall, summaries, Today(state.day, sums))
    summaries.close()


def issued(shell: HallShell, *days: str) -> int:
    facts = shell.recorded()
    return sum(type(each.fact).__name__ == "Issued" and each.day in days for each in facts)


def test_today_counts_with_the_days_that_are_over(shell: HallShell, books: Books) -> None:
    answer = books.ask(Question(ALL_DAYS))
    assert [line.figures.issued for line in answer.lines] == [issued(shell, day) for day in DAYS]
    assert answer.total.issued == issued(shell, *DAYS)
    assert (answer.days, [line.key for line in answer.lines]) == (4, list(DAYS))


@pytest.mark.parametrize("by", ["service", "class", "hour", "department", "week", "month", "year"])
def test_the_lines_of_every_grouping_add_up_to_the_whole(books: Books, by: str) -> None:
    answer = books.ask(Question(ALL_DAYS, by))
    assert answer.question.by == by
    assert sum(line.figures.issued for line in answer.lines) == answer.total.issued
    assert sum(line.figures.served for line in answer.lines) == answer.total.served > 0


def test_a_part_of_the_hall_is_asked_for_alone(books: Books) -> None:
    whole = {line.key: line.figures for line in books.ask(Question(ALL_DAYS, "service")).lines}
    office = books.ask(Question(ALL_DAYS, "service", of=("department", "office")))
    assert {line.key for line in office.lines} == {"permit", "card", "licence"}
    assert all(line.figures == whole[line.key] for line in office.lines)
    card = books.ask(Question(ALL_DAYS, "clerk", of=("service", "card")))
    assert card.question.by == "day"
    assert card.total.served == whole["card"].served
    nobody = books.ask(Question(ALL_DAYS, of=("clerk", "nobody")))
    assert (nobody.total.served, nobody.total.wait_p90_ms) == (0, None)


def test_a_period_is_shown_beside_another(shell: HallShell, books: Books) -> None:
    answer = books.ask(Question(APRIL, "service", compare="before"))
    assert answer.other is not None
    assert (answer.other.issued, answer.other_days) == (issued(shell, *DAYS[:2]), 2)
    assert sum(line.other.issued for line in answer.lines if line.other) == answer.other.issued
    year = books.ask(Question(APRIL, compare="year"))
    assert (year.other_days, year.other, year.lines[0].other) == (0, None, None)


def test_a_day_stands_beside_the_same_day_of_the_month_before(books: Books) -> None:
    late = Span(date(2026, 4, 1), date(2026, 4, 30))
    lines = books.ask(Question(late, compare="before")).lines
    assert [(line.key, line.other) for line in lines] == [("2026-04-01", None), (DAYS[3], None)]
    lines = books.ask(Question(Span(date(2026, 4, 1), date(2026, 4, 3)), compare="before")).lines
    assert [line.other is None for line in lines] == [True, False]
    assert lines[1].other == books.ask(Question(span_of("day", date(2026, 3, 30)))).total


def test_the_heat_map_has_each_weekday_and_hour_once(books: Books) -> None:
    answer = books.ask(Question(ALL_DAYS))
    places = [(cell.weekday, cell.hour) for cell in answer.heat]
    assert len(set(places)) == len(places) > 0
    assert {weekday for weekday, _ in places} == {1, 2, 3, 4}
    assert sum(cell.figures.issued for cell in answer.heat) == answer.total.issued


def test_centuries_are_asked_for_without_harm(books: Books) -> None:
    answer = books.ask(Question(Span(date(2000, 1, 1), date(2199, 12, 31)), "day"))
    assert answer.days == len(DAYS)
    assert len(answer.lines) <= PIECES_MAX
    empty = books.ask(Question(span_of("year", date(2001, 1, 1)), "service"))
    assert (empty.days, empty.lines, empty.total.issued) == (0, (), 0)


# --- files ---


def rows_of(books: Books, hall: Hall, by: str) -> tuple[dict[str, str], list[list[object]]]:
    names, rows = table_of(Words("hall", "en"), hall, books.ask(Question(ALL_DAYS, by)))
    return names, [[row[name] for name in names] for row in rows]


@pytest.mark.parametrize("by", ["service", "day"])
def test_a_csv_reads_back_as_it_was_written(books: Books, by: str) -> None:
    names, rows = rows_of(books, hall(), by)
    answer = books.ask(Question(ALL_DAYS, by))
    content = as_file("csv", Words("hall", "en"), hall(), answer, 0).decode("utf-8-sig")
    heading, *found = csv.reader(io.StringIO(content))
    assert heading == list(names.values())
    assert found == [["" if cell is None else str(cell) for cell in row] for row in rows]


def test_a_workbook_reads_back_as_it_was_written(books: Books) -> None:
    names, rows = rows_of(books, hall(), "service")
    answer = books.ask(Question(ALL_DAYS, "service"))
    content = as_file("xlsx", Words("hall", "en"), hall(), answer, 0)
    sheet = load_workbook(io.BytesIO(content), read_only=True).active
    heading, *found = ([*row] for row in sheet.iter_rows(values_only=True))
    assert heading == list(names.values())
    assert found == rows


def test_a_workbook_says_what_its_figures_mean_and_writes_them_as_the_page_does(
    books: Books,
) -> None:
    say = Words("hall", "en")
    answer = books.ask(Question(APRIL, "service", compare="before"))
    book = load_workbook(io.BytesIO(as_file("xlsx", say, hall(), answer, 0)))
    figures, meanings = book.worksheets
    written = {cell.value: figures.cell(2, cell.column).number_format for cell in figures[1]}
    assert written["Wait, 9 of 10 (minutes)"] == written["Wait, 9 of 10 (minutes) · 2026-03"]
    assert (written["Wait, 9 of 10 (minutes)"], written["Satisfied"]) == ("0.0", "0.0%")
    told = dict(meanings.iter_rows(values_only=True))
    assert told["Satisfied"] == say("figure-satisfied-about")
    assert {each.removesuffix(" · 2026-03") for each in written} - told.keys() == {"service"}


def test_the_paper_says_every_figure_and_what_it_means(books: Books) -> None:
    say = Words("hall", "zh")
    answer = books.ask(Question(APRIL, "service", compare="before"))
    text = text_in(as_file("pdf", say, hall(), answer, 1_775_000_000_000))
    wanted = [f"{answer.total.issued:,}", "invoice", "2026-04"]
    wanted += [say(f"figure-{figure.name}-about")[:12] for figure in FIGURES]
    assert [words for words in wanted if words.replace(" ", "") not in text] == []


def text_in(content: bytes) -> str:
    """Return what a PDF says, without its spaces: a line may break anywhere.

    The reader puts a NUL before what is not Chinese: there the font's codes have a byte more.
    """
    pages = PdfReader(io.BytesIO(content)).pages
    said = "".join(page.extract_text() for page in pages)
    return "".join(said.replace("\0", "").split())


def test_closed_days_and_months_are_written_once_and_whole(
    shell: HallShell, folder: Path, tmp_path: Path
) -> None:
    wished = replace(shell.hall, export=replace(EXPORT, folder=str(tmp_path / "out")))
    written = write_due(folder, wished, 0)
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == sorted(file.name for file in written)
    assert "report-2026-03-30-by-service.csv" in names
    assert "report-2026-03-by-department.xlsx" in names
    assert not any("2026-04-02" in name or name.startswith("report-2026-04-by") for name in names)
    kept = {file: file.stat().st_mtime_ns for file in written}
    assert write_due(folder, wished, 0) == []
    written[0].unlink()
    assert write_due(folder, wished, 0) == written[:1]
    assert all(file.stat().st_mtime_ns == at for file, at in kept.items() if file != written[0])


def test_a_file_is_written_again_when_its_day_changed_later(
    shell: HallShell, folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "data"
    shutil.copytree(folder, own)
    wished = replace(shell.hall, export=replace(EXPORT, folder="out"))
    first = write_due(own, wished, 0)
    assert write_due(own, wished, 0) == []
    summaries = Summaries(own)
    day = "2026-03-30"
    sums = [found for kind in KINDS for found in summaries.sums(kind, [day])]
    summaries.put_day(day, summaries.kept()[day] + 1, sums, ())
    roll_up(summaries, "2026-04-02")
    summaries.close()
    again = {file.name for file in write_due(own, wished, 0)}
    assert again == {name for name in (file.name for file in first) if _has_it(name, day)}
    assert write_due(own, wished, 0) == []


def _has_it(name: str, day: str) -> bool:
    return name.startswith((f"report-{day}-by", f"report-{day[:7]}-by"))


def test_a_hall_that_was_off_for_long_does_not_write_old_days() -> None:
    kept = {"2025-01-31": 1, "2025-01": 0, "2026-03-30": 2, "2026-03": 0, "2026": 0}
    wished = replace(hall(), export=replace(EXPORT, monthly=("pdf",)))
    found = list(due(wished, kept, "2026-03-30"))
    assert {question.span.first.isoformat() for question, _ in found} == {
        "2026-03-30",
        "2026-03-01",
    }
    assert [question.by for question, form in found if form == "pdf"] == ["department"]
    assert list(due(hall(), kept, "2026-03-30")) == []


# --- the command ---


def test_the_command_prints_and_writes_the_same_report(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    base = ["--data", str(folder), "--config", "township", "--from", DAYS[0], "--to", DAYS[3]]
    assert report([*base, "--by", "window", "--compare", "before", "--format", "csv"]) == 0
    printed = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    file = tmp_path / "report.xlsx"
    assert report([*base, "--by", "window", "--compare", "before", "--out", str(file)]) == 0
    sheet = load_workbook(file, read_only=True).active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row["served"] for row in printed] == [str(row[1]) for row in rows]
    assert report([*base, "--by", "service", "--rebuild"]) == 0
    assert "permit" in capsys.readouterr().out
    assert report([*base, "--out", str(tmp_path / "report.doc")]) == 2
    assert report(["--data", str(folder), "--config", "township", "--from", "2020-01-01"]) == 1
    with pytest.raises(SystemExit):
        report([*base, "--of", "nonsense"])
