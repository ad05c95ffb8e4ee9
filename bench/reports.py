# SPDX-License-Identifier: Apache-2.0
"""How long a report page takes on a year of the big city hall, beside DuckDB on the same visits.

Ours: open the files, ask, draw the page; all but the HTTP around it. DuckDB: the same figures of
the same days by the same keys, from a table of its own that holds every visit; no page is drawn.
What both say is compared first.
"""

import csv
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bench.city import city
from bench.figures import Figure, in_ms
from bench.year import FIRST, build
from config.schema import Hall
from hall.core.counts import ALL
from hall.core.spans import Span, span_of
from hall.core.views import DayView
from hall.reporting import Answer, Question, Today
from hall.store.summaries import Summaries
from hall.web.draw import Pages
from hall.web.reports import answer, shown
from hall.web.tickets import ROWS_SHOWN, found_rows, listed_of

if TYPE_CHECKING:
    import duckdb

YEAR = Path("build") / "year"
"""What `make year` builds; without it a small year is built in a while."""
SMALL = 40_000
QUICK, QUICK_DAYS = 300, 3
ROUNDS, QUICK_ROUNDS = 15, 2
TODAY = date(FIRST.year + 1, 1, 1)
WHOLE, JUNE = span_of("year", FIRST), span_of("month", date(FIRST.year, 6, 1))
RAGGED = Span(date(FIRST.year, 1, 2), date(FIRST.year, 12, 30))
QUESTIONS = {
    "day by hour": Question(span_of("day", date(FIRST.year, 6, 4)), "hour"),
    "month by service, before": Question(JUNE, "service", compare="before"),
    "year by day": Question(WHOLE, "day"),
    "year by month": Question(WHOLE, "month"),
    "year by department": Question(WHOLE, "department"),
    "year by service": Question(WHOLE, "service"),
    "year by window": Question(WHOLE, "window"),
    "year by clerk": Question(WHOLE, "clerk"),
    "service by day, year": Question(WHOLE, "day", of=("service", "s007")),
    "364 days by service": Question(RAGGED, "service"),
}
FIGURES = """count(*) FILTER (WHERE first), count(*) FILTER (WHERE visited AND NOT transferred),
 quantile_disc(waited_ms, [0.5, 0.9]) FILTER (WHERE visited),
 quantile_disc(service_ms, [0.5, 0.9]) FILTER (WHERE visited),
 count(level), count(*) FILTER (WHERE level >= 3), count(*) FILTER (WHERE outcome = 'decided'),
 count(*) FILTER (WHERE outcome = 'accepted'), count(*) FILTER (WHERE passed <> ''),
 count(*) FILTER (WHERE NOT visited), max(overtaken)"""
GROUPED = {
    "day": "day",
    "week": "date_trunc('week', day)",
    "month": "date_trunc('month', day)",
    "hour": "hour",
}


