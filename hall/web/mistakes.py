# SPDX-License-Identifier: Apache-2.0
"""Faults in the hall's files as a form says them: at the question, by what the reader calls it."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlencode

from msgspec import Struct

from config.faults import ConfigFault, ConfigFaults, KeyPath
from config.load import GUIDES_FOLDER
from hall.core.fields import Answers, Field, Table
from hall.core.forms import GROUPS, GUIDES, Group, home_of
from hall.core.rows import answer_names, name_at
from hall.web.changed import label, place_text
from look.words import Words


class Mistake(Struct, frozen=True):
    """One fault, to be read and to be gone to."""

    text: str
    """What is wrong and what to do."""
    where: str
    """What people call the setting."""
    link: str
    """Where it is put right; empty: only in the file."""
    answer: str = ""
    """The name of the answer in the form that was sent; empty: it is elsewhere."""
    place: str = ""
    """The line in the file, for a fault that is elsewhere."""


class Sent(Struct, frozen=True):
    """The form that was sent."""

    group: Group
    item: str
    fields: tuple[Field, ...]
    answers: Answers


def mistakes(
    faults: ConfigFaults, data: Table, say: Words, sent: Sent | None = None
) -> list[Mistake]:
    """Return every fault, those of the form first and in its order; `data` is the hall's file."""
    found = [_mistake(each, data, say, sent) for each in faults.faults]
    order = list(answer_names(sent.fields, sent.answers)) if sent else []
    places = {name: place for place, name in enumerate(order)}
    return sorted(found, key=lambda each: places.get(each.answer, len(order)))


def _mistake(fault: ConfigFault, data: Table, say: Words, sent: Sent | None) -> Mistake:
    text = fault.in_form(say.language)
    home = _home(fault, data)
    if home is None:
        return Mistake(text, fault.key or fault.file, "", place=fault.place)
    group, item, rest = home
    if sent is not None and (sent.group, sent.item) == (group, item):
        name = name_at(sent.fields, sent.answers, rest)
        if name:
            return Mistake(text, _called(sent, name, say), f"#f-{name}", name)
    query = f"?{urlencode({'item': item})}" if item else ""
    steps = [str(step + 1 if isinstance(step, int) else step) for step in _named(rest)]
    around = (group.name, *filter(None, [item]), *steps)
    return Mistake(
        text, place_text(around, say), f"/admin/hall/{group.name}{query}", place=fault.place
    )


def _home(fault: ConfigFault, data: Table) -> tuple[Group, str, KeyPath] | None:
    """Return the form that a fault is put right in, its item and the key there."""
    file = Path(fault.file)
    if file.parent.name == GUIDES_FOLDER:
        return GROUPS[GUIDES], file.stem, fault.path
    return home_of(data, fault.path)


def _named(path: KeyPath) -> Iterable[str | int]:
    """Return a key without the place within its values: a row is counted, a value is not."""
    return path[:-1] if path and isinstance(path[-1], int) else path


def _called(sent: Sent, name: str, say: Words) -> str:
    """Return what the form calls an answer, rows by their place: `Papers · 2 · Form`."""
    told, fields, rest = [], sent.fields, name
    while rest:
        field = next(each for each in fields if _is_at(each, rest))
        told.append(label(field.path, say))
        rest = rest[len(field.name) + 1 :]
        if rest:
            place, _, rest = rest.partition("-")
            told.append(str(int(place) + 1))
            fields = field.inner
    return " · ".join(told)


def _is_at(field: Field, name: str) -> bool:
    return name == field.name or (field.kind == "rows" and name.startswith(f"{field.name}-"))
