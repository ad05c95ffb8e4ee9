# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from config.devices import Pad
from firmware_bridge.core.commands import Key
from firmware_bridge.core.device import KeyDown
from firmware_bridge.drivers.ev1527 import HELD_MS, KEYS, Ev1527Line
from firmware_bridge.drivers.hunting import LINE_QUIET_MS

PAD = Pad(address=0x3C, window="3")
DESTRUCTIVE = {Key.PASS_OVER, Key.FINISH, Key.HOLD, Key.CALL_BACK, Key.RATE}


def _heard(key: int, button: int = 0xAB53C) -> bytes:
    return f"{button << 4 | key:06X}\r\n".encode()


@pytest.mark.parametrize("key", KEYS)
def test_each_key_of_a_button_has_its_meaning(key: int) -> None:
    assert Ev1527Line((PAD,)).receive(0, _heard(key)) == [KeyDown(0x3C, 1, KEYS[key])]


def test_no_button_can_do_what_cannot_be_undone() -> None:
    assert DESTRUCTIVE.isdisjoint(KEYS.values())


@pytest.mark.parametrize("key", sorted(set(range(16)) - set(KEYS)))
def test_the_other_keys_do_nothing(key: int) -> None:
    assert Ev1527Line((PAD,)).receive(0, _heard(key)) == []


def test_frames_while_a_button_is_held_are_one_press_and_later_ones_another() -> None:
    line = Ev1527Line((PAD,))
    found = [one for at_ms in range(0, 3_000, 100) for one in line.receive(at_ms, _heard(1))]
    assert found == [KeyDown(0x3C, 1, Key.NEXT)]
    assert line.receive(2_900 + HELD_MS, _heard(1)) == [KeyDown(0x3C, 2, Key.NEXT)]


def test_a_neighbours_button_is_not_obeyed() -> None:
    assert Ev1527Line((PAD,)).receive(0, _heard(1, button=0xAB53D)) == []


@pytest.mark.parametrize(
    "line", [b"12345\n", b"1234567\n", b"GGGGGG\n", b"-12345\n", b"\xff" * 6 + b"\n"]
)
def test_what_is_no_frame_is_counted(line: bytes) -> None:
    device = Ev1527Line((PAD,))
    assert device.receive(0, line) == []
    assert device.faults == 1


def test_after_any_noise_the_next_press_is_heard() -> None:
    random = Random(433)
    line = Ev1527Line((PAD,))
    for number in range(2_000):
        now_ms = 10_000 * number
        line.receive(now_ms, random.randbytes(random.randrange(600)))
        assert len(line.receive(now_ms + LINE_QUIET_MS, _heard(2))) == 1
