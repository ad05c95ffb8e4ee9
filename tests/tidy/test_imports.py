# SPDX-License-Identifier: Apache-2.0
import ast
import configparser
from collections.abc import Iterator

from tests.tidy.house import ROOT, module, packages, shipped

# Each outside thing has one door a part: library -> the modules or packages that may import it.
DOORS = {
    "escpos": ("kiosk.printer",),
    "openpyxl": ("hall.sheets",),
    "paho": ("bus.mqtt",),
    "serial": ("firmware_bridge.port",),
    "sqlite3": ("hall.store", "kiosk.store"),
    "sqlite_utils": ("hall.store",),
}
# The modules of bus and config that do touch the machine.
SHELLS = {
    "bus",
    "bus.credentials",
    "bus.mqtt",
    "bus.run",
    "config",
    "config.arguments",
    "config.load",
}
CLOCK_READINGS = {"now", "utcnow", "today"}


def _pure() -> set[str]:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    return set(contracts["importlinter:contract:pure"]["source_modules"].split())


def _within(name: str, package: str) -> bool:
    return f"{name}.".startswith(f"{package}.")


def _within_any(name: str, doors: tuple[str, ...]) -> bool:
    return any(_within(name, door) for door in doors)


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_every_library_that_touches_the_world_has_one_door() -> None:
    strays = [
        f"{module(path)} imports {name}"
        for path in shipped()
        for name in _imported(ast.parse(path.read_text("utf-8")))
        if (doors := DOORS.get(name.partition(".")[0])) and not _within_any(module(path), doors)
    ]
    assert not strays


def test_every_rule_is_under_the_contract_of_purity() -> None:
    cores = {name for name in packages() if name.endswith(".core")}
    shared = {
        module(path) for path in shipped() if module(path).partition(".")[0] in {"bus", "config"}
    }
    assert _pure() == cores | (shared - SHELLS)


def test_no_rule_asks_what_time_it_is() -> None:
    asked = [
        f"{module(path)}:{node.lineno}"
        for path in shipped()
        if any(_within(module(path), pure) for pure in _pure())
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_READINGS
    ]
    assert not asked
