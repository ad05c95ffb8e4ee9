# SPDX-License-Identifier: Apache-2.0
"""A hall to measure: a copy of an example that is always open, run by the commands users run."""

import contextlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from bench.floors import Disk, Wire, disk
from bus.actor import Step
from bus.address import broker_address
from bus.channels import Kind, Part
from bus.mqtt import MqttBus
from bus.run import Runner
from config.devices import Kiosk
from config.hours import ALWAYS_OPEN
from config.load import hall_named
from config.schema import Hall
from hallflow.broker.start import make_broker
from hallflow.child import Child
from hallflow.data import DataFolder, passwords_of
from hallflow.demo.hall import write_hall, zone_near_noon
from hallflow.parts import parts_of

BROKERS = ("mosquitto", "embedded")
FLOOR_WRITER = Part("floor", "hall", Kind.HALL)
FLOOR_READER = Part("floor", "kiosk", Kind.KIOSK)
FLOOR_TOPIC = "hallflow/floor/answer/kiosk"
READY = "ready "

Actor = Callable[[Any, Sequence[object]], Step]


def open_hall(name: str, *, kiosks: int = 1, **policy: Any) -> Hall:
    """Return a copy of an example hall that is open at any hour and refuses nobody."""
    hall = hall_named(name)
    return replace(
        hall,
        time_zone=zone_near_noon(datetime.now(UTC)),
        hours=ALWAYS_OPEN,
        policy=replace(hall.policy, waiting_max=100_000, **policy),
        services=tuple(
            replace(service, hours=None, quota_per_day=None, slots=()) for service in hall.services
        ),
        windows=tuple(replace(window, extended_hours=None, relief=()) for window in hall.windows),
        kiosks=tuple(Kiosk(id=f"kiosk-{number}") for number in range(1, kiosks + 1)),
        printers=(),
    )


def rehearsal_hall(name: str) -> Hall:
    """Return such a copy for virtual time: the same on any day and at any hour."""
    return replace(open_hall(name), time_zone="Asia/Shanghai", clerks=())


class Place:
    """A running hall: its broker, its server, and parts that join."""

    def __init__(self, hall: Hall, source: str, broker: str, folder: Path, ends: ExitStack) -> None:
        """Start both; `ends` stops them."""
        self.hall = hall
        self.data = folder / "data"
        self.config = write_hall(hall, source, folder / "hall")
        self.children: dict[str, Child] = {}
        self._ends = ends
        DataFolder.open(self.data, hall.id).close()
        parts = (*parts_of(hall), FLOOR_WRITER, FLOOR_READER)
        self.passwords: Mapping[str, str] = passwords_of(self.data, parts)
        server = make_broker(broker, ("127.0.0.1", 0), self.data, parts, self.passwords)
        ends.callback(server.stop)
        server.start()
        self.url = server.url
        if server.child is not None:
            self.children["broker"] = server.child
        self.command("up", "--data", str(self.data), "--broker", self.url, "--web-port", "0")
        self.children["up"].wait_line(lambda line: line.startswith(READY))

    def command(
        self, name: str, *options: str, env: Mapping[str, str] | None = None, called: str = ""
    ) -> Child:
        """Run one of hallflow's commands beside us, until the end."""
        called = called or name
        command = [sys.executable, "-m", "hallflow", name, "--config", str(self.config), *options]
        child = Child.start(called, command, env=env)
        self._ends.callback(child.stop)
        self.children[called] = child
        return child

    def join(self, name: str, kind: Kind, step: Actor) -> Runner:
        """Let a part of our own join, on a thread of its own."""
        part = Part(self.hall.id, name, kind)
        bus = MqttBus(self.url, part, self.passwords[part.login])
        runner = Runner(_Stepping(step), bus)
        self._ends.callback(runner.stop)
        runner.start(name)
        return runner

    @contextmanager
    def floors(self) -> Iterator[tuple[Disk, Wire]]:
        """Lend the disk and the wire this hall stands on."""
        logins = [(part.login, self.passwords[part.login]) for part in (FLOOR_WRITER, FLOOR_READER)]
        wire = Wire(broker_address(self.url), FLOOR_TOPIC, logins[0], logins[1])
        with disk(self.data.parent) as under, wire:
            yield under, wire


class _Stepping:
    def __init__(self, step: Actor) -> None:
        self.step = step


@contextmanager
def place(hall: Hall, source: str, broker: str) -> Iterator[Place]:
    """Run a hall as long as the block lasts, in a folder on the disk."""
    with contextlib.ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="hallflow-bench-"))
        yield Place(hall, source, broker, Path(folder), ends)
