# SPDX-License-Identifier: Apache-2.0
"""What keeps the command from working, said in the user's language with what to do about it."""

import sys
from typing import TYPE_CHECKING

from config.arguments import EXIT_FAULTS, language_wished
from config.faults import Said

if TYPE_CHECKING:
    from look.words import Value, Words


class Problem(Exception):  # noqa: N818 - the glossary's word
    """The command cannot go on; `key` is the entry in hallflow/words that says why."""

    def __init__(self, key: str, **values: "Value | Said") -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return self.text(words("en"))

    def text(self, words: "Words") -> str:
        """Return one line for people."""
        values = {
            name: value.say(words.language) if isinstance(value, Said) else value
            for name, value in self.values.items()
        }
        return words(self.key, **values)


def words(language: str = "") -> "Words":
    """Return the command's words in a language, by default the user's."""
    from look.words import Words  # noqa: PLC0415 - loads long, and a good start says nothing

    return Words("hallflow", language or language_wished())


def say_problem(problem: Problem) -> int:
    """Say what is wrong on standard error; return the exit code that goes with it."""
    sys.stderr.write(f"hallflow: {problem.text(words())}\n")
    return EXIT_FAULTS
