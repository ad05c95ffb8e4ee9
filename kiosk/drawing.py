# SPDX-License-Identifier: Apache-2.0
"""Draws lines of print in any script: shaped by HarfBuzz, right to left where it is written so."""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import groupby
from math import ceil
from pathlib import Path

import segno
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont

from kiosk.core.lines import Box, Code, Line, Pair, Paper, Rule, Say, Size, Space
from look import fonts
from look.lines import break_lines

DOTS = {58: 384, 80: 576}
"""Printable dots of a paper's width in mm, at 203 dots per inch."""
_SIZES = {
    58: {Size.SMALL: 20, Size.NORMAL: 25, Size.LARGE: 34, Size.NUMBER: 130},
    80: {Size.SMALL: 24, Size.NORMAL: 30, Size.LARGE: 40, Size.NUMBER: 176},
}
_LINE_HEIGHT = 1.3
_ROOMY_LINE_HEIGHT = 1.75
_ROOMY = frozenset(("bo",))
"""Languages whose signs are stacked."""
_TIGHT = 0.98
"""Line height of the number, which stands alone."""
_INK = 160
"""Grey below this is a burnt dot."""
_CAPITAL = 0.733
"""Height of a capital as a share of the font's size."""
_SHRINK = 0.94
_CODE_SHARE = 0.42
"""Width of a QR code as a share of the paper's."""
_QUIET = 4
_NOTO = Path("/usr/share/fonts/truetype/noto")
_COMPANIONS = {
    "ARABIC": ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    "TIBETAN": ("NotoSerifTibetan-Regular.ttf", "NotoSerifTibetan-Bold.ttf"),
    "THAI": ("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
}
COMPANIONS_APT = "sudo apt-get install --no-install-recommends fonts-noto-core"
_RIGHT_TO_LEFT = "ARABIC"
# Where Tibetan, which has no spaces between words, may break.
_TSHEG = "\u0f0b"


class ScriptMissingError(Exception):
    """No font on this machine for a script; the text says how to install it."""


class Run(Struct, frozen=True):
    """A stretch of text in one script."""

    text: str
    script: str


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


def strips(paper: Paper, width_mm: int) -> list[Strip]:
    """Draw every line of a paper; ScriptMissingError when a script has no font here."""
    pen = _Pen(width_mm, paper)
    return [Strip(pen.draw(line)) for line in paper.lines]


def whole(paper: Paper, width_mm: int) -> Image.Image:
    """Return the paper as one picture, as it will be printed."""
    drawn = [strip.picture for strip in strips(paper, width_mm)]
    picture = Image.new("1", (DOTS[width_mm], sum(part.height for part in drawn)), 1)
    top = 0
    for part in drawn:
        picture.paste(part, (0, top))
        top += part.height
    return picture


def code_picture(text: str, width: int) -> Image.Image:
    """Return a QR code with its quiet zone, no wider than `width` dots, whole dots a module."""
    code = segno.make(text, error="m", micro=False, boost_error=False)
    modules = int(code.symbol_size(border=_QUIET)[0])
    scale = max(1, width // modules)
    picture = Image.new("1", (modules, modules), 1)
    for y, row in enumerate(code.matrix_iter(border=_QUIET)):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x, y), 0)
    return picture.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)


