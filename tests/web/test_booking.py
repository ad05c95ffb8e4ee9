# SPDX-License-Identifier: Apache-2.0
"""Appointments by phone: the pages over the real rules, without a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bus.messages import TicketIssued
from config.hours import Hours, Week
from config.schema import Appointments
from hall.core.inquiry import MISSES_MAX
from hall.web.booking import BOOKINGS_MAX
from tests.rules.hall_shell import MINUTE, MONDAY_NINE, service
from tests.web.inside import Inside, Reader, inside

TEN = MONDAY_NINE + 60 * MINUTE
DAY = 24 * 60 * MINUTE
BOOKED = Appointments(slot_minutes=30, capacity=2, days_ahead=7, early_minutes=15, late_minutes=10)
SERVICES = (
    service("permit", appointments=BOOKED),
    service("card"),
    service("licence"),
    service("invoice", department="tax"),
)
SPAN = ("09:00-12:00",)
HOURS = Hours(week=Week(mon=SPAN, tue=SPAN, thu=SPAN, fri=SPAN), holidays="CN")


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path / "data", services=SERVICES, hours=HOURS) as running:
        yield running


def nonce(number: int) -> str:
    return f"{number:016x}"


def book(reader: Reader, number: int = 1, slot_at: int = TEN, service: str = "permit") -> str:
    """Send the form, and return where it leads."""
    answer = reader.post(f"/book/{service}/{slot_at}", {"nonce": nonce(number)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_from_the_service_to_the_code_and_the_code_opens_a_ticket(hall: Inside) -> None:
    phone = Reader(hall)
    assert "/book/permit" in phone.get("/book").text
    assert "/book/card" not in phone.get("/book").text
    assert f"/book/permit/{TEN}" in phone.get("/book/permit?day=2026-03-02").text
    form = phone.get(f"/book/permit/{TEN}").text
    drawn = re.search(r'name="nonce" value="([0-9a-f]{16})"', form)
    assert drawn is not None
    made = phone.post(f"/book/permit/{TEN}", {"nonce": drawn[1]}).headers["location"]
    code = made.rpartition("/")[2]
    assert re.fullmatch(r"[A-Z0-9]{8}", code)
    shown = phone.get(made).text
    assert f"{code[:4]} {code[4:]}" in shown
    assert "<svg" in shown
    assert 'data-standing="early"' in shown
    hall.jump(50 * MINUTE)
    ticket = hall.ask_ticket("permit", booking=code)
    assert isinstance(ticket, TicketIssued)
    used = phone.get(made).text
    assert 'data-standing="used"' in used
    assert f"/t/{ticket.ticket}/" in used


def test_the_same_wish_twice_is_one_appointment(hall: Inside) -> None:
    phone = Reader(hall)
    made = book(phone)
    assert book(phone) == made
    hall.start()
    assert book(phone) == made
    assert len(hall.state.bookings) == 1
    assert book(phone, 2) != made
    assert hall.state.booked["permit", TEN] == 2


def test_a_full_slot_sends_back_to_its_day_in_words(hall: Inside) -> None:
    phone = Reader(hall)
    book(phone, 1)
    book(phone, 2)
    back = book(phone, 3)
    assert back == "/book/permit?day=2026-03-02&said=slot-full"
    shown = phone.get(back).text
    assert 'role="alert"' in shown
    assert f"/book/permit/{TEN}" not in shown, "what is full is no link"
    assert phone.get(f"/book/permit/{TEN}").headers["location"] == back


def test_only_open_days_are_offered_and_make_up_days_are_named(hall: Inside) -> None:
    phone = Reader(hall)
    phone.cookies["language"] = "en"
    shown = phone.get("/book/permit").text
    assert "day=2026-03-05" in shown
    assert "day=2026-03-04" not in shown, "closed on Wednesdays"
    assert "Make-up" not in shown
    wednesday = TEN + 2 * DAY
    assert book(phone, 9, wednesday) == "/book/permit?day=2026-03-04&said=closed"
    hall.jump(63 * DAY)  # Monday 2026-05-04, a holiday; Saturday the 9th is worked instead
    shown = phone.get("/book/permit").text
    assert "day=2026-05-04" not in shown
    assert shown.count("Make-up") == 1
    assert "day=2026-05-09" in shown


@pytest.mark.parametrize(
    ("slot_at", "said"),
    [
        (MONDAY_NINE - DAY, "booking-late"),
        (TEN + 30 * DAY, "booking-early"),
        (10**19, "booking-early"),
    ],
)
def test_a_moment_that_no_page_offered_is_refused(hall: Inside, slot_at: int, said: str) -> None:
    assert book(Reader(hall), 1, slot_at).endswith(f"said={said}")
    assert not hall.state.bookings


def test_what_takes_no_appointments_says_so(hall: Inside) -> None:
    phone = Reader(hall)
    for path in ("/book/card", f"/book/card/{TEN}", "/book/nothing"):
        assert phone.get(path).status_code == 404
    assert phone.post(f"/book/permit/{TEN}", {"nonce": "../x"}).status_code == 400


def test_an_appointment_is_found_by_its_code_and_given_back(hall: Inside) -> None:
    phone = Reader(hall)
    made = book(phone)
    code = made.rpartition("/")[2]
    typed = f"{code[:4].lower()} {code[4:]}"
    assert phone.get("/booking", params={"code": typed}).headers["location"] == made
    assert phone.get(f"{made}/cancel").status_code == 200
    gone = phone.post(f"{made}/cancel").headers["location"]
    assert gone == f"{made}?said=cancelled"
    assert 'data-standing="cancelled"' in phone.get(gone).text
    assert phone.post(f"{made}/cancel").headers["location"] == gone, "twice is once"
    assert hall.state.booked["permit", TEN] == 0
    assert book(phone) == made, "what was sent once is not booked anew"
    assert hall.state.booked["permit", TEN] == 0


def test_one_address_cannot_take_all_slots(hall: Inside) -> None:
    phone = Reader(hall)
    offered = [
        MONDAY_NINE + day * DAY + half * 30 * MINUTE
        for day in (1, 3, 4)
        for half in range(5)
        for _ in range(2)
    ]
    made = [book(phone, number, at) for number, at in enumerate(offered[:BOOKINGS_MAX])]
    assert all(path.startswith("/booking/") for path in made)
    more = phone.post(f"/book/permit/{TEN}", {"nonce": nonce(99)})
    assert more.status_code == 429
    assert nonce(99) in more.text, "the same form can be sent again later"
    assert book(phone, 0, offered[0]) == made[0], "what was booked is still found"


def test_who_guesses_codes_must_wait(hall: Inside) -> None:
    phone = Reader(hall)
    made = book(phone)
    found = [phone.get(f"/booking/AAAA{number:04d}").status_code for number in range(MISSES_MAX)]
    assert found == [404] * MISSES_MAX
    assert phone.get(made).status_code == 429
