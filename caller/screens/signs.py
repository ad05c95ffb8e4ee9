# SPDX-License-Identifier: Apache-2.0
"""The words of a display, in the hall's first languages side by side."""

from collections.abc import Sequence
from datetime import datetime

from config.schema import Text
from look.words import Words, languages

SIDE_BY_SIDE_MAX = 2


class Signs:
    """Says things in the first language, and in a second one where there is room."""

    def __init__(self, first: str, others: Sequence[str]) -> None:
        """Take the language that leads, and the hall's."""
        known = languages("caller")
        order = dict.fromkeys((first, *others))
        chosen = [language for language in order if language in known][:SIDE_BY_SIDE_MAX]
        self._words = [Words("caller", language) for language in chosen]
        self.language = self._words[0].language

    def say(self, key: str, **values: str | int) -> str:
        """Return the words in the first language."""
        return self._words[0](key, **values)

    def also(self, key: str, **values: str | int) -> str:
        """Return the words in the second language; empty when the hall has one only."""
        return self._words[1](key, **values) if len(self._words) > 1 else ""

    def both(self, key: str, **values: str | int) -> str:
        """Return the words in both languages, on one line."""
        return f"{self.say(key, **values)} {self.also(key, **values)}".rstrip()

    def lines(self, key: str, **values: str | int) -> str:
        """Return the words in both languages, a line each."""
        return f"{self.say(key, **values)}\n{self.also(key, **values)}".rstrip()

    def closed(self, opens: datetime | None) -> tuple[str, str]:
        """Return that the hall is closed and when it opens, in each language."""
        return self._closed(0, opens), self._closed(1, opens) if len(self._words) > 1 else ""

    def _closed(self, index: int, opens: datetime | None) -> str:
        words = self._words[index]
        if opens is None:
            return words("hall-closed")
        look = Words("look", words.language)
        weekday = look("weekday", day=opens.isoweekday())
        day = look("date", month=opens.month, day=opens.day, weekday=weekday)
        return words("hall-closed-until", day=day, time=opens.strftime("%H:%M"))

    def name(self, text: Text | None) -> str:
        """Return a name of the hall's own in the first language."""
        return text.in_(self.language) if text is not None else ""
