# SPDX-License-Identifier: Apache-2.0
"""Paper as data: lines that a printer turns into bytes and a test into a picture."""

from enum import StrEnum

from msgspec import Struct


class Size(StrEnum):
    """How large a line is printed."""

    SMALL = "small"
    NORMAL = "normal"
    LARGE = "large"
    NUMBER = "number"
    """The ticket's number: as large as the paper is wide, nearly."""


class Say(Struct, frozen=True):
    """Words on a line of their own, broken where the paper ends."""

    text: str
    size: Size = Size.NORMAL
    strong: bool = False
    centred: bool = False


class Pair(Struct, frozen=True):
    """A name at the line's beginning, its value at the end."""

    name: str
    value: str


class Box(Struct, frozen=True):
    """A paper to bring, with an empty box to tick (or a ticked one)."""

    text: str
    ticked: bool = False


class Rule(Struct, frozen=True):
    """A dashed line across."""


class Code(Struct, frozen=True):
    """A QR code of this text, centred."""

    text: str


class Space(Struct, frozen=True):
    """A small gap."""


Line = Say | Pair | Box | Rule | Code | Space


class Paper(Struct, frozen=True):
    """One strip of paper, cut at its end."""

    lines: tuple[Line, ...]
    language: str
    right_to_left: bool = False
