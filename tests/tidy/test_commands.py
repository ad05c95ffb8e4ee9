# SPDX-License-Identifier: Apache-2.0
import re
import subprocess
import sys

import pytest

from tests.tidy.house import ROOT

READMES = ("README.md", "README.zh.md")
HELP_WAIT_S = 60


def _run(*command: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=HELP_WAIT_S
    )
    return done.stdout


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))


def _commands(readme: str) -> list[list[str]]:
    """The lines of a README that a person is invited to type."""
    text = (ROOT / readme).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = (line.partition(" #")[0].split() for block in blocks for line in block.splitlines())
    return [line for line in lines if line]


def test_every_target_says_what_it_makes() -> None:
    told = set(re.findall(r"^ +make ([a-z-]+) +\S", _run("make", "help"), re.MULTILINE))
    assert told == _targets()


def test_both_readmes_name_the_same_commands() -> None:
    english, chinese = (_commands(readme) for readme in READMES)
    assert english == chinese


@pytest.mark.parametrize("readme", READMES)
def test_every_target_a_readme_names_exists(readme: str) -> None:
    named = {line[1] for line in _commands(readme) if line[0] == "make"}
    assert {"setup", "demo", "test"} <= named <= _targets()


@pytest.mark.parametrize("readme", READMES)
def test_every_command_a_readme_names_exists(readme: str) -> None:
    named = {line[1] for line in _commands(readme) if line[0].endswith("hallflow")}
    told = _run(sys.executable, "-m", "hallflow", "--help")
    assert named
    assert not {name for name in named if not re.search(rf"\b{re.escape(name)}\b", told)}
