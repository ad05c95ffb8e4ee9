# SPDX-License-Identifier: Apache-2.0
"""The hall board: newest call in amber, a line a window, queues, notices, clock."""

from pathlib import Path
from typing import Any

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.gridlayout import GridLayout
from kivy.uix.image import Image
from kivy.uix.widget import Widget

from caller.core.board import BoardView, Line, Queue
from caller.screens.plan import NEWEST_LINES, NOTICE_SHARE, Plan
from caller.screens.signs import Signs
from config.schema import Notice
from look import tokens
from look.kivy.icons import Icon
from look.kivy.shapes import Flat, Rule
from look.kivy.text import FitLabel
from look.kivy.theme import theme

EDGE_SHARE = 0.045
ARROW_EM = 0.5
MARK_SHARE = 0.3
LARGE_NOTICE_EM = 0.45
NEAR_EM = 0.3
"""Size of the word "window" beside its number."""


class LineRow(BoxLayout):
    """One call: number, arrow, window; the newest one on amber."""

    def __init__(self, signs: Signs, plan: Plan, *, newest: bool = False) -> None:
        edge = plan.main_width * EDGE_SHARE
        super().__init__(padding=(edge, 0), size_hint_y=NEWEST_LINES if newest else 1)
        self._signs = signs
        self._newest = newest
        px = plan.newest_px if newest else plan.line_px
        self._flat = Flat(self, "night")
        self._number = FitLabel(bold=True, size_px=px, lines_max=1, size_hint_x=0.44)
        self._arrow = Icon(sign="arrow", weight=0.05, size_hint=(0.12, None), height=px * ARROW_EM)
        self._arrow.pos_hint = {"center_y": 0.5}
        self._word = FitLabel(size_px=px * NEAR_EM, lines_max=1, halign="end", size_hint_x=0.21)
        self._window = FitLabel(bold=True, size_px=px, lines_max=1, halign="end", size_hint_x=0.23)
        self._number.name, self._window.name = "line-number", "line-window"
        if newest:
            self._number.name, self._window.name = "newest-number", "newest-window"
        for widget in (self._number, self._arrow, self._word, self._window):
            self.add_widget(widget)
        with self.canvas:
            self._rule_color = Color(*theme.colour("night" if newest else "night_line"))
            self._rule = Rectangle()
            self._mark_color = Color(*theme.colour("amber"), mode="rgba")
            self._mark = Rectangle()
        self._mark_width = edge * MARK_SHARE
        self.bind(pos=self._lay_rule, size=self._lay_rule)

    def _lay_rule(self, *_: object) -> None:
        self._rule.pos = self._mark.pos = self.pos
        self._rule.size = (self.width, dp(tokens.BORDER_DP))
        self._mark.size = (self._mark_width, self.height)

    def show(self, line: Line | None, *, stale: bool) -> None:
        """Show a call, or nothing; a stale one is told apart."""
        self.opacity = 1 if line else 0
        self._number.text = line.number if line else ""
        self._window.text = line.window if line else ""
        self._word.text = self._signs.say("window") if line else ""
        bright = bool(line and line.standing and not stale)
        amber = self._newest and bright
        self._flat.paint("amber" if amber else "night_2" if self._newest and line else "night")
        ink = "on_amber" if amber else "on_night" if bright else "night_muted"
        fresh = bool(line and line.fresh and bright and not self._newest)
        self._number.colour = self._window.colour = "amber" if fresh else ink
        self._mark_color.a = 1 if fresh else 0
        self._word.colour = "on_amber" if amber else "night_muted"
        self._arrow.colour = "amber" if fresh else "on_amber" if amber else "night_muted"
        self._arrow.opacity = 1 if line and line.standing else 0


