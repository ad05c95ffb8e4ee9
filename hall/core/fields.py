# SPDX-License-Identifier: Apache-2.0
"""The questions of a form, made from the type of a table: what each asks, what an answer means.

Settings here are plain data, as they stand in a file. An answer that cannot be read stays text, so
that the check of the file says what is wrong with it.
"""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo

from config.values import Language

KeyNames = tuple[str, ...]
Table = dict[str, Any]
Answers = Mapping[str, str]
Kind = Literal[
    "check",
    "choice",
    "date",
    "dates",
    "number",
    "numbers",
    "pairs",
    "phrases",
    "rows",
    "text",
    "texts",
]
LISTS = frozenset({"dates", "numbers", "phrases", "texts"})
ROWS_MAX = 1_000
YES = "yes"
WAS = "was"
"""Ends the name of what says where in the file a row stands; a row without it is new."""
_BETWEEN = re.compile(r"[\s,，、;；]+")
_BETWEEN_PHRASES = re.compile(r"\s*[,，、;；]\s*")
_PAIR = re.compile(r"([^\s=,，、;；]+)\s*=\s*([^\s=,，、;；]+)")


class Field(Struct, frozen=True):
    """One question of a form."""

    path: KeyNames
    """Where the answer stands in the item's table."""
    kind: Kind
    choices: tuple[str | int, ...] = ()
    required: bool = False
    needed: bool = False
    """Whether nobody may leave it empty."""
    optional: bool = False
    """It stands in a table that need not be there, and is there when anything is said in it."""
    default: Any = None
    """What holds when the file does not say it, as plain data; None: nothing."""
    usual: Any = None
    """The same, once the table that it stands in is there."""
    limits: Meta | None = None
    """What a value of it must be, besides its kind."""
    whole: bool = False
    """Whether a number is a whole one."""
    inner: "tuple[Field, ...]" = ()
    """What each row is asked."""

    @property
    def name(self) -> str:
        """Its name in the form and in the words."""
        return "-".join(self.path).replace("_", "-")

    @property
    def long(self) -> bool:
        """Whether the answer may need more than a line."""
        return self.many or self.path[-1] in get_args(Language)

    @property
    def many(self) -> bool:
        """Whether the answer is several values with commas between them."""
        return self.kind in LISTS or self.kind == "pairs"

    def rows(self, item: Mapping[str, Any]) -> list[Table]:
        """Return the tables of its list in an item."""
        found = value_at(item, self.path)
        found = self.default if found is None else found
        return [each for each in found or () if isinstance(each, dict)]

    def shown(self, item: Mapping[str, Any]) -> str:
        """Return what an item says now, as a form shows it."""
        value = value_at(item, self.path)
        return text_of(self.default if value is None else value)

    def read(self, text: str) -> Any:
        """Return the plain data an answer means; None: nothing; what cannot be read stays text."""
        text = " ".join(text.split())
        if self.kind in LISTS:
            between = _BETWEEN_PHRASES if self.kind == "phrases" else _BETWEEN
            listed = [_one(self.kind[:-1], each) for each in between.split(text) if each]
            return listed or (None if self.optional else [])
        match self.kind:
            case "check":
                return text == YES
            case "pairs":
                return _pairs(text)
            case "choice":
                return next((each for each in self.choices if str(each) == text), None)
        return _one(self.kind, text) if text or self.required else None


def shown_in(fields: tuple[Field, ...], item: Mapping[str, Any], prefix: str = "") -> Table:
    """Return what a form holds that shows an item: each answer by its name."""
    found: Table = {}
    for field in fields:
        if field.kind == "rows":
            for place, row in enumerate(field.rows(item)):
                start = start_of(prefix, field, place)
                found[start + WAS] = str(place)
                found |= shown_in(field.inner, row, start)
        else:
            found[prefix + field.name] = field.shown(item)
    return found


def changed_in(
    fields: tuple[Field, ...], item: Mapping[str, Any], answers: Answers, prefix: str = ""
) -> dict[KeyNames, Any]:
    """Return what answers change in an item; None: it is taken out."""
    read = {field.path: _read(field, item, answers, prefix) for field in fields}
    changed = {
        field.path: read[field.path]
        for field in fields
        if read[field.path] != _was(field, item) or (not item and field.required)
    }
    # A table that stood for itself and is written now for the first time is written whole.
    begun = {path[0] for path in changed if len(path) > 1 and path[0] not in item}
    whole = [field.path for field in fields if field.path[0] in begun and not field.optional]
    return changed | {path: read[path] for path in whole if read[path] is not None}


def dated(fields: tuple[Field, ...], item: Table) -> Table:
    """Return an item that came as JSON, its dates being dates; what is no date stays text."""
    found = deepcopy(item)
    for field in fields:
        value = value_at(found, field.path)
        if field.kind == "date" and isinstance(value, str):
            put(found, field.path, _one("date", value))
        elif field.kind == "dates" and isinstance(value, list):
            put(found, field.path, [_one("date", str(each)) for each in value])
        elif field.kind == "rows" and isinstance(value, list):
            rows = [dated(field.inner, row) if isinstance(row, dict) else row for row in value]
            put(found, field.path, rows)
    return found


def put(item: Any, path: KeyNames, value: Any, inner: Any = dict) -> None:
    """Set a value in a table, or take it out with None; `inner` makes a table within it."""
    first, *rest = path
    if value is not None:
        if rest:
            put(inside(item, first, inner), tuple(rest), value, inner)
        else:
            item[first] = value
    elif not rest:
        item.pop(first, None)
    elif first in item:
        put(item[first], tuple(rest), None, inner)
        if not item[first]:
            del item[first]


def inside(node: Any, step: str, make: Any) -> Any:
    """Return a table within a table, made when it is not there."""
    if step not in node:
        node[step] = make()
    return node[step]


