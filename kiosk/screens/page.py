# SPDX-License-Identifier: Apache-2.0
"""What every screen of the kiosk is: drawn from a view, kept right in place while it can be."""

from collections.abc import Callable
from functools import cache
from typing import Any

from kivy.core.window import Window
from kivy.uix.widget import Widget

from kiosk.core.flow import Touch, Touched
from kiosk.core.view import HallLink, View
from look import tokens
from look.kivy.bars import TopBar
from look.kivy.buttons import HallButton, IconButton, Tappable
from look.kivy.cards import Notice
from look.kivy.layout import Column, Grid, Row
from look.kivy.scroll import Scroll
from look.kivy.shapes import Rule, Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import Form, theme
from look.words import LANGUAGE_NAMES, Words

Send = Callable[[Touched], None]
LANGUAGES_ROOMY = 2
_SIGNS = {"mode-large": "large", "mode-contrast": "half", "mode-voice": "sound"}
"""Signs that are not named as their words are."""
LOW_SHARE = 0.62
"""In low reach everything to touch stays in this lower share of an upright screen."""


@cache
def words_of(language: str) -> Words:
    """Return the kiosk's words in a language, read once."""
    return Words("kiosk", language)


class Page:
    """One screen: `draw` builds it, `shape` says what forces building it anew."""

    def __init__(self, view: View, send: Send, memory: dict[str, int]) -> None:
        self.view = view
        self.send = send
        self.memory = memory
        """Pages turned to and the like: what only the screen knows, kept while it is redrawn."""
        self.words = words_of(view.frame.language)
        self._live: list[tuple[Any, str, Callable[[View], object]]] = []

    # --- for the screens to say -------------------------------------------------------------

    def draw(self) -> Widget:
        """Build the screen."""
        raise NotImplementedError

    def shape(self, view: View) -> object:
        """Return all that a live text cannot follow."""
        return view.body

    # --- for the app ------------------------------------------------------------------------

    def follow(self, view: View) -> bool:
        """Show a newer view in place; False: it must be drawn anew."""
        if view.screen is not self.view.screen or self._outline(view) != self._outline(self.view):
            return False
        self.view = view
        for widget, name, read in self._live:
            setattr(widget, name, read(view))
        return True

    def _outline(self, view: View) -> object:
        frame = view.frame
        guided = frame.loudness_percent > 0
        modes = (frame.language, frame.large, frame.contrast, frame.low, guided)
        frame_shape = (frame.link, frame.paper_fault, frame.person, frame.warning_s is None)
        return modes, frame_shape, self.shape(view)

    # --- for the screens to use -------------------------------------------------------------

    def live(self, widget: Any, read: Callable[[View], object], name: str = "text") -> Any:
        """Let a property of a widget follow the view; return the widget."""
        self._live.append((widget, name, read))
        setattr(widget, name, read(self.view))
        return widget

    def on_tap(self, widget: Tappable, touch: Touch, value: str = "") -> Any:
        """Let a tap on a widget send a touch; return the widget."""
        widget.bind(on_tap=lambda *_: self.send(Touched(touch, value)))
        if not widget.name:
            widget.name = f"{touch}-{value}" if value else str(touch)
        return widget

    def button(self, key: str, touch: Touch, value: str = "", **look: Any) -> Any:
        """Return a button with words that sends a touch."""
        return self.on_tap(HallButton(self.words(key), **look), touch, value)

    def sign_button(self, key: str, touch: Touch, **look: Any) -> Any:
        """Return a button with a sign of the same name, where there is no room for the words."""
        sign = _SIGNS.get(key, key)
        button = IconButton(sign, side_dp=self.bar_dp, spoken=self.words(key), **look)
        return self.on_tap(button, touch)

    @property
    def upright(self) -> bool:
        """Whether the screen stands upright and is large."""
        return theme.form is Form.PORTRAIT

    @property
    def low(self) -> bool:
        """Whether everything stands in the lower part of an upright screen."""
        return self.upright and self.view.frame.low

    @property
    def small(self) -> bool:
        """Whether every dp counts."""
        return theme.form is Form.SMALL

    def margin(self) -> tuple[float, float]:
        """Return the empty border around a screen, sideways and above."""
        if self.small:
            return theme.space(2.5), theme.space(1.5)
        return theme.space(8 if self.upright else 7), theme.space(6 if self.upright else 4)

    def stage(self, top: Widget, middle: Widget, *bottom: Widget) -> Widget:
        """Put a screen together: top and bottom as high as they are, the middle takes the rest."""
        rows: list[Widget] = []
        if self.low:
            rows.append(Spacer(Window.height * (1 - LOW_SHARE) / theme.space(1)))
        rows += [top, *self.notices(), middle, *bottom]
        gap = 1.5 if self.small else (3 if self.upright else 2)
        return Column(*rows, gap=gap, fill=True, padding=self.margin())

    def notices(self) -> tuple[Widget, ...]:
        """Return what everybody must know: the hall is lost, no paper comes."""
        frame = self.view.frame
        if frame.link is not HallLink.HERE:
            key = "hall-looking" if frame.link is HallLink.LOOKING else "hall-lost"
            return (Notice(self.words(key), sign="offline", tight=self.small),)
        if frame.paper_fault:
            return (Notice(frame.paper_fault, sign="print", tight=self.small),)
        if frame.person:
            return (Notice(frame.person, tone="calm", sign="person", tight=self.small),)
        return ()

    def languages(self) -> tuple[Widget, ...]:
        """Return a button for each other language, in its own script."""
        others = (x for x in self.view.frame.languages if x != self.view.frame.language)
        return tuple(
            self.on_tap(
                HallButton(LANGUAGE_NAMES[x], wide=False, height_dp=self.bar_dp, spoken_in=x),
                Touch.LANGUAGE,
                x,
            )
            for x in others
        )

    def hall_bar(self) -> Widget:
        """Return the bar of the first screens: date and time, the hall's name, languages."""
        frame = self.view.frame
        bar = TopBar(frame.hall, _moment(self.view), *self._small_modes(), *self.languages())
        self.live(bar.above, _moment)
        return bar

    def _small_modes(self) -> tuple[Widget, ...]:
        """Return the switches as signs, where there is no room for a bar of them."""
        if not self.small:
            return ()
        return tuple(
            self.sign_button(key, touch, kind="on" if on else "plain")
            for key, touch, on in self._modes()
        )

    def back_bar(self, about: str = "", *ends: Widget) -> Widget:
        """Return the bar of the later screens: back, home, where one is, languages."""
        third = len(self.view.frame.languages) > LANGUAGES_ROOMY
        look: dict[str, Any] = {"wide": False, "height_dp": self.bar_dp}
        if third and (self.small or self.view.frame.large):
            back = self.sign_button("back", Touch.BACK)
        else:
            back = self.button("back", Touch.BACK, sign="back", **look)
        if third:
            home = self.sign_button("home", Touch.HOME, kind="quiet")
        else:
            home = self.button("home", Touch.HOME, sign="home", kind="quiet", **look)
        if self.crowded:
            about = ""  # the buttons take its room
        label = FitLabel(text=about, step="body", colour="muted", halign="end", lines_max=2)
        if self.small:
            label.colour, label.bold, label.halign = "ink", True, "center"
        return Row(back, home, label, *ends, *self.languages(), gap=1 if self.small else 2)

    def search_button(self) -> Widget:
        """Return the way to the search, for the bar."""
        button: Widget = self.button(
            "search-title", Touch.SEARCH, sign="search", wide=False, height_dp=self.bar_dp
        )
        return button

    @property
    def crowded(self) -> bool:
        """Whether the bars hold buttons alone: large text, or a third language to choose."""
        return self.view.frame.large or len(self.view.frame.languages) > LANGUAGES_ROOMY

    @property
    def bar_dp(self) -> float:
        """Return the height of the bars' buttons."""
        return tokens.TARGET_MIN_DP if self.small else tokens.TARGET_BUTTON_DP

    def title(self, text: str, more: str = "") -> Widget:
        """Return the title of a screen."""
        label = FitLabel(text=text, step="lead" if self.small else "title", bold=True, hug="height")
        if not more:
            return label
        return Column(label, FitLabel(text=more, step="body", colour="muted", hug="height"), gap=0)

    def _modes(self) -> tuple[tuple[str, Touch, bool], ...]:
        """Return the switches that this form of screen has, and whether they are on."""
        frame = self.view.frame
        low = (("mode-low", Touch.LOW, frame.low),) if self.upright else ()
        return (
            ("mode-large", Touch.LARGE, frame.large),
            ("mode-contrast", Touch.CONTRAST, frame.contrast),
            *low,
            ("mode-voice", Touch.GUIDANCE, frame.loudness_percent > 0),
        )

    def modes_bar(self) -> Widget:
        """Return the switches of how to see it, and where help is."""
        buttons = [
            self.button(
                key,
                touch,
                kind="on" if on else "plain",
                wide=self.upright,
                sign="check" if on else "",
            )
            for key, touch, on in self._modes()
        ]
        text = self.words("help-desk")
        if self.upright:
            grid = Grid(*buttons, cols=len(buttons), gap=2, row_dp=tokens.TARGET_BUTTON_DP)
            desk = FitLabel(text=text, step="small", colour="muted", hug="height")
            return Column(Rule(), grid, desk, gap=1.5)
        desk = FitLabel(text=text, step="small", colour="muted", halign="end")
        return Column(Rule(), Row(*buttons, desk), gap=2)


def flexible(column: Column) -> Scroll:
    """Let a column fill its room, its spacers sharing what is left, and scroll when it is fuller."""
    column.size_hint_y = None
    scroll = Scroll(column)

    def fit(*_: object) -> None:
        column.height = max(column.minimum_height, scroll.height)

    column.bind(minimum_height=fit)
    scroll.bind(height=fit)
    return scroll


def _moment(view: View) -> str:
    return f"{view.frame.date} · {view.frame.time}"
