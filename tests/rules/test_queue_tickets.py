# SPDX-License-Identifier: Apache-2.0
"""When a number may be taken, and what a citizen hears when not."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from bus.messages import (
    Action,
    PaperReported,
    QueueLength,
    Refusal,
    Refused,
    TicketHandedOver,
)
from config.hours import ExtraDay, Hours, Week
from config.schema import Hall, PriorityClass, SlotQuota
from hall.core.effects import Look
from tests.rules.hall_shell import (
    ALWAYS,
    KIOSK,
    MINUTE,
    SECOND,
    HallShell,
    make_hall,
    policy,
    service,
    text,
)

HOUR = 60 * MINUTE


def shanghai(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    """UTC ms of a wall time in Shanghai, eight hours ahead and never on summer time."""
    return int(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000) - 8 * HOUR


def open_office(at_ms: int, hours: Hours | None = None, **changes: Any) -> HallShell:
    return HallShell(make_hall(hours=hours or Hours(), **changes), at_ms=at_ms)


def refusal(shell: HallShell, wanted: str = "permit", **fields: Any) -> Refused:
    answer = shell.ask_ticket(wanted, **fields)
    assert isinstance(answer, Refused), answer
    return answer


def with_service(first: Any, **changes: Any) -> Hall:
    hall = make_hall(**changes)
    return replace(hall, services=(first, *hall.services[1:]))


def test_numbers_run_by_prefix_and_grow_past_three_digits() -> None:
    shell = HallShell(make_hall(policy=policy(number_digits=2)))
    numbers = [shell.take("permit").number for _ in range(100)]
    assert numbers[:2] == ["A01", "A02"]
    assert numbers[98:] == ["A99", "A100"]
    assert shell.take("invoice").number == "B01"


def test_a_class_shows_its_letter_and_no_number_is_given_twice() -> None:
    classes = (
        PriorityClass(id="ordinary", name=text("o")),
        PriorityClass(id="green", name=text("g"), letter="V"),
    )
    hall = with_service(service("permit", prefix="V"), policy=policy(classes=classes))
    hall = replace(hall, services=(*hall.services, service("odd", prefix="VV")))
    shell = HallShell(hall)
    taken = [shell.take("odd").number, shell.take("permit", priority="green").number]
    assert taken == ["VV001", "VV002"]


def test_unknown_services_and_classes_are_refused() -> None:
    shell = HallShell()
    assert refusal(shell, "nothing").refusal == Refusal.UNKNOWN_SERVICE
    assert refusal(shell, priority="nothing").refusal == Refusal.UNKNOWN_CLASS


def test_outside_opening_hours_the_citizen_hears_when_it_opens() -> None:
    shell = open_office(shanghai(2026, 3, 2, 8, 29))
    early = refusal(shell)
    assert (early.refusal, early.until_at) == (Refusal.CLOSED, shanghai(2026, 3, 2, 8, 30))
    shell.wait(MINUTE)
    shell.take()
    shell.jump(4 * HOUR)
    lunch = refusal(shell)
    assert (lunch.refusal, lunch.until_at) == (Refusal.CLOSED, shanghai(2026, 3, 2, 13, 30))
    shell.jump(6 * HOUR)
    assert refusal(shell).until_at == shanghai(2026, 3, 3, 8, 30)


def test_the_queue_says_that_it_closed_though_nobody_came() -> None:
    shell = open_office(shanghai(2026, 3, 2, 11, 59))
    shell.wait(2 * MINUTE)
    said = [m for m in shell.sent if isinstance(m, QueueLength) and m.service == "permit"]
    assert [m.refusal for m in said] == [None, Refusal.CLOSED]
    assert said[1].seq > said[0].seq


def test_a_weekend_a_holiday_and_a_make_up_day() -> None:
    saturday = refusal(open_office(shanghai(2026, 3, 7, 10)))
    assert (saturday.refusal, saturday.until_at) == (
        Refusal.CLOSED,
        shanghai(2026, 3, 9, 8, 30),
    )
    new_year = refusal(open_office(shanghai(2026, 1, 1, 10)))
    assert new_year.refusal == Refusal.HOLIDAY
    assert open_office(shanghai(2026, 2, 14, 10)).take().number == "A001"


def test_a_hall_that_keeps_no_holidays_is_open() -> None:
    open_office(shanghai(2026, 1, 1, 10), Hours(holidays="")).take()


def test_single_days_are_stronger_than_the_week() -> None:
    hours = Hours(
        closed=(date(2026, 3, 2),),
        extra=(ExtraDay(date=date(2026, 3, 7), spans=("10:00-11:00",)),),
        holidays="",
    )
    assert refusal(open_office(shanghai(2026, 3, 2, 10), hours)).refusal == Refusal.HOLIDAY
    open_office(shanghai(2026, 3, 7, 10, 59), hours).take()
    assert refusal(open_office(shanghai(2026, 3, 7, 11), hours)).refusal == Refusal.CLOSED


def test_no_numbers_shortly_before_closing() -> None:
    hours = Hours(last_ticket_minutes=30)
    open_office(shanghai(2026, 3, 2, 16, 29), hours).take()
    assert refusal(open_office(shanghai(2026, 3, 2, 16, 30), hours)).refusal == Refusal.CLOSED


def test_a_service_has_hours_of_its_own_and_windows_stay_open_longer() -> None:
    morning = Week(mon=("09:00-10:00",))
    hall = with_service(service("permit", hours=morning), hours=Hours())
    evening = Week(mon=("17:00-19:00",), tue=(), wed=(), thu=(), fri=())
    late = replace(hall.windows[2], extended_hours=evening)
    hall = replace(hall, windows=(*hall.windows[:2], late))
    shell = HallShell(hall, at_ms=shanghai(2026, 3, 2, 8, 40))
    assert refusal(shell, "permit").until_at == shanghai(2026, 3, 2, 9, 0)
    shell.take("card")
    shell.jump(9 * HOUR)
    assert refusal(shell, "card").refusal == Refusal.CLOSED
    shell.take("invoice")


def test_the_day_has_a_quota() -> None:
    shell = HallShell(with_service(service("permit", quota_per_day=2)))
    shell.take()
    shell.take()
    assert refusal(shell).refusal == Refusal.QUOTA_DAY
    shell.take("card")


def test_a_slot_has_a_quota_and_the_citizen_hears_when_it_ends() -> None:
    slot = SlotQuota(span="09:00-10:00", quota=1)
    shell = HallShell(with_service(service("permit", slots=(slot,))))
    shell.take()
    full = refusal(shell)
    assert (full.refusal, full.until_at) == (Refusal.QUOTA_SLOT, shanghai(2026, 3, 2, 10))
    shell.jump(HOUR)
    shell.take()


def test_a_full_line_takes_no_more() -> None:
    shell = HallShell(make_hall(policy=policy(waiting_max=2)))
    shell.take()
    shell.take()
    assert refusal(shell).refusal == Refusal.TOO_MANY_WAITING


def test_without_an_open_window_the_hall_may_refuse() -> None:
    shell = HallShell(make_hall(policy=policy(without_window="refuse")))
    assert refusal(shell).refusal == Refusal.NO_OPEN_WINDOW
    shell.open("w1")
    assert shell.take().windows == ("w1",)
    shell.press("w1", Action.PAUSE)
    assert refusal(shell).refusal == Refusal.NO_OPEN_WINDOW


def test_a_person_who_waits_gets_the_same_ticket_again() -> None:
    shell = HallShell()
    first = shell.take(person="hash")
    shell.take()
    again = shell.take(person="hash")
    assert (again.number, again.again, again.ahead) == (first.number, True, 0)
    assert shell.take("card", person="hash").number != first.number
    assert shell.take(person="another").number != first.number


def test_or_is_refused_with_its_number() -> None:
    shell = HallShell(make_hall(policy=policy(already_waiting="refuse")))
    shell.open("w1")
    first = shell.take(person="hash")
    again = refusal(shell, person="hash")
    assert (again.refusal, again.number) == (Refusal.ALREADY_WAITING, first.number)
    shell.next("w1")
    assert refusal(shell, person="hash").refusal == Refusal.ALREADY_WAITING
    shell.press("w1", Action.FINISH)
    shell.take(person="hash")


def test_what_became_of_the_paper_is_kept() -> None:
    shell = HallShell(make_hall(hours=ALWAYS))
    ticket = shell.take()
    for printed, fault in ((False, "paper-out"), (True, "")):
        report = PaperReported(
            id=shell.new_id(), ticket=ticket.ticket, printed=printed, fault=fault
        )
        shell.send(KIOSK, report)
        kept = shell.state.tickets[ticket.ticket]
        assert (kept.printed, kept.fault) == (printed, fault)
    (answer,) = shell.send(KIOSK, PaperReported(id="p", ticket="nothing", printed=True))
    assert answer.refusal == Refusal.UNKNOWN_TICKET
    shell.wait(SECOND)


def test_no_kiosk_moves_the_hall_s_own_numbers_on() -> None:
    shell = HallShell()
    for number, refusal_ in (("A500", Refusal.WRONG_STATE), ("ZZ001", None)):
        command = TicketHandedOver(
            id=shell.new_id(), number=number, services=("permit",), taken_at=shell.utc_ms
        )
        (answer,) = shell.send(KIOSK, command)
        assert getattr(answer, "refusal", None) == refusal_
    assert shell.take().number == "A001"


def test_two_numbers_of_one_person_given_while_the_hall_was_lost_are_told() -> None:
    shell = HallShell(make_hall())
    shell.open("w1")
    shell.take("permit", person="p1")
    command = TicketHandedOver(
        id="k-1", number="ZZ001", services=("permit",), taken_at=shell.utc_ms, person="p1"
    )
    shell.send(KIOSK, command)
    shell.step(Look("page"))
    (alarm,) = [a for a in shell.views["page"].alarms if a.kind == "two-tickets"]
    assert alarm.detail == "A001, ZZ001"
    shell.next("w1")
    shell.press("w1", Action.FINISH)
    shell.step(Look("page"))
    assert not [a for a in shell.views["page"].alarms if a.kind == "two-tickets"]
