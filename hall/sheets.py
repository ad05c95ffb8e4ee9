# SPDX-License-Identifier: Apache-2.0
"""CSV and XLSX files, written for people with a spreadsheet and read back as they return them."""

import csv
import io
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from config.arguments import language_wished
from config.reasons import reason_of
from hall.tables import Cell, harmless

FILE_BYTES_MAX = 16 * 1024 * 1024
UNPACKED_BYTES_MAX = 256 * 1024 * 1024
ROWS_MAX = 100_000
LINES_MAX = 1_048_576
"""Rows a worksheet can have; empty ones between others cost time too."""
COLUMNS_MAX = 64
XLSX = ".xlsx"
WIDTH_MIN = 12
WIDTH_MAX = 40
# What the library raises over a file that is no workbook, or a broken one.
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class SheetFault(Exception):  # noqa: N818 (the house calls these faults)
    """A file that cannot be read or written; `key` is the entry in hall/words that says why."""

    def __init__(self, key: str, where: str, reason: str = "") -> None:
        super().__init__(key, where, reason)
        self.key = key
        self.where = where
        self.reason = reason


class Record(Struct, frozen=True):
    """One row that is not empty: sheet of its file, first line, cells by the heading's key."""

    file: str
    line: int
    cells: Mapping[str, str]


