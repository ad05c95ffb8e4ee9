# SPDX-License-Identifier: Apache-2.0
"""The caller's window: the rules on a thread of their own, views to the glass, utterances out."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.core.window import Window
from kivy.uix.widget import Widget

from bus.mqtt import MqttBus
from bus.run import Runner
from caller.core.actor import Caller, Drawn, Show, View
from caller.core.board import BoardView, Room, windows_of, windows_spoken
from caller.core.phrases import vocabulary
from caller.core.strip import StripView
from caller.core.voice import Dropped, Speak
from caller.screens.board import BoardScreen
from caller.screens.plan import Plan, plan_board
from caller.screens.signs import Signs
from caller.screens.strip import StripScreen
from config.schema import Display, Hall
from look.kivy.app import HallApp
from look.kivy.theme import theme
from look.kivy.window import Setup

if TYPE_CHECKING:
    from caller.voice import Speaker

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Sound:
    """Where a voice is heard, and where its recordings are."""

    sink: str = "auto"
    clips: Path | None = None


class DisplayApp(HallApp):
    """Shows views of one display; knows nothing of a bus."""

    ground = "night"

    def __init__(self, setup: Setup, hall: Hall, display: Display) -> None:
        super().__init__(setup)
        self._hall = hall
        self._display = display
        self._view: View | None = None
        self._screen: StripScreen | BoardScreen | None = None

    def draw(self) -> Widget:
        """Build the screen for the window as it is now."""
        signs = Signs(theme.modes.language, self._hall.languages)
        if self._display.kind == "strip":
            self._screen = StripScreen(signs, Window.size)
        else:
            plan = self._plan()
            self.told_room(Room(plan.lines, plan.queues, plan.legible))
            self._screen = BoardScreen(signs, plan)
        self._draw_view()
        return self._screen

    def show(self, view: Any) -> None:
        """Show a view at the next frame."""
        self._view = view
        self._draw_view()

    def told_room(self, room: Room) -> None:
        """Handle how much there is room for."""

    def _plan(self) -> Plan:
        windows = len(windows_of(self._hall, self._display))
        display = self._display
        return plan_board(
            Window.size,
            windows,
            display.viewing_distance_m,
            display.pixel_pitch_mm,
            len(self._hall.departments),
        )

    def _draw_view(self) -> None:
        match self._screen, self._view:
            case (StripScreen() as strip, StripView() as view):
                strip.show(view)
            case (BoardScreen() as board, BoardView() as view):
                board.show(view)
            case _:
                return


class CallerApp(DisplayApp):
    """One display of the hall, joined to the bus, with its voice."""

    def __init__(
        self,
        setup: Setup,
        hall: Hall,
        display: Display,
        bus: MqttBus,
        sound: Sound,
    ) -> None:
        super().__init__(setup, hall, display)
        actor = Caller(hall, display, bus.part, version("hallflow"))
        self._runner = Runner(actor, bus, self._perform)
        self._speaker = speaker(sound, self._runner.post) if display.speaks else None
        self._drawing = 0

    def run(self) -> None:
        """Join the bus, open the window, return when it is closed."""
        if self._speaker is not None:
            self._speaker.start(self._vocabulary(), self._hall.voice.volume_percent)
        Window.bind(on_flip=self._flipped)
        self._runner.start("caller")
        try:
            super().run()
        finally:
            self._runner.stop()
            if self._speaker is not None:
                self._speaker.stop()

    def show(self, view: Any) -> None:
        """Show a view, and note when its newest call reaches the glass."""
        super().show(view)
        self._drawing = _called_at(view)

    def told_room(self, room: Room) -> None:
        """Let the rules know how much there is room for."""
        self._runner.post(room)

    def _flipped(self, *_: object) -> None:
        if self._drawing:
            self._runner.post(Drawn(self._drawing))
            self._drawing = 0

    def _vocabulary(self) -> Iterable[Any]:
        voice = self._hall.voice
        windows = tuple(sorted(windows_spoken(self._hall, self._display)))
        for language in voice.languages:
            yield from vocabulary(language, windows, yao=voice.one_as_yao)

    def _perform(self, effect: object) -> Iterable[object]:
        match effect:
            case Show(view=view):
                self.tell(view)
            case Speak() if self._speaker is not None:
                self._speaker.say(effect)
            case Dropped(what=what, why=why):
                _log.info("not said: %s (%s)", what, why)
            case _:
                text = f"nobody performs {effect!r}"
                raise TypeError(text)
        return ()


def speaker(sound: Sound, tell: Callable[[object], None]) -> "Speaker":
    """Return a voice."""
    # Only a display that speaks pays for it.
    from caller.voice import Library, Speaker, rendered  # noqa: PLC0415
    from look.speech import sink_named  # noqa: PLC0415

    return Speaker(Library(rendered, sound.clips), sink_named(sound.sink), tell)


def _called_at(view: View) -> int:
    """Return when the newest call in a view was made, or 0."""
    if isinstance(view, BoardView):
        return view.newest.called_at if view.newest else 0
    return view.called_at
