# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from config.devices import Pad
from firmware_bridge.core.commands import Key, Show, Sign, Why
from firmware_bridge.core.device import KeyDown, RatingDown
from firmware_bridge.drivers import ff68
from firmware_bridge.drivers.ff68 import (
    QUIET_MS,
    REFRESH_EVERY_MS,
    SAME_PRESS_MS,
    Ff68Line,
    Frame,
    decode,
    encode,
)

PAD, RATER = Pad(address=5, window="3"), Pad(address=6, window="3", kind="rating")


def _line() -> Ff68Line:
    return Ff68Line((PAD, RATER))


def _key(*data: int, address: int = 5) -> bytes:
    return encode(Frame(address, 0x10, bytes(data)))


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ((0x0C,), Key.NEXT),
        ((0x0D,), Key.RECALL),
        ((0x0B,), Key.FINISH),
        ((0x06, 0x0F), Key.PASS_OVER),
        ((0x00, 0x0F), Key.HOLD),
        ((0x03, 0x0F), Key.CALL_BACK),
        ((0x12,), Key.PAUSE),
    ],
)
def test_each_key_has_its_meaning_and_is_echoed(data: tuple[int, ...], key: Key) -> None:
    line = _line()
    assert line.receive(0, _key(*data)) == [KeyDown(5, 1, key)]
    assert line.take_bytes() == _key(*data)


@pytest.mark.parametrize("data", [(0x0E,), (0x0F,), (0x09, 0x0F), (0x11,), (0x13,), (0x77,)])
def test_a_key_without_meaning_here_is_echoed_and_heard_to_be_refused(
    data: tuple[int, ...],
) -> None:
    line = _line()
    assert line.receive(0, _key(*data)) == []
    assert line.take_bytes() == _key(*data) + encode(ff68.beep(5))


def test_a_rating_is_answered_with_function_01_and_a_sum_less_by_ten_hex() -> None:
    line = _line()
    frame = Frame(6, 0x11, b"\x02")
    assert line.receive(0, encode(frame)) == [RatingDown(6, 1, "2")]
    answer = line.take_bytes()
    assert decode(answer) == Frame(6, 0x01, b"\x02")
    assert answer[-2] == encode(frame)[-2] - 0x10


def test_the_same_frame_soon_again_is_the_same_press_and_later_another() -> None:
    line = _line()
    assert len(line.receive(0, _key(0x0C) * 3)) == 1
    assert line.receive(SAME_PRESS_MS - 1, _key(0x0C)) == []
    later = 2 * SAME_PRESS_MS
    assert line.receive(later, _key(0x0C)) == [KeyDown(5, 2, Key.NEXT)]
    assert line.take_bytes() == _key(0x0C) * 5


def test_a_truncated_frame_blocks_nothing() -> None:
    line = _line()
    assert line.receive(0, _key(0x0C)[:-3]) == []
    assert line.wake_at_ms() == QUIET_MS
    assert line.wake(QUIET_MS) == []
    assert line.receive(QUIET_MS + 1, _key(0x0D)) == [KeyDown(5, 1, Key.RECALL)]
    assert line.faults == 1


def test_a_whole_frame_after_a_truncated_one_is_found_within_it() -> None:
    line = _line()
    found = line.receive(0, b"\xff\x68\x10\x10\x68\x05" + _key(0x0C))
    found += line.wake(QUIET_MS)
    assert found == [KeyDown(5, 1, Key.NEXT)]


@pytest.mark.parametrize("place", [2, 4, 5, 7, 8, 9])
def test_a_frame_with_one_wrong_byte_is_no_press(place: int) -> None:
    line = _line()
    wrong = bytearray(_key(0x0C))
    wrong[place] ^= 0x40
    assert line.receive(0, bytes(wrong)) + line.wake(QUIET_MS) == []
    assert line.faults >= 1


def test_a_pad_nobody_configured_is_counted_not_obeyed() -> None:
    line = _line()
    assert line.receive(0, _key(0x0C, address=9)) == []
    assert line.take_bytes() == b""
    assert line.faults == 1


def test_a_pad_shows_ticket_and_waiting_and_is_told_again_after_a_while() -> None:
    line = _line()
    shown = Show(Sign.CALLING, "A023", 12)
    line.show(0, 5, shown)
    line.show(10, 5, shown)
    said = line.take_bytes()
    assert said == encode(ff68.ticket_shown(5, "A023")) + encode(ff68.waiting_shown(5, 12))
    assert line.wake_at_ms() == REFRESH_EVERY_MS
    line.wake(REFRESH_EVERY_MS)
    assert line.take_bytes() == said


def test_a_hall_that_is_gone_leaves_the_pad_blank() -> None:
    line = _line()
    line.show(0, 5, Show(Sign.NO_HALL, "", 0))
    assert line.take_bytes() == encode(Frame(5, 2, b"\x0a" * 6))


def test_a_rater_is_asked_once_for_each_service() -> None:
    line = _line()
    for sign in (Sign.SERVING, Sign.RATING, Sign.FREE, Sign.RATING):
        line.show(0, 6, Show(sign, "A001", 0))
        line.show(0, 6, Show(sign, "A001", 1))
    assert line.take_bytes() == encode(ff68.rating_wanted(6)) * 2


def test_a_refused_press_is_heard() -> None:
    line = _line()
    line.answer(0, 5, 1, None)
    assert line.take_bytes() == b""
    line.answer(0, 5, 1, Why.NOBODY_WAITING)
    assert line.take_bytes() == encode(ff68.beep(5))


def test_after_any_noise_a_press_is_heard_within_one_frame() -> None:
    random = Random(68)
    line = _line()
    now_ms = 0
    for _ in range(2_000):
        now_ms += 1_000
        noise = random.choice((random.randbytes(random.randrange(60)), b"\xff\x68\x08\x08\x68"))
        found = line.receive(now_ms, noise)
        found = [*found, *line.receive(now_ms + 1, _key(0x0C)), *line.wake(now_ms + 1 + QUIET_MS)]
        assert [type(one) for one in found][-1:] == [KeyDown]
        line.take_bytes()
