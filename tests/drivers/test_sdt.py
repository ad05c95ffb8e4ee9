# SPDX-License-Identifier: Apache-2.0
from random import Random

import pytest

from firmware_bridge.core.device import CardSeen, Cleared, Trouble
from firmware_bridge.drivers import sdt
from firmware_bridge.drivers.sdt import (
    POLL_EVERY_MS,
    SHORT_WAIT_MS,
    SILENCES_MAX,
    START,
    Ask,
    SdtReader,
    encode,
)
from tests.drivers.card_reader_twin import NAME, NUMBER, Twin, read_reply, reply

KEY = b"sixteen bytes ok"


def _play(reader: SdtReader, twin: Twin, from_ms: int, for_ms: int) -> list[object]:
    found: list[object] = []
    for now_ms in range(from_ms, from_ms + for_ms, 20):
        due_ms = reader.wake_at_ms()
        if due_ms is not None and due_ms <= now_ms:
            found += reader.wake(now_ms)
        found += reader.receive(now_ms, twin.answer(reader.take_bytes()))
    return found


def test_a_read_card_has_the_published_length() -> None:
    assert len(read_reply()) == 1_295


def test_a_card_laid_down_is_seen_once_and_again_when_laid_down_again() -> None:
    reader, twin = SdtReader(KEY), Twin()
    assert _play(reader, twin, 0, 1_000) == []
    twin.lay(read_reply())
    seen = _play(reader, twin, 1_000, 5_000)
    assert seen == [CardSeen(sdt.person(NUMBER, KEY))]
    twin.lay(read_reply())
    assert _play(reader, twin, 6_000, 2_000) == seen


def test_nothing_of_the_card_leaves_but_a_keyed_hash_and_the_initial_if_wanted() -> None:
    reader, twin = SdtReader(KEY, initial=True), Twin()
    twin.lay(read_reply())
    (seen,) = _play(reader, twin, 0, 1_000)
    assert isinstance(seen, CardSeen)
    assert seen.initial == NAME[0]
    for secret in (NUMBER, NAME, NAME[1:], "1949", "朝阳"):
        assert secret not in repr(seen)
        assert secret not in repr(vars(reader))
    assert seen.person != sdt.person(NUMBER, b"another key here")
    assert len(seen.person) == 32


@pytest.mark.parametrize("number", ["", "1101051949123100", "1101051949123100AB", "１" * 18])
def test_a_card_with_no_number_is_no_card(number: str) -> None:
    reader, twin = SdtReader(KEY), Twin()
    twin.lay(read_reply(number))
    assert _play(reader, twin, 0, 2_000) == []


def test_a_reader_that_is_silent_is_reported_once_and_cleared_when_it_answers() -> None:
    reader, twin = SdtReader(KEY), Twin()
    twin.on = False
    (trouble,) = _play(reader, twin, 0, 10 * SILENCES_MAX * SHORT_WAIT_MS)
    assert isinstance(trouble, Trouble)
    twin.on = True
    assert _play(reader, twin, 20_000, 2_000) == [Cleared(trouble.code)]


@pytest.mark.parametrize("place", range(5, 10))
def test_a_reply_with_one_wrong_byte_is_no_reply(place: int) -> None:
    reader = SdtReader(KEY)
    reader.wake(0)
    reader.take_bytes()
    wrong = bytearray(reply("found"))
    wrong[place] ^= 0x01
    reader.receive(1, bytes(wrong))
    reader.wake(1 + sdt.QUIET_MS)
    assert encode(Ask.SELECT.value) not in reader.take_bytes()
    assert reader.faults == 1


def test_silences_with_answers_between_them_do_not_add_up() -> None:
    reader, twin = SdtReader(KEY), Twin()
    found: list[object] = []
    for turn in range(3 * SILENCES_MAX):
        twin.on = turn % 2 == 0
        found += _play(reader, twin, 400 * turn, 400)
    assert found == []


def test_an_idle_reader_is_asked_a_few_times_a_second_only() -> None:
    reader, twin = SdtReader(KEY), Twin()
    asked = 0
    for now_ms in range(0, 10_000, 20):
        due_ms = reader.wake_at_ms()
        if due_ms is not None and due_ms <= now_ms:
            reader.wake(now_ms)
        request = reader.take_bytes()
        asked += bool(request)
        reader.receive(now_ms, twin.answer(request))
    assert asked <= 10_000 // POLL_EVERY_MS + 1


def test_a_key_too_short_is_refused() -> None:
    with pytest.raises(ValueError, match="key of 3 bytes"):
        SdtReader(b"abc")


def test_after_any_noise_a_reply_is_found() -> None:
    random = Random(96)
    for _ in range(300):
        reader = SdtReader(KEY)
        reader.wake(0)
        assert reader.take_bytes() == encode(Ask.FIND.value)
        noise = random.choice((random.randbytes(random.randrange(100)), START + b"\x00\xf0"))
        pieces = noise + reply("found")
        place = 0
        while place < len(pieces):
            size = random.randint(1, 40)
            reader.receive(1, pieces[place : place + size])
            place += size
        reader.wake(1 + sdt.QUIET_MS)
        reader.receive(2 + sdt.QUIET_MS, reply("found"))
        assert encode(Ask.SELECT.value) in reader.take_bytes()
