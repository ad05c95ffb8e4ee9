# SPDX-License-Identifier: Apache-2.0
"""The number is the screen: what is ahead, how long, which window, where to wait."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Asking, Lost, PaperState, Refused, Ticket, View
from kiosk.screens.code import CodeView
from kiosk.screens.page import Page, flexible
from look.kivy.buttons import HallButton
from look.kivy.cards import Card, Notice
from look.kivy.layout import Column, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel
from look.kivy.theme import theme

_STRETCH = 1.4
_STRETCH_ACROSS = 1.2
"""How far the number outgrows its step where it has a large screen for itself."""


class TicketPage(Page):
    """A number given."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        head = Row(Spacer(), *self.languages(), gap=2)
        if self.small:
            return self._small(body, head)
        told = (self._facts(body), self._guidance(body), *self._notes(body))
        about = (*told, *self._code(body))
        if self.low:
            middle = flexible(Column(Spacer(), self._low(body), *told, Spacer(), fill=True))
        elif self.upright:
            column = Column(Spacer(), *self._number(body), *about, Spacer(), gap=3, fill=True)
            middle = flexible(column)
        else:
            left = Column(Spacer(), *self._number(body), Spacer(), gap=1, fill=True)
            right = flexible(Column(Spacer(), *about, Spacer(), gap=3, fill=True))
            middle = Row(left, right, gap=8, fill=True)
        return self.stage(head, middle, self._done(), self._reprint(body))

    def _low(self, body: Ticket) -> Widget:
        """Number and code beside each other, for there is half the height."""
        columns = [Column(*self._number(body), gap=0)]
        code = self._code(body)
        if code:
            columns.append(Column(*code, gap=0, size_hint_x=0.6))
        for column in columns:
            column.pos_hint = {"center_y": 0.5}
        return Row(*columns, gap=2)

    def _small(self, body: Ticket, head: Widget) -> Widget:
        """Number and code beside each other with the facts, the buttons in one line."""
        code = () if self.view.frame.large else self._code(body)[:1]
        number = (Spacer(), *self._number(body), *code, Spacer())
        left = flexible(Column(*number, gap=0.5, fill=True))
        parts = (self._facts(body), self._guidance(body), *self._notes(body))
        right = flexible(Column(Spacer(), *parts, Spacer(), gap=1, fill=True))
        right.size_hint_x = 1.4
        buttons = Row(self._reprint(body), self._done(), gap=2)
        return self.stage(head, Row(left, right, gap=2, fill=True), buttons)

    def notices(self) -> tuple[Widget, ...]:
        """Nothing but the ticket matters here."""
        return ()

    @staticmethod
    def _body(view: View) -> Ticket:
        assert isinstance(view.body, Ticket), "the ticket screen shows a ticket"
        return view.body

    def shape(self, view: View) -> object:
        """The countdown changes in place."""
        body = self._body(view)
        return body.number, body.paper, body.fault, body.note, body.ahead, body.wait

    def _number(self, body: Ticket) -> tuple[Widget, ...]:
        frame = self.view.frame
        step = "giant"
        if self.small:
            step = "big" if frame.large else "huge"
        elif self.upright and frame.low and frame.large:
            step = "huge"
        elif not self.low:
            step = "number"
        stretch = _STRETCH if self.upright else _STRETCH_ACROSS
        size_px = theme.size(step) * (stretch if step == "number" else 1)
        number = big_number(body.number, size_px)
        yours = FitLabel(
            text=self.words("ticket-yours"),
            step="body" if self.small else "lead",
            colour="muted",
            hug="height",
            halign="center",
        )
        service = FitLabel(
            text=body.service, step="body" if self.small else "title", bold=True,
            hug="height", halign="center", balance=True,
        )  # fmt: skip
        return yours, number, service

    def _facts(self, body: Ticket) -> Widget:
        facts = [("ticket-ahead", body.ahead), ("ticket-wait", body.wait)]
        facts.append(("ticket-windows", body.windows))
        columns = [
            Column(
                FitLabel(
                    text=self.words(key),
                    step="small",
                    colour="muted",
                    hug="height",
                    halign="center",
                    lines_max=1,
                ),
                FitLabel(
                    text=value,
                    step="body" if self.small else ("lead" if self.low else "title"),
                    bold=True,
                    hug="height",
                    halign="center",
                    lines_max=1,
                    name=key,
                ),
                gap=0.5,
                pos_hint={"top": 1},
            )
            for key, value in facts
            if value
        ]
        return Card(Row(*columns, gap=2), padding=1.5 if self.small else 3)

    def _guidance(self, body: Ticket) -> Widget:
        return FitLabel(
            text=body.guidance,
            step="body" if self.small or self.low else "lead",
            hug="height",
            halign="center",
            balance=True,
        )

    def _notes(self, body: Ticket) -> tuple[Widget, ...]:
        notes: list[Widget] = []
        if body.note:
            notes.append(Notice(body.note, tight=self.small))
        if body.paper is PaperState.FAILED:
            text = self.words("ticket-no-paper", fault=body.fault)
            notes.append(Notice(text, sign="print", tight=self.small))
        return tuple(notes)

    def _code(self, body: Ticket) -> tuple[Widget, ...]:
        if not body.url or (self.small and body.paper is not PaperState.FAILED):
            return ()
        side = 240 if self.upright and not self.low else (132 if self.small else 200)
        hint = FitLabel(
            text=self.words("ticket-scan"),
            step="small",
            colour="muted",
            hug="height",
            halign="center",
        )
        return Row(Spacer(), CodeView(body.url, side), Spacer()), hint

    def _done(self) -> Widget:
        done = HallButton("", kind="main", name="done", height_dp=76 if self.small else 104)
        done.text = self._done_text(self.view)
        self.live(done, self._done_text)
        return self.on_tap(done, Touch.DONE)

    def _done_text(self, view: View) -> str:
        return self.words("ticket-done", seconds=self._body(view).closes_s)

    def _reprint(self, body: Ticket) -> Widget:
        if body.paper is PaperState.PRINTING:
            text = self.words("ticket-printing")
            return FitLabel(text=text, step="body", colour="muted", hug="height", halign="center")
        key = "ticket-reprint" if body.paper is PaperState.PRINTED else "ticket-reprint-again"
        button: Widget = self.button(
            key, Touch.REPRINT, kind="quiet", sign="print", height_dp=76 if self.small else 64
        )
        return button