class QueueRow(BoxLayout):
    """How many wait for one department."""

    def __init__(self, px: float, height: float) -> None:
        super().__init__(orientation="vertical", size_hint_y=None, height=height)
        row = BoxLayout(spacing=px * 0.4)
        self._name = FitLabel(size_px=px, lines_max=2, colour="on_night", name="queue")
        self._count = FitLabel(
            size_px=px, lines_max=1, bold=True, colour="on_night", halign="end", size_hint_x=0.16
        )
        row.add_widget(self._name)
        row.add_widget(self._count)
        self.add_widget(row)
        self.add_widget(Rule("night_line"))

    def show(self, queue: Queue | None, signs: Signs) -> None:
        """Show a queue, or nothing."""
        self.opacity = 1 if queue else 0
        self._name.text = f"{queue.prefix} {signs.name(queue.name)}" if queue else ""
        self._count.text = str(queue.waiting) if queue else ""
        self._count.colour = "on_night" if queue and queue.waiting else "night_good"


class NoticePanel(BoxLayout):
    """One notice: its picture, its words."""

    def __init__(self, px: float, signs: Signs) -> None:
        super().__init__(orientation="vertical", spacing=px * 0.3)
        self._signs = signs
        self._px = px
        self._shown: Notice | None = None

    def show(self, notice: Notice | None) -> None:
        """Show a notice, or nothing."""
        if notice == self._shown:
            return
        self._shown = notice
        self.clear_widgets()
        if notice is None:
            return
        px = self._px
        title: Any = FitLabel(text=self._signs.say("notice-title"), size_px=px * 0.85, lines_max=1)
        title.colour, title.size_hint_y, title.height = "night_muted", None, px * 1.4
        self.add_widget(title)
        if notice.picture and Path(notice.picture).is_file():
            self.add_widget(Image(source=notice.picture, fit_mode="contain", size_hint_y=2))
        words = FitLabel(text=self._signs.name(notice.text), size_px=px, valign="top")
        words.colour, words.name = "on_night", "notice"
        self.add_widget(words)


