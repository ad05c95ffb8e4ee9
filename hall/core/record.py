# SPDX-License-Identifier: Apache-2.0
"""The hall's own record of its forecasts: what people were told, and what came true."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from config.schema import Hall
from hall.core.durations import Durations
from hall.core.estimators import LastToEnterService, QueueLength
from hall.core.facts import Called, Issued, Recorded, Undone
from hall.core.fold import apply
from hall.core.state import HallState

MINUTE_MS = 60_000


class ForecastRecord(Struct, frozen=True):
    """How the told waits held, over tickets that were told one and called."""

    told: int
    below_median: int
    """Waited no longer than the median they were told: half of them if it is honest."""
    held: int
    """Waited no longer than the 90 % bound they were told."""
    mean_error_ms: int | None
    """Mean distance between the median told and the wait; None when nobody was called."""
    queue_length_error_ms: int | None
    """The same, had the queue's length been told; see hall.core.estimators."""
    last_error_ms: int | None
    """The same, had the wait of the last one called been told."""

    @property
    def share_held(self) -> float | None:
        """Share for whom the bound held; None when nobody was called."""
        return self.held / self.told if self.told else None


class _Told(Struct, frozen=True):
    """What one ticket was told, what the two classics would have said, and what came true."""

    median_ms: int
    bound_ms: int
    queue_length_ms: float
    last_ms: float
    since_at: int
    waited_ms: int = 0


def forecast_record(hall: Hall, facts: Iterable[Recorded]) -> ForecastRecord:
    """Return the record of one day's facts; a call that was taken back does not count.

    The queue's length is multiplied by the service times of that same day, known beforehand:
    the rival is given at least what the hall itself knew when it told the wait.
    """
    facts = list(facts)
    waits = list(_came_true(hall, facts))
    return ForecastRecord(
        told=len(waits),
        below_median=sum(each.waited_ms <= each.median_ms for each in waits),
        held=sum(each.waited_ms <= each.bound_ms for each in waits),
        mean_error_ms=_mean([abs(each.waited_ms - each.median_ms) for each in waits]),
        queue_length_error_ms=_mean([abs(each.waited_ms - each.queue_length_ms) for each in waits]),
        last_error_ms=_mean([abs(each.waited_ms - each.last_ms) for each in waits]),
    )


def _came_true(hall: Hall, facts: Sequence[Recorded]) -> Iterator[_Told]:
    undone = {recorded.fact.undone for recorded in facts if isinstance(recorded.fact, Undone)}
    state = HallState(hall.window_by_id)
    queue_length, last = QueueLength(_durations(hall, facts)), LastToEnterService()
    told: dict[str, _Told] = {}
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, Issued):
            if fact.wait_median_ms is not None and fact.wait_p90_ms is not None:
                told[fact.ticket] = _Told(
                    median_ms=fact.wait_median_ms,
                    bound_ms=fact.wait_p90_ms,
                    queue_length_ms=queue_length.wait_ms(state, fact.service) or 0.0,
                    last_ms=last.wait_ms(fact.service),
                    since_at=fact.since_at,
                )
        elif isinstance(fact, Called) and recorded.step not in undone and fact.ticket in told:
            ticket = told.pop(fact.ticket)
            yield replace(ticket, waited_ms=recorded.at - ticket.since_at)
        last.learn(recorded)
        apply(state, recorded)


def _durations(hall: Hall, facts: Iterable[Recorded]) -> Durations:
    """Return the service times of the day; of a service the hall no longer has, its visits only."""
    issued = {r.fact.ticket: r.fact for r in facts if isinstance(r.fact, Issued)}
    guess_ms = dict.fromkeys((fact.service for fact in issued.values()), 0.0)
    guess_ms |= {s.id: s.typical_minutes * MINUTE_MS for s in hall.services}
    durations = Durations(guess_ms)
    for recorded in facts:
        ticket = issued.get(getattr(recorded.fact, "ticket", ""))
        if ticket is not None:
            durations.learn(recorded, ticket.service, ticket.since_at)
    return durations


def _mean(errors_ms: Sequence[float]) -> int | None:
    return round(sum(errors_ms) / len(errors_ms)) if errors_ms else None
