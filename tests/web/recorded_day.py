# SPDX-License-Identifier: Apache-2.0
"""A day that was recorded: people come all morning, two windows serve them; on a fixed date."""

import random
from pathlib import Path

from bus.messages import Action, Outcome
from config.schema import Hall
from hall.core.effects import Commit
from hall.core.forecast import Forecast
from hall.core.life import Life
from hall.store.log import Log
from tests.rules.hall_shell import MINUTE, MONDAY_NINE, HallShell

DAY = "2026-03-02"
WINDOWS = (("1", "001"), ("4", "004"))
SERVICES = ("senior-card", "rural-pension", "job-register", "medical-aid")
MINUTES = 180


def record(hall: Hall, folder: Path, seed: int = 1) -> None:
    """Play the day without clock or disk, then keep its facts in the folder's log."""
    chance = random.Random(seed)
    shell = HallShell(hall, at_ms=MONDAY_NINE, forecaster=Forecast(hall))
    for window, clerk in WINDOWS:
        shell.press(window, Action.SIGN_IN, clerk=clerk)
    for _ in range(MINUTES):
        if chance.random() < 0.4:
            shell.take(chance.choice(SERVICES))
        for window, _clerk in WINDOWS:
            _serve(shell, window, chance)
        shell.wait(MINUTE)
    for window, _clerk in WINDOWS:
        if shell.state.at_window(window) is not None:
            shell.press(window, Action.FINISH)
        shell.press(window, Action.SIGN_OUT)
    log = Log.open(folder, hall.id, MONDAY_NINE)
    log.commit(Commit(number=1, facts=tuple(shell.recorded())))
    log.close()


def _serve(shell: HallShell, window: str, chance: random.Random) -> None:
    ticket = shell.state.at_window(window)
    if ticket is None:
        if shell.state.lines.waiting_for.get(window):
            shell.press(window, Action.NEXT)
    elif ticket.life is Life.CALLED and chance.random() < 0.1:
        shell.press(window, Action.PASS_OVER)
    elif chance.random() < 0.2:
        shell.press(window, Action.FINISH, outcome=Outcome.DECIDED)
