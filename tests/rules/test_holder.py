# SPDX-License-Identifier: Apache-2.0
"""What the holder of a ticket can do by phone: leave and come back, be late, rate later."""

from typing import Any

import pytest
from msgspec.structs import replace

from bus.messages import Accepted, Action, Rated, Refusal, Refused, TicketCancel
from config.schema import Ratings
from hall.core import facts
from hall.core.commands import ComeBack, Explain, RateVisit, StepBack
from hall.core.effects import Look
from hall.core.fold import replay
from hall.core.life import Life, Ticket, Visit
from hall.core.views import TicketView
from tests.rules.hall_shell import MINUTE, RATER, SECOND, HallShell, make_hall, policy

DAY_MS = 24 * 60 * MINUTE


def look(shell: HallShell, ticket: str) -> TicketView:
    shell.step(Look("phone", ticket=ticket))
    view: TicketView = shell.views.pop("phone")
    return view


def asked(shell: HallShell, kind: Any, **fields: Any) -> Any:
    return shell.asked(kind(id=shell.new_id(), **fields), "phone")


def why(answer: Any) -> Refusal | None:
    return answer.refusal if isinstance(answer, Refused) else None


def served(shell: HallShell) -> tuple[Ticket, Visit]:
    """Let one citizen be served at w1; return the ticket and the visit."""
    taken = shell.take()
    shell.open("w1") if not shell.state.window("w1").open else None
    shell.next("w1")
    shell.wait(5 * MINUTE)
    shell.press("w1", Action.FINISH)
    ticket = shell.state.tickets[taken.ticket]
    return ticket, ticket.visits[-1]


def rate(shell: HallShell, ticket: Ticket, seen: Visit, level: int = 5, **fields: Any) -> Any:
    return asked(shell, RateVisit, **about(shell, ticket, seen), level=level, **fields)


def about(shell: HallShell, ticket: Ticket, seen: Visit) -> dict[str, Any]:
    return {"ticket": ticket.id, "day": ticket.day, "seen": seen, "as_of": shell.state.seq}


def of_day(shell: HallShell, day: str) -> dict[str, Ticket]:
    """Return the tickets of a day as its own facts tell."""
    return replay(shell.hall.window_by_id, [r for r in shell.recorded() if r.day == day]).tickets


# --- the queue --------------------------------------------------------------------------------


def test_one_who_left_comes_back_to_the_same_place_and_the_wait_before_counts() -> None:
    shell = HallShell()
    first, second = shell.take(), shell.take()
    shell.wait(4 * MINUTE)
    assert look(shell, first.ticket).may.leave
    assert isinstance(asked(shell, TicketCancel, ticket=first.ticket), Accepted)
    assert look(shell, first.ticket).may.back_until_at == shell.utc_ms + 60 * SECOND
    shell.wait(30 * SECOND)
    assert why(asked(shell, ComeBack, ticket=first.ticket)) is None
    assert look(shell, second.ticket).ahead == 1
    shell.wait(MINUTE)
    shell.open("w1")
    shell.next("w1")
    assert shell.life(first) == Life.CALLED
    assert shell.state.tickets[first.ticket].waited_ms == 5 * MINUTE + 2 * SECOND


def test_coming_back_ends_with_the_limit_and_is_not_for_whom_a_clerk_took_out() -> None:
    shell = HallShell()
    left, thrown = shell.take(), shell.take()
    asked(shell, TicketCancel, ticket=left.ticket)
    shell.open("w1")
    shell.press("w1", Action.CANCEL, ticket=thrown.number, reason="twice")
    assert why(asked(shell, ComeBack, ticket=thrown.ticket)) is Refusal.WRONG_STATE
    assert look(shell, thrown.ticket).may.back_until_at is None
    shell.wait(61 * SECOND)
    assert why(asked(shell, ComeBack, ticket=left.ticket)) is Refusal.TOO_LATE
    assert look(shell, left.ticket).may.back_until_at is None


def test_one_person_does_not_come_back_beside_a_new_ticket() -> None:
    shell = HallShell()
    left = shell.take(person="hash")
    asked(shell, TicketCancel, ticket=left.ticket)
    again = shell.take(person="hash")
    answer = asked(shell, ComeBack, ticket=left.ticket)
    assert (why(answer), answer.number) == (Refusal.ALREADY_WAITING, again.number)


