# SPDX-License-Identifier: Apache-2.0
"""Breaks text into lines as a Chinese or English reader expects it."""

import re
from collections.abc import Callable
from typing import Final

# GB/T 15834 and W3C "clreq": what must not begin a line, and what must not end one.
NOT_FIRST: Final = frozenset("。，、；：？！）》〉」』】〕”’…—～·%‰℃.,;:?!)]}›»–")
NOT_LAST: Final = frozenset("（《〈「『【〔“‘([{‹«¥$#")

# A run of Latin, Arabic or other letters stays whole; each Chinese character stands alone.
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_PIECES: Final = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")

Measure = Callable[[str], float]


def pieces(text: str) -> list[str]:
    """Parts of a paragraph between which a line may break; spaces stand alone."""
    joined: list[str] = []
    for piece in _PIECES.findall(text):
        glue = joined and not joined[-1].isspace() and not piece.isspace()
        if glue and (piece[0] in NOT_FIRST or joined[-1][-1] in NOT_LAST):
            joined[-1] += piece
        elif len(joined) > 1 and joined[-1].isspace() and piece[0] in NOT_FIRST:
            joined[-2:] = ["".join((*joined[-2:], piece))]
        else:
            joined.append(piece)
    return joined


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """Lines no wider than width, except where one unbreakable piece is wider by itself."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in pieces(paragraph):
            longer = line + piece
            if not line.strip() or measure(longer.rstrip()) <= width:
                line = longer.lstrip() if not line.strip() else longer
            else:
                lines.append(line.rstrip())
                line = piece.lstrip()
        lines.append(line.rstrip())
    return lines


def balanced(text: str, width: float, measure: Measure) -> list[str]:
    """As `break_lines`, with the same count of lines made about equally long (for headings)."""
    lines = break_lines(text, width, measure)
    if len(lines) < 2 or "\n" in text:  # noqa: PLR2004  # one line is balanced
        return lines
    low, high = width / len(lines), width
    for _ in range(8):
        middle = (low + high) / 2
        tried = break_lines(text, middle, measure)
        fits = len(tried) == len(lines) and all(measure(line) <= middle for line in tried)
        low, high = (low, middle) if fits else (middle, high)
    return break_lines(text, high, measure)
