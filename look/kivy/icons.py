# SPDX-License-Identifier: Apache-2.0
"""Signs drawn with lines, so that no font has to have them."""

from kivy.graphics import Color, Ellipse, Line
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from look.kivy.theme import theme

# Strokes in a square from 0 to 1, y upwards; a stroke is x, y, x, y ...
STROKES: dict[str, tuple[tuple[float, ...], ...]] = {
    "back": ((0.62, 0.85, 0.27, 0.5, 0.62, 0.15),),
    "forward": ((0.38, 0.85, 0.73, 0.5, 0.38, 0.15),),
    "up": ((0.15, 0.36, 0.5, 0.7, 0.85, 0.36),),
    "down": ((0.15, 0.64, 0.5, 0.3, 0.85, 0.64),),
    "arrow": ((0.04, 0.5, 0.95, 0.5), (0.66, 0.78, 0.95, 0.5, 0.66, 0.22)),
    "check": ((0.16, 0.5, 0.42, 0.24, 0.86, 0.78),),
    "cross": ((0.2, 0.2, 0.8, 0.8), (0.2, 0.8, 0.8, 0.2)),
    "plus": ((0.5, 0.12, 0.5, 0.88), (0.12, 0.5, 0.88, 0.5)),
    "home": ((0.08, 0.5, 0.5, 0.9, 0.92, 0.5), (0.2, 0.6, 0.2, 0.1, 0.8, 0.1, 0.8, 0.6)),
    "erase": (
        (0.98, 0.84, 0.34, 0.84, 0.02, 0.5, 0.34, 0.16, 0.98, 0.16, 0.98, 0.84),
        (0.52, 0.66, 0.82, 0.34),
        (0.52, 0.34, 0.82, 0.66),
    ),
    "search": ((0.64, 0.36, 0.94, 0.06),),
    "print": (
        (0.28, 0.62, 0.28, 0.94, 0.72, 0.94, 0.72, 0.62),
        (0.28, 0.24, 0.06, 0.24, 0.06, 0.62, 0.94, 0.62, 0.94, 0.24, 0.72, 0.24),
        (0.28, 0.4, 0.28, 0.06, 0.72, 0.06, 0.72, 0.4, 0.28, 0.4),
    ),
    "warn": ((0.5, 0.94, 0.04, 0.1, 0.96, 0.1, 0.5, 0.94), (0.5, 0.64, 0.5, 0.38)),
    "info": ((0.5, 0.54, 0.5, 0.24),),
    "offline": (
        (0.08, 0.58, 0.26, 0.72, 0.5, 0.78, 0.74, 0.72, 0.92, 0.58),
        (0.26, 0.4, 0.5, 0.5, 0.74, 0.4),
        (0.12, 0.94, 0.88, 0.1),
    ),
    "pin": (
        (
            0.5,
            0.04,
            0.22,
            0.48,
            0.16,
            0.66,
            0.24,
            0.86,
            0.5,
            0.96,
            0.76,
            0.86,
            0.84,
            0.66,
            0.78,
            0.48,
            0.5,
            0.04,
        ),
    ),
    "clock": ((0.5, 0.78, 0.5, 0.5, 0.7, 0.4),),
    "person": ((0.08, 0.06, 0.14, 0.28, 0.32, 0.42, 0.68, 0.42, 0.86, 0.28, 0.92, 0.06),),
}
CIRCLES: dict[str, tuple[float, float, float]] = {
    "search": (0.42, 0.58, 0.32),
    "info": (0.5, 0.5, 0.46),
    "clock": (0.5, 0.5, 0.46),
    "pin": (0.5, 0.66, 0.12),
    "person": (0.5, 0.72, 0.2),
}
DOTS: dict[str, tuple[float, float]] = {
    "warn": (0.5, 0.24),
    "info": (0.5, 0.74),
    "offline": (0.5, 0.22),
}
MIRRORED = frozenset({"back", "forward", "arrow", "erase"})


class Icon(Widget):
    """One sign in a square; directions turn round in a right-to-left language."""

    sign = StringProperty("check")
    colour = StringProperty("ink")

    def __init__(self, weight: float = 0.085, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._weight = weight
        for name in ("pos", "size", "sign", "colour"):
            self.fbind(name, self._paint)
        self._paint()

    def _paint(self, *_: object) -> None:
        self.canvas.clear()
        side = min(self.size)
        left, bottom = self.center_x - side / 2, self.center_y - side / 2
        mirrored = theme.right_to_left and self.sign in MIRRORED
        thick = max(1.0, side * self._weight / 2)

        def across(x: float) -> float:
            return left + side * (1 - x if mirrored else x)

        with self.canvas:
            Color(*theme.colour(self.colour))
            for stroke in STROKES.get(self.sign, ()):
                points: list[float] = []
                for x, y in zip(stroke[::2], stroke[1::2], strict=True):
                    points += (across(x), bottom + side * y)
                Line(points=points, width=thick, cap="round", joint="round")
            if self.sign in CIRCLES:
                x, y, radius = CIRCLES[self.sign]
                Line(circle=(across(x), bottom + side * y, side * radius), width=thick)
            if self.sign in DOTS:
                x, y = DOTS[self.sign]
                dot = thick * 1.3
                Ellipse(pos=(across(x) - dot, bottom + side * y - dot), size=(2 * dot, 2 * dot))


class Face(Widget):
    """The face of a rating level: 5 beams, 3 is even, 1 is unhappy; white on the level's colour."""

    def __init__(self, level: int, colour: str, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._level = level
        self._colour = colour
        self.bind(pos=self._paint, size=self._paint)
        self._paint()

    def _paint(self, *_: object) -> None:
        self.canvas.clear()
        side = min(self.size)
        x, y = self.center
        thick = max(1.5, side * 0.028)
        # How far the mouth's middle lies below its ends, as a share of the face.
        bow = {5: 0.15, 4: 0.09, 3: 0.0, 2: -0.08, 1: -0.14}[self._level]
        mouth = y - side * (0.12 if bow >= 0 else 0.2)
        with self.canvas:
            Color(*theme.colour(self._colour))
            Ellipse(pos=(x - side / 2, y - side / 2), size=(side, side), segments=96)
            Color(*theme.colour("surface"))
            eye = side * 0.055
            for aside in (-0.16, 0.16):
                Ellipse(
                    pos=(x + side * aside - eye, y + side * 0.12 - eye * 1.3),
                    size=(2 * eye, 2.6 * eye),
                )
            half = side * 0.22
            points: list[float] = []
            for index in range(17):
                share = index / 8 - 1
                points += (x + half * share, mouth - side * bow * (1 - share * share))
            Line(points=points, width=thick, cap="round", joint="round")
