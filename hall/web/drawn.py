# SPDX-License-Identifier: Apache-2.0
"""A report as its page shows it: figures with links to what is behind them, chart, heat map."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from hall.core.counts import ALL, Figures, Key
from hall.core.spans import STEPS, Span, span_of, step_of
from hall.figures import FIGURES, Figure, bars_by, figures_by
from hall.reporting import PLACES, Answer, Line, Question
from hall.saying import line_name, span_text, text_of, weekday_text
from hall.web.chart import MINUTE_MS, Chart, Stretch, chart
from hall.web.draw import Pages, words

RANGE = "range"
LINES_SHOWN = 50
TILES = ("issued", "served", "wait-p90", "same-day", "satisfied", "abandoned")
HEAT_STEPS = 9
BARS = {"issued": "arrived", "served": "served"}
"""What a figure's bars are called in the style sheet."""


class Shown(Struct, frozen=True):
    """One figure as a page shows it."""

    name: str
    text: str
    link: str
    other: str = ""
    """What it is compared with, in words; empty: with nothing."""
    change: str = ""
    better: bool | None = None


class Row(Struct, frozen=True):
    """One line of the table."""

    name: str
    link: str
    """To the report of this line alone."""
    cells: tuple[Shown, ...]


class Spot(Struct, frozen=True):
    """One cell of the heat map; `heat` from 0 to `HEAT_STEPS`."""

    text: str
    about: str
    heat: int
    link: str


def address_of(question: Question, **changes: Any) -> str:
    """Return the query of a question, changed."""
    wanted = {"span": question.span, "by": question.by, "of": question.of, **changes}
    span: Span = wanted["span"]
    step = step_of(span)
    query = {"span": step or RANGE, "from": span.first.isoformat()}
    if not step:
        query["to"] = span.last.isoformat()
    query["by"] = wanted["by"]
    if wanted["of"] != ALL:
        query["of"] = ":".join(wanted["of"])
    compare = changes.get("compare", question.compare)
    if compare:
        query["compare"] = compare
    return "?" + urlencode(query)


def tickets_address(span: Span, of: Key, **more: str | int) -> str:
    """Return where the tickets behind figures are listed; `show` is added by whoever links."""
    query: dict[str, str | int] = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    if of != ALL:
        query[of[0]] = of[1]
    return "/manager/tickets?" + urlencode({**query, **more})


