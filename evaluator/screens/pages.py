# SPDX-License-Identifier: Apache-2.0
"""The pages of the rating pad, built from a view; each says a touch and decides nothing."""

from collections.abc import Callable
from typing import Any

from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from evaluator.core.pad import Fate, PadView, Page
from evaluator.screens.parts import Header, LevelButton, ReasonButton, footer, joined, named
from look import tokens
from look.kivy.buttons import HallButton
from look.kivy.icons import Face, Icon
from look.kivy.layout import Column, Grid, Row
from look.kivy.portrait import Portrait
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel, equally_large
from look.kivy.theme import theme
from look.words import LANGUAGE_NAMES, Words, languages

NARROW_DP = 700
TINY_DP = 480
"""Narrower than this the clerk, who sits in front of the reader, is left out while rating."""
SHORT_DP = 700
"""Lower than this large text leaves its room to the five choices."""
REASON_ROW_DP = 64
LEVELS = (5, 4, 3, 2, 1)
GOOD, BAD = 4, 2
LATER = {Fate.NONE: "later-rate", Fate.KEPT: "later-more"}
"""What can be done afterwards with the code on the ticket's paper."""

Say = Callable[..., None]
"""Called with what was touched: "level", "label", "done", "again", "none", "language"."""


class PadPage(Column):
    """One page; `refresh` changes what changes while it is up."""

    def __init__(self, view: PadView, say: Say, size: tuple[float, float]) -> None:
        narrow = size[0] < dp(NARROW_DP)
        super().__init__(fill=True, padding=theme.space(2 if narrow else 3.5), gap=2)
        self._words = Words("evaluator", theme.modes.language)
        self._say = say
        self._size = size
        self._narrow = narrow
        self._tiny = size[0] < dp(TINY_DP)
        self._countdown: Any = FitLabel(step="small", colour="muted", lines_max=2, name="countdown")
        self._fate: Any = FitLabel(step="lead", colour="muted", halign="center", name="fate")
        self._later: Any = FitLabel(step="lead", halign="center", name="later")
        self._reasons: list[ReasonButton] = []
        build = {
            Page.CONNECTING: self._connecting,
            Page.REST: self._rest,
            Page.SERVING: self._rest,
            Page.RATING: self._rating,
            Page.REASONS: self._reasons_page,
            Page.THANKS: self._thanks,
        }
        build[view.page](view)
        self.refresh(view)

    def refresh(self, view: PadView) -> None:
        """Show the seconds left, the reasons chosen, what became of the rating."""
        key = {Page.RATING: "closes", Page.REASONS: "sends"}.get(view.page)
        if key is not None:
            self._countdown.text = self._words(key, seconds=view.seconds_left)
        if view.page is Page.THANKS:
            self._fate.text = self._words(f"fate-{view.fate or 'none'}")
            later = LATER.get(view.fate, "")
            self._later.text = self._words(later) if later else ""
        for button in self._reasons:
            button.choose(chosen=button.code in view.chosen)

    # --- pages ------------------------------------------------------------------------------

    def _connecting(self, view: PadView) -> None:
        words = self._words
        self._middle(
            FitLabel(text=words("window", window=view.window), step="lead", colour="muted"),
            FitLabel(text=words("connecting"), step="title", bold=True, name="connecting"),
            FitLabel(text=words("connecting-what-to-do"), step="body", colour="muted"),
        )

    def _rest(self, view: PadView) -> None:
        words, clerk = self._words, view.clerk
        state = joined(words(f"state-{view.state}"), view.reason)
        parts: list[Widget] = []
        if clerk is not None:
            portrait = Portrait()
            portrait.show(named(clerk.name) or clerk.number, clerk.photo)
            name = named(clerk.name) or clerk.number
            number = words("staff-number", number=clerk.number)
            more = joined(number, named(clerk.department), named(clerk.duty))
            parts = [
                portrait,
                FitLabel(text=name, step="title", bold=True, name="clerk", size_hint_y=0.4),
                FitLabel(text=more, step="body", colour="muted", size_hint_y=0.3, name="duty"),
            ]
        ticket = words("ticket", number=view.number) if view.page is Page.SERVING else ""
        place = joined(words("window", window=view.window), ticket or state)
        self._middle(*parts, FitLabel(text=place, step="lead", size_hint_y=0.4, name="place"))
        if view.as_of:
            lost = words("lost", time=view.as_of)
            self.add_widget(self._warning(lost))

    def _rating(self, view: PadView) -> None:
        words = self._words
        upright = self._size[1] > self._size[0]
        if not self._tiny:
            self.add_widget(Header(view, words, narrow=self._narrow))
        short = theme.modes.large and self._size[1] < dp(SHORT_DP)
        step = "body" if self._tiny else "lead" if self._narrow or short else "title"
        question = words("question")
        self.add_widget(
            FitLabel(text=question, step=step, bold=True, halign="center", hug="height")
        )
        levels = [LevelButton(level, words, flat=upright) for level in LEVELS]
        equally_large([button.text for button in levels])
        for level, button in zip(LEVELS, levels, strict=True):
            button.bind(on_tap=lambda *_, level=level: self._say("level", level))
        if upright:
            self.add_widget(Column(*levels, gap=1.5, fill=True))
        else:
            self.add_widget(Row(*levels, gap=2, fill=True))
        self._end(self._button("not-now", "none"))

    def _reasons_page(self, view: PadView) -> None:
        words = self._words
        key = "reasons-good" if view.level >= GOOD else "reasons-middle"
        key = "reasons-bad" if view.level <= BAD else key
        face = Face(view.level, tokens.LEVEL_COLOURS[view.level], size_hint=(None, None))
        face.size, face.pos_hint = (dp(64), dp(64)), {"center_y": 0.5}
        title = Column(
            FitLabel(text=words(key), step="body", bold=True, hug="height", name="question"),
            FitLabel(
                text=joined(words(f"level-{view.level}"), words("reasons-hint")),
                step="note",
                colour="muted",
                hug="height",
            ),
            gap=0,
            pos_hint={"center_y": 0.5},
        )
        again = self._button("another-level", "again")
        self.add_widget(Row(face, title, *(() if self._narrow else (again,)), gap=2))
        self._reasons = [ReasonButton(label) for label in view.labels]
        equally_large([button.text for button in self._reasons])
        for button in self._reasons:
            button.bind(on_tap=lambda button: self._say("label", button.code))
        cols = 1 if self._narrow else 2
        grid = Grid(*self._reasons, cols=cols, gap=1.5, row_dp=REASON_ROW_DP)
        scroll = ScrollView(do_scroll_x=False, bar_width=dp(6))
        scroll.add_widget(grid)
        self.add_widget(scroll)
        send = self._button("send", "done", kind="main")
        self._end(*((again,) if self._narrow else ()), send)

    def _thanks(self, view: PadView) -> None:
        rated = view.fate is not Fate.NONE
        icon = Icon(sign="check", colour="good" if rated else "muted")
        key = "thanks" if rated else "thanks-none"
        text = self._words(key)
        self._middle(
            icon,
            FitLabel(text=text, step="title", bold=True, size_hint_y=0.6, name="thanks"),
            self._fate,
            *((self._later,) if view.later else ()),
        )
        self._fate.size_hint_y = self._later.size_hint_y = 0.5

    # --- pieces -----------------------------------------------------------------------------

    def _middle(self, *widgets: Any) -> None:
        """Put widgets in the middle of the page, one below another."""
        column = Column(*widgets, fill=True, gap=2)
        for widget in widgets:
            if isinstance(widget, FitLabel):
                widget.halign, widget.balance = "center", True
        self.add_widget(Spacer(size_hint_y=0.12))
        self.add_widget(column)
        self.add_widget(Spacer(size_hint_y=0.12))

    def _warning(self, text: str) -> Widget:
        label: Any = FitLabel(text=text, step="body", colour="warn", halign="center", name="lost")
        label.size_hint_y, label.height, label.balance = None, dp(84), True
        return label

    def _end(self, *buttons: Widget) -> None:
        """Add the row at the bottom: seconds left, another language, buttons."""
        others = [name for name in languages("evaluator") if name != theme.modes.language]
        buttons = (*(self._language_button(other) for other in others[:1]), *buttons)
        if self._narrow:
            self._countdown.size_hint_y, self._countdown.height = None, dp(52)
            self.add_widget(Column(self._countdown, Row(*buttons, gap=1), gap=0.5))
        else:
            self.add_widget(footer(self._countdown, *buttons))

    def _language_button(self, language: str) -> Widget:
        name = LANGUAGE_NAMES.get(language, language)
        step = "note" if self._tiny else "body"
        button = HallButton(
            name, kind="quiet", wide=self._narrow, height_dp=76, step=step, name="language"
        )
        button.pos_hint = {"center_y": 0.5}
        button.bind(on_tap=lambda *_: self._say("language", language))
        return button

    def _button(self, key: str, what: str, kind: str = "plain") -> Widget:
        text = self._words(key)
        step = "note" if self._tiny else "body"
        button = HallButton(text, kind=kind, wide=self._narrow, height_dp=76, step=step, name=what)
        button.pos_hint = {"center_y": 0.5}
        button.bind(on_tap=lambda *_: self._say(what))
        return button
