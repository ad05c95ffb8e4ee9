# SPDX-License-Identifier: Apache-2.0
"""A sample screen of the base widgets: looked at in the gallery, tapped in the tests."""

from argparse import ArgumentParser
from threading import Thread
from typing import Any

from kivy.uix.widget import Widget

from look.kivy.app import HallApp
from look.kivy.bars import CountdownRing, TopBar
from look.kivy.buttons import HallButton, IconButton
from look.kivy.cards import CheckList, Fact, Notice, Tag, TapCard
from look.kivy.icons import Face
from look.kivy.layout import Column, Grid, Row
from look.kivy.scroll import Scroll
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import Form, theme
from look.kivy.window import Setup, add_arguments, from_arguments
from look.tokens import DEPARTMENT_COLOURS, LEVEL_COLOURS
from look.words import Words

SPEAKERS = 4
SENTENCES = 50


def widgets(setup: Setup) -> HallApp:
    """Return the sample screen."""
    return Sample(setup)


def crowd(setup: Setup) -> HallApp:
    """Return a window that four threads speak to at once."""
    return Crowd(setup)


class Crowd(HallApp):
    """Shows how many views it was told, and whether each thread's came in order."""

    def draw(self) -> Widget:
        self._heard: list[tuple[int, int]] = []
        self._label = FitLabel(text="-", name="heard")
        for speaker in range(SPEAKERS):
            Thread(target=self._speak, args=(speaker,)).start()
        return self._label

    def show(self, view: Any) -> None:
        self._heard.append(view)
        ordered = all(
            [index for other, index in self._heard if other == speaker]
            == list(range(sum(other == speaker for other, _ in self._heard)))
            for speaker in range(SPEAKERS)
        )
        self._label.text = f"{len(self._heard)} {'in order' if ordered else 'mixed up'}"

    def _speak(self, speaker: int) -> None:
        for index in range(SENTENCES):
            self.tell((speaker, index))


class Sample(HallApp):
    """Counts the taps on its main button; the rest is there to be seen."""

    taken = 0

    def draw(self) -> Widget:
        words = Words("tests.screens", theme.modes.language)
        if self.form is Form.SMALL:
            return self._small(words)
        if self.form is Form.LANDSCAPE:
            return Row(
                Column(self._top(words), self._cards(words), Spacer(), self._faces(), fill=True),
                Column(Scroll(Column(*self._guide(words))), *self._end(words), fill=True),
                gap=6,
                fill=True,
                padding=(theme.space(7), theme.space(6)),
            )
        return Column(
            self._top(words),
            Scroll(Column(self._cards(words), *self._guide(words), gap=3)),
            self._faces(),
            *self._end(words),
            gap=4,
            fill=True,
            padding=(theme.space(7), theme.space(6)),
        )

    def show(self, view: Any) -> None:
        self.taken += view
        self.redraw()

    def _small(self, words: Words) -> Widget:
        return Column(
            self._top(words),
            Spacer(),
            FitLabel(text=words("question"), step="lead", bold=True, hug="height", balance=True),
            Spacer(),
            self._faces(),
            Spacer(),
            self._main(words),
            fill=True,
            padding=theme.space(2.5),
        )

    def _top(self, words: Words) -> Widget:
        other = "en" if theme.modes.language == "zh" else "zh"
        button = HallButton(words("other-language"), wide=False, name="language")
        button.bind(on_tap=lambda *_: theme.turn(language=other))
        return TopBar(words("hall"), words("today"), button)

    def _cards(self, words: Words) -> Widget:
        def card(key: str, colour: str, waiting: tuple[int, int, int]) -> Widget:
            people, least, most = waiting
            return TapCard(
                FitLabel(text=words(key), step="lead", bold=True, hug="height", balance=True),
                FitLabel(text=words(f"{key}-more"), colour="muted", step="small", hug="height"),
                Spacer(),
                FitLabel(
                    text=words("waiting", people=people, least=least, most=most),
                    step="small",
                    hug="height",
                ),
                bar=colour,
                name=key,
            )

        return Column(
            FitLabel(text=words("question"), step="lead", bold=True, hug="height"),
            Grid(
                card("insurance", DEPARTMENT_COLOURS[0], (6, 8, 15)),
                card("household", DEPARTMENT_COLOURS[1], (2, 3, 6)),
                cols=2,
            ),
        )

    def _guide(self, words: Words) -> tuple[Widget, ...]:
        return (
            Row(Tag(words("tag-immediate")), Tag(words("tag-appointment"), "notice"), Spacer()),
            Grid(
                *(
                    Fact(words(key), words(f"{key}-value"), words(f"{key}-more"), fill=True)
                    for key in ("time-limit", "window")
                ),
                cols=2,
            ),
            FitLabel(text=words("papers"), step="lead", bold=True, hug="height"),
            CheckList(
                tuple(
                    (key, words(key), words(f"{key}-more")) for key in ("identity-card", "licence")
                )
            ),
        )

    def _faces(self) -> Widget:
        faces = [Face(level, colour) for level, colour in LEVEL_COLOURS.items()]
        return Row(*faces, fill=True, size_hint_y=None, height=theme.space(12))

    def _end(self, words: Words) -> tuple[Widget, ...]:
        large = HallButton(words("large"), sign="plus", wide=False, name="large")
        large.bind(on_tap=lambda *_: theme.turn(large=not theme.modes.large))
        ring = CountdownRing(seconds=8, side_dp=84)
        return (
            Notice(words("missing", count=1)),
            Row(large, IconButton("search", name="search"), Spacer(), ring),
            Row(HallButton(words("print"), sign="print", height_dp=104), self._main(words)),
        )

    def _main(self, words: Words) -> Widget:
        text = words("taken", count=self.taken) if self.taken else words("take")
        button = HallButton(text, kind="main", name="take")
        button.bind(on_tap=lambda *_: self.tell(1))
        return button


def main() -> None:
    """Open the sample screen by itself."""
    parser = ArgumentParser()
    add_arguments(parser)
    Sample(from_arguments(parser.parse_args(), "sample")).run()
