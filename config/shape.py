# SPDX-License-Identifier: Apache-2.0
"""Compare plain data with a Setting's types and find everything that does not fit, at once."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from difflib import get_close_matches
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct

from bus.messages import Id
from config.faults import Finding, KeyPath, Said, said

PLAIN = {
    bool: "true-or-false",
    int: "a-whole-number",
    float: "a-number",
    str: "a-text",
    date: "a-date",
    tuple: "a-list",
    dict: "a-table",
}
SHOWN_MAX = 60
NAMES_MAX = 400


def misfits(value: Any, type_: Any, path: KeyPath = ()) -> Iterator[Finding]:
    """Yield what keeps `value` from being a `type_`; nothing when it fits."""
    origin = get_origin(type_)
    if origin in {Union, UnionType}:
        if value is None:
            return
        (type_,) = (kind for kind in get_args(type_) if kind is not NoneType)
        origin = get_origin(type_)
    if isinstance(type_, type) and issubclass(type_, Struct):
        yield from _table_misfits(value, type_, path)
    elif origin is tuple:
        yield from _list_misfits(value, get_args(type_)[0], path)
    elif origin is dict:
        yield from _map_misfits(value, get_args(type_), path)
    elif not _fits(value, type_):
        yield Finding(path, said("wrong-value", value=shown(value), wanted=wanted(type_)))


def _table_misfits(value: Any, type_: type[Struct], path: KeyPath) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(path, said("wrong-value", value=shown(value), wanted=said("a-table")))
        return
    fields = {field.name: field for field in msgspec.structs.fields(type_)}
    for key in value:
        if key not in fields:
            yield Finding((*path, key), said("unknown-key", key=shown(key), hint=hint(key, fields)))
    for name, field in fields.items():
        if name in value:
            yield from misfits(value[name], field.type, (*path, name))
        elif field.required:
            yield Finding((*path, name), said("missing-key", wanted=wanted(field.type)))


def _list_misfits(value: Any, type_: Any, path: KeyPath) -> Iterator[Finding]:
    if not isinstance(value, list):
        yield Finding(path, said("wrong-value", value=shown(value), wanted=said("a-list")))
        return
    for index, item in enumerate(value):
        yield from misfits(item, type_, (*path, index))


def _map_misfits(value: Any, types: tuple[Any, ...], path: KeyPath) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield Finding(path, said("wrong-value", value=shown(value), wanted=said("a-table")))
        return
    key_type, type_ = types
    for key, item in value.items():
        yield from misfits(key, key_type, (*path, key))
        yield from misfits(item, type_, (*path, key))


def _fits(value: Any, type_: Any) -> bool:
    try:
        msgspec.convert(value, type_)
    except (msgspec.ValidationError, OverflowError):
        return False
    return True


def shown(value: object) -> str:
    """Return a value as it stands in the file, cut to `SHOWN_MAX` characters."""
    if isinstance(value, bool):
        text = str(value).lower()
    else:
        text = str(value) if isinstance(value, date | time) else repr(value)
    text = text.encode("utf-8", "backslashreplace").decode()
    return _cut(text, SHOWN_MAX)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def hint(name: str, known: Mapping[str, object]) -> Said:
    """Return "did you mean", or the names there are, or that there are none."""
    near = get_close_matches(name[:SHOWN_MAX], known, n=1)
    if near:
        return said("did-you-mean", name=near[0])
    if known:
        names = ", ".join(known)
        return said("there-are", names=_cut(names, NAMES_MAX))
    return said("there-are-none")


def wanted(type_: Any) -> Said:
    """Return in words what a type takes."""
    origin, args = get_origin(type_), get_args(type_)
    if origin in {Union, UnionType}:
        return wanted(next(kind for kind in args if kind is not NoneType))
    if type_ == Id:
        return said("an-id")
    if origin is Annotated:
        return _wanted_annotated(args[0], args[1])
    if origin is Literal:
        return said("one-of", names=", ".join(str(arg) or '""' for arg in args))
    return _wanted_plain(origin or type_)


def _wanted_plain(type_: type) -> Said:
    if issubclass(type_, Struct):
        return said("a-table")
    if issubclass(type_, StrEnum):
        return said("one-of", names=", ".join(type_))
    return said(PLAIN[type_])


def _wanted_annotated(type_: Any, meta: Meta) -> Said:
    if meta.description is not None:
        return said(meta.description)
    if type_ is str:
        return said("text-of", least=meta.min_length or 0, most=meta.max_length or 0)
    above = meta.gt is not None
    least, most = (meta.gt if above else meta.ge), meta.le
    between = said("above-to" if above else "from-to", least=str(least), most=str(most))
    return said("a-whole-number-from" if type_ is int else "a-number-from", range=between)
