# SPDX-License-Identifier: Apache-2.0
"""The hall's own record of its forecasts: what people were told, and what came true."""

from collections.abc import Iterable

from msgspec import Struct

from hall.core.facts import Called, Issued, Recorded, Undone


class ForecastRecord(Struct, frozen=True):
    """How the told waits held, over tickets that were told one and called."""

    told: int
    below_median: int
    """Waited no longer than the median they were told: half of them if it is honest."""
    held: int
    """Waited no longer than the 90 % bound they were told."""
    mean_error_ms: int | None
    """Mean distance between the median told and the wait; None when nobody was called."""

    @property
    def share_held(self) -> float | None:
        """Share for whom the bound held; None when nobody was called."""
        return self.held / self.told if self.told else None


def forecast_record(facts: Iterable[Recorded]) -> ForecastRecord:
    """Return the record of the facts; a call that was taken back does not count."""
    facts = list(facts)
    undone = {recorded.fact.undone for recorded in facts if isinstance(recorded.fact, Undone)}
    told: dict[str, Issued] = {}
    waits: list[tuple[int, int, int]] = []
    for recorded in facts:
        fact = recorded.fact
        if isinstance(fact, Issued):
            told[fact.ticket] = fact
        elif isinstance(fact, Called) and recorded.step not in undone:
            issued = told.pop(fact.ticket, None)
            if issued and issued.wait_median_ms is not None and issued.wait_p90_ms is not None:
                waited_ms = recorded.at - issued.since_at
                waits.append((waited_ms, issued.wait_median_ms, issued.wait_p90_ms))
    return ForecastRecord(
        told=len(waits),
        below_median=sum(waited <= median for waited, median, _ in waits),
        held=sum(waited <= bound for waited, _, bound in waits),
        mean_error_ms=round(sum(abs(waited - median) for waited, median, _ in waits) / len(waits))
        if waits
        else None,
    )
