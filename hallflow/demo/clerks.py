# SPDX-License-Identifier: Apache-2.0
"""The demo's clerks: each looks at the window's state and presses the keys of a real pad."""

from random import Random

from bus.messages import NowServing, WindowState
from firmware_bridge.core.commands import Key
from firmware_bridge.pty_pads import PtyPads
from hallflow.demo.agenda import Agenda

THINK_S = (4.0, 15.0)
WALK_S = (8.0, 40.0)
NO_SHOW_S = (20.0, 30.0)
SERVE_S = (60.0, 300.0)
RATING_S = (15.0, 30.0)
PAUSE_S = (60.0, 120.0)
CYCLE_S = 240.0
"""Hall seconds from one call to the next, on average."""
STAYS_AWAY = 0.07
RESTS = 0.03
DELAY_MIN_S = 0.2
AGAIN_S = 6.0
"""Real seconds after which a press that changed nothing is made again."""

Seen = tuple[WindowState, str, int, bool]


class Clerk:
    """One clerk at one window, with one pad."""

    def __init__(
        self, agenda: Agenda, random: Random, pad: tuple[PtyPads, int], speed: float
    ) -> None:
        self._agenda = agenda
        self._random = random
        self._line, self._address = pad
        self._speed = speed
        self._seen: Seen | None = None
        self._plans = 0
        self._missing = ""
        """The ticket whose citizen does not come."""
        self._looked = ""
        """The ticket for which that was decided."""
        self._recalled = ""
        self.presses = 0
        self.works = False
        self._state: NowServing | None = None

    def begin(self) -> None:
        """Work from now on; from any thread."""
        self.works = True
        self._agenda.after(0, self._begin)

    def _begin(self) -> None:
        if self._state is not None:
            self._plan(self._state)

    def see(self, state: NowServing) -> None:
        """Take the window's state; from any thread."""
        self._agenda.after(0, lambda: self._look(state))

    def _look(self, state: NowServing) -> None:
        seen = (state.state, state.ticket, state.call, state.waiting > 0)
        if seen == self._seen:
            return
        self._seen, self._state = seen, state
        self._plan(state)

    def _plan(self, state: NowServing) -> None:
        self._plans += 1
        plan = self._decide(state)
        if plan is not None and self.works:
            span, key, digits = plan
            delay_s = max(DELAY_MIN_S, self._random.uniform(*span) / self._speed)
            number = self._plans
            self._agenda.after(delay_s, lambda: self._press(number, state, key, digits))

    def _press(self, plan: int, state: NowServing, key: Key, digits: tuple[int, ...]) -> None:
        if plan != self._plans or not self.works:
            return
        self._line.press(self._address, key, *digits)
        self.presses += 1
        if key is Key.RECALL:
            self._recalled = state.ticket
        self._agenda.after(AGAIN_S, lambda: self._again(plan, state))

    def _again(self, plan: int, state: NowServing) -> None:
        if plan == self._plans:
            self._plan(state)

    def _decide(self, state: NowServing) -> tuple[tuple[float, float], Key, tuple[int, ...]] | None:
        """Return when to press which key next; None: there is nothing to do."""
        match state.state:
            case WindowState.FREE if state.waiting:
                rests = self._random.random() < RESTS
                return THINK_S, Key.PAUSE if rests else Key.NEXT, ()
            case WindowState.RATING if state.waiting:
                return RATING_S, Key.NEXT, ()
            case WindowState.CALLING:
                return self._await(state.ticket)
            case WindowState.SERVING:
                return SERVE_S, Key.FINISH, (self._random.randint(1, 5),)
            case WindowState.PAUSED | WindowState.AWAY:
                return PAUSE_S, Key.PAUSE, ()
            case _:
                return None

    def _await(self, ticket: str) -> tuple[tuple[float, float], Key, tuple[int, ...]]:
        if ticket != self._looked:
            self._looked = ticket
            self._missing = ticket if self._random.random() < STAYS_AWAY else ""
        if ticket != self._missing:
            return WALK_S, Key.ARRIVE, ()
        return NO_SHOW_S, Key.PASS_OVER if self._recalled == ticket else Key.RECALL, ()
