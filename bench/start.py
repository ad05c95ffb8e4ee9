# SPDX-License-Identifier: Apache-2.0
"""What a hall that is started again takes of the processor until its displays are right.

It has one core to itself and nothing to wait for, so this is the time that it takes on a machine
with nothing else to do. Beside it: Python and the bus alone, which every part begins with.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from msgspec import Struct

from bench.city import ZONE, CityDay, city
from bench.figures import Figure
from bus.messages import Accepted
from config.load import hall_named, load_hall
from config.schema import Hall
from hall.copying import EVERY_FACTS
from hall.core.effects import Commit, Kept
from hall.core.facts import Recorded
from hall.store.copies import Copies, settings_of
from hall.store.log import Log
from hallflow.demo.hall import write_hall

DAY = date(2026, 3, 2)
EVENING = time(20)
ROUNDS = 5
ALONE = "import time, msgspec, paho.mqtt.client; print(time.process_time())"
AGAINST = "python and paho alone"


class Size(Struct, frozen=True):
    """A hall, how many tickets it gave today, and whether a copy of its state is there."""

    hall: str
    tickets: int
    copied: bool = False

    @property
    def name(self) -> str:
        """Return what is told of it."""
        copied = ", with a copy" if self.copied else ""
        return f"start, {self.hall}, {self.tickets:,} tickets{copied}"


SIZES = (
    Size("township", 0),
    Size("township", 1_000),
    Size("city", 20_000),
    Size("city", 20_000, copied=True),
)
SIZES_QUICK = (Size("township", 0), Size("township", 50), Size("township", 50, copied=True))


def start(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield what all of it takes by the size of the day, and each of its stages."""
    rounds = 1 if quick else ROUNDS
    alone_s = statistics.median(float(_run("-c", ALONE)) for _ in range(rounds))
    for size in SIZES_QUICK if quick else SIZES:
        name = size.name
        tell(name)
        with tempfile.TemporaryDirectory(prefix="hallflow-bench-") as folder:
            config, data = _prepare(size, Path(folder))
            runs = [begun(str(config), data)["took_s"] for _ in range(rounds)]
        whole_s = statistics.median(sum(run.values()) for run in runs)
        yield Figure(name, whole_s, "s", whole_s / alone_s, AGAINST)
        for stage in runs[0]:
            took_s = statistics.median(run[stage] for run in runs)
            yield Figure(f"{name}: {stage}", took_s, "s", took_s / whole_s, "of it")


def begun(config: str, data: Path) -> dict[str, Any]:
    """Begin in a process of its own; see bench/begin.py."""
    found: dict[str, Any] = json.loads(_run("-m", "bench.begin", config, str(data)))
    return found


def _run(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


def _prepare(size: Size, folder: Path) -> tuple[Path, Path]:
    """Write a hall and its day so far; return its file and its data folder."""
    hall = city() if size.hall == "city" else hall_named(size.hall)
    source, data = folder / "no-guides", folder / "data"
    source.mkdir()
    data.mkdir()
    facts = _facts(hall, size.tickets)
    answers = [Kept("pads-1", Accepted(command=f"press-{each.seq}")) for each in facts]
    config = write_hall(hall, str(source), folder / "hall")
    # A copy is never newer than that, and as old as that only just before the next.
    copied = len(facts) - min(EVERY_FACTS, len(facts) // 2) if size.copied else 0
    log = Log.open(data, hall.id, 1)
    log.commit(Commit(1, tuple(facts[:copied])))
    if copied:
        read = load_hall(str(config))
        Copies(data, settings_of(read)).make(tuple(read.window_by_id))
    log.commit(Commit(2, tuple(facts[copied:])))
    # Most facts are an answer to somebody, whom it reached long ago.
    log.commit(Commit(3, (), tuple(answers), tuple((each.to, each.command) for each in answers)))
    log.close()
    return config, data


def _facts(hall: Hall, tickets: int) -> list[Recorded]:
    """Return a day until its evening; nothing without tickets."""
    made = CityDay(hall, DAY, tickets, seed=1).recorded(1) if tickets else ()
    evening_ms = datetime.combine(DAY, EVENING, ZONE).timestamp() * 1000
    return [recorded for recorded in made if recorded.at < evening_ms]
