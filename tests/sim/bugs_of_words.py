# SPDX-License-Identifier: Apache-2.0
"""Bugs to plant where the hall speaks to all, answers for codes, and takes over a kiosk's numbers."""

from typing import Any

import pytest
from msgspec.structs import replace

from bus.messages import CaseStep, PublicAddress, Standing
from caller.core import actor as caller
from caller.core.known import Known
from caller.core.notices import of_address
from caller.core.voice import Voice
from hall.core import cases, fold, inquiry, publish, tickets, watch
from hall.core.cases import Mark
from hall.core.facts import Announced
from hall.core.inquiry import Patience
from hall.core.state import HallState
from hall.core.views import RegisterView, register_view
from tests.sim.planting import BOOKED, EQUIPPED, USUAL, planted

ASKED = replace(USUAL, minutes=3, visitors=60, troubles=0)
HANDED_OVER = replace(BOOKED, visitors=160)
HEARD = replace(EQUIPPED, minutes=3, troubles=0, equipped=1)


# --- what a manager says to everybody -----------------------------------------------------------


@planted(load=ASKED)
def what_is_said_to_all_is_not_kept(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(fold.APPLIERS, Announced, lambda *_: None)


@planted(load=replace(ASKED, days=2, visitors=30))
def what_is_said_to_all_goes_on_after_midnight(patch: pytest.MonkeyPatch) -> None:
    begin = HallState.begin_day

    def leaking(state: HallState, day: str) -> None:
        said = getattr(state, "spoken", None)
        begin(state, day)
        state.spoken = said

    patch.setattr(HallState, "begin_day", leaking)


@planted(load=ASKED)
def only_half_of_the_words_are_said(patch: pytest.MonkeyPatch) -> None:
    original = publish.address

    def address(state: HallState) -> PublicAddress:
        return replace(original(state), en="")

    patch.setattr(publish, "address", address)


@planted(load=HEARD)
def a_board_shows_for_ever_what_was_said(patch: pytest.MonkeyPatch) -> None:
    def said(known: Known, _: int) -> object:
        return of_address(known.address) if known.address and known.address.zh else None

    patch.setattr(Known, "said", said)


@planted(load=HEARD, seed=1)
def what_is_said_is_read_before_calls(patch: pytest.MonkeyPatch) -> None:
    original = Voice.next

    def next_(voice: Voice, *given: Any, **named: Any) -> object:
        kept: list[Any] = []
        if voice._notices and voice._saying is None:
            kept, voice._readings = voice._readings, []
        said = original(voice, *given, **named)
        voice._readings += kept
        return said

    patch.setattr(Voice, "next", next_)


@planted(load=HEARD, seed=1)
def what_is_said_is_never_read_aloud(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(caller, "reading_due", lambda *_: False)


@planted(load=HEARD)
def what_is_said_is_read_again_and_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(caller, "reading_due", lambda *_: True)


# --- codes and cases ----------------------------------------------------------------------------


@planted(load=ASKED, seed=1)
def a_case_is_told_as_it_began(patch: pytest.MonkeyPatch) -> None:
    original = cases.found

    def found(case: Any, command: str) -> object:
        return replace(original(case, command), step=CaseStep.ACCEPTED)

    patch.setattr(cases, "found", found)


@planted(load=ASKED)
def the_day_promised_is_not_told(patch: pytest.MonkeyPatch) -> None:
    original = cases.found
    patch.setattr(cases, "found", lambda *given: replace(original(*given), due_day=""))


@planted(load=ASKED)
def codes_can_be_guessed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Patience, "wait_ms", lambda *_: 0)


@planted(load=ASKED)
def codes_of_appointments_are_not_known(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inquiry, "_booking", lambda *_: None)


@planted(load=BOOKED)
def an_appointment_is_said_to_be_ready_at_any_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inquiry, "standing", lambda *_: Standing.READY)


@planted(load=ASKED)
def closed_cases_leave_the_register_at_once(patch: pytest.MonkeyPatch) -> None:
    def register(*given: Any) -> RegisterView:
        view = register_view(*given)
        open_ = (each for each in view.cases if each.case.step is CaseStep.ACCEPTED)
        return replace(view, cases=tuple(open_))

    patch.setattr(watch, "register_view", register)


@planted(load=ASKED)
def the_register_marks_every_case(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(cases.Supervision, "mark", lambda *_: Mark.PAST)


# --- numbers that a kiosk gave by itself --------------------------------------------------------


@planted(load=HANDED_OVER, seed=1)
def who_took_a_number_alone_loses_the_appointment(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tickets, "kept_alone", lambda *_: None)


@planted(load=HANDED_OVER, seed=2)
def an_appointment_is_kept_alone_at_any_time(patch: pytest.MonkeyPatch) -> None:
    def kept(pen: Any, code: str, service: str, _: int) -> object:
        booking = pen.state.bookings.get(code)
        here = booking is not None and booking.service == service and not booking.ticket
        return booking if here else None

    patch.setattr(tickets, "kept_alone", kept)


@planted(load=replace(HANDED_OVER, minutes=3, visitors=90))
def who_took_a_number_alone_waits_from_its_handing_over(patch: pytest.MonkeyPatch) -> None:
    original = tickets.take_over

    def take_over(pen: Any, command: Any, sender: str) -> object:
        return original(pen, replace(command, taken_at=pen.at_ms), sender)

    patch.setattr(tickets, "take_over", take_over)


@planted(load=replace(HANDED_OVER, minutes=3, visitors=90))
def a_number_handed_over_is_another(patch: pytest.MonkeyPatch) -> None:
    original = tickets.take_over

    def take_over(pen: Any, command: Any, sender: str) -> object:
        return original(pen, replace(command, number=f"K{pen.next_seq % 100_000}"), sender)

    patch.setattr(tickets, "take_over", take_over)
