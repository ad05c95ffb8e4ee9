# SPDX-License-Identifier: Apache-2.0
"""What follows a bad rating: every step with who and when, working-day deadlines, an alarm."""

from typing import Any

import pytest
from msgspec.structs import replace

from bus.messages import Rated, Refusal
from config.schema import Ratings
from hall.core import facts
from hall.core.alarms import AlarmKind
from hall.core.commands import Appeal, Explain, FollowUpStep, RateOutcome
from hall.core.effects import Look
from hall.core.followups import KEPT_WORKING_DAYS, FollowUpShown, Stage
from hall.core.life import FollowClass, FollowStep
from hall.core.outcome import OutcomeShown
from hall.core.views import HallView
from tests.rules.hall_shell import MINUTE, RATER, HallShell, make_hall
from tests.rules.test_holder import DAY_MS, about, asked, look, rate, served, why


def bad(shell: HallShell, level: int = 1, **fields: Any) -> str:
    """Let somebody rate badly; return the visit."""
    ticket, visit = served(shell)
    assert why(rate(shell, ticket, visit, level, **fields)) is None
    return visit.token


def shown(shell: HallShell) -> tuple[FollowUpShown, ...]:
    shell.step(Look("manager", follow_ups=True))
    found: tuple[FollowUpShown, ...] = shell.views.pop("manager").all
    return found


def only(shell: HallShell) -> FollowUpShown:
    (found,) = shown(shell)
    return found


def take(shell: HallShell, visit: str, step: FollowStep, **fields: Any) -> Refusal | None:
    seen = len(shell.state.follow_ups[visit].taken)
    wish = {"visit": visit, "step": step, "seen": seen, "by": "boss", "text": "done", **fields}
    return why(asked(shell, FollowUpStep, **wish))


def settled(shell: HallShell) -> str:
    return settle(shell, bad(shell))


def settle(shell: HallShell, visit: str) -> str:
    assert take(shell, visit, FollowStep.CLASSIFY, class_=FollowClass.REASONABLE) is None
    assert take(shell, visit, FollowStep.ANSWER) is None
    assert take(shell, visit, FollowStep.SETTLE) is None
    return visit


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_levels_1_and_2_open_a_follow_up_and_no_other_does(level: int) -> None:
    shell = HallShell()
    bad(shell, level)
    assert len(shown(shell)) == (level <= 2)


def test_a_bad_rating_from_the_pad_opens_one_too_and_reasons_added_later_reach_it() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    shell.send(RATER, Rated(id=shell.new_id(), visit=visit.token, window="w1", level=2))
    found = only(shell)
    assert (found.stage, found.follow_up.clerk, found.follow_up.labels) == (Stage.NEW, "c1", ())
    assert found.follow_up.text == ""
    seen = shell.state.tickets[ticket.id].visits[0]
    asked(shell, Explain, **about(shell, ticket, seen), labels=(213,), text="slow")
    assert (only(shell).follow_up.labels, only(shell).follow_up.text) == ((213,), "slow")


def test_it_goes_from_new_to_settled_with_who_and_when_of_each_step() -> None:
    shell = HallShell()
    visit = bad(shell)
    steps: tuple[tuple[FollowStep, dict[str, Any]], ...] = (
        (FollowStep.CLASSIFY, {"class_": FollowClass.COMPLEX}),
        (FollowStep.ASSIGN, {"to": "c2"}),
        (FollowStep.CONTACT, {"reached": True}),
        (FollowStep.ANSWER, {}),
        (FollowStep.SETTLE, {}),
        (FollowStep.RATE_AGAIN, {"level": 4}),
    )
    times = []
    for step, fields in steps:
        shell.wait(MINUTE)
        times.append(shell.utc_ms)
        assert take(shell, visit, step, **fields) is None
    taken = only(shell).follow_up.taken
    assert [each.step for each in taken] == [step for step, _ in steps]
    assert [each.at for each in taken] == times
    assert {each.by for each in taken} == {"boss"}
    assert only(shell).stage is Stage.SETTLED
    assert only(shell).follow_up.level == 1
    shell.start()
    assert only(shell).follow_up.taken == taken


