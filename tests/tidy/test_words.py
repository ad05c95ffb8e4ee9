# SPDX-License-Identifier: Apache-2.0
from collections import Counter
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from tests.tidy.house import files, short

FOLDERS = sorted({path.parent for path in files(".ftl")})


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def _entries(path: Path) -> list[ast.EntryType]:
    return FluentParser().parse(path.read_text("utf-8")).body


def _said(path: Path) -> list[str]:
    """Every message and term, with its attributes and with what it must be given."""
    said = []
    for entry in _entries(path):
        if isinstance(entry, ast.Message | ast.Term):
            variables = _Variables()
            variables.visit(entry)
            attributes = sorted(f".{attribute.id.name}" for attribute in entry.attributes)
            given = sorted(f"${name}" for name in variables.names)
            said.append(" ".join([entry.id.name, *attributes, *given]))
    return said


@pytest.mark.parametrize("folder", FOLDERS, ids=short)
def test_every_language_says_the_same_things(folder: Path) -> None:
    assert {"zh.ftl", "en.ftl"} <= {path.name for path in folder.iterdir()}
    for path in folder.glob("*.ftl"):
        assert sorted(_said(path)) == sorted(_said(folder / "en.ftl")), short(path)


@pytest.mark.parametrize("path", files(".ftl"), ids=short)
def test_every_word_can_be_read_and_stands_once(path: Path) -> None:
    unreadable = [entry.content for entry in _entries(path) if isinstance(entry, ast.Junk)]
    assert not unreadable
    times = Counter(said.split()[0] for said in _said(path))
    assert not [name for name, count in times.items() if count > 1]
