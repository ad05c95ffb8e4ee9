# SPDX-License-Identifier: Apache-2.0
"""Cases (接办件): receipt codes, promised days, steps, and what the day's figures make of them."""

from typing import Any

import pytest

from bus.messages import (
    Accepted,
    Action,
    BookingFound,
    CaseFound,
    CaseStep,
    LookUp,
    Outcome,
    Refused,
    Standing,
)
from bus.receipt import code_in, grouped, is_receipt, looks_like_receipt, receipt_code
from config.hours import Hours
from config.schema import Appointments
from hall.core.cases import Mark, Supervision
from hall.core.commands import MakeBooking, MoveCase
from hall.core.counts import count_day
from hall.core.effects import Look, Shown
from hall.core.facts import CaseOpened
from hall.core.fold import replay
from hall.core.inquiry import MISSES_MAX, MISSES_WITHIN_MS, Patience
from hall.core.life import Case
from hall.core.links import Links
from hall.core.opening import Opening
from hall.core.report import report_of
from hall.core.views import WindowView
from tests.rules.hall_shell import KIOSK, MINUTE, SECOND, WHOLE_WEEK, HallShell, make_hall, service

DAY = 24 * 60 * MINUTE
CHINA = Hours(week=WHOLE_WEEK, holidays="CN")


def shell_of(**settings: Any) -> HallShell:
    """A hall whose permits are promised within five working days, on Monday 2026-03-02."""
    given = {"case_type": "time_limited", "statutory_days": 20, "promised_days": 5, **settings}
    others = (service("card"), service("licence"), service("invoice", department="tax"))
    hall = make_hall(services=(service("permit", **given), *others), hours=CHINA)
    shell = HallShell(hall)
    shell.open("w1")
    return shell


def accept(shell: HallShell, wanted: str = "permit") -> Case:
    """Serve somebody whose papers are accepted; return the case."""
    shell.take(wanted)
    shell.next("w1")
    shell.wait(SECOND)
    shell.press("w1", Action.ARRIVE)
    shell.wait(SECOND)
    shell.press("w1", Action.FINISH, outcome=Outcome.ACCEPTED)
    return shell.state.cases[shell.state.case_of["w1"]]


def move(shell: HallShell, case: Case, to: CaseStep, note: str = "") -> Any:
    return shell.asked(
        MoveCase(id=shell.new_id(), code=case.code, to=to, clerk="c1", note=note), "page"
    )


def now(shell: HallShell, case: Case) -> Case:
    return shell.state.cases[case.code]


# --- codes ------------------------------------------------------------------------------------


def test_a_receipt_code_shows_every_single_slip_of_the_finger() -> None:
    code = receipt_code(bytes(range(8)))
    assert is_receipt(code)
    for place, right in enumerate(code):
        for wrong in "0123456789":
            slipped = code[:place] + wrong + code[place + 1 :]
            assert is_receipt(slipped) == (wrong == right)


def test_nearly_every_swap_of_two_neighbours_shows() -> None:
    swaps = shown = 0
    for drawn in range(400):
        code = receipt_code(drawn.to_bytes(2, "big") * 8)
        for place in range(len(code) - 1):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            swaps += swapped != code
            shown += not is_receipt(swapped)
    assert shown / swaps > 0.97


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("https://hall.example/case/123456789012", "123456789012"),
        ("http://10.0.0.1:8080/case/123456789012/?from=paper", "123456789012"),
        (" 123 456-789 012 ", "123456789012"),
        ("ab12cd", "AB12CD"),
        ("六零一", ""),
        ("A" * 17, ""),
        ("", ""),
    ],
)
def test_a_code_is_found_in_what_was_scanned_or_typed(text: str, code: str) -> None:
    assert code_in(text) == code


def test_people_read_a_receipt_code_in_threes() -> None:
    assert grouped("123456789012") == "123 456 789 012"
    assert grouped("AB12CD") == "AB12CD"
    assert not looks_like_receipt("12345678901２")


