# SPDX-License-Identifier: Apache-2.0
"""Colours, type, space, corners, targets and motion: the only place they are written down."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Final


class Mode(Enum):
    """How colours are chosen: calm is the look, contrast is black on white."""

    CALM = "calm"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Palette:
    """Every colour of one mode, as #RRGGBB."""

    ink: str
    paper: str
    surface: str
    line: str
    edge: str
    muted: str
    accent: str
    accent_pressed: str
    accent_soft: str
    accent_ink: str
    on_accent: str
    pressed: str
    amber: str
    on_amber: str
    amber_soft: str
    notice: str
    notice_line: str
    notice_ink: str
    good: str
    warn: str
    bad: str
    bad_soft: str
    night: str
    night_2: str
    night_line: str
    on_night: str
    night_muted: str
    night_good: str


CALM: Final = Palette(
    ink="#10233A",
    paper="#F6F4EE",
    surface="#FFFFFF",
    line="#DDD8CC",
    edge="#8A8678",
    muted="#55657A",
    accent="#0A6C74",
    accent_pressed="#07525A",
    accent_soft="#DDEFEE",
    accent_ink="#07474D",
    on_accent="#FFFFFF",
    pressed="#E4EEED",
    amber="#FFB81C",
    on_amber="#1A1200",
    amber_soft="#FFF0CF",
    notice="#FFF8E6",
    notice_line="#E3B34A",
    notice_ink="#6B4600",
    good="#1B7F4B",
    warn="#A84B00",
    bad="#B3261E",
    bad_soft="#FBE9E7",
    night="#0B1726",
    night_2="#142538",
    night_line="#2A4059",
    on_night="#F6F4EE",
    night_muted="#A9B8C9",
    night_good="#7BD8A5",
)

# Black on white, no muted grey: every difference is made by weight, border and words.
CONTRAST: Final = Palette(
    ink="#000000",
    paper="#FFFFFF",
    surface="#FFFFFF",
    line="#000000",
    edge="#000000",
    muted="#000000",
    accent="#000000",
    accent_pressed="#333333",
    accent_soft="#FFFFFF",
    accent_ink="#000000",
    on_accent="#FFFFFF",
    pressed="#D6D6D6",
    amber="#FFFF00",
    on_amber="#000000",
    amber_soft="#FFFFFF",
    notice="#FFFFFF",
    notice_line="#000000",
    notice_ink="#000000",
    good="#000000",
    warn="#000000",
    bad="#000000",
    bad_soft="#FFFFFF",
    night="#000000",
    night_2="#000000",
    night_line="#FFFFFF",
    on_night="#FFFFFF",
    night_muted="#FFFFFF",
    night_good="#FFFFFF",
)

# Pages on a wall at night: the same meanings, light on dark.
DARK: Final = Palette(
    ink="#F6F4EE",
    paper="#0B1726",
    surface="#142538",
    line="#2A4059",
    edge="#7C90A8",
    muted="#A9B8C9",
    accent="#6CC5CC",
    accent_pressed="#8FD6DB",
    accent_soft="#17414A",
    accent_ink="#A6E3E7",
    on_accent="#0B1726",
    pressed="#1D3550",
    amber="#FFB81C",
    on_amber="#1A1200",
    amber_soft="#4A3A12",
    notice="#33290F",
    notice_line="#8A6A1E",
    notice_ink="#FFDD8A",
    good="#7BD8A5",
    warn="#FFB27A",
    bad="#FF9C94",
    bad_soft="#4A1F22",
    night="#0B1726",
    night_2="#142538",
    night_line="#2A4059",
    on_night="#F6F4EE",
    night_muted="#A9B8C9",
    night_good="#7BD8A5",
)

PALETTES: Final = {Mode.CALM: CALM, Mode.CONTRAST: CONTRAST}
COLOUR_NAMES: Final = tuple(field.name for field in fields(Palette))

