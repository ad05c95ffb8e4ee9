# SPDX-License-Identifier: Apache-2.0
"""How long a new ticket will wait: the work ahead, poured over the windows that are open.

The work of all who are ahead is poured into the windows that take it, the least flexible line
first, each into the windows that are free soonest. How high the windows of the new ticket then
stand is its wait, whatever the mix of services and staff; it costs no more with thousands
waiting than with a few. Beside it people are told a bound, which moves until it holds for the
share it promises (stochastic approximation of a quantile of the waits that are known now).

The wait itself is not corrected by how past ones came out: on simulated days such factors, by
hall, service or class, made it worse in three halls of four (`python -m bench waits`), as a wait
is known only long after the state that it was told from is gone.
"""

import math
from bisect import bisect_left

from msgspec import Struct

from config.policy import PriorityClass
from config.schema import Hall
from hall.core.durations import Durations
from hall.core.facts import Called, DayClosed, Issued, Recorded
from hall.core.life import Life, Place, Ticket
from hall.core.state import HallState

OFFSET_MS = 60_000.0
"""Added before ratios are taken, so that a forecast of nought can be wrong by something."""
BOUND = 0.9
BOUND_STEP = 0.04
"""How far the bound moves (in log) with each known wait."""
SIZES_MS = (60_000, 300_000, 900_000, 2_400_000)
"""Short and long waits are wrong in different ways: bounds are kept for each size."""


_Plan = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
"""The windows of a service, all windows that share work with them, and the lines by their
windows, the least flexible first."""


class _Told(Struct, frozen=True):
    """A ticket that waits: what it was told, and since when it waits."""

    service: str
    since_at: int
    median_ms: int | None


class Forecast:
    """The hall's forecaster: asked at each ticket, taught by each fact."""

    def __init__(self, hall: Hall) -> None:
        """Start from the configured guesses; teach it yesterday's facts if there are any."""
        self._services = {service.id for service in hall.services}
        self._earlier_ms = {
            mine.id: {other.id: _earlier_ms(mine, other) for other in hall.policy.classes}
            for mine in hall.policy.classes
        }
        self.durations = Durations({s.id: s.typical_minutes * 60_000 for s in hall.services})
        self._bound = [math.log(1.9)] * (len(SIZES_MS) + 1)
        self._told: dict[str, _Told] = {}
        self._staffing: object = None
        self._staff: dict[str, tuple[str, ...]] = {}
        """What each window takes that calls people."""
        self._takers: dict[str, tuple[str, ...]] = {}
        """Each line's windows, in the order of the staff."""
        self._plans: dict[str, _Plan] = {}

    def wait(
        self, state: HallState, service: str, priority: str, at_ms: int
    ) -> tuple[int, int] | None:
        """Return median and 90 % bound in ms of the wait of a ticket taken now.

        None when no window is open for the service.
        """
        return self._bounded(self._poured_ms(state, service, priority, at_ms))

    def left(self, state: HallState, ticket: Ticket, at_ms: int) -> tuple[int, int] | None:
        """Return median and 90 % bound in ms of what a waiting ticket still waits.

        Only who has the larger claim than it is ahead. None when no window is open for it.
        """
        return self._bounded(
            self._poured_ms(state, ticket.line, ticket.stands_as, at_ms, ticket.place)
        )

    def _bounded(self, median_ms: float | None) -> tuple[int, int] | None:
        if median_ms is None:
            return None
        bound_ms = (median_ms + OFFSET_MS) * math.exp(self._bound[_size(median_ms)]) - OFFSET_MS
        return round(median_ms), max(round(median_ms), round(bound_ms))

    def learn(self, recorded: Recorded) -> None:
        """Take a fact that is on disk, or one of an earlier day."""
        fact = recorded.fact
        if isinstance(fact, DayClosed):
            self._told.clear()
            return
        if isinstance(fact, Issued):
            self._told[fact.ticket] = _Told(fact.service, fact.since_at, fact.wait_median_ms)
            return
        told = self._told.get(getattr(fact, "ticket", ""))
        if told is None:
            return
        self.durations.learn(recorded, told.service, told.since_at)
        if isinstance(fact, Called):
            self._learn_wait(fact.ticket, told, recorded.at)

    def _learn_wait(self, ticket: str, told: _Told, at: int) -> None:
        """Move the bound by a wait that is now known; only the first call of a ticket counts."""
        if told.median_ms is None:
            return
        waited = math.log(at - told.since_at + OFFSET_MS)
        size = _size(told.median_ms)
        above = waited - math.log(told.median_ms + OFFSET_MS) > self._bound[size]
        self._bound[size] = max(0.0, self._bound[size] + BOUND_STEP * (above - (1 - BOUND)))
        self._told[ticket] = _Told(told.service, told.since_at, None)

    # --- pouring -----------------------------------------------------------------------------

    def _poured_ms(
        self, state: HallState, service: str, priority: str, at: int, place: Place = ()
    ) -> float | None:
        """`place`: of a ticket that waits already in this line; empty: of one that comes now."""
        mine, able, groups = self._plan(state, service)
        if not mine:
            return None
        earlier_ms = self._earlier_ms[priority]
        level_ms = {window: self._busy_ms(state, window, at) / len(mine) for window in able}
        for takers, names in groups:
            work_ms = 0.0
            for name in names:
                line = state.lines.lines.get(name)
                if line is not None and line.waiting:
                    ahead = _ahead(line.classes, earlier_ms, place or (at + 1,))
                    work_ms += ahead * self._occupied_ms(state, name)
            if work_ms:
                _pour(level_ms, takers, work_ms)
        return min(level_ms[window] for window in mine)

    def _plan(self, state: HallState, service: str) -> _Plan:
        """Return who could serve a service and whom else they serve; kept while nobody moves."""
        if state.staffing is not self._staffing:
            self._staffing = state.staffing
            self._staff = {
                window: lines
                for window, lines in state.lines.lines_of.items()
                if not state.windows[window].paused
            }
            self._plans.clear()
            takers: dict[str, list[str]] = {}
            for window, lines in self._staff.items():
                for line in lines:
                    takers.setdefault(line, []).append(window)
            self._takers = {line: tuple(windows) for line, windows in takers.items()}
        plan = self._plans.get(service)
        if plan is None:
            plan = self._plans[service] = _plan_of(self._staff, self._takers, service)
        return plan

    def _busy_ms(self, state: HallState, window: str, at: int) -> float:
        """Return for how long who is at a window stays: never less than half of the mean."""
        ticket = state.at_window(window)
        if ticket is None or ticket.life not in (Life.CALLED, Life.SERVING):
            return 0.0
        mean_ms = self.durations.occupied_ms(ticket.service)
        return max(mean_ms - (at - ticket.called_at), mean_ms / 2)

    def _occupied_ms(self, state: HallState, line: str) -> float:
        if line in self._services:
            return self.durations.occupied_ms(line)
        services = [state.tickets[ticket].service for ticket in state.lines.tickets(line, 1)]
        return self.durations.occupied_ms(services[0]) if services else 0.0


