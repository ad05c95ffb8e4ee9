# SPDX-License-Identifier: Apache-2.0
"""Who the ticket is for: kinds of visitor as large buttons."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import People
from kiosk.screens.page import Page, flexible
from look.kivy.buttons import HallButton
from look.kivy.layout import Column, Grid
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel


class PeoplePage(Page):
    """A choice."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self.view.body
        assert isinstance(body, People), "the people screen shows kinds of visitor"
        buttons = [
            self.on_tap(
                HallButton(
                    choice.name,
                    kind="on" if choice.chosen else "plain",
                    sign="check" if choice.chosen else "person",
                    step="body" if self.small else "lead",
                    height_dp=84 if self.small else 112,
                ),
                Touch.PRIORITY,
                choice.id,
            )
            for choice in body.choices
        ]
        columns = 1 if self.upright else 3
        grid = Grid(*buttons, cols=columns, gap=2, row_dp=84 if self.small else 112)
        hint = FitLabel(text=self.words("people-hint"), step="body", colour="muted", hug="height")
        parts = (self.title(self.words("people-title")), hint, grid, Spacer())
        middle = flexible(Column(*parts, fill=True))
        return self.stage(self.back_bar(), middle)
