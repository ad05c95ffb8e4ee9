# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from firmware_bridge.core import commands
from firmware_bridge.core.board import BoardLink
from firmware_bridge.core.commands import Hello, Key, Pressed, Refuse, Show, Sign, Why, pack
from firmware_bridge.core.frames import Frame, Kind, encode
from firmware_bridge.core.pad import REFUSAL_TONE, Face, Lamp
from firmware_bridge.core.session import (
    OUTBOX_MAX,
    SILENCE_MAX_MS,
    HostLink,
    Lost,
    LostWhy,
    Mismatched,
    Opened,
    Received,
    Stray,
)
from firmware_bridge.core.twin import PadTwin
from tests.drivers.lines import WEATHERS, Line, Weather
from tests.drivers.presses import BOARD_NONCE, HOST_NONCE, Host, amiss, line_of, play

CLEAN = WEATHERS[0]


def _seen(pad: PadTwin) -> Face:
    return pad.face


def test_a_press_becomes_a_number_on_the_pad() -> None:
    line, host, pad = line_of(CLEAN)
    line.run(100)
    assert _seen(pad).lamp is Lamp.GREEN
    pad.press(line.now_ms, Key.NEXT)
    line.run(200)
    assert host.sessions == [[1]]
    assert pad.told.took == [1]
    assert (_seen(pad).letters, _seen(pad).digits, _seen(pad).waiting) == ("A ", " 001", 1)
    assert _seen(pad).lamp is Lamp.AMBER_BLINKING


@pytest.mark.parametrize("weather", WEATHERS, ids=lambda weather: weather.name)
@pytest.mark.parametrize("seed", range(6))
def test_no_press_is_lost_doubled_or_reordered(weather: Weather, seed: int) -> None:
    presses = 60
    host, pad = play(weather, seed, presses)
    assert amiss(host, pad, presses) == (0, 0, 0)
    taken = host.taken
    refused = {press for press, _why in pad.told.refused}
    assert set(pad.told.took) <= set(taken), "answered though it never came"
    assert set(pad.told.took).isdisjoint(refused), "both taken and refused"
    assert len(pad.told.took) + len(refused) == presses, "a press without an answer"
    if not host.lost():
        assert taken == list(range(1, presses + 1))


@pytest.mark.parametrize("weather", WEATHERS[:7], ids=lambda weather: weather.name)
def test_weather_that_halls_have_never_breaks_the_session(weather: Weather) -> None:
    line, host, pad = line_of(weather)
    for number in range(100):
        line.plan(12_000 + 400 * number, lambda: pad.press(line.now_ms, Key.NEXT))
    line.run(60_000)
    assert not host.lost()
    assert host.sessions == [list(range(1, 101))]
    assert pad.told.took == list(range(1, 101))


def test_many_presses_at_once_wait_their_turn_and_the_rest_are_refused() -> None:
    line, host, pad = line_of(CLEAN)
    line.run(100)
    for _ in range(OUTBOX_MAX + 2):
        pad.press(line.now_ms, Key.NEXT)
    line.run(1_000)
    assert host.sessions == [list(range(1, OUTBOX_MAX + 1))]
    assert pad.told.refused == [(OUTBOX_MAX + 1, Why.TOO_MANY), (OUTBOX_MAX + 2, Why.TOO_MANY)]


def test_a_cut_line_is_known_at_both_ends_and_presses_are_refused_not_kept() -> None:
    line, host, pad = line_of(CLEAN)
    line.run(1_000)
    line.cut = True
    pad.press(line.now_ms, Key.NEXT)
    line.run(1_000 + SILENCE_MAX_MS + 100)
    assert host.lost()
    assert pad.told.refused == [(1, Why.NO_LINK)]
    pad.press(line.now_ms, Key.NEXT)
    assert pad.told.refused[-1] == (2, Why.NO_LINK)
    assert _seen(pad).digits == "E  1"
    assert pad.told.tones[-1] is REFUSAL_TONE
    line.run(line.now_ms + 2_000)
    assert _seen(pad).digits == "----"
    assert _seen(pad).lamp is Lamp.RED_BLINKING
    line.cut = False
    line.run(line.now_ms + 2_000)
    assert _seen(pad).lamp is Lamp.GREEN
    assert host.sessions == [[], []]


def test_a_rebooted_board_is_greeted_anew_and_replays_nothing() -> None:
    line, host, pad = line_of(CLEAN)
    line.run(100)
    line.plan(100, lambda: pad.press(100, Key.NEXT))
    line.run(101)  # the press is on the wire, its acknowledgement is not
    again = PadTwin(1, BOARD_NONCE + 0x10000)
    line.ends[1] = again
    line.run(5_000)
    assert host.lost() == [LostWhy.REBOOTED]
    assert host.sessions[1:] == [[]]
    again.press(line.now_ms, Key.NEXT)
    line.run(6_000)
    assert host.sessions[1:] == [[1]]
    assert again.told.took == [1]


def test_a_restarted_host_gets_no_press_of_the_session_before() -> None:
    line, _host, pad = line_of(CLEAN)
    line.run(100)
    line.cut = True
    pad.press(line.now_ms, Key.NEXT)
    line.run(150)
    again = Host(HostLink(1, HOST_NONCE + 0x77777))
    line.ends[0], line.cut = again, False
    line.run(1_000)
    assert again.sessions == [[]]
    assert pad.told.refused == [(1, Why.NO_LINK)]


