# SPDX-License-Identifier: Apache-2.0
"""`hallflow report`: one day in figures from the log alone, or any days from the summaries."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence

from config.arguments import add_config, add_data, hall_or_exit, language_wished
from config.schema import Hall
from hall.core.counts import Figures
from hall.core.record import ForecastRecord, forecast_record
from hall.core.report import DayReport, report_of
from hall.days import archive_or_exit, iso_date
from hall.report_days import FILES, add_days, asks_days, report_days
from hall.tables import Cell, add_format, minutes, show
from look.words import Words

COLUMNS = (
    "what",
    "issued",
    "waiting",
    "served",
    "passed_over",
    "transferred",
    "cancelled",
    "left",
    "wait_mean",
    "wait_median",
    "wait_p90",
    "service_mean",
    "service_median",
    "service_p90",
    "rated",
    "unrated",
    "satisfied",
    "overtaken_max",
)

IN_TABLE = (
    "what",
    "issued",
    "waiting",
    "served",
    "passed_over",
    "wait_mean",
    "wait_p90",
    "service_mean",
    "service_p90",
    "rated",
    "unrated",
    "satisfied",
    "overtaken_max",
)
"""What fits on a terminal; CSV and JSON have all."""


def main(argv: Sequence[str] | None = None) -> int:
    """Print a day's report; return 0, or 1 when nothing was recorded."""
    words = Words("hall", language_wished())
    parser = ArgumentParser("hallflow report", description=words("report-about"))
    add_config(parser, required=False)
    add_data(parser)
    parser.add_argument("--day", type=iso_date, metavar="DATE", help=words("report-day"))
    add_format(parser, FILES)
    add_days(parser, words)
    wished = parser.parse_args(argv)
    if asks_days(wished):
        return report_days(words, parser, wished)
    archive = archive_or_exit(wished.data)
    hall = hall_or_exit(wished.config or archive.hall)
    days = archive.days()
    day = wished.day or (days[-1] if days else "")
    facts = archive.facts_of(day)
    archive.close()
    if not facts:
        sys.stderr.write(words("nothing-recorded", day=day or "–") + "\n")
        return 1
    rows = list(day_rows(words, hall, report_of(hall, facts)))
    shown = IN_TABLE if wished.format == "table" else ("kind", *COLUMNS)
    columns = {name: words(f"report-{name.replace('_', '-')}") for name in shown}
    if wished.format == "table":
        rows = [{**row, "satisfied": _percent(row["satisfied"])} for row in rows]
    title = words("report-title", hall=hall.name.in_(words.language), day=day)
    show(wished.format, title, columns, rows)
    if wished.format == "table":
        sys.stdout.write(record_text(words, forecast_record(hall, facts)) + "\n")
    return 0


def _percent(share: Cell) -> str:
    return f"{share:.1%}" if isinstance(share, float) else "–"


def record_text(words: Words, record: ForecastRecord) -> str:
    """Say how the waits that people were told came true."""
    if record.share_held is None:
        return words("report-no-forecasts")
    return words(
        "report-forecasts",
        told=record.told,
        held=f"{record.share_held:.0%}",
        error=minutes(record.mean_error_ms) or 0.0,
        length=minutes(record.queue_length_error_ms) or 0.0,
        last=minutes(record.last_error_ms) or 0.0,
    )


def day_rows(words: Words, hall: Hall, report: DayReport) -> Iterator[dict[str, Cell]]:
    """Yield the whole hall, then each service, window, clerk and class, as rows of `COLUMNS`."""
    language = words.language
    yield _row("all", words("report-all"), report.total)
    for figures in report.services:
        service = hall.service_by_id.get(figures.key[1])
        name = service.name.in_(language) if service else figures.key[1]
        yield _row("service", name, figures)
    for figures in report.windows:
        yield _row("window", figures.key[1], figures)
    for figures in report.clerks:
        clerk = hall.clerk_by_number.get(figures.key[1])
        name = f"{figures.key[1]} {clerk.name.in_(language)}" if clerk else figures.key[1]
        yield _row("clerk", name, figures)
    for figures in report.classes:
        class_ = hall.class_by_id.get(figures.key[1])
        name = class_.name.in_(language) if class_ else figures.key[1]
        yield _row("class", name, figures)


def _row(kind: str, what: str, figures: Figures) -> dict[str, Cell]:
    satisfied = figures.satisfied
    return {
        "kind": kind,
        "what": what,
        "issued": figures.issued,
        "waiting": figures.waiting,
        "served": figures.served,
        "passed_over": figures.passed_over,
        "transferred": figures.transferred,
        "cancelled": figures.cancelled,
        "left": figures.left,
        "wait_mean": minutes(figures.wait_mean_ms),
        "wait_median": minutes(figures.wait_median_ms),
        "wait_p90": minutes(figures.wait_p90_ms),
        "service_mean": minutes(figures.service_mean_ms),
        "service_median": minutes(figures.service_median_ms),
        "service_p90": minutes(figures.service_p90_ms),
        "rated": figures.rated,
        "unrated": figures.unrated,
        "satisfied": None if satisfied is None else round(satisfied, 3),
        "overtaken_max": figures.overtaken_max,
    }
