# SPDX-License-Identifier: Apache-2.0
"""Buttons that a finger cannot miss: large, answering in the next frame, deaf to a double strike."""

from typing import Any, Final

from kivy.clock import Clock
from kivy.metrics import dp
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.icons import Icon
from look.kivy.shapes import Ground
from look.kivy.text import FitLabel, text_width
from look.kivy.theme import theme
from look.strikes import DoubleStrike

# kind: fill, edge, text, fill while pressed.
KINDS: Final = {
    "plain": ("surface", "edge", "ink", "pressed"),
    "main": ("accent", "accent", "on_accent", "accent_pressed"),
    "quiet": ("paper", "paper", "ink", "pressed"),
    "danger": ("surface", "bad", "bad", "bad_soft"),
    "on": ("accent_soft", "accent", "accent_ink", "pressed"),
}
_strikes: Final = DoubleStrike()
_PRESSED_S: Final = 0.1


def paint_of(kind: str) -> tuple[str, str, str, str]:
    """Return a kind's colours; what is chosen is filled where no soft colour can tell it."""
    return KINDS["main" if kind == "on" and theme.modes.contrast else kind]


class Tappable(ButtonBehavior, BoxLayout):
    """Anything a finger may tap; `on_tap` comes once a wish. Make the children, then tap."""

    name = StringProperty("")
    fast = BooleanProperty(defaultvalue=False)
    focusable = BooleanProperty(defaultvalue=True)
    """Whether keys lead here; False: it only surrounds others."""
    spoken = StringProperty("")
    """What a voice calls it; empty: its own texts."""
    spoken_in = StringProperty("")
    """In which language, when that is not the screen's."""

    @property
    def spoken_state(self) -> str:
        """Key of the look's words for how it stands, or empty."""
        return ""

    __events__ = ("on_tap",)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_state_time", _PRESSED_S)
        super().__init__(**kwargs)

    def on_tap(self) -> None:
        """Handle a wish (bind to it)."""

    def on_release(self) -> None:
        """Pass a release on as a tap, unless it is the second strike of a trembling finger."""
        touch = self.last_touch
        place = touch.pos if touch is not None else self.center
        tick_ms = round(Clock.get_time() * 1000)
        if self.fast or _strikes.accept(tick_ms, place[0] / dp(1), place[1] / dp(1)):
            self.dispatch("on_tap")


class HallButton(Tappable):
    """A button with a text and perhaps a sign; kinds are main, plain, quiet, danger and on."""

    def __init__(
        self,
        text: str = "",
        *,
        kind: str = "plain",
        sign: str = "",
        step: str = "",
        height_dp: float = 0,
        wide: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._kind = kind
        least = tokens.TARGET_MAIN_DP if kind == "main" else tokens.TARGET_BUTTON_DP
        self.size_hint_y = None
        self.height = dp(max(height_dp or least, tokens.TARGET_MIN_DP))
        self.spacing = theme.space(1.5)
        fill, edge, ink, _pressed = paint_of(kind)
        self._ground = Ground(self, fill, edge)
        self._label = FitLabel(
            text=text,
            step=step or ("lead" if kind == "main" else "body"),
            bold=True,
            colour=ink,
            halign="center",
            lines_max=2,
            balance=True,
        )
        self._sign = sign
        if wide:
            self.padding = (theme.space(2), theme.space(1))
            self._fill(Icon(sign=sign, colour=ink) if sign else None)
        else:
            self._hug_text(Icon(sign=sign, colour=ink) if sign else None)
        self.bind(state=self._show_state, disabled=self._show_state)

    @property
    def text(self) -> str:
        """The button's words."""
        return str(self._label.text)

    @text.setter
    def text(self, text: str) -> None:
        self._label.text = text

    @property
    def spoken_state(self) -> str:
        """Whether it is chosen."""
        return "spoken-chosen" if self._kind == "on" else ""

    def _fill(self, icon: Widget | None) -> None:
        """Sign and text side by side in the middle of the room there is."""
        if icon is None:
            self.add_widget(self._label)
            return
        side = theme.size("body")
        icon.size_hint = (None, None)
        icon.size = (side, side)
        icon.pos_hint = {"center_y": 0.5}
        self._label.size_hint_x = None
        pair = (self._label, icon) if theme.right_to_left else (icon, self._label)
        for child in (Widget(), *pair, Widget()):
            self.add_widget(child)
        self.bind(size=self._share_width)
        self._label.bind(text=self._share_width)

    def _share_width(self, *_: object) -> None:
        """Give the label the width of its text, or what is left beside the sign."""
        label = self._label
        wanted = text_width(label.text, theme.size(label.step), bold=True) + 1
        room = self.width - 2 * self.padding[0] - theme.size("body") - 3 * self.spacing
        label.width = max(1, min(wanted, room))

    def _hug_text(self, icon: Widget | None) -> None:
        """As wide as the text and its margins."""
        margin = theme.space(3.5)
        self.padding = (margin, theme.space(1))
        self.size_hint_x = None
        self._label.hug = "both"
        self._label.size_hint = (None, None)
        self._label.pos_hint = {"center_y": 0.5}
        pair: tuple[Widget, ...] = (self._label,)
        if icon is not None:
            icon.size_hint = (None, None)
            icon.size = (theme.size("body"), theme.size("body"))
            icon.pos_hint = {"center_y": 0.5}
            pair = (self._label, icon) if theme.right_to_left else (icon, self._label)
        for child in pair:
            self.add_widget(child)
        self.bind(minimum_width=self._widen)

    def _widen(self, _: object, width: float) -> None:
        self.width = max(width, dp(tokens.TARGET_MIN_DP))

    def _show_state(self, *_: object) -> None:
        fill, edge, ink, pressed = paint_of(self._kind)
        if self.disabled:
            # Without a border where grey does not exist.
            self._ground.paint("paper", "paper" if theme.modes.contrast else "line")
            self._label.colour = "muted"
            return
        self._ground.paint(pressed if self.state == "down" else fill, edge)
        self._label.colour = ink


class IconButton(Tappable):
    """A square button with a sign alone; give it a name and words for the spoken guide."""

    def __init__(
        self, sign: str, *, kind: str = "plain", side_dp: float = 0, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self._kind = kind
        side = dp(max(side_dp or tokens.TARGET_BUTTON_DP, tokens.TARGET_MIN_DP))
        self.size_hint = (None, None)
        self.size = (side, side)
        self.padding = side * 0.3
        fill, edge, ink, _pressed = paint_of(kind)
        self._ground = Ground(self, fill, edge)
        self._icon = Icon(sign=sign, colour=ink)
        self.add_widget(self._icon)
        self.bind(state=self._show_state, disabled=self._show_state)

    def _show_state(self, *_: object) -> None:
        fill, edge, ink, pressed = paint_of(self._kind)
        if self.disabled:
            self._ground.paint("paper", "paper" if theme.modes.contrast else "line")
            self._icon.colour = "muted"
            return
        self._ground.paint(pressed if self.state == "down" else fill, edge)
        self._icon.colour = ink
