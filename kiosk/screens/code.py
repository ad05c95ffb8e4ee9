# SPDX-License-Identifier: Apache-2.0
"""A QR code on the screen: black on white in every mode, whole pixels a module."""

import segno
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.metrics import dp
from kivy.uix.widget import Widget

_QUIET = 4


class CodeView(Widget):
    """One code, `side_dp` wide."""

    def __init__(self, text: str, side_dp: float, **kwargs: object) -> None:
        super().__init__(size_hint=(None, None), size=(dp(side_dp), dp(side_dp)), **kwargs)
        rows = [bytes(row) for row in segno.make(text, error="m").matrix_iter(border=_QUIET)]
        self._modules = len(rows)
        texture = Texture.create(size=(self._modules, self._modules), colorfmt="luminance")
        texture.mag_filter = texture.min_filter = "nearest"
        pixels = b"".join(bytes(0 if dark else 255 for dark in row) for row in reversed(rows))
        texture.blit_buffer(pixels, colorfmt="luminance", bufferfmt="ubyte")
        with self.canvas:
            Color(1, 1, 1, 1)
            self._ink = Rectangle(texture=texture)
        self.bind(pos=self._place, size=self._place)
        self._place()

    def _place(self, *_: object) -> None:
        scale = max(1, int(min(self.size) // self._modules))
        side = scale * self._modules
        self._ink.size = (side, side)
        self._ink.pos = (
            round(self.center_x - side / 2),
            round(self.center_y - side / 2),
        )