# --- the register -----------------------------------------------------------------------------


def test_accepted_papers_open_a_case_with_a_code_and_the_day_promised() -> None:
    shell = shell_of()
    case = accept(shell)
    assert is_receipt(case.code)
    assert (case.service, case.window, case.clerk) == ("permit", "w1", "c1")
    assert case.due_day == "2026-03-09", "five working days after Monday"
    assert case.step is CaseStep.ACCEPTED


def test_the_window_is_told_in_which_language_its_citizen_reads_the_slip() -> None:
    shell = shell_of()
    shell.take("permit", language="en")
    shell.next("w1")
    shell.press("w1", Action.FINISH, outcome=Outcome.ACCEPTED)
    shell.step(Look("page", "w1"))
    view = [effect for effect in shell.effects if isinstance(effect, Shown)][-1].view
    assert isinstance(view, WindowView)
    assert view.receipt is not None
    assert view.receipt_in == "en"


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.ACCEPTED])
def test_any_other_end_opens_no_case(outcome: Outcome) -> None:
    shell = shell_of()
    shell.take("permit")
    shell.next("w1")
    shell.press("w1", Action.FINISH, outcome=outcome)
    assert not shell.state.cases


def test_without_a_promise_the_law_s_days_count_and_without_those_none() -> None:
    assert accept(shell_of(promised_days=None)).due_day == "2026-03-30"
    assert accept(shell_of(promised_days=None, statutory_days=None)).due_day == ""


def test_holidays_are_no_working_days_and_make_up_days_are() -> None:
    shell = shell_of(promised_days=2)
    shell.jump(58 * DAY)  # Wednesday 29 April; 1 to 5 May are off, Saturday the 9th is worked
    shell.open("w1")
    assert accept(shell).due_day == "2026-05-06"
    shell.jump(8 * DAY)
    shell.open("w1")
    assert accept(shell).due_day == "2026-05-09"


def test_undo_takes_the_case_back_and_the_same_end_gives_the_same_code() -> None:
    shell = shell_of()
    case = accept(shell)
    shell.press("w1", Action.UNDO)
    assert not shell.state.cases
    shell.press("w1", Action.FINISH, outcome=Outcome.ACCEPTED)
    assert list(shell.state.cases) == [case.code]


def test_a_case_somebody_worked_on_cannot_be_undone() -> None:
    shell = shell_of()
    case = accept(shell)
    move(shell, case, CaseStep.DECIDED)
    assert shell.refused("w1", Action.UNDO) == "nothing-to-undo"


def test_codes_of_two_halls_with_other_keys_differ() -> None:
    codes = set()
    for key in (b"one", b"two"):
        shell = shell_of()
        shell.actor.rules.links = Links(key)
        codes.add(accept(shell).code)
    assert len(codes) == 2


def test_a_case_survives_midnight_and_a_restart() -> None:
    shell = shell_of()
    case = accept(shell)
    shell.jump(DAY)
    shell.start()
    assert now(shell, case) == case
    assert shell.state.day > case.day


def test_while_papers_are_missing_the_promised_day_moves_on() -> None:
    shell = shell_of()
    case = accept(shell)
    move(shell, case, CaseStep.PAPERS_MISSING, "the deed")
    assert now(shell, case).due_day == "2026-03-09"
    shell.jump(2 * DAY)
    move(shell, case, CaseStep.ACCEPTED)
    assert now(shell, case).due_day == "2026-03-11"


def test_a_step_that_is_none_is_refused() -> None:
    shell = shell_of()
    case = accept(shell)
    for code, to, why in (
        (case.code, CaseStep.ACCEPTED, "wrong-state"),
        ("0" * 12, CaseStep.DECIDED, "unknown-code"),
    ):
        command = MoveCase(id=shell.new_id(), code=code, to=to, clerk="c1")
        answer = shell.asked(command)
        assert isinstance(answer, Refused)
        assert answer.refusal == why


