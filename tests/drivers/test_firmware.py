# SPDX-License-Identifier: Apache-2.0
"""The reference firmware: what it is made of, and that its core does what the twin does."""

import re
from pathlib import Path

import pytest

from firmware_bridge.header import header
from tests.drivers.board_script import FIRMWARE, build_core, compare, make, played

pytestmark = [pytest.mark.process, pytest.mark.timeout(600)]
SCRIPTS = 25
NO_KEY = "-1"


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The firmware's core, built for this machine."""
    return build_core(tmp_path_factory.mktemp("core"))


def test_the_firmwares_dictionary_is_the_bridges() -> None:
    assert (FIRMWARE / "dictionary.h").read_text("ascii") == header(), (
        "run: python -m firmware_bridge.header > firmware_bridge/firmware/dictionary.h"
    )


@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_the_firmwares_core_does_byte_for_byte_what_the_twin_does(core: Path, seed: int) -> None:
    assert compare(core, seed) > 1_000


def test_a_contact_that_bounces_is_one_key(core: Path) -> None:
    scans = [0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    found = played(core, [f"keys 0 {scan << 7}" for scan in scans])
    assert [number for number, key in enumerate(found) if key != NO_KEY] == [10, 25]
    assert {key for key in found if key != NO_KEY} == {"7"}


def test_of_keys_that_go_down_together_one_counts(core: Path) -> None:
    found = played(core, [f"keys 0 {0b101000}"] * 10 + [f"keys 0 {0b111000}"] * 10)
    assert [key for key in found if key != NO_KEY] == ["3", "4"]


def test_both_pads_fit_their_chip_and_leave_room_for_the_stack(tmp_path: Path) -> None:
    said = make("all", tmp_path)
    sizes = re.findall(r"^(\S+) +flash +(\d+) of 32256 .* RAM +(\d+) of 2048", said, re.MULTILINE)
    assert [name for name, _, _ in sizes] == ["call-pad", "rating-pad"]
    for _name, flash, ram in sizes:
        assert int(flash) < 16_384
        assert int(ram) < 1_024
