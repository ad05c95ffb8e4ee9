# SPDX-License-Identifier: Apache-2.0
"""The hall from above: zones, windows, what one looks for, and where one stands."""

from typing import Any

from kivy.graphics import Color, Ellipse, Line, Rectangle, RoundedRectangle
from kivy.metrics import dp
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Map, Spot
from kiosk.screens.page import Page
from look.kivy.buttons import HallButton
from look.kivy.layout import Column, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_WINDOW_DP = 52
_WINDOW_SMALL_DP = 32
_NAME_HEIGHTS = (0.5, 0.35, 0.7, 0.85, 0.2)
"""Where a zone's name may stand, as shares of its depth, the best first."""


class MapPage(Page):
    """One floor, others one touch away."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self.view.body
        assert isinstance(body, Map), "the map screen shows a map"
        if not body.floors or not body.width_m or not body.depth_m:
            none = FitLabel(text=self.words("map-none"), step="lead", hug="height")
            middle = Column(self.title(self.words("map-title")), none, Spacer(), fill=True)
            return self.stage(self.back_bar(), middle)
        plan = Plan(body, self.words("map-here"), self._names(), small=self.small)
        middle = Column(self._heading(body), plan, fill=True)
        return self.stage(self.back_bar(), middle, *self._floors(body))

    def _heading(self, body: Map) -> Widget:
        """Return where to go, if that is the question."""
        marked = [spot.name for spot in body.windows if spot.marked]
        if not (body.about and marked):
            return self.title(self.words("map-title"), body.about)
        windows = self.words("separator").join(marked)
        places = [area.name for area in body.areas if area.marked]
        about = self.words("dot").join((*places, body.about))
        title = self.title(self.words("map-go", windows=windows), about)
        if self.upright:
            go, more = title.children[1], title.children[0]
            go.step, more.step = "big", "lead"
        return title

    def _names(self) -> dict[str, str]:
        kinds = ("entrance", "desk", "lift", "stairs", "toilet", "water", "seats")
        return {kind: self.words(f"feature-{kind}") for kind in kinds}

    def _floors(self, body: Map) -> tuple[Widget, ...]:
        if len(body.floors) == 1:
            return ()
        buttons = [
            self.on_tap(
                HallButton(name, kind="on" if id_ == body.floor else "plain"), Touch.FLOOR, id_
            )
            for id_, name in body.floors
        ]
        return (Row(*buttons, gap=2),)


class Plan(FloatLayout):
    """A floor to scale in the room there is."""

    def __init__(self, body: Map, here: str, names: dict[str, str], *, small: bool) -> None:
        super().__init__()
        self._body = body
        self._here = here
        self._small = small
        self._names = names
        self._window_px = dp(_WINDOW_SMALL_DP if small else _WINDOW_DP)
        self.bind(pos=self._paint, size=self._paint)

    def _paint(self, *_: object) -> None:
        self.canvas.before.clear()
        self.clear_widgets()
        body = self._body
        edge = self._window_px
        self._scale = min((self.width - edge) / body.width_m, (self.height - edge) / body.depth_m)
        if self._scale <= 0:
            return
        self._left = self.center_x - body.width_m * self._scale / 2
        self._top = self.center_y + body.depth_m * self._scale / 2
        self._outline()
        self._taken: list[tuple[float, float, float, float]] = []
        for area in body.areas:
            self._area(area)
        for spot in body.features:
            self._dot(spot, "muted", dp(6))
        for spot in body.windows:
            self._window(spot)
        if body.here is not None:
            self._dot(body.here, "bad", dp(14))
            self._label(body.here, self._here, "bad")
        for area in body.areas:
            self._name(area)
        for spot in body.features:
            self._label(spot, self._names.get(spot.kind, ""), "muted")

    def _point(self, spot: Any) -> tuple[float, float]:
        return self._left + spot.x_m * self._scale, self._top - spot.y_m * self._scale

    def _outline(self) -> None:
        width, depth = self._body.width_m * self._scale, self._body.depth_m * self._scale
        with self.canvas.before:
            Color(*theme.colour("surface"))
            Rectangle(pos=(self._left, self._top - depth), size=(width, depth))
            Color(*theme.colour("edge"))
            Line(rectangle=(self._left, self._top - depth, width, depth), width=dp(1.5))

    def _area(self, area: Any) -> None:
        left, top = self._point(area)
        width, depth = area.width_m * self._scale, area.depth_m * self._scale
        with self.canvas.before:
            Color(*theme.colour("accent_soft" if area.marked else "paper"))
            RoundedRectangle(pos=(left, top - depth), size=(width, depth), radius=[dp(12)])
            Color(*theme.colour("accent" if area.marked else "line"))
            Line(
                rounded_rectangle=(left, top - depth, width, depth, dp(12)),
                width=dp(2 if area.marked else 1),
            )

    def _name(self, area: Any) -> None:
        """Write a zone's name at the first height where nothing else stands."""
        left, top = self._point(area)
        width, depth = area.width_m * self._scale, area.depth_m * self._scale
        step = "note" if self._small else ("body" if area.marked else "small")
        name = FitLabel(text=area.name, step=step, bold=area.marked, hug="both")
        middle = left + width / 2 - name.width / 2
        heights = [top - depth * share - name.height / 2 for share in _NAME_HEIGHTS]
        free = [y for y in heights if not self._stands((middle, y, *name.size))]
        name.pos = (middle, (free or heights)[0])
        self._taken.append((*name.pos, *name.size))
        self.add_widget(name)

    def _stands(self, box: tuple[float, float, float, float]) -> bool:
        """Whether something stands within a box already."""
        x, y, width, height = box
        return any(
            x < left + wide and left < x + width and y < low + high and low < y + height
            for left, low, wide, high in self._taken
        )

    def _window(self, spot: Spot) -> None:
        side = self._window_px
        x, y = self._point(spot)
        with self.canvas.before:
            Color(*theme.colour("accent" if spot.marked else "surface"))
            RoundedRectangle(pos=(x - side / 2, y - side / 2), size=(side, side), radius=[dp(10)])
            Color(*theme.colour("accent" if spot.marked else "edge"))
            Line(rounded_rectangle=(x - side / 2, y - side / 2, side, side, dp(10)), width=dp(1.5))
        label = FitLabel(
            text=spot.name, step="body" if side > dp(40) else "note", bold=True, halign="center",
            colour="on_accent" if spot.marked else "ink", lines_max=1,
            size_hint=(None, None), size=(side, side),
        )  # fmt: skip
        label.center = (x, y)
        self._taken.append((*label.pos, *label.size))
        self.add_widget(label)

    def _dot(self, spot: Any, colour: str, radius: float) -> None:
        x, y = self._point(spot)
        self._taken.append((x - radius, y - radius, 2 * radius, 2 * radius))
        with self.canvas.before:
            Color(*theme.colour(colour))
            Ellipse(pos=(x - radius, y - radius), size=(2 * radius, 2 * radius))

    def _label(self, spot: Any, text: str, colour: str) -> None:
        """Write a name beside its dot where it is free; none is better than two over each other."""
        x, y = self._point(spot)
        away = dp(16 if spot.marked else 8)
        for step in ("note",) if self._small else ("small", "note"):
            label = FitLabel(text=text, step=step, colour=colour, bold=spot.marked, hug="both")
            width, height = label.size
            right = self._left + self._body.width_m * self._scale - width - dp(6)
            middle = min(max(x - width / 2, self._left + dp(6)), right)
            sides = [(middle, y + away), (middle, y - away - height)]
            sides += [(x + away, y - height / 2), (x - away - width, y - height / 2)]
            free = [place for place in sides if self._is_free((*place, width, height))]
            if free or spot.marked:
                label.pos = (free or sides)[0]
                self._taken.append((*label.pos, *label.size))
                self.add_widget(label)
                return

    def _is_free(self, box: tuple[float, float, float, float]) -> bool:
        """Whether a box is within the floor and nothing stands there."""
        x, y, width, height = box
        floor = self._body.width_m * self._scale, self._body.depth_m * self._scale
        inside = self._left <= x and x + width <= self._left + floor[0]
        return inside and self._top - floor[1] <= y <= self._top - height and not self._stands(box)
