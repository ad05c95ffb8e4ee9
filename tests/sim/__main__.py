# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.sim SEED` plays a run again; `--seeds N` plays many (`make soak N=...`)."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from os import cpu_count

from rich.console import Console
from rich.progress import Progress

from config.load import hall_named
from tests.sim.checks import BrokenError
from tests.sim.play import Load, Report, play

DAYS = 2


def one(hall: str, load: Load, seed: int) -> Report | str:
    """Play one run; return its report, or what broke."""
    try:
        return play(seed, hall_named(hall), load)
    except BrokenError as broken:
        return str(broken)


def main(argv: Sequence[str] | None = None) -> int:
    """Play; return 0 when every rule held, 1 when one did not."""
    parser = ArgumentParser("python -m tests.sim", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", help="play this run and print its report")
    parser.add_argument("--seeds", type=int, default=1, help="how many runs, from SEED on")
    parser.add_argument("--hall", default="township", help="which example hall (default: township)")
    parser.add_argument("--days", type=int, default=DAYS, help="days of each run")
    wished = parser.parse_args(argv)
    first = wished.seed if wished.seed is not None else 1
    began = time.monotonic()
    reports, broken = _all(wished.hall, Load(days=wished.days), range(first, first + wished.seeds))
    days = sum(report.days for report in reports)
    pace = days / (time.monotonic() - began) * 60
    for text in broken:
        sys.stdout.write(
            f"{text}\nto see it again: python -m tests.sim SEED --hall {wished.hall}"
            f" --days {wished.days}\n"
        )
    sys.stdout.write(
        f"runs={wished.seeds} hall_days={days} hall_days_per_minute={pace:.0f}"
        f" tickets={sum(report.tickets for report in reports)}"
        f" kills={sum(report.kills for report in reports)} broken={len(broken)}\n"
    )
    return 1 if broken else 0


def _all(hall: str, load: Load, seeds: range) -> tuple[list[Report], list[str]]:
    if len(seeds) == 1:
        found = [one(hall, load, seeds[0])]
    else:
        found = []
        progress = Progress(console=Console(stderr=True))
        with progress, ProcessPoolExecutor(cpu_count()) as workers:
            task = progress.add_task("runs", total=len(seeds))
            for done in as_completed(workers.submit(partial(one, hall, load), s) for s in seeds):
                found.append(done.result())
                progress.advance(task)
    reports = [result for result in found if isinstance(result, Report)]
    return reports, [result for result in found if isinstance(result, str)]


if __name__ == "__main__":
    sys.exit(main())
