# SPDX-License-Identifier: Apache-2.0
"""The tree as the tidy tests see it: every file that a person wrote or keeps."""

import os
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
UNSHIPPED = frozenset({"tests", "bench", "docs", "tools"})
_MADE = frozenset({"__pycache__", "build", "dist", "screenshots"})
_HIDDEN_BUT_KEPT = frozenset({".ci", ".importlinter", ".gitignore"})


def _kept(name: str) -> bool:
    hidden = name.startswith(".") and name not in _HIDDEN_BUT_KEPT
    return not (hidden or name in _MADE or name.endswith(".egg-info"))


def _walk() -> Iterator[Path]:
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(name for name in folders if _kept(name))
        if Path(folder) == ROOT:
            folders[:] = [name for name in folders if name != "data"]
        yield from (Path(folder, name) for name in sorted(names) if _kept(name))


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Every kept file, or those with one of these suffixes, in one order everywhere."""
    return tuple(path for path in _walk() if not suffixes or path.suffix in suffixes)


@cache
def pyproject() -> dict[str, Any]:
    """The project's metadata and settings."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def packages() -> set[str]:
    """Dotted names of the packages that are shipped, as the tree has them."""
    found = (path.parent.relative_to(ROOT) for path in files(".py") if path.name == "__init__.py")
    return {".".join(path.parts) for path in found if path.parts[0] not in UNSHIPPED}


def module(path: Path) -> str:
    """Dotted name of a Python file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def shipped() -> tuple[Path, ...]:
    """Every Python file of the shipped packages."""
    tops = {name.partition(".")[0] for name in packages()}
    return tuple(path for path in files(".py") if path.relative_to(ROOT).parts[0] in tops)


def short(path: Path) -> str:
    """A file as a person would name it."""
    return path.relative_to(ROOT).as_posix()
