# SPDX-License-Identifier: Apache-2.0
"""Find the line of each key in TOML that a parser has already found to be valid."""

import re
import tomllib
from contextlib import suppress
from typing import cast

from config.faults import KeyPath, Step

_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\])*"|'[^']*\'''', re.DOTALL
)
_SCALAR = re.compile(r"[^,\]}#\n]+")


class _Lost(Exception):  # noqa: N818 - no error: the rest of the file stays without lines
    """The text is not what a valid file looks like."""


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the line, from 1, of each key, table and list item; of as many as are understood."""
    scan = _Scan(text)
    with suppress(_Lost):
        scan.document()
    return scan.lines


def line_of(lines: dict[KeyPath, int], path: KeyPath) -> int | None:
    """Return the line of a key, or of the nearest table around it that is written in the file.

    A key that is in none belongs to the top of the file: the line of the first key there.
    """
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return min(lines.values(), default=None)


class _Scan:
    """A reader of keys and extents; what the values are does not matter here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.lines: dict[KeyPath, int] = {}
        self._counts: dict[KeyPath, int] = {}

    def document(self) -> None:
        table: KeyPath = ()
        self._skip(_GAP)
        while self.at < len(self.text):
            if self._peek("[["):
                table = self._list_header()
            elif self._peek("["):
                table = self._header("[", "]")
            else:
                self._pair(table)
            self._skip(_GAP)

    def _header(self, opening: str, closing: str) -> KeyPath:
        line = self.line
        self._take(opening)
        path = self._resolve(self._keys())
        self._take(closing)
        self.lines.setdefault(path, line)
        return path

    def _list_header(self) -> KeyPath:
        line = self.line
        self._take("[[")
        keys = self._keys()
        self._take("]]")
        path = (*self._resolve(keys[:-1]), keys[-1])
        index = self._counts.get(path, -1) + 1
        self._counts[path] = index
        self.lines.setdefault(path, line)
        self.lines[*path, index] = line
        return (*path, index)

    def _resolve(self, keys: KeyPath) -> KeyPath:
        """Return the path of a header's keys, with the index of the newest item of each list."""
        path: KeyPath = ()
        for key in keys:
            path = (*path, key)
            if path in self._counts:
                path = (*path, self._counts[path])
        return path

    def _pair(self, table: KeyPath) -> None:
        line = self.line
        path = (*table, *self._keys())
        for length in range(len(table) + 1, len(path) + 1):
            self.lines.setdefault(path[:length], line)
        self._take("=")
        self._value(path)

    def _value(self, path: KeyPath) -> None:
        self._skip(_GAP)
        if self._peek("["):
            self._items(path)
        elif self._peek("{"):
            self._inline_table(path)
        elif self._peek('"') or self._peek("'"):
            self._must(_STRING)
        else:
            self._must(_SCALAR)

    def _items(self, path: KeyPath) -> None:
        self._take("[")
        index = 0
        self._skip(_GAP)
        while not self._peek("]"):
            self.lines[*path, index] = self.line
            self._value((*path, index))
            index += 1
            self._separator("]")
        self._take("]")

    def _inline_table(self, path: KeyPath) -> None:
        self._take("{")
        self._skip(_GAP)
        while not self._peek("}"):
            self._pair(path)
            self._separator("}")
        self._take("}")

    def _separator(self, closing: str) -> None:
        self._skip(_GAP)
        if not self._peek(closing):
            self._take(",")
            self._skip(_GAP)

    def _keys(self) -> KeyPath:
        keys: list[Step] = [self._key()]
        while self._peek("."):
            self._take(".")
            keys.append(self._key())
        return tuple(keys)

    def _key(self) -> str:
        found = self._must(_KEY).strip()
        if found[0] not in "\"'":
            return found
        try:
            return cast("str", tomllib.loads(f"key = {found}")["key"])
        except tomllib.TOMLDecodeError:
            raise _Lost from None

    def _peek(self, sign: str) -> bool:
        return self.text.startswith(sign, self.at)

    def _take(self, sign: str) -> None:
        if not self._peek(sign):
            raise _Lost
        self.at += len(sign)

    def _skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        taken = "" if found is None else found.group()
        self.at += len(taken)
        self.line += taken.count("\n")
        return taken

    def _must(self, pattern: re.Pattern[str]) -> str:
        taken = self._skip(pattern)
        if not taken:
            raise _Lost
        return taken
