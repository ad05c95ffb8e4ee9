# SPDX-License-Identifier: Apache-2.0
"""The first screen: one question, the departments with their queues, the ways in beside them."""

from kivy.metrics import dp
from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Home, Queue, Tile, View
from kiosk.screens.page import Page
from kiosk.screens.tiles import Pages
from look import tokens
from look.kivy.buttons import HallButton, Tappable
from look.kivy.cards import TapCard
from look.kivy.icons import Icon
from look.kivy.layout import Row
from look.kivy.shapes import Ground, Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_TILE_WIDTH_DP = 300
_PADDING = 3.0


class HomePage(Page):
    """Departments."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        search = SearchField(self.words("home-search"))
        parts = [self.hall_bar(), self.on_tap(search, Touch.SEARCH)]
        question = FitLabel(text=self.words("home-question"), step="lead", bold=True, hug="height")
        tiles = Pages(
            len(body.tiles) + 1,
            self._cell,
            memory=self.memory,
            key="home",
            cell=(_TILE_WIDTH_DP if not self.small else 220, tile_height(hint=not self.small)),
            columns_max=2 if self.upright else 4,
            gap=1.5 if self.small else 3,
        )
        if self.small:
            bar = Row(*parts[1:], self._map(), *self._reprint(body), gap=2)
            return self.stage(parts[0], tiles, bar)
        if not self.upright:
            parts = [Row(parts[0]), Row(question, parts[1], gap=4)]
            question = None
        top = [*parts, *([question] if question is not None else [])]
        middle = _filled(*top[1:], tiles)
        ways = Row(self._map(), *self._reprint(body), gap=3)
        return self.stage(top[0], middle, ways, self.modes_bar())

    @staticmethod
    def _body(view: View) -> Home:
        assert isinstance(view.body, Home), "the home screen shows home"
        return view.body

    def shape(self, view: View) -> object:
        """Queues change in place; departments and the reprint do not."""
        body = self._body(view)
        outline = tuple((t.id, t.name, t.hint, t.queue.open, t.queue.at_once) for t in body.tiles)
        return outline, body.reprint

    def _map(self) -> Widget:
        button: Widget = self.button("home-map", Touch.MAP, sign="map")
        return button

    def _reprint(self, body: Home) -> tuple[Widget, ...]:
        if not body.reprint:
            return ()
        text = self.words("home-reprint", number=body.reprint)
        return (self.on_tap(HallButton(text, sign="print"), Touch.REPRINT),)

    def _cell(self, place: int) -> Widget:
        body = self._body(self.view)
        if place == len(body.tiles):
            count = Queue(self.words("services-count", count=body.services), open=True)
            hint = self.words("home-all-hint")
            everything = Tile("", self.words("home-all"), hint, count, 5)
            tile = TileCard(everything, hint=not self.small)
            return self.on_tap(tile, Touch.THEMES)  # type: ignore[no-any-return]
        department = body.tiles[place]
        tile = TileCard(department, hint=not self.small)
        self.live(tile.queue, lambda view: self._body(view).tiles[place].queue.text)
        return self.on_tap(tile, Touch.DEPARTMENT, department.id)  # type: ignore[no-any-return]


def _filled(*children: Widget) -> Widget:
    from look.kivy.layout import Column  # noqa: PLC0415

    return Column(*children, gap=3, fill=True)


def tile_height(*, hint: bool) -> float:
    """Return the height in pixels of a tile: a name of one or two lines, hints, the queue."""
    lines = theme.size("lead") * 1 + theme.size("small")
    if hint:
        lines += theme.size("small")
    return float(lines * tokens.LINE_HEIGHT + theme.space(2 * _PADDING + (3 if hint else 1)))


class TileCard(TapCard):
    """A department: name, what one does there, who waits."""

    def __init__(self, tile: Tile, *, hint: bool = True) -> None:
        colours = tokens.DEPARTMENT_COLOURS
        self.queue = FitLabel(
            text=tile.queue.text,
            step="small",
            bold=tile.queue.at_once,
            colour=_queue_colour(tile.queue),
            lines_max=1,
            name=f"queue-{tile.id}",
        )
        self.queue.size_hint_y = None
        self.queue.height = theme.size("small") * tokens.LINE_HEIGHT
        name = FitLabel(text=tile.name, step="lead", bold=True, lines_max=2, balance=True)
        parts = [name]
        if hint:
            more = FitLabel(text=tile.hint, step="small", colour="muted", lines_max=1, least_dp=18)
            more.size_hint_y = None
            more.height = theme.size("small") * tokens.LINE_HEIGHT
            parts.append(more)
        super().__init__(
            *parts,
            self.queue,
            bar=colours[tile.colour % len(colours)],
            padding=(theme.space(3), theme.space(_PADDING)),
        )


def _queue_colour(queue: Queue) -> str:
    if queue.at_once:
        return "good"
    return "ink" if queue.open else "warn"


class SearchField(Tappable):
    """Looks like the field it leads to."""

    def __init__(self, prompt: str) -> None:
        super().__init__(size_hint_y=None, height=dp(tokens.TARGET_BUTTON_DP))
        self.padding = (theme.space(4), 0)
        self.spacing = theme.space(2)
        self._ground = Ground(self, "surface", "ink", radius_dp=tokens.TARGET_BUTTON_DP / 2)
        label = FitLabel(text=prompt, step="body", colour="muted", lines_max=2)
        side = theme.size("lead")
        icon = Icon(sign="search", size_hint=(None, None), size=(side, side))
        icon.pos_hint = {"center_y": 0.5}
        for child in (icon, label) if theme.right_to_left else (label, icon):
            self.add_widget(child)
        self.bind(state=self._show_state)

    def _show_state(self, *_: object) -> None:
        self._ground.paint("pressed" if self.state == "down" else "surface", "ink")


__all__ = ["HomePage", "SearchField", "Spacer", "TileCard", "tile_height"]
