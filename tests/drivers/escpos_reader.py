# SPDX-License-Identifier: Apache-2.0
"""An ESC/POS printer on paper of our own: bytes in, text, pictures and cuts out.

Written from the command tables of the printers' makers, not from what the kiosk sends: a command
that is not known here is an error.
"""

from dataclasses import dataclass, field

import zxingcpp
from PIL import Image


@dataclass
class Row:
    """One line of text as it stands on the paper."""

    text: str
    width: int
    height: int
    bold: bool
    centred: bool


@dataclass
class Reader:
    """Reads a job."""

    width: int = 576
    rows: list[Row] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    """QR codes that the printer draws by itself."""
    pieces: list[Image.Image] = field(default_factory=list)
    cuts: int = 0
    chinese: bool = False
    _bytes: bytes = b""
    _at: int = 0
    _line: bytes = b""
    _style: tuple[int, int, bool, bool] = (1, 1, False, False)
    _code: bytes = b""

    def read(self, content: bytes) -> "Reader":
        """Read everything. ValueError for bytes that are no command of these tables."""
        self._bytes, self._at = content, 0
        while self._at < len(self._bytes):
            first = self._take(1)[0]
            if first == 0x1B:
                self._escape()
            elif first == 0x1D:
                self._group()
            elif first == 0x1C:
                self._field()
            elif first == 0x0A:
                self._end_line()
            elif first >= 0x20:
                self._line += bytes((first,))
            else:
                raise ValueError(f"control byte {first:#04x} at {self._at - 1}")
        assert not self._line, "text without an end of line is never printed"
        return self

    @property
    def text(self) -> str:
        """All text, a line each."""
        return "\n".join(row.text for row in self.rows)

    def paper(self) -> Image.Image:
        """Return everything drawn, as one picture."""
        height = sum(piece.height for piece in self.pieces)
        paper = Image.new("1", (self.width, max(1, height)), 255)
        top = 0
        for piece in self.pieces:
            paper.paste(piece, (0, top))
            top += piece.height
        return paper

    def codes_read(self) -> list[str]:
        """Read the QR codes that were drawn, as a phone would."""
        picture = self.paper().convert("L")
        framed = Image.new("L", (picture.width + 80, picture.height + 80), 255)
        framed.paste(picture, (40, 40))
        return [found.text for found in zxingcpp.read_barcodes(framed)]

    # --- commands ---------------------------------------------------------------------------

    def _take(self, count: int) -> bytes:
        taken = self._bytes[self._at : self._at + count]
        if len(taken) < count:
            raise ValueError(f"the job ends within a command at {self._at}")
        self._at += count
        return taken

    def _escape(self) -> None:
        command = self._take(1)
        if command == b"@":
            self._style, self.chinese = (1, 1, False, False), False
        elif command == b"J":
            self.pieces.append(Image.new("1", (self.width, self._take(1)[0]), 255))
        elif command == b"E":
            width, height, _, centred = self._style
            self._style = (width, height, bool(self._take(1)[0] & 1), centred)
        elif command == b"a":
            width, height, bold, _ = self._style
            self._style = (width, height, bold, self._take(1)[0] in (1, 0x31))
        else:
            raise ValueError(f"ESC {command!r} at {self._at - 1}")

    def _field(self) -> None:
        command = self._take(1)
        if command != b"&":
            raise ValueError(f"FS {command!r} at {self._at - 1}")
        self.chinese = True

    def _group(self) -> None:
        command = self._take(1)
        if command == b"!":
            size = self._take(1)[0]
            self._style = (1 + (size >> 4), 1 + (size & 7), *self._style[2:])
        elif command == b"V":
            mode = self._take(1)[0]
            if mode in (65, 66):
                self._take(1)
            self.cuts += 1
        elif command == b"v":
            self._raster()
        elif command == b"(":
            self._code_command()
        else:
            raise ValueError(f"GS {command!r} at {self._at - 1}")

    def _raster(self) -> None:
        zero, mode, x_low, x_high, y_low, y_high = self._take(6)
        assert zero == 0x30, "the only raster there is"
        assert mode in range(4), "each dot as it is, twice as wide (1), twice as high (2) or both"
        across, down = 1 + (mode & 1), 1 + (mode >> 1)
        columns, rows = x_low | x_high << 8, y_low | y_high << 8
        if columns * 8 * across > self.width:
            raise ValueError(f"a picture of {columns * 8 * across} dots on paper of {self.width}")
        dots = Image.frombytes("1", (columns * 8, rows), self._take(columns * rows))
        dots = dots.resize((dots.width * across, dots.height * down))
        piece = Image.new("1", (self.width, dots.height), 255)
        piece.paste(dots.point(lambda bit: 255 - bit), (0, 0))
        self.pieces.append(piece)

    def _code_command(self) -> None:
        assert self._take(1) == b"k", "GS ( k is the only group command here"
        low, high = self._take(2)
        body = self._take(low | high << 8)
        assert body[0:1] == b"1", "a QR code"
        if body[1] == 80:
            self._code = body[3:]
        elif body[1] == 81:
            self.codes.append(self._code.decode())

    def _end_line(self) -> None:
        text = self._line.decode("gb18030" if self.chinese else "ascii")
        self.rows.append(Row(text, *self._style))
        self._line = b""


def read(content: bytes, width: int = 576) -> Reader:
    """Read one or more jobs."""
    return Reader(width=width).read(content)
