# SPDX-License-Identifier: Apache-2.0
"""Numbers a kiosk gave while the hall was lost, and the hall that takes them over."""

from bus.messages import Refusal, Refused, TicketHandedOver, TicketIssued
from config.hours import Hours, Week
from tests.rules.hall_shell import KIOSK, MINUTE, SECOND, HallShell, make_hall

DAY_MS = 86_400_000


def handed(shell: HallShell, number: str, ago_ms: int, id_: str = "") -> TicketHandedOver:
    return TicketHandedOver(
        id=id_ or f"k-{number}",
        number=number,
        services=("permit",),
        taken_at=shell.utc_ms - ago_ms,
    )


def test_a_number_of_a_kiosk_s_own_keeps_its_number_and_its_place() -> None:
    shell = HallShell()
    shell.open("w1")
    later = shell.take("permit")
    (answer,) = shell.send(KIOSK, handed(shell, "ZZ001", 10 * MINUTE))
    assert isinstance(answer, TicketIssued)
    assert answer.number == "ZZ001"
    assert shell.next("w1") == "ZZ001", "it was taken before the other"
    shell.wait(2 * SECOND)
    assert shell.next("w1") == later.number


def test_numbers_come_in_the_order_of_arrival_whatever_order_they_are_handed_over_in() -> None:
    shell = HallShell()
    shell.open("w1")
    for number, ago_ms in (("ZZ003", MINUTE), ("ZZ001", 3 * MINUTE), ("ZZ002", 2 * MINUTE)):
        shell.send(KIOSK, handed(shell, number, ago_ms))
    called = []
    for _ in range(3):
        called.append(shell.next("w1"))
        shell.wait(2 * SECOND)
    assert called == ["ZZ001", "ZZ002", "ZZ003"]


def test_the_same_hand_over_twice_is_one_ticket() -> None:
    shell = HallShell()
    command = handed(shell, "ZZ001", 0)
    (first,), (second,) = shell.send(KIOSK, command), shell.send(KIOSK, command)
    assert first == second
    assert len(shell.state.by_number) == 1


def test_a_number_that_is_taken_is_not_taken_over_twice() -> None:
    shell = HallShell()
    shell.send(KIOSK, handed(shell, "ZZ001", 0))
    (answer,) = shell.send(KIOSK, handed(shell, "ZZ001", 0, "another"))
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.WRONG_STATE


def test_a_promised_number_is_taken_over_after_closing_time() -> None:
    closed = HallShell(make_hall(hours=Hours(week=Week(mon=("08:00-08:30",)), holidays="")))
    (answer,) = closed.send(KIOSK, handed(closed, "ZZ001", 31 * MINUTE))
    assert isinstance(answer, TicketIssued)


def test_a_number_of_another_day_is_refused() -> None:
    shell = HallShell()
    (answer,) = shell.send(KIOSK, handed(shell, "ZZ001", DAY_MS))
    assert isinstance(answer, Refused)
    assert answer.refusal is Refusal.TOO_LATE


def test_a_time_still_to_come_counts_as_now() -> None:
    shell = HallShell()
    shell.open("w1")
    shell.send(KIOSK, handed(shell, "ZZ001", -5 * MINUTE))
    shell.wait(SECOND)
    shell.take("permit")
    assert shell.next("w1") == "ZZ001"


def test_what_was_taken_over_is_there_after_a_restart() -> None:
    shell = HallShell()
    shell.send(KIOSK, handed(shell, "ZZ001", MINUTE))
    shell.start()
    assert "ZZ001" in shell.state.by_number
