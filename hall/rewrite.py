# SPDX-License-Identifier: Apache-2.0
"""Change single settings in a hall's file and leave every other letter of it as it was."""

import tomllib
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from hall.core.fields import Table
from hall.core.forms import Edit, apply


class NotRewritable(Exception):  # noqa: N818 - no error: this file is edited by hand
    """The file is written in a way in which this change cannot be made in it."""


def rewritten(text: str, edit: Edit) -> str:
    """Return a hall's file with one edit carried out. NotRewritable, ValueError when no TOML.

    What comes out is read again and must mean exactly the same as the edit of the plain data.
    """
    wanted: dict[str, Any] = tomllib.loads(text)
    apply(edit, wanted)
    try:
        document = tomlkit.parse(text)
        apply(edit, document, tomlkit.inline_table, _tables)
        new = tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError) as error:
        raise NotRewritable(str(error)) from error
    if tomllib.loads(new) != _without_empty(wanted, edit):
        raise NotRewritable("the text would mean something else")
    return new


def _tables(tables: Table | list[Table], old: Any) -> Any:
    """Return tables written as the old ones were; those that stay keep their letters."""
    if isinstance(tables, dict):
        return _inline(tables)
    if isinstance(old, AoT):
        kept = [(each.unwrap(), each) for each in old]
        made = tomlkit.aot()
        for wanted in tables:
            same = (table for was, table in kept if was == wanted)
            made.append(next(same, None) or _written(wanted, tomlkit.table()))
        return made
    listed = tomlkit.array().multiline(multiline=True)
    for wanted in tables:
        listed.append(_inline(wanted))
    return listed


def _written(wanted: Table, into: Any) -> Any:
    for name, value in wanted.items():
        into[name] = _inline(value)
    return into


def _inline(value: Any) -> Any:
    """Return plain data as it is written within a line."""
    if isinstance(value, dict):
        return _written(value, tomlkit.inline_table())
    if isinstance(value, list):
        made = tomlkit.array()
        for each in value:
            made.append(_inline(each))
        return made
    return value


def _without_empty(wanted: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """Return data without the list that lost its last table: a document cannot hold it."""
    if not edit.gone:
        return wanted
    *parents, last = edit.group.path
    node = wanted
    for step in parents:
        node = node[step]
    if node.get(last) == []:
        del node[last]
    return wanted
