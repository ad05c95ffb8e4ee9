# SPDX-License-Identifier: Apache-2.0
"""Settings in words: what each is called, what a row of a form says, what changes."""

import difflib
from collections.abc import Iterator
from typing import get_args

from msgspec import Struct

from config.values import Language
from hall.core.fields import YES, Answers, Field, KeyNames
from hall.core.forms import GROUPS, GUIDES, ORDER, Change
from hall.core.refers import refers
from look.words import Words

DIFF_CONTEXT = 2
BRIEF_ANSWERS = 2


class Row(Struct, frozen=True):
    """One row of a form."""

    start: str
    """How the names of its answers begin."""
    brief: str
    """What it says, in short; empty: nothing."""


def row_of(field: Field, answers: Answers, start: str, say: Words) -> Row:
    """Return a row with what it is called, or its first answers."""
    told = [(each, answers.get(start + each.name, "")) for each in field.inner]
    called = next((text for each, text in told if each.path[-1] == say.language and text), "")
    first = [_brief(each, text, say) for each, text in told if each.kind != "check" and text]
    return Row(start, called or " · ".join(first[:BRIEF_ANSWERS]))


def _brief(field: Field, text: str, say: Words) -> str:
    """Return an answer in short: a name alone says little."""
    if field.kind == "choice":
        return choice_text(field, text, say)
    plain = field.kind != "number" and not refers(field)
    return text if plain else f"{label(field.path, say)}: {text}"


def choice_text(field: Field, choice: str | int, say: Words) -> str:
    """Return what a choice is called."""
    key = f"{_key((field.name,))}-" + (str(choice).replace("_", "-") or "none")
    return say(key) if key in say else str(choice)


def told(changes: list[Change], say: Words) -> list[tuple[str, str, str]]:
    """Return changes in words: what, before, after."""
    return [(place_text(change.path, say), *_values(change, say)) for change in changes]


def _values(change: Change, say: Words) -> tuple[str, str]:
    """Return what was and what will be: ticks and choices in words, of an order what differs."""
    before, after = change.before, change.after
    if change.path[-1] == ORDER:
        return _differing(before.split(", "), after.split(", "))
    if {before, after} == {YES, ""}:
        return say("hint-on" if before else "hint-off"), say("hint-on" if after else "hint-off")
    return _chosen(change.path, before, say), _chosen(change.path, after, say)


def _differing(before: list[str], after: list[str]) -> tuple[str, str]:
    """Return two orders without what stands the same at their beginnings and ends."""
    most = min(len(before), len(after))
    first = next((at for at in range(most) if before[at] != after[at]), most)
    last = next((at for at in range(most) if before[-1 - at] != after[-1 - at]), most)
    around = ["…"] * bool(first), ["…"] * bool(last)
    cut = ([*around[0], *each[first : len(each) - last], *around[1]] for each in (before, after))
    old, new = map(", ".join, cut)
    return old, new


def _chosen(path: KeyNames, value: str, say: Words) -> str:
    """Return what a choice is called; any other value as it is."""
    ends = (f"{_key(path[start:])}-{value.replace('_', '-')}" for start in range(len(path)))
    return next((say(key) for key in ends if value and key in say), value)


def place_text(path: KeyNames, say: Words) -> str:
    """Return what people call a setting and what it stands in; items of lists by their id."""
    found = next((start for start in range(len(path)) if _label(path[start:], say)), len(path))
    first = path[0].replace("_", "-")
    # Names of lists and of what is in them take turns; an id is never taken for a list's name.
    listed = first not in GROUPS or first == GUIDES or bool(GROUPS[first].key)
    around = [
        step if place and place % 2 == listed else _around(step, say)
        for place, step in enumerate(path[:found])
    ]
    return " · ".join([*around, *filter(None, [_label(path[found:], say)])])


def more_text(kind: str, path: KeyNames, say: Words) -> Iterator[str]:
    """Yield what more there is to say of a setting, or of the table that it stands in.

    `kind`: `help`, or `empty` for one left empty.
    """
    keys = (kind + _key(each).removeprefix("set") for each in (path, path[:-1]))
    yield from [say(key) for key in keys if key in say][:1]


def label(path: KeyNames, say: Words) -> str:
    """Return what a setting is called: by its path, or by its last steps."""
    return next((found for start in range(len(path)) if (found := _label(path[start:], say))), "")


def _label(path: KeyNames, say: Words) -> str:
    """Return what a setting is called by this path; of words in a language, by what they are."""
    if not path:
        return ""
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
