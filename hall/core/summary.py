# SPDX-License-Identifier: Apache-2.0
"""A stretch of time in figures that can be added up: days make months, months make years.

A key's sums are one long number of lanes: adding two of them adds every figure at once. Times
are kept as counts in fixed bins: 10 s wide below 200 s, then each 5 % wider than the one before.
A median or percentile read from them is the middle of its bin: off by at most 5 s below 200 s,
by at most 2.5 % above.
"""

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from zlib import crc32

from msgspec import Struct

from bus.messages import Outcome
from hall.core.counts import (
    LEVELS,
    OVERTAKEN,
    SERVICE,
    WAIT,
    Figures,
    Key,
    Share,
    case_shares,
    shares,
)
from hall.core.life import Case, Life, Ticket

LINEAR_S, LINEAR_UNTIL_S = 10, 200
GROWTH = 1.05
LONGEST_S = 24 * 3600
KINDS = ("all", "service", "window", "clerk", "class", "hour")
"""What sums are kept by; an hour is local and of a weekday, Monday's ninth is `1-09`."""


def _edges() -> tuple[int, ...]:
    """Return where each bin begins, in ms; the last is for all beyond."""
    edges = [s * 1000 for s in range(0, LINEAR_UNTIL_S, LINEAR_S)]
    at_s = float(LINEAR_UNTIL_S)
    while at_s < LONGEST_S:
        edges.append(round(at_s * 1000))
        at_s *= GROWTH
    return (*edges, LONGEST_S * 1000)


EDGES = _edges()
TIMES = (WAIT, SERVICE)
CASES = ("cases-opened", "cases-closed", "cases-on-time", "cases-same-day")
_SUMMED = (*TIMES, OVERTAKEN)
WIDE = (*(f"{name}_ms" for name in TIMES), f"{OVERTAKEN}_times")
"""Lanes of 64 bit: sums."""
COUNTS = (
    "issued",
    "calls",
    OVERTAKEN,
    *(life.value for life in Life),
    "missed",
    "printed",
    "unprinted",
    "served",
    "transferred",
    *(f"outcome:{outcome.value}" for outcome in Outcome),
    "unrated",
    *(f"level:{level}" for level in LEVELS),
    *CASES,
)
"""Lanes of 32 bit: counts, then the bins, of waits and service times by turns."""
_AT = {name: place for place, name in enumerate(COUNTS)}
_BINS_AT = len(COUNTS)
_LANES = len(COUNTS) + len(TIMES) * len(EDGES)
_LEVELS = tuple(f"level:{level}" for level in LEVELS)
_OUTCOMES = tuple(sorted((outcome.value, f"outcome:{outcome.value}") for outcome in Outcome))
_WIDE = struct.Struct(f"<{len(WIDE)}q")
_LEAST = _WIDE.size + 4 * (_BINS_AT + len(TIMES))
"""Bytes of all but the bins, and of the first of those: what is read of every key."""
LAYOUT = crc32(repr((WIDE, COUNTS, EDGES, KINDS)).encode()) & 0x7FFF_FFFF
"""Changes whenever what is kept does: then it is all derived anew."""


class Sum(Struct, frozen=True, gc=False):
    """One key's sums as they are kept; zeros at the end of `body` are left out."""

    key: Key
    body: bytes
    overtaken_max: int = 0


class _Tally:
    def __init__(self) -> None:
        self.wide = [0] * len(WIDE)
        self.lanes = [0] * _LANES
        self.overtaken: Counter[int] = Counter()

    def sum(self, key: Key) -> Sum:
        lanes = array("I", self.lanes)
        if sys.byteorder == "big":
            lanes.byteswap()
        body = (_WIDE.pack(*self.wide) + lanes.tobytes()).rstrip(b"\0")
        return Sum(key, body, max((+self.overtaken), default=0))


class Summary:
    """One day's sums, kept up with its tickets and cases; `hour` tells the local hour of a moment."""

    def __init__(self, hour: Callable[[int], int]) -> None:
        self._hour = hour
        self._day = ""
        self._tallies: dict[Key, _Tally] = {}
        self._counted: dict[str, Ticket] = {}
        self._cases: dict[str, Case] = {}

    def follow(self, tickets: Mapping[str, Ticket], cases: Mapping[str, Case], day: str) -> None:
        """Count what is of the day as it is now; only what changed is counted anew."""
        self._day = day
        for gone in [self._counted.pop(name) for name in self._counted.keys() - tickets.keys()]:
            self._add(shares(gone, self._slot), -1)
        for name, ticket in tickets.items():
            before = self._counted.get(name)
            if before is ticket or ticket.day != day:
                continue
            if before is not None:
                self._add(shares(before, self._slot), -1)
            self._add(shares(ticket, self._slot), 1)
            self._counted[name] = ticket
        self._follow_cases(cases, day)

    def _follow_cases(self, cases: Mapping[str, Case], day: str) -> None:
        for gone in [self._cases.pop(code) for code in self._cases.keys() - cases.keys()]:
            self._add(case_shares(gone, day), -1)
        for code, case in cases.items():
            before = self._cases.get(code)
            if before is case:
                continue
            if before is not None:
                self._add(case_shares(before, day), -1)
            self._add(case_shares(case, day), 1)
            self._cases[code] = case

    def _add(self, found: Iterable[Share], sign: int) -> None:
        for keys, name, value in found:
            if name in TIMES:
                bin_ = max(0, bisect_right(EDGES, value) - 1)
                lane, more = _BINS_AT + len(TIMES) * bin_ + TIMES.index(name), sign
            else:
                lane, more = _AT[name], sign if name == OVERTAKEN else sign * value
            for key in keys:
                tally = self._tallies.get(key)
                if tally is None:
                    tally = self._tallies.setdefault(key, _Tally())
                tally.lanes[lane] += more
                if name in _SUMMED:
                    tally.wide[_SUMMED.index(name)] += sign * value
                if name == OVERTAKEN:
                    tally.overtaken[value] += sign

    def _slot(self, at_ms: int) -> Key:
        return "hour", hour_key(date.fromisoformat(self._day).isoweekday(), self._hour(at_ms))

    def sums(self) -> list[Sum]:
        """Return the sums of all keys, sorted by key."""
        return [tally.sum(key) for key, tally in sorted(self._tallies.items())]


