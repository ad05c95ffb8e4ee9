# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import BROKERS, Site, site


@pytest.fixture(params=BROKERS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    with site(request.param, tmp_path / "data") as running:
        yield running


@pytest.fixture(scope="module", params=BROKERS)
def lasting(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    with site(request.param, tmp_path_factory.mktemp("lasting") / "data") as running:
        yield running


@pytest.fixture
def shared(lasting: Site) -> Iterator[Site]:
    """A broker that other tests use, too: for those that leave nothing behind at it."""
    yield lasting
    lasting.leave()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Site]:
    with site("embedded", tmp_path / "data") as running:
        yield running
