# SPDX-License-Identifier: Apache-2.0
"""How soon a finger sees that it was felt: frames from a touch to the first that shows it."""

import os
import sys
from collections.abc import Callable, Iterator

import msgspec

from bench.figures import Figure, in_ms, percentile
from bench.windows import PATIENCE_S, screen
from hallflow.child import Child

TOUCHES, TOUCHES_QUICK = 100, 3
_FELT = "felt "
_WINDOW = """
import sys
from look.kivy.window import Setup, prepare
setup = Setup(width=540, height=960)
prepare(setup)
from bench.touched import Touched
Touched(setup, int(sys.argv[1])).run()
"""


def touch(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield frames and time from a touch to the first frame that shows the button pressed."""
    count = TOUCHES_QUICK if quick else TOUCHES
    tell(f"touch: {count} touches of a button")
    with screen() as display:
        env = {**os.environ, "DISPLAY": display, "KIVY_NO_CONSOLELOG": "1"}
        child = Child.start("touch", [sys.executable, "-c", _WINDOW, str(count)], env=env)
        try:
            line = child.wait_line(lambda line: line.startswith(_FELT), PATIENCE_S)
        finally:
            child.stop()
    felt = msgspec.json.decode(line.removeprefix(_FELT), type=list[tuple[int, float]])
    frames, took_s = [float(each[0]) for each in felt], [each[1] for each in felt]
    against = "the very next frame"
    yield Figure("touch to feedback: frames, most", max(frames), "frames", max(frames), against)
    yield Figure("touch to feedback, p50", in_ms(percentile(took_s, 0.5)), "ms")
    yield Figure("touch to feedback, p99", in_ms(percentile(took_s, 0.99)), "ms")
