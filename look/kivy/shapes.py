# SPDX-License-Identifier: Apache-2.0
"""Grounds with round corners, borders and bars: what widgets draw behind themselves."""

from typing import Any

from kivy.graphics import Color, Rectangle, SmoothRoundedRectangle
from kivy.metrics import dp
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.theme import theme

_SEGMENTS = 24


class Ground:
    """A widget's ground: a filled round rectangle with a border, following the widget."""

    def __init__(
        self,
        widget: Widget,
        fill: str,
        edge: str | None = None,
        *,
        radius_dp: float = tokens.RADIUS_KIOSK_DP,
        border_dp: float = tokens.BORDER_DP,
    ) -> None:
        self._widget = widget
        self._border = dp(border_dp) if edge is not None else 0.0
        self._radius = dp(radius_dp)
        with widget.canvas.before:
            self._edge_color = Color(*theme.colour(edge or fill))
            self._edge = SmoothRoundedRectangle(segments=_SEGMENTS)
            self._fill_color = Color(*theme.colour(fill))
            self._fill = SmoothRoundedRectangle(segments=_SEGMENTS)
        # A strong tie: the widget keeps its ground alive.
        widget.fbind("pos", self._follow)
        widget.fbind("size", self._follow)
        self._follow()

    def paint(self, fill: str, edge: str | None = None) -> None:
        """Take other colours."""
        self._fill_color.rgba = theme.colour(fill)
        self._edge_color.rgba = theme.colour(edge or fill)

    def _follow(self, *_: object) -> None:
        (x, y), (width, height) = self._widget.pos, self._widget.size
        border = self._border
        radius = min(self._radius, width / 2, height / 2)
        self._edge.pos = (x, y)
        self._edge.size = (width, height)
        self._edge.radius = [radius]
        self._fill.pos = (x + border, y + border)
        self._fill.size = (max(0, width - 2 * border), max(0, height - 2 * border))
        self._fill.radius = [max(0, radius - border)]


class Flat:
    """A widget's ground without corners: whole screens, board rows."""

    def __init__(self, widget: Widget, fill: str) -> None:
        self._widget = widget
        with widget.canvas.before:
            self._color = Color(*theme.colour(fill))
            self._fill = Rectangle()
        # A strong tie: the widget keeps its ground alive.
        widget.fbind("pos", self._follow)
        widget.fbind("size", self._follow)
        self._follow()

    def paint(self, fill: str) -> None:
        """Take another colour."""
        self._color.rgba = theme.colour(fill)

    def _follow(self, *_: object) -> None:
        self._fill.pos = self._widget.pos
        self._fill.size = self._widget.size


class Rule(Widget):
    """A thin line across; separates without a box."""

    def __init__(self, colour: str = "line", **kwargs: Any) -> None:
        super().__init__(size_hint_y=None, height=dp(tokens.BORDER_DP), **kwargs)
        Flat(self, colour)


class Spacer(Widget):
    """Takes the room that is left, or a fixed height of steps of 8 dp."""

    def __init__(self, steps: float | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if steps is not None:
            self.size_hint = (None, None)
            self.size = (theme.space(steps), theme.space(steps))
