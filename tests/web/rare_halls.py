# SPDX-License-Identifier: Apache-2.0
"""Halls as they seldom are: overfull, empty, shut, everybody away; real pages on a real socket."""

import contextlib
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from bus.messages import Action, Beat, Outcome, Rated
from config.accounts import Accounts
from config.content import Guides
from config.devices import Kiosk
from config.hours import ALWAYS_OPEN, Hours
from config.schema import CaseType, Clerk, Department, Hall, Policy, Service, Text, Window
from hall.pages import PageServer
from tests.rules.hall_shell import KIOSK, MINUTE, RATER, SECOND, HallShell
from tests.web.inside import Inside

HOST = "127.0.0.1"
READY_WITHIN_S = 60
WINDOWS = 64
FEW = 12
SERVICES = 40
LONG_ZH = "城乡居民基本养老保险关系转移接续与待遇领取资格认证（含异地协助认证）第{}类"
LONG_EN = (
    "Transfer of urban and rural residents' basic pension insurance and proof of life, class {}"
)
NAMES = ("欧阳慧敏", "买买提·阿不都热依木", "李强")


def county(windows: int, kinds: int, hours: Hours = ALWAYS_OPEN) -> Hall:
    """Return a county's hall: names as long as real ones, nobody must sign in."""
    departments = tuple(
        Department(id=f"office-{n}", name=_text(f"第 {n} 单位", f"Office {n}"), prefix=chr(64 + n))
        for n in range(1, 9)
    )
    services = tuple(
        Service(
            id=f"service-{n}",
            name=_text(LONG_ZH.format(n), LONG_EN.format(n)),
            department=departments[n % len(departments)].id,
            case_type=CaseType.IMMEDIATE,
        )
        for n in range(kinds)
    )
    counters = tuple(
        Window(id=str(n + 1), takes=(departments[n % len(departments)].id,)) for n in range(windows)
    )
    clerks = tuple(
        Clerk(number=f"{n + 1:03}", name=_text(NAMES[n % len(NAMES)], f"Clerk {n + 1}"))
        for n in range(windows)
    )
    return Hall(
        id="county",
        name=_text("石河子市政务服务和公共资源交易中心", "Shihezi Centre for Public Services"),
        departments=departments,
        services=services,
        windows=counters,
        clerks=clerks,
        kiosks=tuple(Kiosk(id=f"kiosk-{n}") for n in range(1, FEW + 1)),
        hours=hours,
        accounts=Accounts(required=False, hash_memory_kib=8, hash_passes=1),
        policy=Policy(call_guard_ms=0),
    )


def _text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


# --- what happened in them --------------------------------------------------------------------


def nothing(_: HallShell) -> None:
    """Nobody came and no window is open."""


def all_away(shell: HallShell) -> None:
    """Let every window pause, and people wait all the same."""
    _sign_in(shell, range(1, FEW + 1))
    for n in range(FEW):
        shell.take(f"service-{n}")
    for n in range(1, FEW + 1):
        shell.press(str(n), Action.PAUSE, reason="会议")
    shell.wait(2 * SECOND)


def crowd(shell: HallShell) -> None:
    """Let more come than can be served: long waits, bad ratings, windows in every state."""
    _sign_in(shell, range(1, 9))
    for n in range(8):
        shell.take(f"service-{n}")
    for n in range(1, 9):
        shell.press(str(n), Action.NEXT)
        shell.press(str(n), Action.ARRIVE)
    shell.jump(11 * MINUTE)
    for n in range(1, 9):
        shell.press(str(n), Action.FINISH, outcome=tuple(Outcome)[n % 5])
        visit = shell.state.window(str(n)).visit
        rated = Rated(id=shell.new_id(), visit=visit, window=str(n), level=n % 5 + 1)
        shell.send(RATER, rated)
    for n in range(120):
        shell.take(f"service-{n % SERVICES}")
    _sign_in(shell, range(9, 41))
    for n in range(1, 7):
        shell.press(str(n), Action.PAUSE, reason="临时有事")
    shell.jump(95 * MINUTE)
    for n in range(7, 20):
        shell.press(str(n), Action.NEXT)
    shell.jump(7 * MINUTE)
    for n in range(20, 30):
        shell.press(str(n), Action.NEXT)
    for n in range(30, 34):
        shell.press(str(n), Action.PAUSE, reason="用餐")
    shell.wait(20 * SECOND)
    faults = ("paper-low", "port-lost/counter")
    beat = Beat(part="kiosk-1", kind="kiosk", version="1", uptime_ms=MINUTE, faults=faults)
    shell.send_state(KIOSK, beat)


def _sign_in(shell: HallShell, windows: range) -> None:
    for n in windows:
        shell.press(str(n), Action.SIGN_IN, clerk=f"{n:03}")


SHUT = replace(ALWAYS_OPEN, week=replace(ALWAYS_OPEN.week, mon=("13:30-17:00",)))
RARE: dict[str, tuple[Hall, Callable[[HallShell], None]]] = {
    "crowd": (county(WINDOWS, SERVICES), crowd),
    "nobody": (county(FEW, FEW), nothing),
    "shut": (county(FEW, FEW, SHUT), nothing),
    "all-away": (county(FEW, FEW), all_away),
}
"""Each by its name: the hall, and what happened there. It is a Monday morning."""


@contextlib.contextmanager
def rare_hall(name: str, folder: Path) -> Iterator[tuple[Inside, str]]:
    """Serve the pages of one of `RARE` as long as the block lasts; give it and their address."""
    folder.mkdir(parents=True, exist_ok=True)
    settings, happened = RARE[name]
    hall = Inside(folder, settings, Guides({}), None)
    happened(hall)
    server = PageServer(hall.guard)
    with socket.create_server((HOST, 0)) as web:
        server.start(web, None)
        until = time.monotonic() + READY_WITHIN_S
        while not server.started:
            assert time.monotonic() < until, "the pages did not become ready"
            time.sleep(0.01)
        try:
            yield hall, f"http://{HOST}:{web.getsockname()[1]}"
        finally:
            hall.door.close()
            server.stop()
            hall.accounts.store.close()
            hall.disk.close()
