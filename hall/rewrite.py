# SPDX-License-Identifier: Apache-2.0
"""Change single settings in a hall's file and leave every other letter of it as it was."""

import tomllib
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from hall.core.forms import Edit, apply


class NotRewritable(Exception):  # noqa: N818 - no error: this file is edited by hand
    """The file is written in a way in which this change cannot be made in it."""


def rewritten(text: str, edit: Edit) -> str:
    """Return a hall's file with one edit carried out. NotRewritable, ValueError when no TOML.

    What comes out is read again and must mean exactly the same as the edit of the plain data.
    """
    wanted: dict[str, Any] = tomllib.loads(text)
    apply(edit, wanted, dict)
    try:
        document = tomlkit.parse(text)
        apply(edit, document, tomlkit.inline_table)
        new = tomlkit.dumps(document)
    except (TOMLKitError, LookupError, TypeError, ValueError) as error:
        raise NotRewritable(str(error)) from error
    if tomllib.loads(new) != _without_empty(wanted, edit):
        raise NotRewritable("the text would mean something else")
    return new


def _without_empty(wanted: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """Return data without the list that lost its last table: a document cannot hold it."""
    *parents, last = edit.group.path
    node = wanted
    for step in parents:
        node = node[step]
    if node.get(last) == []:
        del node[last]
    return wanted