def test_frames_of_an_earlier_session_are_never_taken_for_new() -> None:
    line, host, pad = line_of(CLEAN)
    line.run(100)
    pad.press(line.now_ms, Key.NEXT)
    caught = pad.take_bytes()
    again = PadTwin(1, BOARD_NONCE + 0x10000)
    line.ends[1] = again
    line.run(3_000)
    before = host.link.strays[Stray.OTHER_SESSION]
    host.receive(line.now_ms, caught)
    assert host.sessions[-1] == []
    assert host.link.strays[Stray.OTHER_SESSION] == before + 1


def test_a_session_named_by_the_same_greeting_is_another_one() -> None:
    host, board = HostLink(1, HOST_NONCE), BoardLink(1, BOARD_NONCE, 0x0100)
    host.wake(0)
    greeting = host.take_bytes()
    board.receive(0, greeting)
    board.send(0, Pressed(1, Key.NEXT, 0))
    caught = board.take_bytes()[-16:]
    assert board.wake(SILENCE_MAX_MS) == [Lost(LostWhy.SILENT)]
    board.receive(SILENCE_MAX_MS, greeting)
    assert isinstance(host.receive(SILENCE_MAX_MS, board.take_bytes())[-1], Opened)
    assert host.receive(SILENCE_MAX_MS, caught) == []
    assert host.strays[Stray.OTHER_SESSION] == 1


def test_a_late_hello_of_the_same_board_does_not_end_the_session() -> None:
    line, host, _pad = line_of(CLEAN)
    boot = line.ends[1].take_bytes()
    line.run(100)
    host.receive(line.now_ms, boot)
    line.run(3_000)
    assert not host.lost()


def test_a_board_of_another_dictionary_is_told_what_differs_once() -> None:
    host = HostLink(1, HOST_NONCE)
    host.wake(0)
    checks = list(commands.ROW_CHECKS)
    checks[3] ^= 1
    board = Hello(commands.PROTOCOL, 0x0200, 9, HOST_NONCE, 0xDEAD, tuple(checks[:-1]))
    data = encode(Frame(1, Kind.OPEN, 0, 0, pack(board)))
    told = (
        "command show (20) is declared differently",
        f"{len(checks) - 1} commands on the board, {len(checks)} here",
    )
    assert host.receive(1, data) == [Mismatched(board, told)]
    assert host.receive(2, data) == []
    assert not host.open


def test_a_board_of_another_protocol_is_told_even_if_its_hello_cannot_be_read() -> None:
    host = HostLink(1, HOST_NONCE)
    data = encode(Frame(1, Kind.OPEN, 0, 0, b"\x02\x09??"))
    assert host.receive(0, data) == [Mismatched(None, ("protocol 9 on the board, 1 here",))]


def test_whole_frames_out_of_place_are_counted_and_answered_by_nothing() -> None:
    line, host, _pad = line_of(CLEAN)
    line.run(100)
    session = host.link._session
    assert session is not None
    wrong = {
        Stray.OTHER_ADDRESS: Frame(2, Kind.DATA, session, 1, pack(Pressed(1, Key.NEXT, 0))),
        Stray.OTHER_SESSION: Frame(1, Kind.DATA, session ^ 1, 1, pack(Pressed(1, Key.NEXT, 0))),
        Stray.OUT_OF_ORDER: Frame(1, Kind.DATA, session, 5, pack(Pressed(1, Key.NEXT, 0))),
        Stray.DUPLICATE: Frame(1, Kind.DATA, session, 0, pack(Pressed(1, Key.NEXT, 0))),
        Stray.NO_COMMAND: Frame(1, Kind.DATA, session, 1, b"\xee"),
        Stray.WRONG_WAY: Frame(1, Kind.DATA, session, 2, pack(Refuse(1, Why.NOT_NOW))),
    }
    for stray, frame in wrong.items():
        before = host.link.strays[stray]
        host.receive(line.now_ms, encode(frame))
        assert host.link.strays[stray] == before + 1
    assert host.sessions == [[]]


def test_a_press_the_hall_never_answers_is_refused_by_the_pad_itself() -> None:
    link, pad = HostLink(1, HOST_NONCE), PadTwin(1, BOARD_NONCE)
    line = Line(link, pad, CLEAN, Random(0))
    line.run(100)
    link.send(line.now_ms, Show(Sign.FREE, "", 0))
    line.run(200)
    pad.press(line.now_ms, Key.NEXT)
    line.run(10_000)
    assert pad.told.refused == [(1, Why.NO_ANSWER)]


def test_digits_travel_with_the_next_key_and_are_forgotten_after_a_while() -> None:
    link, pad = HostLink(1, HOST_NONCE), PadTwin(1, BOARD_NONCE)
    heard: list[object] = []

    class Ear:
        def receive(self, now_ms: int, data: bytes) -> None:
            heard.extend(e.command for e in link.receive(now_ms, data) if isinstance(e, Received))

        wake, wake_at_ms, take_bytes = link.wake, link.wake_at_ms, link.take_bytes

    line = Line(Ear(), pad, CLEAN, Random(0))
    line.run(100)
    link.send(line.now_ms, Show(Sign.FREE, "", 0))
    line.run(200)
    for digit in (0, 2, 3):
        pad.digit(line.now_ms, digit)
    assert _seen(pad).digits == " 023"
    pad.press(line.now_ms, Key.CALL_BACK)
    pad.digit(line.now_ms, 7)
    line.run(9_000)
    pad.press(line.now_ms, Key.NEXT)
    line.run(9_500)
    assert heard == [
        Pressed(1, Key.CALL_BACK, 23),
        Pressed(2, Key.NEXT, commands.NO_NUMBER),
    ]
