# SPDX-License-Identifier: Apache-2.0
"""Random bytes, and frames bent a little, into every driver: `python -m tests.drivers.fuzz BYTES`.

A driver must neither raise nor speak without end, must want to be woken in the future only, and
after each stretch of noise must lose one whole frame at most.
"""

import sys
from collections.abc import Callable
from random import Random
from typing import Any, get_args, get_type_hints

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from config.device_checks import DRIVERS_WITH_PADS
from config.devices import Pad, SerialPort
from firmware_bridge.core import frames
from firmware_bridge.core.commands import Greet, Key, Pressed, Show, Sign, Why, hello, pack
from firmware_bridge.core.device import Device, Pads
from firmware_bridge.core.shown import served, show_window
from firmware_bridge.drivers import ff68, modbus, onbon, sdt
from firmware_bridge.families import maker

DRIVERS: tuple[str, ...] = get_args(get_type_hints(SerialPort)["driver"])
CARD_KEY = bytes(range(16))
WRITTEN_MAX = 4_096
"""More bytes to write after one piece is a driver that speaks without end."""
PROBE_SHARE = 0.05
"""How often noise is followed by whole frames, one of the first two of which must be understood."""
PATIENCE_MS = 8_000
QUIET_MS = 700
STRANGER = 99
TELL_EVERY_BYTES = 1 << 16
LEAST_BYTES = 10_000
PADS = tuple(Pad(address=address, window="1") for address in (1, 2, 5))
SEEDS: tuple[bytes, ...] = (
    frames.encode(frames.Frame(1, frames.Kind.OPEN, 0, 0, pack(hello(0x0100, 9, 7)))),
    frames.encode(frames.Frame(1, frames.Kind.OPEN, 0, 0, pack(Greet(1, 7)))),
    frames.encode(frames.Frame(1, frames.Kind.DATA, 0x1234, 1, pack(Pressed(1, Key.NEXT, 9)))),
    ff68.encode(ff68.Frame(5, 0x10, b"\x0c")),
    ff68.encode(ff68.Frame(1, 0x11, b"\x02")),
    sdt.encode(sdt.FOUND + bytes(4)),
    sdt.encode(sdt.DONE + bytes(8)),
    sdt.encode(sdt.DONE + b"\x01\x00\x04\x00" + bytes(1_280)),
    onbon.encode(onbon.Frame(0x8000, b"\xa0\x00\x00\x00\x00", b"\x01\x00")),
    modbus.encode(bytes((1, modbus.READ, 2, 0, 1))),
    b"AB53C1\r\n",
    b"https://example.org/A023\r\n",
)


def _piece(random: Random) -> bytes:
    if random.random() < 0.4:
        return random.randbytes(random.randrange(1, 64))
    piece = bytearray(random.choice(SEEDS))
    for _ in range(random.randrange(3)):
        piece[random.randrange(len(piece))] = random.randrange(256)
    start = random.randrange(len(piece)) if random.random() < 0.2 else 0
    return bytes(piece[start:]) or b"\x00"


ANSWERS: dict[str, Callable[[Any], bytes]] = {
    "sdt": lambda _device: sdt.encode(b"\x00\x00\x80"),
    "onbon": lambda _device: SEEDS[8],
    "escpos": lambda _device: b"\x12",
    "modbus": lambda device: _panel_answer(device._question),
}
"""What a device says to a question of its driver."""
TOLD: dict[str, Callable[[int], bytes]] = {
    "own": lambda _number: frames.encode(frames.Frame(STRANGER, frames.Kind.ACK, 0, 0)),
    "own485": lambda _number: frames.encode(frames.Frame(STRANGER, frames.Kind.ACK, 0, 0)),
    "ff68": lambda _number: ff68.encode(ff68.Frame(STRANGER, 0x10, b"\x0c")),
    "ev1527": lambda number: b"%05X1\r\n" % (number << 8 & 0xFFF00 | 5),
    "scanner": lambda number: b"C%d\r\n" % number,
}
"""What a device says unasked: of no pad of ours, or another one each time."""


