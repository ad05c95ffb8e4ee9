# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.sim.deaths --deaths N`: what a citizen gets while the hall's server dies.

A real kiosk in a real window is tapped by a real pointer; `hallflow up` runs as users run it and
is killed with SIGKILL at moments chosen by the seed, between touch and paper too, and started
again after a while. Every number that the kiosk showed must be on exactly one paper and stand in
the hall's log exactly once, and no other: nobody's is lost, nobody is in the queue twice.
"""

import re
import select
import sqlite3
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from bench.figures import percentile
from bench.place import READY, Place, open_hall, place
from config.devices import Kiosk, Printer
from config.schema import Hall
from hall.core.facts import Cancelled, Issued, PaperKnown
from hall.store.log import Archive
from kiosk.core.series import own_letters
from kiosk.store import FILE
from tests.drivers.escpos_reader import Row, read
from tests.processes import WAIT_S, wait_until
from tests.screens.screen import Screen, VirtualScreen
from tests.sim.rounds import survived

KIOSK = Kiosk(id="kiosk-1", printer="desk")
SIZE = (1080, 1920)
LIVES_S = (0.1, 4.0)
"""How long the hall still lives after a citizen began to tap: a visit takes about as long."""
BETWEEN = 0.5
"""Share of the deaths that come between somebody's touch and their paper."""
BETWEEN_S = (0.0, 0.1)
DEAD_S = (0.1, 5.0)
"""How long until it is started again: at 1.8 s of silence the kiosk begins numbers of its own."""
_NUMBER = re.compile(r"[A-Z]{1,3}[0-9]+")


class Died(Struct, frozen=True):
    """What stood after one death."""

    numbers: int
    """Given so far, all of them on one paper and in the log once."""
    own: int
    """Of them, by the kiosk alone."""
    waits_s: tuple[float, ...]
    """From the touch to the number on the screen, of this death's citizens."""


class Citizens:
    """One after the other they take a number, on a thread of their own, until they are stopped."""

    def __init__(self, screen: Screen, hall: Hall) -> None:
        self.numbers: list[str] = []
        self.waits_s: list[float] = []
        self.failure: Exception | None = None
        self._screen = screen
        department = hall.departments[0].id
        # Not below the department's tile: a second strike at the same place is filtered.
        service = hall.services_by_department[department][1]
        self._way = (f"department-{department}", f"service-{service}")
        self.touched = threading.Event()
        """Somebody has just asked for a number."""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._come, name="citizens", daemon=True)

    def start(self) -> None:
        """Let them come."""
        self._thread.start()

    def stop(self) -> None:
        """Let the one who is there finish; raise what went wrong."""
        self._stopping.set()
        self._thread.join()
        if self.failure is not None:
            raise self.failure

    def _come(self) -> None:
        try:
            while not self._stopping.is_set():
                self._take()
        except Exception as failure:  # noqa: BLE001  # told by stop(), on the thread that asks
            self.failure = failure

    def _take(self) -> None:
        for name in self._way:
            self._screen.tap(name)
        self._screen.tap("take")
        began = time.monotonic()
        self.touched.set()
        self._screen.wait_until(lambda: bool(self._shown()), "no number came")
        self.waits_s.append(time.monotonic() - began)
        self.numbers.append(self._shown())
        self._screen.tap("done")

    def _shown(self) -> str:
        found = self._screen.find("number")
        return str(found["text"]) if found is not None else ""


