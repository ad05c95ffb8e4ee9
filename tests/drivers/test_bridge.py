# SPDX-License-Identifier: Apache-2.0
from dataclasses import replace

import pytest

from bus.actor import BadInput, Linked
from bus.hall_time import LOST_AFTER_MS
from bus.messages import Action, Outcome, Rated, Refusal, WindowAction, WindowState
from config.devices import Pad
from firmware_bridge.core.bridge import PortDown
from firmware_bridge.core.commands import TABLE, Greet, Key, Why, hello, pack, unpack
from firmware_bridge.core.frames import Frame, Kind, Reader, encode
from firmware_bridge.core.pad import Face, Lamp
from firmware_bridge.core.wishes import ACTIONS, GIVE_UP_MS, REASONS, RETRY_AFTER_MS
from look.words import Words
from tests.drivers.desk import UTC_MS, Desk, Room, own_port
from tests.drivers.lines import WEATHERS, Weather


def _room() -> Room:
    room = Room()
    room.begin()
    return room


def _seen(room: Room) -> Face:
    return room.pad.face


def _faults(room: Room) -> tuple[str, ...]:
    return room.desk.beats[-1].faults


def test_next_on_the_pad_asks_the_hall_once_and_shows_what_it_said() -> None:
    room = _room()
    assert _seen(room).lamp is Lamp.GREEN
    room.pad.press(room.now_ms, Key.NEXT)
    room.run(50)
    (command,) = room.desk.commands
    assert isinstance(command, WindowAction)
    assert (command.window, command.action) == ("3", Action.NEXT)
    room.desk.accept(room.now_ms)
    room.desk.serve(room.now_ms, WindowState.CALLING, "AB1023", waiting=7)
    room.run(50)
    assert room.pad.told.took == [1]
    assert _seen(room) == Face("AB", "1023", 7, Lamp.AMBER_BLINKING)
    assert room.desk.commands == [command]


@pytest.mark.parametrize("key", ACTIONS)
def test_every_key_is_one_action_of_the_window(key: Key) -> None:
    room = _room()
    room.pad.press(room.now_ms, key)
    room.run(50)
    assert [c.action for c in room.desk.commands if isinstance(c, WindowAction)] == [ACTIONS[key]]


def test_pause_resumes_a_window_that_is_paused() -> None:
    room = _room()
    room.desk.serve(room.now_ms, WindowState.PAUSED)
    room.run(50)
    assert _seen(room).digits == "PAUS"
    room.pad.press(room.now_ms, Key.PAUSE)
    room.run(50)
    (command,) = room.desk.commands
    assert isinstance(command, WindowAction)
    assert command.action is Action.RESUME


def test_a_digit_before_finish_says_how_it_ended() -> None:
    room = _room()
    room.pad.digit(room.now_ms, 3)
    room.pad.press(room.now_ms, Key.FINISH)
    room.run(50)
    (command,) = room.desk.commands
    assert isinstance(command, WindowAction)
    assert (command.action, command.outcome) == (Action.FINISH, Outcome.PAPERS_MISSING)


@pytest.mark.parametrize(("digit", "key"), [(9, Key.FINISH), (2, Key.NEXT)])
def test_digits_that_mean_nothing_are_refused_not_dropped(digit: int, key: Key) -> None:
    room = _room()
    room.pad.digit(room.now_ms, digit)
    room.pad.press(room.now_ms, key)
    room.run(50)
    assert room.pad.told.refused == [(1, Why.UNKNOWN)]
    assert not room.desk.commands


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_of_the_hall_is_seen_on_the_pad(refusal: Refusal) -> None:
    room = _room()
    room.pad.press(room.now_ms, Key.NEXT)
    room.run(50)
    room.desk.refuse(room.now_ms, refusal)
    room.run(50)
    why = REASONS.get(refusal, Why.NOT_NOW)
    assert room.pad.told.refused == [(1, why)]
    assert _seen(room).digits == f"E  {why.value}"


def test_a_command_is_repeated_with_its_id_until_answered_then_no_more() -> None:
    room = _room()
    room.pad.press(room.now_ms, Key.NEXT)
    room.run(2 * RETRY_AFTER_MS + 100)
    assert len(room.desk.commands) == 3
    assert len({command.id for command in room.desk.commands}) == 1
    room.desk.accept(room.now_ms)
    room.desk.accept(room.now_ms)  # the answer to the repetition
    room.run(5_000)
    assert len(room.desk.commands) == 3
    assert room.pad.told.took == [1]


