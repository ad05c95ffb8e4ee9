# SPDX-License-Identifier: Apache-2.0
"""Find a service as people type: Chinese, pinyin, initials, any mix of them, with one slip.

Readings come from outside (a table of characters made at load), so that a search is a pure
function of what was typed.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
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
PART_LETTERS_MIN = 5
"""When nothing fits all of a query, a part of it does: of at least this many Latin letters ..."""
PART_SIGNS_MIN = 2
"""... or this many signs when any of them is Chinese, and at least half of the query."""
COUNTED_MAX = 3
"""A name with fewer of a letter than the query has is left out unread; more are not counted."""
FRONT_CUT_MAX = 6
"""So many letters before the part that fits are forgotten; after it, half of the query."""

Reading = Callable[[str], tuple[tuple[str, ...], ...]]
"""Text -> how each of its characters may sound in plain letters, the likeliest first (a Latin
letter sounds as itself)."""


class Entry(Struct, frozen=True):
    """One thing that can be found: its names in any language, the first one shown."""

    id: str
    names: tuple[str, ...]
    kin: tuple[str, ...] = ()
    """What it belongs to: found by these too, after what is called so itself."""


def as_written(signs: str) -> tuple[tuple[str, ...], ...]:
    """Return each sign as its own sound: the reading of who has not learnt any."""
    return tuple((sign,) for sign in signs)


class _Name(Struct, frozen=True):
    signs: str
    sounds: tuple[tuple[str, ...], ...]
    flat: tuple[str, ...]
    """What a slip may be in: the signs, the sounds run together, their initials."""
    words: frozenset[int]
    """Places at which a word begins."""
    starts: dict[str, tuple[int, ...]]
    """First typed letter -> the places where spelling may begin."""


class _Row(Struct, frozen=True):
    id: str
    size: int
    """Length of the first name: of equals, the shortest comes first."""


class Index:
    """Everything that can be found at one kiosk."""

    def __init__(self, entries: Iterable[Entry], reading: Reading = as_written) -> None:
        """Without a `reading`, signs are found as they are written only."""
        self._rows: list[_Row] = []
        self._names: list[_Name] = []
        """Each once, for many services belong to one department and one event."""
        self._owners: list[list[tuple[int, int]]] = []
        """For each name: the rows it leads to, and how much later they come."""
        self._holding: dict[str, set[int]] = {}
        """For `a`, `aa` ...: the names that hold the letter so often, written or in a sound."""
        places: dict[str, int] = {}
        read = _sharing(reading)
        for row, entry in enumerate(entries):
            self._rows.append(_Row(entry.id, len(_signs(entry.names[0])[0])))
            for names, later in ((entry.names, 0), (entry.kin, _KIN)):
                for name in names:
                    if name not in places:
                        places[name] = self._learn(_name(name, read))
                    self._owners[places[name]].append((row, later))
        self._find = lru_cache(maxsize=256)(self._search)

    def find(self, typed: str) -> tuple[str, ...]:
        """Return the ids that fit what was typed, best first; nothing for an empty query."""
        query = plain(typed)[:QUERY_MAX]
        return self._find(query) if query else ()

    def _learn(self, name: _Name) -> int:
        place = len(self._names)
        self._names.append(name)
        self._owners.append([])
        sounds = "".join(sound for ways in name.sounds for sound in ways)
        for each in _counted(name.signs + sounds):
            self._holding.setdefault(each, set()).add(place)
        return place

    def _search(self, query: str) -> tuple[str, ...]:
        found = self._exact(query)
        if len(found) < ENOUGH and _long_enough(query):
            found = self._slipped(query) | found
        if not found:
            found = self._in_part(query)
        rows = sorted(found, key=lambda row: (found[row], self._rows[row].size, row))
        return tuple(self._rows[row].id for row in rows[:RESULTS_MAX])

    def _exact(self, query: str) -> dict[int, int]:
        """Return the rows that fit and how well."""
        return self._led(self._fits(query, self._with_all(query)).items())

    def _fits(self, query: str, places: Iterable[int]) -> dict[int, int]:
        fits = {place: _fit(self._names[place], query) for place in places}
        return {place: fit for place, fit in fits.items() if fit < _NO_FIT}

    def _in_part(self, query: str) -> dict[int, int]:
        """Return the rows that fit the longest beginning of a query, or else its longest end."""
        least = PART_LETTERS_MIN if query.isascii() else PART_SIGNS_MIN
        least = max(least, (len(query) + 1) // 2)
        longest: dict[int, int] = {}
        fits = self._fits(query[:least], self._with_all(query[:least]))
        while fits:  # what fits a beginning fits a shorter one too
            longest, least = fits, least + 1
            fits = self._fits(query[:least], fits)
        if longest:
            return self._led(longest.items())
        cuts = range(1, min(FRONT_CUT_MAX, len(query) - least) + 1)
        found = (self._exact(query[cut:]) for cut in cuts)
        return next(filter(None, found), {})

    def _slipped(self, query: str) -> dict[int, int]:
        slip = _Slip(query)
        # With one slip one half stands there as it is, or two letters changed their places.
        likely = set[int]().union(*(self._with_all(half) for half in slip.halves))
        return self._led(
            (place, _SLIPPED)
            for place in likely
            if any(slip.fits(text) for text in self._names[place].flat)
        )

    def _led(self, fits: Iterable[tuple[int, int]]) -> dict[int, int]:
        found: dict[int, int] = {}
        for place, fit in fits:
            for row, later in self._owners[place]:
                found[row] = min(found.get(row, _NO_FIT), fit + later)
        return found

    def _with_all(self, letters: str) -> set[int]:
        """Return the names that hold all of these letters, as often as they are here."""
        holding = [self._holding.get(each, set()) for each in _counted(letters)]
        return set.intersection(*sorted(holding, key=len))


def _sharing(reading: Reading) -> Reading:
    """Let equal sounds be one object: a few hundred of them sound in thousands of names."""
    known: dict[tuple[str, ...], tuple[str, ...]] = {}
    return lambda signs: tuple(known.setdefault(ways, ways) for ways in reading(signs))


def _counted(letters: str) -> Iterator[str]:
    """Yield each letter as often as it is there: `a`, `aa`, `aaa`."""
    for letter in set(letters):
        for times in range(1, min(letters.count(letter), COUNTED_MAX) + 1):
            yield letter * times


def read_signs(entry: Entry) -> tuple[str, ...]:
    """Return the texts whose sounds an index of this entry asks for."""
    return tuple(_signs(name)[0] for name in (*entry.names, *entry.kin))


def plain(text: str) -> str:
    """Return text without case, width, spaces and marks, as it is compared."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum())


