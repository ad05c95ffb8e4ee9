# SPDX-License-Identifier: Apache-2.0
"""Who somebody is at a glance: their photo, or the first sign of their name in a circle."""

from pathlib import Path

from kivy.core.image import Image as CoreImage
from kivy.graphics import Color, Ellipse
from kivy.uix.widget import Widget

from look.kivy.text import FitLabel
from look.kivy.theme import theme

_SIGN_SHARE = 0.45


class Portrait(Widget):
    """A round picture; without a readable photo the name's first sign on `ground`."""

    def __init__(
        self, *, ground: str = "accent_soft", ink: str = "accent_ink", **kwargs: object
    ) -> None:
        super().__init__(**kwargs)
        with self.canvas:
            self._color = Color(*theme.colour(ground))
            self._disc = Ellipse(segments=96)
        self._ground = theme.colour(ground)
        self._sign = FitLabel(bold=True, colour=ink, halign="center", least_dp=1)
        self.add_widget(self._sign)
        self._shown = ("", "")
        self.bind(pos=self._place, size=self._place)
        self._place()

    def show(self, name: str, photo: str = "") -> None:
        """Show somebody; both empty: nobody."""
        if (name, photo) == self._shown:
            return
        self._shown = (name, photo)
        texture = _texture(photo)
        self._disc.texture = texture
        self._color.rgba = (1, 1, 1, 1) if texture else self._ground
        self._sign.text = "" if texture else name[:1]
        self.opacity = 1 if name or photo else 0

    def _place(self, *_: object) -> None:
        side = min(self.size)
        self._disc.pos = (self.center_x - side / 2, self.center_y - side / 2)
        self._disc.size = (side, side)
        self._sign.size = (side, side)
        self._sign.pos = self._disc.pos
        self._sign.size_px = max(1, side * _SIGN_SHARE)


def _texture(photo: str) -> object:
    """Return the middle square of a photo, or None when there is none to be read."""
    if not photo or not Path(photo).is_file():
        return None
    texture = CoreImage(photo).texture
    side = min(texture.size)
    left, bottom = (texture.width - side) / 2, (texture.height - side) / 2
    return texture.get_region(left, bottom, side, side)
