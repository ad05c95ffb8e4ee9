# SPDX-License-Identifier: Apache-2.0
"""One ticket as whoever holds it sees it, from the queue to the end of the day."""

from datetime import UTC, datetime

from bus.messages import Action
from config.hours import Hours, Week
from hall.core.effects import Look
from hall.core.forecast import Forecast
from hall.core.views import TicketView
from tests.rules.hall_shell import MINUTE, MONDAY_NINE, HallShell, make_hall


def look(shell: HallShell, ticket: str) -> TicketView:
    shell.step(Look("phone", ticket=ticket))
    view = shell.views.pop("phone")
    assert isinstance(view, TicketView)
    return view


def test_a_ticket_tells_who_is_ahead_what_is_left_and_where_to_go() -> None:
    shell = HallShell(forecaster=Forecast(make_hall()))
    first, second = shell.take(), shell.take()
    closed = look(shell, second.ticket)
    assert (closed.windows, closed.open, closed.wait_p90_ms) == (("w1", "w2"), False, None)
    shell.open("w1")
    waits = look(shell, second.ticket)
    assert (waits.ahead, waits.windows, waits.open) == (1, ("w1",), True)
    assert waits.wait_median_ms is not None
    assert waits.wait_median_ms % MINUTE == 0 < waits.wait_median_ms
    shell.next("w1")
    called = look(shell, first.ticket)
    assert called.ticket is not None
    assert (called.ticket.life, called.windows, called.ahead) == ("called", ("w1",), 0)
    assert look(shell, second.ticket).ahead == 0


def test_a_ticket_is_found_by_its_id_alone_and_not_after_its_day() -> None:
    shell = HallShell(at_ms=MONDAY_NINE + 14 * 60 * MINUTE)
    taken = shell.take()
    assert look(shell, taken.number).ticket is None
    assert look(shell, taken.ticket).ticket is not None
    shell.wait(60 * MINUTE)
    over = look(shell, taken.ticket)
    assert (over.ticket, over.day) == (None, "2026-03-03")


def test_a_ticket_sent_to_one_window_waits_for_that_one() -> None:
    shell = HallShell(forecaster=Forecast(make_hall()))
    shell.open("w1", "w2")
    taken = shell.take()
    shell.next("w1")
    shell.press("w1", Action.TRANSFER, to_window="w2", reason="theirs")
    view = look(shell, taken.ticket)
    assert view.ticket is not None
    assert (view.ticket.life, view.windows, view.ahead) == ("waiting", ("w2",), 0)
    assert view.wait_median_ms == 0


def test_a_ticket_tells_why_nobody_calls_it_and_from_when_on_somebody_may() -> None:
    morning = ("09:00-12:00", "13:30-17:00")
    shell = HallShell(make_hall(hours=Hours(week=Week(mon=morning, tue=morning), holidays="")))
    shell.open("w1", "w2")
    waits = shell.take().ticket
    assert look(shell, waits).open
    shell.press("w1", Action.PAUSE, reason="meal")
    assert (look(shell, waits).open, look(shell, waits).paused) == (True, False)
    shell.press("w2", Action.PAUSE, reason="meal")
    assert (look(shell, waits).open, look(shell, waits).paused) == (False, True)
    shell.press("w1", Action.SIGN_OUT)
    shell.press("w2", Action.SIGN_OUT)
    nobody = look(shell, waits)
    assert (nobody.open, nobody.paused, nobody.opens_at) == (False, False, None)
    shell.jump(3 * 60 * MINUTE)
    assert look(shell, waits).opens_at == moment(2, 13, 30)
    shell.jump(5 * 60 * MINUTE)
    assert look(shell, waits).opens_at == moment(3, 9, 0)


def test_a_ticket_kept_for_one_window_waits_as_long_as_that_one_pauses() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    taken = shell.take()
    shell.next("w1")
    shell.press("w1", Action.TRANSFER, to_window="w2", reason="theirs")
    shell.press("w2", Action.PAUSE, reason="meal")
    view = look(shell, taken.ticket)
    assert (view.open, view.paused, view.windows) == (False, True, ("w2",))


def moment(day: int, hour: int, minute: int) -> int:
    """Return the UTC ms of a time in March 2026 in Shanghai."""
    return int(datetime(2026, 3, day, hour - 8, minute, tzinfo=UTC).timestamp() * 1000)
