# SPDX-License-Identifier: Apache-2.0
"""What a screen says and where arrow keys lead: texts and targets in the order of reading."""

from collections.abc import Iterator
from typing import Any

from kivy.graphics import Color, InstructionGroup, Line
from kivy.metrics import dp
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from look import tokens
from look.kivy.buttons import Tappable
from look.kivy.layout import Row
from look.kivy.text import FitLabel
from look.kivy.theme import theme
from look.spoken import joined, spoken
from look.words import Words

_OUTER_DP = 5
_INNER_DP = 2


def targets(root: Widget) -> list[Tappable]:
    """Return everything that can be tapped now, in the order of reading."""
    return [
        widget
        for widget in _read(root)
        if isinstance(widget, Tappable) and widget.focusable and not widget.disabled
    ]


def texts(root: Widget) -> list[str]:
    """Return every text that is not a target's own, in the order of reading."""
    return [str(w.text) for w in _read(root) if isinstance(w, FitLabel) and w.text]


def said(target: Tappable) -> str:
    """Return what a target is called and how it stands, in the language it is spoken in."""
    words = Words("look", said_in(target))
    own = [target.spoken] if target.spoken else list(_own_texts(target))
    state = [words(target.spoken_state)] if target.spoken_state else []
    return spoken(joined([*own, *state], words.language), words)


def said_in(target: Tappable) -> str:
    """Return the language a target is spoken in: the screen's, or its own."""
    return target.spoken_in or theme.modes.language


def said_all(parts: list[str]) -> str:
    """Return several texts as one utterance."""
    words = Words("look", theme.modes.language)
    return spoken(joined(parts, words.language), words)


def _own_texts(target: Widget) -> Iterator[str]:
    for child in _in_order(target):
        if isinstance(child, FitLabel) and child.text:
            yield str(child.text)
        yield from _own_texts(child)


def _read(widget: Widget) -> Iterator[Widget]:
    """Go through what is shown; a target's own texts belong to it."""
    if widget.opacity == 0:
        return
    yield widget
    if isinstance(widget, Tappable) and widget.focusable:
        return
    for child in _in_order(widget):
        yield from _read(child)


def _in_order(widget: Widget) -> list[Widget]:
    """Return children as they were added: the order of reading in every direction."""
    children = list(widget.children)
    return children if isinstance(widget, Row) and widget.turned else children[::-1]


class Ring:
    """The frame around the target that the keys lead to, seen on every ground."""

    def __init__(self) -> None:
        self._target: Tappable | None = None
        self._drawn = InstructionGroup()

    def move(self, target: Tappable | None) -> None:
        """Stand around another target, scrolled into sight; None: around nothing."""
        if self._target is not None:
            self._target.canvas.after.remove(self._drawn)
            self._target.unbind(pos=self._draw, size=self._draw)
        self._target = target
        if target is None:
            return
        target.canvas.after.add(self._drawn)
        target.bind(pos=self._draw, size=self._draw)
        self._draw()
        _show(target)

    def _draw(self, *_: object) -> None:
        target = self._target
        self._drawn.clear()
        if target is None:
            return
        radius = min(dp(tokens.RADIUS_KIOSK_DP), *(side / 2 for side in target.size))
        for colour, width in (("ink", dp(_OUTER_DP)), ("amber", dp(_INNER_DP))):
            inset = dp(_OUTER_DP)
            box = (target.x + inset, target.y + inset, *(s - 2 * inset for s in target.size))
            self._drawn.add(Color(*theme.colour(colour)))
            self._drawn.add(Line(rounded_rectangle=(*box, radius), width=width))


def _show(target: Widget) -> None:
    """Scroll a target into sight."""
    above: Any = target.parent
    while above is not None and above is not above.parent:
        if isinstance(above, ScrollView):
            above.scroll_to(target, padding=theme.space(2), animate=False)
            return
        above = above.parent
