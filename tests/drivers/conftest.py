# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drivers.emulated import EmulatedPad, build_pads

BOARD_ADDRESS = 1


@pytest.fixture(scope="session")
def pads_built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Call pad and rating pad, built, with the emulator beside them."""
    return build_pads(tmp_path_factory.mktemp("firmware"))


@pytest.fixture
def board_line(request: pytest.FixtureRequest) -> Iterator[str]:
    """The serial line of a call pad with address 1: of `--port`, else of an emulated chip."""
    path = request.config.getoption("--port")
    if path is not None:
        yield path
        return
    call_pad, _ = request.getfixturevalue("pads_built")
    with EmulatedPad(call_pad, BOARD_ADDRESS) as pad:
        yield pad.path
