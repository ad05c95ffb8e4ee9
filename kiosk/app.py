# SPDX-License-Identifier: Apache-2.0
"""The kiosk's window: shows what the rules say, reports every touch."""

from collections.abc import Callable

from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from kiosk.core.flow import Screen, Touch, Touched
from kiosk.core.view import View
from kiosk.screens.closed import ClosedPage
from kiosk.screens.guide import GuidePage
from kiosk.screens.hall_map import MapPage
from kiosk.screens.home import HomePage
from kiosk.screens.idle import IdlePage
from kiosk.screens.inquiry import CodePage, FoundPage
from kiosk.screens.page import Page, Send
from kiosk.screens.people import PeoplePage
from kiosk.screens.search import SearchPage
from kiosk.screens.services import ServicesPage
from kiosk.screens.spoken import Say, SpokenGuide
from kiosk.screens.themes import ThemesPage
from kiosk.screens.ticket import AskingPage, LostPage, RefusedPage, TicketPage
from kiosk.screens.warning import Warned
from look.kivy.app import HallApp
from look.kivy.theme import Modes, theme
from look.kivy.window import Setup

PAGES: dict[Screen, type[Page]] = {
    Screen.IDLE: IdlePage,
    Screen.HOME: HomePage,
    Screen.SERVICES: ServicesPage,
    Screen.THEMES: ThemesPage,
    Screen.SEARCH: SearchPage,
    Screen.MAP: MapPage,
    Screen.GUIDE: GuidePage,
    Screen.PEOPLE: PeoplePage,
    Screen.CODE: CodePage,
    Screen.FOUND: FoundPage,
    Screen.ASKING: AskingPage,
    Screen.TICKET: TicketPage,
    Screen.REFUSED: RefusedPage,
    Screen.LOST: LostPage,
    Screen.CLOSED: ClosedPage,
}


class KioskApp(HallApp):
    """One window; `send` carries touches to the rules, `say` speaks while guidance is on.

    `seen` is called once, after the first screen was drawn.
    """

    def __init__(
        self,
        setup: Setup,
        send: Send,
        say: Say = lambda _: None,
        seen: Callable[[], None] = lambda: None,
        **kwargs: object,
    ) -> None:
        super().__init__(setup, **kwargs)
        self._send = send
        self._seen = seen
        self._spoken = SpokenGuide(send, say)
        self.view: View | None = None
        self._page: Page | None = None
        self._memory: dict[str, int] = {}
        self._warning: Warned | None = None

    def build(self) -> Widget:
        """Open the window; a finger or the pointer going down anywhere is a sign of life."""
        Window.bind(
            on_touch_down=self._felt,
            on_key_down=lambda _, key, *__: self._spoken.pressed(key),
            on_key_up=lambda _, key, *__: self._spoken.released(key),
        )
        return super().build()

    def show(self, view: View) -> None:
        """Show a view: in place where the screen can, else anew."""
        if self.view is None:
            Clock.schedule_once(lambda _: self._seen(), 0)  # in the next frame, when it stands
        elif view.screen is Screen.IDLE:
            self._memory.clear()
        self.view = view
        frame = view.frame
        modes = Modes(
            language=frame.language,
            large=frame.large,
            contrast=frame.contrast,
            low=frame.low,
            still=theme.modes.still,
        )
        if modes != theme.modes:
            self._page = None
            theme.switch(modes)
        elif self._page is None or not self._page.follow(view):
            self._page = None
            self.redraw()
        else:
            self._spoken.followed(view)
        if self._warning is not None and frame.warning_s is not None:
            self._warning.show(frame.warning_s)

    def draw(self) -> Widget:
        """Build the screen of the newest view."""
        if self.view is None:
            return Widget()
        page = PAGES[self.view.screen](self.view, self._send, self._memory)
        self._page = page
        stage = FloatLayout()
        stage.add_widget(page.draw())
        self._warning = None
        if self.view.frame.warning_s is not None:
            self._warning = Warned(page)
            stage.add_widget(self._warning)
        self._spoken.drawn(self._warning or stage, self.view)
        return stage

    def _felt(self, *_: object) -> bool:
        self._send(Touched(Touch.CONTINUE))
        return False