def test_a_closed_case_can_be_opened_again_the_same_day_only() -> None:
    shell = shell_of()
    case = accept(shell)
    move(shell, case, CaseStep.DECIDED)
    move(shell, case, CaseStep.ACCEPTED)
    move(shell, case, CaseStep.REFUSED)
    shell.jump(DAY)
    assert move(shell, case, CaseStep.ACCEPTED).refusal == "day-over"


def test_a_closed_case_is_forgotten_after_a_while_and_an_open_one_never() -> None:
    shell = shell_of()
    open_, closed = accept(shell), accept(shell)
    move(shell, closed, CaseStep.DECIDED)
    for _ in range(61):
        shell.jump(DAY)
    assert set(shell.state.cases) == {open_.code}


def test_supervision_is_yellow_near_the_day_promised_and_red_after_it() -> None:
    shell = shell_of()
    case = accept(shell)
    opening = Opening(shell.hall)
    marks = []
    for _ in range(9):
        marks.append(Supervision(opening, opening.day(shell.utc_ms)).mark(now(shell, case)))
        shell.jump(DAY)
    # Friday and the weekend are the last working day before Monday the 9th.
    assert marks == [Mark.NONE] * 4 + [Mark.NEAR] * 4 + [Mark.PAST]
    move(shell, case, CaseStep.DECIDED)
    assert Supervision(opening, opening.day(shell.utc_ms)).mark(now(shell, case)) is Mark.NONE


# --- figures ----------------------------------------------------------------------------------


def test_the_day_counts_accepted_finished_and_on_time() -> None:
    shell = shell_of()
    late, quick = accept(shell), accept(shell)
    shell.take("permit")
    shell.next("w1")
    shell.press("w1", Action.FINISH, outcome=Outcome.DECIDED)
    move(shell, quick, CaseStep.DECIDED)
    first = report_of(shell.hall, shell.recorded()).total
    assert (first.accepted, first.finished, first.on_time) == (3, 2, 1.0)
    for _ in range(10):
        shell.jump(DAY)
    move(shell, late, CaseStep.REFUSED)
    today = [r for r in shell.recorded() if r.day == shell.state.day]
    total = report_of(shell.hall, today).total
    assert (total.accepted, total.finished, total.on_time) == (0, 1, 0.0)


def test_live_figures_and_those_of_the_log_agree_and_the_self_check_is_content() -> None:
    shell = shell_of()
    cases = [accept(shell) for _ in range(3)]
    move(shell, cases[0], CaseStep.DECIDED)
    shell.press("w1", Action.UNDO)
    book = shell.actor.watch.book
    book.refresh(shell.state)
    again = replay(shell.hall.window_by_id, shell.recorded())
    assert again.cases == shell.state.cases
    assert book.figures() == count_day(again, Opening(shell.hall).zone).figures()
    assert book.figures().cases_opened == 2
    shell.wait(2 * MINUTE)
    assert not shell.actor.watch.check.violations


def test_a_code_given_twice_or_moved_out_of_nowhere_is_noticed() -> None:
    shell = shell_of()
    accept(shell)
    (opened,) = (r for r in shell.recorded() if isinstance(r.fact, CaseOpened))
    check = shell.actor.watch.check
    (code,) = shell.state.cases
    assert [*check._log._cases.take(opened)] == [f"receipt code {code} was given twice"]


# --- looking up -------------------------------------------------------------------------------


def look_up(shell: HallShell, code: str) -> Any:
    (answer,) = shell.send(KIOSK, LookUp(id=shell.new_id(), code=code))
    return answer


