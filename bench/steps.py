# SPDX-License-Identifier: Apache-2.0
"""What one NEXT costs the rules with few and with many waiting: deciding, and saying it after.

The beat of each second, which also checks a piece of everything, is measured by itself.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from bench.figures import Figure, in_ms, percentile
from bench.place import rehearsal_hall
from bus.actor import Delivered, Linked, Now, Step
from bus.channels import Kind, Part
from bus.codec import decode, encode
from bus.messages import Action, Command, TicketRequest, WindowAction
from hall.core.actor import HallActor
from hall.core.effects import Commit, Committed, Flush, Flushed, Loaded, Reload
from hall.core.forecast import Forecast

WAITING = (100, 1_000, 5_000, 20_000)
PRESSES = 400
MONDAY_NINE = 1_772_413_200_000
KIOSK = Part("township", "kiosk-1", Kind.KIOSK)
PADS = Part("township", "bridge-1", Kind.BRIDGE)
TURN_MS = 2_000


def steps(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield the processor time of one NEXT for each length of the queue."""
    presses = 20 if quick else PRESSES
    fewest, base_ms = 0, 0.0
    for waiting in (100, 400) if quick else WAITING:
        tell(f"steps: {waiting} waiting")
        hall = Rehearsal()
        hall.fill(waiting + presses)
        beats_s, presses_s = zip(*(hall.press_s() for _ in range(presses)), strict=True)
        took_ms = in_ms(percentile(presses_s, 0.5))
        if not fewest:
            fewest, base_ms = waiting, took_ms
        growth = math.log(waiting) / math.log(fewest)
        against = f"log n ({base_ms * growth:.3f} ms)"
        yield Figure(
            f"one NEXT with {waiting:,} waiting", took_ms, "ms", took_ms / base_ms / growth, against
        )
        yield Figure(f"one beat with {waiting:,} waiting", in_ms(percentile(beats_s, 0.5)), "ms")


class Rehearsal:
    """The hall's rules with a disk that costs nothing."""

    def __init__(self) -> None:
        self._hall = rehearsal_hall("township")
        self._actor = HallActor(self._hall, "bench", Forecast(self._hall))
        self._tick_ms = 0
        self._ids = count(1)
        self._turns = 0
        self._step([Linked(up=True)])
        for window in self._hall.windows:
            self._do(PADS, Action.SIGN_IN, window.id, clerk=f"clerk-{window.id}")

    def fill(self, people: int) -> None:
        """Let people take tickets, evenly over the services."""
        services = [service.id for service in self._hall.services]
        for number in range(people):
            self._ask(
                KIOSK, TicketRequest(id=self._id(), services=(services[number % len(services)],))
            )

    def press_s(self) -> tuple[float, float]:
        """Press NEXT at one window after the other; return seconds of the beat before and of it."""
        window = self._hall.windows[self._turns % len(self._hall.windows)].id
        self._turns += 1
        self._tick_ms += TURN_MS
        beat_s = self._step([])
        return beat_s, self._do(PADS, Action.NEXT, window)

    def _do(self, part: Part, action: Action, window: str, clerk: str = "") -> float:
        return self._ask(
            part, WindowAction(id=self._id(), window=window, action=action, clerk=clerk)
        )

    def _ask(self, part: Part, command: Command) -> float:
        delivered = decode(*encode(part, command))
        assert isinstance(delivered, Delivered), delivered
        return self._step([delivered])

    def _step(self, inbox: Sequence[object]) -> float:
        """Step until nothing is left to do; return the seconds that the steps took."""
        took_s = 0.0
        while True:
            self._tick_ms += 1
            now = Now(self._tick_ms, MONDAY_NINE + self._tick_ms)
            began = time.thread_time()
            step = self._actor.step(now, inbox)
            took_s += time.thread_time() - began
            inbox = _heard(step)
            if not inbox:
                return took_s

    def _id(self) -> str:
        return f"bench-{next(self._ids)}"


def _heard(step: Step) -> list[object]:
    heard: list[object] = []
    for effect in step.effects:
        if isinstance(effect, Reload):
            heard.append(Loaded(MONDAY_NINE))
        elif isinstance(effect, Commit):
            heard.append(Committed(effect.number))
        elif isinstance(effect, Flush):
            heard.append(Flushed())
    return heard
