# SPDX-License-Identifier: Apache-2.0
"""What each process of a hall costs while nobody is in it: memory, and share of one core.

Windows are held against the least that a window of Kivy is, also in how soon they show something.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

from bench.figures import Figure
from bench.place import BROKERS, Place, open_hall, place
from bench.windows import BARE, screen, until_seen_s
from firmware_bridge.pty_pads import PtyPads
from hallflow.child import Child

AIM = 0.01
"""Share of a core that an idle process may take."""
TICK = 0.0005
"""The least share that can be told from none in so short a time."""
SETTLE_S, WATCH_S = 8.0, 20.0
MEBIBYTE = 1024 * 1024
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
WINDOW = "window"
"""The bare one; all that are opened after it have a window, too."""


def idle(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield memory and processor share of every process, with both brokers."""
    settle_s, watch_s = (0.2, 0.5) if quick else (SETTLE_S, WATCH_S)
    with _bare_python() as bare:
        floor_mib = memory_mib(bare)
    for broker in BROKERS[:1] if quick else BROKERS:
        with ExitStack() as ends:
            here = ends.enter_context(place(open_hall("township"), "township", broker))
            _open_bridge(here, ends)
            if not quick and broker == BROKERS[0]:
                tell("idle: opening windows")
                yield from _open_windows(here, ends)
            tell(f"idle, {broker}: {settle_s + watch_s:.0f} s of nothing")
            yield from _watch(here, broker, (settle_s, watch_s), floor_mib)


def _joining(here: Place) -> tuple[str, ...]:
    return ("--mqtt", here.url, "--credentials", str(here.data / "credentials.json"))


def _open_bridge(here: Place, ends: ExitStack) -> None:
    """Start a bridge with its pads."""
    bridge = here.hall.bridges[0]
    port = bridge.ports[0]
    pads = ends.enter_context(PtyPads([pad.address for pad in port.pads], nonce=1))
    here.command("bridge", "--id", bridge.id, "--port", f"{port.id}={pads.path}", *_joining(here))


def _open_windows(here: Place, ends: ExitStack) -> Iterator[Figure]:
    """Open a bare window, a kiosk, a strip, a board and a rating pad; yield how soon each shows."""
    hall = here.hall
    ids = {display.kind: display.id for display in reversed(hall.displays)}
    commands = {
        "kiosk": ("kiosk", "--id", hall.kiosks[0].id, "--geometry", "540x960+0+0"),
        "strip": ("caller", "--id", ids["strip"], "--mute"),
        "speaking board": ("caller", "--id", ids["board"], "--speak", "--sound", "null"),
        "evaluator": ("evaluator", "--id", hall.evaluators[0].id),
    }

    def bare(*, env: Mapping[str, str]) -> Child:
        env = {**env, "KIVY_NO_ARGS": "1"}
        child = here.children[WINDOW] = Child.start(WINDOW, [sys.executable, "-c", BARE], env=env)
        ends.callback(child.stop)
        return child

    floor_s = until_seen_s(bare, ends.enter_context(screen()))
    against = f"a bare window of Kivy ({floor_s:.2f} s)"
    for name, (command, *options) in commands.items():
        start = partial(here.command, command, *options, *_joining(here), called=name)
        took_s = until_seen_s(start, ends.enter_context(screen()))
        yield Figure(f"{name}: start to first picture", took_s, "s", took_s / floor_s, against)


def _watch(
    here: Place, broker: str, times_s: tuple[float, float], floor_mib: float
) -> Iterator[Figure]:
    settle_s, watch_s = times_s
    time.sleep(settle_s)
    before = {name: busy_s(child) for name, child in here.children.items()}
    began = time.monotonic()
    time.sleep(watch_s)
    lasted_s = time.monotonic() - began
    floor, aim, against_aim = "a bare Python", AIM, "the aim of 1 %"
    for name, child in here.children.items():
        if not child.alive:
            raise RuntimeError(f"{name} ended; it said: {' | '.join(child.lines)}")
        share = (busy_s(child) - before[name]) / lasted_s
        memory = memory_mib(child)
        if name == WINDOW:
            floor, floor_mib = "a bare window of Kivy", memory
            aim, against_aim = max(share, TICK), f"{floor} ({share * 100:.2f} %)"
        against = f"{floor} ({floor_mib:.1f} MiB)"
        title = f"idle {name}, {broker}"
        yield Figure(f"{title}: memory", memory, "MiB", memory / floor_mib, against)
        yield Figure(f"{title}: processor", share * 100, "% of core", share / aim, against_aim)


def busy_s(child: Child) -> float:
    """Return the seconds of processor time a process has used."""
    stat = Path(f"/proc/{child.process.pid}/stat").read_text("ascii", errors="replace")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def memory_mib(child: Child) -> float:
    """Return a process's own memory and its share of what it shares with others."""
    rollup = Path(f"/proc/{child.process.pid}/smaps_rollup").read_text("ascii")
    line = next(line for line in rollup.splitlines() if line.startswith("Pss:"))
    return int(line.split()[1]) * 1024 / MEBIBYTE


@contextmanager
def _bare_python() -> Iterator[Child]:
    command = [sys.executable, "-c", "print('ready', flush=True); input()"]
    child = Child.start("python", command, stdin="")
    try:
        child.wait_line(lambda line: line == "ready")
        yield child
    finally:
        child.stop()
