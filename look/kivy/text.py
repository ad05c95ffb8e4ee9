# SPDX-License-Identifier: Apache-2.0
"""Text that is never cut off: it wraps or shrinks, and says so when neither is enough."""

import re
from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import Any

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.properties import (
    BooleanProperty,
    NumericProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget
from PIL import Image, ImageDraw, ImageFont

from look import fonts, tokens
from look.kivy.theme import FONT, theme
from look.lines import balanced, break_lines

# Arabic, Thai and Tibetan signs, which the main font lacks and Kivy's own provider cannot join.
_COMPANION = re.compile("[\u0600-\u06ff\u0750-\u077f\u0e00-\u0fff\ufb50-\ufefc]")
# The Chinese face draws these as wide as a character; other languages use the narrow ones.
_NARROW = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
# Noto Sans CJK's own line is 1.448 em; this brings lines to the token's distance.
_LINE_HEIGHT = tokens.LINE_HEIGHT / 1.448
_SHRINK = 0.94
_HALF = 0.5
_SHARES = {"left": 0.0, "center": _HALF, "right": 1.0}
_WHITE = 255
_OVERHANG = 0.25
"""In ems, above and below: Arabic tails reach lower than a Latin letter's."""
_Ink = tuple[str, float, bool, str]
"""What is drawn: lines, font size in pixels, whether bold, at which side."""
# Widths are measured at one size and scaled, by Pillow: each size that Kivy opens it keeps, at
# 2 MB. Glyphs are rounded to whole pixels where they are drawn, hence the grace.
_MEASURE_PX = 100
_GRACE = 1.012


class FitLabel(Widget):
    """One text. `hug` makes the widget as large as its text; else the text shrinks into the box.

    hug: "none" (shrink into the box), "height" (wrap at the width, grow in height) or "both" (one
    line, the widget takes its size). step and colour are token names; halign start and end follow
    the direction of the language. lines_max 0 = as many as fit. overflow tells that the text does
    not fit even at its least size. It would fit at fit_px, but takes cap_px at most (0: any size).
    """

    name = StringProperty("")
    text = StringProperty("")
    step = StringProperty("body")
    size_px = NumericProperty(0)
    least_dp = NumericProperty(tokens.TEXT_MIN_DP)
    colour = StringProperty("ink")
    bold = BooleanProperty(defaultvalue=False)
    halign = OptionProperty("start", options=("start", "center", "end"))
    valign = OptionProperty("middle", options=("top", "middle", "bottom"))
    hug = OptionProperty("none", options=("none", "height", "both"))
    lines_max = NumericProperty(0)
    balance = BooleanProperty(defaultvalue=False)
    overflow = BooleanProperty(defaultvalue=False)
    fit_px = NumericProperty(0)
    cap_px = NumericProperty(0)
    font_px = NumericProperty(0)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if self.hug != "none":
            self.size_hint_y = None
        if self.hug == "both":
            self.size_hint_x = None
        with self.canvas:
            self._color = Color(*theme.colour(self.colour))
            self._ink = Rectangle(size=(0, 0))
        self._wanted: _Ink = ("", 0.0, False, "left")
        self._drawn: _Ink | None = None
        self._overhang = 0
        self._later = Clock.create_trigger(self._fit, -1)
        self._draw_at_last = Clock.create_trigger(self._draw, -1)
        # The layout's own passes of this frame come first: two of them are enough.
        self._draw_later = Clock.create_trigger(lambda *_: self._draw_at_last(), -1)
        self.fbind("pos", self._place)
        self.fbind("size", self._later)
        for name in (
            *("text", "step", "size_px", "cap_px", "bold"),
            *("hug", "lines_max", "halign", "valign"),
        ):
            self.fbind(name, self._later)
        self.fbind("colour", self._tint)
        self._fit()

    def _tint(self, *_: object) -> None:
        self._color.rgba = theme.colour(self.colour)

    def _fit(self, *_: object) -> None:
        """Find the largest size that fits, lay the lines, take their size, draw them later."""
        size_px = self.size_px or theme.size(self.step)
        least_px = min(size_px, dp(self.least_dp))
        lines, fits = self._lay(size_px)
        while not fits and size_px > least_px:
            size_px = max(least_px, int(size_px * _SHRINK))
            lines, fits = self._lay(size_px)
        self.overflow = not fits
        self.fit_px = size_px
        if 0 < self.cap_px < size_px:
            size_px = self.cap_px
            lines = self._lay(size_px)[0]
        self.font_px = size_px
        if self.hug == "both":
            self.width = max(text_width(line, size_px, bold=self.bold) for line in lines)
        if self.hug != "none":
            self.height = text_height(len(lines), size_px)
        self._wanted = ("\n".join(lines), size_px, self.bold, _side(self.halign))
        self._draw_later()

    def _lay(self, size_px: float) -> tuple[list[str], bool]:
        """Lines at that font size, and whether they fit the box."""

        def measure(text: str) -> float:
            return text_width(text, size_px, bold=self.bold)

        text = self.text if theme.modes.language == "zh" else self.text.translate(_NARROW)
        if self.hug == "both":
            return text.split("\n"), True
        lines = (balanced if self.balance else break_lines)(text, self.width, measure)
        fits = all(measure(line) <= self.width for line in lines)
        if self.lines_max:
            fits = fits and len(lines) <= self.lines_max
        if self.hug == "none":
            fits = fits and text_height(len(lines), size_px) <= self.height + 1
        return lines, fits

    def _draw(self, *_: object) -> None:
        """Draw the lines, once the layout around them has come to rest."""
        if self._wanted != self._drawn:
            text, size_px, bold, side = self._drawn = self._wanted
            draw = _shaped if _COMPANION.search(text) else _plain
            # Nothing is not drawn either: a size that nobody reads would be kept all the same.
            texture = draw(text, size_px, side, bold=bold) if text else None
            self._ink.texture = texture
            self._ink.size = texture.size if texture is not None else (0, 0)
            self._overhang = overhang_px(round(size_px)) if draw is _shaped else 0
        self._place()

    def _place(self, *_: object) -> None:
        (width, height), over = self._ink.size, self._overhang
        side = _side(self.halign)
        share = _SHARES[side]
        rise = {"bottom": 0.0, "middle": _HALF, "top": 1.0}[self.valign]
        # Whole pixels: a texture between two pixels is blurred.
        self._ink.pos = (
            round(self.x + (self.width - width) * share),
            round(self.y + (self.height - height + 2 * over) * rise - over),
        )


def equally_large(labels: Sequence[FitLabel]) -> None:
    """Keep texts that stand for equal things equally large: as the one with the least room."""

    def cap(*_: object) -> None:
        least = min((label.fit_px for label in labels), default=0)
        for label in labels:
            label.cap_px = least

    for label in labels:
        label.fbind("fit_px", cap)
    cap()


def _plain(text: str, size_px: float, side: str, *, bold: bool) -> Texture:
    """Draw lines with Kivy's own provider, which is fast and knows one font and no joining."""
    label = CoreLabel(
        text=text,
        font_name=FONT,
        font_size=size_px,
        bold=bold,
        halign=side,
        line_height=_LINE_HEIGHT,
        font_hinting="light",
    )
    label.refresh()
    texture: Texture = label.texture
    return texture


def overhang_px(size: int) -> int:
    """Return how far signs with deep tails or high marks may leave their line."""
    return ceil(size * _OVERHANG)


def _shaped(text: str, size_px: float, side: str, *, bold: bool) -> Texture:
    """Draw lines of any script: letters join, stack and turn, in the order of the eye."""
    from look import shaping  # noqa: PLC0415  # only where somebody reads such a script

    size, turned = round(size_px), theme.right_to_left
    lines = text.split("\n")
    widths = [ceil(shaping.width(line, size, bold=bold, right_to_left=turned)) for line in lines]
    step = text_height(1, size)
    overhang = overhang_px(size)
    height = ceil(step * len(lines)) + 2 * overhang
    picture = Image.new("L", (max(1, *widths) if widths else 1, height), 0)
    pencil = ImageDraw.Draw(picture)
    for place, (line, width) in enumerate(zip(lines, widths, strict=True)):
        left = (picture.width - width) * _SHARES[side]
        at = (left, overhang + (place + _HALF) * step)
        shaping.write(pencil, line, at, size, bold=bold, right_to_left=turned, ink=_WHITE)
    texture = Texture.create(size=picture.size, colorfmt="rgba")
    white = Image.new("L", picture.size, _WHITE)
    pixels = Image.merge("RGBA", (white, white, white, picture)).tobytes()
    texture.blit_buffer(pixels, colorfmt="rgba", bufferfmt="ubyte")
    texture.flip_vertical()
    return texture


@lru_cache(maxsize=8192)
def _measured(text: str, *, bold: bool) -> float:
    if _COMPANION.search(text):
        from look import shaping  # noqa: PLC0415  # only where somebody reads such a script

        return shaping.width(text, _MEASURE_PX, bold=bold, right_to_left=False)
    return _ruler(bold=bold).getlength(text)


@lru_cache(maxsize=2)
def _ruler(*, bold: bool) -> ImageFont.FreeTypeFont:
    found = fonts.find()
    return ImageFont.truetype(found.bold if bold else found.regular, _MEASURE_PX)


def text_width(text: str, size_px: float, *, bold: bool = False) -> float:
    """Width in pixels of one line, rather a hair too much than too little."""
    return _measured(text, bold=bold) * size_px / _MEASURE_PX * _GRACE if text else 0.0


def text_height(lines: int, size_px: float) -> float:
    """Height in pixels of that many lines: the token's distance apart, the first one whole."""
    return size_px * tokens.LINE_HEIGHT * lines


def _side(halign: str) -> str:
    if halign == "center":
        return "center"
    return "right" if (halign == "end") != theme.right_to_left else "left"
