# SPDX-License-Identifier: Apache-2.0
"""Lists in a form: an entry is added, taken out or moved in what the form sent, file untouched.

A list is either rows of questions or several values with commas between them; both are moved alike.
"""

from collections.abc import Iterator
from typing import Literal, get_args

from msgspec import Struct

from hall.core.fields import (
    LISTS,
    ROWS_MAX,
    WAS,
    Answers,
    Field,
    KeyNames,
    places,
    said_places,
    shown_in,
    start_of,
    text_of,
)

Kind = Literal["up", "down", "out", "add"]
KINDS = get_args(Kind)
PICK = "pick"
"""Ends the name of a choice that is added to the values of a list."""


class Deed(Struct, frozen=True):
    """What somebody does to one list of a form."""

    kind: Kind
    name: str
    """Of the list in the form."""
    place: int = 0
    """Of the entry, from 0."""


def deed_of(text: str) -> Deed:
    """Return the deed that a button of the form says: `up papers 2`. ValueError for none."""
    kind, name, place = (*text.split(), "0", "0")[:3]
    if kind not in KINDS or not (place.isascii() and place.isdigit()):
        raise ValueError(text)
    return Deed(kind, name, int(place[:6]))  # type: ignore[arg-type]


def carried_out(
    deed: Deed, fields: tuple[Field, ...], answers: Answers
) -> tuple[dict[str, str], int]:
    """Return a form's answers after a deed, and where the entry is now, or was.

    ValueError for a list that the form does not have; an entry at an end stays there.
    """
    prefix, field = _list_at(fields, deed.name, answers)
    if field.kind != "rows":
        values = [text_of(each) for each in field.read(answers.get(deed.name, "")) or ()]
        order, place = _order(deed, len(values))
        picked = answers.get(f"{deed.name}-{PICK}", "")
        listed = [values[each] if each < len(values) else picked for each in order]
        return {**answers, deed.name: ", ".join(filter(None, listed))}, place
    count = len(list(places(field, answers, prefix)))
    order, place = _order(deed, count)
    starts = [start_of(prefix, field, each) for each in range(max(count, len(order)))]
    rows = [_row(field, answers, start) for start in starts]
    found = {name: text for name, text in answers.items() if not name.startswith(tuple(starts))}
    for start, each in zip(starts, order, strict=False):
        found |= {start + name: text for name, text in rows[each].items()}
    return found, place


def moved(deed: Deed, count: int) -> tuple[list[int], int]:
    """Return a list's entries in their order after a move, and where the moved one is now.

    ValueError for what is no move, or an entry that is not there.
    """
    if deed.kind not in {"up", "down"}:
        raise ValueError(deed)
    return _order(deed, count)


def entries(fields: tuple[Field, ...], answers: Answers, name: str) -> int:
    """Return how many entries a list has. ValueError for a list that the form does not have."""
    prefix, field = _list_at(fields, name, answers)
    if field.kind == "rows":
        return len(list(places(field, answers, prefix)))
    return len(field.read(answers.get(name, "")) or ())


def row_starts(field: Field, answers: Answers, prefix: str = "") -> list[str]:
    """Return how the names of rows' answers begin."""
    return [start_of(prefix, field, place) for place in places(field, answers, prefix)]


def with_picks(fields: tuple[Field, ...], answers: Answers) -> dict[str, str]:
    """Return answers in which what was chosen to be added to a list is added."""
    found = dict(answers)
    for name in answers:
        listed = name.removesuffix(f"-{PICK}")
        if listed == name or not _knows(fields, listed, answers):
            continue
        if found[name] not in {"", *found.get(listed, "").split(", ")}:
            found = carried_out(Deed("add", listed), fields, found)[0]
        del found[name]
    return found


def answer_names(fields: tuple[Field, ...], answers: Answers, prefix: str = "") -> Iterator[str]:
    """Yield the names of a form's answers in the order in which it shows them."""
    for field in fields:
        yield prefix + field.name
        if field.kind == "rows":
            for start in row_starts(field, answers, prefix):
                yield start
                yield from answer_names(field.inner, answers, start)


def name_at(
    fields: tuple[Field, ...], answers: Answers, path: tuple[str | int, ...], prefix: str = ""
) -> str:
    """Return the name of the answer that a key of an item belongs to; empty: the form has none."""
    keys: KeyNames = tuple(str(step) for step in path if not isinstance(step, int))
    for field in fields:
        if path[: len(field.path)] != field.path:
            continue
        rest = path[len(field.path) :]
        if field.kind != "rows" or not rest or not isinstance(rest[0], int):
            return prefix + field.name
        said = said_places(field, answers, prefix)
        if rest[0] >= len(said):
            return prefix + field.name
        start = start_of(prefix, field, said[rest[0]])
        return name_at(field.inner, answers, rest[1:], start) or start
    # A table that is missing whole: its first question.
    inside = (field for field in fields if keys and field.path[: len(keys)] == keys)
    return next((prefix + field.name for field in inside), "")


def _order(deed: Deed, count: int) -> tuple[list[int], int]:
    """Return entries in their new order and where the one meant is; `count` stands for a new one.

    ValueError for an entry that is not there.
    """
    order, place = list(range(count)), deed.place
    if deed.kind == "add":
        return (order if count >= ROWS_MAX else [*order, count]), count
    if place >= count:
        raise ValueError(deed)
    if deed.kind == "out":
        return order[:place] + order[place + 1 :], place
    to = max(0, place - 1) if deed.kind == "up" else min(count - 1, place + 1)
    order.insert(to, order.pop(place))
    return order, to


def _row(field: Field, answers: Answers, start: str) -> dict[str, str]:
    """Return what a row says, by the names within it; of a new one what it shows at first."""
    said = {
        name.removeprefix(start): text for name, text in answers.items() if name.startswith(start)
    }
    # A row always says something by which it is found, even if all its boxes are unticked.
    return said or {WAS: "", **shown_in(field.inner, {})}


def _list_at(
    fields: tuple[Field, ...], name: str, answers: Answers, prefix: str = ""
) -> tuple[str, Field]:
    """Return the list of a name and how its name begins. ValueError."""
    for field in fields:
        if field.kind in LISTS | {"rows"} and prefix + field.name == name:
            return prefix, field
        for start in row_starts(field, answers, prefix) if field.kind == "rows" else ():
            if name.startswith(start):
                return _list_at(field.inner, name, answers, start)
    raise ValueError(name)


def _knows(fields: tuple[Field, ...], name: str, answers: Answers) -> bool:
    try:
        _list_at(fields, name, answers)
    except ValueError:
        return False
    return True
