# SPDX-License-Identifier: Apache-2.0
"""Forms for a hall's settings, made from the schema: what each asks and what an answer means.

Here settings are plain data, as they stand in the hall's file. Whether they are right is no
question of the form: `config.load` alone says that.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

from config.policy import CLASSES, Policy, PriorityClass, Ratings
from config.schema import Clerk, Hours, Language, Notice, Service, Window

KeyNames = tuple[str, ...]
Table = dict[str, Any]
_BETWEEN = re.compile(r"[\s,，、;；]+")
YES = "yes"


class Field(Struct, frozen=True):
    """One question of a form."""

    path: KeyNames
    """Where the answer stands in the item's table."""
    kind: Literal["check", "choice", "date", "dates", "number", "numbers", "text", "texts"]
    choices: tuple[str, ...] = ()
    required: bool = False
    optional: bool = False
    """It stands in a table that need not be there, and is there when anything is said in it."""
    default: Any = None
    """What holds when the file does not say it, as plain data; None: nothing."""

    @property
    def name(self) -> str:
        """Its name in the form and in the words."""
        return "-".join(self.path).replace("_", "-")

    @property
    def long(self) -> bool:
        """Whether the answer may need more than a line."""
        return self.kind in {"texts", "dates"} or self.path[-1] in get_args(Language)

    def shown(self, item: Mapping[str, Any]) -> str:
        """Return what an item says now, as a form shows it."""
        value = value_at(item, self.path)
        return _text(self.default if value is None else value)

    def read(self, text: str) -> Any:
        """Return the plain data an answer means; None: nothing; what cannot be read stays text."""
        text = " ".join(text.split())
        match self.kind:
            case "check":
                return text == YES
            case "texts" | "numbers" | "dates":
                listed = [_one(self.kind[:-1], each) for each in _BETWEEN.split(text) if each]
                return listed or (None if self.optional else [])
            case "choice":
                return text if text in self.choices else None
        return _one(self.kind, text) if text or self.required else None


class Group(Struct, frozen=True):
    """Settings that one page edits: one table, or a list of tables."""

    name: str
    path: KeyNames
    type_: type[Struct]
    key: str = ""
    """What an item of a list is called by; empty: there is one table."""
    without: KeyNames = ()
    """What this form does not ask."""
    default: tuple[Struct, ...] = ()
    """The list that holds when the file has none."""

    def fields(self) -> tuple[Field, ...]:
        """Return what the form asks."""
        found = _fields(self.type_, ())
        return tuple(field for field in found if field.path[0] not in self.without)

    def items(self, data: Mapping[str, Any]) -> list[Table]:
        """Return the group's tables in a hall's data."""
        found = value_at(data, self.path)
        if self.key:
            listed = found if isinstance(found, list | tuple) else plain(self.default)
            return [each for each in listed if isinstance(each, dict)]
        return [found if isinstance(found, dict) else {}]

    def place(self, data: Mapping[str, Any], key: str) -> int | None:
        """Return where an item stands in its list; None when it does not."""
        if not self.key:
            return 0
        keys = [str(item.get(self.key, "")) for item in self.items(data)]
        return keys.index(key) if key in keys else None


_LISTS = (
    Group("notices", ("notices",), Notice, "id"),
    Group("services", ("services",), Service, "id", without=("slots",)),
    Group("windows", ("windows",), Window, "id", without=("position", "relief")),
    Group("clerks", ("clerks",), Clerk, "number"),
    Group("classes", ("policy", "classes"), PriorityClass, "id", default=CLASSES),
)
_TABLES = (
    Group("policy", ("policy",), Policy, without=("classes", "service_weights")),
    Group("ratings", ("ratings",), Ratings),
    Group("hours", ("hours",), Hours, without=("extra",)),
)
GROUPS = {group.name: group for group in (_LISTS[0], *_TABLES, *_LISTS[1:])}


class Edit(Struct, frozen=True):
    """What one form changes."""

    group: Group
    place: int | None
    """Which item of the list; None: a new one at its end."""
    values: tuple[tuple[KeyNames, Any], ...] = ()
    """What is set; None: taken out."""
    gone: bool = False
    """The item is taken out whole."""


def edit_of(group: Group, data: Table, key: str, answers: Mapping[str, str]) -> Edit:
    """Return what the answers change in an item; one that is not there is new."""
    place = group.place(data, key)
    item = {} if place is None else group.items(data)[place]
    fields = [field for field in group.fields() if place is None or field.path != (group.key,)]
    read = {field.path: field.read(answers.get(field.name, "")) for field in fields}
    changed = {
        field.path: read[field.path]
        for field in fields
        if read[field.path] != field.read(field.shown(item)) or (place is None and field.required)
    }
    # A table that stood for itself and is written now for the first time is written whole.
    begun = {path[0] for path in changed if len(path) > 1 and path[0] not in item}
    whole = [field.path for field in fields if field.path[0] in begun and not field.optional]
    changed |= {path: read[path] for path in whole if read[path] is not None}
    return Edit(group, place, tuple(changed.items()))