def test_a_kiosk_is_told_how_far_a_case_is_and_nothing_of_the_person() -> None:
    shell = shell_of()
    case = accept(shell)
    move(shell, case, CaseStep.PAPERS_MISSING, "the deed of Zhang San")
    found = look_up(shell, case.code)
    assert isinstance(found, CaseFound)
    assert (found.step, found.due_day) == (CaseStep.PAPERS_MISSING, case.due_day)
    assert "Zhang" not in repr(found)
    assert not [kept for kept in shell.outbox if kept.command == found.command], "kept nowhere"


def test_a_code_that_is_none_is_unknown_and_who_guesses_waits() -> None:
    shell = shell_of()
    case = accept(shell)
    for guess in range(MISSES_MAX):
        answer = look_up(shell, f"{guess:012d}")
        assert answer.refusal == "unknown-code"
    answer = look_up(shell, case.code)
    assert answer.refusal == "too-soon"
    assert answer.until_at == shell.utc_ms + MISSES_WITHIN_MS
    shell.wait(MISSES_WITHIN_MS)
    assert isinstance(look_up(shell, case.code), CaseFound)


def test_the_same_question_again_is_answered_again_while_another_place_waits_for_nothing() -> None:
    shell = shell_of()
    case = accept(shell)
    question = LookUp(id="q1", code=case.code)
    assert shell.send(KIOSK, question) == shell.send(KIOSK, question)
    patience = Patience()
    for _ in range(MISSES_MAX):
        patience.missed("kiosk-1", 0)
    assert patience.wait_ms("kiosk-1", 1) == MISSES_WITHIN_MS - 1
    assert patience.wait_ms("kiosk-2", 1) == 0


def test_an_appointment_is_found_early_ready_late_and_used() -> None:
    permit = service("permit", appointments=Appointments(early_minutes=15, late_minutes=10))
    shell = HallShell(make_hall(services=(permit, *make_hall().services[1:])))
    shell.open("w1")
    slot_at = shell.utc_ms + 30 * MINUTE
    for code in ("AB12", "CD34"):
        booking = MakeBooking(id=shell.new_id(), service="permit", slot_at=slot_at, code=code)
        assert isinstance(shell.asked(booking), Accepted)
    early = look_up(shell, "AB12")
    assert isinstance(early, BookingFound)
    assert (early.standing, early.from_at) == (Standing.EARLY, slot_at - 15 * MINUTE)
    shell.wait(20 * MINUTE)
    ready = look_up(shell, "AB12")
    assert (ready.standing, ready.service, ready.windows) == (Standing.READY, "permit", ("w1",))
    ticket = shell.take("permit", booking="AB12")
    used = look_up(shell, "AB12")
    assert (used.standing, used.number) == (Standing.USED, ticket.number)
    shell.wait(25 * MINUTE)
    assert look_up(shell, "CD34").standing is Standing.LATE


def test_the_register_shows_the_most_urgent_first_and_the_window_its_last_receipt() -> None:
    shell = shell_of()
    first, second = accept(shell), accept(shell)
    shell.jump(8 * DAY)
    shell.open("w1")
    third = accept(shell)
    move(shell, second, CaseStep.DECIDED)
    shell.step(Look("page", register=True), Look("one", case=third.code), Look("w", window="w1"))
    shown = [(each.case.code, each.mark) for each in shell.views["page"].cases]
    assert shown[0] == (first.code, Mark.PAST)
    assert {code for code, _ in shown} == {first.code, second.code, third.code}
    assert [each.case for each in shell.views["one"].cases] == [third]
    assert shell.views["w"].receipt == third


def test_the_manager_is_told_of_cases_near_and_past_the_day_promised() -> None:
    shell = shell_of(promised_days=1)
    accept(shell)
    told = []
    for _ in range(3):
        shell.wait(MINUTE + SECOND)
        shell.step(Look("page"))
        told.append([a.kind for a in shell.views["page"].alarms if a.kind.startswith("cases")])
        shell.jump(DAY)
    assert told == [["cases-near"], ["cases-near"], ["cases-past"]]
