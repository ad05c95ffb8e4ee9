# SPDX-License-Identifier: Apache-2.0
"""What a hall learns of the days before, while it runs."""

from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from bus.messages import Action
from hall.core.effects import Taught
from hall.core.forecast import Forecast
from hall.lessons import Lessons
from hall.store.log import Log
from tests.rules.hall_shell import MINUTE, MONDAY_NINE, HallShell, make_hall, policy
from tests.store.played_days import record

DAY_MS = 24 * 60 * MINUTE
PATIENCE_S = 60.0


def slow_day(shell: HallShell) -> None:
    """Serve four tickets, each far longer than the hall would have guessed."""
    shell.open("w1")
    for _ in range(4):
        shell.take("card")
        shell.next("w1")
        shell.jump(45 * MINUTE)
        shell.press("w1", Action.FINISH)
    shell.press("w1", Action.SIGN_OUT)


@pytest.fixture(scope="module")
def shell() -> HallShell:
    shell = HallShell(make_hall(policy=policy(call_guard_ms=0)))
    slow_day(shell)
    return shell


def taught(shell: HallShell, folder: Path) -> Forecast | None:
    """Return what the lessons of a folder make; None: nothing."""
    posted: SimpleQueue[object] = SimpleQueue()
    lessons = Lessons(shell.hall, folder, posted.put)
    lessons.start()
    lessons.join(PATIENCE_S)
    try:
        event = posted.get_nowait()
    except Empty:
        return None
    assert isinstance(event, Taught)
    assert isinstance(event.forecaster, Forecast)
    return event.forecaster


def test_a_hall_learns_from_the_days_before_what_it_would_have_learned_live(
    tmp_path: Path,
) -> None:
    live = Forecast(make_hall())
    shell = HallShell(make_hall(policy=policy(call_guard_ms=0)), forecaster=live)
    slow_day(shell)
    shell.jump(MONDAY_NINE + DAY_MS - shell.utc_ms)
    slow_day(shell)
    record(shell, tmp_path)
    found = taught(shell, tmp_path)
    assert found is not None
    guess = Forecast(shell.hall).durations.occupied_ms("card")
    assert found.durations.occupied_ms("card") > 2 * guess
    assert found.durations.occupied_ms("card") == live.durations.occupied_ms("card")


def test_today_alone_needs_no_lessons(shell: HallShell, tmp_path: Path) -> None:
    record(shell, tmp_path)
    assert taught(shell, tmp_path) is None


def test_a_fact_that_nobody_can_read_keeps_no_hall_from_running(
    shell: HallShell, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    record(shell, tmp_path)
    log = Log.open(tmp_path, shell.hall.id, MONDAY_NINE)
    log._connection.execute(
        "INSERT INTO facts (seq, step, at, day, kind, body) VALUES (1, 1, 1, '2026-03-01', 'x', '{')"
    )
    log.close()
    assert taught(shell, tmp_path) is None
    assert "today alone" in caplog.text
