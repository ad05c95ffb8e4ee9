# SPDX-License-Identifier: Apache-2.0
"""The day in figures: a sum over tickets, so what was undone counts as if it had not happened.

Each ticket adds what its present value says; when it changes, the old value's share is taken
out and the new one's put in. There is no second tally that could drift.
"""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import Struct

from hall.core.clock import midnight_ms
from hall.core.life import AT_WINDOW, CLOSED_STEPS, Case, Life, Ticket, Visit
from hall.core.state import HallState

SLOT_MS = 30 * 60_000
"""The day's chart has a bar for each half hour."""
LEVELS = (1, 2, 3, 4, 5)
Key = tuple[str, str]
"""What is counted: ("all", ""), ("service", id), ("window", id), ("clerk", number), ("class", id)
or ("slot", UTC ms at which a half hour begins)."""
ALL: Key = ("all", "")


class Figures(Struct, frozen=True):
    """What happened to one key in one day. Times in ms; None: nothing to measure."""

    key: Key
    issued: int = 0
    waiting: int = 0
    calls: int = 0
    """Tickets called, recalls not counted."""
    served: int = 0
    """Visits that ended here; a ticket for two services is two."""
    passed_over: int = 0
    transferred: int = 0
    cancelled: int = 0
    left: int = 0
    """Still there when the day closed."""
    gone: int = 0
    """Passed over for good: did not come when called, and not later either."""
    held: int = 0
    printed: int = 0
    unprinted: int = 0
    """Tickets whose paper failed."""
    rated: int = 0
    unrated: int = 0
    levels: tuple[int, ...] = (0, 0, 0, 0, 0)
    """Ratings of level 1 to 5."""
    outcomes: tuple[tuple[str, int], ...] = ()
    wait_mean_ms: int | None = None
    wait_median_ms: int | None = None
    wait_p90_ms: int | None = None
    service_mean_ms: int | None = None
    service_median_ms: int | None = None
    service_p90_ms: int | None = None
    overtaken_max: int = 0
    """Most often that one ticket was overtaken by later arrivals."""
    overtaken_mean: float = 0.0
    cases_opened: int = 0
    cases_closed: int = 0
    """Decided or refused, counted where the case was accepted."""
    cases_on_time: int = 0
    """Closed on the day promised or before; without a promise every case is."""
    cases_same_day: int = 0
    """Closed on the day they were accepted."""

    @property
    def decided(self) -> int:
        """Visits decided on the spot: accepted and finished at once, on time."""
        return dict(self.outcomes).get("decided", 0)

    @property
    def accepted(self) -> int:
        """Cases accepted: opened, and decided on the spot."""
        return self.cases_opened + self.decided

    @property
    def finished(self) -> int:
        """Cases finished: closed, and decided on the spot."""
        return self.cases_closed + self.decided

    @property
    def on_time(self) -> float | None:
        """Share of the finished cases that kept their promise; None when none was finished."""
        return (self.cases_on_time + self.decided) / self.finished if self.finished else None

    @property
    def same_day(self) -> float | None:
        """Share of the finished cases accepted the same day; None when none was finished."""
        return (self.cases_same_day + self.decided) / self.finished if self.finished else None

    @property
    def satisfied(self) -> float | None:
        """Share of ratings of level 3 and above; None when nobody rated."""
        return sum(self.levels[2:]) / self.rated if self.rated else None

    @property
    def abandoned(self) -> int:
        """Tickets that ended without the service they waited for, for whatever reason."""
        return self.cancelled + self.left + self.gone


Share = tuple[tuple[Key, ...], str, int]
"""What a ticket adds: to which keys, under which name, how much."""
WAIT, SERVICE, OVERTAKEN = "wait", "service", "overtaken"
"""Names of shares that are measured, not counted."""


