# SPDX-License-Identifier: Apache-2.0
"""What a zone's voice says, in which order, and what it leaves out."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from bus.channels import Kind, Part
from bus.messages import Beat
from caller.core.actor import Caller, Show
from caller.core.board import BoardView
from caller.core.voice import Dropped, Speak, Spoken, Why
from config.schema import Display, Notice, Voice, VolumeSpan
from tests.rules.desk import MORNING, WINDOWS, Stage, both, call, calls, hall

PART = Part(hall="desk", name="board-1", kind=Kind.CALLER)
BOARD = Display(id="board-1", kind="board", speaks=True)
ONCE = Voice(repeats=1)
TWICE = Voice(repeats=2)
READING_MS = 3_000


class Zone(Stage):
    """A board with a loudspeaker; the test says when an utterance has ended."""

    def __init__(
        self,
        voice: Voice = ONCE,
        notices: tuple[Notice, ...] = (),
        *,
        display: Display = BOARD,
        utc_at: int = MORNING,
    ) -> None:
        super().__init__(Caller(hall(voice=voice, notices=notices), display, PART, "1"), utc_at)
        self.beat()

    def said(self) -> list[str]:
        """Everything said so far, as text."""
        return [" ".join(clip.text for clip in speak.clips) for speak in self.effects(Speak)]

    def tickets(self) -> list[str]:
        """The tickets called so far, in order."""
        return [_ticket(speak) for speak in self.effects(Speak)]

    def dropped(self) -> list[tuple[str, Why]]:
        return [(dropped.what, dropped.why) for dropped in self.effects(Dropped)]

    def end(self, fault: str = "") -> None:
        """Let the utterance that is being said come to its end."""
        self.give(Spoken(self.effects(Speak)[-1].utterance, fault))

    def end_all(self) -> None:
        """Let everything be said."""
        ended = 0
        while ended < len(self.effects(Speak)):
            ended = len(self.effects(Speak))
            self.tick_ms += READING_MS
            self.beat()
            self.end()


def _ticket(speak: Speak) -> str:
    letters = [clip for clip in speak.clips if clip.name.startswith(("letter-", "digit-"))]
    return "".join(clip.name.split("-")[1] for clip in letters)


def test_a_call_is_spoken_in_the_step_in_which_it_comes() -> None:
    zone = Zone()
    step = zone.give(calls(1, call(1, "A023", "5")))
    assert [type(effect) for effect in step.effects if not isinstance(effect, Show)] == [Speak]
    assert zone.said() == ["请 A 零 二 三 号，到 五 号窗口"]


def test_one_voice_speaks_at_a_time() -> None:
    zone = Zone()
    zone.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    assert zone.tickets() == ["A001"]
    zone.wait(60_000)
    assert zone.tickets() == ["A001"]
    zone.end()
    assert zone.tickets() == ["A001", "A002"]


def test_ten_calls_in_one_second_are_all_heard_and_each_soon() -> None:
    zone = Zone(TWICE)
    burst = [call(n, f"A{n:03}", WINDOWS[n], MORNING + 90 * n) for n in range(10, 0, -1)]
    zone.give(calls(1, *burst))
    zone.end_all()
    expected = [f"A{n:03}" for n in range(1, 11)]
    assert zone.tickets()[:10] == expected
    assert set(zone.tickets()) == set(expected)


def test_a_call_is_repeated_as_configured() -> None:
    zone = Zone(Voice(repeats=3))
    zone.give(calls(1, call(1, "A001", "1")))
    zone.end_all()
    assert zone.tickets() == ["A001"] * 3


def test_somebody_newly_called_is_heard_before_a_repeat() -> None:
    zone = Zone(TWICE)
    zone.give(calls(1, call(1, "A001", "1")))
    zone.give(calls(2, call(2, "A002", "2"), call(1, "A001", "1")))
    zone.end_all()
    assert zone.tickets() == ["A001", "A002", "A001", "A002"]


def test_a_recall_of_a_waiting_call_does_not_double_it() -> None:
    zone = Zone()
    zone.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    zone.give(calls(2, call(3, "A002", "2"), call(1, "A001", "1")))
    zone.end_all()
    assert zone.tickets() == ["A001", "A002"]
    assert zone.dropped() == [("A002", Why.RECALLED)]


def test_a_recalled_person_keeps_their_place_in_the_queue() -> None:
    zone = Zone()
    first, second, third = call(1, "A001", "1"), call(2, "A002", "2"), call(3, "A003", "3")
    zone.give(calls(1, third, second, first))
    zone.give(calls(2, call(4, "A002", "2"), third, first))
    zone.end_all()
    assert zone.tickets() == ["A001", "A002", "A003"]


def test_a_recall_while_the_call_is_being_said_takes_the_place_of_its_repeat() -> None:
    zone = Zone(TWICE)
    zone.give(calls(1, call(1, "A001", "1")))
    zone.give(calls(2, call(2, "A001", "1", MORNING + 2_000)))
    zone.end_all()
    assert zone.tickets() == ["A001"] * 3


def test_the_same_calls_said_again_by_the_broker_are_spoken_once() -> None:
    zone = Zone()
    zone.give(calls(1, call(1, "A001", "1")))
    zone.end()
    zone.give(calls(2, call(1, "A001", "1")))
    zone.boot = "second"
    zone.beat()
    zone.give(calls(1, call(1, "A001", "1")))
    zone.end_all()
    assert zone.tickets() == ["A001"]


def test_whoever_came_while_waiting_to_be_called_is_not_called() -> None:
    zone = Zone()
    zone.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    zone.give(calls(2, call(2, "A002", "2", standing=False), call(1, "A001", "1")))
    zone.end_all()
    assert zone.tickets() == ["A001"]
    assert zone.dropped() == [("A002", Why.GONE)]


def test_calls_missed_in_a_gap_are_caught_up_unless_they_are_stale() -> None:
    zone = Zone(Voice(repeats=1, stale_after_seconds=30))
    zone.wait(60_000, beating=False)
    now = zone.utc_at
    zone.give(
        calls(
            1,
            call(3, "A003", "3", now - 5_000),
            call(2, "A002", "2", now - 29_000),
            call(1, "A001", "1", now - 31_000),
        )
    )
    zone.beat()
    zone.end_all()
    assert zone.tickets() == ["A002", "A003"]
    assert zone.dropped() == [("A001", Why.STALE)]


def test_a_call_learned_of_too_late_is_not_spoken_though_it_stands() -> None:
    zone = Zone(Voice(repeats=1, stale_after_seconds=30))
    zone.give(calls(1, call(1, "A001", "1", zone.utc_at - 30_001)))
    assert zone.tickets() == []
    assert zone.dropped() == [("A001", Why.STALE)]


def test_a_call_that_is_over_when_it_is_learned_of_does_not_even_wait() -> None:
    zone = Zone()
    zone.give(calls(1, call(1, "A001", "1")))
    zone.give(calls(2, call(2, "A002", "2", standing=False), call(1, "A001", "1")))
    assert zone.dropped() == [("A002", Why.GONE)]


def test_a_call_that_waits_for_its_turn_is_not_stale_while_the_hall_says_it_stands() -> None:
    zone = Zone(Voice(repeats=2, stale_after_seconds=30))
    zone.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    zone.wait(40_000)
    zone.end_all()
    assert zone.tickets() == ["A001", "A002"]
    assert zone.dropped() == [("A001", Why.STALE), ("A002", Why.STALE)]


def test_a_call_that_waits_while_the_hall_is_lost_becomes_stale() -> None:
    zone = Zone(Voice(repeats=1, stale_after_seconds=30))
    zone.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    zone.wait(40_000, beating=False)
    zone.end()
    assert zone.tickets() == ["A001"]
    assert zone.dropped() == [("A002", Why.STALE)]


def test_a_voice_that_starts_waits_for_the_halls_time_before_it_speaks() -> None:
    stage = Stage(Caller(hall(voice=ONCE), BOARD, PART, "1"))
    stage.give(calls(1, call(1, "A001", "1")))
    assert stage.effects(Speak) == []
    stage.beat()
    assert len(stage.effects(Speak)) == 1


def test_other_zones_calls_are_not_spoken_here() -> None:
    zone = Zone(display=Display(id="board-1", kind="board", zone="west", speaks=True))
    zone.give(calls(1, call(2, "B001", "9"), call(1, "A001", "1")))
    zone.end_all()
    assert zone.tickets() == ["B001"]


def test_a_display_without_a_loudspeaker_is_silent() -> None:
    zone = Zone(display=Display(id="board-1", kind="board"))
    zone.give(calls(1, call(1, "A001", "1")))
    assert zone.effects(Speak) == []


def test_only_the_first_of_several_announcements_is_chimed() -> None:
    zone = Zone()
    zone.give(calls(1, call(2, "A002", "2"), call(1, "A001", "1")))
    zone.end_all()
    zone.give(calls(2, call(3, "A003", "3", zone.utc_at)))
    assert [speak.chime for speak in zone.effects(Speak)] == [True, False, True]


def test_the_volume_follows_the_time_of_day() -> None:
    voice = Voice(
        repeats=1,
        volume_percent=70,
        volume_by_hour=(
            VolumeSpan(span="12:00-13:30", percent=40),
            VolumeSpan(span="13:30-14:00", percent=0),
        ),
    )
    zone = Zone(voice)
    zone.give(calls(1, call(1, "A001", "1")))
    zone.end()
    zone.wait(3 * 3_600_000 + 60_000)
    zone.give(calls(2, call(2, "A002", "2", zone.utc_at)))
    zone.end()
    zone.wait(90 * 60_000)
    zone.give(calls(3, call(3, "A003", "3", zone.utc_at)))
    assert [speak.volume_percent for speak in zone.effects(Speak)] == [70, 40]
    assert zone.dropped() == [("A003", Why.MUTE)]


def test_a_voice_that_nobody_can_hear_is_a_visible_fault_until_it_is_heard_again() -> None:
    zone = Zone()
    zone.give(calls(1, call(1, "A001", "1")))
    zone.end(fault="no-sound")
    view = zone.effects(Show)[-1].view
    assert isinstance(view, BoardView)
    assert view.fault == "no-sound"
    zone.wait(1_500)
    assert zone.sent(Beat)[-1].faults == ("no-sound",)
    zone.give(calls(2, call(2, "A002", "2", zone.utc_at)))
    zone.end()
    zone.wait(1_500)
    assert zone.sent(Beat)[-1].faults == ()


CLOSING = Notice(
    id="closing", text=both("大厅即将关闭。", "Closing soon."), spans=("16:45-17:00",), spoken=True
)
EVENING = round(datetime(2026, 3, 4, 8, 44, 30, tzinfo=UTC).timestamp() * 1000)
"""16:44:30 in the hall."""


def test_a_spoken_notice_is_read_when_its_time_comes_and_below_calls() -> None:
    zone = Zone(notices=(CLOSING,), utc_at=EVENING)
    zone.wait(29_500)
    assert zone.said() == []
    first, second = (call(n, f"A{n:03}", str(n), zone.utc_at) for n in (1, 2))
    zone.give(calls(1, first))
    zone.wait(1_000)
    zone.give(calls(2, second, first))
    zone.end_all()
    assert zone.tickets()[:2] == ["A001", "A002"]
    assert zone.said()[2:] == ["大厅即将关闭。 Closing soon."]


def test_a_spoken_notice_is_read_again_while_it_holds_and_the_hall_is_open() -> None:
    whole_day = replace(CLOSING, id="all-day", spans=())
    zone = Zone(notices=(whole_day,), utc_at=MORNING - 3_600_000)
    zone.wait(30 * 60_000)
    zone.end_all()
    zone.wait(16 * 60_000)
    zone.end_all()
    assert len(zone.said()) == 2
    zone.wait(10 * 60_000)
    zone.end_all()
    assert len(zone.said()) == 2
    zone.wait(3 * 3_600_000)
    zone.end_all()
    before_lunch = len(zone.said())
    assert before_lunch > 2
    zone.wait(80 * 60_000)
    zone.end_all()
    assert len(zone.said()) == before_lunch


def test_a_spoken_notice_keeps_to_its_days() -> None:
    over = replace(CLOSING, valid_to=date(2026, 3, 3))
    monday = replace(CLOSING, weekdays=(1,))
    zone = Zone(notices=(over, monday), utc_at=EVENING)
    zone.wait(10 * 60_000)
    assert zone.said() == []


def test_a_notice_waits_once_however_often_its_time_comes() -> None:
    whole_day = replace(CLOSING, id="all-day", spans=())
    zone = Zone(notices=(whole_day,))
    zone.give(calls(1, call(1, "A001", "1")))
    zone.wait(3_600_000)
    zone.end_all()
    assert zone.said()[1:] == ["大厅即将关闭。 Closing soon."]
