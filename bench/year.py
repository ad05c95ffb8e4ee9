# SPDX-License-Identifier: Apache-2.0
"""`python -m bench.year FOLDER`: a year of the big city hall, as its log and its summaries.

The facts are drawn by chance (see `bench.city`); from there on all is the hall's own: they are
kept by its log, replayed by its rules, summed up by its end of day.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bench.city import ZONE, CityDay, city, tickets_by_day
from config.schema import Hall
from hall.closing import close_day, roll_up
from hall.core.effects import Commit, Committed
from hall.core.facts import DayOpened, Recorded
from hall.store.log import Log
from hall.store.summaries import Summaries

FIRST = date(2025, 1, 1)
DAYS = 365
TICKETS = 5_000_000
LOG_DAYS = DAYS


def build(
    folder: Path,
    hall: Hall,
    tickets: int,
    log_days: int = LOG_DAYS,
    days: int = DAYS,
    bar: Progress | None = None,
) -> None:
    """Write the year into a folder; the facts of its last `log_days` are kept in the log."""
    folder.mkdir(parents=True, exist_ok=True)
    log, summaries = Log.open(folder, hall.id, 0), Summaries(folder)
    task = bar.add_task("days", total=days) if bar else None
    seq = 1
    for nth, (day, many) in enumerate(tickets_by_day(FIRST, days, tickets)):
        made = list(CityDay(hall, day, many, seed=1).recorded(seq))
        kept = days - nth <= log_days
        if kept:
            _commit(log, made)
        close_day(summaries, hall, day.isoformat(), made[-1].seq if kept else 0, made)
        seq = made[-1].seq + 1
        if bar and task is not None:
            bar.advance(task)
    today = FIRST + timedelta(days=days)
    at = int(datetime.combine(today, time(0), ZONE).timestamp() * 1000)
    name = today.isoformat()
    _commit(log, [Recorded(seq, seq, at, name, DayOpened(day=name))])
    roll_up(summaries, name)
    summaries.close()
    log.close()


def _commit(log: Log, made: Sequence[Recorded]) -> None:
    said = log.commit(Commit(1, tuple(made)))
    if said != Committed(1):
        raise OSError(f"the log was not written: {said}")


def main(argv: Sequence[str] | None = None) -> int:
    """Build it, with a bar that tells how far it is."""
    parser = ArgumentParser("python -m bench.year", description=__doc__)
    parser.add_argument("folder", type=Path, help="a folder that is empty or not there")
    parser.add_argument("--tickets", type=int, default=TICKETS, help="default: %(default)s")
    parser.add_argument(
        "--log-days",
        type=int,
        default=LOG_DAYS,
        help="days whose facts are kept in the log too, from the end; all are summed up",
    )
    options = parser.parse_args(argv)
    if options.folder.exists() and any(options.folder.iterdir()):
        parser.error(f"{options.folder} is not empty")
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        build(options.folder, city(), options.tickets, options.log_days, bar=bar)
    sys.stdout.write(f"{options.folder}: {options.tickets:,} tickets in {DAYS} days\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
