# SPDX-License-Identifier: Apache-2.0
"""Lines of print onto a sheet of python-escpos, in its own fonts or drawn."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from PIL import Image, ImageChops

from kiosk.core.lines import Box, Code, Line, Pair, Paper, Rule, Say, Size, Space
from kiosk.drawing import strips
from look.lines import break_lines

COLUMNS = {58: 32, 80: 48}
"""Half-width characters a line holds in the printer's own font."""
TEXT_CODE_MODULE_DOTS = 6
_CHINESE = b"\x1c&"
"""FS &: two-byte characters from here on."""
_FEED_DOTS = b"\x1bJ"
_SCALE = {Size.SMALL: 1, Size.NORMAL: 1, Size.LARGE: 2, Size.NUMBER: 4}


def is_printable_as_text(paper: Paper) -> bool:
    """Whether a printer with GB18030 fonts has every sign (its fonts hold the two-byte ones)."""
    texts = [
        text
        for line in paper.lines
        for text in (
            getattr(line, "text", ""),
            getattr(line, "name", ""),
            getattr(line, "value", ""),
        )
    ]
    try:
        "".join(texts).replace("\u2013", "-").encode("gbk")
    except UnicodeEncodeError:
        return False
    return not paper.right_to_left


def feed(sheet: Any, dots: int) -> None:
    """Move the paper on."""
    while dots > 0:
        step = min(dots, 255)
        sheet._raw(_FEED_DOTS + bytes((step,)))  # noqa: SLF001
        dots -= step


def print_drawn(sheet: Any, paper: Paper, width_mm: int) -> None:
    """Send only what has ink: white rows are fed, white margins at the end left out."""
    white_rows = 0
    for strip in strips(paper, width_mm):
        scale = 2 if strip.doubled else 1
        for row in _rows(strip.picture, strip.row_height):
            ink = ImageChops.invert(row).getbbox()
            if ink is None:
                white_rows += row.height * scale
                continue
            _left, top, right, bottom = ink
            feed(sheet, white_rows + top * scale)
            sheet.image(
                row.crop((0, top, -(-right // 8) * 8, bottom)),
                high_density_vertical=not strip.doubled,
                high_density_horizontal=not strip.doubled,
            )
            white_rows = (row.height - bottom) * scale
    feed(sheet, white_rows)


def _rows(picture: Image.Image, height: int) -> Iterator[Image.Image]:
    for top in range(0, picture.height, height):
        yield picture.crop((0, top, picture.width, min(top + height, picture.height)))


def type_out(sheet: Any, paper: Paper, width_mm: int) -> None:
    """Send a paper as text."""
    _Typist(sheet, COLUMNS[width_mm]).type(paper)


class _Typist:
    """Sends text in the printer's own fonts."""

    def __init__(self, sheet: Any, columns: int) -> None:
        self._sheet = sheet
        self._columns = columns

    def type(self, paper: Paper) -> None:
        """Send every line."""
        self._sheet._raw(_CHINESE)  # noqa: SLF001
        for line in paper.lines:
            self._line(line)

    def _line(self, line: Line) -> None:
        match line:
            case Say():
                self._say(line)
            case Pair():
                self._pair(line)
            case Box():
                mark = "[x] " if line.ticked else "[ ] "
                rows = self._broken(line.text, self._columns - len(mark))
                for place, row in enumerate(rows):
                    self._row((mark if place == 0 else " " * len(mark)) + row)
            case Rule():
                self._row("-" * self._columns)
            case Code():
                self._style(Say("", centred=True))
                self._sheet.qr(line.text, ec=1, size=TEXT_CODE_MODULE_DOTS, native=True)
                self._style(Say(""))
            case Space():
                self._row("")

    def _say(self, line: Say) -> None:
        scale = _SCALE[line.size]
        while scale > 1 and columns_of(line.text) * scale > self._columns:
            scale -= 1
        # What is too wide at twice the size stays twice as high.
        self._style(line, scale, height=2 if line.size is Size.LARGE else scale)
        for row in self._broken(line.text, self._columns // scale):
            self._row(row)
        self._style(Say(""))

    def _pair(self, line: Pair) -> None:
        spare = self._columns - columns_of(line.name) - columns_of(line.value)
        if spare > 0 and "\n" not in line.value:
            self._row(line.name + " " * spare + line.value)
            return
        self._row(line.name)
        for row in self._broken(line.value, self._columns):
            self._row(" " * (self._columns - columns_of(row)) + row)

    def _style(self, line: Say, scale: int = 1, height: int = 1) -> None:
        self._sheet.set(
            align="center" if line.centred else "left",
            bold=line.strong,
            width=scale,
            height=height,
            custom_size=True,
        )

    def _row(self, text: str) -> None:
        # A dash between figures is two bytes wide in GB fonts; the hyphen is one.
        self._sheet._raw(text.replace("\u2013", "-").encode("gb18030") + b"\n")  # noqa: SLF001

    @staticmethod
    def _broken(text: str, columns: int) -> list[str]:
        rows: list[str] = []
        for row in break_lines(text, columns, columns_of):
            rest = row
            while columns_of(rest) > columns:
                end = len(rest)
                while columns_of(rest[:end]) > columns:
                    end -= 1
                rows.append(rest[:end])
                rest = rest[end:]
            rows.append(rest)
        return rows


def columns_of(text: str) -> int:
    """Return how many half-width columns a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)
