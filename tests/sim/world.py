# SPDX-License-Identifier: Apache-2.0
"""Virtual time: one heap of things to come, one source of chance. No clock is ever read."""

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from random import Random

Happening = Callable[[], None]


class World:
    """The time of a run, in ms since it began, and what is to come."""

    def __init__(self, seed: int, begins_at: int) -> None:
        self.random = Random(seed)
        self.now_ms = 0
        self.utc_shift_ms = 0
        """How far the hall's clock was stepped."""
        self.was_back = False
        """Whether it was ever stepped back: for hours its time goes at half speed then."""
        self.trace: list[str] = []
        self._begins_at = begins_at
        self._heap: list[tuple[int, int, Happening]] = []
        self._soon: deque[Happening] = deque()
        """What is due at this very moment, after all that was due before."""
        self._order = count()

    @property
    def utc_ms(self) -> int:
        """What the hall machine's clock shows."""
        return self._begins_at + self.now_ms + self.utc_shift_ms

    def at(self, when_ms: int, happening: Happening) -> None:
        """Let something happen at a time; in order of asking when at the same."""
        if when_ms <= self.now_ms:
            self._soon.append(happening)
        else:
            heappush(self._heap, (when_ms, next(self._order), happening))

    def after(self, delay_ms: float, happening: Happening) -> None:
        """Let something happen in a while."""
        self.at(self.now_ms + round(delay_ms), happening)

    def run(self, until_ms: int) -> None:
        """Let all happen that is due until then."""
        heap, soon = self._heap, self._soon
        while True:
            if heap and heap[0][0] <= self.now_ms:
                heappop(heap)[2]()
            elif soon:
                soon.popleft()()
            elif heap and heap[0][0] <= until_ms:
                self.now_ms = heap[0][0]
            else:
                break
        self.now_ms = until_ms

    def skip(self, to_ms: int) -> None:
        """Sleep, all machines alike: what was to come comes as much later."""
        passed_ms = to_ms - self.now_ms
        if passed_ms > 0:
            self._heap[:] = [(when + passed_ms, order, what) for when, order, what in self._heap]
            self.now_ms = to_ms

    def chance(self, share: float) -> bool:
        """Whether something of this probability happens."""
        return share > 0 and self.random.random() < share

    def note(self, what: str) -> None:
        """Write into the story that a failure prints."""
        self.trace.append(f"{self.now_ms / 1000:12.3f}  {what}")
        if len(self.trace) > 400:
            del self.trace[:200]
