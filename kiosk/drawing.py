# SPDX-License-Identifier: Apache-2.0
"""Draws lines of print in any script: shaped by HarfBuzz, right to left where it is written so."""

from collections.abc import Callable
from math import ceil

import segno
from msgspec import Struct
from PIL import Image, ImageDraw

from kiosk.core.lines import Box, Code, Line, Pair, Paper, Rule, Say, Size, Space
from look import shaping
from look.lines import break_lines

DOTS = {58: 384, 80: 576}
"""Printable dots of a paper's width in mm, at 203 dots per inch."""
_SIZES = {
    58: {Size.SMALL: 20, Size.NORMAL: 25, Size.LARGE: 34, Size.NUMBER: 130},
    80: {Size.SMALL: 24, Size.NORMAL: 30, Size.LARGE: 40, Size.NUMBER: 176},
}
_LINE_HEIGHT = 1.3
_ROOMY_LINE_HEIGHT = 1.75
_ROOMY = frozenset(("bo", "ug", "ar"))
"""Languages whose signs are stacked, or have deep tails."""
_TIGHT = 0.98
"""Line height of the number, which stands alone."""
_INK = 160
"""Grey below this is a burnt dot."""
_SHRINK = 0.94
_CODE_SHARE = 0.42
"""Width of a QR code as a share of the paper's."""
_QUIET = 4
_WHITE = 255
"""Of pictures of dots too: 1 would be a white that is not seen as such where ink is looked for."""
# Where Tibetan, which has no spaces between words, may break.
_TSHEG = "\u0f0b"


class Style(Struct, frozen=True):
    """How text is drawn: dots high, thick or thin."""

    size: int
    strong: bool = False

    roomy: bool = False
    """Whether the script stacks its signs and needs higher lines."""

    @property
    def line(self) -> int:
        """Distance of lines in dots."""
        return ceil(self.size * (_ROOMY_LINE_HEIGHT if self.roomy else _LINE_HEIGHT))


class Strip(Struct):
    """One drawn line: its picture, as wide as the paper."""

    picture: Image.Image
    row_height: int
    """Rows of text lie so far apart: between them there may be white."""
    doubled: bool = False
    """Each dot stands for two by two: what is large is drawn coarsely, in a quarter of the bytes."""

    @property
    def height(self) -> int:
        """Dots it takes of the paper."""
        return self.picture.height * (2 if self.doubled else 1)


def strips(paper: Paper, width_mm: int) -> list[Strip]:
    """Draw every line of a paper; ScriptMissingError when a script has no font here."""
    fine, coarse = _Pen(width_mm, paper), _Pen(width_mm, paper, coarseness=2)
    return [
        coarse.strip(line, doubled=True) if _is_large(line) else fine.strip(line)
        for line in paper.lines
    ]


def _is_large(line: Line) -> bool:
    return isinstance(line, Code) or (isinstance(line, Say) and line.size is Size.NUMBER)


def whole(paper: Paper, width_mm: int) -> Image.Image:
    """Return the paper as one picture, as it will be printed."""
    drawn = strips(paper, width_mm)
    picture = Image.new("1", (DOTS[width_mm], sum(part.height for part in drawn)), _WHITE)
    top = 0
    for part in drawn:
        picture.paste(part.picture.resize((picture.width, part.height)), (0, top))
        top += part.height
    return picture