def reports(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield the median time of each page, and its ratio to DuckDB's for the same figures."""
    hall = city()
    with ExitStack() as ends:
        folder = YEAR
        if quick or not (YEAR / "reports.db").exists():
            folder = Path(ends.enter_context(TemporaryDirectory(prefix="hallflow-bench-")))
            tell("reports: building a small year")
            build(folder, hall, *((QUICK, QUICK_DAYS, QUICK_DAYS) if quick else (SMALL,)))
        tell("reports: loading DuckDB")
        table = ends.enter_context(_duck(folder, hall))
        pages = Pages(hall)
        rounds = QUICK_ROUNDS if quick else ROUNDS
        (many,) = table.execute("SELECT count(*) FROM visits WHERE first").fetchone() or (0,)
        for name, question in QUESTIONS.items():
            tell(f"reports: {name}")
            _agree(answer(folder, hall, question, Today())[0], table)
            ours = _median_s(lambda q=question: _page(pages, folder, hall, q), rounds)  # type: ignore[misc]
            theirs = _median_s(lambda q=question: _asked(table, q), rounds)  # type: ignore[misc]
            against = f"DuckDB ({in_ms(theirs):.0f} ms), {many:,} tickets"
            yield Figure(f"report {name}, p50", in_ms(ours), "ms", ours / theirs, against)
        ours = _median_s(lambda: _tickets(folder, hall), rounds)
        theirs = _median_s(lambda: _duck_tickets(table), rounds)
        against = f"DuckDB ({in_ms(theirs):.0f} ms)"
        yield Figure("tickets behind a figure, p50", in_ms(ours), "ms", ours / theirs, against)


def _median_s(do: Callable[[], object], rounds: int) -> float:
    do()
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        do()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def _page(pages: Pages, folder: Path, hall: Hall, question: Question) -> str:
    found, stale = answer(folder, hall, question, Today())
    values = shown(pages, "zh", found, DayView(TODAY.isoformat(), {}, {}))
    return pages.draw("reports.html", "zh", theme="auto", here="/", me=None, stale=stale, **values)


def _tickets(folder: Path, hall: Hall) -> int:
    query = {"from": "2025-03-01", "to": "2025-12-31", "service": "s007", "show": "dissatisfied"}
    view = DayView(TODAY.isoformat(), {}, {})
    listed = listed_of(query, hall, view.day)
    summaries = Summaries(folder)
    rows = list(islice(found_rows(summaries, hall, listed, view), ROWS_SHOWN))
    summaries.close()
    return len(rows)


def _duck(folder: Path, hall: Hall) -> "duckdb.DuckDBPyConnection":
    """Return a database of every visit, in DuckDB's own form."""
    import duckdb  # noqa: PLC0415 - only who measures has it

    with TemporaryDirectory(prefix="hallflow-bench-") as made:
        file = Path(made) / "visits.csv"
        summaries = Summaries(folder)
        departments = {service.id: service.department for service in hall.services}
        with file.open("w", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow((*NAMES, "day", "hour", "department"))
            for day, row in summaries.rows(summaries.closed(Span(FIRST, TODAY))):
                cells = [getattr(row, name) for name in NAMES]
                hour = (row.issued_at // 3_600_000 + 8) % 24
                writer.writerow((*cells, day, hour, departments[row.service]))
        summaries.close()
        table = duckdb.connect()
        table.execute(f"CREATE TABLE visits AS FROM read_csv('{file}', all_varchar = false)")
    return table


NAMES = (
    "ticket",
    "service",
    "window",
    "clerk",
    "first",
    "visited",
    "transferred",
    "waited_ms",
    "service_ms",
    "level",
    "outcome",
    "passed",
    "overtaken",
)


def _where(question: Question, span: Span) -> str:
    where = f"day BETWEEN '{span.first}' AND '{span.last}'"
    return where if question.of == ALL else f"{where} AND {question.of[0]} = '{question.of[1]}'"


def _asked(table: "duckdb.DuckDBPyConnection", question: Question) -> list[tuple[object, ...]]:
    """Ask DuckDB for the totals, the lines, the chart's columns and the heat map."""
    key = GROUPED.get(question.by, f'"{question.by}"')
    spans = [question.span, *([question.other] if question.other else [])]
    total: list[tuple[object, ...]] = []
    for span in spans:
        where = _where(question, span)
        total += table.execute(f"SELECT {FIGURES} FROM visits WHERE {where}").fetchall()
        table.execute(f"SELECT {key}, {FIGURES} FROM visits WHERE {where} GROUP BY 1").fetchall()
    where = _where(question, question.span)
    if question.by not in GROUPED:
        step = "month" if question.span.days > 62 else "day"
        sql = f"SELECT {GROUPED[step]}, {FIGURES} FROM visits WHERE {where} GROUP BY 1"
        table.execute(sql).fetchall()
    if question.of == ALL and question.span.days > 1:
        sql = f"SELECT isodow(day), hour, {FIGURES} FROM visits WHERE {where} GROUP BY 1, 2"
        table.execute(sql).fetchall()
    return total


def _agree(found: Answer, table: "duckdb.DuckDBPyConnection") -> None:
    """Check that both say the same; times within what the bins allow."""
    row = _asked(table, found.question)[0]
    total = found.total
    if row[:2] != (total.issued, total.served) or row[4] != total.rated:
        raise AssertionError(f"{found.question}: {total} but DuckDB says {row}")
    binned = (total.wait_median_ms, total.wait_p90_ms, total.service_median_ms)
    exact = [*(row[2] or (None, None)), (row[3] or (None,))[0]]  # type: ignore[misc, index]
    for ours, theirs in zip(binned, exact, strict=True):
        near = ours is theirs is None
        if ours is not None and theirs is not None:
            near = abs(ours - theirs) <= max(5_000, 0.026 * theirs)
        if not near:
            raise AssertionError(f"{found.question}: {ours} ms but DuckDB says {theirs} ms")


def _duck_tickets(table: "duckdb.DuckDBPyConnection") -> int:
    sql = (
        "SELECT * FROM visits WHERE day BETWEEN '2025-03-01' AND '2025-12-31'"
        f" AND service = 's007' AND level < 3 ORDER BY day LIMIT {ROWS_SHOWN}"
    )
    return len(table.execute(sql).fetchall())
