# SPDX-License-Identifier: Apache-2.0
"""A real program in a real window on a virtual screen, tapped with a real pointer.

with VirtualScreen(1080, 1920) as display, Screen(display, "kiosk.__main__:main", "--x") as s:
    s.tap("take")
    s.wait_for_text("B001")
    s.picture(path)
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from PIL import Image, ImageGrab

ROOT = Path(__file__).resolve().parents[2]
# Bounds, not expectations: a machine may be slow, and a test must not hang.
PATIENCE_S = 90
_LOOK_AGAIN_S = 0.05


class ScreenError(Exception):
    """The window did not do what it was waited for; the text holds what the program said."""


class VirtualScreen:
    """An Xvfb on a display number that it picks itself."""

    def __init__(self, width: int, height: int) -> None:
        self.width = width
        self.height = height
        self.display = ""

    def __enter__(self) -> Self:
        read_end, write_end = os.pipe()
        size = f"{self.width}x{self.height}x24"
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", size, "-nolisten", "tcp"],  # noqa: S607
            pass_fds=(write_end,),
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            raise ScreenError("Xvfb did not start; is the Debian package xvfb installed?")
        self.display = f":{number}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait(PATIENCE_S)

    def pointer(self, *words: str) -> None:
        """Drive the real pointer and keyboard of this screen (xdotool)."""
        subprocess.run(
            ["xdotool", *words],  # noqa: S607
            env={**os.environ, "DISPLAY": self.display},
            check=True,
            timeout=PATIENCE_S,
        )

    def grab(self) -> Image.Image:
        """Return what is on the screen now."""
        return ImageGrab.grab(xdisplay=self.display)


class Screen:
    """One program with a window; `target` is its module:function, called with the arguments."""

    def __init__(
        self,
        display: VirtualScreen,
        target: str,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        offset: tuple[int, int] = (0, 0),
    ) -> None:
        self._display = display
        self._command = [target, *arguments]
        self._env = env or {}
        self._offset = offset

    def __enter__(self) -> Self:
        self._folder = TemporaryDirectory(prefix="screen")
        path = Path(self._folder.name) / "probe"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen(1)
        listener.settimeout(PATIENCE_S)
        self._said = (Path(self._folder.name) / "said").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.screens.probe", str(path), *self._command],
            cwd=ROOT,
            env={**os.environ, **self._env, "DISPLAY": self._display.display},
            stdout=self._said,
            stderr=self._said,
        )
        with listener:
            self._link = self._accept(listener)
        self._lines = self._link.makefile("rw", encoding="utf-8")
        self._wait(self._is_ready, "no window opened")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            code = self.process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            code = -9
        said = self.said()
        self._lines.close()
        self._link.close()
        self._said.close()
        self._folder.cleanup()
        if kind is None and code != 0:
            raise ScreenError(f"the program ended with {code} and said:\n{said}")

    # --- what the program shows -------------------------------------------------------------

    def find(self, name: str) -> dict[str, Any] | None:
        """Return the first shown widget of that name, or None."""
        found = self.ask("find", name=name)
        return found[0] if found else None

    def texts(self) -> list[str]:
        """Every text on the screen."""
        return list(self.ask("texts"))

    def has_text(self, text: str) -> bool:
        """Whether a text on the screen contains this."""
        return any(text in shown for shown in self.texts())

    def faults(self) -> list[str]:
        """What is wrong with the screen: cut-off text, small targets (look/kivy/checks.py)."""
        return list(self.ask("faults"))

    def wait_for(self, name: str) -> dict[str, Any]:
        """Wait until a widget of that name is shown and has its place."""
        self._wait(lambda: self.find(name) is not None, f"no widget '{name}' appeared")
        self.settle()
        found = self.find(name)
        if found is None:
            raise ScreenError(f"the widget '{name}' came and went")
        return found

    def wait_for_text(self, text: str) -> None:
        """Wait until a text on the screen contains this."""
        self._wait(lambda: self.has_text(text), f"no text '{text}' appeared")

    def wait_until(self, met: Callable[[], bool], what: str) -> None:
        """Wait for anything else, with patience."""
        self._wait(met, what)

    def picture(self, path: Path | None = None) -> Image.Image:
        """Return what the screen shows once it stands still; keep it as a PNG if path is given."""
        self.settle()
        before = self._display.grab()
        pictures = [before]

        def stands_still() -> bool:
            pictures.append(self._display.grab())
            return pictures[-1].tobytes() == pictures[-2].tobytes()

        self._wait(stands_still, "the screen does not stand still")
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            pictures[-1].save(path, optimize=False)
        return pictures[-1]

    # --- what a visitor does ----------------------------------------------------------------

    def tap(self, name: str) -> None:
        """Tap the middle of the widget of that name, as soon as it is shown."""
        widget = self.wait_for(name)
        self.tap_at(
            widget["left"] + widget["width"] / 2,
            widget["top"] + widget["height"] / 2,
        )

    def tap_at(self, x: float, y: float) -> None:
        """Tap a place in the window, in pixels from its top left."""
        left, top = self._offset
        self._display.pointer("mousemove", str(round(left + x)), str(round(top + y)), "click", "1")

    def strike_twice(self, x: float, y: float) -> None:
        """Tap a place twice at once: the program is halted until both taps lie before it."""
        left, top = self._offset
        place = ("mousemove", str(round(left + x)), str(round(top + y)))
        self.process.send_signal(signal.SIGSTOP)
        self._display.pointer(*place, "click", "--repeat", "2", "1")
        self.process.send_signal(signal.SIGCONT)

    def press(self, key: str) -> None:
        """Press a key, named as X names it ("Tab", "Return", "a")."""
        self._display.pointer("key", key)

    @contextmanager
    def holding(self, key: str) -> Iterator[None]:
        """Hold a key down as long as the block lasts."""
        self._display.pointer("keydown", key)
        try:
            yield
        finally:
            self._display.pointer("keyup", key)

    # --- how the test speaks with it --------------------------------------------------------

    def modes(self, **modes: bool | str) -> None:
        """Switch language, large, contrast, low, still as the program's own buttons would."""
        self.ask("modes", modes=modes)
        self.settle()

    def settle(self) -> None:
        """Wait until layout has come to rest and a frame was drawn."""
        self.ask("settle")

    def usage(self) -> dict[str, float]:
        """Processor seconds (cpu_s) and resident bytes (rss) of the program so far."""
        return dict(self.ask("usage"))

    def said(self) -> str:
        """Everything that the program wrote."""
        self._said.flush()
        return Path(self._said.name).read_text(encoding="utf-8", errors="replace")

    def ask(self, what: str, **values: object) -> Any:
        """Ask the probe; ScreenError if the program is gone or could not answer."""
        answer = self._exchange({"ask": what, **values})
        if "error" in answer or not answer["ready"]:
            raise ScreenError(f"{what}: {answer}\n{self.said()}")
        return answer["result"]

    def _exchange(self, request: Mapping[str, object]) -> dict[str, Any]:
        self._lines.write(json.dumps(request) + "\n")
        self._lines.flush()
        line = self._lines.readline()
        if not line:
            raise ScreenError(f"the program is gone; it said:\n{self.said()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _is_ready(self) -> bool:
        return bool(self._exchange({"ask": "texts"})["ready"])

    def _accept(self, listener: socket.socket) -> socket.socket:
        try:
            link, _ = listener.accept()
        except TimeoutError as error:
            raise ScreenError(f"the program did not start; it said:\n{self.said()}") from error
        link.settimeout(PATIENCE_S)
        return link

    def _wait(self, met: Callable[[], bool], what: str) -> None:
        gives_up_at = time.monotonic() + PATIENCE_S
        while not met():
            if time.monotonic() > gives_up_at:
                raise ScreenError(f"{what} within {PATIENCE_S} s\n{self.said()}")
            time.sleep(_LOOK_AGAIN_S)