def code_picture(text: str, width: int) -> Image.Image:
    """Return a QR code with its quiet zone, about `width` dots wide, whole dots a module."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    modules = int(code.symbol_size(border=_QUIET)[0])
    scale = max(1, round(width / modules))
    picture = Image.new("1", (modules, modules), _WHITE)
    for y, row in enumerate(code.matrix_iter(border=_QUIET)):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x, y), 0)
    return picture.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)


class _Pen:
    """Draws lines on paper of one width in one direction."""

    def __init__(self, width_mm: int, paper: Paper, coarseness: int = 1) -> None:
        """`coarseness`: so many dots of the paper are one of the picture, each way."""
        self._width = DOTS[width_mm] // coarseness
        self._sizes = {size: dots // coarseness for size, dots in _SIZES[width_mm].items()}
        self._rtl = paper.right_to_left
        self._roomy = paper.language in _ROOMY

    def strip(self, line: Line, *, doubled: bool = False) -> Strip:
        """Return a line, drawn."""
        picture = self._draw(line)
        if isinstance(line, Box | Pair):
            row_height = self._style(Size.NORMAL).line
        elif isinstance(line, Say) and line.size is not Size.NUMBER:
            row_height = self._style(line.size).line
        else:
            row_height = picture.height
        return Strip(picture, row_height, doubled)

    def _draw(self, line: Line) -> Image.Image:
        match line:
            case Say():
                return self._say(line)
            case Pair():
                return self._pair(line)
            case Box():
                return self._box(line)
            case Rule():
                return self._rule()
            case Code():
                return self._code(line.text)
            case Space():
                return self._blank(self._sizes[Size.SMALL] // 2)

    def _style(self, size: Size, *, strong: bool = False) -> Style:
        return Style(self._sizes[size], strong, self._roomy)

    def _blank(self, height: int) -> Image.Image:
        return Image.new("L", (self._width, height), 255).convert("1")

    def _say(self, line: Say) -> Image.Image:
        style = self._style(line.size, strong=line.strong)
        if line.size is Size.NUMBER:
            while style.size > self._sizes[Size.LARGE] and _width(line.text, style) > self._width:
                style = Style(int(style.size * _SHRINK), line.strong, self._roomy)
        texts = _broken(line.text, self._width, style)
        share = 0.5 if line.centred else (1.0 if self._rtl else 0.0)
        step = ceil(style.size * _TIGHT) if line.size is Size.NUMBER else style.line
        return self._column([(text, share) for text in texts], style, step)

    def _column(self, rows: list[tuple[str, float]], style: Style, step: int) -> Image.Image:
        picture = Image.new("L", (self._width, step * len(rows)), 255)
        pencil = ImageDraw.Draw(picture)
        for place, (text, share) in enumerate(rows):
            spare = self._width - _width(text, style)
            self._write(pencil, text, (spare * share, place * step + step / 2), style)
        return _inked(picture)

    def _write(
        self,
        pencil: ImageDraw.ImageDraw,
        text: str,
        place: tuple[float, float],
        style: Style,
    ) -> None:
        """Write one line from that left end; capitals stand around that height."""
        size, bold = style.size, style.strong
        shaping.write(pencil, text, place, size, bold=bold, right_to_left=self._rtl)

    def _pair(self, line: Pair) -> Image.Image:
        style, strong = self._style(Size.NORMAL), self._style(Size.NORMAL, strong=True)
        if self._on_one_line(line, style, strong):
            picture = Image.new("L", (self._width, style.line), 255)
            pencil = ImageDraw.Draw(picture)
            name_at, value_at = 0.0, self._width - _width(line.value, strong)
            if self._rtl:
                name_at, value_at = self._width - _width(line.name, style), 0.0
            self._write(pencil, line.name, (name_at, style.line / 2), style)
            self._write(pencil, line.value, (value_at, style.line / 2), strong)
            return _inked(picture)
        far = 0.0 if self._rtl else 1.0
        above = self._column([(line.name, 1.0 - far)], style, style.line)
        texts = _broken(line.value, self._width, strong)
        return _stacked(above, self._column([(text, far) for text in texts], strong, style.line))

    def _on_one_line(self, line: Pair, style: Style, strong: Style) -> bool:
        if "\n" in line.value:
            return False
        return _width(line.name, style) + style.size + _width(line.value, strong) <= self._width

    def _box(self, line: Box) -> Image.Image:
        style = self._style(Size.NORMAL)
        inset = ceil(style.size * 1.5)
        texts = _broken(line.text, self._width - inset, style)
        picture = Image.new("L", (self._width, style.line * len(texts) + style.size // 4), 255)
        pencil = ImageDraw.Draw(picture)
        for place, text in enumerate(texts):
            at = self._width - inset - _width(text, style) if self._rtl else inset
            self._write(pencil, text, (at, (place + 0.5) * style.line), style)
        side = round(style.size * 0.8)
        left = self._width - side - 1 if self._rtl else 0
        top = (style.line - side) // 2
        pencil.rectangle((left, top, left + side, top + side), outline=0, width=2)
        if line.ticked:
            low = (left + side * 0.4, top + side * 0.75)
            pencil.line((left + side * 0.15, top + side * 0.5, *low), fill=0, width=3)
            pencil.line((*low, left + side * 0.85, top + side * 0.2), fill=0, width=3)
        return _inked(picture)

    def _rule(self) -> Image.Image:
        height = self._sizes[Size.NORMAL]
        picture = Image.new("1", (self._width, height), _WHITE)
        pencil = ImageDraw.Draw(picture)
        for left in range(0, self._width, 10):
            pencil.rectangle((left, height // 2 - 1, left + 5, height // 2), fill=0)
        return picture

    def _code(self, text: str) -> Image.Image:
        code = code_picture(text, round(self._width * _CODE_SHARE))
        picture = Image.new("1", (self._width, code.height), _WHITE)
        picture.paste(code, ((self._width - code.width) // 2, 0))
        return picture


def _inked(picture: Image.Image) -> Image.Image:
    return picture.point(lambda grey: 255 if grey > _INK else 0).convert("1")


def _stacked(above: Image.Image, below: Image.Image) -> Image.Image:
    picture = Image.new("1", (above.width, above.height + below.height), _WHITE)
    picture.paste(above, (0, 0))
    picture.paste(below, (0, above.height))
    return picture


def _width(text: str, style: Style) -> float:
    return shaping.width(text, style.size, bold=style.strong, right_to_left=False)


def _broken(text: str, width: float, style: Style) -> list[str]:
    """Break a text into lines that fit; a word wider than the paper is cut between clusters."""

    def measure(part: str) -> float:
        return _width(part, style)

    lines = break_lines(text, width, measure)
    return [part for line in lines for part in _cut(line, width, measure)]


def _cut(line: str, width: float, measure: Callable[[str], float]) -> list[str]:
    parts: list[str] = []
    rest = line
    while measure(rest) > width and len(rest) > 1:
        end = len(rest) - 1
        while end > 1 and (measure(rest[:end]) > width or shaping.script_of(rest[end]) is None):
            end -= 1
        after_tsheg = rest.rfind(_TSHEG, 0, end) + 1
        end = after_tsheg or end
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]
