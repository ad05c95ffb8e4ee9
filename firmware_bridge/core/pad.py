# SPDX-License-Identifier: Apache-2.0
"""The call pad's face: two letters, four digits, people waiting, one lamp, one beeper.

What a pad shows follows from what it was told last; firmware, twin and docs share these tables.
"""

from dataclasses import dataclass
from enum import Enum

from firmware_bridge.core.commands import NO_NUMBER, Sign, Why

LETTER_CELLS = 2
DIGIT_CELLS = 4
WAITING_SHOWN_MAX = 99
DIGITS_KEPT_MS = 5_000
"""Digits typed and not followed by a key are forgotten after this."""
REFUSAL_SHOWN_MS = 1_500
ANSWER_MAX_MS = 4_000
"""A press without answer for this long is refused: longer than the bridge tries."""

UNANSWERED_MAX = 16
"""Presses that wait for their answer; one more is refused."""


class Lamp(Enum):
    """The one lamp and how it burns."""

    OFF = "off"
    GREEN = "green"
    GREEN_BLINKING = "green, blinking"
    AMBER = "amber"
    AMBER_BLINKING = "amber, blinking"
    RED_BLINKING = "red, blinking"


@dataclass(frozen=True, slots=True)
class Tone:
    """A row of beeps."""

    times: int
    length_ms: int


KEY_TONE = Tone(1, 30)
REFUSAL_TONE = Tone(3, 80)


@dataclass(frozen=True, slots=True)
class Face:
    """What a person sees on the pad."""

    letters: str
    digits: str
    waiting: int
    lamp: Lamp


NO_HALL_DIGITS = "----"
LAMPS: dict[Sign, Lamp] = {
    Sign.NO_HALL: Lamp.RED_BLINKING,
    Sign.CLOSED: Lamp.OFF,
    Sign.FREE: Lamp.GREEN,
    Sign.CALLING: Lamp.AMBER_BLINKING,
    Sign.SERVING: Lamp.AMBER,
    Sign.RATING: Lamp.GREEN_BLINKING,
    Sign.PAUSED: Lamp.RED_BLINKING,
}
INSTEAD: dict[Sign, str] = {
    Sign.NO_HALL: NO_HALL_DIGITS,
    Sign.CLOSED: "    ",
    Sign.FREE: "    ",
    Sign.PAUSED: "PAUS",
}
"""Digits of the signs that show no ticket."""


def cells(ticket: str) -> tuple[str, str]:
    """Return letters and digits of a ticket number, as they stand in the cells."""
    digits = ticket.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = ticket[: len(ticket) - len(digits)]
    return letters[-LETTER_CELLS:].ljust(LETTER_CELLS), digits[-DIGIT_CELLS:].rjust(DIGIT_CELLS)


def face(sign: Sign, ticket: str, waiting: int) -> Face:
    """Return what the pad shows for a window in this state."""
    letters, digits = cells(ticket)
    if sign in INSTEAD:
        letters, digits = " " * LETTER_CELLS, INSTEAD[sign]
    shown = 0 if sign is Sign.NO_HALL else min(waiting, WAITING_SHOWN_MAX)
    return Face(letters, digits, shown, LAMPS[sign])


def refusal_digits(why: Why) -> str:
    """Return what stands in the digits while a refusal is shown: `E` and the reason's number."""
    return f"E{why.value:>{DIGIT_CELLS - 1}}"


def typed_number(digits: str) -> int:
    """Return the number typed, or `NO_NUMBER`."""
    return int(digits) if digits else NO_NUMBER
