# SPDX-License-Identifier: Apache-2.0
"""Nobody is here: what is called now, what the hall tells, and where to touch."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Call, Idle, View
from kiosk.screens.page import Page, flexible
from look.kivy.bars import TopBar
from look.kivy.buttons import HallButton, Tappable
from look.kivy.cards import Card, Notice
from look.kivy.layout import Column, Row
from look.kivy.shapes import Rule, Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_CALLS_MAX = 6
_TILES_MAX = 8


class IdlePage(Page):
    """The whole screen is one button."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        clock = FitLabel(step="big", bold=True, hug="both")
        self.live(clock, lambda view: view.frame.time)
        bar = TopBar(self.view.frame.hall, self.view.frame.date, clock, *self.languages())
        self.live(bar.above, lambda view: view.frame.date)
        calls, queues = self._calls(body), self._queues(body)
        notices = [Notice(text) for text in body.notices[: 1 if self.small else 3]]
        start = HallButton(
            self.words("idle-touch"), kind="main", height_dp=104 if self.small else 160
        )
        start.name = "start"
        self.on_tap(start, Touch.START)
        if self.upright:
            middle = flexible(Column(calls, queues, *notices, Spacer(), gap=4, fill=True))
        else:
            middle = Row(
                flexible(Column(calls, Spacer(), fill=True)),
                flexible(Column(queues, *([] if self.small else notices), Spacer(), fill=True)),
                gap=4,
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
        return body.calls, body.notices, tuple(tile.id for tile in body.tiles)

    def _heading(self, key: str) -> Widget:
        return FitLabel(text=self.words(key), step="body", colour="muted", hug="height")

    def _calls(self, body: Idle) -> Widget:
        rows = [self._call(call) for call in body.calls[: 3 if self.small else _CALLS_MAX]]
        if not rows:
            rows = [FitLabel(text=self.words("idle-no-calls"), step="lead", hug="height")]
        return Card(self._heading("idle-calls"), *rows, padding=2 if self.small else 4)

    def _call(self, call: Call) -> Widget:
        step = "title" if self.small else "big"
        number = FitLabel(text=call.number, step=step, bold=True, hug="height")
        window = FitLabel(
            text=self.words("idle-call", window=call.window),
            step="lead",
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


class Everywhere(Tappable):
    """A tap on nothing else is a tap on this."""
