# SPDX-License-Identifier: Apache-2.0
"""The demo in the terminal: a live table of the windows, on a terminal only."""

import threading
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from bus.messages import WindowState
from config.arguments import language_wished
from hallflow.demo.stage import Stage
from hallflow.problem import words

REFRESH_S = 0.25
STYLES = {
    WindowState.CALLING: "bold black on yellow",
    WindowState.SERVING: "green",
    WindowState.RATING: "cyan",
    WindowState.PAUSED: "red",
    WindowState.AWAY: "red",
    WindowState.CLOSED: "dim",
}


class Board:
    """Use it in a `with`; `refresh` draws and waits a moment."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._say = words()
        self._language = language_wished()
        self._console = Console(highlight=False)
        self._live = (
            Live(console=self._console, auto_refresh=False) if self._console.is_terminal else None
        )
        self._pause = threading.Event()

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def refresh(self, left_s: float | None) -> None:
        """Draw what is now, then wait until the next time."""
        if self._live is not None:
            self._live.update(Group(self._table(), self._foot(left_s)), refresh=True)
        self._pause.wait(REFRESH_S if left_s is None else max(0.0, min(REFRESH_S, left_s)))

    def _table(self) -> Table:
        say, stage = self._say, self._stage
        columns = ("window", "state", "number", "service", "waiting", "clerk")
        table = Table()
        for name in columns:
            table.add_column(say(f"table-{name}"), no_wrap=True, overflow="ellipsis")
        for window in stage.hall.windows:
            state = stage.desk.windows.get(window.id)
            if state is None:
                continue
            service = stage.hall.service_by_id.get(state.service)
            table.add_row(
                window.id,
                Text(say(f"state-{state.state}"), STYLES.get(state.state, "")),
                Text(state.number, "bold"),
                service.name.in_(self._language) if service else "",
                str(state.waiting),
                state.clerk,
            )
        return table

    def _foot(self, left_s: float | None) -> Text:
        stage = self._stage
        given = sum(len(kiosk.given) for kiosk in stage.kiosks)
        served = len(stage.desk.visits)
        rated = sum(len(pad.rated) for pad in stage.pads)
        say = self._say
        line = say("table-foot", came=stage.visitors.came, given=given, served=served, rated=rated)
        if left_s is not None:
            line += "  " + say("table-left", seconds=max(0, round(left_s)))
        return Text(f"{line}\n{stage.web}")
