# SPDX-License-Identifier: Apache-2.0
"""A hundred days more: of halls with hours, quotas, other zones and sizes, and of old failures."""

import pytest

from tests.sim.play import play
from tests.sim.seeds import SEEDS_THAT_ONCE_FAILED

RUNS = {"hours": 9, "tax": 8, "screens": 6, "leap": 5, "spring": 6, "autumn": 6, "county": 1}


@pytest.mark.timeout(900)
@pytest.mark.parametrize("hall", RUNS)
def test_every_rule_holds_in_each_kind_of_hall(hall: str) -> None:
    runs = [play(seed, hall) for seed in range(RUNS[hall])]
    assert all(run.tickets > 15 for run in runs)
    assert hall != "hours" or sum(run.refusals for run in runs) > 20


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("hall", "seed"), SEEDS_THAT_ONCE_FAILED)
def test_a_run_that_once_failed_holds(hall: str, seed: int) -> None:
    assert play(seed, hall).facts > 0
