# SPDX-License-Identifier: Apache-2.0
"""The hall server in the simulator: real rules, real SQLite; it may be killed between any two steps."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bus.actor import Now
from bus.channels import Kind, Part
from bus.messages import Command
from config.schema import Hall
from hall.core.actor import HallActor
from hall.core.effects import (
    Asked,
    Changed,
    Commit,
    CommitFailed,
    Committed,
    Flush,
    Flushed,
    Loaded,
    Look,
    Reload,
    Reply,
    Shown,
)
from hall.core.forecast import Forecast
from hall.store.copies import Copies, settings_of
from hall.store.log import Log
from tests.sim.network import Network, Node
from tests.sim.world import World

RESTART_MS = (300, 4_000)
COPY_FIRST, COPY_TIMES = 40, 2
"""The state is copied after so many commits, and always again after as many times as many."""
Noted = Callable[[Commit], None]
Replied = Callable[[Reply], None]


class Server(Node):
    """The hall's node: its log outlives it."""

    actor: HallActor

    def __init__(self, world: World, net: Network, hall: Hall, folder: Path) -> None:
        self.hall = hall
        self.folder = folder
        self.log = self._open(world)
        self.noted: list[Noted] = []
        """Told of every commit that is on disk, in order."""
        self.replied: list[Replied] = []
        """Told of every answer to a page."""
        self.shown: list[Callable[[object], None]] = []
        """Told of every view that a page asked for."""
        self.reborn: list[Callable[[], None]] = []
        self.disk_full = False
        self.disk_ms = 0
        """The same on a good day."""
        self.slow_disk_ms = 0
        """A commit takes up to so long; 0: it is done at once."""
        self.killed_in_commit = 0.0
        """Chance to be killed just before or just after a commit."""
        self.copies = Copies(folder, settings_of(hall))
        self.begun: list[Callable[[Loaded], None]] = []
        """Told of what a start with a copy of the state reads."""
        self.copied = 0
        """How many starts there were with one."""
        self._commits = 0
        self._copy_due = COPY_FIRST
        self.kills = 0
        self.decided_at = 0
        """The hall's time at which the commit under way was decided."""
        self.decided_ms = 0
        """The same in ms of the run."""
        super().__init__(world, net, Part(hall.id, "hall", Kind.HALL), self._make)

    def _open(self, world: World) -> Log:
        log = Log.open(self.folder, self.hall.id, world.utc_ms)
        log._connection.execute("PRAGMA synchronous = OFF")  # power cuts are tested elsewhere
        return log

    def _make(self) -> HallActor:
        boot = f"boot-{self.world.random.getrandbits(32):08x}"
        return HallActor(self.hall, boot, Forecast(self.hall))

    def now(self) -> Now:
        """What time it is: the hall's machine has a clock, though it may be stepped."""
        return Now(tick_ms=self.world.now_ms, utc_ms=self.world.utc_ms)

    def ask(self, page: str, command: Command) -> None:
        """Let a page inside the process ask for something; nobody hears it while the hall is down."""
        self.hear(Asked(page, command))

    def look(self, page: str, window: str = "", *, register: bool = False) -> None:
        """Let a page look."""
        self.hear(Look(page, window, register=register))

    @property
    def at_rest(self) -> bool:
        """Whether the state is what is on disk: the log is read and no commit is under way."""
        return self.up and self.actor.state is not None and self.actor._batch is None

    def perform(self, effect: object) -> Sequence[object]:
        match effect:
            case Commit():
                return self._begin(effect)
            case Reload():
                return (self._load(first=effect.first),)
            case Flush(copied_seq):
                return (Flushed(self.log.up_to(copied_seq)),)
            case Changed():
                return ()
            case Reply():
                for replied in self.replied:
                    replied(effect)
                return ()
            case Shown():
                for shown in self.shown:
                    shown(effect.view)
                return ()
            case _:
                raise TypeError(f"nobody performs {effect!r}")

    def _load(self, *, first: bool) -> Loaded:
        copy = self.copies.fitting() if first else None
        if copy is None:
            return self.log.load()
        self.copied += 1
        for begun in self.begun:
            begun(self.log.load(copy))
        return self.log.load(self.copies.fitting())

    def _begin(self, commit: Commit) -> Sequence[object]:
        self.decided_at, self.decided_ms = self.actor.at_ms, self.world.now_ms
        slow_ms = max(self.slow_disk_ms, self.disk_ms)
        if not slow_ms or self.world.chance(0.3):
            return self._commit(commit)
        life = self.life

        def end() -> None:
            if self.up and life == self.life:
                self.hear(*self._commit(commit))

        self.world.after(self.world.random.randrange(1, slow_ms), end)
        return ()

    def _commit(self, commit: Commit) -> Sequence[object]:
        if self.disk_full:
            return (CommitFailed(commit.number, "database or disk is full"),)
        if self.world.chance(self.killed_in_commit / 2):
            self.kill()
            return ()
        done = self.log.commit(commit)
        assert isinstance(done, Committed), f"the file refused a commit: {done}: {commit.facts}"
        for noted in self.noted:
            noted(commit)
        self._commits += 1
        if self._commits >= self._copy_due:
            self._copy_due = self._commits * COPY_TIMES
            self.copies.make(tuple(self.hall.window_by_id))
        if self.world.chance(self.killed_in_commit / 2):
            self.kill()
            return ()
        return (done,)

    def kill(self) -> None:
        """Kill the process; its supervisor starts it again in a while."""
        if not self.up:
            return
        self.kills += 1
        self.world.note("KILL hall")
        self.die()
        self.log.close()
        self.world.after(self.world.random.uniform(*RESTART_MS), self._again)

    def _again(self) -> None:
        self.world.note("hall starts again")
        self.log = self._open(self.world)
        self.be_born()
        for reborn in self.reborn:
            reborn()
