# SPDX-License-Identifier: Apache-2.0
"""Written words as a voice should read them: numbers sign by sign, intervals in words."""

import re
from typing import Final

from look.words import Words

# A ticket's number is read sign by sign: B023 is "B 0 2 3" and no year or measure.
_NUMBER: Final = re.compile(r"\b[A-Z]{1,3}\d{2,4}\b")
_INTERVAL: Final = re.compile(r"(?<=\d)[\u2013-](?=\d)")
_SIGNS: Final = re.compile(r"[“”\"«»()（）]")
_PAUSES: Final = re.compile(r"\s*[·•]\s*")
_STOPS: Final = "。，、；：？！….,;:?!؟،؛"
_SPACES: Final = re.compile(r"\s+")
_STRAY: Final = re.compile(r"\s+(?=[,，。、])")
_DIGITS: Final = {"zh": "零一二三四五六七八九"}


def spoken(text: str, words: Words) -> str:
    """Return a text as it is read aloud in a language (`words` are those of the look)."""
    digits = _DIGITS.get(words.language, "0123456789")

    def spelt(found: re.Match[str]) -> str:
        return " ".join(digits[int(sign)] if sign.isdigit() else sign for sign in found[0])

    said = _NUMBER.sub(spelt, text)
    said = _PAUSES.sub("，" if words.language == "zh" else ", ", said)
    said = _INTERVAL.sub(words("spoken-to"), said)
    return _STRAY.sub("", _SPACES.sub(" ", _SIGNS.sub(" ", said))).strip()


def joined(parts: list[str], language: str) -> str:
    """Return parts as one utterance, with a pause between them."""
    comma, stop = ("，", "") if language == "zh" else (", ", " ")
    said = ""
    for part in parts:
        if said and part:
            said += stop if said[-1] in _STOPS else comma
        said += part
    return said
