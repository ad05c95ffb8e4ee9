# SPDX-License-Identifier: Apache-2.0
"""One run: a hall, some days, everything that goes wrong, and all the checks."""

import gc
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from bus.channels import Kind, Part
from bus.messages import Message, Rated, WindowAction
from tests.sim.checks import BrokenError, Checks
from tests.sim.clerks import Bridge
from tests.sim.halls import Load, Scene, scene
from tests.sim.network import Network, Node
from tests.sim.pages import Pages
from tests.sim.people import Crowd, Device, DeviceNode, Kiosk
from tests.sim.screens import Pad, Raters, Strip, VoiceBoard
from tests.sim.serial import SerialPad
from tests.sim.server import Server
from tests.sim.tally import tally
from tests.sim.troubles import TROUBLES, Stage, mend
from tests.sim.world import World

SECOND_MS = 1_000
MINUTE_MS = 60_000
STORY_LINES = 50
"""Facts and mishaps shown with a failure."""
STORY_WIDTH = 200
ANNOUNCEMENTS = 3
"""A day; sometimes one more when all is mended."""
LONG_MINUTES = 30
OVERSTEP_MS = 40 * MINUTE_MS
_SHM = Path("/dev/shm")  # noqa: S108 - only where it is there
MEMORY = _SHM if _SHM.is_dir() else None
OURS = (AssertionError, KeyError, ValueError, IndexError, AttributeError, TypeError)


class Report(Struct):
    """What happened in a run."""

    seed: int
    days: int
    visitors: int
    tickets: int
    commits: int
    facts: int
    kills: int
    copied: int
    """Starts that began with a copy of the state."""
    refusals: int
    spoken: int
    lost: int
    doubled: int


