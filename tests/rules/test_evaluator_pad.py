# SPDX-License-Identifier: Apache-2.0
"""The rating pad's rules: voluntary, at most once, never invented, never lost."""

import pytest

from bus.actor import BadInput, Delivered
from bus.channels import Kind, Part, address_of
from bus.messages import Accepted, Answer, Beat, NowServing, Rated, Refusal, Refused, WindowState
from config.labels import LABELS, LEVELS, offered
from config.schema import Hall
from evaluator.core.actor import Evaluator, Show
from evaluator.core.flow import GUARD_MS, REASONS_SHARE, THANKS_MS
from evaluator.core.outbox import RETRY_AFTER_MS
from evaluator.core.pad import (
    Declined,
    Fate,
    LabelTouched,
    LanguageTouched,
    LevelAgain,
    LevelTouched,
    PadView,
    Page,
    ReasonsDone,
)
from tests.rules.desk import HALL, Stage, hall, serving

PART = Part(hall="desk", name="pad-3", kind=Kind.EVALUATOR)
PAD_MS = 60_000
REASONS_MS = PAD_MS // REASONS_SHARE


class Pad(Stage):
    """A pad at window 3; touches come as soon as the pad listens."""

    def __init__(self, place: Hall | None = None) -> None:
        super().__init__(Evaluator(place or hall(), "3", PART, "1"))
        self.beat()
        self._seq = 0

    @property
    def view(self) -> PadView:
        return self.effects(Show)[-1].view

    def rated(self) -> list[Rated]:
        return self.sent(Rated)

    def state(self, state: WindowState, **changes: object) -> None:
        self._seq += 1
        self.give(serving(self._seq, state, **changes))

    def serve(self, number: str = "B001", language: str = "zh") -> None:
        self.state(
            WindowState.SERVING,
            ticket=f"t-{number}",
            number=number,
            language=language,
            clerk="031",
            service="social-1",
        )

    def end(self, visit: str = "visit-1") -> None:
        """End the service: the ticket has left the window, its one rating is offered."""
        self.state(WindowState.RATING, clerk="031", visit=visit, since_at=self.utc_at)

    def touch(self, *touches: object) -> None:
        for touch in touches:
            self.wait(GUARD_MS + 100)
            self.give(touch)

    def answer(self, rated: Rated, *, refusal: Refusal | None = None) -> None:
        answer = (
            Accepted(command=rated.id)
            if refusal is None
            else Refused(command=rated.id, refusal=refusal)
        )
        self.give(Answer(to="pad-3", answer=answer))


def level(number: int, command: str = "c-1") -> LevelTouched:
    return LevelTouched(level=number, command=command, raw_key=str(number))


def ready() -> Pad:
    pad = Pad()
    pad.serve()
    pad.end()
    return pad


# --- what is shown -----------------------------------------------------------------------------


def test_at_rest_the_pad_shows_who_the_clerk_is() -> None:
    pad = Pad()
    pad.state(WindowState.FREE, clerk="031")
    view = pad.view
    assert view.page is Page.REST
    assert view.clerk is not None
    assert view.clerk.name is not None
    assert (view.clerk.number, view.clerk.name.en) == ("031", "Wang Fang")
    assert view.clerk.duty is not None
    assert view.clerk.duty.zh == "示范岗"


def test_while_somebody_is_served_nothing_can_be_rated() -> None:
    pad = Pad()
    pad.serve()
    assert pad.view.page is Page.SERVING
    pad.touch(level(5))
    assert pad.rated() == []


def test_the_end_of_a_service_opens_the_question_with_a_countdown() -> None:
    pad = ready()
    assert (pad.view.page, pad.view.seconds_left) == (Page.RATING, 60)
    pad.wait(3_000)
    assert pad.view.seconds_left == 57
    seconds = [e.view.seconds_left for e in pad.effects(Show) if e.view.page is Page.RATING]
    assert seconds == [60, 59, 58, 57]


def test_the_question_names_the_ticket_and_service_that_have_just_ended() -> None:
    pad = ready()
    assert (pad.view.state, pad.view.number) == (WindowState.RATING, "B001")
    assert pad.view.service is not None
    assert pad.view.service.zh == "事项"
    pad.state(WindowState.FREE, clerk="031")
    assert pad.view.number == ""


def test_the_pad_speaks_the_language_of_the_ticket_and_its_own_at_rest() -> None:
    pad = Pad()
    pad.serve(language="en")
    assert pad.view.language == "en"
    pad.end()
    assert pad.view.language == "en"
    pad.touch(LanguageTouched("zh"))
    assert pad.view.language == "zh"
    pad.touch(LanguageTouched("en"))
    pad.state(WindowState.FREE)
    assert pad.view.language == "zh"


# --- at most one rating, and none that nobody gave ---------------------------------------------


@pytest.mark.parametrize("wanted", LEVELS)
def test_each_level_is_sent_as_touched_with_the_id_made_at_the_touch(wanted: int) -> None:
    pad = ready()
    pad.touch(level(wanted, "made-at-touch"), ReasonsDone())
    (rated,) = pad.rated()
    assert (rated.id, rated.level, rated.visit) == ("made-at-touch", wanted, "visit-1")
    assert (rated.window, rated.channel, rated.raw_key) == ("3", "pad", str(wanted))
    assert (rated.labels, rated.text) == ((), "")


