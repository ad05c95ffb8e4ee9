# SPDX-License-Identifier: Apache-2.0
"""Cards laid on a kiosk's reader, codes scanned or typed, and what is behind them."""

from bus.messages import (
    CardLaid,
    CaseStep,
    CodeRead,
    LookUp,
    ReadersThere,
    Refusal,
    Standing,
    TicketHandedOver,
    TicketRequest,
)
from kiosk.core.actor import HOME_IDLE_MS
from kiosk.core.desk import Print, Printed
from kiosk.core.flow import Screen, Touch
from kiosk.core.view import Code, Found, Home, PaperState, Ticket
from tests.screens.kiosk_play import Play, guided

SERVICE = "local-levies"
PERSON = "5f1e0c"
RECEIPT = "142410780597"


def card(person: str = PERSON, initial: str = "") -> CardLaid:
    return CardLaid(to="kiosk-1", person=person, initial=initial)


def scanned(text: str) -> CodeRead:
    return CodeRead(to="kiosk-1", text=text)


def ready(**changes: object) -> Play:
    play = Play(**changes)  # type: ignore[arg-type]
    play.queues()
    play.hear(ReadersThere(to="kiosk-1", card=True, code=True))
    return play


def screen(play: Play) -> Screen:
    assert play.view is not None
    return play.view.screen


def body(play: Play, kind: type) -> object:
    assert play.view is not None
    assert isinstance(play.view.body, kind), play.view.screen
    return play.view.body


def papers(play: Play) -> int:
    return sum(isinstance(effect, Print) for effect in play.effects)


# --- cards ------------------------------------------------------------------------------------


def test_a_ticket_by_card_carries_the_hash_and_the_next_person_s_does_not() -> None:
    play = ready()
    play.hear(card())
    play.take(SERVICE)
    assert play.last(TicketRequest).person == PERSON
    play.touch(Touch.DONE)
    play.take(SERVICE)
    assert play.last(TicketRequest).person == ""


def test_the_screen_says_that_the_card_was_read_and_shows_one_character_at_most() -> None:
    play = ready()
    assert play.view is not None
    assert play.view.frame.person == ""
    play.hear(card(initial="张"))
    assert "张**" in play.view.frame.person
    play.hear(card())
    assert play.view.frame.person
    assert PERSON not in repr(play.view)


def test_a_card_wakes_an_idle_kiosk() -> None:
    play = ready()
    play.wait(HOME_IDLE_MS + 1_000)
    assert screen(play) is Screen.IDLE
    play.hear(card())
    assert screen(play) is Screen.HOME


def test_a_card_laid_while_somebody_reads_their_number_is_nobody_s() -> None:
    play = ready()
    play.take(SERVICE)
    play.hear(card())
    play.touch(Touch.DONE)
    play.take(SERVICE)
    assert play.last(TicketRequest).person == ""


def test_a_card_nobody_goes_on_with_is_forgotten() -> None:
    play = ready()
    play.hear(card())
    play.wait(HOME_IDLE_MS + 1_000)
    play.touch(Touch.START)
    play.take(SERVICE)
    assert play.last(TicketRequest).person == ""


def test_who_has_a_ticket_already_is_shown_it_and_offered_its_paper() -> None:
    play = ready(again=True)
    play.hear(card())
    play.take(SERVICE)
    ticket = body(play, Ticket)
    assert isinstance(ticket, Ticket)
    assert ticket.note
    assert ticket.paper is PaperState.UNASKED
    assert papers(play) == 0
    play.touch(Touch.REPRINT)
    assert papers(play) == 1


def test_the_hint_is_there_while_the_reader_is_and_goes_with_it() -> None:
    play = ready()
    hints = []
    for there in ((True, True), (True, False), (False, True), (False, False)):
        play.hear(ReadersThere(to="kiosk-1", card=there[0], code=there[1]))
        home = body(play, Home)
        assert isinstance(home, Home)
        hints.append(home.hint)
    assert len(set(hints)) == 4
    assert hints[-1] == ""


