# SPDX-License-Identifier: Apache-2.0
"""The end of the demo: let everybody finish, look once more, then read the log."""

import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from bus.messages import NowServing, WindowState
from caller.core.board import BoardView
from caller.core.strip import StripView
from config.schema import Hall
from hall.core.counts import Figures, count_day
from hall.core.facts import Called, DayOpened, Finished, Recorded
from hall.core.fold import replay
from hall.core.publish import now_serving
from hall.store.log import Archive
from hall.store.schema import FILE
from hallflow.demo.checks import Evidence, Sight
from hallflow.demo.hall import WINDOW_KIOSK
from hallflow.demo.parts import DemoDisplay
from hallflow.demo.stage import Stage, wait_for
from hallflow.problem import Problem

KIOSKS_WAIT_S = 30.0
SETTLE_WAIT_S = 20.0
STILL_S = 0.3
REPORT_WAIT_S = 60.0
WITH_NUMBER = (WindowState.CALLING, WindowState.SERVING, WindowState.RATING)

Sights = dict[str, dict[str, Sight]]


class Before:
    """What the log held before the demo began."""

    def __init__(self, hall: Hall, data: Path) -> None:
        day = _facts(data)
        self.last_seq = day[-1].seq if day else 0
        self.figures = _figures(hall, day)
        self.day = replay(hall.window_by_id, day).day if day else ""
        self.called, self.visits = _called(day), _visits(day)


def settle(stage: Stage) -> tuple[Sights, int]:
    """Let everybody end what they began; return what displays show, and as of which fact."""
    stage.visitors.come = False
    _expect(stage, lambda: not stage.visitors.busy, KIOSKS_WAIT_S, "kiosks")
    for clerk in stage.clerks.values():
        clerk.works = False
    stage.raters.rate = False
    _expect(stage, lambda: not stage.unanswered(), SETTLE_WAIT_S, "presses")
    _expect(stage, lambda: not stage.raters.busy, SETTLE_WAIT_S, "ratings")
    _expect(stage, lambda: _all_printed(stage), SETTLE_WAIT_S, "papers")
    wait_for(lambda: _still(stage) and _displayed(stage.displays) == _wanted(stage), SETTLE_WAIT_S)
    seq = max((state.seq for state in stage.desk.windows.values()), default=0)
    return _displayed(stage.displays), seq


def gather(stage: Stage, before: Before, sights: Sights, seq: int) -> Evidence:
    """Read papers and log; the hall has stopped."""
    hall = stage.hall
    day = _facts(stage.data)
    kiosks = tuple(kiosk.name for kiosk in stage.kiosks)
    after = _figures(hall, day)
    same_day = replay(hall.window_by_id, day).day == before.day
    at_the_end = replay(hall.window_by_id, [r for r in day if r.seq <= seq])
    log = tuple(recorded for recorded in day if recorded.seq > before.last_seq)
    return Evidence(
        hall=hall,
        kiosks=kiosks,
        given=tuple(heard for kiosk in stage.kiosks for heard in kiosk.given),
        papers={kiosk: stage.printed(kiosk) for kiosk in kiosks},
        called=frozenset(stage.desk.called) - (before.called - _called(log)),
        visits=frozenset(stage.desk.visits) - (before.visits - _visits(log)),
        ratings=sum(len(pad.rated) for pad in stage.pads),
        truth={id_: _sight(now_serving(at_the_end, id_)) for id_ in hall.window_by_id},
        displays=sights,
        log=log,
        day=tuple(day),
        before=before.figures if same_day else Figures(key=("all", "")),
        after=after,
        report=_report(stage),
        hands=frozenset((WINDOW_KIOSK, *stage.pads_in_windows)),
        notes=tuple(stage.notes),
    )


def _report(stage: Stage) -> dict[str, int]:
    """Return the day's totals as `hallflow report` prints them."""
    command = ("report", "--config", str(stage.config), "--data", str(stage.data))
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "hallflow", *command, "--format", "json"],
        capture_output=True,
        check=False,
        timeout=REPORT_WAIT_S,
    )
    try:
        rows = msgspec.json.decode(done.stdout, type=list[dict[str, object]])
    except msgspec.DecodeError:
        return {}
    total = next((row for row in rows if row.get("kind") == "all"), {})
    return {name: value for name, value in total.items() if isinstance(value, int)}


def _facts(data: Path) -> list[Recorded]:
    """Return the facts since the day was opened."""
    if not (data / FILE).exists():
        return []
    archive = Archive(data)
    days = archive.days()
    found = list(archive.facts_between(days[0], days[-1])) if days else []
    archive.close()
    opened = [at for at, recorded in enumerate(found) if isinstance(recorded.fact, DayOpened)]
    return found[opened[-1] :] if opened else found


def _called(log: Iterable[Recorded]) -> frozenset[str]:
    return frozenset(r.fact.ticket for r in log if isinstance(r.fact, Called))


def _visits(log: Iterable[Recorded]) -> frozenset[str]:
    return frozenset(r.fact.visit for r in log if isinstance(r.fact, Finished))


def _figures(hall: Hall, day: Iterable[Recorded]) -> Figures:
    state = replay(hall.window_by_id, day)
    return count_day(state, ZoneInfo(hall.time_zone)).figures() if state.day else _NONE


_NONE = Figures(key=("all", ""))


def _expect(stage: Stage, condition: Callable[[], object], wait_s: float, what: str) -> None:
    if not wait_for(condition, wait_s):
        stage.notes.append(Problem("demo-unsettled", what=what))


def _all_printed(stage: Stage) -> bool:
    for kiosk in stage.kiosks:
        kept = {heard.ticket for heard in kiosk.given} - kiosk.returned
        if len(stage.printed(kiosk.name)) < len(kept) or kept - kiosk.reported:
            return False
    return True


def _still(stage: Stage) -> bool:
    """Whether nothing changes at the windows for a moment."""
    before = dict(stage.desk.windows)
    wait_for(lambda: dict(stage.desk.windows) != before, STILL_S)
    return dict(stage.desk.windows) == before


def _wanted(stage: Stage) -> Sights:
    """Return what displays should show, as the windows' own states have it."""
    truth = {id_: _sight(state) for id_, state in stage.desk.windows.items()}
    return {
        name: {window: (sign and truth[window][0], truth[window][1]) for window, (sign, _) in seen}
        for name, seen in ((n, d.items()) for n, d in _displayed(stage.displays).items())
    }


def _sight(state: NowServing) -> Sight:
    return str(state.state), state.number if state.state in WITH_NUMBER else ""


def _displayed(displays: Iterable[DemoDisplay]) -> Sights:
    found: Sights = {}
    for display in displays:
        view = display.view
        if isinstance(view, StripView):
            found[display.display.id] = {view.window: (str(view.sign), view.number)}
        elif isinstance(view, BoardView):
            lines = (*((view.newest,) if view.newest else ()), *view.lines)
            found[display.display.id] = {
                line.window: ("", line.number) for line in lines if line.standing
            }
    return found
