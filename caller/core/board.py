# SPDX-License-Identifier: Apache-2.0
"""Many windows as a board shows them: newest call, a line a window, queues, notices."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from bus.actor import Now
from bus.messages import Call, QueueLength, Refusal, WindowState
from caller.core.known import Known
from caller.core.notices import is_open
from config.notices import shown
from config.schema import Display, Hall, Notice, Text

FRESH_MS = 15_000
"""A call this young is marked as new, so that calls made together are all seen."""
PAGE_MS = 8_000
"""How long one page of lines, of queues or one notice is shown before the next."""
LINES_DEFAULT = 4
OUT_OF_HOURS = (Refusal.CLOSED, Refusal.HOLIDAY)
_T = TypeVar("_T")


class Line(Struct, frozen=True):
    """One window's latest call."""

    number: str
    window: str
    name: Text | None = None
    standing: bool = True
    """Whether the person called is still awaited or served there."""
    fresh: bool = False
    call: int = 0
    called_at: int = 0


class Queue(Struct, frozen=True):
    """How many wait for one department."""

    prefix: str
    name: Text
    waiting: int


class Room(Struct, frozen=True):
    """From the shell: how many lines and queues are legible at once in this window."""

    lines: int
    queues: int
    legible: bool = True
    """False: even one line is too small for the configured viewing distance."""


class BoardView(Struct, frozen=True):
    """All a board shows."""

    title: Text
    zone: Text | None
    clock: str
    """hh:mm in the hall's time, or empty while it is not known."""
    connecting: bool = False
    """The hall was never heard: nothing is known."""
    as_of: str = ""
    """hh:mm:ss when the hall is lost: what stands here held then."""
    newest: Line | None = None
    lines: tuple[Line, ...] = ()
    page: int = 1
    pages: int = 1
    queues: tuple[Queue, ...] = ()
    notice: Notice | None = None
    fault: str = ""
    """What is wrong with this display itself, such as no sound."""
    closed: bool = False
    """By its hours nothing of what is served here is open now."""
    opens: datetime | None = None
    """The hall's time at which it opens again, if that is known; not today: with its date."""


def windows_of(hall: Hall, display: Display) -> tuple[str, ...]:
    """Return the windows of a display: its own, else its zone's, else the hall's."""
    if display.windows:
        return display.windows
    return tuple(
        window.id for window in hall.windows if not display.zone or window.zone == display.zone
    )


def windows_spoken(hall: Hall, display: Display) -> frozenset[str]:
    """Return the windows whose calls a display speaks: none that a zone's own voice speaks."""
    mine = frozenset(windows_of(hall, display))
    if display.zone or display.windows:
        return mine
    zones = {other.zone for other in hall.displays if other.speaks and other.zone}
    return mine - {window.id for window in hall.windows if window.zone in zones}


def zone_name(hall: Hall, zone: str) -> Text | None:
    """Return the name of a zone, or None."""
    found = (z.name for floor in hall.floors for z in floor.zones if z.id == zone)
    return next(found, None)


def latest_calls(calls: Iterable[Call], windows: Container[str]) -> tuple[Call, ...]:
    """Return each window's latest call, newest first: it stays until superseded."""
    latest: dict[str, Call] = {}
    for call in sorted(calls, key=lambda call: call.call, reverse=True):
        if call.window in windows:
            latest.setdefault(call.window, call)
    return tuple(latest.values())


