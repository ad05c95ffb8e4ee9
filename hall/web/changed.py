# SPDX-License-Identifier: Apache-2.0
"""Settings in words: what each is called, what a row of a form says, what changes."""

import difflib
from typing import get_args

from msgspec import Struct

from config.values import Language
from hall.core.fields import Answers, Field, KeyNames
from hall.core.forms import Change
from look.words import Words

DIFF_CONTEXT = 2
BRIEF_ANSWERS = 2


class Row(Struct, frozen=True):
    """One row of a form."""

    start: str
    """How the names of its answers begin."""
    brief: str
    """What it says, in short; empty: nothing."""
    fresh: bool
    """It was not sent yet: it shows what holds when nothing is said."""


def row_of(field: Field, answers: Answers, start: str, language: str) -> Row:
    """Return a row with what it is called, or its first answers."""
    told = [(each, answers.get(start + each.name, "")) for each in field.inner]
    called = next((text for each, text in told if each.path[-1] == language and text), "")
    first = [text for each, text in told if each.kind != "check" and text]
    fresh = not any(name.startswith(start) for name in answers)
    return Row(start, called or " · ".join(first[:BRIEF_ANSWERS]), fresh)


def told(changes: list[Change], say: Words) -> list[tuple[str, str, str]]:
    """Return changes in words: what, before, after."""
    return [(_place(change, say), change.before, change.after) for change in changes]


def _place(change: Change, say: Words) -> str:
    path = change.path
    for start in range(len(path)):
        if found := _label(path[start:], say):
            around = [_around(path[0], say), *path[1:start]] if start else []
            return " · ".join([*around, found])
    return " · ".join([_around(path[0], say), *path[1:]])


def label(path: KeyNames, say: Words) -> str:
    """Return what a setting is called: by its path, or by its last steps."""
    return next((found for start in range(len(path)) if (found := _label(path[start:], say))), "")


def _label(path: KeyNames, say: Words) -> str:
    """Return what a setting is called by this path; of words in a language, by what they are."""
    key = _key(path)
    if key in say:
        return say(key)
    *about, language = path
    if language in get_args(Language) and (not about or _key(tuple(about)) in say):
        return " · ".join([*(say(_key((*about,))) for _ in about[:1]), say(f"set-in-{language}")])
    return ""


def _key(path: KeyNames) -> str:
    return "set-" + "-".join(path).replace("_", "-")


def _around(name: str, say: Words) -> str:
    name = name.replace("_", "-")
    keys = (f"set-group-{name}", f"set-{name}")
    return next((say(key) for key in keys if key in say), name)


def diff(before: str, after: str) -> list[str]:
    """Return the lines of a file that change, with what stands around them."""
    found = difflib.unified_diff(
        before.splitlines(), after.splitlines(), n=DIFF_CONTEXT, lineterm=""
    )
    return list(found)[2:]
