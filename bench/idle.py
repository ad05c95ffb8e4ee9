# SPDX-License-Identifier: Apache-2.0
"""What each process of a hall costs while nobody is in it: memory, and share of one core."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.figures import Figure
from bench.place import BROKERS, Place, open_hall, place
from firmware_bridge.pty_pads import PtyPads
from hallflow.child import Child

AIM = 0.01
"""Share of a core that an idle process may take."""
SETTLE_S, WATCH_S = 8.0, 20.0
MEBIBYTE = 1024 * 1024
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
SCREEN = "1920x1920x24"


def idle(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield memory and processor share of every process, with both brokers."""
    settle_s, watch_s = (0.2, 0.5) if quick else (SETTLE_S, WATCH_S)
    with _bare_python() as bare:
        floor_mib = _memory_mib(bare)
    for broker in BROKERS:
        with ExitStack() as ends:
            here = ends.enter_context(place(open_hall("township"), "township", broker))
            tell(f"idle, {broker}: opening windows")
            _open_everything(here, ends, windows=not quick and broker == BROKERS[0])
            tell(f"idle, {broker}: {settle_s + watch_s:.0f} s of nothing")
            yield from _watch(here, broker, (settle_s, watch_s), floor_mib)


def _open_everything(here: Place, ends: ExitStack, *, windows: bool) -> None:
    """Start a bridge with its pads and, if wished, a kiosk, a strip, a board and a rating pad."""
    hall = here.hall
    port = hall.bridges[0].ports[0]
    pads = ends.enter_context(PtyPads([pad.address for pad in port.pads], nonce=1))
    joining = ("--mqtt", here.url, "--credentials", str(here.data / "credentials.json"))
    here.command("bridge", "--id", hall.bridges[0].id, "--port", f"{port.id}={pads.path}", *joining)
    if not windows:
        return
    env = {**os.environ, "DISPLAY": ends.enter_context(_screen()), "KIVY_NO_CONSOLELOG": "1"}
    ids = {display.kind: display.id for display in reversed(hall.displays)}
    here.command("kiosk", "--id", hall.kiosks[0].id, "--geometry", "540x960+0+0", *joining, env=env)
    for kind in ("strip", "board"):
        here.command("caller", "--id", ids[kind], "--mute", *joining, env=env, called=kind)
    here.command("evaluator", "--id", hall.evaluators[0].id, *joining, env=env)


def _watch(
    here: Place, broker: str, times_s: tuple[float, float], floor_mib: float
) -> Iterator[Figure]:
    settle_s, watch_s = times_s
    time.sleep(settle_s)
    before = {name: busy_s(child) for name, child in here.children.items()}
    began = time.monotonic()
    time.sleep(watch_s)
    lasted_s = time.monotonic() - began
    for name, child in here.children.items():
        if not child.alive:
            raise RuntimeError(f"{name} ended; it said: {' | '.join(child.lines)}")
        share = (busy_s(child) - before[name]) / lasted_s
        memory = _memory_mib(child)
        against = f"a bare Python ({floor_mib:.1f} MiB)"
        title = f"idle {name}, {broker}"
        yield Figure(f"{title}: memory", memory, "MiB", memory / floor_mib, against)
        yield Figure(f"{title}: processor", share * 100, "% of core", share / AIM, "the aim of 1 %")


def busy_s(child: Child) -> float:
    """Return the seconds of processor time a process has used."""
    stat = Path(f"/proc/{child.process.pid}/stat").read_text("ascii", errors="replace")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND


def _memory_mib(child: Child) -> float:
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


@contextmanager
def _screen() -> Iterator[str]:
    """Run an Xvfb on a free number; lend its name."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write_end,), stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start; is the Debian package xvfb installed?")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