_KIN = 5
"""What is only akin comes after every name that fits."""
_SLIPPED = 10
_NO_FIT = 19


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
    spelt = "".join(likely for likely, *_ in sounds)
    initials = "".join(likely[0] for likely, *_ in sounds)
    flat = tuple(dict.fromkeys((signs, spelt, initials)))
    starts: dict[str, list[int]] = {}
    for place, (sign, ways) in enumerate(zip(signs, sounds, strict=True)):
        # A Latin letter within a word begins nothing; it is found as a part of the name.
        if ways != (sign,) or place in words:
            for letter in dict.fromkeys((*(sound[0] for sound in ways), sign)):
                starts.setdefault(letter, []).append(place)
    return _Name(
        signs,
        sounds,
        flat,
        words,
        {letter: tuple(places) for letter, places in starts.items()},
    )


def _fit(name: _Name, query: str) -> int:
    """Return how well a name fits: 0 the beginning is typed ... 4 typed in the middle."""
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

    The last sound may be unfinished. A less likely sound counts only when two letters of it are
    there: as an initial it would let nearly everything fit.
    """
    if at == len(query):
        return True
    if place == len(name.signs):
        return False
    ways, letter = name.sounds[place], query[at]
    likely = ways[0]
    if letter == likely[0]:
        if likely.startswith(query[at:]) or _spells(name, place + 1, query, at + 1):
            return True
    elif letter == name.signs[place] and _spells(name, place + 1, query, at + 1):
        return True
    return any(
        _spells(name, place + 1, query, at + len(sound))
        for sound in ways
        if len(sound) > 1 and query.startswith(sound, at)
    ) or any(len(query) - at > 1 and sound.startswith(query[at:]) for sound in ways[1:])


def _long_enough(query: str) -> bool:
    least = SLIP_LETTERS_MIN if query.isascii() else SLIP_SIGNS_MIN
    return len(query) >= least


class _Slip:
    """Finds a query in a text although one letter is wrong, missing, too many or swapped."""

    def __init__(self, query: str) -> None:
        middle = len(query) // 2
        self.halves = (query[:middle], query[middle:])
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
        if self.halves[0] not in text and self.halves[1] not in text:
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
