# SPDX-License-Identifier: Apache-2.0
"""How long a new ticket will wait: played forward, then corrected by how past forecasts held.

The queue is played forward with the mean time of each service over the windows that are open;
that gives one number. What people are told is an interval: its median and its 90 % bound are
that number times factors, which move a little with each wait that is known (stochastic
approximation of a quantile): too many above the bound and the bound rises. So in the long run
the bound holds for the share it promises, whatever the hall's mix of services and staff.
"""

import math
from collections.abc import Iterable
from heapq import nsmallest

from msgspec import Struct

from config.schema import Hall
from hall.core.durations import Durations
from hall.core.facts import Called, DayClosed, Issued, Recorded
from hall.core.life import Life
from hall.core.state import HallState

PLAYED_MOST = 150
"""Tickets ahead that are played one by one; the pace of these is taken for the rest."""
OFFSET_MS = 20_000.0
"""Added before the factors work, so that a forecast of nought can be wrong by something."""
MEDIAN, BOUND = 0.5, 0.9
STEP = 0.06
"""How far a factor moves (in log) with each known wait."""
SIZES_MS = (60_000, 300_000, 900_000, 2_400_000)
"""Short and long waits are wrong in different ways: factors are kept for each size."""


class _Told(Struct, frozen=True):
    """A ticket that waits: what it was told, and since when it waits."""

    service: str
    since_at: int
    median_ms: int | None
    p90_ms: int | None


class Forecast:
    """The hall's forecaster: asked at each ticket, taught by each fact."""

    def __init__(self, hall: Hall) -> None:
        """Start from the configured guesses; teach it yesterday's facts if there are any."""
        self._services = {service.id for service in hall.services}
        self._classes = hall.class_by_id
        self.durations = Durations({s.id: s.typical_minutes * 60_000 for s in hall.services})
        self._median = [0.0] * (len(SIZES_MS) + 1)
        self._bound = [math.log(1.7)] * (len(SIZES_MS) + 1)
        self._told: dict[str, _Told] = {}

    def wait(
        self, state: HallState, service: str, priority: str, at_ms: int
    ) -> tuple[int, int] | None:
        """Return median and 90 % bound in ms of the wait of a ticket taken now.

        None when no window is open for the service.
        """
        played_ms = self._play(state, service, priority, at_ms)
        return None if played_ms is None else self._interval(played_ms)

    def learn(self, recorded: Recorded) -> None:
        """Take a fact that is on disk, or one of an earlier day."""
        fact = recorded.fact
        if isinstance(fact, DayClosed):
            self._told.clear()
            return
        if isinstance(fact, Issued):
            self._told[fact.ticket] = _Told(
                fact.service, fact.since_at, fact.wait_median_ms, fact.wait_p90_ms
            )
            return
        told = self._told.get(getattr(fact, "ticket", ""))
        if told is None:
            return
        self.durations.learn(recorded, told.service, told.since_at)
        if isinstance(fact, Called):
            self._learn_wait(fact.ticket, told, recorded.at)

    # --- the interval -----------------------------------------------------------------------

    def _interval(self, played_ms: float) -> tuple[int, int]:
        size = _size(played_ms)
        median = (played_ms + OFFSET_MS) * math.exp(self._median[size]) - OFFSET_MS
        bound = (played_ms + OFFSET_MS) * math.exp(self._bound[size]) - OFFSET_MS
        median_ms = max(0, round(median))
        return median_ms, max(median_ms, round(bound))

    def _learn_wait(self, ticket: str, told: _Told, at: int) -> None:
        """Move the factors by a wait that is now known; only the first call of a ticket counts."""
        if told.median_ms is None or told.p90_ms is None:
            return
        waited_ms = at - told.since_at
        size = _size(told.median_ms)
        self._median[size] += STEP * ((waited_ms > told.median_ms) - (1 - MEDIAN))
        self._bound[size] += STEP * ((waited_ms > told.p90_ms) - (1 - BOUND))
        self._told[ticket] = _Told(told.service, told.since_at, None, None)

    # --- playing forward --------------------------------------------------------------------

    def _play(self, state: HallState, service: str, priority: str, at: int) -> float | None:
        lines = state.lines
        mine = self._open(state, lines.windows_of.get(service, ()))
        if not mine:
            return None
        near = tuple(dict.fromkeys(line for window in mine for line in lines.lines_of[window]))
        takers = {line: self._open(state, lines.windows_of.get(line, ())) for line in near}
        free_ms = {
            window: self._busy_ms(state, window, at)
            for windows in takers.values()
            for window in windows
        }
        limit = at - self._credit_ms(priority)
        ahead, total = self._ahead(state, near, limit, at)
        for line in ahead:
            windows = takers[line]
            if windows:
                first = min(windows, key=free_ms.__getitem__)
                free_ms[first] += self._occupied_ms(state, line)
        wait_ms = min(free_ms[window] for window in mine)
        return wait_ms * total / len(ahead) if total > len(ahead) else wait_ms

    def _open(self, state: HallState, windows: Iterable[str]) -> tuple[str, ...]:
        return tuple(window for window in windows if not state.window(window).paused)

    def _credit_ms(self, priority: str) -> float:
        class_ = self._classes[priority]
        return class_.rate * class_.head_start_minutes * 60_000

    def _ahead(
        self, state: HallState, near: Iterable[str], limit: float, at: int
    ) -> tuple[list[str], int]:
        """Return the lines of who is ahead, in order, and how many there are in all."""
        ahead: list[tuple[float, str]] = []
        for name in near:
            line = state.lines.lines.get(name)
            if line is None:
                continue
            for priority, places in line.classes.items():
                class_ = self._classes[priority]
                credit_ms = class_.head_start_minutes * 60_000
                for since_at, *_behind in places:
                    effective = at - class_.rate * (at - since_at + credit_ms)
                    if effective <= limit:
                        ahead.append((effective, name))
        if len(ahead) <= PLAYED_MOST:
            return [name for _, name in sorted(ahead)], len(ahead)
        return [name for _, name in nsmallest(PLAYED_MOST, ahead)], len(ahead)

    def _busy_ms(self, state: HallState, window: str, at: int) -> float:
        """Return for how long who is at a window stays: never less than a third of the mean."""
        ticket = state.at_window(window)
        if ticket is None or ticket.life not in (Life.CALLED, Life.SERVING):
            return 0.0
        mean_ms = self.durations.occupied_ms(ticket.service)
        return max(mean_ms - (at - ticket.called_at), mean_ms / 3)

    def _occupied_ms(self, state: HallState, line: str) -> float:
        if line in self._services:
            return self.durations.occupied_ms(line)
        services = [state.tickets[ticket].service for ticket in state.lines.tickets(line, 1)]
        return self.durations.occupied_ms(services[0]) if services else 0.0


def _size(wait_ms: float) -> int:
    return sum(wait_ms >= size_ms for size_ms in SIZES_MS)
