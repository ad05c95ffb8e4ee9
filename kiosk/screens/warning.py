# SPDX-License-Identifier: Apache-2.0
"""Are you still there? A touch anywhere goes on; else the visit ends."""

from kivy.graphics import Color, Rectangle
from kivy.metrics import dp
from kivy.uix.anchorlayout import AnchorLayout

from kiosk.core.flow import Touch
from kiosk.screens.page import Page
from look.kivy.cards import Card
from look.kivy.text import FitLabel

_VEIL = 0.55


class Warned(AnchorLayout):
    """A card over the dimmed screen."""

    veils = True
    """What lies below is not to be read now."""

    def __init__(self, page: Page) -> None:
        super().__init__(anchor_y="bottom" if page.view.frame.low else "center", padding=dp(24))
        with self.canvas.before:
            Color(0, 0, 0, _VEIL)
            self._veil = Rectangle()
        self.bind(pos=self._cover, size=self._cover)
        self._words = page.words
        self._seconds = FitLabel(step="body", colour="muted", hug="height", halign="center")
        title = FitLabel(
            text=page.words("warning-title"), step="title", bold=True, hug="height", halign="center"
        )
        go_on = page.button("warning-continue", Touch.CONTINUE, kind="main", name="continue")
        card = Card(title, self._seconds, go_on, padding=5, spacing=dp(24))
        card.size_hint_x = None
        card.width = dp(680)
        self.add_widget(card)
        self.show(page.view.frame.warning_s or 0)

    def show(self, seconds: int) -> None:
        """Show how long is left."""
        self._seconds.text = self._words("warning-what", seconds=seconds)

    def on_touch_down(self, touch: object) -> bool:
        """Keep touches from what lies below: it is not being read now."""
        super().on_touch_down(touch)
        return True

    def _cover(self, *_: object) -> None:
        self._veil.pos, self._veil.size = self.pos, self.size