def test_unrated_is_no_score_nothing_is_sent_when_nobody_touches() -> None:
    pad = ready()
    pad.wait(PAD_MS + 1_000)
    assert pad.view.page is Page.REST
    pad.wait(3_600_000)
    assert pad.rated() == []


def test_not_rating_is_a_button_and_sends_nothing() -> None:
    pad = ready()
    pad.touch(Declined())
    assert (pad.view.page, pad.view.fate) == (Page.THANKS, Fate.NONE)
    pad.wait(THANKS_MS + 100)
    assert pad.view.page is Page.REST
    assert pad.rated() == []


def test_a_visit_asked_about_once_is_not_asked_about_again() -> None:
    pad = ready()
    pad.touch(Declined())
    pad.wait(THANKS_MS + 100)
    pad.end()
    pad.state(WindowState.FREE)
    pad.end()
    assert pad.view.page is Page.REST


def test_a_new_call_ends_the_question() -> None:
    pad = ready()
    pad.state(WindowState.CALLING, ticket="t-B002", number="B002")
    assert pad.view.page is Page.SERVING
    pad.touch(level(1))
    assert pad.rated() == []


def test_while_the_next_one_walks_over_the_question_is_still_about_the_one_before() -> None:
    pad = Pad()
    pad.serve(language="en")
    pad.state(WindowState.CALLING, ticket="t-B002", number="B002", visit="visit-1")
    assert (pad.view.page, pad.view.number, pad.view.language) == (Page.RATING, "B001", "en")
    pad.touch(level(5), ReasonsDone())
    assert [rated.visit for rated in pad.rated()] == ["visit-1"]
    assert (pad.view.page, pad.view.number) == (Page.THANKS, "B001")
    pad.wait(THANKS_MS + 100)
    assert (pad.view.page, pad.view.number, pad.view.language) == (Page.SERVING, "B002", "zh")


def test_the_next_service_ends_the_question_about_the_one_before() -> None:
    pad = ready()
    for state in (WindowState.CALLING, WindowState.SERVING):
        pad.state(state, ticket="t-B002", number="B002", visit="visit-1")
    assert (pad.view.page, pad.view.number) == (Page.SERVING, "B002")
    pad.touch(level(1))
    assert pad.rated() == []


def test_two_services_are_two_ratings() -> None:
    pad = ready()
    pad.touch(level(5, "c-1"), ReasonsDone())
    pad.answer(pad.rated()[-1])
    pad.serve("B002")
    pad.end("visit-2")
    pad.touch(level(1, "c-2"), ReasonsDone())
    assert [(rated.visit, rated.level) for rated in pad.rated()] == [("visit-1", 5), ("visit-2", 1)]


def test_a_touch_meant_for_the_page_before_is_ignored() -> None:
    pad = ready()
    pad.wait(1_000)
    pad.give(level(2))
    pad.give(LabelTouched(209), ReasonsDone(), level(5, "c-2"))
    assert pad.view.page is Page.REASONS
    assert pad.view.chosen == ()


def test_another_windows_services_are_not_rated_here() -> None:
    pad = Pad()
    pad.serve()
    pad.give(serving(99, WindowState.RATING, window="4", visit="theirs"))
    assert pad.view.page is Page.SERVING


def test_a_token_that_was_open_long_ago_is_not_asked_about_by_a_pad_that_was_off() -> None:
    old, young = Pad(), Pad()
    for pad, age_ms in ((old, PAD_MS + 1), (young, 20_000)):
        state = serving(1, WindowState.RATING, visit="v", since_at=pad.utc_at - age_ms)
        topic = address_of(HALL, state)
        pad.give(Delivered(topic=topic, message=state, retained=True))
    assert old.view.page is Page.REST
    assert (young.view.page, young.view.seconds_left) == (Page.RATING, 40)


# --- reasons -----------------------------------------------------------------------------------


