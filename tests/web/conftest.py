# SPDX-License-Identifier: Apache-2.0
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.open_hall import OpenHall, Visitor, chromium, open_hall


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[OpenHall]:
    with open_hall(tmp_path / "data") as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, hall: OpenHall) -> Iterator[Visitor]:
    """A reader of Chinese; every page must stay on this machine and complain of nothing."""
    reading = Visitor(browser, hall.url)
    yield reading
    reading.close()
    assert not reading.complaints
    assert all(address.startswith(hall.url) for address in reading.asked)