def plain(text: str) -> str:
    """Return text as headings and answers are compared: width, case and spaces do not matter."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


# --- reading --------------------------------------------------------------------------------


def read_records(path: Path, headings: Mapping[str, str]) -> list[Record]:
    """Return the rows of a file; `headings` are the columns' keys by how they may be written.

    Every key must have its column, once, in every sheet that is not empty. SheetFault otherwise.
    """
    sheets = _workbook(path) if path.suffix.lower() == XLSX else [(path.name, _csv(path))]
    return [record for name, rows in sheets for record in _records(name, rows, headings)]


def _records(
    name: str, rows: Iterable[tuple[int, Sequence[str]]], headings: Mapping[str, str]
) -> Iterator[Record]:
    columns: dict[str, int] = {}
    count = 0
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not columns:
            columns = _columns(f"{name}:{line}", cells, headings)
            continue
        count += 1
        if count > ROWS_MAX:
            raise SheetFault("sheet-too-many", name, str(ROWS_MAX))
        found = {key: cells[at] if at < len(cells) else "" for key, at in columns.items()}
        yield Record(name, line, found)


def _columns(where: str, cells: Sequence[str], headings: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(cells):
        key = headings.get(plain(cell))
        if key in columns:
            raise SheetFault("sheet-column-twice", where, cell.strip())
        if key is not None:
            columns[key] = at
    lacking = [key for key in dict.fromkeys(headings.values()) if key not in columns]
    if lacking:
        raise SheetFault("sheet-column-missing", where, ", ".join(lacking))
    return columns


def _reason(error: OSError) -> str:
    return reason_of(error).say(language_wished())


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise SheetFault("sheet-unreadable", str(path), _reason(error)) from error
    if len(content) > FILE_BYTES_MAX:
        raise SheetFault("sheet-too-big", str(path), str(FILE_BYTES_MAX // 1024 // 1024))
    return content


def _csv(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    content = _bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            # What spreadsheets save as CSV in China.
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise SheetFault("sheet-no-text", path.name) from error
    # Strict: an open quote would otherwise swallow the rows behind it without a word.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise SheetFault("sheet-broken", f"{path.name}:{line + 1}", str(error)) from error
        if cells is None:
            return
        yield line + 1, cells
        line = reader.line_num


def _workbook(path: Path) -> list[tuple[str, list[tuple[int, Sequence[str]]]]]:
    content = io.BytesIO(_bytes(path))
    try:
        with zipfile.ZipFile(content) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
    except _BROKEN as error:
        raise SheetFault("sheet-broken", path.name, _why(error)) from error
    if unpacked > UNPACKED_BYTES_MAX:
        raise SheetFault("sheet-too-big", path.name, str(UNPACKED_BYTES_MAX // 1024 // 1024))
    try:
        with warnings.catch_warnings():
            # They tell of colours and lists that are not kept: here only values count.
            warnings.simplefilter("ignore")
            book: Any = load_workbook(content, read_only=True, data_only=True)
            return [
                (f"{path.name}[{sheet.title}]", _lines(path.name, sheet))
                for sheet in book.worksheets
            ]
    except _BROKEN as error:
        raise SheetFault("sheet-broken", path.name, _why(error)) from error


def _lines(name: str, sheet: Any) -> list[tuple[int, Sequence[str]]]:
    sheet.reset_dimensions()  # what a file says of its size need not be true
    lines: list[tuple[int, Sequence[str]]] = []
    for line, cells in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX, values_only=True), 1):
        if line > LINES_MAX or len(lines) > ROWS_MAX + 1:
            raise SheetFault("sheet-too-many", f"{name}[{sheet.title}]", str(ROWS_MAX))
        if any(cell is not None for cell in cells):
            lines.append((line, ["" if cell is None else str(cell) for cell in cells]))
    return lines


def _why(error: BaseException) -> str:
    """Return what a library said, or at least the name of its error."""
    return str(error) or type(error).__name__


# --- writing --------------------------------------------------------------------------------


def write_csv(path: Path, names: Mapping[str, str], rows: Iterable[Mapping[str, Cell]]) -> None:
    """Write rows under the headings people read. SheetFault when it cannot be."""
    _save(path, csv_bytes(names, rows))


def csv_bytes(names: Mapping[str, str], rows: Iterable[Mapping[str, Cell]]) -> bytes:
    """Return rows under the headings people read, as UTF-8 that spreadsheets recognise."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names.values())
    writer.writerows([harmless(row[key]) for key in names] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(
    path: Path,
    names: Mapping[str, str],
    rows: Sequence[Mapping[str, Cell]],
    choices: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write rows as `xlsx_bytes` does. SheetFault when it cannot be."""
    _save(path, xlsx_bytes(names, rows, choices))


def xlsx_bytes(
    names: Mapping[str, str],
    rows: Sequence[Mapping[str, Cell]],
    choices: Mapping[str, Sequence[str]] | None = None,
    *,
    shown: Mapping[str, str] | None = None,
    about: tuple[str, Mapping[str, str]] | None = None,
) -> bytes:
    """Return rows under bold headings; `choices` are the words a column may be filled with.

    `shown`: how a column's numbers are written, as spreadsheets say it; `about`: the title of
    another sheet, and what it tells of each heading.
    """
    book: Any = Workbook()
    sheet = book.active
    sheet.append(list(names.values()))
    for row in rows:
        sheet.append([harmless(row[key]) for key in names])
    for at, key in enumerate(names, 1):
        letter = get_column_letter(at)
        for cell in sheet[letter][1:]:
            cell.number_format = (shown or {}).get(key, cell.number_format)
        sheet.cell(1, at).font = Font(bold=True)
        widest = max(_width(names[key]), *(_width(row[key]) for row in rows), WIDTH_MIN)
        sheet.column_dimensions[letter].width = min(widest, WIDTH_MAX) + 2
        if choices and key in choices and rows:
            listed = ",".join(choices[key])
            valid = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True)
            valid.add(f"{letter}2:{letter}{len(rows) + 1}")
            sheet.add_data_validation(valid)
    sheet.freeze_panes = "B2" if shown else "A2"
    if about:
        _explain(book, *about)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _explain(book: Any, title: str, about: Mapping[str, str]) -> None:
    sheet = book.create_sheet(title)
    for heading, meaning in about.items():
        sheet.append([harmless(heading), harmless(meaning)])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width = max(map(_width, about)) + 2


def _width(cell: Cell) -> int:
    """Return how wide a cell is in Latin letters; a Chinese character is two."""
    text = "" if cell is None else str(cell)
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _save(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SheetFault("sheet-unwritable", str(path), _reason(error)) from error