def test_who_is_late_lets_some_go_first_as_often_as_the_hall_allows() -> None:
    hall = make_hall(policy=policy(passed_over_behind=2, passed_over_times_max=1))
    shell = HallShell(hall)
    late, *others = [shell.take() for _ in range(4)]
    assert look(shell, late.ticket).may.behind == 2
    shell.wait(MINUTE)
    assert why(asked(shell, StepBack, ticket=late.ticket)) is None
    assert look(shell, late.ticket).ahead == 2
    assert look(shell, late.ticket).may.behind == 0
    assert why(asked(shell, StepBack, ticket=late.ticket)) is Refusal.TOO_LATE
    shell.open("w1")
    order = []
    for _ in range(4):
        shell.wait(MINUTE)
        shell.next("w1")
        order.append(shell.state.window("w1").ticket)
    assert order == [t.ticket for t in (others[0], others[1], late, others[2])]
    assert shell.state.tickets[late.ticket].overtaken == 0


def test_who_goes_first_and_is_late_lets_others_go_first_too() -> None:
    shell = HallShell(make_hall(policy=policy(passed_over_behind=2)))
    others = [shell.take() for _ in range(3)]
    late = shell.take(priority="green")
    assert look(shell, late.ticket).may.behind == 2
    assert why(asked(shell, StepBack, ticket=late.ticket)) is None
    assert look(shell, late.ticket).ahead == 2
    shell.start()
    shell.open("w1")
    order = []
    for _ in range(4):
        shell.wait(MINUTE)
        shell.next("w1")
        order.append(shell.state.window("w1").ticket)
    assert order == [t.ticket for t in (others[0], others[1], late, others[2])]


def test_the_last_in_the_queue_has_nobody_to_let_first() -> None:
    shell = HallShell()
    only = shell.take()
    assert look(shell, only.ticket).may.behind == 0
    assert why(asked(shell, StepBack, ticket=only.ticket)) is Refusal.NOBODY_WAITING


def test_the_wish_is_in_the_log_with_its_reason_and_a_restart_knows_it() -> None:
    shell = HallShell()
    late, left = shell.take(), shell.take()
    shell.take()
    asked(shell, StepBack, ticket=late.ticket)
    asked(shell, TicketCancel, ticket=left.ticket)
    asked(shell, ComeBack, ticket=left.ticket)
    reasons = [r.fact.why for r in shell.recorded() if isinstance(r.fact, facts.Requeued)]
    assert reasons == [facts.LATE, facts.CHANGED_MIND]
    before = {ticket: shell.state.tickets[ticket].place for ticket in shell.state.tickets}
    shell.start()
    assert {t: shell.state.tickets[t].place for t in shell.state.tickets} == before
    shell.wait(2 * MINUTE)
    assert not shell.actor.watch.check.violations


# --- ratings ----------------------------------------------------------------------------------


def test_a_visit_is_rated_by_phone_once_and_the_pad_then_asks_nobody() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    assert shell.state.window("w1").visit == visit.token
    assert why(rate(shell, ticket, visit, 2, labels=(213,), text=" slow ")) is None
    assert shell.state.window("w1").visit == ""
    (kept,) = shell.state.tickets[ticket.id].visits
    assert (kept.level, kept.labels, kept.text, kept.channel) == (2, (213,), "slow", "qr")
    assert why(rate(shell, ticket, visit)) is Refusal.ALREADY_RATED
    pad = Rated(id=shell.new_id(), visit=visit.token, window="w1", level=5)
    assert why(shell.send(RATER, pad)[0]) is Refusal.ALREADY_RATED


def test_what_was_rated_on_the_pad_is_not_rated_by_phone() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    shell.send(RATER, Rated(id=shell.new_id(), visit=visit.token, window="w1", level=1))
    assert why(rate(shell, ticket, visit)) is Refusal.ALREADY_RATED


