# SPDX-License-Identifier: Apache-2.0
import re
import tomllib
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from config.devices import Bridge, Registers, SerialPort
from firmware_bridge.drivers import ev1527, ff68, hunting, modbus, onbon, scanner
from firmware_bridge.families import maker

FOLDER = Path(__file__).parents[2] / "docs" / "drivers"
DRIVERS: tuple[str, ...] = get_args(get_type_hints(SerialPort)["driver"])


def _page(name: str) -> str:
    return " ".join((FOLDER / f"{name}.md").read_text("utf-8").split())


def test_every_driver_has_a_page_and_the_overview_leads_to_each() -> None:
    pages = {path.stem for path in FOLDER.glob("*.md")} - {"README"}
    assert pages == set(DRIVERS)
    told = re.findall(r"\[(\w+)\]\((\w+)\.md\)", _page("README"))
    assert told == [(name, name) for name, _ in told]
    assert {name for name, _ in told} == pages


@pytest.mark.parametrize("driver", DRIVERS)
def test_the_example_on_a_page_is_a_bridge_that_runs(driver: str) -> None:
    text = (FOLDER / f"{driver}.md").read_text("utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)
    (found,) = tomllib.loads(example)["bridges"]
    (port,) = msgspec.convert(found, Bridge).ports
    assert port.driver == driver
    assert maker(1, bytes(32))(port).wake(0) == []


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("ff68", f"given up after {ff68.QUIET_MS} ms"),
        ("ff68", f"within {ff68.SAME_PRESS_MS} ms is the same press"),
        ("ff68", f"every {ff68.REFRESH_EVERY_MS // 1000} s"),
        ("modbus", f"each again after {modbus.POLL_EVERY_MS} ms"),
        ("modbus", f"within {modbus.ANSWER_WAIT_MS} ms three times"),
        ("modbus", f"every {modbus.SILENT_POLL_EVERY_MS // 1000} s only"),
        ("modbus", f"| {Registers().ticket:04X} | ticket"),
        ("modbus", f"| {Registers().refused:04X} | why"),
        ("ev1527", f"within {ev1527.HELD_MS} ms of the last"),
        ("scanner", f"up to {hunting.LINE_BYTES_MAX} bytes"),
        ("scanner", f"within {scanner.SAME_CODE_MS} ms is one scan"),
        ("scanner", f"not ended within {hunting.LINE_QUIET_MS} ms"),
        ("scanner", scanner.encode(scanner.COMMANDS["host mode"]).hex(" ").upper()),
        ("scanner", scanner.encode(scanner.COMMANDS["usb-serial"]).hex(" ").upper()),
        ("onbon", f"again every {onbon.AGAIN_EVERY_MS // 1000} s"),
        ("onbon", f"nothing for {onbon.TIMEOUT_S} s"),
        ("onbon", f"answered within {onbon.WAIT_MS} ms"),
    ],
)
def test_the_numbers_told_are_the_numbers_kept(page: str, sentence: str) -> None:
    assert sentence in _page(page)