class Play:
    """One run, ready to go."""

    def __init__(self, seed: int, name: str, load: Load, folder: Path) -> None:
        self.seed = seed
        self.name = name
        self.told: Callable[[Play], None] = lambda _: None
        """Told each second of the run how far it has come."""
        self.load = load
        set_up: Scene = scene(name)
        hall = self.hall = set_up.hall
        self.world = World(seed, set_up.begins_at)
        self.net = Network(self.world)
        self.server = Server(self.world, self.net, hall, folder)
        self.server.disk_ms = load.disk_ms
        self.crowd = Crowd(self.world, hall)
        self.checks = Checks(self.world, hall, self.server, self.crowd)
        self.net.tap = self._tap
        self.bridge = Bridge(self.world, self.net, self.server, self.crowd)
        self.bridge.pace_ms = load.pace_ms
        self.checks.pressed_ms = self.bridge.pressed_ms
        self.pages = Pages(self.world, self.server, self.crowd)
        self.mirror = DeviceNode(self.world, self.net, Part(hall.id, "mirror", Kind.CALLER), Device)
        self.nodes: list[Node] = [
            self.server,
            self.bridge,
            Raters(self.world, self.net, hall),
            self.mirror,
        ]
        self._equip(load)
        self.stage = Stage(self.world, self.net, self.server, self.crowd, self.nodes, self.serial)

    def _equip(self, load: Load) -> None:
        world, net, hall = self.world, self.net, self.hall
        for number in range(1, load.kiosks + 1):
            self.crowd.kiosks.append(Kiosk(world, net, hall, f"kiosk-{number}", self.crowd))
        strips = [display for display in hall.displays if display.kind == "strip"]
        boards = [display for display in hall.displays if display.speaks]
        self.strips = [Strip(world, net, hall, strip) for strip in strips[: load.equipped]]
        self.voices = [
            VoiceBoard(world, net, hall, board) for board in boards[: min(1, load.equipped)]
        ]
        pads = [Pad(world, net, hall, pad) for pad in hall.evaluators[: load.equipped]]
        windows = [window.id for window in hall.windows[: min(1, load.equipped)]]
        self.bridge.pads = {name: SerialPad(world, net, hall, name) for name in windows}
        self.serial = list(self.bridge.pads.values())
        self.nodes += [*self.serial, *self.crowd.kiosks, *self.strips, *self.voices, *pads]

    def run(self) -> Report:
        """Play all days. BrokenError, short and with its story, when a rule did not hold."""
        try:
            self._run()
        except OURS as error:
            raise BrokenError(self._tell(error)) from error
        finally:
            self.server.log.close()
        counted = tally(self.server.folder, self.crowd, self.checks.given)
        return Report(
            seed=self.seed,
            days=self.load.days,
            visitors=len(self.crowd.visitors),
            tickets=len(self.crowd.acknowledged),
            commits=self.checks.commits,
            facts=self.checks.facts,
            kills=self.server.kills,
            copied=self.server.copied,
            refusals=self.crowd.refusals,
            spoken=sum(voice.spoken for voice in self.voices),
            lost=counted.lost,
            doubled=counted.doubled,
        )

    def _tell(self, error: Exception) -> str:
        lines = self.world.trace[-STORY_LINES:]
        lines.append(f"BROKEN {type(error).__name__}: {error}")
        usual, given = asdict(scene(self.name).load), asdict(self.load)
        changed = [f"--{key} {value}" for key, value in given.items() if usual[key] != value]
        again = " ".join((f"python -m tests.sim {self.seed} --hall {self.name}", *changed))
        return "\n".join((*(line[:STORY_WIDTH] for line in lines), f"to see it again: {again}"))

    def _run(self) -> None:
        for node in self.nodes:
            self.net.add(node)
        for node in self.nodes:
            self.net.join(node)
            node.start()
        self.bridge.staff([clerk.number for clerk in self.hall.clerks])
        for _ in range(self.load.days):
            self._day()
        self.checks.closed_days()

    def _day(self) -> None:
        """People come, things break, all is mended, everybody is served, night falls."""
        random, world, load = self.world.random, self.world, self.load
        self.bridge.come_to_work()
        begins_ms = world.now_ms
        ends_ms = begins_ms + round(load.minutes * MINUTE_MS)
        for _ in range(load.visitors):
            at_ms = round(random.triangular(begins_ms, ends_ms, (2 * begins_ms + ends_ms) / 3))
            world.at(at_ms, self._come)
        for _ in range(load.visitors // 6):
            world.at(random.randrange(begins_ms, ends_ms), self.pages.book)
        for _ in range(load.visitors // 8):
            world.at(random.randrange(begins_ms, ends_ms), self.pages.look_up)
        for _ in range(ANNOUNCEMENTS):
            world.at(random.randrange(begins_ms, ends_ms), self.pages.announce)
        for _ in range(load.troubles):
            world.at(random.randrange(begins_ms, ends_ms), self._trouble)
        for _ in range(load.kills):
            world.at(random.randrange(begins_ms, ends_ms), self.server.kill)
        self._until(ends_ms)
        mend(self.stage)
        self.mirror.die()  # a screen put up just now is as right as all others
        self.mirror.be_born()
        world.run(ends_ms + 15 * SECOND_MS)
        if world.chance(0.5):
            self.pages.announce(LONG_MINUTES)
        world.run(ends_ms + 30 * SECOND_MS)
        self._rest()
        self.checks.mended(
            [node.actor for node in self.nodes if isinstance(node.actor, Device)],
            [*self.strips, *self.serial, *self.voices],
        )
        for _ in range(1_500):
            if not self._busy():
                break
            self._until(world.now_ms + 5 * SECOND_MS)
        self._rest()
        self.checks.served()
        self.checks.read_aloud(self.voices)
        self._night()

    def _until(self, ends_ms: int) -> None:
        """Let time pass, and say each second of it how far the day has come."""
        world = self.world
        while world.now_ms < ends_ms:
            world.run(min(ends_ms, world.now_ms + SECOND_MS))
            self.told(self)

    @property
    def progress(self) -> tuple[int, int]:
        """How many numbers were given, and how many of them are called."""
        given, state = len(self.crowd.acknowledged), self.server.actor.state
        return given, given - (state.lines.waiting if state is not None else given)

    def _trouble(self) -> None:
        named = [trouble for trouble in TROUBLES if trouble.__name__ == self.load.trouble]
        self.world.random.choice(named or TROUBLES)(self.stage)

    def _rest(self) -> None:
        """Wait for a moment at which the state is just what is on disk and on all screens."""
        world = self.world
        for _ in range(600):
            quiet_ms = world.now_ms - self.net.said_ms
            held_back = self.server.actor._publisher._late
            if self.server.at_rest and quiet_ms > 20 and not held_back:
                return
            world.run(world.now_ms + 7)
        raise AssertionError("the hall never rests")

    def _night(self) -> None:
        """Some go home and some forget to; midnight comes while all machines are awake.

        A few people come just before it: they wait, are called or are at a window then.
        """
        world = self.world
        if world.chance(0.5):
            self.bridge.go_home()
            world.run(world.now_ms + MINUTE_MS // 2)
        self._sleep_until(24, MINUTE_MS // 6)
        for _ in range(world.random.randrange(5)):
            world.after(world.random.randrange(MINUTE_MS // 6), self._come)
        if world.chance(0.3):
            world.note("CLOCK steps over midnight and back")
            world.utc_shift_ms += OVERSTEP_MS
            world.run(world.now_ms + world.random.randrange(9 * SECOND_MS))
            world.utc_shift_ms -= OVERSTEP_MS
            world.was_back = True
        if world.chance(0.3):
            world.after(world.random.randrange(MINUTE_MS // 3), self.server.kill)
        world.run(world.now_ms + MINUTE_MS // 2)
        self.bridge.go_home()
        self._sleep_until(8, 0)

    def _sleep_until(self, hour: int, before_ms: int) -> None:
        """Let all sleep until some ms before the clock on the wall shows a full hour."""
        zone = self.checks.ledger.zone
        now = self.checks.ledger.local(self.world.utc_ms)
        wanted = datetime.combine(now.date(), time(hour % 24), zone)
        if hour == 24 or wanted <= now:
            wanted = datetime.combine(now.date() + timedelta(days=1), time(hour % 24), zone)
        left_ms = round(wanted.timestamp() * 1000) - self.world.utc_ms - before_ms
        self.world.skip(self.world.now_ms + left_ms)

    def _busy(self) -> bool:
        state = self.server.actor.state
        return state is None or bool(state.lines.waiting)

    def _come(self) -> None:
        random = self.world.random
        services = random.sample(self.hall.services, 2 if random.random() < 0.08 else 1)
        self.crowd.come(tuple(service.id for service in services))

    def _tap(self, sender: Node, message: Message) -> None:
        if sender is self.server:
            self.checks.heard(message)
        elif isinstance(sender, SerialPad) and isinstance(message, WindowAction):
            sender.asked[message.id] = message.action
            times = Counter(sender.asked.values())[message.action]
            assert times <= sender.pressed[message.action], f"nobody pressed {message}"
        elif isinstance(sender, Pad) and isinstance(message, Rated):
            assert message.id in sender.touched, f"nobody gave the rating {message}"


@contextmanager
def _stage() -> Iterator[Path]:
    """Yield a folder, in memory where the machine offers it.

    Rubbish is collected afterwards: to look for it again and again in all that a big hall keeps
    took a sixth of its time, and there is next to none.
    """
    gc.disable()
    try:
        with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
            yield Path(folder)
    finally:
        gc.enable()


def play(
    seed: int, name: str, load: Load | None = None, told: Callable[[Play], None] | None = None
) -> Report:
    """Play one run of a scene in a folder of its own; `told` hears how far it has come."""
    with _stage() as folder:
        run = Play(seed, name, load or scene(name).load, folder)
        run.told = told or run.told
        return run.run()


def story_of(seed: int, name: str, load: Load | None = None) -> str:
    """Return all facts of a run, a line each: the same for the same seed, always."""
    with _stage() as folder:
        run = Play(seed, name, load or scene(name).load, folder)
        facts: list[str] = []
        run.server.noted.append(lambda commit: facts.extend(map(str, commit.facts)))
        run.run()
        return "\n".join(facts)
