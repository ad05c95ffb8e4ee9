# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.sim SEED` plays a run again; `--seeds N` plays many (`make soak N=...`)."""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from os import cpu_count

from msgspec.structs import replace
from rich.console import Console
from rich.progress import Progress

from tests.sim.checks import BrokenError
from tests.sim.halls import SCENES, Load, scene
from tests.sim.play import Report, play

SOAKED = tuple(name for name in SCENES if name != "city")


def one(name: str, load: Load, seed: int) -> Report | str:
    """Play one run; return its report, or what broke."""
    try:
        return play(seed, name, load)
    except BrokenError as broken:
        return str(broken)


def _wished(argv: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser("python -m tests.sim", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", default=1, help="the run, or the first one")
    parser.add_argument("--seeds", type=int, default=1, help="how many runs, from SEED on")
    parser.add_argument(
        "--hall", choices=SCENES, help="which hall; if it is not named: township, or all by turns"
    )
    for name in Load.__struct_fields__:
        kind = {"minutes": float, "pace_ms": float, "trouble": str}.get(name, int)
        parser.add_argument(f"--{name}", type=kind, help="other than this hall's own")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Play; return 0 when every rule held, 1 when one did not."""
    wished = _wished(argv)
    began = time.monotonic()
    runs = []
    for seed in range(wished.seed, wished.seed + wished.seeds):
        turns = SOAKED[seed % len(SOAKED)] if wished.seeds > 1 else SCENES[0]
        name = wished.hall or turns
        given = {key: getattr(wished, key) for key in Load.__struct_fields__}
        load = replace(scene(name).load, **{k: v for k, v in given.items() if v is not None})
        runs.append((name, load, seed))
    found = [one(*runs[0])] if len(runs) == 1 else _all(runs)
    reports = [result for result in found if isinstance(result, Report)]
    broken = [result for result in found if isinstance(result, str)]
    days = sum(report.days for report in reports)
    pace = days / (time.monotonic() - began) * 60
    sys.stdout.write(
        f"runs={len(runs)} hall_days={days} hall_days_per_minute={pace:.0f}"
        f" tickets={sum(report.tickets for report in reports)}"
        f" facts={sum(report.facts for report in reports)}"
        f" refusals={sum(report.refusals for report in reports)}"
        f" kills={sum(report.kills for report in reports)} broken={len(broken)}\n"
    )
    if broken:
        commands = [text.splitlines()[-1] for text in broken]
        sys.stdout.write("\n".join((broken[0], *commands[1:5])) + "\n")
    return 1 if broken else 0


def _all(runs: Sequence[tuple[str, Load, int]]) -> list[Report | str]:
    found = []
    progress = Progress(console=Console(stderr=True))
    with progress, ProcessPoolExecutor(cpu_count()) as workers:
        task = progress.add_task("runs", total=len(runs))
        for done in as_completed(workers.submit(one, *run) for run in runs):
            found.append(done.result())
            progress.advance(task)
    return found


if __name__ == "__main__":
    sys.exit(main())
