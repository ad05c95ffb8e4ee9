# SPDX-License-Identifier: Apache-2.0
"""Two hundred days of a small hall with mishaps: every rule holds through all of them."""

import subprocess
import sys

import pytest

from config.load import hall_named
from tests.sim.play import Load, play

GROUPS = 10
RUNS_EACH = 10
DAYS = 2
TELL = """
from config.load import hall_named
from tests.sim.play import Load, story_of

print(story_of(7, hall_named("township"), Load(visitors=30, minutes=3)))
"""
SMALL = Load(days=DAYS, visitors=40, minutes=4, troubles=6)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("group", range(GROUPS))
def test_every_rule_holds_through_days_of_mishaps(group: int) -> None:
    hall = hall_named("township")
    tickets = kills = 0
    for seed in range(group * RUNS_EACH, (group + 1) * RUNS_EACH):
        report = play(seed, hall, SMALL)
        tickets += report.tickets
        kills += report.kills
    assert tickets > RUNS_EACH * DAYS * 30
    assert kills > 0


@pytest.mark.timeout(600)
def test_the_same_seed_is_the_same_run_whatever_the_hash_of_words() -> None:
    stories = set()
    for hashing in ("1", "2"):
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                TELL,
            ],
            env={"PYTHONHASHSEED": hashing, "PATH": ""},
            capture_output=True,
            check=True,
            text=True,
        )
        stories.add(done.stdout)
    assert len(stories) == 1
    assert len(next(iter(stories)).splitlines()) > 100
