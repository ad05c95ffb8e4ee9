# SPDX-License-Identifier: Apache-2.0
import pytest

from bus.actor import BadInput
from bus.channels import Kind, Part
from bus.messages import Beat, NowServing, WindowState
from caller.core.actor import Caller, Drawn, Show
from caller.core.strip import Sign, StripView
from config.schema import Display
from tests.rules.desk import MORNING, Stage, call, calls, hall, serving

STRIP = Display(id="strip-3", kind="strip", windows=("3",))


def strip() -> Stage:
    part = Part(hall="desk", name="strip-3", kind=Kind.CALLER)
    return Stage(Caller(hall(), STRIP, part, "1"))


def view(stage: Stage) -> StripView:
    shown = stage.effects(Show)[-1].view
    assert isinstance(shown, StripView)
    return shown


def called(seq: int, number: str = "A001") -> NowServing:
    return serving(
        seq, WindowState.CALLING, ticket=f"t-{number}", number=number, since_at=MORNING, call=seq
    )


def test_a_call_is_shown_in_the_step_in_which_it_comes() -> None:
    stage = strip()
    stage.beat()
    before = len(stage.effects(Show))
    stage.give(called(1))
    assert len(stage.effects(Show)) == before + 1
    assert view(stage).number == "A001"


def test_nothing_is_drawn_while_nothing_changes() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(1))
    drawn = len(stage.effects(Show))
    stage.wait(120_000)
    assert len(stage.effects(Show)) == drawn


def test_an_older_state_that_comes_late_is_ignored() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(5, "A005"), called(4, "A004"))
    assert view(stage).number == "A005"


def test_another_windows_calls_do_not_appear() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(1, "A001"), serving(9, WindowState.CALLING, window="4", number="B009"))
    assert view(stage).number == "A001"


def test_a_restarted_hall_that_counts_from_the_beginning_is_believed() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(500, "A099"))
    stage.wait(3_000, beating=False)
    stage.boot = "second"
    stage.beat()
    stage.give(called(1, "A001"))
    assert view(stage).number == "A001"


def test_what_a_restarted_hall_said_before_its_first_beat_is_its_newest() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(500, "A099"))
    stage.wait(3_000, beating=False)
    stage.give(called(505, "A100"))
    stage.boot, stage.since_seq = "second", 501
    stage.beat()
    stage.give(called(503, "A099"))
    assert view(stage).number == "A100"


def test_what_comes_late_from_a_hall_that_is_over_changes_nothing() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(500, "A098"))
    stage.boot, stage.since_seq = "second", 501
    stage.beat()
    stage.give(called(503, "A099"))
    stage.boot, stage.since_seq = "first", 10
    stage.beat()
    stage.give(called(499, "A097"))
    assert view(stage).number == "A099"
    stage.boot, stage.since_seq = "second", 501
    stage.beat()
    stage.give(called(499, "A097"))
    assert view(stage).number == "A099"


def test_a_strip_that_never_heard_the_hall_shows_no_number() -> None:
    stage = strip()
    stage.give(called(1))
    assert view(stage).sign is Sign.CONNECTING
    assert not view(stage).number


def test_a_silent_hall_makes_the_strip_say_since_when() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(1))
    stage.wait(1_700, beating=False)
    assert not view(stage).as_of
    stage.wait(200, beating=False)
    assert view(stage).as_of == "09:00:00"
    assert view(stage).number == "A001"


def test_a_hall_that_is_back_makes_the_strip_right_at_once() -> None:
    stage = strip()
    stage.beat()
    stage.give(called(1))
    stage.wait(60_000, beating=False)
    assert view(stage).as_of == "09:00:00"
    stage.give(called(7, "A007"))
    stage.beat()
    assert (view(stage).number, view(stage).as_of) == ("A007", "")


@pytest.mark.parametrize(
    ("state", "number"),
    [
        (WindowState.CALLING, "A001"),
        (WindowState.SERVING, "A001"),
        (WindowState.RATING, "A001"),
        (WindowState.FREE, ""),
        (WindowState.PAUSED, ""),
        (WindowState.AWAY, ""),
        (WindowState.CLOSED, ""),
    ],
)
def test_a_number_stands_only_while_its_person_is_at_the_window(
    state: WindowState, number: str
) -> None:
    stage = strip()
    stage.beat()
    stage.give(serving(1, state, number="A001"))
    assert (view(stage).sign.value, view(stage).number) == (state.value, number)


def test_the_clerk_is_shown_with_name_number_and_duty() -> None:
    stage = strip()
    stage.beat()
    stage.give(serving(1, clerk="031"))
    clerk = view(stage).clerk
    assert clerk is not None
    assert clerk.number == "031"
    assert clerk.name is not None
    assert clerk.name.zh == "王芳"
    assert clerk.duty is not None
    assert clerk.duty.en == "Model post"
    assert clerk.department is not None
    assert clerk.department.zh == "社保"


def test_a_clerk_unknown_to_the_configuration_has_a_number_only() -> None:
    stage = strip()
    stage.beat()
    stage.give(serving(1, clerk="999"))
    clerk = view(stage).clerk
    assert clerk is not None
    assert (clerk.number, clerk.name) == ("999", None)


@pytest.mark.parametrize("machine_utc_ms", [0, 4_102_444_800_000])
def test_the_beat_tells_how_long_a_call_took_to_the_glass(machine_utc_ms: int) -> None:
    stage = strip()
    stage.machine_utc_ms = machine_utc_ms
    stage.give()
    stage.beat()
    stage.wait(10_000)
    at = stage.utc_at
    stage.give(
        serving(1, WindowState.CALLING, number="A001", since_at=at),
        calls(2, call(1, "A001", "3", at)),
    )
    stage.tick_ms += 40
    stage.give(Drawn(called_at=at))
    stage.wait(1_500)
    assert stage.sent(Beat)[-1].shown_latency_ms == 40


def test_a_call_drawn_once_more_says_nothing_about_how_late_it_came() -> None:
    stage = strip()
    stage.beat()
    stage.wait(10_000)
    for number, late_ms in enumerate((40, 20, 90), 1):
        at = stage.utc_at
        stage.give(serving(number, WindowState.CALLING, number=f"A{number:03}", since_at=at))
        stage.tick_ms += late_ms
        stage.give(Drawn(called_at=at))
        stage.wait(30_000)
        stage.give(Drawn(called_at=at))
    stage.wait(1_500)
    beat = stage.sent(Beat)[-1]
    assert (beat.shown_latency_ms, beat.shown_p50_ms, beat.shown_p99_ms) == (90, 40, 90)


def test_a_call_made_while_cut_off_says_nothing_about_latency() -> None:
    stage = strip()
    stage.beat()
    stage.wait(60_000, beating=False)
    at = stage.utc_at - 30_000
    stage.give(serving(1, WindowState.CALLING, number="A001", since_at=at))
    stage.beat()
    stage.give(Drawn(called_at=at))
    stage.wait(1_500)
    assert stage.sent(Beat)[-1].shown_latency_ms is None


def test_it_beats_each_second_and_counts_bad_input() -> None:
    stage = strip()
    stage.give(BadInput("hallflow/desk/window/3", "not JSON"))
    stage.wait(10_000)
    beats = stage.sent(Beat)
    assert len(beats) == 11
    assert beats[-1].bad_inputs == 1
    assert beats[-1].kind == "caller"
