# SPDX-License-Identifier: Apache-2.0
"""The hall server in the simulator: real rules, real SQLite; it may be killed between any two steps."""

from collections.abc import Callable, Sequence
from pathlib import Path

from bus.channels import Kind, Part
from config.policy import Policy
from config.schema import Hall
from hall.core.actor import HallActor
from hall.core.effects import Changed, Commit, CommitFailed, Committed, Reload
from hall.core.facts import Recorded
from hall.core.forecast import Forecast
from hall.core.policy import Chooser
from hall.store.log import Log
from tests.sim.network import Network, Node
from tests.sim.world import World

RESTART_MS = (300, 4_000)
Noted = Callable[[tuple[Recorded, ...]], None]


class Server(Node):
    """The hall's node: its log outlives it."""

    actor: HallActor

    def __init__(self, world: World, net: Network, hall: Hall, folder: Path) -> None:
        self.hall = hall
        self.folder = folder
        self.log = self._open(world)
        self.noted: list[Noted] = []
        """Told of all facts that are on disk, in order."""
        self.disk_full = False
        self.killed_in_commit = 0.0
        """Chance to be killed just before or just after a commit."""
        self.kills = 0
        self.chooser: Callable[[Policy], Chooser] = Chooser
        super().__init__(world, net, Part(hall.id, "hall", Kind.HALL), self._make)

    def _open(self, world: World) -> Log:
        log = Log.open(self.folder, self.hall.id, world.utc_ms)
        log._connection.execute("PRAGMA synchronous = OFF")  # power cuts are tested elsewhere
        return log

    def _make(self) -> HallActor:
        boot = f"boot-{self.world.random.getrandbits(32):08x}"
        actor = HallActor(self.hall, boot, Forecast(self.hall))
        actor.rules.chooser = self.chooser(self.hall.policy)
        return actor

    def perform(self, effect: object) -> Sequence[object]:
        match effect:
            case Commit() if self.disk_full:
                return (CommitFailed(effect.number, "database or disk is full"),)
            case Commit():
                return self._commit(effect)
            case Reload():
                return (self.log.load(),)
            case Changed():
                return ()
            case _:
                raise TypeError(f"nobody performs {effect!r}")

    def _commit(self, commit: Commit) -> Sequence[object]:
        if self.world.chance(self.killed_in_commit / 2):
            self.kill()
            return ()
        done = self.log.commit(commit)
        assert isinstance(done, Committed), f"the file refused a commit: {done}: {commit.facts}"
        for noted in self.noted:
            noted(commit.facts)
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