def test_a_command_never_answered_is_given_up_in_sight_of_the_clerk() -> None:
    room = _room()
    room.pad.press(room.now_ms, Key.NEXT)
    room.run(GIVE_UP_MS + 100)
    assert room.pad.told.refused == [(1, Why.NO_ANSWER)]
    sent = len(room.desk.commands)
    room.run(10_000)
    assert len(room.desk.commands) == sent


def test_two_presses_are_two_commands() -> None:
    room = _room()
    room.pad.press(room.now_ms, Key.NEXT)
    room.pad.press(room.now_ms, Key.NEXT)
    room.run(100)
    assert len({command.id for command in room.desk.commands}) == 2


def test_commands_of_two_runs_of_the_bridge_have_different_ids() -> None:
    room, again = _room(), Room()
    again.desk.bridge._wishes._prefix = "bridge-1-other"
    again.begin()
    for one in (room, again):
        one.pad.press(one.now_ms, Key.NEXT)
        one.run(50)
    assert room.desk.commands[0].id != again.desk.commands[0].id


def test_a_hall_that_is_gone_is_seen_at_once_and_no_press_is_kept_for_later() -> None:
    room = _room()
    room.run(3_000)
    room.hall_alive = False
    room.run(2_000)
    room.pad.press(room.now_ms, Key.NEXT)
    room.run(1_000)
    assert room.pad.told.refused == [(1, Why.NO_HALL)]
    room.run(2_000)
    assert _seen(room).digits == "----"
    assert _seen(room).lamp is Lamp.RED_BLINKING
    sent = len(room.desk.commands)
    room.pad.press(room.now_ms, Key.NEXT)
    assert room.pad.told.refused[-1] == (2, Why.NO_HALL)
    room.hall_alive = True
    room.run(10_000)
    assert len(room.desk.commands) == sent
    assert _seen(room).lamp is Lamp.GREEN


def test_a_broker_that_is_gone_is_a_hall_that_is_gone_without_waiting() -> None:
    room = _room()
    room.desk.step(room.now_ms, Linked(up=False))
    room.run(50)
    assert _seen(room).digits == "----"
    room.desk.step(room.now_ms, Linked(up=True))
    room.run(50)
    assert _seen(room).lamp is Lamp.GREEN


def test_an_older_state_of_a_window_is_ignored_until_the_hall_is_another_one() -> None:
    room = _room()
    room.desk.serve(room.now_ms, WindowState.CALLING, "A002", seq=50)
    room.desk.serve(room.now_ms, WindowState.CALLING, "A001", seq=49)
    room.run(50)
    assert _seen(room).digits == " 002"
    room.run(3_000)
    room.desk.beat(room.now_ms, boot="b2")
    room.desk.serve(room.now_ms, WindowState.SERVING, "A001", seq=1)
    room.run(50)
    assert _seen(room).digits == " 001"


def test_the_beat_tells_how_late_a_call_was_shown_but_not_of_calls_made_before_it_listened() -> (
    None
):
    desk = Desk()
    desk.step(0, Linked(up=True))
    desk.beat(0)
    desk.serve(10, WindowState.CALLING, "A001", call=4, since_at=UTC_MS - 500_000)
    desk.wake(1_000)
    assert [beat.shown_latency_ms for beat in desk.beats[-1:]] == [None]
    desk.serve(1_530, WindowState.CALLING, "A002", call=5, since_at=UTC_MS + 1_500)
    desk.wake(2_000)
    assert desk.beats[-1].shown_latency_ms == 30
    desk.serve(9_000, WindowState.CALLING, "A002", call=6, since_at=UTC_MS + 1_500)
    desk.wake(9_500)
    assert (desk.beats[-1].shown_latency_ms, desk.beats[-1].shown_p99_ms) == (30, 30)


def test_a_rebooted_pad_is_right_again_by_itself() -> None:
    room = _room()
    room.desk.serve(room.now_ms, WindowState.SERVING, "A017", waiting=3)
    room.run(100)
    room.pad = type(room.pad)(1, 0x5EEE0000)
    room.line.ends[1] = room.pad
    room.run(4_000)
    assert _seen(room) == Face("A ", " 017", 3, Lamp.AMBER)


def test_a_pad_that_is_unplugged_is_named_in_the_beat_and_forgiven_when_it_is_back() -> None:
    room = _room()
    room.line.cut = True
    room.run(5_000)
    assert _faults(room) == ("pad-silent/counter/1",)
    (told,) = room.desk.told
    for language in ("zh", "en"):
        say = Words("firmware_bridge", language)
        assert "counter/1" in say(told.code, where=told.where, detail=told.detail)
    room.line.cut = False
    room.run(5_000)
    assert _faults(room) == ()


