# SPDX-License-Identifier: Apache-2.0
"""A code typed or scanned, and what is behind it: an appointment, or how far a case is."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch, Touched
from kiosk.core.view import Code, Found, View
from kiosk.screens.page import Page, flexible
from look import tokens
from look.kivy.buttons import HallButton, IconButton
from look.kivy.cards import Card, Notice
from look.kivy.layout import Column, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_PRINTING = {"printing": "guide-printing", "printed": "guide-printed"}
_DIGITS = ("123", "456", "789")
_LETTERS = ("ABCDEFGHIJ", "KLMNOPQRST", "UVWXYZ")
_KEY_DP = 88
_KEY_UPRIGHT_DP = 104
_KEY_LOW_DP = 76
_KEY_SMALL_DP = 60
_LETTER_SHARE = 0.7
"""Height of a letter's key in that of a digit: most codes are digits."""


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
        step = "small" if self.small else "body"
        hint = FitLabel(text=self._hint(body), step=step, colour="muted", hug="height")
        told = (Notice(body.said, tight=self.small),) if body.said else (hint,)
        look_up = self.button("code-look-up", Touch.LOOK_UP, kind="main", sign="search")
        keys = (self._digits(), self._letters())
        if self.upright:
            parts = (card, *told) if self.low else (title, card, *told)
            column = flexible(Column(*parts, Spacer(), gap=2 if self.low else 3, fill=True))
            return self.stage(self.back_bar(), column, *keys, look_up)
        if self.small and self.view.frame.large:
            title.step = "body"
        parts = (card, *told) if self.small and body.said else (title, card, *told)
        about = flexible(Column(*parts, Spacer(), gap=1 if self.small else 2, fill=True))
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
        return self.words("code-hint-scan" if body.scanner else "code-hint")

    def _typed(self, view: View) -> str:
        return self._body(view).typed or "–"

    def _digits(self) -> Widget:
        """Return digits as on a telephone: they stand so in every language."""
        rows = [Row(*map(self._key, line), gap=self._gap, turns=False) for line in _DIGITS]
        spoken = self.words("search-erase")
        erase = IconButton("erase", name="erase", side_dp=self._key_dp, spoken=spoken)
        erase.size_hint_x = 1
        erase.bind(on_tap=lambda *_: self._type(self._body(self.view).typed[:-1]))
        erase.fast = True
        clear = HallButton(
            self.words("code-clear"), height_dp=self._key_dp, step="body", name="clear"
        )
        clear.bind(on_tap=lambda *_: self._type(""))
        rows.append(Row(clear, self._key("0"), erase, gap=self._gap, turns=False))
        return Column(*rows, gap=self._gap)

    def _letters(self) -> Widget:
        rows = []
        for letters in _LETTERS:
            aside = (len(_LETTERS[0]) - len(letters)) // 2
            keys = [*(Spacer() for _ in range(aside)), *map(self._key, letters)]
            keys += [Spacer() for _ in range(aside)]
            rows.append(Row(*keys, gap=0.5, turns=False))
        return Column(*rows, gap=0.5)

    @property
    def _gap(self) -> float:
        return 0.5 if self.small else 1

    @property
    def _key_dp(self) -> float:
        if self.small:
            return _KEY_SMALL_DP
        if self.low:
            return _KEY_LOW_DP
        return _KEY_UPRIGHT_DP if self.upright else _KEY_DP

    def _key(self, sign: str) -> Widget:
        height = max(tokens.TARGET_MIN_DP, self._key_dp * (1 if sign.isdigit() else _LETTER_SHARE))
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
        told = self._told(body)
        card = self._card(body)
        bar, button = self.back_bar(body.title), self._buttons(body)
        if self.small or (self.view.frame.large and not self.upright):
            about = () if self.small else (self.title(body.title),)
            told_so = flexible(Column(*about, *told, Spacer(), gap=1, fill=True))
            shown = flexible(Column(card, Spacer(), fill=True))
            return self.stage(bar, Row(told_so, shown, gap=3, fill=True), button)
        title = self.title(body.title)
        column = Column(title, Spacer(), *told, card, Spacer(), Spacer(), gap=4, fill=True)
        return self.stage(self.back_bar(), flexible(column), button)

    def _told(self, body: Found) -> tuple[Widget, ...]:
        """Return how it stands and what to do: what the person came to know."""
        state = FitLabel(
            text=body.what,
            step="lead" if self.small else "big",
            bold=True,
            colour="good" if body.good else "warn",
            hug="height",
            balance=True,
        )
        step = "body" if self.small else "lead"
        do = FitLabel(text=body.do, step=step, hug="height", balance=True)
        if not body.printing or body.printing in _PRINTING:
            return state, do
        return state, do, Notice(self.words("case-print-failed"), sign="print")

    def _card(self, body: Found) -> Widget:
        """Return what it is about."""
        step = "body" if self.small else "lead"
        service = FitLabel(text=body.service, step=step, bold=True, hug="height", balance=True)
        code = ((self.words("found-code"), body.code),) if body.code else ()
        facts = [self._fact(name, value) for name, value in (*code, *body.facts)]
        gap = theme.space(1 if self.small else 2)
        return Card(service, *facts, spacing=gap, padding=2 if self.small else 4)

    def _fact(self, name: str, value: str) -> Widget:
        step = "small" if self.small else "lead"
        label = FitLabel(text=name, step=step, colour="muted", hug="height")
        said = FitLabel(
            text=value, step=step, bold=True, hug="height", halign="end", size_hint_x=1.6
        )
        return Row(label, said, gap=2)

    def _buttons(self, body: Found) -> Widget:
        height = 76 if self.small else 104
        if body.take:
            return self.button("booking-take", Touch.TAKE, kind="main", height_dp=height)
        done = self.button("found-done", Touch.HOME, kind="main", height_dp=height, name="done")
        if not body.code:
            return done
        key = _PRINTING.get(body.printing, "case-print")
        return Row(self.button(key, Touch.PRINT_CASE, sign="print", height_dp=height), done, gap=2)