class _Pen:
    """Draws lines on paper of one width in one direction."""

    def __init__(self, width_mm: int, paper: Paper) -> None:
        self._width = DOTS[width_mm]
        self._sizes = _SIZES[width_mm]
        self._rtl = paper.right_to_left
        self._roomy = paper.language in _ROOMY

    def draw(self, line: Line) -> Image.Image:
        """Return a line's picture."""
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
        at, middle = place
        # All scripts of a line stand on one base line.
        base = middle + style.size * _CAPITAL / 2
        for run in ordered(text, right_to_left=self._rtl):
            font = _font(run.script, style)
            direction = "rtl" if run.script == _RIGHT_TO_LEFT else "ltr"
            pencil.text((round(at), round(base)), run.text, 0, font, "ls", direction=direction)
            at += font.getlength(run.text, direction=direction)

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
        picture = Image.new("1", (self._width, height), 1)
        pencil = ImageDraw.Draw(picture)
        for left in range(0, self._width, 10):
            pencil.rectangle((left, height // 2 - 1, left + 5, height // 2), fill=0)
        return picture

    def _code(self, text: str) -> Image.Image:
        code = code_picture(text, round(self._width * _CODE_SHARE))
        picture = Image.new("1", (self._width, code.height), 1)
        picture.paste(code, ((self._width - code.width) // 2, 0))
        return picture


def _inked(picture: Image.Image) -> Image.Image:
    return picture.point(lambda grey: 255 if grey > _INK else 0).convert("1")


def _stacked(above: Image.Image, below: Image.Image) -> Image.Image:
    picture = Image.new("1", (above.width, above.height + below.height), 1)
    picture.paste(above, (0, 0))
    picture.paste(below, (0, above.height))
    return picture


def ordered(text: str, *, right_to_left: bool) -> list[Run]:
    """Return the runs of one line from left to right.

    Each run is turned by the shaper; here only the runs of a right-to-left line change places,
    stretches of other scripts between keeping their order (UAX 9 without embedding).
    """
    runs = [
        Run("".join(sign for sign, _ in group), script)
        for script, group in groupby(_scripts(text), key=lambda pair: pair[1])
    ]
    if not right_to_left:
        return runs
    turned: list[Run] = []
    for is_turned, group in groupby(runs, key=lambda run: run.script == _RIGHT_TO_LEFT):
        stretch = list(group)
        turned = [*(stretch[::-1] if is_turned else _spaced_before(stretch)), *turned]
    return turned


def _spaced_before(stretch: list[Run]) -> list[Run]:
    """Move the space after a left-to-right stretch to its left, where the line goes on."""
    last = stretch[-1]
    bare = last.text.rstrip()
    space = last.text[len(bare) :]
    moved = [*stretch[:-1], Run(bare, last.script)]
    return [Run(space + moved[0].text, moved[0].script), *moved[1:]]


def _scripts(text: str) -> list[tuple[str, str]]:
    """Return each character with its script; marks and spaces belong to what is before them."""
    found: list[tuple[str, str]] = []
    script = ""
    for sign in text:
        own = _script(sign)
        script = script if own is None else own
        found.append((sign, script))
    return found


@lru_cache(maxsize=4096)
def _script(sign: str) -> str | None:
    """Return the companion script a character needs, "" for the main font, None for neutral."""
    if sign.isspace() or unicodedata.category(sign) == "Mn":
        return None
    first = unicodedata.name(sign, "").split(" ")[0]
    return first if first in _COMPANIONS else ""


@lru_cache(maxsize=64)
def _font(script: str, style: Style) -> ImageFont.FreeTypeFont:
    if script == "":
        found = fonts.find()
        path = found.bold if style.strong else found.regular
    else:
        path = _NOTO / _COMPANIONS[script][style.strong]
        if not path.is_file():
            raise ScriptMissingError(
                f"no font for {script.title()} ({path}); run: {COMPANIONS_APT}"
            )
    return ImageFont.truetype(path, style.size, layout_engine=ImageFont.Layout.RAQM)


def _width(text: str, style: Style) -> float:
    return sum(
        _font(run.script, style).getlength(
            run.text, direction="rtl" if run.script == _RIGHT_TO_LEFT else "ltr"
        )
        for run in ordered(text, right_to_left=False)
    )


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
        while end > 1 and (measure(rest[:end]) > width or _script(rest[end]) is None):
            end -= 1
        after_tsheg = rest.rfind(_TSHEG, 0, end) + 1
        end = after_tsheg or end
        parts.append(rest[:end])
        rest = rest[end:]
    return [*parts, rest]