class AskingPage(Page):
    """The hall is being asked: the touch was felt."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self.view.body
        assert isinstance(body, Asking), "the asking screen asks"
        middle = centred(self, self.words("asking-title"), body.service, self.words("asking-hint"))
        return self.stage(Row(Spacer(1)), middle)


class LostPage(Page):
    """The hall does not answer; the request goes on being tried."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self.view.body
        assert isinstance(body, Lost), "the lost screen says so"
        said = (self.words("lost-what"), self.words("lost-do"))
        middle = centred(self, self.words("lost-title"), body.service, *said)
        guide = self.button("lost-guide", Touch.BACK)
        done = self.button("lost-done", Touch.DONE)
        return self.stage(Row(Spacer(), *self.languages()), middle, Row(guide, done, gap=2))

    def notices(self) -> tuple[Widget, ...]:
        """The whole screen says it."""
        return ()


class RefusedPage(Page):
    """No ticket: why, and what to do."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self._body(self.view)
        if body.number:  # the person has a number already: it is what the screen is about
            middle = centred(self, body.what, body.service, body.do, number=body.number)
        else:
            title = self.words("refused-title")
            middle = centred(self, title, body.service, body.what, body.do)
        done = HallButton("", kind="plain" if body.again else "main", height_dp=104, name="done")
        self.live(done, lambda view: self.words("refused-done", seconds=self._body(view).closes_s))
        buttons = [self.on_tap(done, Touch.DONE)]
        if body.again:
            buttons.append(self.button("refused-again", Touch.TAKE, kind="main"))
        return self.stage(Row(Spacer(), *self.languages()), middle, Row(*buttons, gap=2))

    @staticmethod
    def _body(view: View) -> Refused:
        assert isinstance(view.body, Refused), "the refusal screen refuses"
        return view.body

    def shape(self, view: View) -> object:
        """The countdown changes in place."""
        body = self._body(view)
        return body.what, body.number, body.do, body.again


def big_number(text: str, size_px: float) -> FitLabel:
    """Return a number that is what its screen is about."""
    number = FitLabel(text=text, size_px=size_px, bold=True, halign="center", name="number")
    number.size_hint_y = None
    number.height = size_px * 1.1
    return number


def centred(page: Page, title: str, about: str, *said: str, number: str = "") -> Widget:
    """Return a title, what it is about and a few sentences, in the middle of the screen."""
    step = "big" if page.upright and not number else "title"
    heading = FitLabel(
        text=title, step=step, bold=True, hug="height", halign="center", balance=True
    )
    size = "huge" if page.small else ("number" if page.upright else "giant")
    numbers = (big_number(number, theme.size(size)),) if number else ()
    subject = FitLabel(text=about, step="lead", colour="muted", hug="height", halign="center")
    lines = [
        FitLabel(text=line, step="lead", hug="height", halign="center", balance=True)
        for line in said
    ]
    gap = 1 if page.small else 3
    parts = (Spacer(), heading, *numbers, subject, *lines, Spacer())
    return flexible(Column(*parts, gap=gap, fill=True))
