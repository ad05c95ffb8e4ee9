# SPDX-License-Identifier: Apache-2.0
"""How another thread speaks to a window: `tell` from anywhere, `take` on the window's thread."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Final

from kivy.base import EventLoop, stopTouchApp
from kivy.cache import Cache
from kivy.clock import Clock
from kivy.core.window import Window

from look.kivy.sdl import Sdl

TOLD_MAX: Final = 10_000
# A sleeping window looks up this often, so that a signal (stop) is heard.
_SLEEP_MAX_MS: Final = 500
_PURGE_S: Final = 60.0
# A new screen settles in about 20 passes: Kivy's limit of 20 would draw some before they have.
_PASSES_MAX: Final = 100


class Shell:
    """Carries what other threads tell to the window's thread, in order, without polling."""

    def __init__(self, take: Callable[[Any], None]) -> None:
        self._take = take
        self._told: deque[object] = deque()
        self._lock = threading.Lock()
        self._due = False

    def tell(self, *views: object) -> None:
        """Let the window's thread take these, in order; from any thread."""
        with self._lock:
            if len(self._told) + len(views) > TOLD_MAX:
                raise OverflowError(f"more than {TOLD_MAX} views wait: the window is stuck")
            self._told.extend(views)
            if self._due:
                return
            self._due = True
        Clock.schedule_once(self._turn, -1)
        sleeper.wake()

    def _turn(self, _: float) -> None:
        with self._lock:
            views = list(self._told)
            self._told.clear()
            self._due = False
        for view in views:
            self._take(view)


def run_until_closed() -> None:
    """Kivy's own loop, but asleep while nothing is due: an idle window costs nothing."""
    Clock.max_iteration = _PASSES_MAX
    # Looks five times a second for a keyboard on the screen of a phone.
    Clock.unschedule(Window._check_keyboard_shown)  # noqa: SLF001
    # Looks each second for pictures that nobody used for minutes.
    Clock.unschedule(Cache._purge_by_timeout)  # noqa: SLF001
    Clock.schedule_interval(Cache._purge_by_timeout, _PURGE_S)  # noqa: SLF001
    try:
        while not EventLoop.quit and EventLoop.status == "started":
            EventLoop.idle()
            if EventLoop.quit or EventLoop.status != "started":
                break
            EventLoop.window.mainloop()
            rest_ms = _rest_ms()
            if rest_ms > 0:
                sleeper.sleep(min(rest_ms, _SLEEP_MAX_MS))
    finally:
        stopTouchApp()


def _rest_ms() -> int:
    """Time until Kivy's clock has something due; 0 if something is to be drawn or dispatched."""
    if EventLoop.window.canvas.needs_redraw:
        return 0
    return max(0, int(Clock.get_min_timeout() * 1000))


sleeper: Final = Sdl()
