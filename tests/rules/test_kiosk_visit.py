# SPDX-License-Identifier: Apache-2.0
"""One visit at the kiosk: from the touch to the paper, whatever goes wrong on the way."""

from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from bus.messages import (
    Answer,
    Beat,
    Command,
    HallBeat,
    PaperReported,
    QueueLength,
    Refusal,
    TicketCancel,
    TicketRequest,
)
from kiosk.core.actor import HOME_IDLE_MS, NO_PAPER_CLOSE_MS, TICKET_CLOSE_MS, WARN_AFTER_MS
from kiosk.core.desk import Print, Printed
from kiosk.core.flow import Screen, Touch
from kiosk.core.request import RETRY_MS
from kiosk.core.view import (
    Frame,
    Guide,
    HallLink,
    Home,
    Idle,
    PaperState,
    Refused,
    Ticket,
)
from tests.screens.kiosk_play import MORNING_UTC_MS, Play, issued

SERVICE = "local-levies"
C = TypeVar("C", bound=Command)


def sent(play: Play, kind: type[C]) -> list[C]:
    return [message for message in play.sent if isinstance(message, kind)]


def ticket(play: Play) -> Ticket:
    assert play.view is not None
    assert isinstance(play.view.body, Ticket)
    return play.view.body


def guide(play: Play) -> Guide:
    assert play.view is not None
    assert isinstance(play.view.body, Guide)
    return play.view.body


def frame(play: Play) -> Frame:
    assert play.view is not None
    return play.view.frame


def screen(play: Play) -> Screen:
    assert play.view is not None
    return play.view.screen


def open_guide(play: Play, service: str = SERVICE) -> None:
    play.touch(Touch.DEPARTMENT, play.catalogue.hall.service_by_id[service].department)
    play.touch(Touch.SERVICE, service)


# --- from finger to paper -------------------------------------------------------------------


def test_the_fixed_morning_is_what_the_tests_think_it_is() -> None:
    moment = datetime.fromtimestamp(MORNING_UTC_MS / 1000, ZoneInfo("Asia/Shanghai"))
    assert f"{moment:%Y-%m-%d %H:%M:%S}" == "2026-11-23 09:41:00"


def test_a_ticket_is_on_the_screen_and_printed_and_the_hall_is_told() -> None:
    play = Play()
    play.take(SERVICE)
    assert ticket(play).number == "B023"
    assert ticket(play).paper is PaperState.PRINTED
    report = play.last(PaperReported)
    assert (report.ticket, report.printed, report.fault) == ("t-7f3a9c-B023", True, "")
    assert len([effect for effect in play.effects if isinstance(effect, Print)]) == 1


def test_a_second_tap_on_the_button_asks_for_nothing() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    play.touch(Touch.TAKE)
    play.touch(Touch.TAKE)
    assert len({message.id for message in sent(play, TicketRequest)}) == 1


def test_an_unanswered_request_is_repeated_with_the_same_id() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    play.wait(5 * RETRY_MS)
    requests = sent(play, TicketRequest)
    assert len(requests) == 6
    assert len({message.id for message in requests}) == 1


def test_the_same_answer_twice_gives_one_ticket_and_one_paper() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    answer = Answer(to="kiosk-1", answer=issued(play.last(TicketRequest), "B023", ("1",), 0))
    play.hear(answer, answer)
    play.hear(answer)
    assert len([effect for effect in play.effects if isinstance(effect, Print)]) == 1


def test_an_answer_to_somebody_else_is_none() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    other = TicketRequest(id="somebody-else", services=(SERVICE,))
    play.hear(Answer(to="kiosk-1", answer=issued(other, "Z999", ("1",), 0)))
    assert screen(play) is Screen.ASKING


def test_paper_reports_are_repeated_until_the_hall_has_them() -> None:
    play = Play(answers=False)
    play.take(SERVICE)
    play.hear(Answer(to="kiosk-1", answer=issued(play.last(TicketRequest), "B023", ("1",), 0)))
    play.wait(3 * RETRY_MS)
    assert len(sent(play, PaperReported)) == 4
    assert len({message.id for message in sent(play, PaperReported)}) == 1