# --- rows ---


def start_of(prefix: str, field: Field, place: int) -> str:
    """Return how the names of a row's answers begin."""
    return f"{prefix}{field.name}-{place}-"


def places(field: Field, answers: Answers, prefix: str = "") -> Iterator[int]:
    """Yield the rows a form sent."""
    for place in range(ROWS_MAX):
        if not any(name.startswith(start_of(prefix, field, place)) for name in answers):
            return
        yield place


def said_places(field: Field, answers: Answers, prefix: str = "") -> list[int]:
    """Return the rows a form sent that say anything: only those are in the file, in this order."""
    return [each for each in places(field, answers, prefix) if _says(field, answers, prefix, each)]


def _says(field: Field, answers: Answers, prefix: str, place: int) -> bool:
    """Whether a row says anything that an empty one does not."""
    start = start_of(prefix, field, place)
    empty = {start + name: text for name, text in shown_in(field.inner, {}).items()}
    return any(
        text.strip() not in {"", empty.get(name)}
        for name, text in answers.items()
        if name.startswith(start) and not name.endswith(f"-{WAS}")
    )


def _rows(field: Field, item: Mapping[str, Any], answers: Answers, prefix: str) -> Any:
    """Return the list that the rows of a form mean; what they do not ask stays."""
    before = {str(place): row for place, row in enumerate(field.rows(item))}
    found = []
    for place in said_places(field, answers, prefix):
        start = start_of(prefix, field, place)
        old = before.get(answers.get(start + WAS, ""), {})
        row = deepcopy(old)
        for path, value in changed_in(field.inner, old, answers, start).items():
            put(row, path, value)
        found.append(row)
    return found


def _read(field: Field, item: Mapping[str, Any], answers: Answers, prefix: str) -> Any:
    if field.kind == "rows":
        return _rows(field, item, answers, prefix) or (None if field.optional else [])
    return field.read(answers.get(prefix + field.name, ""))


def _was(field: Field, item: Mapping[str, Any]) -> Any:
    if field.kind == "rows":
        return field.rows(item) or (None if field.optional else [])
    return field.read(field.shown(item))


# --- plain data ---


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


def text_of(value: Any) -> str:
    """Return plain data as a form shows it."""
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, dict):
        return ", ".join(f"{key} = {text_of(each)}" for key, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(text_of, value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _pairs(text: str) -> Any:
    if _PAIR.sub("", text).strip(" ,，、;；"):
        return text
    return {key: _one("number", value) for key, value in _PAIR.findall(text)} or None


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


# --- from the type ---


@cache
def fields_of(type_: type[Struct]) -> tuple[Field, ...]:
    """Return what a form for tables of a type asks."""
    return tuple(_fields(type_, ()))


def _fields(
    type_: type[Struct], path: KeyNames, whole: Table | None = None, *, optional: bool = False
) -> Iterator[Field]:
    """Yield the questions of a table; `whole` is what holds when the file has no such table."""
    for found in msgspec.structs.fields(type_):
        at = (*path, found.name)
        kind = _bare(found.type)
        usual = _default(found)
        default = None if optional else usual
        if whole is not None:
            default = usual = whole[found.name]
        if _is_table(kind):
            needed = found.required or default is not None
            yield from _fields(kind, at, default, optional=optional or not needed)
            continue
        many = get_origin(kind) is tuple
        single = _bare(get_args(kind)[0]) if many else kind
        choices = _choices(single)
        yield Field(
            path=at,
            kind=_kind(get_args(kind)[0] if many else found.type, many=many),
            choices=choices,
            required=found.required and not path,
            needed=found.required and not optional,
            optional=optional,
            default=default,
            usual=usual,
            limits=_limits(get_args(kind)[0] if many else found.type),
            whole=single is int,
            inner=fields_of(single) if _is_table(single) else (),
        )


def _default(found: FieldInfo) -> Any:
    """Return what holds when the file does not say it, as plain data; None: nothing."""
    if found.default_factory is not NODEFAULT:
        return plain(found.default_factory())
    return None if found.default is NODEFAULT else plain(found.default)


def _kind(type_: Any, *, many: bool) -> Kind:
    single = _bare(type_)
    if _is_table(single):
        return "rows"
    if get_origin(single) is dict:
        return "pairs"
    if _choices(single) and not many:
        return "choice"
    limits = _limits(type_)
    if many and single is str and not (limits and limits.pattern):
        return "phrases"
    name = _KINDS.get(single, "text")
    return f"{name}s" if many else name  # type: ignore[return-value]


def _is_table(type_: Any) -> bool:
    return isinstance(type_, type) and issubclass(type_, Struct)


_KINDS: dict[Any, str] = {bool: "check", int: "number", float: "number", date: "date"}


def _limits(type_: Any) -> Meta | None:
    """Return what is asked of a value besides its type."""
    if get_origin(type_) in {Union, UnionType}:
        type_ = next(kind for kind in get_args(type_) if kind is not NoneType)
    limits = get_args(type_)[1:] if get_origin(type_) is Annotated else ()
    return next((limit for limit in limits if isinstance(limit, Meta)), None)


def _bare(type_: Any) -> Any:
    """Return a type without what else may be and without its limits."""
    if get_origin(type_) in {Union, UnionType}:
        type_ = next(kind for kind in get_args(type_) if kind is not NoneType)
    return get_args(type_)[0] if get_origin(type_) is Annotated else type_


def _choices(type_: Any) -> tuple[str | int, ...]:
    if get_origin(type_) is Literal:
        return tuple(get_args(type_))
    if isinstance(type_, type) and issubclass(type_, StrEnum):
        return tuple(map(str, type_))
    return ()
