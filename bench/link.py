# SPDX-License-Identifier: Apache-2.0
"""The firmware bridge: its devices' bytes, noise, the firmware on an emulated chip, its cost."""

import re
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from msgspec.structs import replace

from bench.figures import Figure, percentile
from bench.idle import AIM, busy_s
from bench.place import open_hall, place
from config.devices import Bridge, Pad, SerialPort
from config.schema import Hall
from firmware_bridge.core.commands import Key
from firmware_bridge.pty_pads import PtyPads
from tests.drivers import golden, shared_wire
from tests.drivers.board_script import make
from tests.drivers.emulated_press import measured
from tests.drivers.fuzz import DRIVERS, fuzz
from tests.drivers.lines import WEATHERS
from tests.drivers.presses import amiss, play

PADS = 64
PATIENCE_S = 60.0
PROMISED_MS = 100
NOISE = next(weather for weather in WEATHERS if weather.name == "one percent noise")
SIZES = re.compile(r"^(\S+) +flash +(\d+) of (\d+) .* RAM +(\d+) of (\d+)", re.MULTILINE)

Tell = Callable[[str], None]


def link(*, quick: bool, tell: Tell) -> Iterator[Figure]:
    """Yield what the bridge promises of devices, lines and boards, beside what is promised."""
    yield _vectors()
    yield from _fuzzed(20_000 if quick else 1_200_000, tell)
    yield from _noise(40 if quick else 5_000, tell)
    yield from _shared(*((4, 8) if quick else (100, PADS)), tell)
    yield from _firmware(tell)
    yield from _emulated(5 if quick else 200, tell)
    for driver in ("own485",) if quick else ("own", "own485"):
        yield from _cost(driver, 0.5 if quick else 15.0, tell)


def _vectors() -> Figure:
    listed = len(golden.VECTORS)
    held = golden.passed(golden.VECTORS)
    return Figure("golden vectors passed", held, "vectors", held / listed, f"the {listed} listed")


def _fuzzed(each: int, tell: Tell) -> Iterator[Figure]:
    fed = 0
    for driver in DRIVERS:
        tell(f"link: fuzz {driver}")
        fed += fuzz(driver, each, Random(driver))
    aim = 10_000_000
    against = f"the aim of {aim:,}; heard again within one frame"
    yield Figure("fuzzed bytes without crash", fed, "bytes", fed / aim, against)


def _noise(presses: int, tell: Tell) -> Iterator[Figure]:
    tell(f"link: {presses} presses over a noisy line")
    for name, count in zip(
        ("lost", "doubled", "reordered"), amiss(*play(NOISE, 1, presses), presses), strict=True
    ):
        against = f"of {presses:,} presses, 1 % of bytes garbled"
        yield Figure(f"presses {name} over noise", count, "presses", count / presses, against)


def _shared(presses: int, pads: int, tell: Tell) -> Iterator[Figure]:
    for dead in (frozenset[int](), frozenset({pads // 4})):
        tell(f"link: {pads} pads on one pair, {len(dead)} dead")
        took_ms = shared_wire.measure(dead=dead, adapter_us=1_000, presses=presses, pads=pads)
        against = f"the {PROMISED_MS} ms promised"
        for share, name in ((0.5, "p50"), (1.0, "most")):
            value = percentile(took_ms, share) + shared_wire.KEY_RESTS_MS
            title = f"press to bridge, {pads} on a pair, {len(dead)} dead, {name}"
            yield Figure(title, value, "ms", value / PROMISED_MS, against)


def _firmware(tell: Tell) -> Iterator[Figure]:
    tell("link: building the firmware")
    with tempfile.TemporaryDirectory() as folder:
        said = make("all", Path(folder))
    for name, *sizes in SIZES.findall(said):
        flash, flash_there, ram, ram_there = map(int, sizes)
        yield Figure(f"{name}: flash", flash, "bytes", flash / flash_there, f"of {flash_there}")
        yield Figure(f"{name}: RAM", ram, "bytes", ram / ram_there, f"of {ram_there}")


def _emulated(presses: int, tell: Tell) -> Iterator[Figure]:
    found = measured(presses, lambda at: tell(f"link: emulated chip, press {at} of {presses}"))
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        floor_ms = percentile([press.sounded_ms for press in found], share)
        took_ms = percentile([press.shown_ms for press in found], share)
        against = f"the chip's own sound ({floor_ms:.1f} ms)"
        title = f"press on emulated firmware to display, {name}"
        yield Figure(title, took_ms, "ms", took_ms / floor_ms, against)


def _cost(driver: str, watch_s: float, tell: Tell) -> Iterator[Figure]:
    """Yield the bridge's share of a core with 64 pads, at rest and with a press each 100 ms."""
    with place(_hall(driver), "township", "mosquitto") as here:
        options = ("--mqtt", here.url, "--credentials", str(here.data / "credentials.json"))
        with PtyPads(range(1, PADS + 1), nonce=1) as pads:
            port = ("--port", f"line={pads.path}")
            child = here.command("bridge", "--id", "line", *port, *options)
            for address in range(1, PADS + 1):
                if not pads.wait(address, lambda pad: pad.link.open, PATIENCE_S):
                    raise TimeoutError(f"the bridge does not reach pad {address}")
            for name, every_s in (("idle", None), ("busy", 0.1)):
                tell(f"link: {PADS} pads, {driver}, {name}")
                before_s, began_s = busy_s(child), time.monotonic()
                _live(pads, watch_s, every_s)
                share = (busy_s(child) - before_s) / (time.monotonic() - began_s)
                title = f"bridge, {PADS} pads, {driver}, {name}: processor"
                yield Figure(title, share * 100, "% of core", share / AIM, "the aim of 1 %")


def _live(pads: PtyPads, for_s: float, every_s: float | None) -> None:
    end_s = time.monotonic() + for_s
    address = 0
    while time.monotonic() < end_s:
        if every_s is not None:
            address = address % PADS + 1
            pads.press(address, Key.NEXT)
        time.sleep(for_s if every_s is None else every_s)


def _hall(driver: str) -> Hall:
    hall = open_hall("township")
    windows = [window.id for window in hall.windows]
    pads = tuple(Pad(address=at, window=windows[at % len(windows)]) for at in range(1, PADS + 1))
    port = SerialPort(id="line", path="/dev/null", driver=driver, pads=pads)  # type: ignore[arg-type]
    return replace(hall, bridges=(Bridge(id="line", ports=(port,)),))
