# SPDX-License-Identifier: Apache-2.0
"""A report on paper: A4 pages as PDF, with the figures, the chart, the table and what they mean.

A Chinese font has 30,000 characters and a report some hundreds. It is drawn twice: once to see
which, then with these alone, for to load and embed the whole font takes four times as long.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import uharfbuzz
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace, TTFFont

from config.schema import Hall
from hall.core.counts import Figures
from hall.core.spans import STEPS
from hall.figures import FIGURES, Figure, bars_by, figures_by
from hall.reporting import Answer
from hall.saying import line_name, span_text, text_of
from look import fonts
from look.words import Words

FONT = "hall"
MARGIN_MM = 14
INK = (31, 41, 51)
MUTED = (90, 100, 110)
ACCENT = (15, 110, 110)
SOFT = (205, 232, 229)
WHITE = (255, 255, 255)
LINE = (200, 205, 208)
MARKS = {"issued": "■", "served": "□"}
FILLS = {"issued": ACCENT, "served": SOFT}
CHART_MM = 44
BAR_MM_MAX = 16
PADDING_MM = 0.6
PLAIN = frozenset(range(0x20, 0x7F))
"""Characters that any report needs."""
LINES_MAX = 600
"""Lines of the table; CSV and XLSX have all."""
COLUMNS = (
    "issued",
    "served",
    "passed-over",
    "abandoned",
    "wait-median",
    "wait-p90",
    "service-median",
    "service-p90",
    "accepted",
    "finished",
    "same-day",
    "on-time",
    "satisfied",
    "rated",
    "unrated",
)
"""What fits across a page."""


class _Paper(FPDF):
    """A4 on its side; every page says what it is, and which of how many."""

    def __init__(self, foot: str, letters: frozenset[int]) -> None:
        super().__init__(orientation="landscape", format="A4")
        self._foot = foot
        self._add_fonts(letters)
        self.set_margin(MARGIN_MM)
        self.set_auto_page_break(auto=True, margin=MARGIN_MM + 4)
        self.set_text_color(*INK)
        self.set_draw_color(*LINE)
        self.add_page()

    def _add_fonts(self, letters: frozenset[int]) -> None:
        found = fonts.find()
        self._faces: list[TTFFont] = []
        with TemporaryDirectory(prefix="hallflow-") as made:
            for style, whole in (("", found.regular), ("B", found.bold)):
                file = Path(made) / f"{FONT}{style}.otf"
                file.write_bytes(_only(whole, letters))
                self.add_font(FONT, style, file)
                face = self.fonts[f"{FONT}{style}"]
                assert isinstance(face, TTFFont), "it was read from a file"
                face.ttfont.recalcBBoxes = False  # a long way to what it says already
                self._faces.append(face)

    def close(self) -> None:
        """Let go of the fonts' files."""
        for face in self._faces:
            face.ttfont.close()

    @property
    def lacking(self) -> frozenset[int]:
        """The characters that were written and are not in its fonts."""
        return frozenset(code for face in self._faces for code in face.missing_glyphs)

    def footer(self) -> None:
        """Write the last line of each page."""
        self.set_y(-MARGIN_MM)
        self.set_font(FONT, size=7)
        self.set_text_color(*MUTED)
        self.cell(text=self._foot)
        self.cell(0, text=f"{self.page_no()} / {{nb}}", align="R")
        self.set_text_color(*INK)

    def line_of(self, text: str, size: float, *, bold: bool = False, muted: bool = False) -> None:
        """Write one line."""
        self.set_font(FONT, "B" if bold else "", size)
        self.set_text_color(*(MUTED if muted else INK))
        self.cell(h=size * 0.5, text=text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_color(*INK)


def as_pdf(say: Words, hall: Hall, answer: Answer, at_ms: int) -> bytes:
    """Return a report as PDF; `at_ms` is when it was drawn. FontMissingError without a font."""
    sketch = _drawn(say, hall, answer, at_ms, PLAIN)
    sketch.close()
    paper = _drawn(say, hall, answer, at_ms, PLAIN | sketch.lacking)
    content = bytes(paper.output())
    paper.close()
    return content


def _only(font: Path, letters: frozenset[int]) -> bytes:
    """Return a font with some of its characters only."""
    asked = uharfbuzz.SubsetInput()
    asked.unicode_set.update(letters)
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font)))
    return bytes(uharfbuzz.subset(face, asked).blob.data)


