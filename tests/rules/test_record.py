# SPDX-License-Identifier: Apache-2.0
"""The record of forecasts says what came true, and nothing that did not happen."""

from hall.core.facts import AnyFact, Called, Issued, Recorded, Undone
from hall.core.life import Why
from hall.core.record import ForecastRecord, forecast_record

MINUTE = 60_000


def recorded(seq: int, at: int, fact: AnyFact) -> Recorded:
    return Recorded(seq=seq, step=seq, at=at, day="2026-01-05", fact=fact)


def issued(name: str, median: int | None, bound: int | None) -> Issued:
    return Issued(
        ticket=name,
        number=name,
        prefix="A",
        count=1,
        service="tax",
        priority="ordinary",
        since_at=0,
        wait_median_ms=median,
        wait_p90_ms=bound,
    )


def called(name: str) -> Called:
    return Called(ticket=name, window="1", clerk="001", why=Why.FIRST)


def test_the_bound_holds_for_those_who_waited_no_longer() -> None:
    facts = [
        recorded(1, 0, issued("a", 2 * MINUTE, 5 * MINUTE)),
        recorded(2, 0, issued("b", 2 * MINUTE, 5 * MINUTE)),
        recorded(3, 0, issued("c", 2 * MINUTE, 5 * MINUTE)),
        recorded(4, 1 * MINUTE, called("a")),
        recorded(5, 5 * MINUTE, called("b")),
        recorded(6, 9 * MINUTE, called("c")),
    ]
    record = forecast_record(facts)
    assert record == ForecastRecord(
        told=3, below_median=1, held=2, mean_error_ms=round((1 + 3 + 7) * MINUTE / 3)
    )
    assert record.share_held == 2 / 3


def test_who_was_told_nothing_or_never_called_does_not_count() -> None:
    facts = [
        recorded(1, 0, issued("a", None, None)),
        recorded(2, 0, issued("b", MINUTE, MINUTE)),
        recorded(3, MINUTE, called("a")),
    ]
    record = forecast_record(facts)
    assert record.told == 0
    assert record.share_held is None


def test_a_call_that_was_taken_back_does_not_count_and_the_next_one_does() -> None:
    facts = [
        recorded(1, 0, issued("a", MINUTE, 2 * MINUTE)),
        recorded(2, MINUTE, called("a")),
        recorded(3, MINUTE, Undone(undone=2, window="1", ticket="a")),
        recorded(4, 3 * MINUTE, called("a")),
        recorded(5, 4 * MINUTE, called("a")),
    ]
    record = forecast_record(facts)
    assert (record.told, record.held) == (1, 0)
