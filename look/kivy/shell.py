# SPDX-License-Identifier: Apache-2.0
"""How another thread speaks to a window: `tell` from anywhere, `take` on the window's thread."""

import ctypes
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from kivy.base import EventLoop, stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window

TOLD_MAX: Final = 10_000
# A sleeping window looks up this often, so that a signal (stop) is heard.
_SLEEP_MAX_MS: Final = 500
_SDL_USEREVENT: Final = 0x8000
_SDL_EVENT_BYTES: Final = 128


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


class Sleeper:
    """Lets the window's thread sleep in SDL until a touch, a key or another thread wakes it."""

    def __init__(self) -> None:
        self._sdl = ctypes.CDLL(_loaded_sdl())
        self._nudge = (ctypes.c_uint32 * (_SDL_EVENT_BYTES // 4))(_SDL_USEREVENT)

    def sleep(self, timeout_ms: int) -> None:
        """Return when an event waits, or after the time-out; the event stays in the queue."""
        self._sdl.SDL_WaitEventTimeout(None, timeout_ms)

    def wake(self) -> None:
        """End the sleep; from any thread."""
        self._sdl.SDL_PushEvent(ctypes.byref(self._nudge))


def _loaded_sdl() -> str:
    """Path of the SDL library that Kivy has loaded into this process."""
    for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
        path = line.split(maxsplit=5)[-1]
        if Path(path).name.startswith(("libSDL2-2", "libSDL2.")):
            return path
    raise RuntimeError("Kivy has opened no SDL2 window here; set KIVY_WINDOW=sdl2")


def run_until_closed() -> None:
    """Kivy's own loop, but asleep while nothing is due: an idle window costs nothing."""
    # Looks five times a second for a keyboard on the screen of a phone.
    Clock.unschedule(Window._check_keyboard_shown)  # noqa: SLF001
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


sleeper: Final = Sleeper()
