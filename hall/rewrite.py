# SPDX-License-Identifier: Apache-2.0
"""Change single settings in a hall's file and leave every other letter of it as it was."""

import tomllib
from itertools import pairwise
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT

from config.faults import KeyPath
from config.lines import key_lines
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
        new = _reordered(text, edit) if edit.order else None
        if new is None:
            document = tomlkit.parse(text)
            apply(edit, document, tomlkit.inline_table, _tables)
            new = tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError) as error:
        raise NotRewritable(str(error)) from error
    if tomllib.loads(new) != _without_empty(wanted, edit):
        raise NotRewritable("the text would mean something else")
    return new


def _reordered(text: str, edit: Edit) -> str | None:
    """Return a file whose items under headings exchanged their places, with all that stands there.

    Comments right above a heading go with it. None: the items are written in another way.
    """
    lines, found = text.removesuffix("\n").split("\n"), key_lines(text)
    blocks = [_block(lines, found, (*edit.group.path, place)) for place in sorted(edit.order)]
    if not all(last for _, last in blocks) or any(a[1] > b[0] for a, b in pairwise(blocks)):
        return None
    made: list[str] = []
    at = 0
    for (first, last), place in zip(blocks, edit.order, strict=True):
        begin, end = blocks[place]
        made += [*lines[at:first], *lines[begin:end]]
        at = last
    return "\n".join([*made, *lines[at:], ""])


def _block(lines: list[str], found: dict[KeyPath, int], path: KeyPath) -> tuple[int, int]:
    """Return the lines of an item under a heading, from 0, the last one not part of it.

    What parts it from the next one stays where it is. (0, 0): it stands under no heading.
    """
    line = found.get(path, 0)
    if not line or not lines[line - 1].startswith("[["):
        return 0, 0
    others = [at for key, at in found.items() if at > line and key[: len(path)] != path]
    begin, end = line - 1, min(others, default=len(lines) + 1) - 1
    while begin and lines[begin - 1].startswith("#"):
        begin -= 1
    while lines[end - 1].startswith("#") or not lines[end - 1].strip():
        end -= 1
    return begin, end


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
