# SPDX-License-Identifier: Apache-2.0
"""Random bytes, and frames bent a little, into every driver: `python -m tests.drivers.fuzz BYTES`.

A driver must neither raise nor speak without end, and must want to be woken in the future only.
"""

import sys
from random import Random
from typing import get_args, get_type_hints

from config.device_checks import DRIVERS_WITH_PADS
from config.devices import Pad, SerialPort
from firmware_bridge.core import frames
from firmware_bridge.core.commands import Greet, Key, Pressed, Show, Sign, Why, hello, pack
from firmware_bridge.core.device import Pads
from firmware_bridge.core.shown import served, show_window
from firmware_bridge.drivers import ff68, modbus, onbon, sdt
from firmware_bridge.families import maker

WRITTEN_MAX = 4_096
"""More bytes to write after one piece is a driver that speaks without end."""
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


def fuzz(driver: str, wanted: int, random: Random) -> int:
    """Feed a driver at least `wanted` bytes; return how many. AssertionError when it misbehaves."""
    pads = PADS if driver in DRIVERS_WITH_PADS else ()
    device = maker(random.getrandbits(32))(
        SerialPort(id="fuzz", path="/dev/null", driver=driver, pads=pads)  # type: ignore[arg-type]
    )
    fed = now_ms = 0
    while fed < wanted:
        piece = _piece(random)
        fed += len(piece)
        now_ms += random.choice((0, 1, 5, 50, 700))
        device.receive(now_ms, piece)
        due_ms = device.wake_at_ms()
        if due_ms is not None and due_ms <= now_ms:
            device.wake(now_ms)
            due_ms = device.wake_at_ms()
            assert due_ms is None or due_ms > now_ms, f"{driver} wants to be woken for ever"
        if pads and random.random() < 0.1:
            pad = random.choice(pads).address
            shown = Show(Sign.CALLING, "A023", random.randrange(99))
            show_window(device, now_ms, pad, served(shown))
            if isinstance(device, Pads):
                device.answer(now_ms, pad, 1, random.choice((None, Why.NOT_NOW)))
        assert len(device.take_bytes()) <= WRITTEN_MAX, f"{driver} speaks without end"
        assert device.faults >= 0
    return fed


if __name__ == "__main__":
    each = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for name in get_args(get_type_hints(SerialPort)["driver"]):
        print(name, fuzz(name, each, Random(name)), "bytes, no fault of ours")  # noqa: T201