def apply(edit: Edit, document: Any, inner: Callable[[], Any]) -> None:
    """Carry out an edit in plain data or in a document; `inner` makes a table within an item."""
    node = document
    *parents, last = edit.group.path
    for step in parents:
        node = _inside(node, step, dict)
    if edit.gone:
        if last not in node:
            node[last] = plain(edit.group.default)
        del node[last][edit.place]
        return
    item = _item(edit, node, last) if edit.group.key else _inside(node, last, dict)
    for path, value in edit.values:
        _put(item, path, value, inner)


def _item(edit: Edit, node: Any, last: str) -> Any:
    """Return the table of a list that is edited, made when it is not there."""
    if last not in node:
        node[last] = [*plain(edit.group.default), *([] if edit.place is not None else [{}])]
    elif edit.place is None:
        node[last].append({})
    listed = node[last]
    return listed[len(listed) - 1 if edit.place is None else edit.place]


def _put(item: Any, path: KeyNames, value: Any, inner: Callable[[], Any]) -> None:
    first, *rest = path
    if value is not None:
        if rest:
            _put(_inside(item, first, inner), tuple(rest), value, inner)
        else:
            item[first] = value
    elif not rest:
        item.pop(first, None)
    elif first in item:
        _put(item[first], tuple(rest), None, inner)
        if not item[first]:
            del item[first]


def _inside(node: Any, step: str, make: Callable[[], Any]) -> Any:
    if step not in node:
        node[step] = make()
    return node[step]


class Change(Struct, frozen=True):
    """One value before and after; empty: it is not said."""

    path: KeyNames
    """Items of lists by their id."""
    before: str
    after: str


def changes(before: Table, after: Table) -> list[Change]:
    """Return everything in which two halls' data differ, in the order of the schema."""
    old, new = dict(_leaves(before, ())), dict(_leaves(after, ()))
    both = [*old, *(path for path in new if path not in old)]
    return [
        Change(path, _text(old.get(path)), _text(new.get(path)))
        for path in both
        if _text(old.get(path)) != _text(new.get(path))
    ]


def _leaves(value: Any, path: KeyNames) -> Iterator[tuple[KeyNames, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list | tuple) and value and all(isinstance(x, dict) for x in value):
        for index, each in enumerate(value):
            name = each.get("id") or each.get("number") or each.get("span") or index
            yield from _leaves(each, (*path, str(name)))
    else:
        yield path, value


def value_at(data: Any, path: KeyNames) -> Any:
    """Return what stands at a path; None when nothing does."""
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return None
        data = data[step]
    return data


def plain(value: Any) -> Any:
    """Return settings as plain data, dates kept."""
    found = msgspec.to_builtins(value, builtin_types=(date,))
    return list(found) if isinstance(found, tuple) else found


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(map(_text, value))
    return "" if value is None else str(value)


def _one(kind: str, text: str) -> Any:
    """Return a single value; what cannot be read stays text, so that the check says so."""
    try:
        if kind == "number":
            return float(text) if "." in text else int(text)
        if kind == "date":
            return date.fromisoformat(text)
    except ValueError:
        return text
    return text


def _fields(
    type_: type[Struct], path: KeyNames, whole: Table | None = None, *, optional: bool = False
) -> Iterator[Field]:
    """Yield the questions of a table; `whole` is what holds when the file has no such table."""
    for found in msgspec.structs.fields(type_):
        at = (*path, found.name)
        kind = _bare(found.type)
        default = None if found.default is NODEFAULT or optional else plain(found.default)
        if whole is not None:
            default = whole[found.name]
        if _is_table(kind):
            needed = found.required or default is not None
            yield from _fields(kind, at, default, optional=optional or not needed)
            continue
        many = get_origin(kind) is tuple
        single = _bare(get_args(kind)[0]) if many else kind
        if _is_table(single) or get_origin(single) is dict:
            continue
        choices = _choices(single)
        name = "choice" if choices and not many else _KINDS.get(single, "text")
        yield Field(
            path=at,
            kind=f"{name}s" if many else name,  # type: ignore[arg-type]
            choices=choices,
            required=found.required and not path,
            optional=optional,
            default=default,
        )


def _is_table(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Struct)


_KINDS: dict[Any, str] = {bool: "check", int: "number", float: "number", date: "date"}


def _bare(type_: Any) -> Any:
    """Return a type without what else may be and without its limits."""
    if get_origin(type_) in {Union, UnionType}:
        type_ = next(kind for kind in get_args(type_) if kind is not NoneType)
    return get_args(type_)[0] if get_origin(type_) is Annotated else type_


def _choices(type_: Any) -> tuple[str, ...]:
    if get_origin(type_) is Literal:
        return tuple(map(str, get_args(type_)))
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return tuple(map(str, type_))
    return ()
