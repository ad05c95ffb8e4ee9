# SPDX-License-Identifier: Apache-2.0
"""A recorded day as a script: who came when and for what, and which windows were open."""

from collections.abc import Iterable

from msgspec import Struct

from hall.core.facts import (
    Called,
    CalledBack,
    Cancelled,
    DayOpened,
    Finished,
    Held,
    Issued,
    PassedOver,
    Paused,
    Recorded,
    Resumed,
    SignedIn,
    SignedOut,
    Took,
    Transferred,
    Undone,
)


class Need(Struct, frozen=True):
    """One service a visitor came for, and how long it kept a window busy; None: never served."""

    service: str
    busy_ms: int | None


class Arrival(Struct, frozen=True):
    """Somebody took a ticket."""

    at: int
    priority: str
    needs: tuple[Need, ...]


class Shift(Struct, frozen=True):
    """A window from when to when open (not paused), and what it took."""

    window: str
    clerk: str
    services: tuple[str, ...]
    begins_at: int
    ends_at: int


class Script(Struct, frozen=True):
    """One day, ready to be played again."""

    arrivals: tuple[Arrival, ...]
    shifts: tuple[Shift, ...]
    begins_at: int
    ends_at: int


class _Open(Struct):
    clerk: str
    services: tuple[str, ...]
    since_at: int
    paused: bool = False


def script_of(facts: Iterable[Recorded]) -> Script:
    """Return the script of one day's facts; what a clerk took back did not happen."""
    kept = _without_undone(list(facts))
    ends_at = kept[-1].at if kept else 0
    return Script(
        arrivals=_arrivals(kept),
        shifts=_shifts(kept, ends_at),
        begins_at=kept[0].at if kept else 0,
        ends_at=ends_at,
    )


def _without_undone(facts: list[Recorded]) -> list[Recorded]:
    undone = {recorded.fact.undone for recorded in facts if isinstance(recorded.fact, Undone)}
    return [
        recorded
        for recorded in facts
        if recorded.step not in undone and not isinstance(recorded.fact, Undone)
    ]


class _Visitor(Struct):
    at: int
    priority: str
    services: list[str]
    busy_ms: dict[str, int]
    called_at: int | None = None


def _arrivals(facts: Iterable[Recorded]) -> tuple[Arrival, ...]:
    visitors: dict[str, _Visitor] = {}
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, Issued):
            services = [fact.service, *fact.rest]
            visitors[fact.ticket] = _Visitor(recorded.at, fact.priority, services, {})
            continue
        visitor = visitors.get(getattr(fact, "ticket", ""))
        if visitor is not None:
            _follow(visitor, recorded)
    return tuple(
        Arrival(
            at=visitor.at,
            priority=visitor.priority,
            needs=tuple(
                Need(service, visitor.busy_ms.get(service))
                for service in dict.fromkeys(visitor.services)
            ),
        )
        for visitor in visitors.values()
    )


def _follow(visitor: _Visitor, recorded: Recorded) -> None:
    """Add up how long each service of a visitor kept a window busy."""
    fact = recorded.fact
    if isinstance(fact, Called | CalledBack):
        visitor.called_at = recorded.at
    elif isinstance(fact, Finished | Transferred | PassedOver | Held | Cancelled):
        if visitor.called_at is not None:
            done = sum(service in visitor.busy_ms for service in visitor.services)
            service = visitor.services[min(done, len(visitor.services) - 1)]
            before = visitor.busy_ms.get(service, 0)
            visitor.busy_ms[service] = before + recorded.at - visitor.called_at
            visitor.called_at = None
        if isinstance(fact, Transferred) and fact.to_service:
            visitor.services.append(fact.to_service)


class _Windows:
    """Follows the windows through the day and notes each stretch they were open."""

    def __init__(self) -> None:
        self.shifts: list[Shift] = []
        self._open: dict[str, _Open] = {}

    def hear(self, recorded: Recorded) -> None:
        """Take one fact."""
        fact, at = recorded.fact, recorded.at
        if isinstance(fact, DayOpened):
            self._go_on(fact, at)
        elif isinstance(fact, SignedIn):
            before = self._open.get(fact.window)
            self._end(fact.window, at)
            services = before.services if before else ()
            self._open[fact.window] = _Open(fact.clerk, services, at)
        elif isinstance(fact, SignedOut | Took | Paused | Resumed) and fact.window in self._open:
            self._end(fact.window, at)
            if isinstance(fact, SignedOut):
                del self._open[fact.window]
            elif isinstance(fact, Took):
                self._open[fact.window].services = fact.services
            else:
                self._open[fact.window].paused = isinstance(fact, Paused)

    def _go_on(self, fact: DayOpened, at: int) -> None:
        """Take over who sat at a window at midnight."""
        for window in fact.windows:
            if window.open and window.id not in self._open:
                self._open[window.id] = _Open(window.clerk, window.services, at, window.paused)

    def end_all(self, at: int) -> tuple[Shift, ...]:
        """Return all stretches, in order of their begin."""
        for window in self._open:
            self._end(window, at)
        return tuple(sorted(self.shifts, key=lambda shift: (shift.begins_at, shift.window)))

    def _end(self, window: str, at: int) -> None:
        now = self._open.get(window)
        if now is None:
            return
        if not now.paused and now.services and at > now.since_at:
            self.shifts.append(Shift(window, now.clerk, now.services, now.since_at, at))
        now.since_at = at


def _shifts(facts: Iterable[Recorded], ends_at: int) -> tuple[Shift, ...]:
    windows = _Windows()
    for recorded in facts:
        windows.hear(recorded)
    return windows.end_all(ends_at)
