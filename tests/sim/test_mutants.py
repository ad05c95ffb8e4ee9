# SPDX-License-Identifier: Apache-2.0
"""Each planted bug is noticed within a few short runs: no checker is asleep."""

import pytest

from tests.sim.mutants import MODULES
from tests.sim.planting import PLANTED

ENOUGH = 60


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_noticed(name: str) -> None:
    assert PLANTED[name].noticed()


def test_many_bugs_are_planted() -> None:
    assert len(PLANTED) >= ENOUGH
    assert all(module.__doc__ for module in MODULES)
