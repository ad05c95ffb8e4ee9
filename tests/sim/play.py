# SPDX-License-Identifier: Apache-2.0
"""One run: a hall, some days, everything that goes wrong, and all the checks."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from bus.channels import Kind, Part
from bus.messages import Message
from config.hours import Hours, Week
from config.schema import Hall
from tests.sim.checks import BrokenError, Checks
from tests.sim.network import Network, Node, Weather
from tests.sim.oracle import SlowChooser
from tests.sim.people import Bridge, Crowd, Device, Kiosk, Raters
from tests.sim.server import Server
from tests.sim.world import World

ALL_DAY = ("00:00-24:00",)
ALWAYS = Hours(
    week=Week(
        mon=ALL_DAY, tue=ALL_DAY, wed=ALL_DAY, thu=ALL_DAY, fri=ALL_DAY, sat=ALL_DAY, sun=ALL_DAY
    ),
    holidays="",
)
MONDAY_EIGHT = 1_772_409_600_000
"""2026-03-02 08:00 in Shanghai."""
MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
CALM = Weather()
_SHM = Path("/dev/shm")  # noqa: S108 - only where it is there
MEMORY = _SHM if _SHM.is_dir() else None


class Load(Struct, frozen=True):
    """How full the run is."""

    days: int = 1
    minutes: float = 10.0
    """How long people come each day: everybody is brisk here, for the days to be short."""
    visitors: int = 120
    pace_ms: float = 8_000.0
    """Median time of one service."""
    troubles: int = 12
    """Mishaps a day."""
    kiosks: int = 3


class Report(Struct):
    """What happened in a run."""

    seed: int
    days: int
    visitors: int
    tickets: int
    commits: int
    facts: int
    kills: int
    refusals: int


class Play:
    """One run, ready to go."""

    def __init__(self, seed: int, hall: Hall, load: Load, folder: Path) -> None:
        self.seed = seed
        self.hall = replace(hall, hours=ALWAYS)
        self.load = load
        self.world = World(seed, MONDAY_EIGHT)
        self.net = Network(self.world)
        self.server = Server(self.world, self.net, self.hall, folder)
        self.crowd = Crowd(self.world, self.hall)
        self.checks = Checks(self.world, self.hall, self.server, self.crowd)
        self.net.tap = self._tap
        self.server.chooser = SlowChooser
        self.bridge = Bridge(self.world, self.net, self.hall, self.crowd)
        self.bridge.pace_ms = load.pace_ms
        self.raters = Raters(self.world, self.net, self.hall)
        self.mirror = Node(self.world, self.net, Part(hall.id, "board", Kind.CALLER), Device)
        self.nodes: list[Node] = [self.server, self.bridge, self.raters, self.mirror]
        for number in range(1, load.kiosks + 1):
            kiosk = Kiosk(self.world, self.net, self.hall, f"kiosk-{number}", self.crowd)
            self.crowd.kiosks.append(kiosk)
            self.nodes.append(kiosk)

    def run(self) -> Report:
        """Play all days. BrokenError, with the story so far, when a rule did not hold."""
        try:
            self._run()
        except (AssertionError, KeyError, ValueError, IndexError) as error:
            story = "\n".join(self.world.trace[-60:])
            raise BrokenError(f"seed {self.seed}: {error}\n{story}") from error
        finally:
            self.server.log.close()
        return Report(
            seed=self.seed,
            days=self.load.days,
            visitors=len(self.crowd.visitors),
            tickets=len(self.crowd.acknowledged),
            commits=self.checks.commits,
            facts=self.checks.facts,
            kills=self.server.kills,
            refusals=self.crowd.refusals,
        )

    def _run(self) -> None:
        for node in self.nodes:
            self.net.add(node)
            node.start()
        self.bridge.staff([clerk.number for clerk in self.hall.clerks])
        for day in range(self.load.days):
            self._day(day * DAY_MS)
        self.checks.closed_days()

    def _day(self, begins_ms: int) -> None:
        """People come, things break, all is mended, everybody is served, night falls."""
        random, world, load = self.world.random, self.world, self.load
        self.bridge.come_to_work()
        ends_ms = begins_ms + round(load.minutes * MINUTE_MS)
        for _ in range(load.visitors):
            at_ms = round(random.triangular(begins_ms, ends_ms, (2 * begins_ms + ends_ms) / 3))
            world.at(at_ms, self._come)
        for _ in range(load.troubles):
            world.at(random.randrange(begins_ms, ends_ms), random.choice(TROUBLES)(self))
        world.run(ends_ms)
        self._mend()
        world.run(ends_ms + 30_000)
        self.checks.mended([node.actor for node in self.nodes if isinstance(node.actor, Device)])
        for _ in range(120):
            if not self._busy():
                break
            world.run(world.now_ms + MINUTE_MS)
        self.checks.served()
        self._night(begins_ms)

    def _night(self, begins_ms: int) -> None:
        """Some go home and some forget to; midnight comes while all machines are awake."""
        if self.world.chance(0.5):
            self.bridge.go_home()
            self.world.run(self.world.now_ms + MINUTE_MS)
        self.world.skip(begins_ms + 16 * HOUR_MS - MINUTE_MS // 2)
        self.world.run(begins_ms + 16 * HOUR_MS + MINUTE_MS // 2)
        self.bridge.go_home()
        self.world.skip(begins_ms + DAY_MS)

    def _busy(self) -> bool:
        state = self.server.actor.state
        return state is None or bool(state.lines.waiting)

    def _come(self) -> None:
        random = self.world.random
        services = random.sample(self.hall.services, 2 if random.random() < 0.08 else 1)
        self.crowd.come(tuple(service.id for service in services))

    def _mend(self) -> None:
        self.world.note("all is mended")
        self.net.weather = CALM
        self.server.killed_in_commit = 0.0
        self.server.disk_full = False
        if not self.net.broker_up:
            self.net.start_broker()
        for node in self.nodes:
            self.net.mend_wire(node)
        for kiosk in self.crowd.kiosks:
            kiosk.paper_out = False

    def _tap(self, sender: Node, message: Message) -> None:
        if sender is self.server:
            self.checks.heard(message)


Trouble = Callable[[Play], Callable[[], None]]


def _storm(play: Play) -> Callable[[], None]:
    def begin() -> None:
        random = play.world.random
        play.net.weather = Weather(
            lost=random.uniform(0, 0.3),
            doubled=random.uniform(0, 0.3),
            delay_ms=(1, random.randrange(10, 800)),
            late=random.uniform(0, 0.2),
        )
        play.world.note(f"STORM {play.net.weather}")
        play.world.after(random.uniform(5_000, 60_000), calm)

    def calm() -> None:
        play.net.weather = CALM

    return begin


def _kill(play: Play) -> Callable[[], None]:
    return play.server.kill


def _killed_in_commits(play: Play) -> Callable[[], None]:
    def begin() -> None:
        play.world.note("the hall is killed in its commits")
        play.server.killed_in_commit = 0.05
        play.world.after(10_000, end)

    def end() -> None:
        play.server.killed_in_commit = 0.0

    return begin


def _broker(play: Play) -> Callable[[], None]:
    def begin() -> None:
        forgetting = play.world.chance(0.5)
        play.world.note(f"BROKER down, {forgetting=}")
        play.net.stop_broker(forgetting=forgetting)
        play.world.after(play.world.random.uniform(200, 20_000), play.net.start_broker)

    return begin


def _wire(play: Play) -> Callable[[], None]:
    def begin() -> None:
        node = play.world.random.choice(play.nodes)
        play.world.note(f"WIRE of {node.part.name} is cut")
        play.net.break_wire(node)
        play.world.after(play.world.random.uniform(500, 30_000), lambda: play.net.mend_wire(node))

    return begin


def _power(play: Play) -> Callable[[], None]:
    def begin() -> None:
        kiosk = play.world.random.choice(play.crowd.kiosks)
        if kiosk.up:
            kiosk.cut_power()

    return begin


def _paper(play: Play) -> Callable[[], None]:
    def begin() -> None:
        kiosk = play.world.random.choice(play.crowd.kiosks)
        play.world.note(f"PAPER OUT {kiosk.part.name}")
        kiosk.paper_out = True

    return begin


def _disk(play: Play) -> Callable[[], None]:
    def begin() -> None:
        play.world.note("DISK FULL")
        play.server.disk_full = True
        play.world.after(play.world.random.uniform(500, 10_000), end)

    def end() -> None:
        play.server.disk_full = False

    return begin


def _clock(play: Play) -> Callable[[], None]:
    def step() -> None:
        shift_ms = play.world.random.choice((-3_600_000, -30_000, -500, 500, 20_000))
        play.world.note(f"CLOCK steps by {shift_ms} ms")
        play.world.utc_shift_ms += shift_ms

    return step


TROUBLES: tuple[Trouble, ...] = (
    _storm,
    _storm,
    _kill,
    _kill,
    _killed_in_commits,
    _broker,
    _wire,
    _wire,
    _power,
    _paper,
    _disk,
    _clock,
)


def play(seed: int, hall: Hall, load: Load) -> Report:
    """Play one run in a folder of its own, in memory where the machine offers it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        return Play(seed, hall, load, Path(folder)).run()


def story_of(seed: int, hall: Hall, load: Load) -> str:
    """Return all facts of a run, a line each: the same for the same seed, always."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        run = Play(seed, hall, load, Path(folder))
        facts: list[str] = []
        run.server.noted.append(lambda committed: facts.extend(map(str, committed)))
        run.run()
        return "\n".join(facts)