def _plan_of(
    staff: dict[str, tuple[str, ...]], takers: dict[str, tuple[str, ...]], service: str
) -> _Plan:
    mine = takers.get(service, ())
    groups: dict[tuple[str, ...], list[str]] = {}
    for name in dict.fromkeys(line for window in mine for line in staff[window]):
        groups.setdefault(takers[name], []).append(name)
    able = tuple(dict.fromkeys(window for takers in groups for window in takers))
    ordered = sorted(groups.items(), key=_flexibility)
    return mine, able, tuple((takers, tuple(names)) for takers, names in ordered)


def _flexibility(group: tuple[tuple[str, ...], list[str]]) -> int:
    return len(group[0])


def _ahead(classes: dict[str, list[Place]], earlier_ms: dict[str, int], place: Place) -> int:
    """Return how many in a line have the larger claim than one with that place."""
    count = 0
    for class_, places in classes.items():
        since_ms = place[0] - earlier_ms[class_]
        if places[-1][0] < since_ms:
            count += len(places)
        elif places[0][0] <= since_ms:
            count += bisect_left(places, (since_ms, *place[1:]))
    return count


def _pour(level_ms: dict[str, float], into: tuple[str, ...], work_ms: float) -> None:
    """Raise the lowest of these levels together until all the work is in."""
    rising = sorted(into, key=level_ms.__getitem__)
    total = work_ms
    for count, window in enumerate(rising, start=1):
        total += level_ms[window]
        surface = total / count
        if count == len(rising) or surface <= level_ms[rising[count]]:
            for wet in rising[:count]:
                level_ms[wet] = surface
            return


def _earlier_ms(mine: PriorityClass, other: PriorityClass) -> int:
    """Return how much earlier one of another class must have come for the same claim as mine."""
    head_start = mine.rate * mine.head_start_minutes / other.rate
    return round(60_000 * (head_start - other.head_start_minutes))


def _size(wait_ms: float) -> int:
    return sum(wait_ms >= size_ms for size_ms in SIZES_MS)
