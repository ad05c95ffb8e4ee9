# SPDX-License-Identifier: Apache-2.0
"""Reports as files: CSV and XLSX for spreadsheets, PDF for paper; and those written by themselves.

A file's name says all that it holds. It is written under another name first and then renamed, so
that whoever collects files from the folder sees whole ones only; one that is there is written
again only when something came later that counts to its days, such as a late rating.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import msgspec

from config.schema import Hall
from hall.core.counts import Figures
from hall.core.spans import DAY_CHARS, STEPS, Span, file_name, name_of, span_of, whole_of
from hall.figures import BY_NAME, Figure, Form, cell_of, figures_by
from hall.reporting import Answer, Books, Question, Today
from hall.saying import line_name, span_text
from hall.store.summaries import Summaries
from hall.store.whole import write_whole
from hall.tables import Cell
from look.words import Words

TYPES: Final = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
CATCH_UP_DAYS = 62
"""So long before the newest closed day, and no longer, days and months are exported."""
WRITTEN = "exports.json"
"""In the data folder: what each file that was written is made of; without it none is rewritten."""
WRITTEN_BY: Final = ("department", "service", "window", "clerk")
"""What the files of a closed day or month are grouped by."""

SHOWN: Final[Mapping[Form, str]] = {
    "count": "#,##0",
    "minutes": "0.0",
    "share": "0.0%",
    "mean": "0.00",
}
"""How a spreadsheet shows each form of figure."""

Table = tuple[dict[str, str], list[dict[str, Cell]]]


def table_of(say: Words, hall: Hall, answer: Answer) -> Table:
    """Return the columns with their headings, and the whole and each line as rows."""
    question = answer.question
    kind = question.of[0] if question.by in STEPS else question.by
    figures = figures_by("service" if kind == "department" else kind)
    heads = {figure.name: _heading(say, figure) for figure in figures}
    names = {"line": say(f"reports-by-{question.by}")} | heads
    beside = question.other is not None
    if question.other is not None:
        period = span_text(say, question.other)
        names |= {f"{name}-before": f"{head} · {period}" for name, head in heads.items()}

    def row(name: str, found: Figures, other: Figures | None) -> dict[str, Cell]:
        cells: dict[str, Cell] = {"line": name}
        for figure in figures:
            cells[figure.name] = cell_of(figure, found)
            if beside:
                cells[f"{figure.name}-before"] = None if other is None else cell_of(figure, other)
        return cells

    whole = say("reports-whole-hall")
    if question.of[0] != "all":
        whole = line_name(say, hall, *question.of)
    rows = [row(f"{whole} {span_text(say, question.span)}", answer.total, answer.other)]
    rows += (
        row(line_name(say, hall, question.by, line.key), line.figures, line.other)
        for line in answer.lines
    )
    return names, rows


def _heading(say: Words, figure: Figure) -> str:
    name = say(f"figure-{figure.name}")
    return say("reports-in-minutes", figure=name) if figure.form == "minutes" else name


def as_file(form: str, say: Words, hall: Hall, answer: Answer, at_ms: int) -> bytes:
    """Return a report as a file of one of `TYPES`; `at_ms` is when it was drawn."""
    return _WRITERS[form](say, hall, answer, at_ms)


def _csv(say: Words, hall: Hall, answer: Answer, _: int) -> bytes:
    from hall.sheets import csv_bytes  # noqa: PLC0415 - loads long, and few ask for files

    return csv_bytes(*table_of(say, hall, answer))


def _xlsx(say: Words, hall: Hall, answer: Answer, _: int) -> bytes:
    from hall.sheets import xlsx_bytes  # noqa: PLC0415 - as above

    names, rows = table_of(say, hall, answer)
    found = {key: BY_NAME[key.removesuffix("-before")] for key in names if key != "line"}
    about = {_heading(say, each): say(f"figure-{each.name}-about") for each in found.values()}
    title = say("reports-definitions")
    about[title] = f"{say('reports-bins')} {say('reports-derived')}"
    shown = {key: SHOWN[figure.form] for key, figure in found.items()}
    return xlsx_bytes(names, rows, shown=shown, about=(title, about))


def _pdf(say: Words, hall: Hall, answer: Answer, at_ms: int) -> bytes:
    from hall.paper import as_pdf  # noqa: PLC0415 - as above

    return as_pdf(say, hall, answer, at_ms)


_WRITERS: Final[Mapping[str, Callable[[Words, Hall, Answer, int], bytes]]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "pdf": _pdf,
}


def name_of_file(question: Question, form: str) -> str:
    """Return what the file of a report is called."""
    of = "" if question.of[0] == "all" else "-".join(("", *question.of))
    beside = {"before": "-vs-before", "year": "-vs-year"}.get(question.compare, "")
    return f"report-{file_name(question.span)}-by-{question.by}{of}{beside}.{form}"


# --- written by themselves --------------------------------------------------------------------


def due(hall: Hall, kept: Mapping[str, int], newest: str) -> Iterator[tuple[Question, str]]:
    """Yield the reports of closed days and months that are wanted, with the form of each."""
    export = hall.export
    since = date.fromisoformat(newest) - timedelta(days=CATCH_UP_DAYS)
    periods = [name for name in kept if whole_of(name).last >= since]
    for name in sorted(periods):
        span = whole_of(name)
        daily = span == span_of("day", span.first)
        wanted = export.daily if daily else export.monthly
        if name_of(span, "month") != name and not daily:
            continue  # a week has its days, a year its months
        for form in wanted:
            if form == "pdf":
                yield Question(span, "department"), form
                continue
            for by in WRITTEN_BY:
                yield Question(span, by), form


def write_due(folder: Path, hall: Hall, at_ms: int) -> list[Path]:
    """Write what is due and not there or no longer right; return those files. OSError, StoreFault."""
    target = folder / hall.export.folder
    target.mkdir(parents=True, exist_ok=True)
    say = Words("hall", hall.export.language)
    summaries = Summaries(folder)
    kept = summaries.kept()
    newest = max((name for name in kept if len(name) == DAY_CHARS), default="")
    written, before = [], _stamps(folder)
    stamps: dict[str, int] = {}
    try:
        books = Books(hall, summaries, Today())
        for question, form in due(hall, kept, newest) if newest else ():
            file = target / name_of_file(question, form)
            stamp = stamps[file.name] = _stamp(question.span, kept)
            if not file.exists() or before.get(file.name, stamp) != stamp:
                write_whole(file, as_file(form, say, hall, books.ask(question), at_ms))
                written.append(file)
    finally:
        summaries.close()
    if stamps != before:
        write_whole(folder / WRITTEN, msgspec.json.encode(stamps))
    return written


def _stamp(span: Span, kept: Mapping[str, int]) -> int:
    """Return what changes whenever a fact is added to one of the days."""
    return sum(seq for name, seq in kept.items() if len(name) == DAY_CHARS and name in span)


def _stamps(folder: Path) -> dict[str, int]:
    """Return what each file was made of; a note that is lost or broken says nothing."""
    try:
        return msgspec.json.decode((folder / WRITTEN).read_bytes(), type=dict[str, int])
    except (OSError, msgspec.DecodeError):
        return {}
