# SPDX-License-Identifier: Apache-2.0
"""The evaluator's window: the rules on a thread of their own, pages to the glass, touches back."""

import uuid
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

from kivy.core.window import Window
from kivy.uix.widget import Widget
from msgspec.structs import replace

from bus.mqtt import MqttBus
from bus.run import Runner
from config.schema import Hall
from evaluator.core.actor import Evaluator, Show
from evaluator.core.pad import (
    Declined,
    Drawn,
    Fate,
    LabelTouched,
    LanguageTouched,
    LevelAgain,
    LevelTouched,
    PadView,
    ReasonsDone,
    Touch,
)
from evaluator.screens.pages import PadPage
from look.kivy.app import HallApp
from look.kivy.theme import theme
from look.kivy.window import Setup


class PadApp(HallApp):
    """Shows views of a pad; knows nothing of a bus."""

    def __init__(self, setup: Setup, view: PadView | None = None) -> None:
        super().__init__(setup)
        self._view = view
        self._page: PadPage | None = None

    def draw(self) -> Widget:
        """Build the page that the view asks for."""
        if self._view is None:
            return Widget()
        self._page = PadPage(self._view, self.say, Window.size)
        return self._page

    def show(self, view: Any) -> None:
        """Show a view: a new page is built, the same one only refreshed."""
        before, self._view = self._view, view
        if self._page is not None and before is not None and _frame(before) == _frame(view):
            self._page.refresh(view)
            return
        if view.language != theme.modes.language:
            theme.turn(language=view.language)
        self.redraw()

    def say(self, what: str, value: Any = None) -> None:
        """Handle a touch."""


class EvaluatorApp(PadApp):
    """One pad of the hall, joined to the bus."""

    def __init__(self, setup: Setup, hall: Hall, window: str, bus: MqttBus) -> None:
        super().__init__(setup)
        actor = Evaluator(hall, window, bus.part, version("hallflow"))
        self._runner = Runner(actor, bus, self._perform)
        self._drawing = 0

    def run(self) -> None:
        """Join the bus, open the window, return when it is closed."""
        Window.bind(on_flip=self._flipped)
        self._runner.start("evaluator")
        try:
            super().run()
        finally:
            self._runner.stop()

    def say(self, what: str, value: Any = None) -> None:
        """Let the rules know of a touch."""
        self._runner.post(touched(what, value))

    def show(self, view: Any) -> None:
        """Show a view, and note when it reaches the glass."""
        super().show(view)
        self._drawing = view.since_at

    def _flipped(self, *_: object) -> None:
        if self._drawing:
            self._runner.post(Drawn(self._drawing))
            self._drawing = 0

    def _perform(self, effect: object) -> Iterable[object]:
        if not isinstance(effect, Show):
            text = f"nobody performs {effect!r}"
            raise TypeError(text)
        self.tell(effect.view)
        return ()


def touched(what: str, value: Any) -> Touch:
    """Return the event of a touch; a level's command gets its id here and now, once."""
    match what:
        case "level":
            return LevelTouched(level=value, command=uuid.uuid4().hex, raw_key=str(value))
        case "label":
            return LabelTouched(code=value)
        case "language":
            return LanguageTouched(language=value)
        case "again":
            return LevelAgain()
        case "none":
            return Declined()
        case _:
            return ReasonsDone()


def _frame(view: PadView) -> PadView:
    """Return the part of a view that a page is built from."""
    rated = view.fate if view.fate is Fate.NONE else Fate.KEPT
    return replace(view, seconds_left=0, chosen=(), fate=rated, since_at=0)
