# SPDX-License-Identifier: Apache-2.0
"""Appointments: what can be booked, when it can be kept, and when it is gone."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from bus.messages import Refusal, TicketHandedOver, TicketIssued
from config.hours import Hours
from config.schema import Appointments
from hall.core.appointments import free_slots, slots
from hall.core.commands import CancelBooking, MakeBooking
from hall.core.life import Why
from hall.core.opening import Opening
from tests.rules.hall_shell import (
    KIOSK,
    MINUTE,
    MONDAY_NINE,
    SECOND,
    HallShell,
    make_hall,
    service,
)

TEN = MONDAY_NINE + 60 * MINUTE
DAY = 24 * 60 * MINUTE
BOOKED = Appointments(slot_minutes=30, capacity=2, days_ahead=2, early_minutes=15, late_minutes=10)


@pytest.fixture
def shell() -> HallShell:
    hall = make_hall(hours=Hours())
    permit = service("permit", appointments=BOOKED)
    shell = HallShell(replace(hall, services=(permit, *hall.services[1:])))
    shell.open("w1")
    return shell


def book(shell: HallShell, code: str, **fields: Any) -> str | None:
    given = {"service": "permit", "slot_at": TEN, **fields}
    answer = shell.asked(MakeBooking(id=shell.new_id(), code=code, **given))
    return getattr(answer, "refusal", None)


def keep(shell: HallShell, code: str, wanted: str = "permit") -> Any:
    return shell.ask_ticket(wanted, booking=code)


def released(shell: HallShell) -> list[str]:
    return [booking.code for booking in shell.state.bookings.values() if booking.released]


def test_slots_lie_within_opening_hours(shell: HallShell) -> None:
    found = slots(Opening(shell.hall), BOOKED, "permit", date(2026, 3, 2))
    assert len(found) == 14
    assert found[0] == MONDAY_NINE - 30 * MINUTE


def test_a_slot_has_room_for_so_many(shell: HallShell) -> None:
    assert book(shell, "AAAA") is None
    assert book(shell, "AAAA") == Refusal.BOOKING_USED
    assert book(shell, "BBBB") is None
    assert book(shell, "CCCC") == Refusal.SLOT_FULL
    free = free_slots(Opening(shell.hall), BOOKED, shell.state, "permit", MONDAY_NINE)
    assert {slot.slot_at: slot.free for slot in free}[TEN] == 0
    shell.asked(CancelBooking(id="x", code="AAAA"))
    assert book(shell, "CCCC") is None


def test_only_slots_that_exist_can_be_booked(shell: HallShell) -> None:
    assert book(shell, "AAAA", slot_at=MONDAY_NINE) == Refusal.BOOKING_LATE
    assert book(shell, "AAAA", slot_at=TEN + MINUTE) == Refusal.CLOSED
    assert book(shell, "AAAA", slot_at=TEN + 3 * DAY) == Refusal.BOOKING_EARLY
    assert book(shell, "AAAA", service="card") == Refusal.SLOT_FULL
    assert book(shell, "AAAA", service="nothing") == Refusal.UNKNOWN_SERVICE


def test_an_appointment_is_kept_within_its_window_and_once(shell: HallShell) -> None:
    book(shell, "AAAA")
    early = keep(shell, "AAAA")
    assert (early.refusal, early.until_at) == (Refusal.BOOKING_EARLY, TEN - 15 * MINUTE)
    shell.jump(45 * MINUTE)
    assert keep(shell, "NONE").refusal == Refusal.UNKNOWN_BOOKING
    assert keep(shell, "AAAA", "card").refusal == Refusal.UNKNOWN_BOOKING
    ticket = keep(shell, "AAAA")
    assert isinstance(ticket, TicketIssued)
    assert ticket.priority == "appointment"
    used = keep(shell, "AAAA")
    assert (used.refusal, used.number) == (Refusal.BOOKING_USED, ticket.number)


def test_an_appointment_goes_before_those_without(shell: HallShell) -> None:
    book(shell, "AAAA")
    shell.jump(55 * MINUTE)
    shell.take()
    ticket = keep(shell, "AAAA")
    shell.jump(10 * MINUTE)
    assert shell.next("w1") == ticket.number
    assert shell.state.tickets[ticket.ticket].why is Why.APPOINTMENT


def test_who_does_not_come_gives_the_slot_back(shell: HallShell) -> None:
    book(shell, "AAAA")
    shell.jump(70 * MINUTE)
    shell.wait(SECOND)
    assert released(shell) == []
    assert keep(shell, "AAAA").refusal == Refusal.BOOKING_LATE
    shell.wait(MINUTE)
    assert released(shell) == ["AAAA"]
    assert shell.state.booked["permit", TEN] == 0
    assert keep(shell, "AAAA").refusal == Refusal.BOOKING_LATE


def test_an_appointment_survives_midnight_and_a_restart(shell: HallShell) -> None:
    assert book(shell, "AAAA", slot_at=TEN + DAY) is None
    shell.jump(DAY)
    shell.start()
    assert shell.state.day == "2026-03-03"
    shell.jump(55 * MINUTE)
    ticket = keep(shell, "AAAA")
    assert isinstance(ticket, TicketIssued)
    assert ticket.ticket == "2026-03-03-A001"


def test_an_appointment_needs_no_quota_and_no_open_hours_of_its_own() -> None:
    hall = make_hall()
    permit = service("permit", appointments=BOOKED, quota_per_day=1)
    shell = HallShell(replace(hall, services=(permit, *hall.services[1:])))
    book(shell, "AAAA")
    shell.take()
    shell.jump(60 * MINUTE)
    assert isinstance(keep(shell, "AAAA"), TicketIssued)


def hand_over(shell: HallShell, code: str, taken_at: int) -> Any:
    """Hand over the number that a kiosk gave to somebody with an appointment while we were dead."""
    given = TicketHandedOver(
        id="own-1", number="ZZ001", services=("permit",), booking=code, taken_at=taken_at
    )
    (answer,) = shell.send(KIOSK, given)
    return answer


def test_an_appointment_is_kept_by_a_number_given_while_the_hall_was_dead(shell: HallShell) -> None:
    book(shell, "AAAA")
    shell.jump(55 * MINUTE)
    shell.take()
    answer = hand_over(shell, "AAAA", shell.utc_ms - MINUTE)
    assert (answer.number, answer.priority) == ("ZZ001", "appointment")
    shell.jump(10 * MINUTE)
    assert shell.next("w1") == "ZZ001"
    assert keep(shell, "AAAA").refusal == Refusal.BOOKING_USED


def test_who_came_in_time_keeps_an_appointment_released_meanwhile(shell: HallShell) -> None:
    book(shell, "AAAA")
    shell.jump(72 * MINUTE)
    assert released(shell) == ["AAAA"]
    assert hand_over(shell, "AAAA", TEN).priority == "appointment"


@pytest.mark.parametrize(
    ("code", "minute"), [("NONE", 60), ("AAAA", 44), ("AAAA", 71)], ids=["none", "early", "late"]
)
def test_a_number_given_is_a_ticket_even_if_its_appointment_is_not_kept(
    shell: HallShell, code: str, minute: int
) -> None:
    book(shell, "AAAA")
    shell.jump(80 * MINUTE)
    answer = hand_over(shell, code, MONDAY_NINE + minute * MINUTE)
    assert (answer.number, answer.priority) == ("ZZ001", "ordinary")