def shares(ticket: Ticket, slot: Callable[[int], Key]) -> Iterator[Share]:
    """Yield what a ticket adds; `slot` is the key of the part of the day a moment is in."""
    first = ticket.visits[0].service if ticket.visits else ticket.service
    class_ = ("class", ticket.priority)
    now = ("service", ticket.service)
    yield (ALL, ("service", first), class_, slot(ticket.issued_at)), "issued", 1
    yield (ALL, class_), "calls", ticket.calls
    yield (ALL, class_), OVERTAKEN, ticket.overtaken
    yield (now,), OVERTAKEN, ticket.overtaken
    yield (ALL, now, class_), ticket.life.value, 1
    for window, clerk in ticket.passed_at:
        keys = (ALL, now, class_, ("window", window), ("clerk", clerk))
        yield keys, "missed", 1
    if ticket.printed is not None:
        yield (ALL,), "printed" if ticket.printed else "unprinted", 1
    if ticket.life in AT_WINDOW:
        yield (ALL, now, class_, slot(ticket.called_at)), WAIT, ticket.waited_ms
    for visit in ticket.visits:
        yield from _visit_shares(visit, class_, slot)


def _visit_shares(visit: Visit, class_: Key, slot: Callable[[int], Key]) -> Iterator[Share]:
    place = (("service", visit.service), ("window", visit.window), ("clerk", visit.clerk))
    keys = (ALL, class_, *place)
    yield (*keys, slot(visit.called_at)), WAIT, visit.waited_ms
    if visit.transferred:
        yield keys, "transferred", 1
        return
    yield (*keys, slot(visit.ended_at)), "served", 1
    yield keys, SERVICE, visit.ended_at - visit.started_at
    yield keys, f"outcome:{visit.outcome.value}", 1
    yield keys, "unrated" if visit.level is None else f"level:{visit.level}", 1


def case_shares(case: Case, day: str) -> Iterator[Share]:
    """Yield what a case adds to a day, and to which keys."""
    keys = (ALL, ("service", case.service), ("window", case.window), ("clerk", case.clerk))
    if case.day == day:
        yield keys, "cases-opened", 1
    if case.step in CLOSED_STEPS and case.moved_day == day:
        yield keys, "cases-closed", 1
        yield keys, "cases-on-time", int(case.on_time)
        yield keys, "cases-same-day", int(case.day == case.moved_day)