def test_two_kiosks_and_two_boots_never_share_an_id() -> None:
    play = Play()
    play.take(SERVICE)
    ids = [message.id for message in play.sent if isinstance(message, TicketRequest)]
    assert ids == ["kiosk-1.b00t.1"]


# --- no paper -------------------------------------------------------------------------------


def test_without_paper_the_number_stays_on_the_screen_and_says_so() -> None:
    play = Play(printer_fault="paper-out")
    play.take(SERVICE)
    assert ticket(play).number == "B023"
    assert ticket(play).paper is PaperState.FAILED
    assert ticket(play).fault == "没有纸了"
    report = play.last(PaperReported)
    assert (report.printed, report.fault) == (False, "paper-out")
    play.wait(TICKET_CLOSE_MS + 5_000)
    assert screen(play) is Screen.TICKET, "a number that is nowhere else stays longer"
    play.wait(NO_PAPER_CLOSE_MS)
    assert screen(play) is Screen.HOME


def test_the_last_ticket_can_be_printed_again_when_there_is_paper() -> None:
    play = Play(printer_fault="paper-out")
    play.take(SERVICE)
    play.touch(Touch.DONE)
    play.printer_fault = ""
    assert isinstance(play.view.body, Home)  # type: ignore[union-attr]
    assert play.view.body.reprint == "B023"  # type: ignore[union-attr]
    play.touch(Touch.REPRINT)
    assert ticket(play).paper is PaperState.PRINTED
    assert [report.printed for report in sent(play, PaperReported)] == [False, True]


def test_a_ticket_is_not_printed_again_while_it_is_being_printed() -> None:
    play = Play(printer_fault="never")
    play.take(SERVICE)
    play.touch(Touch.REPRINT)
    play.touch(Touch.REPRINT)
    jobs = [effect for effect in play.effects if isinstance(effect, Print)]
    assert len(jobs) == 1
    play.step(Printed(jobs[0].job))
    assert ticket(play).paper is PaperState.PRINTED


# --- refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("refusal", list(Refusal))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_refusal_has_words_and_says_what_to_do(refusal: Refusal, language: str) -> None:
    play = Play(answers=False)
    play.touch(Touch.LANGUAGE, language)
    play.take(SERVICE)
    play.refuse(refusal, "B017")
    assert play.view is not None
    body = play.view.body
    assert isinstance(body, Refused)
    assert body.number == "B017"
    assert body.what
    assert body.do


def test_a_service_without_tickets_says_why_and_takes_none() -> None:
    play = Play()
    play.queues(Refusal.NO_OPEN_WINDOW)
    open_guide(play)
    assert "没有开放的窗口" in guide(play).blocked
    play.touch(Touch.TAKE)
    assert screen(play) is Screen.GUIDE
    assert sent(play, TicketRequest) == []


def test_a_full_hour_says_from_when_there_are_tickets_again() -> None:
    play = Play()
    play.queues(Refusal.QUOTA_SLOT, MORNING_UTC_MS + 19 * 60_000)
    open_guide(play)
    assert "10:00" in guide(play).blocked


# --- the hall is lost -----------------------------------------------------------------------


def test_without_the_hall_guides_stay_and_the_state_is_said() -> None:
    play = Play()
    play.queues()
    play.hall_lives = False
    play.wait(3_000)
    assert play.view is not None
    assert play.view.frame.link is HallLink.LOST
    open_guide(play)
    assert guide(play).queue_value == "暂不知道", "no stale queue is shown as fresh"
    assert "hall-lost" in play.last(Beat).faults


def test_a_request_under_way_when_the_hall_is_lost_is_answered_when_it_is_back() -> None:
    play = Play(answers=False, disk_full=True)
    play.take(SERVICE)
    play.hall_lives = False
    play.wait(3_000)
    assert screen(play) is Screen.LOST
    play.hall_lives = play.answers = True
    play.wait(1_000)
    assert screen(play) is Screen.TICKET
    assert len({message.id for message in sent(play, TicketRequest)}) == 1


