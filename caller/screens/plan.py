# SPDX-License-Identifier: Apache-2.0
"""How large everything on a board is: as large as its windows allow, legible from where people sit.

What calls people (numbers and windows) keeps the 0.7 degree rule at the configured viewing
distance; queues, notices and the footer are read from nearer and keep it at a third of that.
"""

from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from look.legibility import font_px

NEAR_SHARE: Final = 1 / 3
LINE_EM: Final = 1.3
"""Height of a line in ems of its number."""
LINE_WIDTH_EM: Final = 7.2
"""Least width of a line: four signs, an arrow, a word, two digits."""
NEWEST_LINES: Final = 1.5
"""How much larger the newest call is than a line."""
LINES_MIN: Final = 3
SIDE_SHARE: Final = 0.38
"""Share of the width (upright: of the height) for queues and notices."""
FOOTER_SHARE: Final = 0.075
NOTICE_SHARE: Final = 0.42
"""Share of the side for the notice."""
SIDE_TEXT_SHARE: Final = 0.036
QUEUE_EM: Final = 1.9
"""Height of a queue's row in ems of its text ..."""
QUEUE_TIGHT_EM: Final = 1.5
"""... and where that lets every queue stand at once."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in pixels of one board."""

    upright: bool
    main_width: float
    main_height: float
    side_width: float
    side_height: float
    footer_height: float
    columns: int
    rows: int
    line_px: float
    """Font size of the numbers in the lines."""
    newest_px: float
    side_px: float
    queues: int
    queue_px: float
    """Height of a queue's row."""
    legible: bool
    """Whether the rule is kept; False: this window is too small for its viewing distance."""

    @property
    def lines(self) -> int:
        """How many lines there is room for."""
        return self.columns * self.rows

    @property
    def line_height(self) -> float:
        """Height of a line."""
        return self.main_height / (self.rows + NEWEST_LINES)

    @property
    def newest_height(self) -> float:
        """Height of the newest call's band."""
        return self.line_height * NEWEST_LINES


def plan_board(
    size: tuple[float, float],
    windows: int,
    distance_m: float,
    pixel_pitch_mm: float,
    queues: int = 0,
) -> Plan:
    """Return the largest arrangement that shows all windows and queues at once, or the most."""
    width, height = size
    upright = height > width
    footer = min(width, height) * FOOTER_SHARE
    body = height - footer
    main = (width, body * (1 - SIDE_SHARE)) if upright else (width * (1 - SIDE_SHARE), body)
    side = (width, body - main[1]) if upright else (width - main[0], body)
    least = font_px(distance_m * 1000, pixel_pitch_mm)
    columns, rows = _grid(main, max(LINES_MIN, windows - 1), least)
    line_px = _line_px(main, columns, rows)
    side_px = max(least * NEAR_SHARE, min(width, height) * SIDE_TEXT_SHARE)
    queue_room = side[1] * (1 - NOTICE_SHARE) - 2 * side_px
    roomy, tight = (floor(queue_room / (side_px * em)) for em in (QUEUE_EM, QUEUE_TIGHT_EM))
    shown = queues if roomy < queues <= tight else roomy
    return Plan(
        upright=upright,
        main_width=main[0],
        main_height=main[1],
        side_width=side[0],
        side_height=side[1],
        footer_height=footer,
        columns=columns,
        rows=rows,
        line_px=line_px,
        newest_px=line_px * NEWEST_LINES,
        side_px=side_px,
        queues=max(1, shown),
        queue_px=min(side_px * QUEUE_EM, queue_room / max(1, shown)),
        legible=line_px >= least,
    )


def _line_px(main: tuple[float, float], columns: int, rows: int) -> float:
    """Return the font size that lines in that many columns and rows can have."""
    by_height = main[1] / (rows + NEWEST_LINES) / LINE_EM
    by_width = main[0] / columns / LINE_WIDTH_EM
    return min(by_height, by_width)


def _grid(main: tuple[float, float], wanted: int, least: float) -> tuple[int, int]:
    """Return columns and rows: all wanted lines as large as can be, else the most legible ones."""
    legible = []
    for columns in range(1, max(1, floor(main[0] / (LINE_WIDTH_EM * least))) + 1):
        for rows in range(1, ceil(wanted / columns) + 1):
            font = _line_px(main, columns, rows)
            if font >= least:
                legible.append((min(columns * rows, wanted), font, -columns, columns, rows))
    if not legible:
        return 1, LINES_MIN
    *_, columns, rows = max(legible)
    return columns, rows
