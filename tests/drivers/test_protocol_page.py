# SPDX-License-Identifier: Apache-2.0
import re
from binascii import crc_hqx
from pathlib import Path

import pytest

from firmware_bridge.core import commands, frames, pad, session
from firmware_bridge.core.commands import (
    DICTIONARY,
    NO_NUMBER,
    TABLE,
    Beep,
    Command,
    Greet,
    Key,
    Pressed,
    Refuse,
    Show,
    Sign,
    Took,
    Why,
    hello,
    pack,
)
from firmware_bridge.core.frames import EVERYBODY, Frame, Kind, Reader, cobs_encode, encode, hand
from firmware_bridge.drivers import own485

PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
FLAT = " ".join(PAGE.split())
HOST_NONCE, BOARD_NONCE = 7, 0x5EED0001
SESSION = session.session_of(HOST_NONCE, BOARD_NONCE)
FRAMES = dict(re.findall(r"^```frame (\w+)\n([0-9A-F ]+)\n```", PAGE, re.MULTILINE))


def _data(sequence: int, command: Command) -> Frame:
    return Frame(1, Kind.DATA, SESSION, sequence, pack(command))


WORKED = {
    "greet": Frame(1, Kind.OPEN, 0, 0, pack(Greet(commands.PROTOCOL, HOST_NONCE))),
    "hello": Frame(1, Kind.OPEN, 0, 0, pack(hello(0x0100, BOARD_NONCE, HOST_NONCE))),
    "show": _data(1, Show(Sign.CALLING, "A023", 5)),
    "ack": Frame(1, Kind.ACK, SESSION, 1),
    "pressed": _data(1, Pressed(1, Key.NEXT, NO_NUMBER)),
    "took": _data(2, Took(1)),
    "refuse": _data(3, Refuse(2, Why.NOBODY_WAITING)),
    "beep": _data(4, Beep(2, 100)),
    "poll": Frame(EVERYBODY, Kind.POLL, 0, 0),
}


def _size(row: commands.Row) -> str:
    size = str(1 + sum(kind.size for _name, kind, _unit in row.wires))
    return f"{size} + 2 each" if row.made is commands.Hello else size


@pytest.mark.parametrize("name", WORKED)
def test_the_worked_frames_are_what_the_code_sends(name: str) -> None:
    assert FRAMES[name] == encode(WORKED[name]).hex(" ").upper()
    assert Reader().read(bytes.fromhex(FRAMES[name])) == [WORKED[name]]


def test_every_worked_frame_is_checked() -> None:
    assert set(FRAMES) == set(WORKED)


def test_the_table_of_commands_is_the_dictionary() -> None:
    told = re.findall(r"^\| ([0-9A-F]{2}) \| (.*) \|$", PAGE, re.MULTILINE)
    rows = [
        (
            f"{row.ident:02X}",
            " | ".join(
                (
                    row.name,
                    row.way.value,
                    _size(row),
                    ", ".join(f"{name} {kind.name.split('(')[0]}" for name, kind, _ in row.wires),
                )
            ),
        )
        for row in TABLE
    ]
    assert told == rows
    assert f"`{DICTIONARY:08X}`" in PAGE
    assert f"so the session is `{SESSION:04X}`" in PAGE


@pytest.mark.parametrize(("name", "values"), [("key", Key), ("sign", Sign), ("why", Why)])
def test_the_numbers_of_keys_signs_and_reasons_are_told(
    name: str, values: type[Key] | type[Sign] | type[Why]
) -> None:
    said = ", ".join(f"{value.value} {value.name.lower().replace('_', ' ')}" for value in values)
    assert f"**{name}**: {said}." in FLAT


def test_the_limits_told_are_the_limits_kept() -> None:
    waits = [
        min(session.RETRY_FIRST_MS << tries, session.RETRY_MOST_MS)
        for tries in range(session.TRIES_MAX - 1)
    ]
    greets = [min(session.GREET_FIRST_MS << tries, session.GREET_MOST_MS) for tries in range(4)]
    for sentence in (
        f"payload(0..{frames.PAYLOAD_BYTES_MAX})",
        f"A body longer than {frames.FRAME_BYTES_MAX} bytes",
        f"after {', '.join(map(str, greets))} ... ms again",
        f"after {', '.join(map(str, waits))} ms; after {session.TRIES_MAX} sendings",
        f"said nothing for {session.ALIVE_EVERY_MS} ms at most",
        f"hears nothing for {session.SILENCE_MAX_MS} ms",
        f"At most {session.OUTBOX_MAX} commands wait",
        f"for {pad.ANSWER_MAX_MS} ms the pad refuses",
        f"for {pad.REFUSAL_SHOWN_MS} ms with three beeps",
        f"{pad.DIGITS_KEPT_MS} ms without a key",
        f"up to {pad.WAITING_SHOWN_MAX} people waiting",
        f"Each {own485.POLL_EVERY_MS} ms the host says a poll",
        f"`{hand(7).hex(' ')}`",
        f"{own485.SLOTS_BEGIN_US} us after the poll's last border, plus {own485.SLOT_US} us for each",
        f"{own485.ANSWER_WAIT_MS} ms after the host's last byte",
        f"left {own485.SILENCES_MAX} turns unanswered",
        f"signs of life (each {own485.SharedHostLink._alive_every_ms} ms)",
        f"greetings (each {session.GREET_MOST_MS} ms)",
        "`11 22 00 33` becomes `" + cobs_encode(b"\x11\x22\x00\x33").hex(" ") + "`",
        f"gives {crc_hqx(b'123456789', commands.CRC_START):04X}",
    ):
        assert sentence in FLAT
    assert pad.REFUSAL_TONE.times == 3


def test_the_table_of_faces_is_what_the_pad_shows() -> None:
    for sign in Sign:
        digits = pad.INSTEAD.get(sign)
        shown = "the ticket" if digits is None else f"`{digits}`" if digits.strip() else "blank"
        name = sign.name.lower().replace("_", " ")
        assert f"| {name} | {shown} | {pad.LAMPS[sign].value} |" in PAGE