# Departments are told apart by name first; the colour only helps the eye back to the same tile.
DEPARTMENT_COLOURS: Final = ("#0A6C74", "#7A4E9E", "#A85400", "#1B7F4B", "#A5243D", "#3A5BA0")
# Rating levels 5 (best) to 1; the face and the words say the same.
LEVEL_COLOURS: Final = {5: "#1B7F4B", 4: "#457F2D", 3: "#8A6A00", 2: "#B4500B", 1: "#B3261E"}

# Text (or sign) on ground: every pair that any screen, page or widget uses. Tested: 4.5:1.
TEXT_PAIRS: Final = (
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "pressed"),
    ("ink", "notice"),
    ("ink", "accent_soft"),
    ("muted", "paper"),
    ("muted", "surface"),
    ("muted", "notice"),
    ("accent", "paper"),
    ("accent", "surface"),
    ("accent_ink", "accent_soft"),
    ("accent_ink", "surface"),
    ("on_accent", "accent"),
    ("on_accent", "accent_pressed"),
    ("on_amber", "amber"),
    ("notice_ink", "notice"),
    ("notice_ink", "amber_soft"),
    ("good", "paper"),
    ("good", "surface"),
    ("warn", "paper"),
    ("warn", "surface"),
    ("warn", "notice"),
    ("bad", "paper"),
    ("bad", "surface"),
    ("bad", "bad_soft"),
    ("surface", "ink"),
    ("surface", "bad"),
    ("on_night", "night"),
    ("on_night", "night_2"),
    ("night_muted", "night"),
    ("night_muted", "night_2"),
    ("night_good", "night"),
    ("night_good", "night_2"),
    ("amber", "night"),
    ("amber", "night_2"),
)
TEXT_CONTRAST_MIN: Final = 4.5

# Borders a hand or an eye must find (buttons, boxes, fields): 3:1 against what is around them.
EDGE_PAIRS: Final = (("edge", "paper"), ("edge", "surface"), ("accent", "paper"))
EDGE_CONTRAST_MIN: Final = 3.0

KIOSK_TYPE_DP: Final = (18, 22, 28, 36, 48, 72, 120, 200, 300)
PAGE_TYPE_PX: Final = (14, 16, 18, 22, 28, 40, 104)
# Names of the kiosk's steps, small to large, so that a screen never writes a number.
TYPE_STEPS: Final = ("note", "small", "body", "lead", "title", "big", "huge", "giant", "number")
PAGE_STEPS: Final = ("note", "small", "body", "lead", "title", "big", "number")
TEXT_MIN_DP: Final = 18
LINE_HEIGHT: Final = 1.35

SPACE_DP: Final = 8
RADIUS_KIOSK_DP: Final = 20
RADIUS_PAGE_PX: Final = 12
BORDER_DP: Final = 2

TARGET_MIN_DP: Final = 60
# Keys of a keyboard, of which one looks for many in a row.
TARGET_KEY_MIN_DP: Final = 44
TARGET_BUTTON_DP: Final = 84
TARGET_MAIN_DP: Final = 104
TARGET_GAP_DP: Final = 16

MOTION_MAX_MS: Final = 200
DOUBLE_STRIKE_MS: Final = 500


def type_dp(step: str, *, large: bool = False) -> int:
    """Size of a named kiosk step in dp; large text is one step up (the largest stays)."""
    index = TYPE_STEPS.index(step) + (1 if large else 0)
    return KIOSK_TYPE_DP[min(index, len(KIOSK_TYPE_DP) - 1)]


def page_px(step: str, *, large: bool = False) -> int:
    """Size of a named page step in CSS pixels; large text is one step up (the largest stays)."""
    index = PAGE_STEPS.index(step) + (1 if large else 0)
    return PAGE_TYPE_PX[min(index, len(PAGE_TYPE_PX) - 1)]


def space(steps: float) -> float:
    """Dp of that many steps of 8."""
    return SPACE_DP * steps


def rgb(colour: str) -> tuple[float, float, float]:
    """#RRGGBB as three shares from 0 to 1."""
    return (
        int(colour[1:3], 16) / 255,
        int(colour[3:5], 16) / 255,
        int(colour[5:7], 16) / 255,
    )
