# SPDX-License-Identifier: Apache-2.0
"""Nobody is here: what is called now, what the hall tells, and where to touch."""

from pathlib import Path

from kivy.properties import ObjectProperty
from kivy.uix.image import Image
from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Call, Idle, Told, View
from kiosk.screens.page import Page, flexible
from look.kivy.bars import TopBar
from look.kivy.buttons import HallButton, Tappable
from look.kivy.cards import Card
from look.kivy.layout import Column, Row
from look.kivy.shapes import Rule, Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_CALLS_MAX = 6
_TILES_MAX = 8
_PICTURE_SHARE = 3.5
"""Height of a notice's picture, in heights of its words."""


class IdlePage(Page):
    """The whole screen is one button."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        clock = FitLabel(step="body" if self.small else "big", bold=True, hug="both")
        self.live(clock, lambda view: view.frame.time)
        bar = TopBar(self.view.frame.hall, self.view.frame.date, clock, *self.languages())
        self.live(bar.above, lambda view: view.frame.date)
        calls, queues = self._calls(body), self._queues(body)
        notice: tuple[Widget, ...] = ()
        if body.notice is not None:
            panel = NoticePanel(self.words("idle-notice"), small=self.small)
            notice = (self.live(panel, lambda view: self._body(view).notice, "told"),)
        start = HallButton(
            self.words("idle-touch"),
            kind="main",
            step="lead" if self.small else "title",
            height_dp=104 if self.small else 160,
        )
        start.name = "start"
        self.on_tap(start, Touch.START)
        if self.upright:
            told = notice or (Spacer(),)
            if not (self.low and notice):  # room for one of them
                told = (queues, *told)
            middle = Column(calls, *told, gap=4, fill=True)
        else:
            aside = (queues, *(notice or (Spacer(),)))
            if self.small or self.view.frame.large:  # room for one of them
                aside = notice or (flexible(Column(queues, Spacer(), fill=True)),)
            middle = Row(
                flexible(Column(calls, Spacer(), fill=True)),
                Column(*aside, fill=True),
                gap=2 if self.small else 4,
                fill=True,
            )
        touch = Everywhere(orientation="vertical", name="anywhere", focusable=False)
        touch.add_widget(self.stage(bar, middle, start))
        return self.on_tap(touch, Touch.START)

    @staticmethod
    def _body(view: View) -> Idle:
        assert isinstance(view.body, Idle), "the idle screen is idle"
        return view.body

    def shape(self, view: View) -> object:
        """The clock and the queues change in place."""
        body = self._body(view)
        return body.calls, body.notice is None, tuple(tile.id for tile in body.tiles)

    def _heading(self, key: str) -> Widget:
        return FitLabel(text=self.words(key), step="body", colour="muted", hug="height")

    def _calls(self, body: Idle) -> Widget:
        most = 3 if self.small else _CALLS_MAX
        if self.low or (self.view.frame.large and not self.upright):
            most = 1 if self.low and self.view.frame.large else 2
        rows = [self._call(call) for call in body.calls[:most]]
        if not rows:
            rows = [FitLabel(text=self.words("idle-no-calls"), step="lead", hug="height")]
        return Card(self._heading("idle-calls"), *rows, padding=2 if self.small else 4)

    def _call(self, call: Call) -> Widget:
        step = "lead" if self.small else "big"
        number = FitLabel(text=call.number, step=step, bold=True, hug="height")
        window = FitLabel(
            text=self.words("idle-call", window=call.window),
            step="body" if self.small else "lead",
            hug="height",
            halign="end",
            pos_hint={"center_y": 0.5},
        )
        return Column(Row(number, window), Rule(), gap=0.5)

    def _queues(self, body: Idle) -> Widget:
        rows = []
        for place, tile in enumerate(body.tiles[: 3 if self.small else _TILES_MAX]):
            middle = {"center_y": 0.5}
            name = FitLabel(text=tile.name, step="body", hug="height", bold=True, pos_hint=middle)
            step = "small" if self.small else "body"
            queue = FitLabel(
                text=tile.queue.text, step=step, hug="height", halign="end", pos_hint=middle
            )
            queue.size_hint = (1.5, None)
            self._follow_queue(queue, place)
            rows.append(Row(name, queue))
        spacing = theme.space(1 if self.small else 2)
        return Card(
            self._heading("idle-queues"), *rows, padding=2 if self.small else 4, spacing=spacing
        )

    def _follow_queue(self, label: FitLabel, place: int) -> None:
        self.live(label, lambda view: self._body(view).tiles[place].queue.text)


class NoticePanel(Card):
    """One notice after another, each filling the room: its picture, its words."""

    told = ObjectProperty(None, allownone=True)

    def __init__(self, title: str, *, small: bool) -> None:
        heading = FitLabel(text=title, step="body", colour="muted", hug="height")
        self._steps = ("small", "lead") if small else ("lead", "big")
        self._words = FitLabel(bold=True, balance=True, name="notice")
        heading_row = () if small else (heading,)
        super().__init__(*heading_row, self._words, fill=True, padding=2 if small else 4)
        self.spacing = theme.space(1 if small else 2)
        self.bind(told=self._show)

    def _show(self, *_: object) -> None:
        for child in self.children[:]:
            if isinstance(child, Image):
                self.remove_widget(child)
        told: Told | None = self.told
        pictured = told is not None and bool(told.picture) and Path(told.picture).is_file()
        self._words.step = self._steps[0 if pictured else 1]
        self._words.text = told.text if told is not None else ""
        if told is not None and pictured:
            # Below the heading, above the words.
            picture = Image(source=told.picture, fit_mode="contain", size_hint_y=_PICTURE_SHARE)
            self.add_widget(picture, index=1)


class Everywhere(Tappable):
    """A tap on nothing else is a tap on this."""
