# SPDX-License-Identifier: Apache-2.0
"""How large a character must be to be read from a distance: the 0.7 degree rule."""

from math import radians, tan
from typing import Final

VISUAL_ANGLE_DEGREES: Final = 0.7
# Height of a capital or a digit as a share of the font size (Noto Sans CJK: 733 of 1000 units).
CAP_HEIGHT_EM: Final = 0.733


def character_mm(distance_mm: float) -> float:
    """Least height in mm of a character seen from a distance: 2 * d * tan(0.35 degrees)."""
    return 2 * distance_mm * tan(radians(VISUAL_ANGLE_DEGREES / 2))


def character_px(distance_mm: float, pixel_pitch_mm: float) -> float:
    """Least height in pixels of a character seen from a distance on that screen."""
    if distance_mm <= 0 or pixel_pitch_mm <= 0:
        raise ValueError(
            f"distance ({distance_mm} mm) and pixel pitch ({pixel_pitch_mm} mm) must be above 0"
        )
    return character_mm(distance_mm) / pixel_pitch_mm


def font_px(distance_mm: float, pixel_pitch_mm: float) -> float:
    """Least font size in pixels so that capitals and digits reach the height of the rule."""
    return character_px(distance_mm, pixel_pitch_mm) / CAP_HEIGHT_EM


def farthest_mm(font_size_px: float, pixel_pitch_mm: float) -> float:
    """From how far, in mm, text of that font size is still legible by the rule."""
    return (
        font_size_px * CAP_HEIGHT_EM * pixel_pitch_mm / (2 * tan(radians(VISUAL_ANGLE_DEGREES / 2)))
    )
