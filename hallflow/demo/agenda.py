# SPDX-License-Identifier: Apache-2.0
"""What happens when in the demo: one thread, one heap, everything people do is an entry in it."""

import heapq
import threading
from collections.abc import Callable

from bus.run import now

Deed = Callable[[], None]


class Agenda:
    """Does deeds at their times, one at a time, on a thread of its own."""

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, Deed]] = []
        self._count = 0
        self._changed = threading.Condition()
        self._over = False
        self._thread = threading.Thread(target=self._run, name="agenda", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def after(self, delay_s: float, deed: Deed) -> None:
        """Do a deed in so many seconds; from any thread."""
        with self._changed:
            self._count += 1
            due_ms = now().tick_ms + round(delay_s * 1000)
            heapq.heappush(self._entries, (due_ms, self._count, deed))
            self._changed.notify()

    def stop(self) -> None:
        """End: what is still to come never happens."""
        with self._changed:
            self._over = True
            self._changed.notify()
        self._thread.join()

    def _run(self) -> None:
        while (deed := self._next()) is not None:
            deed()

    def _next(self) -> Deed | None:
        with self._changed:
            while not self._over:
                wait_s = None
                if self._entries:
                    wait_s = (self._entries[0][0] - now().tick_ms) / 1000
                    if wait_s <= 0:
                        return heapq.heappop(self._entries)[2]
                self._changed.wait(wait_s)
        return None
