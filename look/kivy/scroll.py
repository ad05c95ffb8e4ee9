# SPDX-License-Identifier: Apache-2.0
"""A view on content that may be taller than its room: swipe it, or turn it with two buttons."""

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.buttons import HallButton
from look.kivy.layout import Row
from look.kivy.theme import theme
from look.words import Words

# A turn leaves a little of the last page in sight, so that nobody loses the line.
_TURN_SHARE = 0.85
_WORDS_FROM_DP = 480


class Scroll(BoxLayout):
    """Fills the room it is given; the buttons are there only if the content is taller."""

    def __init__(self, content: Widget, **kwargs: Any) -> None:
        super().__init__(orientation="vertical", spacing=theme.space(1), **kwargs)
        self._content = content
        self._view = ScrollView(
            do_scroll_x=False,
            bar_width=0,
            scroll_type=["content"],
            scroll_distance=dp(16),
            effect_cls="ScrollEffect",
        )
        self._view.add_widget(content)
        words = Words("look", theme.modes.language)
        self._words = {"up": words("scroll-up"), "down": words("scroll-down")}
        self._up, self._down = (_button(text, sign) for sign, text in self._words.items())
        self._up.bind(on_tap=lambda *_: self._turn(1))
        self._down.bind(on_tap=lambda *_: self._turn(-1))
        self._rail = Row(self._up, self._down)
        self.add_widget(self._view)
        content.fbind("height", self._arrange)
        self.fbind("height", self._arrange)
        self.fbind("width", self._name)
        self._view.bind(scroll_y=self._arrange)

    def _arrange(self, *_: object) -> None:
        """Show the buttons when they are needed, each only while it leads somewhere."""
        needed = self._content.height > self.height + 1
        if needed and self._rail.parent is None:
            self.add_widget(self._rail)
        elif not needed and self._rail.parent is not None:
            self.remove_widget(self._rail)
        self._view.do_scroll_y = needed
        if not needed:
            self._view.scroll_y = 1
        _offer(self._up, leads=self._view.scroll_y < 1)
        _offer(self._down, leads=self._view.scroll_y > 0)

    def _name(self, *_: object) -> None:
        """Leave the words away where a column is too narrow for them; a voice still says them."""
        wide = self.width >= dp(_WORDS_FROM_DP)
        for button, text in zip((self._up, self._down), self._words.values(), strict=True):
            button.text = text if wide else ""
            button.spoken = text

    def _turn(self, direction: int) -> None:
        hidden = self._content.height - self._view.height
        if hidden > 0:
            share = self._view.height * _TURN_SHARE / hidden
            self._view.scroll_y = min(1.0, max(0.0, self._view.scroll_y + direction * share))


def _button(text: str, sign: str) -> HallButton:
    height = tokens.TARGET_MIN_DP
    return HallButton(text, sign=sign, step="small", height_dp=height, name=f"scroll-{sign}")


def _offer(button: HallButton, *, leads: bool) -> None:
    """Show a button that leads somewhere; keep the place of one that does not."""
    button.disabled = not leads
    button.opacity = 1 if leads else 0
