# SPDX-License-Identifier: Apache-2.0
"""Signs and faces drawn by ourselves, smooth at any size, so that no font has to have them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import StringProperty
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw

from look.kivy.theme import theme

Strokes = tuple[tuple[float, ...], ...]

# Strokes in a square from 0 to 1, y upwards; a stroke is x, y, x, y ...
STROKES: Final[dict[str, Strokes]] = {
    "back": ((0.62, 0.85, 0.27, 0.5, 0.62, 0.15),),
    "forward": ((0.38, 0.85, 0.73, 0.5, 0.38, 0.15),),
    "up": ((0.15, 0.36, 0.5, 0.7, 0.85, 0.36),),
    "down": ((0.15, 0.64, 0.5, 0.3, 0.85, 0.64),),
    "arrow": ((0.06, 0.5, 0.93, 0.5), (0.66, 0.78, 0.93, 0.5, 0.66, 0.22)),
    "check": ((0.16, 0.5, 0.42, 0.24, 0.86, 0.78),),
    "cross": ((0.2, 0.2, 0.8, 0.8), (0.2, 0.8, 0.8, 0.2)),
    "plus": ((0.5, 0.12, 0.5, 0.88), (0.12, 0.5, 0.88, 0.5)),
    "home": ((0.08, 0.5, 0.5, 0.9, 0.92, 0.5), (0.2, 0.6, 0.2, 0.1, 0.8, 0.1, 0.8, 0.6)),
    "erase": (
        (0.95, 0.82, 0.34, 0.82, 0.05, 0.5, 0.34, 0.18, 0.95, 0.18, 0.95, 0.82),
        (0.52, 0.64, 0.8, 0.36),
        (0.52, 0.36, 0.8, 0.64),
    ),
    "search": ((0.65, 0.35, 0.92, 0.08),),
    "print": (
        (0.28, 0.64, 0.28, 0.92, 0.72, 0.92, 0.72, 0.64),
        (0.26, 0.26, 0.08, 0.26, 0.08, 0.64, 0.92, 0.64, 0.92, 0.26, 0.74, 0.26),
        (0.28, 0.42, 0.28, 0.08, 0.72, 0.08, 0.72, 0.42, 0.28, 0.42),
    ),
    "warn": ((0.5, 0.9, 0.06, 0.1, 0.94, 0.1, 0.5, 0.9), (0.5, 0.62, 0.5, 0.4)),
    "info": ((0.5, 0.52, 0.5, 0.26),),
    "offline": (
        (0.08, 0.58, 0.26, 0.71, 0.5, 0.77, 0.74, 0.71, 0.92, 0.58),
        (0.26, 0.39, 0.37, 0.46, 0.5, 0.48, 0.63, 0.46, 0.74, 0.39),
        (0.12, 0.92, 0.88, 0.1),
    ),
    "clock": ((0.5, 0.76, 0.5, 0.5, 0.68, 0.4),),
    "person": ((0.1, 0.08, 0.13, 0.26, 0.3, 0.38, 0.7, 0.38, 0.87, 0.26, 0.9, 0.08),),
    "sound": (
        (0.08, 0.38, 0.08, 0.62, 0.26, 0.62, 0.5, 0.84, 0.5, 0.16, 0.26, 0.38, 0.08, 0.38),
        (0.66, 0.68, 0.73, 0.59, 0.75, 0.5, 0.73, 0.41, 0.66, 0.32),
        (0.8, 0.82, 0.91, 0.68, 0.95, 0.5, 0.91, 0.32, 0.8, 0.18),
    ),
    "low": ((0.5, 0.92, 0.5, 0.34), (0.24, 0.58, 0.5, 0.32, 0.76, 0.58), (0.14, 0.1, 0.86, 0.1)),
    "globe": (
        (0.06, 0.5, 0.94, 0.5),
        (
            0.5,
            0.94,
            0.36,
            0.78,
            0.3,
            0.5,
            0.36,
            0.22,
            0.5,
            0.06,
            0.64,
            0.22,
            0.7,
            0.5,
            0.64,
            0.78,
            0.5,
            0.94,
        ),
    ),
    "map": (
        (
            0.08,
            0.78,
            0.36,
            0.9,
            0.64,
            0.78,
            0.92,
            0.9,
            0.92,
            0.22,
            0.64,
            0.1,
            0.36,
            0.22,
            0.08,
            0.1,
            0.08,
            0.78,
        ),
        (0.36, 0.9, 0.36, 0.22),
        (0.64, 0.78, 0.64, 0.1),
    ),
    "calendar": (
        (0.1, 0.82, 0.9, 0.82, 0.9, 0.08, 0.1, 0.08, 0.1, 0.82),
        (0.1, 0.58, 0.9, 0.58),
        (0.32, 0.94, 0.32, 0.72),
        (0.68, 0.94, 0.68, 0.72),
    ),
    "half": ((0.5, 0.94, 0.5, 0.06), (0.65, 0.88, 0.65, 0.12), (0.8, 0.78, 0.8, 0.22)),
    "large": (
        (0.02, 0.12, 0.3, 0.9, 0.58, 0.12),
        (0.12, 0.38, 0.48, 0.38),
        (0.64, 0.12, 0.8, 0.56, 0.96, 0.12),
        (0.7, 0.27, 0.9, 0.27),
    ),
}
# Circles of a sign: middle x, middle y, radius.
CIRCLES: Final = {
    "search": (0.42, 0.58, 0.33),
    "info": (0.5, 0.5, 0.44),
    "clock": (0.5, 0.5, 0.44),
    "person": (0.5, 0.72, 0.2),
    "globe": (0.5, 0.5, 0.44),
    "half": (0.5, 0.5, 0.44),
}
DOTS: Final = {"warn": (0.5, 0.24), "info": (0.5, 0.72), "offline": (0.5, 0.2)}
MIRRORED: Final = frozenset({"back", "forward", "arrow", "erase"})

# How far the mouth's middle hangs below its ends, as a share of the face, for each level.
_BOWS: Final = {5: 0.15, 4: 0.09, 3: 0.0, 2: -0.08, 1: -0.14}
_MOUTH_HALF: Final = 0.22
_EYE: Final = (0.055, 0.075)
# Drawn so many times larger, then reduced: smooth edges without multisampling.
_FINE: Final = 4


class _Picture(Widget):
    """A white drawing of the widget's size, tinted when shown."""

    colour = StringProperty("ink")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._tint = Color(*theme.colour(self.colour))
            self._sheet = Rectangle(size=(0, 0))
        self.fbind("pos", self._paint)
        self.fbind("size", self._paint)
        self.fbind("colour", self._paint)
        self._paint()

    def _texture(self, side: int) -> Texture:
        raise NotImplementedError

    def _paint(self, *_: object) -> None:
        side = max(1, round(min(self.size)))
        self._tint.rgba = theme.colour(self.colour)
        self._sheet.texture = self._texture(side)
        self._sheet.size = (side, side)
        self._sheet.pos = (round(self.center_x - side / 2), round(self.center_y - side / 2))


