# SPDX-License-Identifier: Apache-2.0
"""What people hold is compared with the log once more, by itself."""

from pathlib import Path

import pytest

from tests.sim.__main__ import main
from tests.sim.halls import Load
from tests.sim.mutants import PLANTED
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


def test_the_command_ends_with_one_when_a_rule_was_broken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    short = ["4", "--days", "1", "--minutes", "0.5", "--visitors", "15", "--equipped", "0"]
    assert main(short) == 0
    assert "lost=0 doubled=0 broken=0" in capsys.readouterr().out
    with pytest.MonkeyPatch.context() as patch:
        PLANTED["who_is_called_stays_in_line"].plant(patch)
        assert main(short) == 1
    said = capsys.readouterr().out
    assert "to see it again: python -m tests.sim 4 --hall township --days 1" in said
    assert "broken=1" in said
