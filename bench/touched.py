# SPDX-License-Identifier: Apache-2.0
"""A window with one button that is touched again and again, and tells when it shows that.

A touch enters where SDL's enter; a frame shows it when a pixel of the button is another.
"""

import sys
import time

import msgspec
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGBA, GL_UNSIGNED_BYTE, glReadPixels

from look.kivy.app import HallApp
from look.kivy.buttons import HallButton
from look.kivy.window import Setup

REST_FRAMES = 6
"""Frames between a button that is seen to be up and the next touch."""
_INSET_PX = 24


class Touched(HallApp):
    """Touches so often; then writes the frames and seconds each took."""

    def __init__(self, setup: Setup, count: int) -> None:
        super().__init__(setup)
        self._count = count
        self._felt: list[tuple[int, float]] = []
        self._frames = 0
        self._touched_s: float | None = None
        self._rest = b""
        Window.bind(on_flip=self._flipped)

    def draw(self) -> HallButton:
        """Build the button."""
        self._button = HallButton("OK", height_dp=200)
        self._button.fast = True
        self._frames = 0
        return self._button

    def _flipped(self, _: object) -> None:
        Window.canvas.ask_update()
        self._frames += 1
        x, y = round(self._button.center_x), round(self._button.top - _INSET_PX)
        pixel = bytes(glReadPixels(x, y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE))
        if self._touched_s is None:
            self._rested(pixel)
        elif pixel != self._rest:
            self._felt.append((self._frames, time.perf_counter() - self._touched_s))
            self._touched_s, self._frames = None, 0
            self._finger("on_mouse_up")

    def _rested(self, pixel: bytes) -> None:
        if self._button.state != "normal" or (self._felt and pixel != self._rest):
            self._frames = 0
        elif self._frames == REST_FRAMES:
            self._rest = pixel
            next_ = self._touch if len(self._felt) < self._count else self._report
            Clock.schedule_once(next_, 0)

    def _touch(self, _: float) -> None:
        self._frames, self._touched_s = 0, time.perf_counter()
        self._finger("on_mouse_down")

    def _finger(self, what: str) -> None:
        x, y = self._button.center
        Window.dispatch(what, x, Window.height - y, "left", [])

    def _report(self, _: float) -> None:
        sys.stdout.write(f"felt {msgspec.json.encode(self._felt).decode()}\n")
        sys.stdout.flush()
