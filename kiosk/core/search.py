# SPDX-License-Identifier: Apache-2.0
"""Find a service as people type: Chinese, pinyin, initials, any mix of them, with one slip.

Readings come from outside (a table of characters made at load), so that a search is a pure
function of what was typed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import Struct

QUERY_MAX = 40
"""Letters of a query that count; the rest is cut."""
RESULTS_MAX = 40
ENOUGH = 8
"""With so many exact results nobody looks for a slip."""
SLIP_LETTERS_MIN = 4
"""One slip is forgiven in queries of at least this many Latin letters ..."""
SLIP_SIGNS_MIN = 3
"""... or this many signs when any of them is Chinese."""

Reading = Callable[[str], tuple[str, ...]]
"""Text -> the sound of each of its characters in plain letters (a Latin letter sounds as itself)."""


class Entry(Struct, frozen=True):
    """One thing that can be found: its names in any language, the first one shown."""

    id: str
    names: tuple[str, ...]


class _Name(Struct, frozen=True):
    signs: str
    sounds: tuple[str, ...]
    flat: tuple[str, ...]
    """What a slip may be in: the signs, the sounds run together, their initials."""
    words: frozenset[int]
    """Places at which a word begins."""
    letters: frozenset[str]
    """Every sign and every letter of its sounds: a query with another one does not fit."""
    starts: dict[str, tuple[int, ...]]
    """First typed letter -> the places where spelling may begin."""


class Index:
    """Everything that can be found at one kiosk."""

    def __init__(self, entries: Iterable[Entry], reading: Reading = tuple) -> None:
        """Without a `reading`, signs are found as they are written only."""
        self._rows = [
            (place, entry.id, tuple(_name(name, reading) for name in entry.names))
            for place, entry in enumerate(entries)
        ]
        self._find = lru_cache(maxsize=256)(self._search)

    def find(self, typed: str) -> tuple[str, ...]:
        """Return the ids that fit what was typed, best first; nothing for an empty query."""
        query = plain(typed)[:QUERY_MAX]
        return self._find(query) if query else ()

    def _search(self, query: str) -> tuple[str, ...]:
        ranked: list[tuple[int, int, int, str]] = []
        letters = frozenset(query)
        for place, id_, names in self._rows:
            best = min(
                (_rank(name, query) for name in names if letters <= name.letters), default=_NO_FIT
            )
            if best < _NO_FIT:
                ranked.append((best, len(names[0].signs), place, id_))
        if len(ranked) < ENOUGH and _long_enough(query):
            found = {row[3] for row in ranked}
            slip = _Slip(query)
            for place, id_, names in self._rows:
                if id_ not in found and any(slip.fits(text) for n in names for text in n.flat):
                    ranked.append((_SLIPPED, len(names[0].signs), place, id_))
        return tuple(row[3] for row in sorted(ranked)[:RESULTS_MAX])


def read_signs(entry: Entry) -> tuple[str, ...]:
    """Return the texts whose sounds an index of this entry asks for."""
    return tuple(_signs(name)[0] for name in entry.names)


def plain(text: str) -> str:
    """Return text without case, width, spaces and marks, as it is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_SLIPPED = 5
_NO_FIT = 9


def _signs(name: str) -> tuple[str, frozenset[int]]:
    """Return what of a name is compared, and the places at which a word begins."""
    words: set[int] = set()
    signs = ""
    for word in re.split(r"[\W_]+", unicodedata.normalize("NFKC", name).casefold()):
        words.add(len(signs))
        signs += plain(word)
    return signs, frozenset(words)


def _name(name: str, reading: Reading) -> _Name:
    signs, words = _signs(name)
    sounds = reading(signs)
    assert len(sounds) == len(signs), f"{len(sounds)} sounds for {len(signs)} signs of {name}"
    spelt = "".join(sounds)
    initials = "".join(sound[0] for sound in sounds)
    flat = tuple(dict.fromkeys((signs, spelt, initials)))
    starts: dict[str, list[int]] = {}
    for place, (sign, sound) in enumerate(zip(signs, sounds, strict=True)):
        # A Latin letter within a word begins nothing; it is found as a part of the name.
        if sound != sign or place in words:
            starts.setdefault(sound[0], []).append(place)
        if sign != sound[0]:
            starts.setdefault(sign, []).append(place)
    return _Name(
        signs,
        sounds,
        flat,
        words,
        frozenset(signs) | frozenset(spelt),
        {letter: tuple(places) for letter, places in starts.items()},
    )


def _rank(name: _Name, query: str) -> int:
    """Return how well a name fits: 0 the beginning is typed ... 4 typed in the middle, 9 not."""
    at = name.signs.find(query)
    if at == 0:
        return 0
    if at > 0 and at in name.words:
        return 1
    best = _NO_FIT if at < 0 or query.isascii() else 2
    for start in name.starts.get(query[0], ()):
        if _spells(name, start, query, 0):
            return min(best, 2 if start == 0 else 3)
    if best == _NO_FIT and at > 0:
        return 4
    return best


def _spells(name: _Name, place: int, query: str, at: int) -> bool:
    """Whether query[at:] is spelt by the name from `place`: each sign by itself, sound or initial.

    The last sound may be unfinished.
    """
    if at == len(query):
        return True
    if place == len(name.signs):
        return False
    sound = name.sounds[place]
    steps = []
    if query[at] == name.signs[place] or query[at] == sound[0]:
        steps.append(1)
    if query.startswith(sound, at):
        steps.append(len(sound))
    return sound.startswith(query[at:]) or any(
        _spells(name, place + 1, query, at + step) for step in steps
    )


def _long_enough(query: str) -> bool:
    least = SLIP_LETTERS_MIN if query.isascii() else SLIP_SIGNS_MIN
    return len(query) >= least


class _Slip:
    """Finds a query in a text although one letter is wrong, missing, too many or swapped."""

    def __init__(self, query: str) -> None:
        middle = len(query) // 2
        self._halves = (query[:middle], query[middle:])
        self._swapped = tuple(
            query[:i] + query[i + 1] + query[i] + query[i + 2 :] for i in range(len(query) - 1)
        )
        self._goal = 1 << (len(query) - 1)
        self._masks: dict[str, int] = {}
        for place, sign in enumerate(query):
            self._masks[sign] = self._masks.get(sign, 0) | 1 << place

    def fits(self, text: str) -> bool:
        """Whether the text holds the query with at most one slip."""
        if any(swapped in text for swapped in self._swapped):
            return True
        # With one slip, one half of the query stands in the text as it is: most texts end here.
        if self._halves[0] not in text and self._halves[1] not in text:
            return False
        return self._shift_and(text)

    def _shift_and(self, text: str) -> bool:
        """Wu and Manber 1992, "Fast text searching allowing errors": k = 1."""
        exact, slipped = 0, 1
        for sign in text:
            mask = self._masks.get(sign, 0)
            before = exact
            exact = (exact << 1 | 1) & mask
            slipped = (slipped << 1 | 1) & mask | before | (before | exact) << 1 | 1
            if (exact | slipped) & self._goal:
                return True
        return False
