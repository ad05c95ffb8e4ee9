# SPDX-License-Identifier: Apache-2.0
"""A code typed or scanned, and what is behind it: an appointment, or how far a case is."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch, Touched
from kiosk.core.view import Code, Found, View
from kiosk.screens.page import Page, flexible
from look.kivy.buttons import HallButton, IconButton
from look.kivy.cards import Card, Notice
from look.kivy.layout import Column, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_DIGITS = ("123", "456", "789")
_LETTERS = ("ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ")
_KEY_DP = 88
_KEY_SMALL_DP = 56


class CodePage(Page):
    """Large digits, letters beside them, and the words for what came of it."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        field = FitLabel(step="title", bold=True, lines_max=1, halign="center", name="code")
        self.live(field, self._typed)
        card = Card(field, fill=True, padding=2)
        card.size_hint_y = None
        card.height = theme.size("title") * 1.4 + theme.space(4)
        title = self.title(self.words("code-title"))
        hint = FitLabel(text=self._hint(body), step="body", colour="muted", hug="height")
        told = (Notice(body.said),) if body.said else (hint,)
        look_up = self.button("code-look-up", Touch.LOOK_UP, kind="main", sign="search")
        keys = (self._digits(), self._letters())
        if self.upright:
            column = Column(title, card, *told, look_up, Spacer(), gap=3, fill=True)
            return self.stage(self.back_bar(), column, *keys)
        parts = (card, *told) if self.small and body.said else (title, card, *told)
        about = flexible(Column(*parts, Spacer(), gap=2, fill=True))
        left = Column(about, look_up, gap=2, fill=True)
        right = Column(Spacer(), *keys, gap=2, fill=True)
        right.size_hint_x = 1.25
        return self.stage(self.back_bar(), Row(left, right, gap=4, fill=True))

    @staticmethod
    def _body(view: View) -> Code:
        assert isinstance(view.body, Code), "the code screen takes codes"
        return view.body

    def shape(self, view: View) -> object:
        """What is typed changes in place."""
        body = self._body(view)
        return body.said, body.looking, body.scanner

    def _hint(self, body: Code) -> str:
        if body.looking:
            return self.words("code-looking")
        scan = self.words("code-scan") if body.scanner else ""
        return " ".join(part for part in (self.words("code-hint"), scan) if part)

    def _typed(self, view: View) -> str:
        return self._body(view).typed or "–"

    def _digits(self) -> Widget:
        rows = [Row(*map(self._key, digits), gap=self._gap) for digits in _DIGITS]
        spoken = self.words("search-erase")
        erase = IconButton("erase", name="erase", side_dp=self._key_dp, spoken=spoken)
        erase.size_hint_x = 1
        erase.bind(on_tap=lambda *_: self._type(self._body(self.view).typed[:-1]))
        erase.fast = True
        clear = HallButton(
            self.words("code-clear"), height_dp=self._key_dp, step="body", name="clear"
        )
        clear.bind(on_tap=lambda *_: self._type(""))
        rows.append(Row(clear, self._key("0"), erase, gap=self._gap))
        return Column(*rows, gap=self._gap)

    def _letters(self) -> Widget:
        rows = [Row(*map(self._key, letters), gap=0.5) for letters in _LETTERS]
        return Column(*rows, gap=0.5)

    @property
    def _gap(self) -> float:
        return 0.5 if self.small else 1

    @property
    def _key_dp(self) -> float:
        return _KEY_SMALL_DP if self.small else _KEY_DP

    def _key(self, sign: str) -> Widget:
        height = self._key_dp if sign.isdigit() else _KEY_SMALL_DP
        step = "lead" if sign.isdigit() else "body"
        key = HallButton(sign, height_dp=height, step=step, name=f"key-{sign}")
        key.padding = (0, 0)
        key.fast = True
        key.bind(on_tap=lambda *_: self._type(self._body(self.view).typed + sign))
        return key

    def _type(self, text: str) -> None:
        self.send(Touched(Touch.KEYS, text))


class FoundPage(Page):
    """What is behind the code, and the one thing to do."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self.view.body
        assert isinstance(body, Found), "the found screen shows what was found"
        step = "body" if self.small else "lead"
        title = self.title(body.title, body.code)
        service = FitLabel(text=body.service, step=step, bold=True, hug="height", balance=True)
        facts = [
            Row(
                FitLabel(text=name, step="body", colour="muted", hug="height"),
                FitLabel(text=value, step="body", bold=True, hug="height", halign="end"),
                gap=2,
            )
            for name, value in body.facts
        ]
        gap = theme.space(1.5)
        card = Card(service, *facts, spacing=gap, padding=2 if self.small else 4)
        state = FitLabel(
            text=body.what,
            step="lead" if self.small else "title",
            bold=True,
            colour="good" if body.good else "warn",
            hug="height",
            balance=True,
        )
        do = FitLabel(text=body.do, step="body", hug="height", balance=True)
        told = (state,) if self.small and body.take else (state, do)  # the button says it too
        column = Column(title, card, *told, Spacer(), gap=2 if self.small else 4, fill=True)
        return self.stage(self.back_bar(), flexible(column), *self._take(take=body.take))

    def _take(self, *, take: bool) -> tuple[Widget, ...]:
        if not take:
            return ()
        height = 76 if self.small else 104
        return (self.button("booking-take", Touch.TAKE, kind="main", height_dp=height),)