def test_a_bridge_that_falls_silent_takes_its_readers_with_it() -> None:
    play = ready()
    play.wait(4_000)
    home = body(play, Home)
    assert isinstance(home, Home)
    assert home.hint == ""


def test_with_the_hall_lost_one_person_has_one_number_a_service() -> None:
    play = ready()
    play.hall_lives = False
    play.wait(3_000)
    numbers = []
    for person, service in (("a", SERVICE), ("a", SERVICE), ("b", SERVICE), ("a", "land-dispute")):
        play.hear(card(person))
        play.take(service)
        ticket = body(play, Ticket)
        assert isinstance(ticket, Ticket)
        numbers.append(ticket.number)
        play.touch(Touch.DONE)
    assert numbers == ["ZZ001", "ZZ001", "ZZ002", "ZZ003"]
    play.hall_lives = True
    play.wait(1_000)
    handed = {m.number: m.person for m in play.sent if isinstance(m, TicketHandedOver)}
    assert handed == {"ZZ001": "a", "ZZ002": "b", "ZZ003": "a"}


# --- codes ------------------------------------------------------------------------------------


def test_a_scanned_appointment_is_found_and_one_touch_takes_the_ticket() -> None:
    play = ready()
    play.hear(scanned("https://hall.example/b/AB12CD"))
    assert play.last(LookUp).code == "AB12CD"
    play.find_booking(Standing.READY)
    found = body(play, Found)
    assert isinstance(found, Found)
    assert found.take
    assert any("10:00" in value for _, value in found.facts)
    play.touch(Touch.TAKE)
    request = play.last(TicketRequest)
    assert (request.booking, request.services) == ("AB12CD", (guided(play),))
    assert screen(play) is Screen.TICKET
    play.touch(Touch.DONE)
    play.take(SERVICE)
    assert play.last(TicketRequest).booking == "", "the next person keeps nobody's appointment"


def test_an_appointment_that_cannot_be_kept_now_says_why_and_gives_no_ticket() -> None:
    told = []
    for standing in (Standing.EARLY, Standing.LATE, Standing.USED):
        play = ready()
        play.hear(scanned("AB12CD"))
        play.find_booking(standing)
        found = body(play, Found)
        assert isinstance(found, Found)
        assert not found.take
        told.append(found.what + found.do)
        play.touch(Touch.TAKE)
        assert not [m for m in play.sent if isinstance(m, TicketRequest)]
    assert "09:45" in told[0]
    assert "B021" in told[2]
    assert len(set(told)) == 3


def test_an_appointment_is_kept_though_ordinary_tickets_are_out() -> None:
    play = ready()
    play.queues(Refusal.QUOTA_DAY)
    play.hear(scanned("AB12CD"))
    play.find_booking(Standing.READY)
    play.touch(Touch.TAKE)
    assert play.last(TicketRequest).booking == "AB12CD"


def test_a_receipt_code_typed_on_the_keys_shows_how_far_the_case_is() -> None:
    play = ready()
    play.touch(Touch.CODE)
    for place in range(len(RECEIPT)):
        play.touch(Touch.KEYS, RECEIPT[: place + 1])
    typed = body(play, Code)
    assert isinstance(typed, Code)
    assert typed.typed == "142 410 780 597"
    play.touch(Touch.LOOK_UP)
    play.find_case(CaseStep.ACCEPTED)
    found = body(play, Found)
    assert isinstance(found, Found)
    assert not found.take
    assert any("27" in value for _, value in found.facts), "the day promised"


def test_each_step_of_a_case_has_words_of_its_own() -> None:
    told = set()
    for step in CaseStep:
        play = ready()
        play.hear(scanned(RECEIPT))
        play.find_case(step)
        found = body(play, Found)
        assert isinstance(found, Found)
        told.add((found.what, found.do))
    assert len(told) == len(CaseStep)


