# SPDX-License-Identifier: Apache-2.0
"""What somebody must look at now, worked out anew each time from what is."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from config.schema import Hall
from hall.core import facts
from hall.core.cases import Mark, Supervision
from hall.core.facts import Recorded
from hall.core.opening import Opening
from hall.core.presence import Roll
from hall.core.state import HallState

MINUTE_MS = 60_000
BAD_RATINGS_MAX = 50


class AlarmKind(StrEnum):
    """What an alarm is about; the words for people are with the pages."""

    STORE_FAILED = "store-failed"
    STORE_UNREADABLE = "store-unreadable"
    """Answers on disk that cannot be read: their commands, repeated, are decided anew."""
    RULE_BROKEN = "rule-broken"
    PART_LOST = "part-lost"
    PART_FAULT = "part-fault"
    WINDOW_AWAY = "window-away"
    LONG_WAIT = "long-wait"
    LONG_QUEUE = "long-queue"
    NO_WINDOW = "no-window"
    """People wait for a service that no open window takes."""
    BAD_RATING = "bad-rating"
    TWO_TICKETS = "two-tickets"
    """One person holds more numbers for a service than the hall allows: kiosks gave them alone."""
    CASES_PAST = "cases-past"
    CASES_NEAR = "cases-near"
    FOLLOW_UP_OVERDUE = "follow-up-overdue"
    """Bad ratings that nobody saw to in time: `value` of them."""


class Alarm(Struct, frozen=True):
    """One thing to look at. `subject`: part, window, service or ticket; `value`: ms or a count."""

    kind: AlarmKind
    subject: str
    since_at: int = 0
    value: int = 0
    detail: str = ""


class BadRatings:
    """Today's bad ratings, newest last."""

    def __init__(self, level: int) -> None:
        self._level = level
        self.found: deque[Alarm] = deque(maxlen=BAD_RATINGS_MAX)

    def note(self, log: Iterable[Recorded]) -> None:
        """Look through facts for them."""
        for recorded in log:
            fact = recorded.fact
            if isinstance(fact, facts.DayOpened):
                self.found.clear()
            if isinstance(fact, facts.Rated) and fact.level <= self._level:
                alarm = Alarm(
                    AlarmKind.BAD_RATING, fact.ticket, recorded.at, fact.level, fact.window
                )
                self.found.append(alarm)


def alarms(hall: Hall, state: HallState, roll: Roll, tick_ms: int, at_ms: int) -> Iterator[Alarm]:
    """Yield the alarms of parts, windows and queues."""
    for part in roll.troubled(tick_ms):
        if roll.lost(part, tick_ms):
            yield Alarm(AlarmKind.PART_LOST, part, value=roll.silent_ms(part, tick_ms) or 0)
        else:
            yield from (Alarm(AlarmKind.PART_FAULT, part, detail=f) for f in roll.faults(part))
    for window in state.windows.values():
        if window.away:
            away_ms = at_ms - window.paused_at
            yield Alarm(
                AlarmKind.WINDOW_AWAY, window.id, window.paused_at, away_ms, window.pause_reason
            )
    settings = hall.policy.alarms
    long_ms = settings.long_wait_minutes * MINUTE_MS
    for service, line in state.lines.lines.items():
        if not line.waiting or service not in hall.service_by_id:
            continue
        since_at = line.oldest()[0]
        if line.waiting >= settings.queue_length:
            yield Alarm(AlarmKind.LONG_QUEUE, service, value=line.waiting)
        if not state.lines.windows_of.get(service):
            yield Alarm(AlarmKind.NO_WINDOW, service, since_at, line.waiting)
        if at_ms - since_at >= long_ms:
            yield Alarm(AlarmKind.LONG_WAIT, service, since_at, at_ms - since_at)
    yield from _twice(hall, state)


def _twice(hall: Hall, state: HallState) -> Iterator[Alarm]:
    """Yield people with more numbers for one service than the hall allows."""
    for names in state.by_person.values():
        if len(names) < 2:  # noqa: PLR2004 (two)
            continue
        tickets = [state.tickets[name] for name in names]
        by_service = Counter(service for t in tickets for service in (t.service, *t.rest))
        if max(by_service.values()) > hall.policy.open_tickets_per_person:
            numbers = ", ".join(ticket.number for ticket in tickets)
            yield Alarm(
                AlarmKind.TWO_TICKETS, tickets[-1].id, tickets[-1].issued_at, detail=numbers
            )


def case_alarms(opening: Opening, state: HallState, at_ms: int) -> list[Alarm]:
    """Return how many cases are past the day promised (red), and how many near it (yellow)."""
    supervision = Supervision(opening, opening.day(at_ms))
    counts = Counter(map(supervision.mark, state.cases.values()))
    kinds = ((AlarmKind.CASES_PAST, Mark.PAST), (AlarmKind.CASES_NEAR, Mark.NEAR))
    return [Alarm(kind, "", value=counts[mark]) for kind, mark in kinds if counts[mark]]
