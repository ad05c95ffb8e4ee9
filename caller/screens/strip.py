# SPDX-License-Identifier: Apache-2.0
"""The strip over one window: window, number, clerk."""

from typing import Any

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from caller.core.strip import ClerkCard, Sign, StripView
from caller.screens.signs import Signs
from look.kivy.portrait import Portrait
from look.kivy.shapes import Flat
from look.kivy.text import FitLabel

FLAT = 1.6
"""From this ratio of width to height on, the three parts stand side by side."""
LOST_SHARE = 0.16
LEAST_DP = 14
"""Who the clerk is concerns the person at the window, a step away."""
WITH_NUMBER = (Sign.CALLING, Sign.SERVING, Sign.RATING)
STAFFED = (Sign.FREE, Sign.CALLING, Sign.SERVING, Sign.RATING)


def label(share: float, *, colour: str = "on_night", **kwargs: object) -> Any:
    """Return a text that takes a share of its column and is as large as fits."""
    kwargs.setdefault("halign", "center")
    return FitLabel(size_hint_y=share, colour=colour, **kwargs)


def panel(ground: str, *children: Widget, **kwargs: object) -> BoxLayout:
    """Return a column on a ground."""
    box = BoxLayout(orientation="vertical", **kwargs)
    box.flat = Flat(box, ground)
    for child in children:
        box.add_widget(child)
    return box


class StripScreen(BoxLayout):
    """Shows one StripView after another, changing only what is new."""

    def __init__(self, signs: Signs, size: tuple[float, float]) -> None:
        super().__init__(orientation="vertical", size_hint=(1, 1))
        self._signs = signs
        width, height = size
        flat = width / height >= FLAT
        self._between = "\n" if flat else " · "
        unit = height if flat else min(height / 2, width)
        edge = unit * 0.06
        self._window_word = label(0.2, colour="night_muted", size_px=unit * 0.13, lines_max=1)
        self._window = label(0.54, bold=True, size_px=unit * 0.6, lines_max=1, name="window")
        self._waiting = label(0.18, colour="night_muted", size_px=unit * 0.12, lines_max=1)
        self._waiting.name = "waiting"
        self._sign = label(0.24, colour="night_muted", size_px=unit * 0.15, lines_max=1)
        self._number = label(0.76, bold=True, size_px=unit * 0.8, balance=True, name="number")
        self._below = label(0.16, colour="night_muted", size_px=unit * 0.12, lines_max=1)
        self._portrait = Portrait(ground="night_muted", ink="night", size_hint_y=0.46)
        self._clerk = label(0.28, bold=True, size_px=unit * 0.13, lines_max=2, name="clerk")
        self._duty = label(0.28, colour="night_muted", size_px=unit * 0.085, lines_max=3)
        for text in (self._clerk, self._duty):
            text.least_dp, text.balance = LEAST_DP, True
        place = panel("night_2", self._window_word, self._window, self._waiting, padding=edge)
        self._middle = panel("night", self._sign, self._number, self._below)
        self._middle.padding = (edge, edge / 3)
        who = panel("night_2", self._portrait, self._clerk, self._duty, padding=edge)
        if flat:
            place.size_hint_x, self._middle.size_hint_x, who.size_hint_x = 0.22, 0.52, 0.26
            body = BoxLayout()
            parts = (place, self._middle, who)
        else:
            place.size_hint_y, self._middle.size_hint_y, who.size_hint_y = 0.32, 0.38, 0.3
            body = BoxLayout(orientation="vertical")
            parts = (place, self._middle, who)
        for part in parts:
            body.add_widget(part)
        self.add_widget(body)
        self._lost = label(1, colour="surface", size_px=height * LOST_SHARE * 0.6, lines_max=1)
        self._lost.name = "lost"
        self._lost_bar = panel("bad", self._lost, size_hint_y=None, height=0, opacity=0)
        self._lost_bar.padding = (edge, 0)
        self._lost_height = height * LOST_SHARE
        self.add_widget(self._lost_bar)

    def show(self, view: StripView) -> None:
        """Show what is new."""
        signs = self._signs
        self._window_word.text = signs.both("window")
        self._window.text = view.window
        waiting = signs.say("waiting", number=view.waiting)
        waiting = waiting if view.waiting else signs.say("nobody-waiting")
        self._waiting.text = waiting if view.sign in STAFFED else ""
        self._show_middle(view)
        self._show_clerk(view.clerk)
        self._lost.text = signs.both("lost-short", time=view.as_of) if view.as_of else ""
        self._lost_bar.height = self._lost_height if view.as_of else 0
        self._lost_bar.opacity = 1 if view.as_of else 0

    def _show_middle(self, view: StripView) -> None:
        """Show the number below its sign, or the sign as the largest thing there is."""
        signs, key = self._signs, f"sign-{view.sign}"
        fresh = view.sign is Sign.CALLING and not view.as_of
        self._middle.flat.paint("amber" if fresh else "night")
        numbered = view.sign in WITH_NUMBER and bool(view.number)
        self._sign.text = signs.both(key) if numbered else ""
        self._sign.colour = "on_amber" if fresh else "night_muted"
        self._number.text = view.number if numbered else signs.say(key)
        self._number.colour = self._number_colour(view, fresh=fresh)
        more = " · ".join(filter(None, (signs.also(key), view.reason)))
        self._below.text = "" if numbered else more
        self._sign.size_hint_y = 0.24 if numbered else 0.1
        self._below.size_hint_y = 0.02 if numbered else 0.3

    def _number_colour(self, view: StripView, *, fresh: bool) -> str:
        if view.as_of:
            return "night_muted"
        if fresh:
            return "on_amber"
        return "amber" if view.sign is Sign.SERVING else "on_night"

    def _show_clerk(self, clerk: ClerkCard | None) -> None:
        self._portrait.opacity = 0 if clerk is None else 1
        if clerk is None:
            self._portrait.show("")
            self._clerk.text = self._duty.text = ""
            return
        name = self._signs.name(clerk.name)
        self._portrait.show(name or clerk.number, clerk.photo)
        self._clerk.text = f"{name} · {clerk.number}" if name else clerk.number
        more = (self._signs.name(clerk.department), self._signs.name(clerk.duty))
        self._duty.text = self._between.join(part for part in more if part)
