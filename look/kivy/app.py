# SPDX-License-Identifier: Apache-2.0
"""The frame of every window: opens it, draws the screen, draws it anew when a mode changes."""

import signal
from typing import Any

from kivy.app import App
from kivy.base import runTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from look import fonts
from look.kivy import pulse
from look.kivy.shell import Shell, run_until_closed, sleeper
from look.kivy.theme import FONT, Form, Modes, theme
from look.kivy.window import Setup


class HallApp(App):
    """Subclass it: `draw` builds the screen from what the app knows, `show` takes a new view.

    `tell(view)` from any thread leads to `show(view)` on the window's thread. Call `redraw` when
    the whole screen is another one. The screen is drawn anew when a mode or the window changes.
    """

    ground = "paper"

    def __init__(self, setup: Setup, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.setup = setup
        self.title = setup.title
        self.stage = FloatLayout()
        self._shell = Shell(self.show)
        self._redraw_later = Clock.create_trigger(self._redraw, -1)

    # --- for the part to say ----------------------------------------------------------------

    def draw(self) -> Widget:
        """Build the screen that the app's state, the theme and `form` ask for."""
        raise NotImplementedError

    def show(self, view: Any) -> None:
        """Take a view that somebody told."""
        raise NotImplementedError

    # --- for the part to call ---------------------------------------------------------------

    @property
    def form(self) -> Form:
        """How the window is shaped now."""
        return Form.of(*Window.size)

    def tell(self, *views: object) -> None:
        """Hand views to `show`, in order, on the window's thread; from any thread."""
        self._shell.tell(*views)

    def redraw(self) -> None:
        """Draw the screen anew, once, before the next frame."""
        self._redraw_later()

    def close(self) -> None:
        """Close the window; from any thread."""
        Clock.schedule_once(self.stop, -1)
        sleeper.wake()

    # --- Kivy's own -------------------------------------------------------------------------

    def build(self) -> Widget:
        """Prepare font, theme and window; called by Kivy."""
        fonts.register(FONT)
        theme.switch(Modes.of(self.setup))
        theme.listen(self.redraw)
        Window.bind(size=lambda *_: self.redraw())
        self._redraw()
        return self.stage

    def run(self) -> None:
        """Open the window and return when it is closed (SIGTERM and SIGINT close it too)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.close())
        self._run_prepare()
        self._pulse = pulse.begin(self._stands)
        runTouchApp(embedded=True)
        run_until_closed()
        self._stop()

    def _stands(self) -> bool:
        """Return whether a screen is drawn, not only the empty ground before the first view."""
        return any(screen.children for screen in self.stage.children)

    def _redraw(self, *_: object) -> None:
        theme.form = self.form
        Window.clearcolor = theme.colour(self.ground)
        self.stage.clear_widgets()
        self.stage.add_widget(self.draw())
