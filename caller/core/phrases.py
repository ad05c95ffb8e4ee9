# SPDX-License-Identifier: Apache-2.0
"""A call as a row of clips: what a voice says, word by word, in each language.

A clip is a file `<language>/<name>.wav` in a folder of recordings, or else its text, rendered.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from caller.core.notices import SAID

NUMERAL_MAX = 99
ZERO = ord("0")


class Clip(Struct, frozen=True):
    """One word or phrase that sounds the same wherever it stands."""

    language: str
    name: str
    """Stem of its recording: please, digit-7, letter-A, number-12 ..."""
    text: str
    """What a renderer reads when there is no recording."""


class Phrase(Struct, frozen=True):
    """How one language calls a number to a window: before NUMBER between WINDOW after."""

    language: str
    before: str
    between: str
    after: str
    digits: tuple[str, ...]
    one: str = ""
    """Another word for the digit 1, where a hall wants it."""
    numerals: tuple[str, ...] = ()
    """Words for 0 to 99 read as one number; empty: digit by digit."""


def _zh_numeral(value: int) -> str:
    digits = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


PHRASES: Mapping[str, Phrase] = {
    "zh": Phrase(
        language="zh",
        before="请",
        between="号，到",
        after="号窗口",
        digits=tuple("零一二三四五六七八九"),
        one="幺",
        numerals=tuple(_zh_numeral(value) for value in range(NUMERAL_MAX + 1)),
    ),
    "en": Phrase(
        language="en",
        before="Number",
        between="please go to window",
        after="",
        digits=("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
        numerals=tuple(str(value) for value in range(NUMERAL_MAX + 1)),
    ),
    "ug": Phrase(
        language="ug",
        before="نومۇر",
        between="",
        after="كۆزنەككە كېلىڭ",
        digits=("نۆل", "بىر", "ئىككى", "ئۈچ", "تۆت", "بەش", "ئالتە", "يەتتە", "سەككىز", "توققۇز"),
    ),
}


NOTICE: Final = "notice-"
PASSING: Final = f"{NOTICE}{SAID}"
"""Begins the name of a clip that will not be said another day."""


def call_clips(language: str, number: str, window: str, *, yao: bool) -> tuple[Clip, ...]:
    """Return the clips of a call; a language without a phrase is spoken as Chinese."""
    phrase = PHRASES.get(language, PHRASES["zh"])
    return (
        *_word(phrase, "before", phrase.before),
        *_spelled(phrase, number, yao=yao),
        *_word(phrase, "between", phrase.between),
        *_window(phrase, window),
        *_word(phrase, "after", phrase.after),
    )


def notice_clip(language: str, id_: str, text: str) -> Clip:
    """Return a notice as one clip."""
    return Clip(language, f"{NOTICE}{id_}", text)


def vocabulary(language: str, windows: tuple[str, ...], *, yao: bool) -> tuple[Clip, ...]:
    """Return every clip that a call in this language can need, each once."""
    every = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    found = dict.fromkeys(call_clips(language, every, "", yao=yao))
    for window in windows:
        found.update(dict.fromkeys(call_clips(language, "", window, yao=yao)))
    return tuple(found)


def _word(phrase: Phrase, name: str, text: str) -> tuple[Clip, ...]:
    return (Clip(phrase.language, name, text),) if text else ()


def _spelled(phrase: Phrase, text: str, *, yao: bool) -> tuple[Clip, ...]:
    return tuple(
        _digit(phrase, character, yao=yao)
        if character.isascii() and character.isdigit()
        else Clip(phrase.language, f"letter-{character.upper()}", character.upper())
        for character in text
        if character.isascii() and character.isalnum()
    )


def _digit(phrase: Phrase, digit: str, *, yao: bool) -> Clip:
    if digit == "1" and yao and phrase.one:
        return Clip(phrase.language, "digit-1-yao", phrase.one)
    return Clip(phrase.language, f"digit-{digit}", phrase.digits[ord(digit) - ZERO])


def _window(phrase: Phrase, window: str) -> tuple[Clip, ...]:
    """Read a window's number as one number where the language can, else sign by sign."""
    if window.isascii() and window.isdigit() and int(window) < len(phrase.numerals):
        value = int(window)
        return (Clip(phrase.language, f"number-{value}", phrase.numerals[value]),)
    return _spelled(phrase, window, yao=False)
