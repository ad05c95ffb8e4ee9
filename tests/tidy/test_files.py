# SPDX-License-Identifier: Apache-2.0
import ast
import re

from tests.tidy.house import ROOT, files, shipped, short

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
SPDX = "SPDX-License-Identifier: Apache-2.0"
SPDX_WITHIN_LINES = 3
SOURCE = (".py", ".kv", ".c", ".h", ".js", ".css", ".sh")
# Formats that have no comments.
SPEECHLESS = (".json", ".csv", ".tsv", ".png", ".hex", ".bin", ".wav", ".typed", ".sqlite3", ".db")

# In pieces, so that this file passes its own test.
MACHINE_PATH = re.compile(r"(?<![\w.<>*:-])/(?:root|home|work|Users)" + r"/[\w.]")
REGISTRY = re.compile(
    "|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + r"js\.", "--extra" + "-index"))
)


def test_every_file_names_its_licence() -> None:
    fixtures = ROOT / "tests" / "fixtures"
    silent = [
        short(path)
        for path in files()
        if path.suffix not in SPEECHLESS
        and not path.is_relative_to(fixtures)
        and SPDX
        not in "".join(path.read_text("utf-8").splitlines(keepends=True)[:SPDX_WITHIN_LINES])
    ]
    assert not silent


def test_no_file_is_too_long_to_read_at_once() -> None:
    lengths = {short(path): len(path.read_text("utf-8").splitlines()) for path in files(*SOURCE)}
    assert not {name: count for name, count in lengths.items() if count > FILE_LINES_MAX}


def test_no_function_is_too_long_to_keep_in_mind() -> None:
    too_long = [
        f"{short(path)}:{node.lineno} {node.name}"
        for path in files(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION_LINES_MAX
    ]
    assert not too_long


def test_no_file_knows_the_machine_it_was_written_on() -> None:
    told = [
        f"{short(path)}:{number}: {line.strip()}"
        for path in files()
        if path.suffix not in SPEECHLESS
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line) or REGISTRY.search(line)
    ]
    assert not told


def test_only_the_run_loop_catches_everything() -> None:
    broad = [
        short(path)
        for path in shipped()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and _catches_everything(node.type)
    ]
    assert set(broad) <= {"bus/run.py"}


def _catches_everything(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    broad = {"Exception", "BaseException"}
    return any(name is None or (isinstance(name, ast.Name) and name.id in broad) for name in names)


def test_people_who_run_a_hall_are_told_what_changed() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text("utf-8")
    unreleased = re.search(r"^## Unreleased\n(.*?)(?=^## |\Z)", changes, re.MULTILINE | re.DOTALL)
    assert unreleased is not None
    assert "- " in unreleased[1]