class Drawn:
    """An answer in the reader's words."""

    def __init__(self, pages: Pages, language: str, found: Answer) -> None:
        self._answer = found
        self._question = found.question
        self.say = words(language)
        # Said once: a table has a thousand of them.
        self._was = self.say("reports-was", value="#")
        self._heat_words = {
            show: self.say(f"reports-heat-{show}", weekday="#", hour="@", next="+", value="=")
            for show in ("issued", "waited")
        }
        self._hall = pages.hall
        self._lines: list[Line] = list(found.lines)

    @property
    def title(self) -> str:
        """The days, as people say them."""
        return span_text(self.say, self._question.span)

    @property
    def other_title(self) -> str:
        """The days it is compared with."""
        other = self._question.other
        return "" if other is None else span_text(self.say, other)

    @property
    def of(self) -> str:
        """The part of the hall that is asked for, empty for all of it."""
        kind, name = self._question.of
        return "" if self._question.of == ALL else self.name(kind, name)

    def name(self, kind: str, key: str) -> str:
        """Return what a line is called."""
        return line_name(self.say, self._hall, kind, key)

    def weekday(self, weekday: int) -> str:
        """Return what a weekday is called."""
        return weekday_text(self.say, weekday)

    @property
    def columns(self) -> tuple[Figure, ...]:
        """The figures that the lines have."""
        by = self._question.by
        kind = self._question.of[0] if by in STEPS else by
        return figures_by("service" if kind == "department" else kind)

    @property
    def tiles(self) -> list[Shown]:
        """The figures above all."""
        kind = "service" if self._question.of[0] == "department" else self._question.of[0]
        base = tickets_address(self._question.span, self._question.of)
        wanted = [figure for figure in FIGURES if figure.name in TILES and kind in figure.by]
        total, other = self._answer.total, self._answer.other
        return [
            self._with_unit(figure, self._shown(figure, total, other, base)) for figure in wanted
        ]

    def _with_unit(self, figure: Figure, shown: Shown) -> Shown:
        """Say minutes where no heading does."""
        if figure.form != "minutes" or figure.of(self._answer.total) is None:
            return shown
        return replace(shown, text=f"{shown.text} {self.say('chart-minutes')}")

    @property
    def pages(self) -> int:
        """How many pages the table has."""
        return max(1, -(-len(self._lines) // LINES_SHOWN))

    def page(self, number: int) -> list[Row]:
        """Return one page of the table, 1 is the first."""
        first = (min(max(1, number), self.pages) - 1) * LINES_SHOWN
        return [self._row(line) for line in self._lines[first : first + LINES_SHOWN]]

    def _row(self, line: Line) -> Row:
        question = self._question
        base = tickets_address(line.span, question.of)
        link = ""
        if question.by in STEPS:
            whole = span_of(question.by, line.span.first)
            link = address_of(question, span=whole, by=_finer(question.by, question.groups))
        elif question.by in PLACES:
            of = (question.by, line.key)
            by = "service" if question.by == "department" else "day"
            link = address_of(question, of=of, by=by) if line.key else ""
            base = tickets_address(line.span, of)
        elif question.by == "hour":
            base = tickets_address(line.span, question.of, hour=int(line.key))
        found, other = line.figures, line.other
        cells = tuple([self._shown(figure, found, other, base) for figure in self.columns])
        return Row(self.name(question.by, line.key), link, cells)

    def _shown(self, figure: Figure, found: Figures, other: Figures | None, base: str) -> Shown:
        value = figure.of(found)
        link = f"{base}&show={figure.show}" if figure.show and value else ""
        if other is None:
            return Shown(figure.name, text_of(figure, found), link)
        before = figure.of(other)
        change, better = "", None
        if value is not None and before:
            grown = value / before - 1
            change = f"{round(grown, 2) + 0:+.0%}".replace("%", " %")
            if figure.more is not None and round(grown, 2):
                better = (grown > 0) is figure.more
        return Shown(
            figure.name,
            text_of(figure, found),
            link,
            self._was.replace("#", text_of(figure, other)),
            change,
            better,
        )

    # --- pictures ---

    @property
    def counted(self) -> dict[str, str]:
        """What the chart's bars are, and what they count."""
        return {BARS[each.name]: self.say(f"figure-{each.name}") for each in self._bars}

    @property
    def _bars(self) -> tuple[Figure, ...]:
        kind = self._question.of[0]
        return bars_by("service" if kind == "department" else kind)

    @property
    def chart(self) -> Chart:
        """What is counted as bars, the 90th percentile of waits as line."""
        by, counted = self._answer.trend_by, self._bars
        stretches = []
        for line in self._answer.trend:
            figures = line.figures
            wait = figures.wait_p90_ms
            begins = (
                f"{int(line.key)}:00"
                if by == "hour"
                else line.key[-5:]
                if by in ("day", "week")
                else line.key
            )
            bars = tuple(figure.of(figures) or 0 for figure in counted)
            stretches.append(Stretch(begins, bars, None if wait is None else wait / MINUTE_MS))
        return chart(stretches, [BARS[each.name] for each in counted], moments=by == "hour")

    @property
    def heat_hours(self) -> range:
        """The hours of the day that have figures."""
        hours = [cell.hour for cell in self._answer.heat]
        return range(min(hours), max(hours) + 1) if hours else range(0)

    def heat(self, what: str) -> dict[int, list[Spot | None]]:
        """Return the spots of each weekday, by `heat_hours`; what: `issued` a day or `wait-p90`."""
        values = {
            (cell.weekday, cell.hour): _heat_of(what, cell.figures, cell.days)
            for cell in self._answer.heat
        }
        most = max((value for value in values.values() if value is not None), default=0)
        show = "issued" if what == "issued" else "waited"
        base = tickets_address(self._question.span, ALL, show=show)
        found: dict[int, list[Spot | None]] = {}
        for weekday in sorted({place[0] for place in values}):
            about = self._heat_words[show].replace("#", self.weekday(weekday))
            link = f"{base}&weekday={weekday}"
            found[weekday] = [
                self._spot(values.get((weekday, hour)), most, hour, (link, about))
                for hour in self.heat_hours
            ]
        return found

    def _spot(
        self, value: float | None, most: float, hour: int, said: tuple[str, str]
    ) -> Spot | None:
        if value is None:
            return None
        link, about = said
        text = f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004
        for mark, words_ in zip("@+=", (hour, hour + 1, text), strict=True):
            about = about.replace(mark, str(words_))
        heat = round(HEAT_STEPS * value / most) if most else 0
        return Spot(text, about, heat, f"{link}&hour={hour}")


def _heat_of(what: str, figures: Figures, days: int) -> float | None:
    if what == "issued":
        return figures.issued / days or None
    return None if figures.wait_p90_ms is None else figures.wait_p90_ms / MINUTE_MS


def _finer(step: str, groups: Iterable[str]) -> str:
    """Return by what the report of one line is grouped: a step finer, at last by hour."""
    if step == "day":
        return "hour" if "hour" in groups else "day"
    return {"year": "month", "month": "day", "week": "day"}[step]
