# SPDX-License-Identifier: Apache-2.0
"""One person at the kiosk: where they are, what they chose, how they want to see it."""

from dataclasses import dataclass, field

from bus.messages import TicketRequest
from config.policy import ORDINARY
from kiosk.core.flow import MOVES, RETURNING, Screen, Touch, Touched, takes
from kiosk.core.search import QUERY_MAX

TRAIL_MAX = 16
LOUDNESS_PERCENT = (12, 50, 100)
"""Steps of the spoken guidance: 12 dB, then 6 dB (EN 301 549, 8.2.1.1: 18 dB in all)."""
LOUDNESS_FIRST = 1


@dataclass
class Visit:
    """Everything that ends when the person goes."""

    language: str
    languages: tuple[str, ...]
    large: bool = False
    contrast: bool = False
    low: bool = False
    guided: bool = False
    loudness: int = LOUDNESS_FIRST
    screen: Screen = Screen.HOME
    trail: list[Screen] = field(default_factory=list)
    group: tuple[Touch, str] = (Touch.DEPARTMENT, "")
    """By what the list of services was chosen: a department, a subject or an event."""
    query: str = ""
    service: str = ""
    ticked: set[int] = field(default_factory=set)
    section: str = ""
    priority: str = ORDINARY
    floor: str = ""
    person: str = ""
    """Keyed hash of the card laid on the reader, or empty: all that is known of the person."""
    initial: str = ""
    """First character of the name on that card, if the hall wants it shown."""
    booking: str = ""
    """Code of the appointment that is kept with the next request, or empty."""

    def touch(self, touched: Touched) -> bool:
        """Take a touch; return whether it meant anything here."""
        if not takes(self.screen, touched.touch):
            return False
        match touched.touch:
            case Touch.BACK if self.screen in RETURNING:
                self.screen = self.trail.pop() if self.trail else Screen.HOME
            case Touch.HOME if self.screen in RETURNING:
                self.go_home()
            case _:
                self._choose(touched)
                self._move(touched.touch)
        return True

    def go(self, screen: Screen) -> None:
        """Go on to a screen; BACK leads back here."""
        if screen is Screen.HOME:
            self.go_home()
            return
        if self.screen in RETURNING or self.screen is Screen.HOME:
            self.trail = [*self.trail, self.screen][-TRAIL_MAX:]
        self.screen = screen

    def go_home(self) -> None:
        """Forget every choice but how the person wants to see it."""
        self.screen = Screen.HOME
        self.trail = []
        self.query = ""
        self._take_service("")
        self.floor = ""

    def _move(self, touch: Touch) -> None:
        target = MOVES.get((self.screen, touch))
        if touch in (Touch.PRIORITY, Touch.BACK):
            self.screen = self.trail.pop()
        elif target is not None:
            self.go(target)

    def _choose(self, touched: Touched) -> None:
        touch, value = touched.touch, touched.value
        match touch:
            case Touch.DEPARTMENT | Touch.THEME | Touch.EVENT:
                self.group = (touch, value)
            case Touch.SERVICE:
                self._take_service(value)
            case Touch.TYPE:
                self.query = value[:QUERY_MAX]
            case Touch.FLOOR | Touch.MAP:
                self.floor = value
            case Touch.PAPER:
                self.ticked ^= {int(value)} if value.isdecimal() else set()
            case Touch.SECTION:
                self.section = "" if self.section == value else value
            case Touch.PRIORITY:
                self.priority = value
            case _:
                self._switch(touch, value)

    def _switch(self, touch: Touch, value: str) -> None:
        match touch:
            case Touch.LANGUAGE if value in self.languages:
                self.language = value
            case Touch.LARGE:
                self.large = not self.large
            case Touch.CONTRAST:
                self.contrast = not self.contrast
            case Touch.LOW:
                self.low = not self.low
            case Touch.GUIDANCE:
                self.guided = not self.guided
            case Touch.LOUDER | Touch.QUIETER:
                step = 1 if touch is Touch.LOUDER else -1
                self.loudness = min(max(self.loudness + step, 0), len(LOUDNESS_PERCENT) - 1)
            case _:
                pass

    def show_code(self) -> None:
        """Look up a code that was scanned, wherever the person is."""
        if self.screen in (Screen.CODE, Screen.FOUND):
            self.screen = Screen.CODE
        else:
            self.go(Screen.CODE)

    def resume(self, request: TicketRequest) -> None:
        """Be where the person was when the power was cut: they wait for their number."""
        if request.language in self.languages:
            self.language = request.language
        self.keep_booking(request.booking, request.services[0])
        self.screen = Screen.ASKING

    def keep_booking(self, code: str, service: str) -> None:
        """Let the next request keep an appointment."""
        self._take_service(service)
        self.booking = code

    def _take_service(self, service: str) -> None:
        self.booking = ""
        if service != self.service:
            self.ticked = set()
            self.section = ""
            self.priority = ORDINARY
        self.service = service