def test_a_pad_with_other_firmware_is_told_apart_with_what_differs() -> None:
    desk = Desk()
    desk.wake(0)
    (greeting,) = Reader().read(desk.take_bytes())
    greet = unpack(greeting.payload)
    assert isinstance(greet, Greet)
    other = replace(hello(0x0200, 9, greet.host_nonce), dictionary=1, checks=(1, 2, 3))
    desk.receive(10, encode(Frame(1, Kind.OPEN, 0, 0, pack(other))))
    desk.wake(1_000)
    assert desk.beats[-1].faults == ("pad-firmware/counter/1",)
    (told,) = desk.told
    assert "command greet (01) is declared differently" in told.detail
    assert f"3 commands on the board, {len(TABLE)} here" in told.detail


def test_a_port_that_goes_is_opened_again_each_second_until_it_is_back() -> None:
    room = _room()
    room.desk.present = False
    room.desk.step(room.now_ms, PortDown("counter", "port-lost"))
    opened = room.desk.opened
    room.run(5_000)
    assert room.desk.opened == opened + 5
    assert _faults(room) == ("port-missing/counter",)
    room.desk.present = True
    room.run(6_000)
    assert _faults(room) == ()
    assert _seen(room).lamp is Lamp.GREEN


def test_noise_and_bad_messages_are_counted_in_the_beat() -> None:
    room = _room()
    room.desk.receive(room.now_ms, b"\x00noise\x00\x05\x00")
    room.desk.step(room.now_ms, BadInput("x", "no such topic"))
    room.run(2_000)
    assert room.desk.beats[-1].bad_inputs == 3


def test_one_beat_a_second_and_no_other_talk_while_nothing_happens() -> None:
    room = _room()
    room.run(800)
    beats = len(room.desk.beats)
    room.run(10_000)
    assert len(room.desk.beats) == beats + 10
    assert not room.desk.commands


@pytest.mark.parametrize("weather", WEATHERS, ids=lambda weather: weather.name)
def test_in_any_weather_every_press_has_one_end_and_commands_keep_their_order(
    weather: Weather,
) -> None:
    room = Room(weather, seed=1)
    room.begin()
    room.run(12_000)
    presses = 40
    known = 0
    for _ in range(presses):
        room.pad.press(room.now_ms, Key.NEXT)
        for _ in range(12):
            room.run(250)
            if len(room.desk.commands) > known:
                known = len(room.desk.commands)
                room.desk.accept(room.now_ms)
    room.run(6_000)
    told = room.pad.told
    assert len(told.took) + len(told.refused) == presses
    assert told.took == sorted(set(told.took))
    numbers = [int(command.id.rsplit("-", 1)[1]) for command in room.desk.commands]
    assert numbers == sorted(numbers)
    assert len(told.took) <= len(set(numbers)) <= presses


def test_a_rating_button_is_a_rating_of_the_service_just_ended_with_its_raw_key() -> None:
    levels = {"1": 5, "2": 4, "3": 3, "4": 1}
    pad = Pad(address=1, window="3", kind="rating", levels=levels, unreachable_levels=(2,))
    room = Room()
    room.desk = Desk(own_port(pad))
    room.line.ends[0] = room.desk
    room.begin()
    for visit, button in (("", 1), ("v1", 4), ("v1", 5)):
        room.desk.serve(room.now_ms, WindowState.RATING, "A001", visit=visit)
        room.run(100)
        room.pad.digit(room.now_ms, button)
        room.pad.press(room.now_ms, Key.RATE)
        room.run(100)
    (rated,) = room.desk.commands
    assert isinstance(rated, Rated)
    assert (rated.visit, rated.level, rated.raw_key) == ("v1", 1, "4")
    assert (1, Why.NOT_NOW) in room.pad.told.refused
    assert (3, Why.UNKNOWN) in room.pad.told.refused


def test_the_rules_wake_at_the_very_moment_the_hall_counts_as_lost() -> None:
    desk = Desk(present=False)
    desk.step(0, Linked(up=True))
    desk.beat(0)
    woken = [0]
    while woken[-1] < LOST_AFTER_MS:
        at_ms = desk.wake_at_ms()
        assert at_ms is not None
        woken.append(at_ms)
        desk.wake(at_ms)
    assert woken[-1] == LOST_AFTER_MS
