# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.sim SEED` plays a run again; `--seeds N` plays many (`make soak N=...`).

Many runs end with all planted bugs: what the checkers did not see is worth little if they sleep.
"""

import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from os import cpu_count
from typing import Any, TypeVar

from msgspec.structs import replace
from rich.console import Console
from rich.progress import Progress

from tests.sim.checks import BrokenError
from tests.sim.halls import SCENES, Load, scene
from tests.sim.mutants import PLANTED
from tests.sim.play import Report, play

Result = TypeVar("Result")
SOAKED = tuple(name for name in SCENES if name != "city")


def one(name: str, load: Load, seed: int) -> Report | str:
    """Play one run; return its report, or what broke."""
    try:
        return play(seed, name, load)
    except BrokenError as broken:
        return str(broken)


def noticed(name: str) -> bool:
    """Plant one bug; return whether a checker noticed."""
    return bool(PLANTED[name].noticed())


def _wished(argv: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser("python -m tests.sim", description=__doc__)
    parser.add_argument("seed", type=int, nargs="?", default=1, help="the run, or the first one")
    parser.add_argument("--seeds", type=int, default=1, help="how many runs, from SEED on")
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
    runs = []
    for seed in range(wished.seed, wished.seed + wished.seeds):
        turns = SOAKED[seed % len(SOAKED)] if wished.seeds > 1 else SCENES[0]
        name = wished.hall or turns
        given = {key: getattr(wished, key) for key in Load.__struct_fields__}
        load = replace(scene(name).load, **{k: v for k, v in given.items() if v is not None})
        runs.append((name, load, seed))
    many = len(runs) > 1
    found = _all(wished.workers, "runs", one, runs) if many else [one(*runs[0])]
    seconds = time.monotonic() - began
    reports = [result for result in found if isinstance(result, Report)]
    broken = [result for result in found if isinstance(result, str)]
    seen = _all(wished.workers, "bugs", noticed, [(name,) for name in PLANTED]) if many else []
    if broken:
        commands = [text.splitlines()[-1] for text in broken]
        sys.stdout.write("\n".join((broken[0], *commands[1:5])) + "\n")
    sys.stdout.write(" ".join((*_figures(reports, seconds), f"broken={len(broken)}")))
    sys.stdout.write(f" planted_bugs_found={sum(seen)} planted={len(seen)}\n" if many else "\n")
    return 1 if broken or not all(seen) else 0


def _figures(reports: Sequence[Report], seconds: float) -> Iterator[str]:
    days = sum(report.days for report in reports)
    yield f"runs={len(reports)} hall_days={days} hall_days_per_minute={days / seconds * 60:.0f}"
    for name in ("tickets", "facts", "refusals", "kills"):
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
