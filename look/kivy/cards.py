# SPDX-License-Identifier: Apache-2.0
"""Cards, facts, tags, notices and check lists: what a screen is put together from."""

from typing import Any, Final

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.buttons import Tappable
from look.kivy.icons import Icon
from look.kivy.layout import Column, Row
from look.kivy.shapes import Ground, Rule, Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

# kind: ground, border, text.
TONES: Final = {
    "calm": ("accent_soft", "accent", "accent_ink"),
    "notice": ("notice", "notice_line", "notice_ink"),
    "bad": ("bad_soft", "bad", "bad"),
    "plain": ("surface", "line", "ink"),
}


class Card(BoxLayout):
    """A surface for what belongs together: as high as its content, or at least so (`fill`)."""

    def __init__(
        self, *children: Widget, fill: bool = False, padding: float = 3, **kwargs: Any
    ) -> None:
        kwargs.setdefault("orientation", "vertical")
        kwargs.setdefault("spacing", theme.space(0.5))
        super().__init__(padding=theme.space(padding), **kwargs)
        if not fill:
            self.size_hint_y = None
        self.bind(minimum_height=self.setter("size_hint_min_y" if fill else "height"))
        self.ground = Ground(self, "surface", "line")
        for child in children:
            self.add_widget(child)


class TapCard(Tappable):
    """A card to tap, with a bar of its own colour at the top; give it children, bind `on_tap`."""

    def __init__(self, *children: Widget, bar: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("orientation", "vertical")
        kwargs.setdefault("padding", theme.space(3.5))
        kwargs.setdefault("spacing", theme.space(0.5))
        super().__init__(**kwargs)
        self.bind(minimum_height=self.setter("size_hint_min_y"))
        self._ground = Ground(self, "surface", "line")
        self._bar = SmoothRoundedRectangle()
        if bar:
            with self.canvas.before:
                Color(*theme.colour(bar))
                self.canvas.before.add(self._bar)
        for child in children:
            self.add_widget(child)
        self.bind(state=self._show_state, pos=self._lay_bar, size=self._lay_bar)

    def _show_state(self, *_: object) -> None:
        down = self.state == "down"
        self._ground.paint("pressed" if down else "surface", "accent" if down else "line")

    def _lay_bar(self, *_: object) -> None:
        width, height = dp(88), dp(8)
        x = self.x + theme.space(3.5)
        if theme.right_to_left:
            x = self.right - theme.space(3.5) - width
        self._bar.pos = (x, self.top - height)
        self._bar.size = (width, height)
        self._bar.radius = [(0, 0), (0, 0), (height / 2, height / 2), (height / 2, height / 2)]


class Fact(Card):
    """A fact at a glance: what, the value large, a word more."""

    def __init__(self, what: str, value: str, more: str = "", **kwargs: Any) -> None:
        parts = [
            FitLabel(text=what, step="small", colour="muted", hug="height"),
            FitLabel(text=value, step="title", bold=True, hug="height", name="value"),
        ]
        if more:
            parts.append(FitLabel(text=more, step="small", colour="muted", hug="height"))
        super().__init__(*parts, **kwargs)
        if kwargs.get("fill"):
            self.add_widget(Spacer())


class Tag(BoxLayout):
    """A word on a coloured ground; the word says what the colour says."""

    def __init__(self, text: str, tone: str = "calm", **kwargs: Any) -> None:
        super().__init__(size_hint=(None, None), **kwargs)
        fill, edge, ink = TONES[tone]
        if tone == "notice":
            fill = "amber_soft"
        self.padding = (theme.space(1.75), theme.space(0.25))
        self.bind(minimum_size=self.setter("size"))
        Ground(self, fill, edge if theme.modes.contrast else fill, radius_dp=10)
        self.add_widget(FitLabel(text=text, step="small", bold=True, colour=ink, hug="both"))


class Notice(BoxLayout):
    """One sentence that must be seen: a sign, a border and words; tones calm, notice, bad.

    tight: where every dp counts. Tone and sign may change while it stands.
    """

    tone = StringProperty("notice")
    sign = StringProperty("info")

    def __init__(
        self,
        text: str,
        tone: str = "notice",
        sign: str = "info",
        *,
        tight: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(size_hint_y=None, tone=tone, sign=sign, **kwargs)
        fill, edge, ink = TONES[tone]
        across, above = (2, 1) if tight else (3, 2.5)
        self.padding = (theme.space(across), theme.space(above))
        self.spacing = theme.space(2)
        self.bind(minimum_height=self.setter("height"))
        self._ground = Ground(self, fill, edge)
        side = theme.size("body" if tight else "lead")
        icon = Icon(sign=sign, colour=ink, size_hint=(None, None), size=(side, side))
        icon.pos_hint = {"center_y": 0.5}
        self._icon = icon
        step = "small" if tight else "body"
        text_label = FitLabel(text=text, step=step, hug="height", balance=True, name="notice")
        text_label.pos_hint = {"center_y": 0.5}
        for child in (text_label, icon) if theme.right_to_left else (icon, text_label):
            self.add_widget(child)
        self.bind(tone=self._show_tone, sign=self._show_tone)

    def _show_tone(self, *_: object) -> None:
        fill, edge, ink = TONES[self.tone]
        self._ground.paint(fill, edge)
        self._icon.sign, self._icon.colour = self.sign, ink


class ListRow(Tappable):
    """One line of a list: a text, a word more, what stands at its end; a rule below."""

    def __init__(self, text: str, more: str = "", end: Widget | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("orientation", "vertical")
        super().__init__(size_hint_y=None, **kwargs)
        texts = [FitLabel(text=text, step="lead", hug="height")]
        if more:
            texts.append(FitLabel(text=more, step="body", colour="muted", hug="height"))
        middle = Column(*texts, gap=0.25)
        middle.pos_hint = {"center_y": 0.5}
        self._line = Row(*self._before(), middle, gap=3)
        if end is not None:
            end.pos_hint = {"center_y": 0.5}
            self._line.add_widget(end)
        self._line.padding = (0, theme.space(2))
        self.add_widget(self._line)
        self.add_widget(Rule())
        self.bind(minimum_height=self._grow)

    def _before(self) -> tuple[Widget, ...]:
        return ()

    def _grow(self, _: object, height: float) -> None:
        self.height = max(height, dp(tokens.TARGET_MIN_DP))


class Box(Widget):
    """The square of a check list: empty, or filled with a check."""

    checked = BooleanProperty(defaultvalue=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(size_hint=(None, None), size=(dp(52), dp(52)), **kwargs)
        self._ground = Ground(self, "surface", "accent", radius_dp=12, border_dp=3)
        self._icon = Icon(sign="check", colour="on_accent", weight=0.13)
        self.add_widget(self._icon)
        self.bind(pos=self._follow, checked=self._paint)
        self._paint()

    def _follow(self, *_: object) -> None:
        inset = self.width * 0.16
        self._icon.pos = (self.x + inset, self.y + inset)
        self._icon.size = (self.width - 2 * inset, self.height - 2 * inset)

    def _paint(self, *_: object) -> None:
        self._ground.paint("accent" if self.checked else "surface", "accent")
        self._icon.opacity = 1 if self.checked else 0
        self._follow()


class CheckRow(ListRow):
    """A line to tick off; `checked` changes with each tap."""

    checked = BooleanProperty(defaultvalue=False)
    key = StringProperty("")

    def _before(self) -> tuple[Widget, ...]:
        self._box = Box(pos_hint={"center_y": 0.5})
        self._box.checked = self.checked
        self.bind(checked=self._box.setter("checked"))
        return (self._box,)

    @property
    def spoken_state(self) -> str:
        """Whether it is ticked."""
        return "spoken-ticked" if self.checked else "spoken-not-ticked"

    def on_tap(self) -> None:
        """Tick or untick."""
        self.checked = not self.checked


class CheckList(Column):
    """Lines to tick off; `changed` is called with the keys that are ticked."""

    def __init__(self, entries: tuple[tuple[str, str, str], ...], **kwargs: Any) -> None:
        self.rows = [
            CheckRow(text, more, key=key, name=f"check-{key}") for key, text, more in entries
        ]
        super().__init__(*self.rows, gap=0, **kwargs)

    def ticked(self) -> tuple[str, ...]:
        """Keys of the ticked lines, in order."""
        return tuple(row.key for row in self.rows if row.checked)