def _panel_answer(question: bytes) -> bytes:
    if question[1] == modbus.READ:
        return modbus.encode(question[:2] + b"\x02\x00\x00")
    return modbus.encode(question[:6])


def _understood(driver: str, device: Any, now_ms: int, number: int) -> tuple[bool, int]:
    """Say one whole frame; return whether it was understood, and when."""
    if driver in TOLD:
        before = getattr(device, "_strangers", 0)
        found = device.receive(now_ms, TOLD[driver](number))
        return bool(found) or getattr(device, "_strangers", 0) > before, now_ms
    give_up_ms = now_ms + PATIENCE_MS
    while device._asked is None:
        now_ms = max(now_ms, device.wake_at_ms())
        assert now_ms <= give_up_ms, f"{driver} asks nothing any more"
        device.wake(now_ms)
    device.take_bytes()
    asked = device._asked
    device.receive(now_ms, ANSWERS[driver](device))
    return device._asked is not asked, now_ms


def _resynchronises(driver: str, device: Device, now_ms: int, number: int) -> int:
    """After noise a whole frame may be lost with it, the next one must be heard; return when."""
    heard, now_ms = _understood(driver, device, now_ms, 2 * number)
    if heard:
        return now_ms
    now_ms += QUIET_MS
    device.wake(now_ms)
    heard, now_ms = _understood(driver, device, now_ms, 2 * number + 1)
    assert heard, f"{driver} lost two whole frames after noise"
    return now_ms


def fuzz(
    driver: str, wanted: int, random: Random, tell: Callable[[int], object] = lambda _fed: None
) -> int:
    """Feed a driver at least `wanted` bytes; return how many. AssertionError when it misbehaves."""
    pads = PADS if driver in DRIVERS_WITH_PADS else ()
    device = maker(random.getrandbits(32), CARD_KEY)(
        SerialPort(id="fuzz", path="/dev/null", driver=driver, pads=pads)  # type: ignore[arg-type]
    )
    fed = told = now_ms = probes = 0
    while fed < wanted:
        piece = _piece(random)
        fed += len(piece)
        now_ms += random.choice((0, 1, 5, 50, 700))
        device.receive(now_ms, piece)
        if random.random() < PROBE_SHARE:
            probes += 1
            now_ms = _resynchronises(driver, device, now_ms, probes)
        _live(driver, device, now_ms)
        if pads and random.random() < 0.1:
            _use(device, now_ms, random.choice(pads).address, random)
        assert len(device.take_bytes()) <= WRITTEN_MAX, f"{driver} speaks without end"
        if fed - told >= TELL_EVERY_BYTES:
            tell(fed - told)
            told = fed
    assert probes or wanted < LEAST_BYTES, "no resynchronisation was looked at"
    tell(fed - told)
    return fed


def _live(driver: str, device: Device, now_ms: int) -> None:
    due_ms = device.wake_at_ms()
    if due_ms is not None and due_ms <= now_ms:
        device.wake(now_ms)
        due_ms = device.wake_at_ms()
        assert due_ms is None or due_ms > now_ms, f"{driver} wants to be woken for ever"
    assert device.faults >= 0


def _use(device: Device, now_ms: int, pad: int, random: Random) -> None:
    shown = Show(Sign.CALLING, "A023", random.randrange(99))
    show_window(device, now_ms, pad, served(shown))
    if isinstance(device, Pads):
        device.answer(now_ms, pad, 1, random.choice((None, Why.NOT_NOW)))


def main(each: int) -> None:
    """Feed every driver so many bytes; say it, with a bar on a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=each * len(DRIVERS))
        fed = 0
        for driver in DRIVERS:
            bar.update(task, description=f"fuzz {driver}")
            fed += fuzz(driver, each, Random(driver), lambda count: bar.advance(task, count))
    print(  # noqa: T201
        f"fuzzed bytes: {fed:,} into {len(DRIVERS)} drivers; no crash, and after each stretch of"
        " noise the second whole frame at the latest was understood"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