def test_no_step_is_skipped() -> None:
    shell = HallShell()
    visit = bad(shell)
    for early in (FollowStep.ANSWER, FollowStep.SETTLE, FollowStep.RATE_AGAIN, FollowStep.APPEAL):
        assert take(shell, visit, early, level=5) is Refusal.WRONG_STATE
    assert take(shell, visit, FollowStep.CLASSIFY) is Refusal.REASON_NEEDED
    take(shell, visit, FollowStep.CLASSIFY, class_=FollowClass.MISTAKEN)
    assert take(shell, visit, FollowStep.SETTLE) is Refusal.WRONG_STATE
    assert take(shell, visit, FollowStep.ANSWER, text=" ") is Refusal.REASON_NEEDED


def test_who_wants_a_call_is_called_before_it_is_settled() -> None:
    shell = HallShell()
    visit = bad(shell, callback=True)
    take(shell, visit, FollowStep.CLASSIFY, class_=FollowClass.BASELESS)
    take(shell, visit, FollowStep.ANSWER)
    assert take(shell, visit, FollowStep.SETTLE) is Refusal.WRONG_STATE
    for _ in range(2):
        take(shell, visit, FollowStep.CONTACT, reached=False)
        assert take(shell, visit, FollowStep.SETTLE) is Refusal.WRONG_STATE
    take(shell, visit, FollowStep.CONTACT, reached=False)
    assert take(shell, visit, FollowStep.SETTLE) is None


def test_two_people_do_not_take_the_same_step() -> None:
    shell = HallShell()
    visit = bad(shell)
    wish = {"visit": visit, "step": FollowStep.ASSIGN, "seen": 0}
    assert why(asked(shell, FollowUpStep, **wish, to="c2")) is None
    assert why(asked(shell, FollowUpStep, **wish, to="c3")) is Refusal.WRONG_STATE
    assert [each.to for each in only(shell).follow_up.taken] == ["c2"]


def test_an_appeal_opens_it_again_and_a_second_rating_is_once_a_settlement() -> None:
    shell = HallShell()
    visit = settled(shell)
    assert take(shell, visit, FollowStep.RATE_AGAIN, level=2) is None
    assert take(shell, visit, FollowStep.RATE_AGAIN, level=5) is Refusal.WRONG_STATE
    assert take(shell, visit, FollowStep.APPEAL) is None
    assert only(shell).stage is Stage.APPEALED
    assert only(shell).follow_up.due_day == "2026-03-09"
    assert take(shell, visit, FollowStep.SETTLE) is None
    assert take(shell, visit, FollowStep.RATE_AGAIN, level=5) is None


@pytest.mark.parametrize(
    ("class_", "due"),
    [(FollowClass.REASONABLE, "2026-03-09"), (FollowClass.COMPLEX, "2026-03-23")],
)
def test_deadlines_are_working_days_of_the_hall(class_: FollowClass, due: str) -> None:
    shell = HallShell()
    visit = bad(shell)
    assert only(shell).follow_up.due_day == "2026-03-04"
    take(shell, visit, FollowStep.CLASSIFY, class_=class_)
    assert only(shell).follow_up.due_day == due


def overdue(shell: HallShell) -> int:
    shell.step(Look("manager"))
    view: HallView = shell.views.pop("manager")
    return sum(a.value for a in view.alarms if a.kind is AlarmKind.FOLLOW_UP_OVERDUE)


