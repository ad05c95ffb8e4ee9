# SPDX-License-Identifier: Apache-2.0
"""Alarms that somebody looks after: kept over a restart, over with the alarm."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall.store.accounts import AccountStore, Claim
from hall.web.claims import SETTLE_MS, Claims

AT = 1_772_442_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[AccountStore]:
    found = AccountStore.open(tmp_path)
    yield found
    found.close()


def test_a_claim_outlives_a_restart_and_waits_until_its_alarm_is_there_again(
    store: AccountStore,
) -> None:
    claims = Claims(store)
    claims.stand(frozenset({"part-lost:kiosk-1:", "long-wait:permit:"}), AT)
    assert claims.claim("part-lost:kiosk-1:", AT, "chief")
    again = Claims(store)
    again.stand(frozenset(), AT + 1_000)
    assert again.of("part-lost:kiosk-1:") == Claim(at=AT, who="chief"), "it may still come up"
    again.stand(frozenset({"part-lost:kiosk-1:"}), AT + 10_000)
    again.stand(frozenset(), AT + 20_000)
    assert again.of("part-lost:kiosk-1:") is None, "now it is over"
    assert Claims(store).of("part-lost:kiosk-1:") is None


def test_a_claim_whose_alarm_never_comes_again_is_forgotten(store: AccountStore) -> None:
    before = Claims(store)
    before.stand(frozenset({"long-wait:permit:"}), AT)
    before.claim("long-wait:permit:", AT, "chief")
    after = Claims(store)
    after.stand(frozenset(), AT)
    after.stand(frozenset(), AT + SETTLE_MS)
    assert store.claims() == {}


def test_a_claim_is_left_again_and_none_is_made_of_what_is_over(store: AccountStore) -> None:
    claims = Claims(store)
    claims.stand(frozenset({"long-wait:permit:"}), AT)
    assert not claims.claim("long-wait:tax:", AT, "chief")
    assert claims.claim("long-wait:permit:", AT, "chief")
    assert claims.claim("long-wait:permit:", AT, "other")
    assert store.claims() == {}
