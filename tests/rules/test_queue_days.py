# SPDX-License-Identifier: Apache-2.0
"""Midnight, summer time, clock steps, leap days and restarts: yesterday never leaks into today."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bus.actor import Now
from bus.messages import Action, Rated, Refusal, Refused, TicketIssued
from config.hours import Hours
from hall.core.clock import HallClock, local_date, midnight_ms, wall_ms
from hall.core.commands import AddService
from hall.core.facts import DayClosed, DayOpened, Lapsed, Recorded
from hall.core.life import Life
from hall.core.report import report_of
from tests.rules.hall_shell import (
    MINUTE,
    MONDAY_NINE,
    RATER,
    SECOND,
    WHOLE_WEEK,
    HallShell,
    make_hall,
)

HOUR = 60 * MINUTE
BERLIN = ZoneInfo("Europe/Berlin")
ELEVEN_AT_NIGHT = MONDAY_NINE + 14 * HOUR


def night_shell() -> HallShell:
    return HallShell(at_ms=ELEVEN_AT_NIGHT)


def utc(*when: int) -> int:
    return int(datetime(*when, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc, arg-type]


def of_day(shell: HallShell, day: str) -> list[Recorded]:
    return [recorded for recorded in shell.recorded() if recorded.day == day]


# --- midnight ---


def test_at_midnight_numbers_begin_anew_and_nobody_waits() -> None:
    shell = night_shell()
    first = shell.take()
    shell.wait(HOUR)
    assert shell.state.day == "2026-03-03"
    assert shell.state.tickets == {}
    again = shell.take()
    assert (again.number, first.number) == ("A001", "A001")
    assert again.ticket != first.ticket


def test_whoever_still_waits_has_left_and_the_day_says_so() -> None:
    shell = night_shell()
    shell.open("w1")
    shell.take()
    held = shell.take()
    shell.press("w1", Action.CALL, ticket=held.number, reason="r")
    shell.press("w1", Action.HOLD, reason="copies")
    shell.wait(HOUR)
    closed = [r.fact for r in shell.recorded() if isinstance(r.fact, DayClosed)]
    assert len(closed[0].left) == 2
    assert report_of(shell.hall, of_day(shell, "2026-03-02")).total.left == 2


def test_whoever_is_served_stays_and_counts_to_the_day_of_the_ticket() -> None:
    shell = night_shell()
    shell.open("w1")
    served = shell.take()
    shell.next("w1")
    shell.press("w1", Action.ARRIVE)
    shell.wait(HOUR)
    assert shell.state.at_window("w1") == shell.state.tickets[served.ticket]
    shell.press("w1", Action.FINISH)
    rating = Rated(id="r", visit=shell.state.window("w1").visit, window="w1", level=5)
    shell.send(RATER, rating)
    yesterday = report_of(shell.hall, of_day(shell, "2026-03-02")).total
    assert (yesterday.issued, yesterday.served, yesterday.rated) == (1, 1, 1)
    today = report_of(shell.hall, of_day(shell, "2026-03-03")).total
    assert (today.issued, today.served, today.rated) == (0, 0, 0)


def served_over_midnight(*services: str) -> tuple[HallShell, TicketIssued]:
    """Return a hall a minute after midnight and who has been served there since before."""
    shell = night_shell()
    shell.open("w1", "w2")
    ticket = shell.take(*services)
    shell.next("w1")
    shell.press("w1", Action.ARRIVE)
    shell.wait(HOUR + MINUTE)
    return shell, ticket


def test_what_was_to_come_ends_with_the_visit_after_midnight_and_its_day_says_so() -> None:
    shell, ticket = served_over_midnight("permit", "licence", "card")
    shell.press("w1", Action.FINISH)
    assert shell.life(ticket) == Life.FINISHED
    yesterday = of_day(shell, "2026-03-02")
    lapsed = [r.fact for r in yesterday if isinstance(r.fact, Lapsed)]
    assert lapsed == [Lapsed(ticket=ticket.ticket, services=("licence", "card"))]
    total = report_of(shell.hall, yesterday).total
    assert (total.issued, total.served, total.waiting) == (1, 1, 0)
    shell.start()
    assert shell.life(ticket) == Life.FINISHED


def test_a_number_of_yesterday_is_sent_nowhere_and_the_clerk_reads_why() -> None:
    shell, ticket = served_over_midnight("permit")
    more = AddService(id=shell.new_id(), window="w1", service="card")
    assert shell.asked(more).refusal is Refusal.DAY_OVER
    hold = shell.ask("w1", Action.HOLD, reason="copies")
    assert (hold.refusal, hold.number) == (Refusal.DAY_OVER, ticket.number)
    assert shell.refused("w1", Action.TRANSFER, to_window="w2") == Refusal.DAY_OVER
    assert shell.refused("w1", Action.TRANSFER, to_service="licence") == Refusal.DAY_OVER
    assert shell.life(ticket) == Life.SERVING
    shell.press("w1", Action.FINISH)
    shell.press("w1", Action.UNDO)
    assert shell.life(ticket) == Life.SERVING


def test_whoever_does_not_come_after_midnight_has_no_second_chance() -> None:
    shell = night_shell()
    shell.open("w1")
    ticket = shell.take()
    shell.next("w1")
    shell.wait(HOUR)
    shell.press("w1", Action.PASS_OVER)
    assert shell.life(ticket) == Life.PASSED_OVER
    again = {"ticket": ticket.ticket, "reason": "came after all"}
    assert shell.refused("w1", Action.CALL, **again) == Refusal.DAY_OVER
    shell.press("w1", Action.UNDO)
    assert shell.life(ticket) == Life.CALLED


def test_a_window_taken_away_at_night_lets_yesterday_end() -> None:
    shell, ticket = served_over_midnight("permit")
    shell.hall = replace(shell.hall, windows=shell.hall.windows[1:])
    shell.start()
    assert shell.life(ticket) == Life.LEFT
    assert report_of(shell.hall, of_day(shell, "2026-03-02")).total.left == 1


def test_a_rating_open_at_midnight_can_still_be_given() -> None:
    shell = night_shell()
    shell.open("w1")
    shell.take()
    shell.wait(HOUR - 30 * SECOND)
    shell.next("w1")
    shell.press("w1", Action.FINISH)
    shell.wait(40 * SECOND)
    assert shell.state.day == "2026-03-03"
    rating = Rated(id="r", visit=shell.state.window("w1").visit, window="w1", level=5)
    (answer,) = shell.send(RATER, rating)
    assert not isinstance(answer, Refused)


def test_an_undo_over_midnight_is_told_to_both_days() -> None:
    shell = night_shell()
    shell.open("w1")
    old = shell.take()
    shell.next("w1")
    shell.wait(HOUR)
    new = shell.take()
    shell.next("w1")
    shell.press("w1", Action.UNDO)
    assert (shell.life(old), shell.life(new)) == (Life.CALLED, Life.WAITING)
    yesterday = report_of(shell.hall, of_day(shell, "2026-03-02")).total
    today = report_of(shell.hall, of_day(shell, "2026-03-03")).total
    assert (yesterday.served, today.calls, today.waiting) == (0, 0, 1)


def test_clerks_who_forgot_to_sign_out_are_gone_in_the_morning() -> None:
    shell = HallShell(make_hall(hours=Hours()))
    shell.open("w1")
    shell.jump(24 * HOUR)
    shell.wait(SECOND)
    assert not shell.state.window("w1").open


def test_clerks_of_a_hall_open_all_night_stay() -> None:
    shell = night_shell()
    shell.open("w1")
    shell.wait(HOUR)
    assert shell.state.window("w1").clerk == "c1"


# --- clocks ---


def test_a_clock_set_back_over_midnight_does_not_open_yesterday_again() -> None:
    shell = night_shell()
    shell.wait(HOUR)
    first = shell.take()
    shell.utc_ms -= 2 * HOUR
    second = shell.take()
    assert (first.number, second.number) == ("A001", "A002")
    shell.start()
    assert shell.take().number == "A003"
    opened = [r.fact.day for r in shell.recorded() if isinstance(r.fact, DayOpened)]
    assert opened == ["2026-03-02", "2026-03-03"]
    times = [recorded.at for recorded in shell.recorded()]
    assert times == sorted(times)


def test_days_on_which_the_hall_was_off_are_skipped() -> None:
    shell = HallShell()
    shell.jump(5 * 24 * HOUR)
    shell.start()
    assert shell.state.day == "2026-03-07"


def test_the_hall_clock_never_goes_back_and_catches_up_slowly() -> None:
    clock = HallClock()
    assert clock.at_ms(Now(0, 100_000)) == 100_000
    times = [clock.at_ms(Now(tick, 90_000 + tick)) for tick in range(0, 30_001, 1_000)]
    assert times == sorted(times)
    assert times[10] == 105_000
    assert times[-1] == 120_000


def test_the_hall_clock_follows_a_step_forward_at_once() -> None:
    clock = HallClock()
    clock.at_ms(Now(0, 100_000))
    assert clock.at_ms(Now(10, 900_000)) == 900_000


def test_the_hall_clock_does_not_stand_still_between_quick_steps() -> None:
    clock = HallClock()
    clock.begin(200_000)
    for tick in range(1_001):
        reached = clock.at_ms(Now(tick, 100_000 + tick))
    assert reached == 200_500


def test_a_day_of_summer_time_has_23_hours_and_one_of_winter_25() -> None:
    for day, hours in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25)):
        begin = midnight_ms(day, BERLIN)
        end = midnight_ms(day.replace(day=day.day + 1), BERLIN)
        assert end - begin == hours * HOUR
        assert local_date(end - 1, BERLIN) == day
        assert local_date(end, BERLIN) != day


def test_an_hour_that_does_not_exist_is_the_moment_the_clock_moved() -> None:
    assert wall_ms(date(2026, 3, 29), 2 * 60 + 30, BERLIN) == utc(2026, 3, 29, 1, 30)
    assert wall_ms(date(2026, 3, 29), 24 * 60, BERLIN) == utc(2026, 3, 29, 22, 0)


def test_opening_hours_follow_the_wall_through_summer_time() -> None:
    hours = Hours(week=replace(WHOLE_WEEK, sun=("08:00-12:00",)), holidays="")
    hall = make_hall(hours=hours, time_zone="Europe/Berlin")
    winter = HallShell(hall, at_ms=utc(2026, 3, 22, 6, 59))
    assert winter.ask_ticket().until_at == utc(2026, 3, 22, 7, 0)
    summer = HallShell(hall, at_ms=utc(2026, 3, 29, 5, 59))
    assert summer.ask_ticket().until_at == utc(2026, 3, 29, 6, 0)


def test_the_leap_day_is_a_day() -> None:
    shell = HallShell(at_ms=utc(2028, 2, 28, 15, 0))
    shell.wait(HOUR)
    assert shell.take().ticket == "2028-02-29-A001"
    shell.jump(24 * HOUR)
    assert shell.take().ticket == "2028-03-01-A001"


# --- restarts ---


def test_after_a_kill_the_hall_goes_on_where_it_was() -> None:
    shell = HallShell()
    shell.open("w1")
    first, second = shell.take(), shell.take()
    shell.next("w1")
    shell.start()
    assert shell.state.at_window("w1") == shell.state.tickets[first.ticket]
    assert shell.next("w1") == second.number
    assert shell.take().number == "A003"


def test_a_window_that_the_hall_no_longer_has_frees_its_ticket() -> None:
    shell = HallShell()
    shell.open("w1", "w2")
    ticket = shell.take("permit")
    shell.next("w1")
    shell.hall = replace(shell.hall, windows=shell.hall.windows[1:])
    shell.start()
    assert shell.life(ticket) == Life.WAITING
    assert shell.refused("w1", Action.NEXT) == Refusal.UNKNOWN_WINDOW
    assert shell.next("w2") == ticket.number


def test_a_new_log_begins_at_the_time_of_its_creation() -> None:
    shell = HallShell()
    assert shell.recorded()[0].seq == MONDAY_NINE
