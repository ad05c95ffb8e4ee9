# SPDX-License-Identifier: Apache-2.0
"""What the pages of the pad are made of: who served, a level, a reason."""

from typing import Any

from kivy.metrics import dp
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from config.labels import Label
from config.schema import Text
from evaluator.core.pad import PadView
from look import tokens
from look.kivy.buttons import Tappable, paint_of
from look.kivy.icons import Face, Icon
from look.kivy.layout import Column, Row
from look.kivy.portrait import Portrait
from look.kivy.shapes import Ground
from look.kivy.text import FitLabel
from look.kivy.theme import theme
from look.words import Words


def named(text: Text | None) -> str:
    """Return a name of the hall's own in the language of the screen."""
    return text.in_(theme.modes.language) if text is not None else ""


def joined(*parts: str) -> str:
    """Return the parts that say something, with dots between."""
    return " · ".join(part for part in parts if part)


class Header(Row):
    """Who served, at which window; which ticket, and that rating is free."""

    def __init__(self, view: PadView, words: Words, *, narrow: bool) -> None:
        clerk = view.clerk
        side = dp(72 if narrow else 84)
        portrait = Portrait(size_hint=(None, None), size=(side, side), pos_hint={"center_y": 0.5})
        who, more = "", words("window", window=view.window)
        if clerk is not None:
            portrait.show(named(clerk.name) or clerk.number, clerk.photo)
            number = words("staff-number", number=clerk.number)
            who = joined(named(clerk.name), number)
            more = joined(more, named(clerk.department))
        left = Column(
            FitLabel(text=who, step="body", bold=True, hug="height", name="clerk"),
            FitLabel(text=more, step="small", colour="muted", hug="height"),
            gap=0.25,
            pos_hint={"center_y": 0.5},
        )
        super().__init__(*((portrait,) if clerk else ()), left, gap=2)
        if not narrow:
            self.add_widget(self._ticket(view, words))

    def _ticket(self, view: PadView, words: Words) -> Widget:
        ticket = joined(words("ticket", number=view.number), named(view.service))
        return Column(
            FitLabel(text=ticket, step="small", colour="muted", hug="height", halign="end"),
            FitLabel(
                text=words("voluntary"), step="small", colour="muted", hug="height", halign="end"
            ),
            gap=0.25,
            pos_hint={"center_y": 0.5},
        )


class Choice(Tappable):
    """A card to tap; takes another ground while a finger is on it, or when it is chosen."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._kind = "plain"
        self.ground = Ground(self, *paint_of("plain")[:2])
        self.bind(state=self._paint)

    def choose(self, *, chosen: bool) -> None:
        """Look chosen, or not."""
        self._kind = "on" if chosen else "plain"
        self._paint()

    def _paint(self, *_: object) -> None:
        fill, edge, _ink, pressed = paint_of(self._kind)
        self.ground.paint(pressed if self.state == "down" else fill, edge)


class LevelButton(Choice):
    """One of five equal choices: a face and its words; `flat` lays them side by side."""

    def __init__(self, level: int, words: Words, *, flat: bool) -> None:
        super().__init__(
            orientation="horizontal" if flat else "vertical",
            padding=theme.space(1.5),
            spacing=theme.space(1),
            name=f"level-{level}",
        )
        face: Any = Face(level, tokens.LEVEL_COLOURS[level])
        text: Any = FitLabel(
            text=words(f"level-{level}"),
            step="body",
            bold=True,
            halign="start" if flat else "center",
            balance=True,
            lines_max=2,
        )
        self.text = text
        if flat:
            face.size_hint_x = 0.28
            parts = (text, face) if theme.right_to_left else (face, text)
        else:
            share = 0.5 if theme.modes.large else 0.38
            face.size_hint_y, text.size_hint_y = 1 - share, share
            parts = (face, text)
        for part in parts:
            self.add_widget(part)


class ReasonButton(Choice):
    """One reason; a check beside it when it is chosen."""

    def __init__(self, label: Label) -> None:
        super().__init__(
            padding=(theme.space(2), theme.space(0.5)),
            spacing=theme.space(1),
            name=f"label-{label.code}",
        )
        self.code = label.code
        self.checked = False
        side = theme.size("small")
        self._check = Icon(sign="check", weight=0.13, size_hint=(None, None))
        self._check.size, self._check.pos_hint = (side, side), {"center_y": 0.5}
        self.text = FitLabel(text=named(label.text), step="small", lines_max=2)
        parts = (self._check, self.text)
        for part in reversed(parts) if theme.right_to_left else parts:
            self.add_widget(part)
        self.choose(chosen=False)

    def choose(self, *, chosen: bool) -> None:
        """Show the check, or not."""
        self.checked = chosen
        self._check.opacity = 1 if chosen else 0
        super().choose(chosen=chosen)
        self.text.colour = self._check.colour = paint_of(self._kind)[2]


def footer(*widgets: Widget) -> BoxLayout:
    """Return the row at the bottom of a page."""
    return Row(*widgets, gap=2)
