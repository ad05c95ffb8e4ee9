# SPDX-License-Identifier: Apache-2.0
"""The first screen: one question, the departments with their queues, the ways in beside them."""

from kivy.metrics import dp
from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Home, Queue, Tile, View
from kiosk.screens.page import Page
from kiosk.screens.tiles import Cell, Pages
from look import tokens
from look.kivy.buttons import HallButton, Tappable
from look.kivy.cards import Notice, TapCard
from look.kivy.icons import Icon
from look.kivy.layout import Column, Row
from look.kivy.shapes import Ground
from look.kivy.text import FitLabel
from look.kivy.theme import Form, theme

_TILE_DP = 300
_TILE_SMALL_DP = 290
_TILE_STRETCH_MAX = 1.7


class HomePage(Page):
    """Departments."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        prompt = self.words("search-title" if self.small else "home-search")
        search = self.on_tap(SearchField(prompt), Touch.SEARCH)
        question = FitLabel(text=self.words("home-question"), step="lead", bold=True, hug="height")
        if self.small:
            ways = Row(search, self._code(), self._map(), *self._reprint(body), gap=2)
            return self.stage(self.hall_bar(), self._tiles(body), *self._hint(body), ways)
        if self.upright:
            middle = Column(search, question, self._tiles(body), gap=3.5, fill=True)
        else:
            question.pos_hint = {"center_y": 0.5}
            middle = Column(Row(question, search, gap=4), self._tiles(body), gap=3, fill=True)
        ways = Row(self._code(), self._map(), *self._reprint(body), gap=3)
        return self.stage(self.hall_bar(), middle, *self._hint(body), ways, self.modes_bar())

    @staticmethod
    def _body(view: View) -> Home:
        assert isinstance(view.body, Home), "the home screen shows home"
        return view.body

    def shape(self, view: View) -> object:
        """Queues change in place; departments and the reprint do not."""
        body = self._body(view)
        outline = tuple((t.id, t.name, t.hint, t.queue.open, t.queue.at_once) for t in body.tiles)
        return outline, body.reprint, body.hint

    def _code(self) -> Widget:
        return self.button("home-code", Touch.CODE, sign="clock")

    def _hint(self, body: Home) -> tuple[Widget, ...]:
        """Return what to lay or hold where, while somebody can: not once a card was read."""
        if not body.hint or self.view.frame.person:
            return ()
        if self.small:
            return (
                FitLabel(text=body.hint, step="note", colour="muted", lines_max=1, hug="height"),
            )
        return (Notice(body.hint, tone="calm", sign="person"),)

    def _map(self) -> Widget:
        return self.button("home-map", Touch.MAP, sign="map")

    def _reprint(self, body: Home) -> tuple[Widget, ...]:
        if not body.reprint:
            return ()
        text = self.words("home-reprint", number=body.reprint)
        return (self.on_tap(HallButton(text, sign="print"), Touch.REPRINT),)

    def _tiles(self, body: Home) -> Widget:
        tight = self._tight
        cell = Cell(
            _TILE_SMALL_DP if tight else _TILE_DP,
            tile_height(hint=not tight),
            columns_max=2 if self.upright and not tight else 4,
            gap=1.5 if self.small else 3,
            stretch_max=_TILE_STRETCH_MAX,
            share=True,
        )
        count = len(body.tiles) + 1
        return Pages(count, self._tile, cell, memory=self.memory, key="home")

    @property
    def _tight(self) -> bool:
        """Whether tiles do without their hints, so that more of them are in reach and in sight."""
        return self.small or self.low or (self.view.frame.large and not self.upright)

    def _tile(self, place: int) -> Widget:
        body = self._body(self.view)
        if place == len(body.tiles):
            count = Queue(self.words("services-count", count=body.services), open=True)
            hint = self.words("home-all-hint")
            everything = Tile("", self.words("home-all"), hint, count, -1)
            return self.on_tap(TileCard(everything, hint=not self._tight), Touch.THEMES)
        department = body.tiles[place]
        tile = TileCard(department, hint=not self._tight)
        self.live(tile.queue, lambda view: self._body(view).tiles[place].queue.text)
        return self.on_tap(tile, Touch.DEPARTMENT, department.id)


def tile_height(*, hint: bool) -> float:
    """Return the height in pixels of a tile: a name, a hint, the queue, and air."""
    if not hint:
        lines = theme.size("lead") + theme.size("small")
        return float(lines * tokens.LINE_HEIGHT + theme.space(5))
    lines = theme.size("title") + 2 * theme.size("body")
    return float(lines * tokens.LINE_HEIGHT + theme.space(9))


class TileCard(TapCard):
    """A department: name, what one does there, who waits."""

    def __init__(self, tile: Tile, *, hint: bool = True) -> None:
        colours = tokens.DEPARTMENT_COLOURS
        self.queue = _one_line(tile.queue.text, _queue_colour(tile.queue), bold=tile.queue.at_once)
        step = "title" if hint else "body"
        name = FitLabel(text=tile.name, step=step, bold=True, lines_max=2, balance=True)
        parts = [name]
        if hint:
            name.valign = "bottom"
            parts.append(FitLabel(text=tile.hint, step="body", colour="muted", lines_max=1))
            parts[-1].valign = "top"
        super().__init__(
            *parts,
            self.queue,
            bar=colours[tile.colour % len(colours)],
            padding=(theme.space(3.5 if hint else 2.5), theme.space(3 if hint else 2)),
        )


def _one_line(text: str, colour: str, *, bold: bool) -> FitLabel:
    step = "small" if theme.form is Form.SMALL else "body"
    label = FitLabel(text=text, step=step, bold=bold, colour=colour, lines_max=1)
    label.size_hint_y = None
    label.height = theme.size(step) * tokens.LINE_HEIGHT
    return label


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
