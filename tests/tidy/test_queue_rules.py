# SPDX-License-Identifier: Apache-2.0
"""The page of the queue's rules names settings, facts and tests that exist."""

import re
from pathlib import Path
from typing import get_args

from msgspec import Struct
from msgspec.structs import fields

from config.hours import Hours
from config.policy import Policy
from config.schema import Hall, Service, Window
from hall.core.facts import AnyFact

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "queue-rules.md").read_text("utf-8")
SETTINGS: dict[str, type[Struct]] = {
    "policy": Policy,
    "hours": Hours,
    "services": Service,
    "windows": Window,
}


def cells() -> list[list[str]]:
    rows = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| ")]
    return [row for row in rows if row[0].strip() != "Rule"]


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_setting_it_names_exists() -> None:
    found = re.findall(r"`(policy|hours|services|windows)\.([a-z_]+)`", PAGE)
    assert len(found) > 30
    for group, name in found:
        assert name in {field.name for field in fields(SETTINGS[group])}, f"{group}.{name}"
    assert set(SETTINGS) <= {field.name for field in fields(Hall)}


def test_every_fact_it_names_is_in_the_log() -> None:
    tags = {kind.__struct_config__.tag for kind in get_args(AnyFact)}
    found = [name for row in cells() if len(row) == 4 for name in named(row[2])]
    said = {name for name in found if "-" in name}
    assert {"passed-over", "away-alarm"} <= said <= tags


def test_every_test_it_names_is_there() -> None:
    files = [file for file in (ROOT / "tests").rglob("test_*.py") if file != Path(__file__)]
    whole = "\n".join(file.read_text("utf-8") for file in files)
    names = {name for row in cells() for name in named(row[-1])}
    assert len(names) > 40
    for name in names:
        beginning = name.rstrip("…").removeprefix("test_")
        here = f"def test_{beginning}" in whole or f"test_{beginning}.py" in {f.name for f in files}
        assert here, f"there is no test_{beginning}"
