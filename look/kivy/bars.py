# SPDX-License-Identifier: Apache-2.0
"""Top bar, clock and countdowns: what stands on many screens and moves least."""

from typing import Any

from kivy.clock import Clock
from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.widget import Widget

from look.kivy.layout import Column, Row
from look.kivy.text import FitLabel
from look.kivy.theme import Form, theme

# A countdown moves in steps that an eye sees; every frame would cost more than it shows.
_COUNTDOWN_STEP_S = 0.25
_SEGMENTS = 120


class TopBar(Row):
    """Title with a line of small words above it; at the end what the screen puts there."""

    def __init__(self, title: str, above: str = "", *ends: Widget, **kwargs: Any) -> None:
        small = theme.form is Form.SMALL
        heading = Column(gap=0)
        heading.pos_hint = {"center_y": 0.5}
        if above:
            step = "note" if small else "body"
            self.above = FitLabel(text=above, step=step, colour="muted", hug="height", lines_max=2)
            heading.add_widget(self.above)
        step = "body" if small else "title"
        self.title = FitLabel(
            text=title, step=step, bold=True, hug="height", lines_max=2, balance=True
        )
        self.title.name = "title"
        heading.add_widget(self.title)
        super().__init__(heading, gap=2, **kwargs)
        for end in ends:
            end.pos_hint = {"center_y": 0.5}
            self.add_widget(end)


class CountdownBar(Widget):
    """A bar that empties in `seconds`; calls `on_done` once. It stands still until started."""

    seconds = NumericProperty(10)
    left = NumericProperty(1.0)
    colour = StringProperty("accent")
    name = StringProperty("")

    __events__ = ("on_done",)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("height", dp(8))
        super().__init__(size_hint_y=None, **kwargs)
        with self.canvas:
            self._back_color = Color(*theme.colour("line"))
            self._back = SmoothRoundedRectangle()
            self._front_color = Color(*theme.colour(self.colour))
            self._front = SmoothRoundedRectangle()
        self._ends_at_s = 0.0
        self._event: Any = None
        self.bind(pos=self._paint, size=self._paint, left=self._paint)
        self._paint()

    def start(self) -> None:
        """Begin (again) with all the time."""
        self.stop()
        self._ends_at_s = Clock.get_time() + self.seconds
        self.left = 1.0
        self._event = Clock.schedule_interval(self._go, _COUNTDOWN_STEP_S)

    def stop(self) -> None:
        """Stand still."""
        if self._event is not None:
            self._event.cancel()
            self._event = None

    def on_done(self) -> None:
        """Handle the end (bind to it)."""

    @property
    def seconds_left(self) -> int:
        """Whole seconds that a text beside the bar may show."""
        return int(self.left * self.seconds + 0.5)

    def _go(self, _: float) -> None:
        self.left = max(0.0, (self._ends_at_s - Clock.get_time()) / self.seconds)
        if self.left == 0:
            self.stop()
            self.dispatch("on_done")

    def _paint(self, *_: object) -> None:
        radius = [self.height / 2]
        width = max(self.height, self.width * self.left)
        self._back.pos, self._back.size, self._back.radius = self.pos, self.size, radius
        x = self.right - width if theme.right_to_left else self.x
        self._front.pos, self._front.radius = (x, self.y), radius
        self._front.size = (width if self.left > 0 else 0, self.height)


class CountdownRing(CountdownBar):
    """The same as a ring with the seconds in its middle."""

    def __init__(self, side_dp: float = 96, **kwargs: Any) -> None:
        self._number: FitLabel | None = None
        super().__init__(height=dp(side_dp), width=dp(side_dp), size_hint_x=None, **kwargs)
        self._number = FitLabel(step="lead", bold=True, halign="center")
        self.add_widget(self._number)
        self._paint()

    def _paint(self, *_: object) -> None:
        self.canvas.clear()
        thick = self.height * 0.04
        radius = self.height / 2 - thick * 1.5
        with self.canvas:
            Color(*theme.colour("line"))
            SmoothLine(circle=(*self.center, radius, 0, 360, _SEGMENTS), width=thick)
            Color(*theme.colour(self.colour))
            arc = (*self.center, radius, 0, 360 * self.left, _SEGMENTS)
            SmoothLine(circle=arc, width=thick)
        if self._number is not None:
            self._number.pos, self._number.size = self.pos, self.size
            self._number.text = str(self.seconds_left)
            self.canvas.add(self._number.canvas)