class BoardScreen(BoxLayout):
    """Shows one BoardView after another, changing only what is new."""

    def __init__(self, signs: Signs, plan: Plan) -> None:
        super().__init__(orientation="vertical")
        self._signs = signs
        self._upright = plan.upright
        self._lines = [LineRow(signs, plan) for _ in range(plan.lines)]
        self._newest = LineRow(signs, plan, newest=True)
        self._queues = [QueueRow(plan.side_px, plan.queue_px) for _ in range(plan.queues)]
        self._notice = NoticePanel(plan.side_px, signs)
        body = BoxLayout(orientation="vertical" if plan.upright else "horizontal")
        body.add_widget(self._main(plan))
        body.add_widget(self._side(plan))
        self.add_widget(body)
        self.add_widget(self._footer(plan))

    def show(self, view: BoardView) -> None:
        """Show what is new."""
        stale = bool(view.as_of)
        self._newest.show(view.newest, stale=stale)
        for index, row in enumerate(self._lines):
            row.show(view.lines[index] if index < len(view.lines) else None, stale=stale)
        for index, queue_row in enumerate(self._queues):
            queue = view.queues[index] if index < len(view.queues) else None
            queue_row.show(queue, self._signs)
        self._queue_title.opacity = 1 if view.queues else 0
        empty = view.newest is None and not view.lines and not view.connecting
        empty = empty and not view.closed
        self._notice.show(None if empty else view.notice)
        self._large_notice.show(view.notice if empty else None)
        self._show_empty(view)
        self._show_footer(view)

    def _show_empty(self, view: BoardView) -> None:
        """Say what to do where there is no call to show."""
        signs = self._signs
        first, second = "", ""
        if view.connecting:
            first, second = signs.say("connecting"), signs.say("connecting-what-to-do")
        elif view.newest is None and view.closed:
            first, second = signs.closed(view.opens)
        elif view.newest is None and (view.lines or view.notice is None):
            first, second = signs.say("no-calls"), signs.also("no-calls")
        place = self._in_band if view.lines else self._in_middle
        both: tuple[Any, Any] = (self._empty, self._empty_more)
        for widget, (share, y) in zip(both, place, strict=True):
            widget.size_hint_y, widget.pos_hint = share, {"center_x": 0.5, "y": y}
        self._empty.text, self._empty_more.text = first, second

    def _show_footer(self, view: BoardView) -> None:
        signs = self._signs
        self._footer_flat.paint("bad" if view.as_of else "night_2")
        ink = "surface" if view.as_of else "night_muted"
        self._place.colour = self._clock.colour = self._page.colour = ink
        zone = f" · {signs.name(view.zone)}" if view.zone else ""
        silent = f" · {signs.say('no-sound')}" if view.fault else ""
        title = f"{signs.name(view.title)}{zone}{silent}"
        self._place.text = self._lost(view.as_of) if view.as_of else title
        many = view.pages > 1
        self._page.text = signs.say("page", page=view.page, pages=view.pages) if many else ""
        self._clock.text = "" if view.as_of else view.clock

    def _lost(self, as_of: str) -> str:
        """Say in both languages that the hall is lost: side by side where there is the width."""
        said = self._signs.lines("lost", time=as_of)
        return said if self._upright else said.replace("\n", " · ")

    def _main(self, plan: Plan) -> Widget:
        main = FloatLayout(size_hint=(None, None), size=(plan.main_width, plan.main_height))
        Flat(main, "night")
        lines = BoxLayout(orientation="vertical", pos_hint={"x": 0, "y": 0})
        grid = GridLayout(cols=plan.columns, rows=plan.rows, size_hint_y=plan.rows)
        grid.orientation = "tb-lr"
        for row in self._lines:
            grid.add_widget(row)
        lines.add_widget(self._newest)
        lines.add_widget(grid)
        main.add_widget(lines)
        self._large_notice = NoticePanel(plan.line_px * LARGE_NOTICE_EM, self._signs)
        self._large_notice.size_hint = (1 - 2 * EDGE_SHARE, 0.9)
        self._large_notice.pos_hint = {"center_x": 0.5, "center_y": 0.5}
        main.add_widget(self._large_notice)
        px = plan.line_px * 0.5
        style = {"halign": "center", "balance": True, "size_hint_x": 1 - 2 * EDGE_SHARE}
        self._empty = FitLabel(size_px=px, bold=True, colour="on_night", name="empty", **style)
        self._empty_more = FitLabel(size_px=px * 0.6, colour="night_muted", **style)
        band = plan.newest_height / plan.main_height
        self._in_middle = ((0.2, 0.5), (0.2, 0.3))
        self._in_band = ((band * 0.56, 1 - band * 0.6), (band * 0.36, 1 - band))
        main.add_widget(self._empty)
        main.add_widget(self._empty_more)
        return main

    def _side(self, plan: Plan) -> Widget:
        edge = min(plan.side_width, plan.side_height) * 0.06
        side = BoxLayout(
            orientation="vertical",
            padding=edge,
            size_hint=(None, None),
            size=(plan.side_width, plan.side_height),
        )
        Flat(side, "night_2")
        px = plan.side_px
        title: Any = FitLabel(
            text=self._signs.both("waiting-title"), size_px=px * 0.85, lines_max=1
        )
        title.colour, title.size_hint_y, title.height = "night_muted", None, px * 1.4
        self._queue_title = title
        side.add_widget(title)
        for row in self._queues:
            side.add_widget(row)
        side.add_widget(Widget(size_hint_y=0.2))
        self._notice.size_hint_y = None
        self._notice.height = plan.side_height * NOTICE_SHARE - 2 * edge
        side.add_widget(self._notice)
        return side

    def _footer(self, plan: Plan) -> Widget:
        px = plan.footer_height * (0.3 if plan.upright else 0.36)
        edge = plan.main_width * EDGE_SHARE
        footer = BoxLayout(size_hint_y=None, height=plan.footer_height, padding=(edge, 0))
        self._footer_flat = Flat(footer, "night_2")
        self._place = FitLabel(size_px=px, lines_max=2, name="place")
        self._page = FitLabel(size_px=px, lines_max=1, halign="end", size_hint_x=None, name="page")
        self._clock = FitLabel(size_px=px, lines_max=1, halign="end", size_hint_x=None, bold=True)
        self._page.width, self._clock.width = px * 3, px * 4
        self._clock.name = "clock"
        for widget in (self._place, self._page, self._clock):
            footer.add_widget(widget)
        return footer