class _Tally:
    """Counts and sorted times of one key."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.times: dict[str, list[int]] = {WAIT: [], SERVICE: [], OVERTAKEN: []}

    def add(self, name: str, value: int, sign: int) -> None:
        if name not in self.times:
            self.counts[name] += sign * value
        elif sign > 0:
            insort(self.times[name], value)
        else:
            times = self.times[name]
            del times[bisect_left(times, value)]


class DayBook:
    """One day's figures, kept up to date ticket by ticket."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._day = ""
        self._begin_ms = 0
        self._tallies: dict[Key, _Tally] = {}
        self._counted: dict[str, Ticket] = {}
        self._changed: dict[str, None] = {}
        self._cases: dict[str, Case] = {}
        self._cases_changed: dict[str, None] = {}

    def touch(self, tickets: Iterable[str], cases: Iterable[str] = ()) -> None:
        """Note that these tickets and cases changed; counting waits until somebody looks."""
        self._changed.update(dict.fromkeys(tickets))
        self._cases_changed.update(dict.fromkeys(cases))

    def refresh(self, state: HallState) -> None:
        """Count what changed; all anew when the day is another."""
        if state.day != self._day:
            self._begin(state)
        for name in self._changed:
            before, after = self._counted.get(name), state.tickets.get(name)
            if before is after:
                continue
            if before is not None:
                self._add(before, -1)
                del self._counted[name]
            if after is not None and after.day == self._day:
                self._add(after, 1)
                self._counted[name] = after
        self._changed.clear()
        for code in self._cases_changed:
            self._count_case(self._cases.pop(code, None), -1)
            case = state.cases.get(code)
            if case is not None:
                self._count_case(case, 1)
                self._cases[code] = case
        self._cases_changed.clear()

    def _count_case(self, case: Case | None, sign: int) -> None:
        for keys, name, value in case_shares(case, self._day) if case is not None else ():
            for key in keys:
                self._tallies.setdefault(key, _Tally()).add(name, value, sign)

    def _begin(self, state: HallState) -> None:
        self._day = state.day
        self._begin_ms = midnight_ms(date.fromisoformat(state.day), self._zone)
        self._tallies.clear()
        self._counted.clear()
        self._changed = dict.fromkeys(state.tickets)
        self._cases.clear()
        self._cases_changed = dict.fromkeys(state.cases)

    def _add(self, ticket: Ticket, sign: int) -> None:
        for keys, name, value in shares(ticket, self._slot):
            for key in keys:
                tally = self._tallies.get(key)
                if tally is None:
                    tally = self._tallies.setdefault(key, _Tally())
                tally.add(name, value, sign)

    def _slot(self, at_ms: int) -> Key:
        begun = self._begin_ms + (at_ms - self._begin_ms) // SLOT_MS * SLOT_MS
        return "slot", str(begun)

    # --- looking ---

    def figures(self, key: Key = ALL) -> Figures:
        """Return one key's figures as of the last `refresh`."""
        tally = self._tallies.get(key) or _Tally()
        counts, times = tally.counts, tally.times
        levels = tuple(counts[f"level:{level}"] for level in LEVELS)
        outcomes = (
            (name.removeprefix("outcome:"), count)
            for name, count in sorted(counts.items())
            if name.startswith("outcome:") and count
        )
        overtaken = times[OVERTAKEN]
        return Figures(
            key=key,
            issued=counts["issued"],
            waiting=counts[Life.WAITING.value],
            calls=counts["calls"],
            served=counts["served"],
            passed_over=counts["missed"],
            transferred=counts["transferred"],
            cancelled=counts[Life.CANCELLED.value],
            left=counts[Life.LEFT.value],
            gone=counts[Life.PASSED_OVER.value],
            held=counts[Life.HELD.value],
            printed=counts["printed"],
            unprinted=counts["unprinted"],
            rated=sum(levels),
            unrated=counts["unrated"],
            levels=levels,
            outcomes=tuple(outcomes),
            wait_mean_ms=mean(times[WAIT]),
            wait_median_ms=quantile(times[WAIT], 50),
            wait_p90_ms=quantile(times[WAIT], 90),
            service_mean_ms=mean(times[SERVICE]),
            service_median_ms=quantile(times[SERVICE], 50),
            service_p90_ms=quantile(times[SERVICE], 90),
            overtaken_max=overtaken[-1] if overtaken else 0,
            overtaken_mean=sum(overtaken) / len(overtaken) if overtaken else 0.0,
            cases_opened=counts["cases-opened"],
            cases_closed=counts["cases-closed"],
            cases_on_time=counts["cases-on-time"],
            cases_same_day=counts["cases-same-day"],
        )

    def keys(self, kind: str) -> list[Key]:
        """Return the keys of one kind that have figures, sorted."""
        found = (key for key in self._tallies if key[0] == kind)
        return sorted(found, key=lambda key: (len(key[1]), key[1]) if kind == "slot" else key)


def mean(values: list[int]) -> int | None:
    """Return the mean, rounded; None of nothing."""
    return round(sum(values) / len(values)) if values else None


def quantile(ascending: list[int], percent: int) -> int | None:
    """Return the nearest-rank percentile of sorted values; None of nothing."""
    if not ascending:
        return None
    return ascending[max(0, -(-percent * len(ascending) // 100) - 1)]


def count_day(state: HallState, zone: ZoneInfo) -> DayBook:
    """Return the figures of a replayed day."""
    book = DayBook(zone)
    book.refresh(state)
    return book