@pytest.mark.parametrize("wanted", LEVELS)
def test_eight_reasons_are_offered_and_each_begins_with_the_level(wanted: int) -> None:
    pad = ready()
    pad.touch(level(wanted))
    codes = [label.code for label in pad.view.labels]
    assert len(codes) == 8
    assert {code // 100 for code in codes} == {wanted}


def test_the_list_has_forty_reasons_and_still_reads_the_codes_of_an_older_one() -> None:
    assert sum(label.offered for label in LABELS.values()) == 40
    assert all(LABELS[code].level == 1 and not LABELS[code].offered for code in range(102, 108))
    assert all(label.text.zh and label.text.en for label in LABELS.values())


def test_reasons_are_chosen_and_given_up_and_sent_with_the_level() -> None:
    pad = ready()
    pad.touch(level(2), LabelTouched(210), LabelTouched(214), LabelTouched(210), LabelTouched(207))
    assert pad.view.chosen == (207, 214)
    pad.touch(ReasonsDone())
    assert pad.rated()[-1].labels == (207, 214)


def test_a_reason_of_another_level_cannot_be_chosen() -> None:
    pad = ready()
    pad.touch(level(2), LabelTouched(510), LabelTouched(102))
    assert pad.view.chosen == ()


def test_a_wrong_level_can_be_taken_back_before_anything_is_sent() -> None:
    pad = ready()
    pad.touch(level(1, "wrong"), LabelTouched(108), LevelAgain())
    assert pad.view.page is Page.RATING
    pad.touch(level(5, "right"), ReasonsDone())
    assert [(rated.id, rated.level, rated.labels) for rated in pad.rated()] == [("right", 5, ())]


def test_whoever_walks_away_after_choosing_a_level_has_rated() -> None:
    pad = ready()
    pad.touch(level(2), LabelTouched(209))
    pad.wait(REASONS_MS + 100)
    assert [(rated.level, rated.labels) for rated in pad.rated()] == [(2, (209,))]


def test_a_new_call_during_the_reasons_sends_what_was_chosen() -> None:
    pad = ready()
    pad.touch(level(2), LabelTouched(209))
    pad.state(WindowState.CALLING, ticket="t-B002", number="B002")
    assert [(rated.visit, rated.labels) for rated in pad.rated()] == [("visit-1", (209,))]
    assert pad.view.page is Page.SERVING


def test_choosing_reasons_takes_as_long_as_it_takes() -> None:
    pad = ready()
    pad.touch(level(2))
    for _ in range(5):
        pad.wait(REASONS_MS - 1_000)
        pad.touch(LabelTouched(209))
    assert pad.view.page is Page.REASONS


# --- never lost --------------------------------------------------------------------------------


def test_a_rating_is_said_again_with_the_same_id_until_the_hall_answers() -> None:
    pad = ready()
    pad.touch(level(5), ReasonsDone())
    pad.wait(2 * RETRY_AFTER_MS + 100)
    assert len(pad.rated()) == 3
    assert {rated.id for rated in pad.rated()} == {"c-1"}
    fates = [pad.view.fate]
    pad.answer(pad.rated()[-1])
    fates.append(pad.view.fate)
    assert fates == [Fate.SENDING, Fate.KEPT]
    pad.wait(60_000)
    assert len(pad.rated()) == 3


def test_a_refused_rating_is_said_so_and_not_sent_again() -> None:
    pad = ready()
    pad.touch(level(5), ReasonsDone())
    pad.answer(pad.rated()[-1], refusal=Refusal.ALREADY_RATED)
    assert pad.view.fate is Fate.REFUSED
    pad.wait(60_000)
    assert len(pad.rated()) == 1


def test_a_hall_that_could_not_write_it_down_is_asked_again() -> None:
    pad = ready()
    pad.touch(level(5), ReasonsDone())
    pad.answer(pad.rated()[-1], refusal=Refusal.STORE_FAILED)
    pad.wait(RETRY_AFTER_MS + 100)
    assert len(pad.rated()) == 2


def test_without_the_hall_no_rating_can_be_begun_and_the_pad_says_so() -> None:
    pad = ready()
    pad.wait(10_000, beating=False)
    assert (pad.view.page, pad.view.as_of) == (Page.REST, "09:00:00")
    pad.give(level(5))
    pad.beat()
    assert (pad.view.page, pad.view.as_of) == (Page.RATING, "")
    assert pad.rated() == []


def test_a_rating_begun_when_the_hall_was_lost_is_kept_and_sent_when_it_is_back() -> None:
    pad = ready()
    pad.touch(level(4))
    pad.wait(5_000, beating=False)
    assert pad.view.page is Page.REASONS
    pad.give(ReasonsDone())
    assert (pad.view.page, pad.view.fate) == (Page.THANKS, Fate.WAITING)
    pad.wait(600_000, beating=False)
    assert pad.rated() == []
    pad.beat()
    assert [(rated.id, rated.level) for rated in pad.rated()] == [("c-1", 4)]
    pad.answer(pad.rated()[-1])


def test_a_restarted_hall_that_counts_from_the_beginning_is_believed() -> None:
    pad = Pad()
    pad.give(serving(700, WindowState.SERVING, number="B099"))
    pad.wait(3_000, beating=False)
    pad.boot = "second"
    pad.beat()
    pad.give(serving(1, WindowState.SERVING, number="B001"))
    assert pad.view.number == "B001"


def test_an_older_state_that_comes_late_is_ignored() -> None:
    pad = ready()
    late = NowServing(seq=1, window="3", state=WindowState.SERVING, number="B001")
    pad.give(late)
    assert pad.view.page is Page.RATING


def test_it_beats_each_second_and_counts_bad_input() -> None:
    pad = Pad()
    pad.give(BadInput("hallflow/desk/window/3", "not JSON"))
    pad.wait(5_000)
    beats = pad.sent(Beat)
    assert len(beats) == 6
    assert (beats[-1].bad_inputs, beats[-1].kind) == (1, "evaluator")


def test_every_offered_reason_belongs_to_its_level() -> None:
    assert all(label.level == wanted for wanted in LEVELS for label in offered(wanted))
