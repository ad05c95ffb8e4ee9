# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.drivers.emulated_press`: from a key of the firmware to a number on its display.

Emulated chip, real bridge, real mosquitto, and a hall that answers at once. The chip's own wait for
the key to rest, 12 to 15 ms, is in it.
"""

import tempfile
import time
from pathlib import Path

from bus.messages import Accepted, Answer, WindowState
from tests.drivers.emulated import NEXT, EmulatedPad, build_pads
from tests.drivers.real_bridge import Beating, running_bridge
from tests.processes import BRIDGE, HALL, site

PRESSES = 101


def _press_ms(hall: Beating, pad: EmulatedPad, number: int) -> float:
    """Press once; return the time until the number stands on the display."""
    known, since = len(hall.commands()), len(pad.seen)
    begin_s = time.perf_counter()
    pad.hold(NEXT)
    hall.until(lambda: len(hall.commands()) > known, "a command")
    answer = Accepted(command=hall.commands()[-1].id)
    hall.joined.bus.send(Answer(to=BRIDGE.name, answer=answer))
    hall.serve(WindowState.SERVING, f"A{number:03}")
    hall.until(lambda: pad.now.digits == f" {number:03}", "the number")
    pad.release(NEXT)
    shown = next(one for one in pad.seen[since:] if one.digits == f" {number:03}")
    return (shown.at_s - begin_s) * 1_000


def main() -> None:
    """Press many times, print p50 and p99."""
    with tempfile.TemporaryDirectory() as folder:
        call_pad, _ = build_pads(Path(folder))
        with (
            site("mosquitto", Path(folder) / "data") as place,
            EmulatedPad(call_pad, 3) as pad,
            running_bridge(place, pad.path, Path(folder) / "log"),
        ):
            hall = Beating(place.join(HALL).up())
            hall.serve(WindowState.FREE)
            hall.until(lambda: pad.free, "a free window")
            took_ms = []
            for number in range(1, PRESSES + 1):
                took_ms.append(_press_ms(hall, pad, number))
                rest_until_s = time.monotonic() + 0.3
                while time.monotonic() < rest_until_s:
                    hall.turn()
    took_ms.sort()
    print(  # noqa: T201
        f"key of the firmware to its display, {PRESSES} presses: p50 {took_ms[PRESSES // 2]:.1f} ms,"
        f" p99 {took_ms[PRESSES * 99 // 100]:.1f} ms, most {took_ms[-1]:.1f} ms"
    )


if __name__ == "__main__":
    main()