class Board:
    """The rules of one board."""

    def __init__(self, hall: Hall, display: Display) -> None:
        self._hall = hall
        windows = windows_of(hall, display)
        self._windows = frozenset(windows)
        self._zone = zone_name(hall, display.zone)
        served = {s for window in windows for s in hall.services_by_window.get(window, ())}
        self._served = tuple(
            (
                department,
                tuple(s for s in hall.services_by_department[department.id] if s in served),
            )
            for department in hall.departments
        )
        self._served_with = {s: found for found in self._served for s in found[1]}
        self._rows: dict[str, Queue] = {}
        """By department."""
        self.room = Room(lines=LINES_DEFAULT, queues=LINES_DEFAULT)
        self._page_tick_ms = 0
        self._page = 0
        self._newest_call = 0
        self.turn_at_ms: int | None = None
        """Tick at which the board changes by itself, or None."""

    def view(self, known: Known, now: Now, fault: str = "") -> BoardView:
        """Return what the board shows now; `turn_at_ms` then says when to ask again."""
        utc_ms = known.time.utc_ms(now)
        heard = known.time.heard_utc_ms() is not None
        as_of = known.as_of(now)
        local = known.local(utc_ms)
        found = self._lines(known, utc_ms) if heard else []
        queues = self._queues(known) if heard else []
        said = known.said(utc_ms) if heard else None
        notices = (said,) if said else shown(self._hall.notices, local)
        newest = found.pop(0) if found and found[0].standing else None
        self._turn(now, newest, found, queues, notices)
        pages = _pages(len(found), self.room.lines)
        page = self._page % pages
        self._plan(now, local.second, utc_ms, newest, found)
        closed = heard and self._is_closed(known, local)
        return BoardView(
            title=self._hall.name,
            zone=self._zone,
            clock=local.time().isoformat("minutes") if heard else "",
            connecting=not heard,
            as_of=as_of,
            newest=newest,
            lines=_slice(found, page, self.room.lines),
            page=page + 1,
            pages=pages,
            queues=_slice(queues, self._page, self.room.queues),
            notice=notices[self._page % len(notices)] if notices else None,
            fault=fault,
            closed=closed,
            opens=self._opens(known) if closed else None,
        )

    def _is_closed(self, known: Known, local: datetime) -> bool:
        """Whether the hall gives no number for what is served here, out of hours.

        The last numbers are given before it closes: until then, by its week, it is open.
        """
        some = False
        holiday = False
        for queue in self._known_queues(known):
            if queue.refusal not in OUT_OF_HOURS:
                return False
            some = True
            holiday |= queue.refusal is Refusal.HOLIDAY
        return some and (holiday or not is_open(self._hall, local))

    def _opens(self, known: Known) -> datetime | None:
        found = [queue.until_at for queue in self._known_queues(known) if queue.until_at]
        return known.local(min(found)) if found else None

    def _known_queues(self, known: Known) -> Iterator[QueueLength]:
        found = (known.queues.get(service) for service in self._served_with)
        return (queue for queue in found if queue is not None)

    def _lines(self, known: Known, utc_ms: int) -> list[Line]:
        """Return a line a window: standing calls first, each kind newest first."""
        calls = latest_calls(known.calls.calls if known.calls else (), self._windows)
        lines = [
            Line(
                number=call.number,
                window=call.window,
                name=self._window_name(call.window),
                standing=call.standing,
                fresh=call.standing and utc_ms - call.called_at < FRESH_MS,
                call=call.call,
                called_at=call.called_at,
            )
            for call in calls
            if not self._closed(known, call.window)
        ]
        return sorted(lines, key=lambda line: not line.standing)

    def _closed(self, known: Known, window: str) -> bool:
        state = known.windows.get(window)
        return state is not None and state.state is WindowState.CLOSED

    def _window_name(self, window: str) -> Text | None:
        found = self._hall.window_by_id.get(window)
        return found.name if found else None

    def _queues(self, known: Known) -> list[Queue]:
        """Return who waits, a department a row, for departments served at this board's windows."""
        for service in known.changed_queues() & self._served_with.keys():
            department, services = self._served_with[service]
            known_queues = (known.queues.get(s) for s in services)
            waiting = sum(queue.waiting for queue in known_queues if queue is not None)
            self._rows[department.id] = Queue(department.prefix, department.name, waiting)
        found = (self._rows.get(department.id) for department, _ in self._served)
        return [row for row in found if row is not None]

    def _turn(
        self,
        now: Now,
        newest: Line | None,
        lines: Sequence[Line],
        queues: Sequence[Queue],
        notices: Sequence[Notice],
    ) -> None:
        """Go to the next page when it is time, to the first when somebody new is called."""
        newest_call = newest.call if newest else 0
        if newest_call > self._newest_call:
            self._page, self._page_tick_ms = 0, now.tick_ms
        self._newest_call = newest_call
        turned = (now.tick_ms - self._page_tick_ms) // PAGE_MS
        self._page += turned
        self._page_tick_ms += turned * PAGE_MS
        more = len(lines) > self.room.lines or len(queues) > self.room.queues or len(notices) > 1
        self.turn_at_ms = self._page_tick_ms + PAGE_MS if more else None

    def _plan(
        self, now: Now, second: int, utc_ms: int, newest: Line | None, lines: Sequence[Line]
    ) -> None:
        """Ask again at the next minute, and when a call stops being new."""
        due = [now.tick_ms + (60 - second) * 1000 - utc_ms % 1000]
        shown_lines = [newest, *lines] if newest else lines
        due += [
            now.tick_ms + line.called_at + FRESH_MS - utc_ms for line in shown_lines if line.fresh
        ]
        if self.turn_at_ms is not None:
            due.append(self.turn_at_ms)
        self.turn_at_ms = min(due)


def _pages(count: int, room: int) -> int:
    return max(1, -(-count // max(1, room)))


def _slice(items: Sequence[_T], page: int, room: int) -> tuple[_T, ...]:
    start = page % _pages(len(items), room) * max(1, room)
    return tuple(items[start : start + max(1, room)])
