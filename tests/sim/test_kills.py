# SPDX-License-Identifier: Apache-2.0
"""The real hall, killed for real, forgets nothing that it said."""

import pytest

from tests.sim.kills import play

KILLS = 5
SEED = 20260302


@pytest.mark.process
@pytest.mark.timeout(600)
def test_a_hall_killed_under_load_keeps_every_ticket_it_gave() -> None:
    survived = list(play(SEED, KILLS))
    assert len(survived) == KILLS
    assert survived[-1].tickets > KILLS