class Icon(_Picture):
    """One sign in a square; directions turn round in a right-to-left language."""

    sign = StringProperty("check")

    def __init__(self, weight: float = 0.085, **kwargs: Any) -> None:
        self._weight = weight
        super().__init__(**kwargs)
        self.fbind("sign", self._paint)

    def _texture(self, side: int) -> Texture:
        mirrored = theme.right_to_left and self.sign in MIRRORED
        return _sign_texture(self.sign, side, self._weight, mirrored=mirrored)


class Face(_Picture):
    """The face of a rating level: 5 beams, 3 is even, 1 is unhappy; cut out of a disc."""

    def __init__(self, level: int, colour: str, **kwargs: Any) -> None:
        self._level = level
        super().__init__(colour=colour, **kwargs)

    def _texture(self, side: int) -> Texture:
        return _face_texture(self._level, side)


class _Pen:
    """Draws in a unit square, y upwards, onto a fine sheet."""

    def __init__(self, side: int) -> None:
        self._side = side
        self._fine = side * _FINE
        self._sheet = Image.new("L", (self._fine, self._fine), 0)
        self._draw = ImageDraw.Draw(self._sheet)

    def disc(self, x: float, y: float, wide: float, high: float, shade: int = 255) -> None:
        """Fill an ellipse."""
        left, right = (x - wide) * self._fine, (x + wide) * self._fine
        top, bottom = (1 - y - high) * self._fine, (1 - y + high) * self._fine
        self._draw.ellipse((left, top, right, bottom), fill=shade)

    def ring(self, x: float, y: float, radius: float, weight: float) -> None:
        """Draw the line of a circle."""
        self.disc(x, y, radius + weight / 2, radius + weight / 2)
        self.disc(x, y, radius - weight / 2, radius - weight / 2, shade=0)

    def stroke(
        self, points: Iterable[tuple[float, float]], weight: float, shade: int = 255
    ) -> None:
        """Draw a line through points."""
        places = [(x * self._fine, (1 - y) * self._fine) for x, y in points]
        thick = max(_FINE, round(weight * self._fine))
        self._draw.line(places, fill=shade, width=thick)
        # Round ends and corners.
        for x, y in places:
            half = thick / 2
            self._draw.ellipse((x - half, y - half, x + half, y + half), fill=shade)

    def texture(self) -> Texture:
        """White, as opaque as what was drawn."""
        opacity = self._sheet.resize((self._side, self._side), Image.Resampling.LANCZOS)
        white = Image.new("L", opacity.size, 255)
        picture = Image.merge("RGBA", (white, white, white, opacity))
        texture = Texture.create(size=picture.size, colorfmt="rgba")
        texture.blit_buffer(picture.tobytes(), colorfmt="rgba", bufferfmt="ubyte")
        texture.flip_vertical()
        return texture


@lru_cache(maxsize=256)
def _sign_texture(sign: str, side: int, weight: float, *, mirrored: bool) -> Texture:
    pen = _Pen(side)

    def across(x: float) -> float:
        return 1 - x if mirrored else x

    if sign in CIRCLES:
        x, y, radius = CIRCLES[sign]
        pen.ring(across(x), y, radius, weight)
    for stroke in STROKES[sign]:
        pairs = zip(stroke[::2], stroke[1::2], strict=True)
        pen.stroke([(across(x), y) for x, y in pairs], weight)
    if sign in DOTS:
        x, y = DOTS[sign]
        pen.disc(across(x), y, weight * 0.7, weight * 0.7)
    return pen.texture()


@lru_cache(maxsize=64)
def _face_texture(level: int, side: int) -> Texture:
    pen = _Pen(side)
    pen.disc(0.5, 0.5, 0.5, 0.5)
    for aside in (-0.16, 0.16):
        pen.disc(0.5 + aside, 0.6, *_EYE, shade=0)
    bow = _BOWS[level]
    mouth_y = 0.38 if bow >= 0 else 0.3
    shares = [index / 12 - 1 for index in range(25)]
    curve = [(0.5 + _MOUTH_HALF * s, mouth_y - bow * (1 - s * s)) for s in shares]
    pen.stroke(curve, 0.055, shade=0)
    return pen.texture()
