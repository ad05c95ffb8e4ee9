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
from hall.core.facts import Called, Issued, Recorded
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


class Wait(Struct, frozen=True):
    """What a citizen is told."""

    median_ms: int
    p90_ms: int


class _Told(Struct, frozen=True):
    played_ms: float
    wait: Wait


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
        self._service_of: dict[str, str] = {}
        self._issued_at: dict[str, int] = {}

    def wait(self, state: HallState, service: str, priority: str, at: int) -> Wait | None:
        """Return how long a ticket taken now would wait; None when no window is open for it."""
        played_ms = self._play(state, service, priority, at)
        return None if played_ms is None else self._told_for(played_ms)

    def told(
        self, state: HallState, ticket: str, service: str, priority: str, at: int
    ) -> Wait | None:
        """Return the same for a ticket that is now issued, to learn from it when it is called."""
        played_ms = self._play(state, service, priority, at)
        if played_ms is None:
            return None
        wait = self._told_for(played_ms)
        self._told[ticket] = _Told(played_ms, wait)
        return wait

    def learn(self, recorded: Recorded) -> None:
        """Take a fact that is on disk."""
        fact = recorded.fact
        ticket = getattr(fact, "ticket", "")
        if isinstance(fact, Issued):
            self._service_of[ticket] = fact.service
            self._issued_at[ticket] = fact.since_at
        elif isinstance(fact, Called):
            self._learn_wait(ticket, recorded.at)
        if ticket in self._service_of:
            self.durations.learn(recorded, self._service_of[ticket], self._issued_at[ticket])

    def forget_day(self) -> None:
        """Forget the tickets of a day that closed; what was learned stays."""
        self._told.clear()
        self._service_of.clear()
        self._issued_at.clear()

    # --- the interval -----------------------------------------------------------------------

    def _told_for(self, played_ms: float) -> Wait:
        size = _size(played_ms)
        median = (played_ms + OFFSET_MS) * math.exp(self._median[size]) - OFFSET_MS
        bound = (played_ms + OFFSET_MS) * math.exp(self._bound[size]) - OFFSET_MS
        median_ms = max(0, round(median))
        return Wait(median_ms=median_ms, p90_ms=max(median_ms, round(bound)))

    def _learn_wait(self, ticket: str, at: int) -> None:
        told = self._told.pop(ticket, None)
        if told is None:
            return
        waited_ms = at - self._issued_at[ticket]
        size = _size(told.played_ms)
        self._median[size] += STEP * ((waited_ms > told.wait.median_ms) - (1 - MEDIAN))
        self._bound[size] += STEP * ((waited_ms > told.wait.p90_ms) - (1 - BOUND))

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
        return tuple(window for window in windows if not state.windows[window].paused)

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
                for since_at, _seq in places:
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


def _size(played_ms: float) -> int:
    return sum(played_ms >= size_ms for size_ms in SIZES_MS)
