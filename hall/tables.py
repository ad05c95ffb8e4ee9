# SPDX-License-Identifier: Apache-2.0
"""Rows for people and programs: one table as text, CSV or JSON."""

import csv
import io
import re
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence

import msgspec
from rich.console import Console
from rich.table import Table

FORMATS = ("table", "csv", "json")
Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no cell of a spreadsheet can hold."""


def add_format(parser: ArgumentParser, files: Sequence[str] = ()) -> None:
    """Add `--format`: how the rows are printed, or as which of the `files` they are written."""
    choices = (*FORMATS, *files)
    parser.add_argument("--format", choices=choices, default="table", help="default: %(default)s")


def show(
    form: str, title: str, names: Mapping[str, str], rows: Sequence[Mapping[str, Cell]]
) -> None:
    """Print rows; `names` are the columns in order, each with the heading people read."""
    if form == "json":
        plain = [{key: row[key] for key in names} for row in rows]
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(plain)).decode() + "\n")
    elif form == "csv":
        sys.stdout.write(as_csv(names, rows))
    else:
        _show_table(title, names, rows)


def as_csv(
    names: Mapping[str, str], rows: Sequence[Mapping[str, Cell]], *, heading: bool = True
) -> str:
    """Return the rows as CSV, with the columns' keys as its first line unless told otherwise."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names, extrasaction="ignore", lineterminator="\r\n")
    if heading:
        writer.writeheader()
    writer.writerows({key: harmless(row[key]) for key in names} for row in rows)
    return text.getvalue()


def harmless(cell: Cell) -> Cell:
    """Keep a spreadsheet from taking what somebody wrote for a formula."""
    if not isinstance(cell, str):
        return cell
    seen = _UNSEEN.sub("", cell)
    return f"'{seen}" if seen.startswith(_FORMULA) else seen


def minutes(milliseconds: float | None) -> float | None:
    """Return minutes with one decimal, None for None."""
    return None if milliseconds is None else round(milliseconds / 60_000, 1)


def _show_table(title: str, names: Mapping[str, str], rows: Sequence[Mapping[str, Cell]]) -> None:
    table = Table(title=title, title_justify="left")
    for key, name in names.items():
        numbers = all(not isinstance(row[key], str) for row in rows)
        table.add_column(name, justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*("–" if row[key] is None else str(row[key]) for key in names))
    Console(file=sys.stdout, width=None if sys.stdout.isatty() else 200).print(table)
