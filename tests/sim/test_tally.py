# SPDX-License-Identifier: Apache-2.0
"""What people hold is compared with the log once more, by itself."""

from pathlib import Path

from tests.sim.halls import Load
from tests.sim.play import Play
from tests.sim.tally import tally

SHORT = Load(days=1, minutes=0.7, visitors=16, troubles=0, kills=4, equipped=0)


def test_numbers_lost_and_doubled_are_counted(tmp_path: Path) -> None:
    run = Play(3, "township", SHORT, tmp_path)
    report = run.run()
    assert report.kills >= SHORT.kills
    assert (report.lost, report.doubled) == (0, 0)
    crowd, given = run.crowd, run.checks.given
    assert len(given) == report.tickets > 10
    held = next(iter(crowd.acknowledged.values()))
    crowd.acknowledged["2026-03-02-X001"] = held
    assert tally(tmp_path, crowd, given).lost == 1
    given.pop()
    assert tally(tmp_path, crowd, given).doubled == 1
