# SPDX-License-Identifier: Apache-2.0
"""Everything that goes wrong. Each trouble picks its moment's victim itself and ends by itself."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from tests.sim.network import Network, Node, Weather
from tests.sim.people import Crowd
from tests.sim.serial import SerialPad
from tests.sim.server import Server
from tests.sim.world import World

CALM = Weather()


class Stage(Struct):
    """What can be hit."""

    world: World
    net: Network
    server: Server
    crowd: Crowd
    nodes: Sequence[Node]
    serial: Sequence[SerialPad] = ()


Trouble = Callable[[Stage], None]


def storm(on: Stage) -> None:
    """Let messages be lost, doubled, delayed and overtaken for a while."""
    random = on.world.random
    on.net.weather = Weather(
        lost=random.uniform(0, 0.3),
        doubled=random.uniform(0, 0.3),
        delay_ms=(1, random.randrange(10, 800)),
        late=random.uniform(0, 0.2),
    )
    on.world.note(f"STORM {on.net.weather}")

    def calm() -> None:
        on.net.weather = CALM

    on.world.after(random.uniform(5_000, 60_000), calm)


def kill(on: Stage) -> None:
    """Kill the hall."""
    on.server.kill()


def killed_in_commits(on: Stage) -> None:
    """Let the hall die just before or after some of its next commits."""
    on.world.note("the hall is killed in its commits")
    on.server.killed_in_commit = 0.05

    def end() -> None:
        on.server.killed_in_commit = 0.0

    on.world.after(10_000, end)


def broker(on: Stage) -> None:
    """Restart the broker; half of the time it forgets all retained states."""
    forgetting = on.world.chance(0.5)
    on.world.note(f"BROKER down, {forgetting=}")
    on.net.stop_broker(forgetting=forgetting)
    on.world.after(on.world.random.uniform(200, 20_000), on.net.start_broker)


def hung_broker(on: Stage) -> None:
    """Let the broker hang; it passes on what it took in meanwhile when it wakes."""
    on.world.note("BROKER hangs")
    on.net.hang()
    on.world.after(on.world.random.uniform(1_000, 30_000), on.net.wake)


def wire(on: Stage) -> None:
    """Cut one part off for a while."""
    node = on.world.random.choice(on.nodes)
    on.world.note(f"WIRE of {node.part.name} is cut")
    on.net.break_wire(node)
    on.world.after(on.world.random.uniform(500, 30_000), lambda: on.net.mend_wire(node))


def power(on: Stage) -> None:
    """Cut a kiosk's power."""
    kiosk = on.world.random.choice(on.crowd.kiosks)
    if kiosk.up:
        kiosk.cut_power()


def paper(on: Stage) -> None:
    """Let a kiosk run out of paper."""
    kiosk = on.world.random.choice(on.crowd.kiosks)
    on.world.note(f"PAPER OUT {kiosk.part.name}")
    kiosk.paper_out = True


def noise(on: Stage) -> None:
    """Let serial lines lose, change and add bytes for a while."""
    on.world.note("NOISE on the serial lines")
    for pad in on.serial:
        pad.noisy = True

    def end() -> None:
        for pad in on.serial:
            pad.noisy = False

    on.world.after(on.world.random.uniform(5_000, 60_000), end)


def disk(on: Stage) -> None:
    """Let the disk refuse everything for a while."""
    on.world.note("DISK FULL")
    on.server.disk_full = True

    def end() -> None:
        on.server.disk_full = False

    on.world.after(on.world.random.uniform(500, 10_000), end)


def slow_disk(on: Stage) -> None:
    """Let commits take as long as on a card, so that many commands wait for one."""
    on.server.slow_disk_ms = on.world.random.choice((20, 200, 2_000))
    on.world.note(f"DISK SLOW {on.server.slow_disk_ms} ms")

    def end() -> None:
        on.server.slow_disk_ms = 0

    on.world.after(on.world.random.uniform(5_000, 40_000), end)


def clock(on: Stage) -> None:
    """Step the clock of the hall's machine."""
    shift_ms = on.world.random.choice((-3_600_000, -30_000, -500, 500, 20_000))
    on.world.note(f"CLOCK steps by {shift_ms} ms")
    on.world.utc_shift_ms += shift_ms
    on.world.was_back |= shift_ms < 0


TROUBLES: tuple[Trouble, ...] = (
    storm,
    storm,
    kill,
    kill,
    killed_in_commits,
    broker,
    hung_broker,
    wire,
    wire,
    power,
    paper,
    noise,
    disk,
    slow_disk,
    clock,
)


def mend(on: Stage) -> None:
    """End all troubles."""
    on.world.note("all is mended")
    on.net.weather = CALM
    on.net.wake()
    on.server.killed_in_commit = 0.0
    on.server.disk_full = False
    on.server.slow_disk_ms = 0
    if not on.net.broker_up:
        on.net.start_broker()
    for node in on.nodes:
        on.net.mend_wire(node)
    for pad in on.serial:
        pad.noisy = False
    for kiosk in on.crowd.kiosks:
        kiosk.paper_out = False
