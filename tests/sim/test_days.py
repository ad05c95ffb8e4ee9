# SPDX-License-Identifier: Apache-2.0
"""A hundred days of a small hall with mishaps: every rule holds through all of them."""

import subprocess
import sys

import pytest

from tests.sim.play import Report, play

GROUPS = 10
RUNS_EACH = 5
TELL = "from tests.sim.play import story_of; print(story_of(7, 'screens'))"


@pytest.mark.timeout(900)
@pytest.mark.parametrize("group", range(GROUPS))
def test_every_rule_holds_through_days_of_mishaps(group: int) -> None:
    runs = [play(seed, "township") for seed in range(group * RUNS_EACH, (group + 1) * RUNS_EACH)]
    assert sum(run.days for run in runs) == 2 * RUNS_EACH
    assert sum(run.tickets for run in runs) > RUNS_EACH * 40
    assert sum(run.kills for run in runs) > 0


@pytest.mark.timeout(900)
def test_the_same_seed_is_the_same_run_whatever_the_hash_of_words_or_the_zone() -> None:
    stories = set()
    for hashing, zone in (("1", "Asia/Tokyo"), ("2", "America/New_York")):
        done = subprocess.run(
            [sys.executable, "-c", TELL],
            env={"PYTHONHASHSEED": hashing, "TZ": zone, "PATH": ""},
            capture_output=True,
            check=True,
            text=True,
        )
        stories.add(done.stdout)
    assert len(stories) == 1
    assert len(next(iter(stories)).splitlines()) > 100


def test_a_run_reports_what_happened_in_it() -> None:
    report = play(3, "screens")
    assert isinstance(report, Report)
    assert report.spoken > 20