def test_what_is_overdue_alarms_until_somebody_sees_to_it() -> None:
    hall = make_hall(ratings=Ratings(classify_working_days=1, general_working_days=3))
    shell = HallShell(hall)
    visit = bad(shell)
    shell.jump(DAY_MS)
    assert overdue(shell) == 0
    shell.jump(DAY_MS)
    assert overdue(shell) == 1
    assert only(shell).overdue
    take(shell, visit, FollowStep.CLASSIFY, class_=FollowClass.REASONABLE)
    assert overdue(shell) == 0
    shell.jump(2 * DAY_MS)
    assert overdue(shell) == 1
    take(shell, visit, FollowStep.ANSWER)
    take(shell, visit, FollowStep.SETTLE)
    assert overdue(shell) == 0


def test_open_ones_live_on_for_ever_and_settled_ones_for_a_while() -> None:
    shell = HallShell()
    open_one, settled_one = bad(shell), settled(shell)
    shell.jump(DAY_MS)
    assert {each.follow_up.visit for each in shown(shell)} == {open_one, settled_one}
    shell.jump((KEPT_WORKING_DAYS // 5 + 1) * 7 * DAY_MS)
    assert only(shell).follow_up.visit == open_one
    shell.start()
    assert only(shell).follow_up.visit == open_one


def test_nothing_that_is_done_about_a_rating_changes_the_rating_or_the_figures() -> None:
    shell = HallShell()
    ticket, visit = served(shell)
    rate(shell, ticket, visit, 1)
    before = shell.state.tickets[ticket.id]
    take(shell, visit.token, FollowStep.CLASSIFY, class_=FollowClass.MISTAKEN)
    take(shell, visit.token, FollowStep.ANSWER)
    take(shell, visit.token, FollowStep.SETTLE)
    take(shell, visit.token, FollowStep.RATE_AGAIN, level=5)
    assert replace(shell.state.tickets[ticket.id], step=0) == replace(before, step=0)
    shell.wait(2 * MINUTE)
    shell.step(Look("manager"))
    today = shell.views.pop("manager").today
    assert (today.rated, today.satisfied) == (1, 0.0)
    assert not shell.actor.watch.check.violations


def test_the_log_holds_no_way_to_reach_the_citizen() -> None:
    shell = HallShell()
    bad(shell, callback=True)
    (opened,) = [r.fact for r in shell.recorded() if isinstance(r.fact, facts.FollowUpOpened)]
    assert opened.follow_up.callback
    assert not any(b"contact" in row[-1] for row in shell.log)


# --- what the citizen says of the outcome ------------------------------------------------------


def said(shell: HallShell, kind: Any, visit: str, **fields: Any) -> Refusal | None:
    ticket = shell.state.follow_ups[visit].ticket
    return why(asked(shell, kind, **{"ticket": ticket, "visit": visit, **fields}))


def seen(shell: HallShell, visit: str) -> OutcomeShown:
    """Return what the page of the ticket tells of one follow-up."""
    view = look(shell, shell.state.follow_ups[visit].ticket)
    (found,) = (each for each in view.outcomes if each.visit == visit)
    return found


def test_the_citizen_rates_the_outcome_once_a_settlement_and_the_first_rating_stays() -> None:
    shell = HallShell()
    visit = bad(shell)
    assert said(shell, RateOutcome, visit, level=5) is Refusal.WRONG_STATE
    assert (seen(shell, visit).stage, seen(shell, visit).until_day) == (Stage.NEW, "")
    settle(shell, visit)
    shown_now = seen(shell, visit)
    assert (shown_now.answer, shown_now.settled, shown_now.again) == ("done", "done", 0)
    assert said(shell, RateOutcome, visit, level=2, text=" slow ") is None
    assert said(shell, RateOutcome, visit, level=5) is Refusal.WRONG_STATE
    last = only(shell).follow_up.taken[-1]
    assert (last.step, last.level, last.text) == (FollowStep.RATE_AGAIN, 2, "slow")
    assert (last.channel, last.by, last.at) == ("qr", "", shell.utc_ms)
    assert (seen(shell, visit).again, only(shell).follow_up.level) == (2, 1)
    ticket = shell.state.tickets[only(shell).follow_up.ticket]
    assert [v.level for v in ticket.visits if v.token == visit] == [1]


def test_an_appeal_by_phone_opens_it_again_with_a_deadline_and_a_call_of_its_own() -> None:
    ratings = Ratings(appeal_working_days=3, contact_working_days=2)
    shell = HallShell(make_hall(ratings=ratings))
    visit = settled(shell)
    assert said(shell, Appeal, visit, text=" ") is Refusal.REASON_NEEDED
    assert said(shell, Appeal, visit, text="not true", callback=True) is None
    found = only(shell)
    assert (found.stage, found.follow_up.due_day) == (Stage.APPEALED, "2026-03-05")
    assert (found.call_day, found.follow_up.taken[-1].channel) == ("2026-03-04", "qr")
    assert said(shell, Appeal, visit, text="again") is Refusal.WRONG_STATE
    assert take(shell, visit, FollowStep.CLASSIFY, class_=FollowClass.COMPLEX) is None
    assert only(shell).follow_up.due_day == "2026-03-05"
    assert take(shell, visit, FollowStep.SETTLE) is Refusal.WRONG_STATE
    assert take(shell, visit, FollowStep.CONTACT, reached=True) is None
    assert only(shell).call_day == ""
    assert take(shell, visit, FollowStep.SETTLE) is None
    assert said(shell, RateOutcome, visit, level=4) is None
    shell.start()
    assert only(shell).follow_up.taken[-1].level == 4


def test_the_citizen_can_speak_for_so_many_working_days_also_of_another_day() -> None:
    shell = HallShell(make_hall(ratings=Ratings(outcome_working_days=2)))
    early, late, appealed = settled(shell), settled(shell), settled(shell)
    shell.jump(2 * DAY_MS)
    assert shell.state.follow_ups[early].ticket not in shell.state.tickets
    assert seen(shell, early).until_day == "2026-03-04"
    assert said(shell, RateOutcome, early, level=3) is None
    shell.jump(DAY_MS)
    assert seen(shell, late).until_day == ""
    assert said(shell, RateOutcome, late, level=3) is Refusal.TOO_LATE
    assert said(shell, Appeal, appealed, text="no") is Refusal.TOO_LATE


def test_one_ticket_says_nothing_of_what_follows_another() -> None:
    shell = HallShell()
    mine, other = settled(shell), settled(shell)
    theirs = shell.state.follow_ups[other].ticket
    wish = {"ticket": theirs, "visit": mine, "level": 5}
    assert why(asked(shell, RateOutcome, **wish)) is Refusal.NOT_RATEABLE
    assert [each.visit for each in look(shell, theirs).outcomes] == [other]


def test_who_left_a_number_is_called_within_the_halls_working_days() -> None:
    shell = HallShell(make_hall(ratings=Ratings(contact_working_days=1)))
    visit = bad(shell, callback=True)
    bad(shell)
    assert sorted(each.call_day for each in shown(shell)) == ["", "2026-03-03"]
    take(shell, visit, FollowStep.CLASSIFY, class_=FollowClass.COMPLEX)
    shell.jump(DAY_MS)
    assert overdue(shell) == 0
    shell.jump(DAY_MS)
    assert overdue(shell) == 1
    assert shown(shell)[0].follow_up.visit == visit
    take(shell, visit, FollowStep.CONTACT, reached=False)
    assert overdue(shell) == 1
    take(shell, visit, FollowStep.CONTACT, reached=True)
    assert overdue(shell) == 0


def test_a_hall_that_need_not_call_back_has_no_day_for_it() -> None:
    shell = HallShell(make_hall(ratings=Ratings(callback_named=False)))
    bad(shell, callback=True)
    assert (only(shell).call_day, only(shell).follow_up.callback) == ("", True)
