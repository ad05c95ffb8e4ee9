# SPDX-License-Identifier: Apache-2.0
"""The hall is closed: when it opens, and what can be read meanwhile."""

from kivy.uix.widget import Widget

from kiosk.core.flow import Touch
from kiosk.core.view import Closed
from kiosk.screens.page import Page, flexible
from look.kivy.cards import Card
from look.kivy.layout import Column, Row
from look.kivy.shapes import Spacer
from look.kivy.text import FitLabel


class ClosedPage(Page):
    """Opening hours, large."""

    def draw(self) -> Widget:
        """Build the screen."""
        body = self.view.body
        assert isinstance(body, Closed), "the closed screen is closed"
        step = "lead" if self.small else "big"
        heading = [FitLabel(text=self.words("closed-title"), step=step, bold=True, hug="height")]
        step = "body" if self.small else "title"
        if body.opens:
            heading.append(FitLabel(text=body.opens, step=step, hug="height", balance=True))
        step = "body" if self.small else "lead"
        middle_height = {"center_y": 0.5}
        rows = [
            Row(
                FitLabel(text=days, step=step, hug="height", pos_hint=middle_height),
                FitLabel(
                    text=hours,
                    step=step,
                    bold=True,
                    hug="height",
                    halign="end",
                    size_hint_x=1.4,
                    pos_hint=middle_height,
                ),
            )
            for days, hours in body.hours
        ]
        hours = FitLabel(text=self.words("closed-hours"), step="body", colour="muted", hug="height")
        card = Card(hours, *rows, padding=1 if self.small else 4)
        guides = self.button(
            "closed-guides", Touch.HOME, kind="main", height_dp=76 if self.small else 104
        )
        gap = 1 if self.small else 4
        middle = flexible(Column(Spacer(), *heading, card, Spacer(), gap=gap, fill=True))
        return self.stage(self.hall_bar(), middle, guides)
