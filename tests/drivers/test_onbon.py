# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from firmware_bridge.core.device import Cleared, Trouble
from firmware_bridge.drivers.onbon import (
    CLEAR,
    PING,
    POLL_EVERY_MS,
    QUIET_MS,
    SILENCES_MAX,
    STATUS,
    WAIT_MS,
    Frame,
    OnbonSign,
    crc16_arc,
    decode,
    encode,
    escape,
    measure,
    unescape,
)

HEAD = "A5 A5 A5 A5 A5 A5 A5 A5 01 00 00 80 00 00 00 00 00 00 FE 02 05 00 "
GOLDEN = {
    "ping": (HEAD + "A2 00 01 00 00 68 F8 5A", PING),
    "status": (HEAD + "A1 02 01 00 00 2D 40 5A", STATUS),
    "clear": (HEAD + "A3 10 01 00 00 51 F8 5A", CLEAR),
}
ANSWER = Frame(0x8000, b"\xa0\x00\x00\x00\x00", b"\x01\x00")


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_vectors(name: str) -> None:
    wire, data = GOLDEN[name]
    assert encode(Frame(1, data)) == bytes.fromhex(wire)
    assert decode(bytes.fromhex(wire)) == Frame(1, data)


@pytest.mark.parametrize(
    ("plain", "escaped"), [("A5", "A6 02"), ("A6", "A6 01"), ("5A", "5B 02"), ("5B", "5B 01")]
)
def test_golden_escapes(plain: str, escaped: str) -> None:
    assert escape(bytes.fromhex(plain)) == bytes.fromhex(escaped)
    assert unescape(bytes.fromhex(escaped)) == bytes.fromhex(plain)


def test_the_check_is_crc_16_arc() -> None:
    assert crc16_arc(b"123456789") == 0xBB3D


def test_every_frame_comes_back_whatever_it_holds() -> None:
    random = Random(5)
    for _ in range(300):
        data = bytes(
            random.choice((0xA5, 0xA6, 0x5A, 0x5B, random.randrange(256)))
            for _ in range(random.randrange(200))
        )
        frame = Frame(random.randrange(0x10000), data)
        wire = encode(frame)
        assert measure(wire) == len(wire)
        assert decode(wire) == frame


@pytest.mark.parametrize("escaped", [b"\xa6", b"\xa6\x03", b"\x5b\x00"])
def test_an_escape_that_is_none_is_no_frame(escaped: bytes) -> None:
    assert unescape(escaped) is None


def test_a_frame_with_one_wrong_bit_is_no_frame() -> None:
    wire = encode(Frame(1, PING))
    for place in range(8, len(wire) - 1):
        for bit in range(8):
            wrong = bytearray(wire)
            wrong[place] ^= 1 << bit
            if wrong[place] != 0xA5:  # one start more, and a frame without its first byte
                assert decode(bytes(wrong)) is None


def test_a_sign_that_answers_is_asked_rarely_and_one_that_does_not_is_reported_once() -> None:
    sign = OnbonSign()
    assert sign.wake(0) == []
    assert sign.take_bytes() == encode(Frame(1, PING))
    assert sign.receive(10, encode(ANSWER)) == []
    assert sign.wake_at_ms() == 10 + POLL_EVERY_MS
    found = []
    now_ms = 10 + POLL_EVERY_MS
    for _ in range(3 * SILENCES_MAX):
        found += sign.wake(now_ms)
        now_ms += WAIT_MS
    (trouble,) = found
    assert isinstance(trouble, Trouble)
    assert sign.receive(now_ms, encode(ANSWER)) == [Cleared(trouble.code)]


def test_after_any_noise_an_answer_is_found() -> None:
    random = Random(66)
    for _ in range(500):
        sign = OnbonSign()
        sign.wake(0)
        wire = random.randbytes(random.randrange(200)) + encode(ANSWER)
        for place in range(0, len(wire), 9):
            sign.receive(1, wire[place : place + 9])
        sign.wake(1 + QUIET_MS)
        assert not sign._waiting
