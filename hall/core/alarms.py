# SPDX-License-Identifier: Apache-2.0
"""What somebody must look at now, worked out anew each time from what is."""

from collections import deque
from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from config.schema import Hall
from hall.core import facts
from hall.core.facts import Recorded
from hall.core.presence import Roll
from hall.core.state import HallState

MINUTE_MS = 60_000
BAD_RATINGS_MAX = 50


class AlarmKind(StrEnum):
    """What an alarm is about; the words for people are with the pages."""

    STORE_FAILED = "store-failed"
    RULE_BROKEN = "rule-broken"
    PART_LOST = "part-lost"
    PART_FAULT = "part-fault"
    WINDOW_AWAY = "window-away"
    LONG_WAIT = "long-wait"
    LONG_QUEUE = "long-queue"
    NO_WINDOW = "no-window"
    """People wait for a service that no open window takes."""
    BAD_RATING = "bad-rating"


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
    for part in roll.parts(tick_ms):
        if part.lost:
            yield Alarm(AlarmKind.PART_LOST, part.part, value=part.silent_ms or 0)
        for fault in () if part.lost else part.faults:
            yield Alarm(AlarmKind.PART_FAULT, part.part, detail=fault)
    for window in state.windows.values():
        if window.away:
            away_ms = at_ms - window.paused_at
            yield Alarm(
                AlarmKind.WINDOW_AWAY, window.id, window.paused_at, away_ms, window.pause_reason
            )
    settings = hall.policy.alarms
    for service in hall.service_by_id:
        yield from _queue(state, service, settings.queue_length, at_ms)
        waited_ms = _longest_ms(state, service, at_ms)
        if waited_ms >= settings.long_wait_minutes * MINUTE_MS:
            yield Alarm(AlarmKind.LONG_WAIT, service, at_ms - waited_ms, waited_ms)


def _queue(state: HallState, service: str, longest: int, at_ms: int) -> Iterator[Alarm]:
    waiting = state.lines.count(service)
    if waiting >= longest:
        yield Alarm(AlarmKind.LONG_QUEUE, service, value=waiting)
    if waiting and not state.lines.windows_of.get(service):
        since_at = at_ms - _longest_ms(state, service, at_ms)
        yield Alarm(AlarmKind.NO_WINDOW, service, since_at, waiting)


def _longest_ms(state: HallState, service: str, at_ms: int) -> int:
    line = state.lines.lines.get(service)
    if line is None or not line.waiting:
        return -1
    return max(0, at_ms - line.oldest()[0])
