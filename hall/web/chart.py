# SPDX-License-Identifier: Apache-2.0
"""Charts as plain geometry, drawn as SVG by a template: they scale, print and need no library."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from hall.core.counts import SLOT_MS, Figures

WIDTH = 960
HEIGHT = 280
SIDE, TOP, BOTTOM = 48, 34, 34
DIGIT = 10
"""So wide is a character of an axis at most: a chart on a phone says all in large letters."""
SLOTS_MIN = 12
STEPS = 4
"""Horizontal lines above the axis."""
MINUTE_MS = 60_000
NICE = (1, 2, 5)
GAP = 0.16
"""Share of a slot left empty at each side."""
BAR_MAX = 64
"""Few bars stay bars: no wider than this."""


class Bar(Struct, frozen=True):
    """One bar: its corner, size and what it counts."""

    x: float
    y: float
    width: float
    height: float
    value: float
    kind: str


class Column(Struct, frozen=True):
    """One stretch of the day: where it is hovered, its bars, and what it says."""

    x: float
    width: float
    begins: str
    bars: tuple[Bar, ...]
    values: tuple[float | None, ...]
    """What the bars count, then what the line shows."""
    label_x: float
    """Where its label stands: at its beginning, or under its middle."""
    labelled: bool


class Mark(Struct, frozen=True):
    """One horizontal line and the figures at its ends."""

    y: float
    left: float
    right: float


class Chart(Struct, frozen=True):
    """A chart of columns with a line over them."""

    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    lines: tuple[str, ...]
    """Points of each unbroken piece of the line."""
    dots: tuple[tuple[float, float], ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = HEIGHT - BOTTOM
    left: int = SIDE
    right: int = WIDTH - SIDE
    label_anchor: str = "start"
    """How labels stand at their place, as SVG says it."""


class Stretch(Struct, frozen=True):
    """What one column shows: its bars, and a point of the line or none."""

    begins: str
    bars: tuple[float, ...]
    point: float | None


def day_chart(slots: Iterable[Figures], now_ms: int, clock: Callable[[int], str]) -> Chart:
    """Return arrivals and visits ended as bars, 90th percentile of waits as line, by half-hour."""
    by_begin = {int(figures.key[1]): figures for figures in slots}
    now = now_ms // SLOT_MS * SLOT_MS
    first = min([*by_begin, now])
    last = max([*by_begin, now, first + (SLOTS_MIN - 1) * SLOT_MS])
    stretches = []
    for begin in range(first, last + 1, SLOT_MS):
        figures = by_begin.get(begin) or Figures(key=("slot", str(begin)))
        wait = figures.wait_p90_ms
        stretches.append(
            Stretch(
                begins=clock(begin),
                bars=(figures.issued, figures.served),
                point=None if wait is None else wait / MINUTE_MS,
            )
        )
    return chart(stretches, ("arrived", "served"))


def chart(
    stretches: Sequence[Stretch],
    kinds: Sequence[str],
    *,
    one_scale: bool = False,
    moments: bool = True,
) -> Chart:
    """Return the geometry; `one_scale`: the line is measured by the bars' scale.

    `moments`: a label says when its stretch begins; else it names the whole of it.
    """
    tallest = max((value for each in stretches for value in each.bars), default=0)
    highest = max((each.point for each in stretches if each.point is not None), default=0)
    if one_scale:
        tallest = highest = max(tallest, highest)
    left, right = nice_step(tallest), nice_step(highest)
    begin, end = _side(left * STEPS), WIDTH - _side(right * STEPS)
    wide = (end - begin) / max(1, len(stretches))
    every = max(1, -(-len(stretches) // 14))
    half = min(wide * (0.5 - GAP), BAR_MAX)
    columns, points = [], []
    for place, each in enumerate(stretches):
        x = begin + place * wide
        columns.append(
            Column(
                x=round(x, 1),
                width=round(wide, 1),
                begins=each.begins,
                bars=tuple(
                    _bar(x + wide / 2 + (nth - len(kinds) / 2) * half, half, kind, value, left)
                    for nth, (kind, value) in enumerate(zip(kinds, each.bars, strict=True))
                ),
                values=(*each.bars, each.point),
                label_x=round(x if moments else x + wide / 2, 1),
                labelled=place % every == 0,
            )
        )
        points.append(
            None if each.point is None else (round(x + wide / 2, 1), _y(each.point, right))
        )
    return Chart(
        columns=tuple(columns),
        marks=tuple(Mark(_y(n * left, left), n * left, n * right) for n in range(STEPS + 1)),
        lines=tuple(_pieces(points)),
        dots=tuple(point for point in points if point is not None),
        left=begin,
        right=end,
        label_anchor="start" if moments else "middle",
    )


def number(value: float) -> str:
    """Return a number as people read it, with one decimal at most."""
    return f"{value:,.1f}".removesuffix(".0")


def _side(most: float) -> int:
    """Return the room that an axis needs for its greatest number."""
    return max(SIDE, 16 + DIGIT * len(number(most)))


def nice_step(highest: float) -> float:
    """Return the smallest of 1, 2, 5, 10, 20 ... of which `STEPS` reach the highest value."""
    scale = 1
    while True:
        for nice in NICE:
            if nice * scale * STEPS >= highest:
                return nice * scale
        scale *= 10


def _bar(x: float, width: float, kind: str, value: float, step: float) -> Bar:
    y = _y(value, step)
    return Bar(round(x, 1), y, round(width, 1), round(HEIGHT - BOTTOM - y, 1), value, kind)


def _y(value: float, step: float) -> float:
    """Return the height on the paper of a value, when `STEPS` steps fill it."""
    return round(HEIGHT - BOTTOM - value / (step * STEPS) * (HEIGHT - TOP - BOTTOM), 1)


def _pieces(points: Sequence[tuple[float, float] | None]) -> Iterable[str]:
    """Yield the line, broken where there is no value."""
    piece: list[str] = []
    for here, after in pairwise([*points, None]):
        if here is not None:
            piece.append(f"{here[0]},{here[1]}")
        if piece and after is None:
            yield " ".join(piece)
            piece = []
