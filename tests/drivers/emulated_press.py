# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.drivers.emulated_press`: from a key of the firmware to a number on its display.

Emulated chip, real bridge, real mosquitto, and a hall that answers at once. The chip's own wait for
the key to rest, 12 to 15 ms, is in it.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bus.messages import Accepted, Answer, WindowState
from tests.drivers.emulated import NEXT, EmulatedPad, build_pads
from tests.drivers.real_bridge import Beating, running_bridge
from tests.processes import BRIDGE, HALL, site

PRESSES = 101
REST_S = 0.3


@dataclass(frozen=True)
class Press:
    """Milliseconds from the finger: to the chip's own sound, and to the number on its display."""

    sounded_ms: float
    shown_ms: float


def _press(hall: Beating, pad: EmulatedPad, number: int) -> Press:
    """Press once; wait until the number stands on the display."""
    known, since = len(hall.commands()), len(pad.seen)
    begin_s = time.perf_counter()
    pad.hold(NEXT)
    hall.until(lambda: len(hall.commands()) > known, "a command")
    answer = Accepted(command=hall.commands()[-1].id)
    hall.joined.bus.send(Answer(to=BRIDGE.name, answer=answer))
    hall.serve(WindowState.SERVING, f"A{number:03}")
    hall.until(lambda: pad.now.digits == f" {number:03}", "the number")
    pad.release(NEXT)
    seen = pad.seen[since:]
    sounded = next(one for one in seen if one.beeps)
    shown = next(one for one in seen if one.digits == f" {number:03}")
    return Press((sounded.at_s - begin_s) * 1_000, (shown.at_s - begin_s) * 1_000)


def measured(presses: int, tell: Callable[[int], object]) -> list[Press]:
    """Press so often on an emulated chip; `tell` is told of each press."""
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
            found = []
            for number in range(1, presses + 1):
                tell(number)
                found.append(_press(hall, pad, number))
                rest_until_s = time.monotonic() + REST_S
                while time.monotonic() < rest_until_s:
                    hall.turn()
            return found


if __name__ == "__main__":
    took_ms = sorted(press.shown_ms for press in measured(PRESSES, lambda _number: None))
    print(  # noqa: T201
        f"key of the firmware to its display, {PRESSES} presses: p50 {took_ms[PRESSES // 2]:.1f} ms,"
        f" p99 {took_ms[PRESSES * 99 // 100]:.1f} ms, most {took_ms[-1]:.1f} ms"
    )