def _drawn(say: Words, hall: Hall, answer: Answer, at_ms: int, letters: frozenset[int]) -> _Paper:
    question = answer.question
    title = span_text(say, question.span)
    name = hall.name.in_(say.language)
    paper = _Paper(f"{name} · {say('reports-title')} {title}", letters)
    paper.set_title(f"{name} {title}")
    paper.set_lang("zh-CN" if say.language == "zh" else "en")
    paper.set_creation_date(datetime.fromtimestamp(at_ms / 1000, tz=UTC))
    of = "" if question.of[0] == "all" else f" · {line_name(say, hall, *question.of)}"
    paper.line_of(name, 10, muted=True)
    paper.line_of(f"{say('reports-title')} · {title}{of}", 18, bold=True)
    beside = ""
    if question.other is not None:
        other = span_text(say, question.other)
        beside = " · " + say("reports-beside", period=other, days=answer.other_days)
    if answer.other is not None:
        beside += " · " + say("reports-in-brackets")
    paper.line_of(say("reports-days", days=answer.days) + beside, 9, muted=True)
    paper.ln(3)
    _totals(paper, say, answer)
    _chart(paper, say, answer)
    _lines(paper, say, hall, answer)
    _definitions(paper, say)
    return paper


def _totals(paper: _Paper, say: Words, answer: Answer) -> None:
    kind = "service" if answer.question.of[0] == "department" else answer.question.of[0]
    found = [figure for figure in FIGURES if kind in figure.by]
    rows = [found[: len(found) // 2 + len(found) % 2], found[len(found) // 2 + len(found) % 2 :]]
    for row in rows:
        heads = [say(f"figure-{figure.name}") for figure in row]
        cells = [_beside(figure, answer.total, answer.other) for figure in row]
        _table(paper, heads, [cells], size=8, first=1.0)
        paper.ln(2)


def _beside(figure: Figure, found: Figures, other: Figures | None) -> str:
    text = text_of(figure, found)
    return text if other is None else f"{text} ({text_of(figure, other)})"


def _chart(paper: _Paper, say: Words, answer: Answer) -> None:
    """Draw what is counted as bars side by side; the numbers are in the table."""
    kind = answer.question.of[0]
    bars = bars_by("service" if kind == "department" else kind)
    trend = [
        (line.key, [figure.of(found) or 0 for figure in bars])
        for line in answer.trend
        for found in [line.figures]
    ]
    most = max((value for _, values in trend for value in values), default=0)
    if not most:
        return
    marks = " / ".join(f"{say(f'figure-{figure.name}')} {MARKS[figure.name]}" for figure in bars)
    paper.line_of(f"{marks}  {say('reports-most', value=f'{most:,}')}", 8, muted=True)
    left, top, wide = paper.l_margin, paper.get_y() + 1, min(paper.epw / len(trend), BAR_MM_MAX)
    every = max(1, -(-len(trend) // 16))
    for place, (key, values) in enumerate(trend):
        for nth, (figure, value) in enumerate(zip(bars, values, strict=True)):
            high = CHART_MM * value / most
            paper.set_fill_color(*FILLS[figure.name])
            x = left + place * wide + wide * (0.1 + 0.4 * nth)
            paper.rect(x, top + CHART_MM - high, wide * 0.38, high, style="F")
        if place % every == 0:
            paper.set_font(FONT, size=6)
            short = key[-5:] if answer.trend_by in ("day", "week") else key
            paper.text(left + place * wide, top + CHART_MM + 3, short)
    paper.line(left, top + CHART_MM, left + paper.epw, top + CHART_MM)
    paper.set_y(top + CHART_MM + 6)
    paper.set_fill_color(*WHITE)


def _lines(paper: _Paper, say: Words, hall: Hall, answer: Answer) -> None:
    question = answer.question
    kind = question.of[0] if question.by in STEPS else question.by
    known = figures_by("service" if kind == "department" else kind)
    columns = [figure for figure in known if figure.name in COLUMNS]
    by = say(f"reports-by-{question.by}")
    paper.line_of(say("reports-table", by=by), 12, bold=True)
    heads = [by, *(say(f"figure-{figure.name}") for figure in columns)]
    rows = [
        [
            line_name(say, hall, question.by, line.key),
            *(text_of(figure, found) for figure in columns),
        ]
        for line in answer.lines[:LINES_MAX]
        for found in [line.figures]
    ]
    _table(paper, heads, rows, size=7, first=3.0)
    paper.ln(4)


def _table(
    paper: _Paper, heads: Sequence[str], rows: Iterable[Sequence[str]], *, size: float, first: float
) -> None:
    """Write a table; its first column is `first` times as wide as the others.

    Every cell but the headings is placed here: fpdf's own tables break each into words first,
    which takes most of the time of a long report.
    """
    wide = paper.epw / (first + len(heads) - 1)
    widths = [wide * first, *(wide for _ in heads[1:])]
    left = first > 1
    _headings(paper, heads, widths, size, left=left)
    high = size * 0.55
    for cells in rows:
        name = _broken(paper, cells[0], widths[0]) if left else [cells[0]]
        if paper.will_page_break(high * len(name)):
            paper.add_page()
            _headings(paper, heads, widths, size, left=left)
        _row(paper, (name, cells[1:]), widths, high, left=left)


def _headings(
    paper: _Paper, heads: Sequence[str], widths: Sequence[float], size: float, *, left: bool
) -> None:
    paper.set_font(FONT, size=size)
    with paper.table(
        col_widths=tuple(widths),
        text_align=("LEFT" if left else "RIGHT", *("RIGHT" for _ in heads[1:])),
        borders_layout=TableBordersLayout.NONE,
        headings_style=FontFace(emphasis="BOLD", color=MUTED),
        line_height=size * 0.55,
        padding=PADDING_MM,
    ) as table:
        table.row(list(heads))


def _row(
    paper: _Paper,
    cells: tuple[list[str], Sequence[str]],
    widths: Sequence[float],
    high: float,
    *,
    left: bool,
) -> None:
    """Write one row under a line of its own; the first cell may have several lines."""
    name, others = cells
    x, top = paper.l_margin, paper.get_y()
    paper.line(x, top, x + paper.epw, top)
    base = top + high * 0.75
    for nth, text in enumerate(name):
        over = 0 if left else widths[0] - paper.get_string_width(text) - 2 * PADDING_MM
        paper.text(x + PADDING_MM + over, base + nth * high, text)
    for text, wide in zip(others, widths[1:], strict=True):
        x += wide
        paper.text(x + widths[0] - PADDING_MM - paper.get_string_width(text), base, text)
    paper.set_y(top + high * len(name))


def _broken(paper: _Paper, text: str, wide: float) -> list[str]:
    """Return a name in lines that fit."""
    room = wide - 2 * PADDING_MM
    if paper.get_string_width(text) <= room:
        return [text]
    lines = paper.multi_cell(room, text=text, dry_run=True, output=MethodReturnValue.LINES)
    assert isinstance(lines, list), "lines were asked for"
    return lines


def _definitions(paper: _Paper, say: Words) -> None:
    paper.line_of(say("reports-definitions"), 12, bold=True)
    for figure in FIGURES:
        paper.set_font(FONT, "B", 7)
        paper.write(3.6, say(f"figure-{figure.name}") + "  ")
        paper.set_font(FONT, "", 7)
        paper.write(3.6, say(f"figure-{figure.name}-about") + "\n")
    paper.write(3.6, say("reports-bins") + " " + say("reports-derived"))
