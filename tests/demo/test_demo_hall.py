# SPDX-License-Identifier: Apache-2.0
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.hours import ALWAYS_OPEN
from config.load import load
from hallflow.demo.hall import DESK, demo_hall, toml_text, write_hall, zone_near_noon

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("minutes", range(0, 24 * 60, 59))
def test_in_the_demo_it_is_noon_on_the_same_date_whenever_it_is_run(minutes: int) -> None:
    now = NEW_YEAR + timedelta(minutes=minutes)
    local = now.astimezone(ZoneInfo(zone_near_noon(now)))
    assert local.hour == 12
    assert local.date() == now.date()


@pytest.mark.parametrize("name", ["township", "tax"])
def test_an_example_hall_becomes_a_demo_hall_that_reads_back_the_same(
    name: str, tmp_path: Path
) -> None:
    hall, guides = load(name)
    made = demo_hall(hall, NEW_YEAR, tmp_path / "papers")
    again, guides_again = load(write_hall(made, name, tmp_path / "hall"))
    assert again == made
    assert guides_again == guides


@pytest.mark.parametrize("name", ["township", "tax"])
def test_a_demo_hall_has_every_device_and_is_open_all_day(name: str, tmp_path: Path) -> None:
    hall, _guides = load(name)
    made = demo_hall(hall, NEW_YEAR, tmp_path)
    windows = {window.id for window in hall.windows}
    pads = [pad for bridge in made.bridges for port in bridge.ports for pad in port.pads]
    assert {pad.window for pad in pads} == windows
    assert {pad.window for pad in made.evaluators} == windows
    assert {d.windows[0] for d in made.displays if d.kind == "strip"} == windows
    assert not any(display.speaks for display in made.displays)
    assert made.hours == ALWAYS_OPEN
    assert DESK in {bridge.id for bridge in made.bridges}
    printers = {printer.id: printer for printer in made.printers}
    papers = {printers[kiosk.printer].path for kiosk in made.kiosks}
    assert len(papers) == len(made.kiosks) >= 3


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**53), 2**53) | TEXTS | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=5))
def test_what_is_written_as_toml_reads_back_the_same(table: dict[str, object]) -> None:
    assert tomllib.loads(toml_text(table)) == table


def test_what_is_none_is_not_written() -> None:
    table = {"a": None, "b": {"c": None, "d": 1}}
    assert tomllib.loads(toml_text(table)) == {"b": {"d": 1}}
