# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from firmware_bridge.core.frames import (
    FRAME_BYTES_MAX,
    PAYLOAD_BYTES_MAX,
    Fault,
    Frame,
    Kind,
    Reader,
    cobs_decode,
    cobs_encode,
    decode,
    encode,
)

FUZZED_BYTES = 200_000


def _random_frame(random: Random) -> Frame:
    payload = bytes(
        random.choice((0, 0, 1, 255, random.randrange(256)))
        for _ in range(random.randrange(PAYLOAD_BYTES_MAX + 1))
    )
    kind = random.choice(tuple(Kind))
    return Frame(
        random.randrange(256), kind, random.randrange(65_536), random.randrange(256), payload
    )


@pytest.mark.parametrize(
    ("plain", "encoded"),
    [
        ("", "01"),
        ("00", "01 01"),
        ("00 00", "01 01 01"),
        ("11 22 00 33", "03 11 22 02 33"),
        ("11 22 33 44", "05 11 22 33 44"),
        ("11 00 00 00", "02 11 01 01 01"),
    ],
)
def test_cobs_agrees_with_its_published_examples(plain: str, encoded: str) -> None:
    assert cobs_encode(bytes.fromhex(plain)) == bytes.fromhex(encoded)
    assert cobs_decode(bytes.fromhex(encoded)) == bytes.fromhex(plain)


def test_every_frame_comes_back_whatever_it_holds() -> None:
    random = Random(1)
    for _ in range(500):
        frame = _random_frame(random)
        data = encode(frame)
        assert 0 not in data[1:-1]
        assert len(data) - 2 <= FRAME_BYTES_MAX
        assert Reader().read(data) == [frame]


def test_frames_come_back_from_pieces_of_any_size() -> None:
    random = Random(2)
    frames = [_random_frame(random) for _ in range(200)]
    stream = b"".join(encode(frame) for frame in frames)
    for most in (1, 2, 7, 64, 1000):
        reader = Reader()
        found: list[Frame] = []
        place = 0
        while place < len(stream):
            size = random.randint(1, most)
            found += reader.read(stream[place : place + size])
            place += size
        assert found == frames
        assert not reader.faults


def test_a_whole_frame_after_any_noise_is_read() -> None:
    random = Random(3)
    reader = Reader()
    fuzzed = 0
    while fuzzed < FUZZED_BYTES:
        noise = random.randbytes(random.randrange(3 * FRAME_BYTES_MAX))
        fuzzed += len(noise)
        frame = _random_frame(random)
        assert reader.read(noise + encode(frame))[-1:] == [frame]


def test_one_changed_bit_is_noticed() -> None:
    frame = Frame(1, Kind.DATA, 0x1234, 7, b"\x10\x00\x01\x01\xff\xff")
    body = encode(frame)[1:-1]
    for bit in range(8 * len(body)):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        found = Reader().read(b"\x00" + bytes(changed) + b"\x00")
        assert frame not in found
        assert all(len(one.payload) < len(frame.payload) for one in found)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"\x05\x01", Fault.NOT_COBS),
        (b"\x02\x01", Fault.TOO_SHORT),
        (encode(Frame(1, Kind.ACK, 1, 1))[1:-2] + b"\x01", Fault.CRC),
        (bytes.fromhex("08020703030228e3"), Fault.KIND),
    ],
)
def test_what_is_no_frame_says_why(body: bytes, fault: Fault) -> None:
    assert decode(body) is fault


def test_an_endless_frame_is_counted_once_and_skipped() -> None:
    reader = Reader()
    assert reader.read(b"\x00" + b"\x55" * 10_000) == []
    after = Frame(1, Kind.ACK, 2, 3)
    assert reader.read(encode(after)) == [after]
    assert reader.faults == {Fault.TOO_LONG: 1}


def test_a_payload_too_long_is_our_own_mistake() -> None:
    with pytest.raises(ValueError, match="more than 64"):
        encode(Frame(1, Kind.DATA, 0, 0, bytes(PAYLOAD_BYTES_MAX + 1)))
