# SPDX-License-Identifier: Apache-2.0
"""The command dictionary for the firmware: `python -m firmware_bridge.header > firmware/dictionary.h`."""

import sys
from collections.abc import Iterator
from enum import IntEnum

from firmware_bridge.core import commands, frames, pad, session
from firmware_bridge.core.commands import DICTIONARY, NO_NUMBER, ROW_CHECKS, TABLE, Key, Sign, Why
from firmware_bridge.core.twin import FIRMWARE_VERSION
from firmware_bridge.drivers.own485 import SLOT_US, SLOTS_BEGIN_US

LIMITS = {
    "PROTOCOL": commands.PROTOCOL,
    "FIRMWARE_VERSION": FIRMWARE_VERSION,
    "PAYLOAD_BYTES_MAX": frames.PAYLOAD_BYTES_MAX,
    "HEAD_BYTES": frames.HEAD_BYTES,
    "CRC_BYTES": frames.CRC_BYTES,
    "FRAME_BYTES_MAX": frames.FRAME_BYTES_MAX,
    "CRC_START": commands.CRC_START,
    "RETRY_FIRST_MS": session.RETRY_FIRST_MS,
    "RETRY_MOST_MS": session.RETRY_MOST_MS,
    "TRIES_MAX": session.TRIES_MAX,
    "ALIVE_EVERY_MS": session.ALIVE_EVERY_MS,
    "SILENCE_MAX_MS": session.SILENCE_MAX_MS,
    "OUTBOX_MAX": session.OUTBOX_MAX,
    "EVERYBODY": frames.EVERYBODY,
    "SLOT_US": SLOT_US,
    "SLOTS_BEGIN_US": SLOTS_BEGIN_US,
    "NO_NUMBER": NO_NUMBER,
    "TICKET_CHARS": commands.TICKET_CHARS,
    "LETTER_CELLS": pad.LETTER_CELLS,
    "DIGIT_CELLS": pad.DIGIT_CELLS,
    "WAITING_SHOWN_MAX": pad.WAITING_SHOWN_MAX,
    "DIGITS_KEPT_MS": pad.DIGITS_KEPT_MS,
    "REFUSAL_SHOWN_MS": pad.REFUSAL_SHOWN_MS,
    "ANSWER_MAX_MS": pad.ANSWER_MAX_MS,
    "UNANSWERED_MAX": pad.UNANSWERED_MAX,
    "KEY_TONE_TIMES": pad.KEY_TONE.times,
    "KEY_TONE_MS": pad.KEY_TONE.length_ms,
    "REFUSAL_TONE_TIMES": pad.REFUSAL_TONE.times,
    "REFUSAL_TONE_MS": pad.REFUSAL_TONE.length_ms,
}


def header() -> str:
    """Return the file: numbers of commands, fields, limits and faces that both ends share."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "/* SPDX-License-Identifier: Apache-2.0 */"
    yield "/* Made by `python -m firmware_bridge.header` from core/commands.py: do not edit. */"
    yield "#ifndef DICTIONARY_H"
    yield "#define DICTIONARY_H"
    yield ""
    yield f"#define DICTIONARY 0x{DICTIONARY:08X}UL"
    yield f"#define ROW_CHECKS {', '.join(f'0x{check:04X}' for check in ROW_CHECKS)}"
    yield f"#define ROWS {len(TABLE)}"
    for name, value in LIMITS.items():
        yield f"#define {name} {value}"
    yield ""
    for row in TABLE:
        size = 1 + sum(kind.size for _name, kind, _unit in row.wires)
        yield f"#define ID_{row.name.upper()} 0x{row.ident:02X}"
        yield f"#define BYTES_{row.name.upper()} {size}"
    yield ""
    yield from _enum("frame_kind", "KIND", frames.Kind)
    for values in (Key, Sign, Why):
        yield from _enum(values.__name__.lower(), values.__name__.upper(), values)
    lamps = tuple(pad.Lamp)
    names = ", ".join(f"LAMP_{lamp.name} = {number}" for number, lamp in enumerate(lamps))
    yield f"enum lamp {{ {names} }};"
    yield f"#define SIGN_LAMPS {', '.join(f'LAMP_{pad.LAMPS[sign].name}' for sign in Sign)}"
    instead = (pad.INSTEAD.get(sign) for sign in Sign)
    told = ", ".join('""' if digits is None else f'"{digits}"' for digits in instead)
    yield f"#define SIGN_DIGITS {told}"
    yield ""
    yield "#endif"


def _enum(name: str, prefix: str, values: type[IntEnum]) -> Iterator[str]:
    yield f"enum {name} {{"
    yield from (f"    {prefix}_{value.name} = {value.value}," for value in values)
    yield f"    {prefix}_MAX = {max(values).value}"
    yield "};"


if __name__ == "__main__":
    sys.stdout.write(header())
