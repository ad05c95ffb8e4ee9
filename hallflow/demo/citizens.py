# SPDX-License-Identifier: Apache-2.0
"""The demo's citizens: they come, touch a kiosk, take their number, and rate who served them."""

import uuid
from collections import defaultdict, deque
from random import Random

from config.labels import offered
from config.schema import Hall
from evaluator.core.pad import LabelTouched, LevelTouched, PadView, Page, ReasonsDone
from hallflow.demo.agenda import Agenda
from hallflow.demo.parts import DemoKiosk, DemoPad
from kiosk.core.flow import Screen, Touch, Touched
from kiosk.core.view import View

TOUCH_S = (1.0, 3.0)
READ_S = (2.0, 6.0)
TOUCH_MIN_S = 0.05
GIVE_UP_S = 20.0
"""Real seconds after which somebody who gets no further at a kiosk leaves."""
RATES = 0.75
GIVES_REASON = 0.3
RATE_S = (4.0, 15.0)
RATE_MIN_S = 0.6
"""A pad takes no touch sooner after a page came up."""
LEVELS = (5, 5, 5, 5, 5, 4, 4, 4, 3, 2, 1)


class Errand:
    """What one citizen came for."""

    def __init__(self, department: str, service: str) -> None:
        self.department = department
        self.service = service
        self.over = False


class Visitors:
    """Everybody who comes to the kiosks."""

    def __init__(
        self, agenda: Agenda, random: Random, hall: Hall, kiosks: list[DemoKiosk], speed: float
    ) -> None:
        self._agenda = agenda
        self._random = random
        self._hall = hall
        self._speed = speed
        self._kiosks = kiosks
        self._lines: defaultdict[str, deque[Errand]] = defaultdict(deque)
        self._planned: dict[str, tuple[Errand, Screen]] = {}
        self.came = 0
        self.turned_away = 0
        """Got no number: refused, or gave up."""
        self.come = True

    def arrive(self, gap_s: float) -> None:
        """Let the next citizen come, and others after that, `gap_s` hall seconds apart."""
        if not self.come:
            return
        delay_s = self._random.expovariate(1 / gap_s) / self._speed
        self._agenda.after(delay_s, lambda: self._enter(gap_s))

    def _enter(self, gap_s: float) -> None:
        if not self.come:
            return
        self.came += 1
        service = self._random.choice(self._hall.services)
        kiosk = min(self._kiosks, key=lambda k: len(self._lines[k.name]))
        line = self._lines[kiosk.name]
        errand = Errand(service.department, service.id)
        line.append(errand)
        if len(line) == 1:
            self._begin(kiosk)
        self.arrive(gap_s)

    @property
    def busy(self) -> bool:
        """Whether somebody still stands at a kiosk."""
        return any(self._lines.values())

    def see(self, kiosk: DemoKiosk, view: View) -> None:
        """Take what a kiosk shows now; from any thread."""
        self._agenda.after(0, lambda: self._look(kiosk, view.screen))

    def _begin(self, kiosk: DemoKiosk) -> None:
        errand = self._lines[kiosk.name][0]
        self._agenda.after(GIVE_UP_S, lambda: self._give_up(kiosk, errand))
        if kiosk.view is not None:
            self._look(kiosk, kiosk.view.screen)

    def _look(self, kiosk: DemoKiosk, screen: Screen) -> None:
        line = self._lines[kiosk.name]
        if not line or self._planned.get(kiosk.name) == (line[0], screen):
            return
        self._planned[kiosk.name] = (line[0], screen)
        errand = line[0]
        touched = _next_touch(screen, errand)
        if touched is None:
            return
        ends = screen in (Screen.TICKET, Screen.REFUSED)
        span = READ_S if ends else TOUCH_S
        delay_s = max(TOUCH_MIN_S, self._random.uniform(*span) / self._speed)
        self._agenda.after(delay_s, lambda: self._touch(kiosk, errand, screen, touched))

    def _touch(self, kiosk: DemoKiosk, errand: Errand, screen: Screen, touched: Touched) -> None:
        if errand.over or kiosk.view is None or kiosk.view.screen is not screen:
            return
        kiosk.runner.post(touched)
        if screen is Screen.REFUSED:
            self.turned_away += 1
        if screen in (Screen.TICKET, Screen.REFUSED):
            self._leave(kiosk, errand)

    def _give_up(self, kiosk: DemoKiosk, errand: Errand) -> None:
        if not errand.over:
            self.turned_away += 1
            kiosk.runner.post(Touched(Touch.HOME), Touched(Touch.DONE))
            self._leave(kiosk, errand)

    def _leave(self, kiosk: DemoKiosk, errand: Errand) -> None:
        errand.over = True
        line = self._lines[kiosk.name]
        line.popleft()
        if line:
            self._agenda.after(TOUCH_S[0] / self._speed, lambda: self._begin(kiosk))


TOUCHES = {
    Screen.IDLE: Touch.START,
    Screen.HOME: Touch.DEPARTMENT,
    Screen.SERVICES: Touch.SERVICE,
    Screen.GUIDE: Touch.TAKE,
    Screen.TICKET: Touch.DONE,
    Screen.REFUSED: Touch.DONE,
    Screen.THEMES: Touch.HOME,
    Screen.SEARCH: Touch.HOME,
    Screen.MAP: Touch.HOME,
    Screen.PEOPLE: Touch.BACK,
}
"""What a citizen touches on a screen; on others there is nothing but to wait."""


def _next_touch(screen: Screen, errand: Errand) -> Touched | None:
    touch = TOUCHES.get(screen)
    which = {Touch.DEPARTMENT: errand.department, Touch.SERVICE: errand.service}
    return None if touch is None else Touched(touch, which.get(touch, ""))


class Raters:
    """Everybody who stands before a rating pad."""

    def __init__(self, agenda: Agenda, random: Random, speed: float) -> None:
        self._agenda = agenda
        self._random = random
        self._speed = speed
        self._pages: dict[str, Page] = {}
        self.rate = True

    @property
    def busy(self) -> bool:
        """Whether somebody has chosen a level and is not done."""
        return Page.REASONS in self._pages.values()

    def see(self, pad: DemoPad, view: PadView) -> None:
        """Take what a pad shows now; from any thread."""
        self._agenda.after(0, lambda: self._look(pad, view))

    def _look(self, pad: DemoPad, view: PadView) -> None:
        if self._pages.get(pad.window) is view.page:
            return
        self._pages[pad.window] = view.page
        delay_s = max(RATE_MIN_S, self._random.uniform(*RATE_S) / self._speed)
        if view.page is Page.RATING and self._random.random() < RATES:
            level = self._random.choice(LEVELS)
            self._agenda.after(delay_s, lambda: self._choose(pad, level))
        elif view.page is Page.REASONS:
            reasons = offered(view.level)
            if reasons and self._random.random() < GIVES_REASON:
                code = self._random.choice(reasons).code
                self._agenda.after(RATE_MIN_S, lambda: pad.runner.post(LabelTouched(code)))
            self._agenda.after(delay_s, lambda: pad.runner.post(ReasonsDone()))

    def _choose(self, pad: DemoPad, level: int) -> None:
        if self.rate and self._pages.get(pad.window) is Page.RATING:
            command = uuid.uuid4().hex
            pad.runner.post(LevelTouched(level=level, command=command, raw_key=str(level)))
