# SPDX-License-Identifier: Apache-2.0
"""Draws every registered screen in every size, mode and language, and tells what is wrong.

A part registers its screens in `tests/screens/gallery_<part>.py`:

    SCREENS = (Example("kiosk-home", "tests.screens.gallery_kiosk:home", sizes=KIOSK_SIZES),)

    def home(setup: Setup) -> HallApp: ...      # import Kivy inside; show example data

`python -m tests.screens.gallery FOLDER` makes FOLDER/kiosk-home/1080x1920-zh-calm.png and so on.
"""

import importlib
import json
import pkgutil
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path

import tests.screens
from look.kivy.window import Setup, prepare
from tests.screens.screen import Screen, VirtualScreen

KIOSK_SIZES = ("1080x1920", "1920x1080", "1024x600")
BOARD_SIZES = ("1920x1080", "1080x1920", "1280x400")
PAD_SIZES = ("1024x600", "600x1024", "360x640")

MODES = {
    "calm": {},
    "large": {"large": True},
    "contrast": {"contrast": True},
    "low": {"low": True},
    "all": {"large": True, "contrast": True, "low": True},
}
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Example:
    """One screen with example data: `app` is module:function, taking a Setup, giving a HallApp."""

    name: str
    app: str
    sizes: tuple[str, ...] = KIOSK_SIZES
    modes: tuple[str, ...] = ("calm", "large", "contrast", "all")
    tour: str = ""
    """Another app whose window can show this example too, by `take_after`."""


def examples() -> list[Example]:
    """Every registered screen, by name."""
    found: list[Example] = []
    for module in pkgutil.iter_modules(tests.screens.__path__):
        if module.name.startswith("gallery_"):
            found += importlib.import_module(f"tests.screens.{module.name}").SCREENS
    return sorted(found, key=lambda example: example.name)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what is asked for; 1 if any screen has a fault."""
    options = _options(arguments)
    chosen = [
        (example, size)
        for example in examples()
        if not options.screens or any(wish in example.name for wish in options.screens)
        for size in example.sizes
        if not options.sizes or size in options.sizes
    ]
    windows: dict[tuple[str, str], list[Example]] = {}
    for example, size in chosen:
        windows.setdefault((example.tour or example.app, size), []).append(example)
    with ThreadPoolExecutor(options.jobs) as pool:
        faults = [
            fault
            for found in pool.map(
                lambda window: _draw_all(window[1], window[0][1], options), windows.items()
            )
            for fault in found
        ]
    for fault in faults:
        print(fault)  # noqa: T201
    print(f"screens={len(chosen)} folder={options.folder} faults={len(faults)}")  # noqa: T201
    return 1 if faults else 0


def draw(
    example: Example, size: str, languages: Sequence[str], modes: Sequence[str], folder: Path | None
) -> Iterator[str]:
    """Draw one screen at one size; yield its faults."""
    with opened(example, size) as screen:
        yield from draw_in(screen, example, size, languages, modes, folder)


def draw_in(
    screen: Screen,
    example: Example,
    size: str,
    languages: Sequence[str],
    modes: Sequence[str],
    folder: Path | None,
) -> Iterator[str]:
    """Draw one screen in a window that shows it or can; yield its faults."""
    if example.tour:
        screen.ask("example", app=example.app)
    for language, mode in product(languages, modes):
        screen.modes(language=language, still=True, **MODES[mode])
        name = f"{size}-{language}-{mode}"
        if folder is not None:
            screen.picture(folder / example.name / f"{name}.png")
        yield from (f"{example.name} {name}: {fault}" for fault in screen.faults())


@contextmanager
def opened(example: Example, size: str) -> Iterator[Screen]:
    """Open a window of that size with an example."""
    width, height = (int(side) for side in size.split("x"))
    setup = json.dumps(asdict(Setup(width=width, height=height, borderless=True, still=True)))
    target = "tests.screens.gallery:show"
    with (
        VirtualScreen(width, height) as display,
        Screen(display, target, example.tour or example.app, setup) as screen,
    ):
        yield screen


def show() -> None:
    """Open one example in this process: `show module:function SETUP-AS-JSON`."""
    target, setup_json = sys.argv[1:]
    setup = Setup(**json.loads(setup_json))
    prepare(setup)
    module, function = target.split(":")
    getattr(importlib.import_module(module), function)(setup).run()


def _draw_all(shown: Sequence[Example], size: str, options: Namespace) -> list[str]:
    """Draw examples that one window can show; return their faults."""
    faults: list[str] = []
    with opened(shown[0], size) as screen:
        for example in shown:
            modes = [mode for mode in example.modes if not options.modes or mode in options.modes]
            languages, folder = options.languages, options.folder
            faults += draw_in(screen, example, size, languages, modes, folder)
            print(f"{example.name} {size}", flush=True)  # noqa: T201
    return faults


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="tests.screens.gallery", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("screenshots"))
    parser.add_argument("--screens", nargs="*", default=[], help="parts of names")
    parser.add_argument("--sizes", nargs="*", default=[], help="as 1080x1920")
    parser.add_argument("--modes", nargs="*", default=[], choices=sorted(MODES))
    parser.add_argument("--languages", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--jobs", type=int, default=2, help="windows open at once")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
