# SPDX-License-Identifier: Apache-2.0
"""Text of any script, shaped by HarfBuzz and in the order of the eye, for paper and for screens.

The fonts that a printer and a window draw with hold Chinese and Latin letters. Arabic, Tibetan and
Thai stand in companions of the same family; their letters join, stack and turn.
"""

import unicodedata
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from bidi import algorithm
from msgspec import Struct
from PIL import ImageDraw, ImageFont

from look import fonts

CAPITAL: Final = 0.733
"""Height of a capital as a share of the font's size."""
_NOTO: Final = Path("/usr/share/fonts/truetype/noto")
_COMPANIONS: Final = {
    "ARABIC": ("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    "TIBETAN": ("NotoSerifTibetan-Regular.ttf", "NotoSerifTibetan-Bold.ttf"),
    "THAI": ("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
}
COMPANIONS_APT: Final = "sudo apt-get install --no-install-recommends fonts-noto-core"


class ScriptMissingError(Exception):
    """No font on this machine for a script; the text says how to install it."""


class Run(Struct, frozen=True):
    """A stretch of text in one script and one direction, its signs in the order of the ear."""

    text: str
    script: str
    turned: bool = False
    """Whether it is read from right to left."""

    @property
    def direction(self) -> str:
        """The direction as HarfBuzz names it."""
        return "rtl" if self.turned else "ltr"


@lru_cache(maxsize=2048)
def ordered(text: str, *, right_to_left: bool) -> tuple[Run, ...]:
    """Return the runs of one line from left to right (UAX 9), in a line of that direction."""
    signs = _levelled(text, right_to_left=right_to_left)
    runs: list[Run] = []
    for (turned, script), group in groupby(
        signs, key=lambda sign: (sign.level % 2 == 1, sign.script)
    ):
        said = [sign.sign for sign in group]
        runs.append(Run("".join(reversed(said) if turned else said), script, turned))
    return tuple(runs)


def width(text: str, size: int, *, bold: bool, right_to_left: bool) -> float:
    """Return how wide a line is."""
    runs = ordered(text, right_to_left=right_to_left)
    return sum(
        font(run.script, size, bold=bold).getlength(run.text, direction=run.direction)
        for run in runs
    )


def write(  # noqa: PLR0913  # what a line of text is, each by name
    pencil: ImageDraw.ImageDraw,
    text: str,
    place: tuple[float, float],
    size: int,
    *,
    bold: bool,
    right_to_left: bool,
    ink: int = 0,
) -> None:
    """Write one line from that left end; capitals stand around that height."""
    at, middle = place
    # All scripts of a line stand on one base line.
    base = middle + size * CAPITAL / 2
    for run in ordered(text, right_to_left=right_to_left):
        face = font(run.script, size, bold=bold)
        pencil.text((round(at), round(base)), run.text, ink, face, "ls", direction=run.direction)
        at += face.getlength(run.text, direction=run.direction)


class _Sign(Struct, frozen=True):
    """One sign, where the eye finds it; those of odd levels are read to the left."""

    sign: str
    script: str
    level: int


def _levelled(text: str, *, right_to_left: bool) -> list[_Sign]:
    """Return the signs of a line from left to right."""
    storage: dict[str, Any] = algorithm.get_empty_storage()
    storage["base_level"] = int(right_to_left)
    storage["base_dir"] = "R" if right_to_left else "L"
    algorithm.get_embedding_levels(text, storage)
    for sign, script in zip(storage["chars"], _scripts(text), strict=True):
        sign["script"] = script
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    algorithm.reorder_resolved_levels(storage, debug=False)
    return [_Sign(sign["ch"], sign["script"], sign["level"]) for sign in storage["chars"]]


def _scripts(text: str) -> list[str]:
    """Return each sign's script; marks and spaces belong to what is before them."""
    own = [script_of(sign) for sign in text]
    known = next((script for script in own if script is not None), "")
    found: list[str] = []
    for script in own:
        known = known if script is None else script
        found.append(known)
    return found


@lru_cache(maxsize=4096)
def script_of(sign: str) -> str | None:
    """Return the companion script a sign needs, "" for the main font, None for neither."""
    if sign.isspace() or unicodedata.category(sign) == "Mn":
        return None
    first = unicodedata.name(sign, "").split(" ")[0]
    return first if first in _COMPANIONS else ""


@lru_cache(maxsize=64)
def font(script: str, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    """Return a script's font at a size; ScriptMissingError when it is not installed."""
    if script == "":
        found = fonts.find()
        path = found.bold if bold else found.regular
    else:
        path = _NOTO / _COMPANIONS[script][bold]
        if not path.is_file():
            raise ScriptMissingError(
                f"no font for {script.title()} ({path}); run: {COMPANIONS_APT}"
            )
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
