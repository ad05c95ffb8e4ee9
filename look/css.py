# SPDX-License-Identifier: Apache-2.0
"""The pages' CSS variables, made from the tokens: `python -m look.css` writes look/pages.css."""

from pathlib import Path
from typing import Final

from look import tokens
from look.tokens import Palette

PAGES_CSS: Final = Path(__file__).with_name("pages.css")
_FONTS: Final = (
    '"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", '
    '"Microsoft YaHei", "Noto Sans", "Noto Naskh Arabic", "Noto Sans Thai", sans-serif'
)
_FORCED: Final = [
    "--ink: CanvasText",
    "--muted: CanvasText",
    "--warn: CanvasText",
    "--line: CanvasText",
    "--surface: Canvas",
    "--accent: Highlight",
    "--on-accent: HighlightText",
    "--accent-soft: Canvas",
]
"""Where the reader's system chooses the colours: those of what it leaves to us, charts above all."""


def stylesheet() -> str:
    """Return the whole file: calm, dark or high contrast, by class or by the reader's setting.

    Dark is for screens; whoever prints gets ink on paper.
    """
    calm = _block(":root", [*_colours(tokens.CALM), *_measures(), *_type(large=False)])
    dark = _within("screen", _block(":root.dark", _colours(tokens.DARK)))
    night = _within(
        "screen and (prefers-color-scheme: dark)", _block(":root.auto", _colours(tokens.DARK))
    )
    contrast = _block(":root.contrast", _colours(tokens.CONTRAST))
    wish = _within("(prefers-contrast: more)", _block(":root", _colours(tokens.CONTRAST)))
    forced = _within("(forced-colors: active)", _block(":root:root", _FORCED))
    large = _block(":root.large", _type(large=True))
    still = _within("(prefers-reduced-motion: reduce)", _block(":root", ["--motion: 0ms"]))
    head = (
        "/* SPDX-License-Identifier: Apache-2.0 */\n"
        "/* Made from look/tokens.py by `python -m look.css`; do not edit. */"
    )
    return f"{head}\n{calm}\n{dark}\n{night}\n{contrast}\n{wish}\n{forced}\n{large}\n{still}\n"


def _within(media: str, block: str) -> str:
    return "\n".join([f"@media {media} {{", block, "}"])


def _block(selector: str, lines: list[str]) -> str:
    return "\n".join([f"{selector} {{", *(f"  {line};" for line in lines), "}"])


def _colours(palette: Palette) -> list[str]:
    return [f"--{name.replace('_', '-')}: {getattr(palette, name)}" for name in tokens.COLOUR_NAMES]


def _type(*, large: bool) -> list[str]:
    return [f"--type-{step}: {tokens.page_px(step, large=large)}px" for step in tokens.PAGE_STEPS]


def _measures() -> list[str]:
    departments = [
        f"--department-{index}: {colour}"
        for index, colour in enumerate(tokens.DEPARTMENT_COLOURS, start=1)
    ]
    levels = [f"--level-{level}: {colour}" for level, colour in tokens.LEVEL_COLOURS.items()]
    spaces = [f"--space-{steps}: {tokens.SPACE_DP * steps}px" for steps in range(1, 9)]
    return [
        *departments,
        *levels,
        *spaces,
        f"--radius: {tokens.RADIUS_PAGE_PX}px",
        f"--border: {tokens.BORDER_DP}px",
        f"--target: {tokens.TARGET_MIN_DP}px",
        f"--target-main: {tokens.TARGET_MAIN_DP}px",
        f"--gap: {tokens.TARGET_GAP_DP}px",
        f"--motion: {tokens.MOTION_MAX_MS}ms",
        f"--line-height: {tokens.LINE_HEIGHT}",
        f"--font: {_FONTS}",
    ]


if __name__ == "__main__":
    PAGES_CSS.write_text(stylesheet(), encoding="utf-8")
