# SPDX-License-Identifier: Apache-2.0
"""How a window opens: size, place, scale, language and modes; to be prepared before Kivy loads."""

import os
import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from look.kivy.sdl import Sdl

_GEOMETRY: Final = re.compile(r"(\d+)x(\d+)(?:\+(\d+)\+(\d+))?")
FRAMES_PER_SECOND_MAX: Final = 60


@dataclass(frozen=True, slots=True)
class Setup:
    """What a window starts with; sizes and places in pixels."""

    title: str = "hallflow"
    width: int = 1080
    height: int = 1920
    left: int | None = None
    top: int | None = None
    fullscreen: bool = False
    borderless: bool = False
    scale: float = 1.0
    language: str = "zh"
    large: bool = False
    contrast: bool = False
    low: bool = False
    still: bool = False


def add_arguments(parser: ArgumentParser, *, size: str = "1080x1920") -> None:
    """Add the options that every program with a window takes."""
    group = parser.add_argument_group("window")
    group.add_argument("--fullscreen", action="store_true", help="fill the whole screen")
    group.add_argument("--borderless", action="store_true", help="no frame around the window")
    group.add_argument("--geometry", type=_geometry, default=_geometry(size), metavar="WxH[+X+Y]")
    group.add_argument("--scale", type=_scale, default=1.0, help="pixels in one dp")
    group.add_argument("--language", default="zh", help="language to start in")
    group.add_argument("--large", action="store_true", help="start with large text")
    group.add_argument("--contrast", action="store_true", help="start in high contrast")
    group.add_argument("--low", action="store_true", help="start with controls in low reach")
    group.add_argument("--still", action="store_true", help="nothing moves")


def from_arguments(arguments: Namespace, title: str) -> Setup:
    """Setup from the options of `add_arguments`."""
    width, height, left, top = arguments.geometry
    return Setup(
        title=title,
        width=width,
        height=height,
        left=left,
        top=top,
        fullscreen=arguments.fullscreen,
        borderless=arguments.borderless,
        scale=arguments.scale,
        language=arguments.language,
        large=arguments.large,
        contrast=arguments.contrast,
        low=arguments.low,
        still=arguments.still,
    )


def prepare(setup: Setup) -> None:
    """Set Kivy up for this window and take its settings from nowhere else; call it first."""
    if "kivy" in sys.modules:
        raise RuntimeError("kivy is loaded already: prepare the window before importing widgets")
    os.environ["KIVY_NO_ARGS"] = "1"
    os.environ["KIVY_NO_CONFIG"] = "1"
    os.environ["KIVY_NO_FILELOG"] = "1"
    os.environ.setdefault("KIVY_LOG_MODE", "PYTHON")
    os.environ["KIVY_METRICS_DENSITY"] = str(setup.scale)
    os.environ["KIVY_METRICS_FONTSCALE"] = "1"
    os.environ["KIVY_HOME"] = str(_kivy_home())
    from kivy.config import Config  # noqa: PLC0415  # only now is its environment right

    # Without a window manager a window stays as large as it was opened, full screen or not.
    width, height = Sdl().screen_size() if setup.fullscreen else (setup.width, setup.height)
    graphics: dict[str, str | int] = {
        "width": width,
        "height": height,
        "fullscreen": "auto" if setup.fullscreen else 0,
        "borderless": int(setup.borderless or setup.fullscreen),
        "resizable": int(not setup.borderless),
        "maxfps": FRAMES_PER_SECOND_MAX,
        "multisamples": 0,
        "show_cursor": int(not setup.fullscreen),
    }
    if setup.fullscreen:
        graphics |= {"position": "custom", "left": 0, "top": 0}
    elif setup.left is not None and setup.top is not None:
        graphics |= {"position": "custom", "left": setup.left, "top": setup.top}
    for key, value in graphics.items():
        Config.set("graphics", key, value)
    Config.set("kivy", "exit_on_escape", 0)
    Config.set("kivy", "desktop", 1)
    # The mouse provider carries touch screens too (SDL turns fingers into it); no red dots.
    Config.remove_section("input")
    Config.add_section("input")
    Config.set("input", "mouse", "mouse,disable_multitouch")


def _kivy_home() -> Path:
    """Folder that Kivy insists on, made here because two windows may start at once."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    home = Path(base) / "hallflow" / "kivy"
    for name in ("mods", "icon"):
        (home / name).mkdir(parents=True, exist_ok=True)
    return home


def _geometry(text: str) -> tuple[int, int, int | None, int | None]:
    found = _GEOMETRY.fullmatch(text)
    if found is None:
        raise ArgumentTypeError(f"'{text}' is no geometry; write it like 1080x1920 or 800x600+0+0")
    width, height, left, top = found.groups()
    if left is None:
        return int(width), int(height), None, None
    return int(width), int(height), int(left), int(top)


def _scale(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0.25 <= value <= 8:  # noqa: PLR2004  # beyond these nothing can be read
        raise ArgumentTypeError(f"'{text}' is no scale; write a number from 0.25 to 8")
    return value
