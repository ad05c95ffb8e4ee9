# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.sim SEED` plays a run again; `--seeds N` plays many (`make soak N=...`).

Many runs end with all planted bugs: what the checkers did not see is worth little if they sleep.
`--deaths N` plays days of dying halls until so many died, and counts what people's hands lost.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import count
from os import cpu_count
from typing import Any, TypeVar

from msgspec.structs import replace
from rich.console import Console
from rich.progress import Progress

from tests.sim.checks import BrokenError
from tests.sim.halls import SCENES, Load, scene
from tests.sim.mutants import PLANTED
from tests.sim.play import Play, Report, play

Result = TypeVar("Result")
SOAKED = tuple(name for name in SCENES if name != "city")
KILLS_A_DAY = 20
"""Where deaths are counted: a day of a few minutes has room for no more."""


def one(name: str, load: Load, seed: int) -> Report | str:
    """Play one run; return its report, or what broke."""
    try:
        return play(seed, name, load)
    except BrokenError as broken:
        return str(broken)


def watched(name: str, load: Load, seed: int) -> Report | str:
    """Play one run as `one` does, with a bar: each number is given, and each is called."""
    with Progress(console=Console(stderr=True)) as progress:
        people = 2 * load.visitors * load.days
        bar = progress.add_task("numbers", total=people)

        def told(run: Play) -> None:
            progress.update(bar, completed=sum(run.progress))

        try:
            report = play(seed, name, load, told)
        except BrokenError as broken:
            return str(broken)
        progress.update(bar, completed=people)  # some went without a number
        return report


def noticed(name: str) -> bool:
    """Plant one bug; return whether a checker noticed."""
    return bool(PLANTED[name].noticed())


def _wished(argv: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser("python -m tests.sim", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", default=1, help="the run, or the first one")
    parser.add_argument("--seeds", type=int, default=1, help="how many runs, from SEED on")
    parser.add_argument("--deaths", type=int, default=0, help="play until the hall died so often")
    parser.add_argument(
        "--hall", choices=SCENES, help="which hall; if it is not named: township, or all by turns"
    )
    parser.add_argument("--workers", type=int, default=cpu_count(), help="processes at once")
    for name in Load.__struct_fields__:
        kind = {"minutes": float, "pace_ms": float, "trouble": str}.get(name, int)
        parser.add_argument(f"--{name}", type=kind, help="other than this hall's own")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Play; return 0 when every rule held, 1 when one did not."""
    wished = _wished(argv)
    began = time.monotonic()
    many = wished.seeds > 1
    if wished.deaths:
        found = _until_died(wished)
    elif many:
        runs = [_run(wished, seed) for seed in range(wished.seed, wished.seed + wished.seeds)]
        found = _all(wished.workers, "runs", one, runs)
    else:
        found = [watched(*_run(wished, wished.seed))]
    seconds = time.monotonic() - began
    reports = [result for result in found if isinstance(result, Report)]
    broken = [result for result in found if isinstance(result, str)]
    seen = _all(wished.workers, "bugs", noticed, [(name,) for name in PLANTED]) if many else []
    if broken:
        commands = [text.splitlines()[-1] for text in broken]
        sys.stdout.write("\n".join((broken[0], *commands[1:5])) + "\n")
    sys.stdout.write(" ".join((*_figures(reports, seconds), f"broken={len(broken)}")))
    sys.stdout.write(f" planted_bugs_found={sum(seen)} planted={len(seen)}\n" if many else "\n")
    missed = any(report.lost or report.doubled for report in reports)
    return 1 if broken or missed or not all(seen) else 0


def _run(wished: Namespace, seed: int, **usual: int) -> tuple[str, Load, int]:
    """Return the run of a seed: its hall, unless one is named, and what is asked for."""
    by_turns = wished.seeds > 1 or wished.deaths
    name = wished.hall or (SOAKED[seed % len(SOAKED)] if by_turns else SCENES[0])
    given = {key: getattr(wished, key) for key in Load.__struct_fields__}
    asked = {key: value for key, value in given.items() if value is not None}
    return name, replace(scene(name).load, **{**usual, **asked}), seed


def _until_died(wished: Namespace) -> list[Report | str]:
    """Play one run after the other until so many halls died, or one rule was broken."""
    found: list[Report | str] = []
    died = 0
    seeds = count(wished.seed)
    progress = Progress(console=Console(stderr=True))
    with progress, ProcessPoolExecutor(wished.workers) as pool:
        bar = progress.add_task("deaths", total=wished.deaths)
        while died < wished.deaths and not any(isinstance(result, str) for result in found):
            runs = [_run(wished, next(seeds), kills=KILLS_A_DAY) for _ in range(wished.workers)]
            found += pool.map(one, *zip(*runs, strict=True))
            died = sum(report.kills for report in found if isinstance(report, Report))
            progress.update(bar, completed=died)
    return found


def _figures(reports: Sequence[Report], seconds: float) -> Iterator[str]:
    days = sum(report.days for report in reports)
    yield f"runs={len(reports)} hall_days={days} hall_days_per_minute={days / seconds * 60:.1f}"
    for name in ("tickets", "facts", "refusals", "kills", "copied", "lost", "doubled"):
        yield f"{name}={sum(getattr(report, name) for report in reports)}"


def _all(
    workers: int, what: str, play: Callable[..., Result], tasks: Sequence[tuple[Any, ...]]
) -> list[Result]:
    """Do all tasks in so many processes, with a progress bar."""
    found = []
    progress = Progress(console=Console(stderr=True))
    with progress, ProcessPoolExecutor(workers) as pool:
        bar = progress.add_task(what, total=len(tasks))
        for done in as_completed(pool.submit(play, *task) for task in tasks):
            found.append(done.result())
            progress.advance(bar)
    return found


if __name__ == "__main__":
    sys.exit(main())
