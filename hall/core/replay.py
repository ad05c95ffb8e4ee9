# SPDX-License-Identifier: Apache-2.0
"""Plays a day's script through the hall's own rules, in virtual time, changed or not."""

from collections import Counter
from heapq import heappop, heappush
from itertools import count

from msgspec import Struct
from msgspec.structs import replace

from bus.messages import Action, Command, Refused, TicketIssued, TicketRequest, WindowAction
from config.hours import Hours, Week
from config.policy import Policy
from config.schema import Hall
from hall.core import days
from hall.core.decide import decide
from hall.core.fold import replay as fold
from hall.core.pen import Pen, Rules
from hall.core.script import Arrival, Script, Shift

ALL_DAY = ("00:00-24:00",)
ALWAYS = Hours(
    week=Week(
        mon=ALL_DAY, tue=ALL_DAY, wed=ALL_DAY, thu=ALL_DAY, fri=ALL_DAY, sat=ALL_DAY, sun=ALL_DAY
    ),
    holidays="",
)
WHO = "replay"


class Played(Struct, frozen=True):
    """How one visitor fared; `waited_ms` to the first call, None: not called by the day's end."""

    service: str
    priority: str
    came_at: int
    waited_ms: int | None
    overtaken: int


class _Visitor(Struct):
    arrival: Arrival
    left: list[int]
    """Milliseconds of each service still to come."""
    called_at: int | None = None
    overtaken: int = 0


class Replay:
    """One run. The script's shifts may be changed before; the policy is given."""

    def __init__(self, hall: Hall, script: Script, policy: Policy | None = None) -> None:
        """Prepare a hall that is open all day, since the script says who came."""
        policy = replace(policy or hall.policy, without_window="accept")
        services = tuple(
            replace(service, hours=None, quota_per_day=None, slots=()) for service in hall.services
        )
        opened = replace(hall, hours=ALWAYS, policy=policy, services=services, clerks=())
        self._hall = opened
        self._rules = Rules(opened)
        self._state = fold(opened.window_by_id, ())
        self._script = script
        self._events: list[tuple[int, int, object]] = []
        self._order = count()
        self._ids = count(1)
        self._visitors: dict[str, _Visitor] = {}
        self._closing: dict[str, None] = {}
        self._usual_ms = _usual_ms(hall, script)
        self._at = script.begins_at

    def play(self) -> list[Played]:
        """Return how everybody fared, in order of arrival."""
        for arrival in self._script.arrivals:
            self._push(arrival.at, arrival)
        for shift in self._script.shifts:
            self._push(shift.begins_at, shift)
            self._push(shift.ends_at, ("close", shift.window))
        while self._events:
            self._at, _, event = heappop(self._events)
            self._happen(event)
        return [
            Played(
                service=visitor.arrival.needs[0].service,
                priority=visitor.arrival.priority,
                came_at=visitor.arrival.at,
                waited_ms=None
                if visitor.called_at is None
                else visitor.called_at - visitor.arrival.at,
                overtaken=visitor.overtaken,
            )
            for visitor in self._visitors.values()
        ]

    def _happen(self, event: object) -> None:
        match event:
            case Arrival():
                self._arrive(event)
            case Shift():
                self._open(event)
            case ("close", str(window)):
                self._close(window)
            case ("done", str(window)):
                self._done(window)

    def _arrive(self, arrival: Arrival) -> None:
        known = [need for need in arrival.needs if need.service in self._hall.service_by_id]
        services = tuple(need.service for need in known)
        if not services:
            return
        request = TicketRequest(id=self._id(), services=services, priority=arrival.priority)
        answer = self._decide(request)
        if not isinstance(answer, TicketIssued):
            return
        times = [need.busy_ms or self._usual_ms[need.service] for need in known]
        self._visitors[answer.ticket] = _Visitor(arrival, times)
        self._call_idle()

    def _open(self, shift: Shift) -> None:
        self._closing.pop(shift.window, None)
        window = self._state.window(shift.window)
        if not window.open:
            clerk = shift.clerk or f"{WHO}-{shift.window}"
            self._act(shift.window, Action.SIGN_IN, clerk=clerk, services=shift.services)
        self._act(shift.window, Action.TAKE, services=shift.services)
        self._next(shift.window)

    def _close(self, window: str) -> None:
        """Close when whoever is there is done."""
        if self._state.at_window(window) is None:
            self._act(window, Action.SIGN_OUT)
        else:
            self._closing[window] = None

    def _done(self, window: str) -> None:
        self._act(window, Action.FINISH)
        if window in self._closing:
            del self._closing[window]
            self._act(window, Action.SIGN_OUT)
        else:
            self._next(window)
        self._call_idle()

    def _call_idle(self) -> None:
        """Let the window that has been free longest call first."""
        free = [
            window
            for window in self._state.windows.values()
            if window.open and not window.ticket and self._state.lines.waiting_for.get(window.id)
        ]
        for window in sorted(free, key=lambda window: window.since_at):
            self._next(window.id)

    def _next(self, window: str) -> None:
        if self._state.at_window(window) is not None:
            return
        self._act(window, Action.NEXT)
        ticket = self._state.at_window(window)
        if ticket is None:
            return
        visitor = self._visitors[ticket.id]
        if visitor.called_at is None:
            visitor.called_at = self._at
        visitor.overtaken = ticket.overtaken
        busy_ms = visitor.left.pop(0) if visitor.left else self._usual_ms[ticket.service]
        self._push(self._at + busy_ms, ("done", window))

    def _act(
        self, window: str, action: Action, *, clerk: str = "", services: tuple[str, ...] = ()
    ) -> None:
        self._decide(
            WindowAction(
                id=self._id(), window=window, action=action, clerk=clerk, services=services
            )
        )

    def _decide(self, command: Command) -> object:
        pen = Pen(self._rules, self._state, self._at)
        days.turn(pen)
        answer = decide(pen, command, WHO)
        return None if isinstance(answer, Refused) else answer

    def _push(self, at: int, event: object) -> None:
        heappush(self._events, (at, next(self._order), event))

    def _id(self) -> str:
        return f"{WHO}-{next(self._ids)}"


def _usual_ms(hall: Hall, script: Script) -> dict[str, int]:
    """Return each service's mean time in the script, the configured guess where it has none."""
    total, times = Counter[str](), Counter[str]()
    for arrival in script.arrivals:
        for need in arrival.needs:
            if need.busy_ms is not None:
                total[need.service] += need.busy_ms
                times[need.service] += 1
    return {
        service.id: total[service.id] // times[service.id]
        if times[service.id]
        else round(service.typical_minutes * 60_000)
        for service in hall.services
    }