def summed(
    day: str,
    tickets: Mapping[str, Ticket],
    cases: Mapping[str, Case],
    hour: Callable[[int], int],
) -> list[Sum]:
    """Return the sums of a day's tickets and cases."""
    summary = Summary(hour)
    summary.follow(tickets, cases, day)
    return summary.sums()


def hour_key(weekday: int, hour: int) -> str:
    """Return what an hour of a weekday is called, 1 is Monday."""
    return f"{weekday}-{hour:02}"


def weekday_and_hour(key: str) -> tuple[int, int]:
    """Return what `hour_key` made a name of."""
    weekday, _, hour = key.partition("-")
    return int(weekday), int(hour)


class Adder:
    """Adds up sums of the same keys."""

    def __init__(self) -> None:
        self._totals: dict[Key, int] = {}
        self._most: dict[Key, int] = {}

    def add(self, found: Iterable[Sum], of: Callable[[Sum], Key] | None = None) -> None:
        """Put more to what each key has; `of` tells another key."""
        totals, most = self._totals, self._most
        for each in found:
            key = each.key if of is None else of(each)
            totals[key] = totals.get(key, 0) + int.from_bytes(each.body, "little")
            if each.overtaken_max and each.overtaken_max > most.get(key, 0):
                most[key] = each.overtaken_max

    def sums(self) -> Iterator[Sum]:
        """Yield the totals, in the order the keys came in."""
        for key, total in self._totals.items():
            body = total.to_bytes((total.bit_length() + 7) // 8, "little")
            yield Sum(key, body, self._most.get(key, 0))


def figures_of(found: Sum) -> Figures:
    """Return sums as figures; times by the bin's middle."""
    body = found.body.ljust(_LEAST, b"\0")
    wait_ms, service_ms, overtaken_times = _WIDE.unpack_from(body)
    lanes = array("I", body[_WIDE.size :] + bytes(-len(body) % 4))
    if sys.byteorder == "big":
        lanes.byteswap()
    at = dict(zip(COUNTS, lanes, strict=False))
    waits = list(accumulate(lanes[_BINS_AT :: len(TIMES)]))
    services = list(accumulate(lanes[_BINS_AT + 1 :: len(TIMES)]))
    levels = tuple([at[name] for name in _LEVELS])
    return Figures(
        key=found.key,
        issued=at["issued"],
        waiting=at["waiting"],
        calls=at["calls"],
        served=at["served"],
        passed_over=at["missed"],
        transferred=at["transferred"],
        cancelled=at["cancelled"],
        left=at["left"],
        gone=at["passed-over"],
        held=at["held"],
        printed=at["printed"],
        unprinted=at["unprinted"],
        rated=sum(levels),
        unrated=at["unrated"],
        levels=levels,
        outcomes=tuple([(name, at[lane]) for name, lane in _OUTCOMES if at[lane]]),
        wait_mean_ms=_mean(wait_ms, waits[-1]),
        wait_median_ms=binned(waits, 50),
        wait_p90_ms=binned(waits, 90),
        service_mean_ms=_mean(service_ms, services[-1]),
        service_median_ms=binned(services, 50),
        service_p90_ms=binned(services, 90),
        overtaken_max=found.overtaken_max,
        overtaken_mean=overtaken_times / at[OVERTAKEN] if at[OVERTAKEN] else 0.0,
        cases_opened=at["cases-opened"],
        cases_closed=at["cases-closed"],
        cases_on_time=at["cases-on-time"],
        cases_same_day=at["cases-same-day"],
    )


def count_of(found: Sum, *names: str) -> int:
    """Return what is counted under some of `COUNTS` together."""
    begins = (_WIDE.size + 4 * _AT[name] for name in names)
    return sum(int.from_bytes(found.body[begin : begin + 4], "little") for begin in begins)


def binned(reached: Sequence[int], percent: int) -> int | None:
    """Return the middle of the bin with the nearest-rank percentile, in ms; None of nothing.

    `reached` counts all up to each bin.
    """
    rank = -(-percent * reached[-1] // 100)
    if not rank:
        return None
    place = bisect_left(reached, rank)
    return (EDGES[place] + EDGES[min(place + 1, len(EDGES) - 1)]) // 2


def _mean(total: int, count: int) -> int | None:
    return round(total / count) if count else None