class Site:
    """A hall, and a kiosk in a window."""

    def __init__(self, seed: int, ends: ExitStack) -> None:
        """Start both; `ends` stops them."""
        self._random = Random(seed)
        hall = replace(open_hall("township"), kiosks=(KIOSK,), languages=("zh", "en"))
        printer = Printer(id=KIOSK.printer, transport="file", path="paper", encoding="gb18030")
        self.hall = replace(hall, printers=(printer,))
        self._here: Place = ends.enter_context(place(self.hall, "township", "mosquitto"))
        self._folder = self._here.data.parent
        self._paper = self._folder / "paper"
        display = ends.enter_context(VirtualScreen(*SIZE))
        self._screen = ends.enter_context(self._kiosk(display))
        self.numbers: list[str] = []

    def _kiosk(self, display: VirtualScreen) -> Screen:
        arguments = ["--config", str(self._here.config), "--id", KIOSK.id, "--mqtt", self._here.url]
        arguments += ["--printer", f"file:{self._paper}", "--data", str(self._folder / "kiosk")]
        arguments += ["--geometry", f"{SIZE[0]}x{SIZE[1]}", "--borderless", "--voice", "null"]
        login = f"{self.hall.id}.{KIOSK.id}"
        env = {"HALLFLOW_PASSWORD": self._here.passwords[login]}
        return Screen(display, "kiosk.__main__:main", *arguments, env=env)

    def die(self) -> Died:
        """Kill the hall while citizens take numbers, start it again, and check what they got."""
        citizens = Citizens(self._screen, self.hall)
        citizens.start()
        if self._random.random() < BETWEEN:
            citizens.touched.wait(WAIT_S)
            _idle(self._random.uniform(*BETWEEN_S))
        else:
            _idle(self._random.uniform(*LIVES_S))
        self._here.children["up"].kill()
        _idle(self._random.uniform(*DEAD_S))
        options = ("--data", str(self._here.data), "--broker", self._here.url, "--web-port", "0")
        up = self._here.command("up", *options)
        up.wait_line(lambda line: line.startswith(READY), WAIT_S)
        citizens.stop()
        self.numbers += citizens.numbers
        wait_until(self._nothing_open, "the hall has every number of the kiosk")
        wait_until(self._papers_known, "the hall knows of every paper")
        self._check()
        letters = own_letters(self.hall, KIOSK.id)
        own = sum(number.startswith(letters) for number in self.numbers)
        return Died(len(self.numbers), own, tuple(citizens.waits_s))

    def _nothing_open(self) -> bool:
        """Whether the kiosk has nothing left to hand over and nothing under way."""
        with closing(sqlite3.connect(self._folder / "kiosk" / FILE)) as store:
            sql = "SELECT (SELECT count(*) FROM given WHERE NOT settled) + count(*) FROM under_way"
            return bool(store.execute(sql).fetchone() == (0,))

    def _papers_known(self) -> bool:
        standing, printed = self._log()
        return standing.keys() <= printed

    def _check(self) -> None:
        shown, papers = Counter(self.numbers), Counter(_numbers_on(self._paper))
        standing = Counter(self._log()[0].values())
        twice = [number for number, times in shown.items() if times > 1]
        assert not twice, f"shown to two people: {twice}"
        assert papers == shown, f"on paper {papers - shown}, shown and not printed {shown - papers}"
        assert standing == shown, f"lost {shown - standing}, doubled {standing - shown}"

    def _log(self) -> tuple[dict[str, str], set[str]]:
        """Return the numbers of the tickets that stand, and the tickets known to be on paper."""
        archive = Archive(self._here.data)
        try:
            days = archive.days()
            facts = [each.fact for day in days for each in archive.facts_of(day)]
        finally:
            archive.close()
        back = {fact.ticket for fact in facts if isinstance(fact, Cancelled)}
        issued = [fact for fact in facts if isinstance(fact, Issued)]
        printed = {fact.ticket for fact in facts if isinstance(fact, PaperKnown) and fact.printed}
        return {fact.ticket: fact.number for fact in issued if fact.ticket not in back}, printed


def _numbers_on(paper: Path) -> Iterator[str]:
    """Yield the number of each ticket on the paper: the largest text it has."""

    def is_number(row: Row) -> bool:
        return row.width > 1 and _NUMBER.fullmatch(row.text) is not None

    yield from (row.text for row in read(paper.read_bytes()).rows if is_number(row))


def _idle(lasts_s: float) -> None:
    select.select((), (), (), lasts_s)


def play(seed: int, deaths: int) -> Iterator[Died]:
    """Let a hall die so many times. AssertionError when anything was not right after one."""
    with ExitStack() as ends:
        site = Site(seed, ends)
        for _ in range(deaths):
            yield site.die()


def main(argv: Sequence[str] | None = None) -> int:
    """Let it die as often as asked; return 0 when every citizen had one number each time."""
    held, code = survived(("deaths", __doc__), 20, play, argv)
    if held:
        waits_s = [wait_s for each in held for wait_s in each.waits_s]
        half, most = percentile(waits_s, 0.5), max(waits_s)
        given = "numbers given, each on one paper and in the log once"
        sys.stdout.write(f"{given} {held[-1].numbers}, of the kiosk's own {held[-1].own}\n")
        sys.stdout.write(f"touch to number: median {half:.2f} s, worst {most:.2f} s\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
