# SPDX-License-Identifier: Apache-2.0
from itertools import pairwise

from firmware_bridge.core.board import BoardLink
from firmware_bridge.core.commands import NO_NUMBER, Key, Pressed, Show, Sign, Took
from firmware_bridge.core.device import Cleared, KeyDown, Trouble
from firmware_bridge.core.frames import Frame, Kind, Reader, encode, hand
from firmware_bridge.core.session import HostLink
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.drivers.own485 import POLL
from tests.drivers.shared_wire import BOOT_NONCE, KEY_RESTS_MS, Wire

PROMISED_MS = 100


def _presses(wire: Wire) -> list[tuple[int, int]]:
    return [(one.address, one.press) for _, one in wire.readings if isinstance(one, KeyDown)]


def test_64_pads_on_one_pair_are_all_reached_and_heard_in_time_without_collisions() -> None:
    wire = Wire(range(1, 65), seed=1)
    wire.run(2_500)
    assert wire.shown() == set(wire.addresses)
    for address in (1, 64, 33, 17, 2):
        wire.run(wire.random.randrange(40))
        assert wire.press(address) <= PROMISED_MS - KEY_RESTS_MS
    assert wire.collisions == 0
    assert wire.line.faults == 0


def test_pads_of_a_full_line_are_plugged_in_and_out_while_it_works() -> None:
    wire = Wire(range(1, 65), seed=8, dead=frozenset({40}))
    wire.run(2_500)
    assert wire.shown() == set(wire.addresses) - {40}
    wire.pads[40] = PadTwin(40, 2 * BOOT_NONCE)
    wire.dead = frozenset({7})
    wire.run(3_500)
    assert 40 in wire.shown()
    assert wire.press(40) <= PROMISED_MS - KEY_RESTS_MS
    assert Trouble("pad-silent/7", "nothing was heard") in [one for _, one in wire.readings]
    assert wire.collisions <= 2, "its hello at boot, and what it met"


def test_a_dead_pad_is_told_of_and_slows_nobody() -> None:
    wire = Wire(range(1, 17), seed=2, dead=frozenset({5}))
    wire.run(4_000)
    assert wire.shown() == set(wire.addresses) - {5}
    told = [one for _, one in wire.readings if isinstance(one, Trouble)]
    assert told == [Trouble("pad-silent/5", "no answer to greetings")]
    for number in range(40):
        wire.run(wire.random.randrange(150))
        assert wire.press(1 + number % 4) <= PROMISED_MS - KEY_RESTS_MS
    assert wire.collisions == 0


def test_a_silent_pad_is_greeted_right_after_a_poll_and_every_other_poll_at_most() -> None:
    wire = Wire(range(1, 9), seed=7, dead=frozenset(range(3, 9)))
    wire.run(12_000)
    said = wire.said_by_host[-200:]
    greeted = [at for at, data in enumerate(said) if data != POLL and _address(data) in wire.dead]
    assert len(greeted) > 10
    assert all(said[at - 1] == POLL for at in greeted if at)
    assert all(later - at > 2 for at, later in pairwise(greeted))
    assert wire.press(2) <= PROMISED_MS - KEY_RESTS_MS


def _address(data: bytes) -> int:
    (frame, *_more) = Reader().read(data)
    return frame.address


def test_pads_come_and_go_while_the_others_work() -> None:
    wire = Wire(range(1, 9), seed=3, dead=frozenset({8}))
    wire.run(4_000)
    wire.dead = frozenset({2})
    wire.run(5_000)
    assert 8 in wire.shown()
    read = [one for _, one in wire.readings]
    assert Cleared("pad-silent/8") in read
    assert Trouble("pad-silent/2", "nothing was heard") in read
    wire.pads[2] = PadTwin(2, 2 * BOOT_NONCE)
    wire.pads[2].take_bytes()
    wire.dead = frozenset()
    wire.run(4_000)
    assert wire.shown() == set(wire.addresses)
    assert wire.press(2) <= PROMISED_MS


def test_a_pad_that_boots_is_greeted_at_the_next_poll() -> None:
    wire = Wire(range(1, 5), seed=4)
    wire.run(2_000)
    wire.pads[3] = PadTwin(3, 2 * BOOT_NONCE)
    wire.pads[3].take_bytes()  # its hello was lost among the others
    wire.run(4_500)
    assert wire.shown() == set(wire.addresses)
    wire.press(3)
    assert _presses(wire) == [(3, 1)]


def test_noise_on_the_pair_loses_doubles_and_reorders_no_press() -> None:
    wire = Wire(range(1, 5), seed=5, garbled=0.05)
    wire.run(3_000)
    for number in range(60):
        wire.press(1 + number % 4)
        for address in wire.addresses:
            wire.line.say(wire.now_ms, address, Took(wire.pads[address]._presses))
        wire.run(300)
    found = _presses(wire)
    for address in wire.addresses:
        mine = [press for one, press in found if one == address]
        refused = {press for press, _ in wire.pads[address].told.refused}
        assert mine == sorted(set(mine))
        assert set(range(1, wire.pads[address]._presses + 1)) - refused <= set(mine)
    assert len(found) >= 60


def _opened() -> tuple[HostLink, BoardLink]:
    host, board = HostLink(7, 9), BoardLink(7, BOOT_NONCE, 0x0100)
    board.take_bytes()
    host.wake(0)
    board.receive(0, host.take_bytes())
    host.receive(0, board.take_bytes())
    assert host.open
    return host, board


def test_after_the_first_poll_a_board_says_nothing_unasked() -> None:
    host, board = _opened()
    board.receive(1, POLL)
    assert board.take_bytes() == b""
    assert board.send(2, Pressed(1, Key.NEXT, NO_NUMBER))
    for tick_ms in range(2, 1_500, 50):
        board.wake(tick_ms)
    assert board.take_bytes() == b""
    board.receive(1_500, POLL)
    assert board.take_bytes() == hand(7) == b"\x07\x00"
    host.send(1_501, Show(Sign.FREE, "", 0))
    board.receive(1_501, host.take_bytes())
    kinds = [frame.kind for frame in Reader().read(board.take_bytes())]
    assert kinds == [Kind.DATA, Kind.ACK]
    board.receive(1_502, POLL)
    assert board.take_bytes() == b""


def test_a_frame_to_another_board_lets_nobody_else_speak() -> None:
    _host, board = _opened()
    board.receive(1, POLL)
    board.send(2, Pressed(1, Key.NEXT, NO_NUMBER))
    board.receive(3, encode(Frame(8, Kind.ACK, 0, 0)) + hand(8))
    assert board.take_bytes() == b""


def test_a_hand_is_read_between_frames_and_after_noise() -> None:
    frame = Frame(7, Kind.ACK, 1, 2)
    hands = [Frame(address, Kind.POLL, 0, 0) for address in (5, 64)]
    found = Reader().read(hand(5) + encode(frame) + b"\x99\x98\x00" + hand(64))
    assert found == [hands[0], frame, hands[1]]
