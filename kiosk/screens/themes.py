# SPDX-License-Identifier: Apache-2.0
"""All services: by subject, by life event, by department."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Themes, Tile, View
from kiosk.screens.page import Page
from kiosk.screens.tiles import Cell, Pages
from look.kivy.buttons import HallButton
from look.kivy.cards import TapCard
from look.kivy.layout import Column, Row
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_KINDS = (Touch.THEME, Touch.EVENT, Touch.DEPARTMENT)
_WORDS = ("themes-themes", "themes-events", "themes-departments")
_TAB = "themes-tab"
_STRETCH_MAX = 1.6


class ThemesPage(Page):
    """Three ways to a list; which one is open, only the screen knows."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        search = self.search_button()
        ways = [
            (kind, key, tiles)
            for kind, key, tiles in zip(_KINDS, _WORDS, self._ways(body), strict=True)
            if tiles
        ]
        self._room = Column(fill=True, gap=0)
        title = self.title(self.words("themes-title"))
        self._tabs = Row(gap=2)
        middle = Column(title, self._tabs, self._room, gap=1.5 if self.small else 3, fill=True)
        self._open(ways, min(self.memory.get(_TAB, 0), len(ways) - 1))
        bottom = () if self.small else (self.modes_bar(),)
        return self.stage(self.back_bar("", search), middle, *bottom)

    def shape(self, view: View) -> object:
        """Queues are not shown here: only the names force a new drawing."""
        return tuple((t.id, t.name) for way in self._ways(self._body(view)) for t in way)

    @staticmethod
    def _body(view: View) -> Themes:
        assert isinstance(view.body, Themes), "the subjects screen shows subjects"
        return view.body

    @staticmethod
    def _ways(body: Themes) -> tuple[tuple[Tile, ...], ...]:
        return body.themes, body.events, body.departments

    def _open(self, ways: list[tuple[Touch, str, tuple[Tile, ...]]], place: int) -> None:
        self.memory[_TAB] = place
        self._tabs.clear_widgets()
        for number, (_kind, name, _tiles) in enumerate(ways):
            style = "on" if number == place else "plain"
            tab = HallButton(self.words(name), kind=style, name=name, height_dp=64)
            tab.bind(on_tap=lambda _tab, number=number: self._open(ways, number))
            self._tabs.add_widget(tab)
        kind, key, tiles = ways[place]
        self._room.clear_widgets()
        self._room.add_widget(self._pages(kind, key, tiles))

    def _pages(self, kind: Touch, key: str, tiles: tuple[Tile, ...]) -> Widget:
        def cell(place: int) -> Widget:
            tile = tiles[place]
            return self.on_tap(NameCard(tile), kind, tile.id)

        height = theme.size("lead") * 1.4 + theme.size("body") * 1.4 + theme.space(4)
        return Pages(
            len(tiles),
            cell,
            Cell(
                400, height, columns_max=2, gap=1.5 if self.small else 3, stretch_max=_STRETCH_MAX
            ),
            memory=self.memory,
            key=key,
        )


class NameCard(TapCard):
    """A name and what is behind it."""

    def __init__(self, tile: Tile) -> None:
        super().__init__(
            FitLabel(text=tile.name, step="lead", bold=True, lines_max=1),
            FitLabel(text=tile.hint, step="body", colour="muted", lines_max=2),
            padding=(theme.space(3), theme.space(1.5)),
        )
