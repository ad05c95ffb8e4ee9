# SPDX-License-Identifier: Apache-2.0
"""How many windows a promised wait needs, half-hour by half-hour (Erlang-C).

Each half-hour is taken as a queue in a steady state with the arrivals recorded for it and the mean
time that its visitors kept windows busy, at all their calls; all windows are one queue.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from hall.core.erlang import windows_needed
from hall.core.facts import Issued, Recorded
from hall.core.script import Script, script_of

SLOT_MINUTES = 30
SLOTS = 24 * 60 // SLOT_MINUTES
SLOT_MS = SLOT_MINUTES * 60_000


class Promise(Struct, frozen=True):
    """What citizens are promised: `share` of them wait at most `minutes`."""

    minutes: float
    share: float = 0.9


class Slot(Struct, frozen=True):
    """One half-hour of the day, averaged over the days recorded."""

    begins: str
    """On the wall, HH:MM."""
    arrivals: float
    service_minutes: float
    load: float
    """Offered load in Erlangs: windows busy if nobody had to wait."""
    needed: int
    """Fewest windows that keep the promise."""
    open: float
    """Windows that were open and not paused."""


class _Day(Struct):
    arrivals: Counter[int]
    busy_ms: Counter[int]
    served: Counter[int]
    open_ms: Counter[int]


def staffing(facts: Iterable[Recorded], zone: ZoneInfo, promise: Promise) -> list[Slot]:
    """Return the half-hours in which anybody came or a window was open, in order."""
    facts = list(facts)
    days = max(1, len({recorded.day for recorded in facts if isinstance(recorded.fact, Issued)}))
    day = _day(script_of(facts), zone)
    served = sum(day.served.values())
    usual_minutes = sum(day.busy_ms.values()) / served / 60_000 if served else 0.0
    table = []
    for slot in sorted(set(day.arrivals) | set(day.open_ms)):
        arrivals = day.arrivals[slot] / days
        mine = day.served[slot]
        minutes = day.busy_ms[slot] / mine / 60_000 if mine else usual_minutes
        load = arrivals * minutes / SLOT_MINUTES
        needed = windows_needed(load, minutes, promise.minutes, promise.share) if load else 0
        table.append(
            Slot(
                begins=f"{slot * SLOT_MINUTES // 60:02d}:{slot * SLOT_MINUTES % 60:02d}",
                arrivals=arrivals,
                service_minutes=minutes,
                load=load,
                needed=needed,
                open=day.open_ms[slot] / SLOT_MS / days,
            )
        )
    return table


def _day(script: Script, zone: ZoneInfo) -> _Day:
    day = _Day(Counter(), Counter(), Counter(), Counter())
    for arrival in script.arrivals:
        slot = _slot(arrival.at, zone)
        day.arrivals[slot] += 1
        busy_ms = [need.busy_ms for need in arrival.needs if need.busy_ms is not None]
        if busy_ms:
            day.busy_ms[slot] += sum(busy_ms)
            day.served[slot] += 1
    for shift in script.shifts:
        _add_open(day, shift.begins_at, shift.ends_at, zone)
    return day


def _add_open(day: _Day, began: int, ended: int, zone: ZoneInfo) -> None:
    """Spread the time a window was open over the half-hours it touches."""
    while began < ended:
        until = min(ended, (began // SLOT_MS + 1) * SLOT_MS)
        day.open_ms[_slot(began, zone)] += until - began
        began = until


def _slot(at: int, zone: ZoneInfo) -> int:
    wall = datetime.fromtimestamp(at / 1000, tz=UTC).astimezone(zone)
    return (wall.hour * 60 + wall.minute) // SLOT_MINUTES
