# SPDX-License-Identifier: Apache-2.0
"""The record of forecasts says what came true, and nothing that did not happen."""

from msgspec.structs import replace

from hall.core.facts import AnyFact, Called, Finished, Issued, Recorded, SignedIn, Took, Undone
from hall.core.life import Why
from hall.core.record import ForecastRecord, forecast_record
from tests.rules.hall_shell import make_hall

MINUTE = 60_000
HALL = make_hall()


def recorded(seq: int, at: int, fact: AnyFact) -> Recorded:
    return Recorded(seq=seq, step=seq, at=at, day="2026-01-05", fact=fact)


def issued(name: str, median: int | None, bound: int | None, since_at: int = 0) -> Issued:
    return Issued(
        ticket=name,
        number=name,
        prefix="A",
        count=1,
        service="permit",
        priority="ordinary",
        since_at=since_at,
        wait_median_ms=median,
        wait_p90_ms=bound,
    )


def called(name: str) -> Called:
    return Called(ticket=name, window="w1", clerk="001", why=Why.FIRST)


def test_the_bound_holds_for_those_who_waited_no_longer() -> None:
    facts = [
        recorded(1, 0, issued("a", 2 * MINUTE, 5 * MINUTE)),
        recorded(2, 0, issued("b", 2 * MINUTE, 5 * MINUTE)),
        recorded(3, 0, issued("c", 2 * MINUTE, 5 * MINUTE)),
        recorded(4, 1 * MINUTE, called("a")),
        recorded(5, 5 * MINUTE, called("b")),
        recorded(6, 9 * MINUTE, called("c")),
    ]
    record = forecast_record(HALL, facts)
    assert record == ForecastRecord(
        told=3,
        below_median=1,
        held=2,
        mean_error_ms=round((1 + 3 + 7) * MINUTE / 3),
        queue_length_error_ms=5 * MINUTE,
        last_error_ms=5 * MINUTE,
    )
    assert record.share_held == 2 / 3


def test_who_was_told_nothing_or_never_called_does_not_count() -> None:
    facts = [
        recorded(1, 0, issued("a", None, None)),
        recorded(2, 0, issued("b", MINUTE, MINUTE)),
        recorded(3, MINUTE, called("a")),
    ]
    record = forecast_record(HALL, facts)
    assert record.told == 0
    assert record.share_held is None
    assert record.queue_length_error_ms is record.last_error_ms is None


def test_a_call_that_was_taken_back_does_not_count_and_the_next_one_does() -> None:
    facts = [
        recorded(1, 0, issued("a", MINUTE, 2 * MINUTE)),
        recorded(2, MINUTE, called("a")),
        recorded(3, MINUTE, Undone(undone=2, window="w1", ticket="a")),
        recorded(4, 3 * MINUTE, called("a")),
        recorded(5, 4 * MINUTE, called("a")),
    ]
    record = forecast_record(HALL, facts)
    assert (record.told, record.held) == (1, 0)


def test_the_two_classics_are_worked_out_for_the_same_tickets_of_the_same_day() -> None:
    facts = [
        recorded(1, 0, SignedIn(window="w1", clerk="001")),
        recorded(2, 0, Took(window="w1", services=("permit",))),
        recorded(3, 0, issued("a", None, None)),
        recorded(4, 2 * MINUTE, called("a")),
        recorded(5, 3 * MINUTE, issued("b", 9 * MINUTE, 9 * MINUTE, since_at=3 * MINUTE)),
        recorded(6, 12 * MINUTE, Finished(ticket="a", window="w1", visit="6")),
        recorded(7, 12 * MINUTE, called("b")),
    ]
    record = forecast_record(HALL, facts)
    # "a" was there for 10 minutes, four times the configured guess weighs in, and then the change.
    guess = HALL.service_by_id["permit"].typical_minutes
    occupied = ((4 * guess + 10) / 5) * MINUTE + 4 / 5 * 5_000
    assert record.mean_error_ms == 0
    assert record.last_error_ms == 7 * MINUTE
    assert record.queue_length_error_ms == round(abs(9 * MINUTE - occupied))


def test_a_log_of_services_and_windows_the_hall_no_longer_has_still_has_a_record() -> None:
    facts = [
        recorded(1, 0, SignedIn(window="gone", clerk="001")),
        recorded(2, 0, Took(window="gone", services=("old",))),
        recorded(3, 0, replace(issued("a", MINUTE, MINUTE), service="old")),
        recorded(4, MINUTE, replace(called("a"), window="gone")),
    ]
    assert forecast_record(HALL, facts).held == 1