@pytest.mark.parametrize(
    ("days_later", "refusal"),
    [(1, None), (7, None), (8, Refusal.TOO_LATE)],
)
def test_a_visit_can_be_rated_for_five_working_days(
    days_later: int, refusal: Refusal | None
) -> None:
    # From Monday to Monday there are five working days; Tuesday is one too many.
    shell = HallShell()
    ticket, visit = served(shell)
    shell.jump(days_later * DAY_MS)
    assert why(rate(shell, ticket, visit, 4)) is refusal
    kept = of_day(shell, ticket.day)[ticket.id].visits[0]
    assert kept.level == (None if refusal else 4)
    assert bool(kept.rated_at) is not bool(refusal)


def test_make_up_days_are_working_days() -> None:
    # 2026-02-14 is a Saturday that China works, before nine days of holiday.
    friday = 1_770_944_400_000
    hall = make_hall()
    hall = replace(hall, hours=replace(hall.hours, holidays="CN"))
    hall = replace(hall, ratings=Ratings(supplement_working_days=1))
    shell = HallShell(hall, at_ms=friday)
    ticket, visit = served(shell)
    other, unrated = served(shell)
    shell.jump(DAY_MS)
    assert why(rate(shell, ticket, visit)) is None
    shell.jump(DAY_MS)
    assert why(rate(shell, other, unrated)) is Refusal.TOO_LATE


def test_a_late_rating_counts_once_whatever_a_stale_page_says() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    shell.jump(DAY_MS)
    assert why(rate(shell, ticket, visit, 5)) is None
    assert why(rate(shell, ticket, visit, 1)) is Refusal.ALREADY_RATED
    shell.start()
    assert why(rate(shell, ticket, visit, 1)) is Refusal.ALREADY_RATED
    stale = about(shell, ticket, visit)
    shell.jump(DAY_MS)
    assert why(asked(shell, RateVisit, **stale, level=1)) is Refusal.WRONG_STATE
    assert not shell.actor.watch.check.violations


def test_a_visit_that_a_clerk_took_back_is_not_rated() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    shell.press("w1", Action.UNDO)
    assert why(rate(shell, ticket, visit)) is Refusal.NOT_RATEABLE


@pytest.mark.parametrize("labels", [(510, 108), (102,), (599,)])
def test_no_reason_of_another_level_of_an_old_list_or_of_nobodys_list(
    labels: tuple[int, ...],
) -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    level = labels[-1] // 100
    assert why(rate(shell, ticket, visit, level, labels=labels)) is Refusal.LABEL_MISMATCH


def test_reasons_are_added_to_a_bad_rating_from_the_pad_and_change_nothing_else() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    pad = Rated(id=shell.new_id(), visit=visit.token, window="w1", level=1, raw_key="4")
    shell.send(RATER, pad)
    given = shell.state.tickets[ticket.id].visits[0]
    wish = about(shell, ticket, given)
    assert why(asked(shell, Explain, **wish)) is Refusal.REASON_NEEDED
    assert why(asked(shell, Explain, **wish, labels=(510,))) is Refusal.LABEL_MISMATCH
    shell.wait(MINUTE)
    assert why(asked(shell, Explain, **wish, labels=(115,), text="three hours")) is None
    kept = shell.state.tickets[ticket.id].visits[0]
    added = replace(given, labels=(115,), text="three hours", explained_at=shell.utc_ms)
    assert kept == added
    assert why(asked(shell, Explain, **wish, text="more")) is Refusal.ALREADY_RATED
    shell.jump(DAY_MS)
    wish = about(shell, ticket, kept)
    assert why(asked(shell, Explain, **wish, text="x")) is Refusal.ALREADY_RATED


def test_a_rating_of_another_day_is_explained_once() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    shell.send(RATER, Rated(id=shell.new_id(), visit=visit.token, window="w1", level=2))
    seen = shell.state.tickets[ticket.id].visits[0]
    shell.jump(DAY_MS)
    wish = about(shell, ticket, seen)
    assert why(asked(shell, Explain, **wish, text="late but mine")) is None
    assert why(asked(shell, Explain, **wish, text="again")) is Refusal.ALREADY_RATED
    assert of_day(shell, ticket.day)[ticket.id].visits[0].text == "late but mine"
