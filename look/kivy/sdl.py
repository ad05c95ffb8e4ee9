# SPDX-License-Identifier: Apache-2.0
"""The SDL library that Kivy draws with: its sleep, its wake and the size of the screen."""

import ctypes
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_INIT_VIDEO: Final = 0x20
_USER_EVENT: Final = 0x8000
_EVENT_BYTES: Final = 128


class _DisplayMode(ctypes.Structure):
    _fields_ = (
        ("format", ctypes.c_uint32),
        ("width", ctypes.c_int),
        ("height", ctypes.c_int),
        ("refresh_rate", ctypes.c_int),
        ("driver_data", ctypes.c_void_p),
    )


class Sdl:
    """The same SDL that Kivy uses, before or after Kivy has opened its window."""

    def __init__(self) -> None:
        self._sdl = ctypes.CDLL(_library())
        self._nudge = (ctypes.c_uint32 * (_EVENT_BYTES // 4))(_USER_EVENT)

    def sleep(self, timeout_ms: int) -> None:
        """Return when an event waits, or after the time-out; the event stays in the queue."""
        self._sdl.SDL_WaitEventTimeout(None, timeout_ms)

    def wake(self) -> None:
        """End the sleep; from any thread."""
        self._sdl.SDL_PushEvent(ctypes.byref(self._nudge))

    def screen_size(self) -> tuple[int, int]:
        """Width and height of the first screen in pixels; RuntimeError if there is no screen."""
        mode = _DisplayMode()
        if self._sdl.SDL_InitSubSystem(_INIT_VIDEO) != 0:
            raise RuntimeError("no screen to open a window on; is DISPLAY or WAYLAND_DISPLAY set?")
        found = self._sdl.SDL_GetDesktopDisplayMode(0, ctypes.byref(mode))
        self._sdl.SDL_QuitSubSystem(_INIT_VIDEO)
        if found != 0:
            raise RuntimeError("the first screen does not tell its size")
        return int(mode.width), int(mode.height)


def _library() -> str:
    """Path of the SDL inside Kivy's wheel, else the system's."""
    spec = find_spec("kivy")
    if spec is not None and spec.origin is not None:
        folder = Path(spec.origin).parent.parent / "Kivy.libs"
        bundled = sorted(folder.glob("libSDL2-2-*.so*"))
        if bundled:
            return str(bundled[0])
    system = find_library("SDL2-2.0") or find_library("SDL2")
    if system is None:
        raise RuntimeError("no SDL2 library found beside Kivy or on the system")
    return system