def printed_papers(play: Play) -> list[Print]:
    return [effect for effect in play.effects if isinstance(effect, Print)]


def test_a_case_is_printed_once_a_touch_and_says_what_became_of_its_paper() -> None:
    play = ready()
    play.printer_fault = "never"
    play.hear(scanned(RECEIPT))
    play.find_case(CaseStep.ACCEPTED)
    play.touch(Touch.PRINT_CASE)
    play.touch(Touch.PRINT_CASE)
    (job,) = printed_papers(play)
    assert "142 410 780 597" in str(job.paper)
    assert "受理单" in str(job.paper)
    told = [body(play, Found)]
    play.step(Printed(job.job, "paper-out"))
    told.append(body(play, Found))
    play.touch(Touch.PRINT_CASE)
    play.step(Printed(printed_papers(play)[1].job))
    told.append(body(play, Found))
    states = [found.printing for found in told if isinstance(found, Found)]
    assert states == ["printing", "paper-out", "printed"]


def test_the_paper_of_one_case_says_nothing_of_the_next() -> None:
    play = ready()
    play.hear(scanned(RECEIPT))
    play.find_case(CaseStep.ACCEPTED)
    play.touch(Touch.PRINT_CASE)
    play.touch(Touch.HOME)
    play.hear(scanned("AB12CD"))
    play.find_booking(Standing.READY)
    play.touch(Touch.PRINT_CASE)
    assert len(printed_papers(play)) == 1, "an appointment has no paper"
    found = body(play, Found)
    assert isinstance(found, Found)
    assert not found.printing


def test_a_slip_of_the_finger_is_told_without_asking_the_hall() -> None:
    play = ready()
    play.touch(Touch.CODE)
    play.touch(Touch.KEYS, "142410780598")
    play.touch(Touch.LOOK_UP)
    code = body(play, Code)
    assert isinstance(code, Code)
    assert code.said
    assert not [m for m in play.sent if isinstance(m, LookUp)]
    play.touch(Touch.KEYS, "14241078059")
    code = body(play, Code)
    assert isinstance(code, Code)
    assert not code.said, "it is being put right"


def test_a_question_is_repeated_until_answered_and_ends_with_the_visit() -> None:
    play = ready()
    play.hear(scanned("AB12CD"))
    asked = [m for m in play.sent if isinstance(m, LookUp)]
    play.wait(2_000)
    again = [m for m in play.sent if isinstance(m, LookUp)]
    assert len(again) > len(asked)
    assert len({m.id for m in again}) == 1
    play.touch(Touch.HOME)
    play.touch(Touch.CODE)
    count = len(again)
    play.wait(3_000)
    assert len([m for m in play.sent if isinstance(m, LookUp)]) == count


def test_nothing_is_looked_up_in_a_hall_that_is_lost() -> None:
    play = ready()
    play.hear(scanned("AB12CD"))
    play.hall_lives = False
    play.wait(4_000)
    code = body(play, Code)
    assert isinstance(code, Code)
    assert code.said
    assert not code.looking
    play.touch(Touch.LOOK_UP)
    assert isinstance(body(play, Code), Code)


def test_a_code_that_is_none_stays_on_the_keys_and_says_so() -> None:
    play = ready()
    play.hear(scanned("AB12CD"))
    play.look_up_answer(Refusal.UNKNOWN_CODE)
    code = body(play, Code)
    assert isinstance(code, Code)
    assert code.typed == "AB12CD"
    assert code.said


def test_another_code_held_before_the_scanner_takes_the_place_of_the_first() -> None:
    play = ready()
    play.hear(scanned("AB12CD"))
    play.find_booking(Standing.READY)
    play.hear(scanned(RECEIPT))
    assert screen(play) is Screen.CODE
    play.find_case(CaseStep.DECIDED)
    assert screen(play) is Screen.FOUND
    play.touch(Touch.TAKE)
    assert not [m for m in play.sent if isinstance(m, TicketRequest)]
