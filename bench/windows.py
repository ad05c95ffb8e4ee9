# SPDX-License-Identifier: Apache-2.0
"""Windows on screens of their own: opened, and seen as soon as they show something."""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from PIL import ImageGrab

from hallflow.child import Child

SCREEN = "1920x1920x24"
BARE = """
from kivy.base import runTouchApp
from kivy.uix.label import Label
runTouchApp(Label(text="ready"))
"""
"""The least that a window of Kivy is."""
LOOK_EVERY_S = 0.02
PATIENCE_S = 90.0


class Start(Protocol):
    """Starts a program in an environment."""

    def __call__(self, *, env: Mapping[str, str]) -> Child:
        """Return it, just begun."""


def until_seen_s(start: Start, display: str) -> float:
    """Start a program on a screen; return the seconds until its window shows something."""
    began = time.monotonic()
    child = start(env={**os.environ, "DISPLAY": display, "KIVY_NO_CONSOLELOG": "1"})
    while not _shows_something(display):
        if not child.alive or time.monotonic() - began > PATIENCE_S:
            raise RuntimeError(f"{child.name} shows nothing; it said: {' | '.join(child.lines)}")
        time.sleep(LOOK_EVERY_S)
    return time.monotonic() - began


def _shows_something(display: str) -> bool:
    """Whether there is more than one colour: a word on a ground."""
    return ImageGrab.grab(xdisplay=display).convert("RGB").getcolors(2) is None


@contextmanager
def screen() -> Iterator[str]:
    """Run an Xvfb on a free number; lend its name."""
    read_end, write_end = os.pipe()
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(write_end,), stderr=subprocess.DEVNULL)
    os.close(write_end)
    try:
        with os.fdopen(read_end, encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            raise RuntimeError("Xvfb did not start; is the Debian package xvfb installed?")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
