# SPDX-License-Identifier: Apache-2.0
"""Captures: what crossed the bridge's lines, in a file of text, and read again in words.

First line `hallflow-capture 1`; then one line a piece of bytes: milliseconds since the bridge
began, port, driver, `<` (to the bridge) or `>` (from it), and the bytes in hex.
"""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args, get_type_hints

from config.arguments import EXIT_FAULTS, language_wished
from config.devices import SerialPort
from firmware_bridge.families import maker
from firmware_bridge.say import FACELESS, Ear, Heard, time_said
from look.words import Words

FIRST_LINE = "hallflow-capture 1"
CAPTURE_BYTES_MAX = 64 << 20
"""A capture that nobody ends must not fill the disk."""
LINE_CHARS_MAX = 20_000
DRIVERS: tuple[str, ...] = get_args(get_type_hints(SerialPort)["driver"])
_ARROWS = {"<": True, ">": False}


class CaptureError(Exception):
    """A capture that cannot be read or written; the text says where and what to do."""


class Recorder:
    """Writes what crosses the lines into a file, up to `CAPTURE_BYTES_MAX`."""

    def __init__(self, path: Path, words: Words) -> None:
        """Begin a new file. CaptureError when there is one already, or none can be made."""
        self._path = path
        self._words = words
        self._left = CAPTURE_BYTES_MAX
        self._begin_ms: int | None = None
        try:
            self._file = path.open("x", encoding="ascii", buffering=1)
        except FileExistsError:
            raise CaptureError(words("capture-there", path=str(path))) from None
        except OSError as error:
            raise self._failed(error) from error
        self._file.write(FIRST_LINE + "\n")

    def hear(self, heard: Heard) -> None:
        """Keep a piece. CaptureError when it cannot be written; the file is then closed."""
        if heard.driver in FACELESS or self._file.closed:
            return
        self._begin_ms = heard.tick_ms if self._begin_ms is None else self._begin_ms
        line = line_of(heard, heard.tick_ms - self._begin_ms)
        self._left -= len(line)
        try:
            if self._left >= 0:
                self._file.write(line)
                return
            self._file.close()
        except OSError as error:
            raise self._failed(error) from error
        raise CaptureError(self._words("capture-full", path=str(self._path)))

    def close(self) -> None:
        """End the file."""
        self._file.close()

    def _failed(self, error: OSError) -> CaptureError:
        reason = error.strerror or str(error)
        return CaptureError(self._words("capture-not-written", path=str(self._path), reason=reason))


def line_of(heard: Heard, tick_ms: int) -> str:
    """Return a piece as a line of the file."""
    arrow = "<" if heard.to_host else ">"
    return f"{tick_ms} {heard.port} {heard.driver} {arrow} {heard.data.hex()}\n"


def read_capture(path: Path, words: Words) -> Iterator[Heard]:
    """Yield the pieces of a file. CaptureError names the line that is wrong."""
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            if file.readline(LINE_CHARS_MAX).rstrip("\n") != FIRST_LINE:
                raise CaptureError(words("capture-none", path=str(path), first=FIRST_LINE))
            for number, line in enumerate(iter(lambda: file.readline(LINE_CHARS_MAX), ""), 2):
                heard = _heard(line)
                if heard is None:
                    where = {"path": str(path), "line": str(number)}
                    raise CaptureError(words("capture-bad-line", **where))
                yield heard
    except OSError as error:
        reason = error.strerror or str(error)
        raise CaptureError(words("capture-not-read", path=str(path), reason=reason)) from error


def _heard(line: str) -> Heard | None:
    parts = line.split()
    # The last line may lack its end: the machine lost its power.
    if len(parts) != 5 or parts[3] not in _ARROWS or parts[2] not in DRIVERS:  # noqa: PLR2004
        return None
    try:
        tick_ms, data = int(parts[0]), bytes.fromhex(parts[4])
    except ValueError:
        return None
    return Heard(tick_ms, parts[1], parts[2], _ARROWS[parts[3]], data) if tick_ms >= 0 else None


def main(argv: Sequence[str]) -> int:
    """`hallflow bridge decode FILE`: say in words what a capture holds."""
    parser = ArgumentParser("hallflow bridge decode", description="Read a capture in words.")
    parser.add_argument("file", metavar="FILE", type=Path, help="what --record wrote")
    options = parser.parse_args(argv)
    words = Words("firmware_bridge", language_wished())
    make = maker(1)
    ears: dict[str, Ear] = {}
    try:
        for heard in read_capture(options.file, words):
            if heard.port not in ears:
                port = SerialPort(id=heard.port, driver=heard.driver)  # type: ignore[arg-type]
                ears[heard.port] = Ear(port, make, words)
            for line in ears[heard.port].hear(heard):
                sys.stdout.write(f"{time_said(heard.tick_ms)} {heard.port} {line}\n")
    except CaptureError as error:
        sys.stdout.flush()
        sys.stderr.write(f"hallflow bridge decode: {error}\n")
        return EXIT_FAULTS
    return 0
