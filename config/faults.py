# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a hall's files: where, what, and what to do about it."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

import msgspec
from msgspec import Struct

if TYPE_CHECKING:
    from fluent.runtime import FluentBundle

Step = str | int
KeyPath = tuple[Step, ...]
WORDS = Path(__file__).parent / "words"
LANGUAGES = ("en", "zh")
FORM = "form"
"""The attribute that says all of it in a form, where a message names keys otherwise."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


class Said(Struct, frozen=True):
    """One message of the words: its name and what is put into it, which may be messages too."""

    code: str
    facts: tuple[tuple[str, "str | int | Said"], ...] = ()

    def say(self, language: str, attribute: str = "") -> str:
        """Return the message, or one of its attributes, in a language (English if unknown)."""
        bundle = _bundle(language if language in LANGUAGES else LANGUAGES[0])
        message = bundle.get_message(self.code)
        pattern = message.attributes[attribute] if attribute else message.value
        if pattern is None:
            raise LookupError(f"the words of {self.code} say nothing")
        facts = {
            name: fact.say(language) if isinstance(fact, Said) else fact
            for name, fact in self.facts
        }
        text, errors = bundle.format_pattern(pattern, facts)
        if errors:
            raise LookupError(f"the words of {self.code} do not fit their facts: {errors}")
        return cast("str", text)

    def has(self, attribute: str) -> bool:
        """Whether the message has such an attribute, which it then has in every language."""
        return attribute in _bundle(LANGUAGES[0]).get_message(self.code).attributes


def said(code: str, **facts: "str | int | Said") -> Said:
    """Return a message of the words with its facts."""
    return Said(code, tuple(facts.items()))


NOT_WRITTEN = said("missing-key")
"""What a form says of an empty answer, for which a file says that `''` does not fit."""


class Finding(Struct, frozen=True):
    """Something wrong at a key, before anybody knows in which line."""

    path: KeyPath
    said: Said


class ConfigFault(Struct, frozen=True):
    """Something wrong in a file, with its place."""

    file: str
    line: int | None
    path: KeyPath
    """Of the key; empty: the file as a whole."""
    said: Said

    @property
    def key(self) -> str:
        """The key as people write it, such as windows[2].takes[0]."""
        return key_text(self.path)

    def what(self, language: str = "en") -> str:
        """Return what is wrong."""
        return self.said.say(language)

    def do(self, language: str = "en") -> str:
        """Return what to do about it."""
        return self.said.say(language, "do")

    @property
    def place(self) -> str:
        """The file, and the line in it where that is known."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def text(self, language: str = "en") -> str:
        """Return one line: `file:line: key: what; what to do`."""
        told = self._told(language)
        return ": ".join(part for part in (self.place, self.key, told) if part)

    def in_form(self, language: str = "en") -> str:
        """Return the same for somebody who fills in a form, who knows no keys and no TOML."""
        told = NOT_WRITTEN if ("value", "''") in self.said.facts else self.said
        return told.say(language, FORM) if told.has(FORM) else self._told(language)

    def _told(self, language: str) -> str:
        told = said("what-then-do", what=self.what(language), do=self.do(language))
        return told.say(language)


class ConfigFaults(Exception):  # noqa: N818 - the glossary calls them faults
    """A hall that cannot be used, with every reason at once."""

    def __init__(self, faults: Iterable[ConfigFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(self.text())

    def text(self, language: str = "en") -> str:
        """Return every fault, a line each."""
        return "\n".join(fault.text(language) for fault in self.faults)


def key_text(path: Sequence[Step]) -> str:
    """Return a key path as people write it: `windows[2].takes[0]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if _BARE.fullmatch(step) else msgspec.json.encode(step).decode()
            text += f".{name}" if text else name
    return text


@cache
def _bundle(language: str) -> "FluentBundle":
    from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415 - only for faults

    bundle = FluentBundle([language], use_isolating=False)
    words = (WORDS / f"{language}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(words))
    return bundle
