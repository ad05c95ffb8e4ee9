# SPDX-License-Identifier: Apache-2.0
"""Four days around the end of a month in which everything happens that can happen to a ticket."""

import random
from pathlib import Path

from bus.messages import Action, Outcome, Rated
from config.schema import Hall, PriorityClass
from hall.core.clock import DAY_MS
from hall.core.effects import Commit
from hall.core.life import Life
from hall.store.log import Log
from tests.rules.hall_shell import MONDAY_NINE, RATER, HallShell, make_hall, policy, text

DAYS = ("2026-03-30", "2026-03-31", "2026-04-01", "2026-04-02")
"""The last is not over."""
WINDOWS = (("w1", "c1"), ("w2", "c2"), ("w3", "c3"))
CLASSES = (
    PriorityClass(id="ordinary", name=text("ordinary")),
    PriorityClass(id="vip", name=text("vip"), rate=3.0),
)


def hall() -> Hall:
    return make_hall(policy=policy(classes=CLASSES, call_guard_ms=0, passed_over_times_max=1))


def played(seed: int = 7) -> HallShell:
    """Return the hall after them."""
    chance = random.Random(seed)
    shell = HallShell(hall(), at_ms=MONDAY_NINE + 28 * DAY_MS)
    for nth, day in enumerate(DAYS):
        shell.jump(MONDAY_NINE + (28 + nth) * DAY_MS - shell.utc_ms)
        assert shell.state.day == day
        _morning(shell, chance)
    return shell


def record(shell: HallShell, folder: Path) -> None:
    """Write its log."""
    folder.mkdir(exist_ok=True)
    log = Log.open(folder, shell.hall.id, MONDAY_NINE)
    log.commit(Commit(number=1, facts=tuple(shell.recorded())))
    log.close()


def _morning(shell: HallShell, chance: random.Random) -> None:
    for window, clerk in WINDOWS:
        shell.press(window, Action.SIGN_IN, clerk=clerk)
    for _ in range(60):
        if chance.random() < 0.8:
            wanted = chance.sample(("permit", "card", "licence", "invoice"), chance.choice((1, 2)))
            shell.take(*wanted, priority=chance.choice(("ordinary", "ordinary", "vip")))
        for window, _ in WINDOWS:
            _work(shell, window, chance)
        shell.jump(chance.randrange(20, 600) * 1000)
    for window, _ in WINDOWS:
        if shell.state.at_window(window):
            shell.press(window, Action.FINISH)
        shell.press(window, Action.SIGN_OUT)


def _work(shell: HallShell, window: str, chance: random.Random) -> None:
    ticket = shell.state.at_window(window)
    if ticket is None:
        if shell.state.lines.waiting_for.get(window):
            shell.press(window, Action.NEXT)
        return
    luck = chance.random()
    if ticket.life is Life.CALLED and luck < 0.15:
        shell.press(window, Action.PASS_OVER)
    elif luck < 0.2:
        shell.press(window, Action.HOLD, reason="copies")
    elif luck < 0.3 and window == "w1":
        shell.press(window, Action.TRANSFER, to_service="licence")
    elif luck < 0.35:
        shell.press(window, Action.CANCEL, ticket=ticket.number, reason="left")
    elif luck < 0.8:
        shell.press(window, Action.FINISH, outcome=chance.choice(list(Outcome)))
        _rate(shell, window, chance)


def _rate(shell: HallShell, window: str, chance: random.Random) -> None:
    visit = shell.state.window(window).visit
    if visit and chance.random() < 0.5:
        level = chance.randint(1, 5)
        shell.send(RATER, Rated(id=shell.new_id(), visit=visit, window=window, level=level))