def test_a_ticket_nobody_waits_for_any_more_goes_back_to_the_hall() -> None:
    play = Play(answers=False, disk_full=True)
    play.take(SERVICE)
    request = play.last(TicketRequest)
    play.hall_lives = False
    play.wait(3_000)
    play.touch(Touch.DONE)
    play.hall_lives = True
    play.wait(1_000)
    play.hear(Answer(to="kiosk-1", answer=issued(request, "B023", ("1",), 0)))
    assert play.last(TicketCancel).ticket == "t-7f3a9c-B023"
    assert not [effect for effect in play.effects if isinstance(effect, Print)]


def test_a_hall_that_began_anew_counts_from_the_beginning() -> None:
    play = Play()
    play.queues()
    play.hear(HallBeat(boot="hall-2", beat=1, utc_at=play.now.utc_ms))
    play.hear(QueueLength(seq=1, service=SERVICE, waiting=99, windows=("1",)))
    open_guide(play)
    assert guide(play).queue_value == "99 人"


def test_an_older_state_of_a_queue_is_ignored() -> None:
    play = Play()
    play.hear(QueueLength(seq=5, service=SERVICE, waiting=3, windows=("1",)))
    play.hear(QueueLength(seq=4, service=SERVICE, waiting=9, windows=("1",)))
    open_guide(play)
    assert guide(play).queue_value == "3 人"


# --- time -----------------------------------------------------------------------------------


def test_nobody_there_is_asked_before_the_visit_ends() -> None:
    play = Play()
    play.touch(Touch.LANGUAGE, "en")
    open_guide(play)
    play.wait(WARN_AFTER_MS - 1_000)
    assert frame(play).warning_s is None
    play.wait(2_000)
    assert frame(play).warning_s == 19
    play.touch(Touch.CONTINUE)
    assert frame(play).warning_s is None
    assert screen(play) is Screen.GUIDE
    play.wait(WARN_AFTER_MS + 20_000)
    assert screen(play) is Screen.HOME
    assert frame(play).language == "zh", "the next person finds the hall's language"


def test_who_is_asked_has_twenty_seconds_and_one_touch_gives_the_whole_time_again() -> None:
    play = Play()
    open_guide(play)
    for _ in range(2):
        play.wait(WARN_AFTER_MS)
        assert frame(play).warning_s == 20
        play.wait(19_000)
        assert frame(play).warning_s == 1
        assert screen(play) is Screen.GUIDE
        play.touch(Touch.CONTINUE)
        assert frame(play).warning_s is None
    play.wait(WARN_AFTER_MS + 19_000)
    assert screen(play) is Screen.GUIDE
    play.wait(1_000)
    assert screen(play) is Screen.HOME


def test_the_ticket_closes_by_itself_and_counts_down() -> None:
    play = Play()
    play.take(SERVICE)
    assert ticket(play).closes_s == TICKET_CLOSE_MS // 1000
    play.wait(5_000)
    assert ticket(play).closes_s == TICKET_CLOSE_MS // 1000 - 5
    play.wait(TICKET_CLOSE_MS)
    assert screen(play) is Screen.HOME


def test_a_home_screen_nobody_touches_becomes_the_hall_s_notice_board() -> None:
    play = Play()
    play.calls()
    play.wait(HOME_IDLE_MS)
    assert play.view is not None
    assert isinstance(play.view.body, Idle)
    assert (play.view.body.calls[0].number, play.view.body.calls[0].window) == ("A017", "2")
    play.touch(Touch.START)
    assert screen(play) is Screen.HOME


def test_a_closed_hall_says_so_and_lets_its_guides_be_read() -> None:
    play = Play()
    play.queues(Refusal.CLOSED, MORNING_UTC_MS + 86_400_000)
    assert screen(play) is Screen.CLOSED
    play.touch(Touch.HOME)
    open_guide(play)
    assert screen(play) is Screen.GUIDE
    play.queues()
    play.touch(Touch.HOME)
    assert screen(play) is Screen.HOME


def test_a_hall_that_opens_leaves_the_closed_screen() -> None:
    play = Play()
    play.queues(Refusal.CLOSED)
    play.queues()
    assert screen(play) is Screen.IDLE


def test_an_idle_kiosk_sleeps_between_beats() -> None:
    play = Play()
    assert play.wake_at_ms is not None
    assert play.wake_at_ms - play.now.tick_ms == 1_000
