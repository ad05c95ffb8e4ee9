# SPDX-License-Identifier: Apache-2.0
"""What a manager says to everybody: from the hall's log to the boards and the voice."""

from msgspec.structs import replace

from bus.channels import Kind, Part
from bus.messages import Accepted, PublicAddress
from caller.core.actor import Caller, Show
from caller.core.board import BoardView
from caller.core.voice import Dropped, Speak, Spoken, Why
from config.schema import Display, Notice, Voice
from hall.core.commands import Announce
from tests.rules.desk import MORNING, Stage, both, call, calls, hall
from tests.rules.hall_shell import MINUTE, HallShell

PART = Part(hall="desk", name="board-1", kind=Kind.CALLER)
BOARD = Display(id="board-1", kind="board", speaks=True)
WORDS = "大厅即将下班。 The hall closes soon."
CLOSING = PublicAddress(
    seq=5,
    said_at=MORNING,
    until_at=MORNING + 40 * MINUTE,
    zh="大厅即将下班。",
    en="The hall closes soon.",
)


def announced(shell: HallShell) -> list[PublicAddress]:
    return [message for message in shell.sent if isinstance(message, PublicAddress)]


def said_in(shell: HallShell) -> PublicAddress:
    return announced(shell)[-1]


def test_what_is_said_is_kept_published_taken_back_and_survives_a_restart() -> None:
    shell = HallShell()
    assert said_in(shell).zh == ""
    wish = Announce(id="say-1", zh=" 大厅即将下班。 ", en="", minutes=30, by="boss")
    assert isinstance(shell.asked(wish), Accepted)
    said = said_in(shell)
    assert (said.zh, said.en) == ("大厅即将下班。", "")
    assert (said.said_at, said.until_at) == (shell.utc_ms, shell.utc_ms + 30 * MINUTE)
    shell.asked(wish)
    assert said_in(shell) == said
    shell.start()
    again = said_in(shell)
    assert replace(again, seq=said.seq) == said
    assert again.seq > said.seq
    shell.asked(Announce(id="stop-1"))
    assert said_in(shell).zh == ""
    assert said_in(shell).seq > again.seq


def test_what_is_said_ends_with_the_day() -> None:
    shell = HallShell()
    shell.asked(Announce(id="say-1", zh="大厅即将下班。", minutes=720))
    shell.wait(2 * MINUTE)
    shell.jump(24 * 60 * MINUTE)
    assert said_in(shell).zh == ""


class Zone(Stage):
    """A board with a loudspeaker that has heard the hall."""

    def __init__(self, notices: tuple[Notice, ...] = ()) -> None:
        settings = hall(voice=Voice(repeats=1), notices=notices)
        super().__init__(Caller(settings, BOARD, PART, "1"))
        self.beat()

    def said(self) -> list[str]:
        return [" ".join(clip.text for clip in speak.clips) for speak in self.effects(Speak)]

    def end(self) -> None:
        self.give(Spoken(self.effects(Speak)[-1].utterance))

    @property
    def shown(self) -> str:
        view = self.effects(Show)[-1].view
        assert isinstance(view, BoardView)
        return view.notice.text.en if view.notice else ""


def test_it_is_shown_in_place_of_the_notices_until_its_time_is_over() -> None:
    zone = Zone((Notice(id="tea", text=both("茶水在左", "Tea is on the left")),))
    assert zone.shown == "Tea is on the left"
    zone.give(CLOSING)
    assert zone.shown == "The hall closes soon."
    zone.wait(40 * MINUTE + 1_000)
    assert zone.shown == "Tea is on the left"


def test_it_is_read_at_once_below_the_calls_and_again_while_it_stands() -> None:
    zone = Zone()
    first, second = (call(n, f"A{n:03}", str(n)) for n in (1, 2))
    zone.give(calls(1, first))
    zone.give(CLOSING)
    zone.give(calls(2, second, first))
    zone.end()
    zone.end()
    assert zone.said()[2:] == [WORDS]
    zone.end()
    zone.wait(14 * MINUTE)
    assert zone.said()[3:] == []
    zone.wait(2 * MINUTE)
    assert zone.said()[3:] == [WORDS]
    zone.end()
    zone.wait(60 * MINUTE)
    zone.end()
    assert zone.said()[3:] == [WORDS, WORDS]


def test_the_same_words_said_again_by_the_broker_are_read_once() -> None:
    zone = Zone()
    zone.give(CLOSING, CLOSING)
    zone.end()
    zone.give(replace(CLOSING, seq=6))
    assert zone.said() == [WORDS]


def test_what_is_taken_back_before_its_turn_is_not_read_and_said_why() -> None:
    zone = Zone()
    zone.give(calls(1, call(1, "A001", "1")))
    zone.give(CLOSING)
    zone.give(PublicAddress(seq=6))
    assert zone.shown == ""
    zone.end()
    assert len(zone.said()) == 1
    assert [(each.why) for each in zone.effects(Dropped)] == [Why.GONE]


def test_a_voice_learning_of_it_late_shows_it_and_reads_it_at_its_next_moment() -> None:
    zone = Zone()
    zone.wait(2 * MINUTE)
    zone.give(CLOSING)
    assert zone.shown == "The hall closes soon."
    assert zone.said() == []
    zone.wait(13 * MINUTE)
    assert zone.said() == [WORDS]


def test_a_beat_that_is_behind_makes_nobody_hear_it_twice() -> None:
    zone = Zone()
    zone.give(replace(CLOSING, said_at=zone.utc_at + 300))
    zone.end()
    zone.wait(5 * MINUTE)
    assert zone.said() == [WORDS]
