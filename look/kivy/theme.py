# SPDX-License-Identifier: Apache-2.0
"""What every widget of this window asks: colours, sizes, language, direction and modes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from kivy.metrics import dp

from look import tokens
from look.kivy.window import Setup
from look.tokens import Mode
from look.words import right_to_left

FONT: Final = "hall"

Rgba = tuple[float, float, float, float]


_SMALL_WIDTH_DP: Final = 600
_SMALL_HEIGHT_DP: Final = 640


class Form(Enum):
    """How a screen arranges itself."""

    PORTRAIT = "portrait"
    LANDSCAPE = "landscape"
    SMALL = "small"

    @classmethod
    def of(cls, width: float, height: float) -> "Form":
        """Form for a window of that many pixels: small if narrow or flat, else by its sides."""
        if width / dp(1) < _SMALL_WIDTH_DP or height / dp(1) < _SMALL_HEIGHT_DP:
            return cls.SMALL
        return cls.PORTRAIT if height > width else cls.LANDSCAPE


@dataclass(frozen=True, slots=True)
class Modes:
    """What a visitor may switch: language, large text, high contrast, low reach, no motion."""

    language: str = "zh"
    large: bool = False
    contrast: bool = False
    low: bool = False
    still: bool = False

    @classmethod
    def of(cls, setup: Setup) -> "Modes":
        """Return the modes that a window starts with."""
        return cls(setup.language, setup.large, setup.contrast, setup.low, setup.still)


class Theme:
    """Answers for the current modes; who listens is told of a change and builds itself anew."""

    def __init__(self) -> None:
        self.modes = Modes()
        self.form = Form.PORTRAIT
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        """Call the listener after each change of the modes."""
        self._listeners.append(listener)

    def switch(self, modes: Modes) -> None:
        """Take new modes; the same ones change nothing."""
        if modes == self.modes:
            return
        self.modes = modes
        for listener in self._listeners:
            listener()

    def turn(self, **changes: bool | str) -> None:
        """Switch some modes: `theme.turn(large=True, language="en")`."""
        self.switch(replace(self.modes, **changes))  # type: ignore[arg-type]

    @property
    def right_to_left(self) -> bool:
        """Whether the current language runs from right to left."""
        return right_to_left(self.modes.language)

    def colour(self, name: str) -> Rgba:
        """Colour of a token name, or of #RRGGBB (black in high contrast)."""
        palette = tokens.PALETTES[Mode.CONTRAST if self.modes.contrast else Mode.CALM]
        if name.startswith("#"):
            value = palette.ink if self.modes.contrast else name
        else:
            value = getattr(palette, name)
        return (*tokens.rgb(value), 1.0)

    def size(self, step: str) -> float:
        """Font size in pixels of a named step, one step up in large text."""
        return float(dp(tokens.type_dp(step, large=self.modes.large)))

    def space(self, steps: float = 1) -> float:
        """Pixels of that many steps of 8 dp."""
        return float(dp(tokens.space(steps)))


theme: Final = Theme()
