# SPDX-License-Identifier: Apache-2.0
"""What the kiosk learns after its first screen: how Chinese sounds."""

import queue

import pytest

from kiosk.core.search import Entry, Index
from kiosk.learning import Learning
from tests.processes import WAIT_S

ENTRIES = (Entry("bank", ("银行 开户", "Bank account")), Entry("green", ("绿色食品认证",)))


@pytest.mark.process
def test_the_search_learns_how_its_services_sound() -> None:
    posted: queue.Queue[object] = queue.Queue()
    assert Index(ENTRIES).find("yinhang") == ()
    learning = Learning(ENTRIES, posted.put)
    learning.start()
    index = posted.get(timeout=WAIT_S)
    learning.stop()
    assert isinstance(index, Index)
    assert [index.find(typed) for typed in ("yinhang", "lssp", "银行")] == [
        ("bank",),
        ("green",),
        ("bank",),
    ]


@pytest.mark.process
def test_a_kiosk_that_closes_does_not_wait_for_what_it_learns() -> None:
    posted: queue.Queue[object] = queue.Queue()
    learning = Learning(ENTRIES, posted.put)
    learning.start()
    learning.stop()
    assert posted.qsize() <= 1
