# SPDX-License-Identifier: Apache-2.0
"""Search as you type: a keyboard on the screen, results above it."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch, Touched
from kiosk.core.view import Search, View
from kiosk.screens.page import Page, flexible
from kiosk.screens.services import service_pages
from look.kivy.buttons import HallButton, IconButton
from look.kivy.cards import Card
from look.kivy.icons import Icon
from look.kivy.layout import Column, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_LATIN = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_ROWS = {"ug": ("چۋېرتيۇڭوپ", "ھسداەىقكل", "ئزشغۈبنم", "ژفگخجۆ")}
"""Keys of the languages that are not found by Latin letters, where their keyboards have them."""
_KEY_DP = 88
_KEY_SMALL_DP = 60
_OF_FIELD = 2
"""The first of the live texts are the field's: they outlive every list of results."""


class SearchPage(Page):
    """A field, results, keys."""

    def draw(self) -> Widget:
        """Build the screen."""
        self._results = Column(fill=True, gap=0)
        field = FitLabel(step="lead", bold=True, lines_max=1, name="query")
        self.live(field, self._typed)
        self.live(field, lambda view: "ink" if self._body(view).query else "muted", "colour")
        self._field = field
        side = theme.size("lead")
        sign = Icon(sign="search", size_hint=(None, None), size=(side, side))
        sign.pos_hint = {"center_y": 0.5}
        card = Card(Row(sign, field, gap=2, fill=True), fill=True, padding=2)
        card.size_hint_y = None
        card.height = theme.size("lead") * 1.4 + theme.space(4)
        self._show_results()
        if self.small:
            left = Column(card, self._results, gap=1, fill=True)
            right = Column(Spacer(), *self._keys(), gap=1, fill=True)
            right.size_hint_x = 1.25
            return self.stage(self.back_bar(), Row(left, right, gap=2, fill=True))
        if self.upright:
            top = Column(card, self._results, gap=2, fill=True)
            return self.stage(self.back_bar(), top, *self._keys())
        left = Column(card, *self._keys(), Spacer(), gap=2, fill=True)
        return self.stage(self.back_bar(), Row(left, self._results, gap=5, fill=True))

    def follow(self, view: View) -> bool:
        """Show other results in place: the keys stay under the finger."""
        before = self._body(self.view)
        if before != self._body(view):
            # The rows that are shown may have no counterpart: they are drawn anew below.
            self._live = self._live[:_OF_FIELD]
        if not super().follow(view):
            return False
        if [row.id for row in before.rows] != [row.id for row in self._body(view).rows]:
            self.memory.pop("search", None)
        if before != self._body(view):
            self._show_results()
        return True

    def shape(self, view: View) -> object:
        """Nothing forces a new drawing."""
        return type(view.body)

    @staticmethod
    def _body(view: View) -> Search:
        assert isinstance(view.body, Search), "the search screen searches"
        return view.body

    def _typed(self, view: View) -> str:
        return self._body(view).query or self.words("search-prompt")

    def _show_results(self) -> None:
        body = self._body(self.view)
        self._live = self._live[:_OF_FIELD]
        self._results.clear_widgets()
        if body.rows:
            pages = service_pages(self, tuple(row.id for row in body.rows), "search")
            self._results.add_widget(pages)
            return
        key = "search-none" if body.query else "search-begin"
        said = self.words(key, query=body.query) if body.query else self.words(key)
        step = "body" if self.small else "lead"
        told: list[Widget] = [FitLabel(text=said, step=step, bold=True, hug="height")]
        if body.query:
            more = self.words("search-none-do")
            told.append(FitLabel(text=more, step="body", colour="muted", hug="height"))
            told.append(self.button("home-all", Touch.THEMES))
        self._results.add_widget(flexible(Column(*told, Spacer(), fill=True)))

    def _keys(self) -> tuple[Widget, ...]:
        height = _KEY_SMALL_DP if self.small else _KEY_DP
        rows: list[Widget] = []
        letter_rows = _ROWS.get(self.view.frame.language, _LATIN)
        for place, letters in enumerate(letter_rows):
            keys: list[Widget] = [self._key(letter, height) for letter in letters]
            if place == len(letter_rows) - 1:
                erase = IconButton("erase", name="erase", side_dp=height)
                erase.spoken = self.words("search-erase")
                erase.bind(on_tap=lambda *_: self._type(self._body(self.view).query[:-1]))
                erase.fast = True
                keys.append(erase)
            rows.append(Row(*keys, gap=0.5 if self.small else 1, turns=False))
        clear = HallButton(self.words("search-clear"), height_dp=height, step="body", name="clear")
        clear.bind(on_tap=lambda *_: self._type(""))
        return (Column(*rows, clear, gap=0.5 if self.small else 1),)

    def _key(self, letter: str, height: float) -> Widget:
        key = HallButton(letter, height_dp=height, step="lead", name=f"key-{letter}")
        key.padding = (0, 0)
        key.fast = True
        key.bind(on_tap=lambda *_: self._type(self._body(self.view).query + letter))
        return key

    def _type(self, query: str) -> None:
        self.send(Touched(Touch.TYPE, query))
