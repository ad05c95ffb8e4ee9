# SPDX-License-Identifier: Apache-2.0
"""A recorded day played twice: as it was, and with a change; the waits side by side."""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from config.policy import Policy
from config.schema import Hall
from hall.core.replay import Played, Replay
from hall.core.script import Script, Shift

EVERY_SERVICE = ""


class Change(Struct, frozen=True):
    """What is different in the second run."""

    opened: tuple[Shift, ...] = ()
    """Stretches in which a window is open besides those recorded."""
    closed: tuple[tuple[str, int, int], ...] = ()
    """Window and UTC ms from when to when it stays closed."""
    policy: Policy | None = None
    """None: the hall's."""


class Waits(Struct, frozen=True):
    """Waits of one service, or of all, in one run; times in ms, None when nobody was called."""

    people: int
    median_ms: int | None
    p90_ms: int | None
    longest_ms: int | None
    not_called: int
    overtaken_most: int


class Compared(Struct, frozen=True):
    """One service in both runs; `EVERY_SERVICE` is the whole hall."""

    service: str
    before: Waits
    after: Waits


def what_if(hall: Hall, script: Script, change: Change) -> list[Compared]:
    """Return the whole hall first, then each service that anybody came for."""
    before = Replay(hall, script).play()
    after = Replay(hall, changed(script, change), change.policy).play()
    services = [service.id for service in hall.services]
    came = {played.service for played in (*before, *after)}
    return [
        Compared(service, _waits(before, service), _waits(after, service))
        for service in (EVERY_SERVICE, *services)
        if service == EVERY_SERVICE or service in came
    ]


def changed(script: Script, change: Change) -> Script:
    """Return the script with windows opened and closed as the change says."""
    shifts: list[Shift] = list(script.shifts)
    for window, begins_at, ends_at in change.closed:
        shifts = [part for shift in shifts for part in _without(shift, window, begins_at, ends_at)]
    for shift in change.opened:
        shifts = [
            part
            for known in shifts
            for part in _without(known, shift.window, shift.begins_at, shift.ends_at)
        ]
        shifts.append(shift)
    shifts.sort(key=lambda shift: (shift.begins_at, shift.window))
    return replace(script, shifts=tuple(shifts))


def _without(shift: Shift, window: str, begins_at: int, ends_at: int) -> Iterable[Shift]:
    """Yield what is left of a shift when its window is taken away for a stretch."""
    if shift.window != window or shift.ends_at <= begins_at or ends_at <= shift.begins_at:
        yield shift
        return
    if shift.begins_at < begins_at:
        yield replace(shift, ends_at=begins_at)
    if ends_at < shift.ends_at:
        yield replace(shift, begins_at=ends_at)


def _waits(run: Sequence[Played], service: str) -> Waits:
    mine = [played for played in run if service in (EVERY_SERVICE, played.service)]
    waited = sorted(played.waited_ms for played in mine if played.waited_ms is not None)
    return Waits(
        people=len(mine),
        median_ms=waited[len(waited) // 2] if waited else None,
        p90_ms=waited[min(len(waited) - 1, len(waited) * 9 // 10)] if waited else None,
        longest_ms=waited[-1] if waited else None,
        not_called=len(mine) - len(waited),
        overtaken_most=max((played.overtaken for played in mine), default=0),
    )
