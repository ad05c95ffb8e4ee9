# SPDX-License-Identifier: Apache-2.0
"""A simulated day of a hall in virtual time: the hall's own rules, people and staff by chance.

What the forecasters cannot know is drawn anew for each seed: how long a service really takes,
how fast each clerk is, who does not come when called, who leaves, when a window closes.
"""

import math
from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random

from msgspec import Struct

from bus.messages import (
    Action,
    Command,
    Refused,
    TicketCancel,
    TicketIssued,
    TicketRequest,
    WindowAction,
)
from config.schema import Hall, Service
from hall.core import days
from hall.core.decide import decide
from hall.core.estimators import LastToEnterService, QueueLength
from hall.core.facts import Called, Recorded
from hall.core.fold import replay
from hall.core.forecast import Forecast
from hall.core.pen import Pen, Rules

SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000
DAY = 24 * HOUR
MONDAY = 1_772_380_800_000
"""2026-03-02 00:00 in Shanghai."""
SHAPE = (0.7, 1.3, 1.5, 1.1, 0.5, 0.8, 1.2, 1.0, 0.6)
"""How many people come in each hour from half past eight on, 1 the mean."""
BEGINS = round(8.5 * HOUR)
VARIATION = 0.75
"""Standard deviation of a service time over its mean."""
PRIORITIES = ("ordinary",) * 16 + ("elderly",) * 2 + ("pregnant", "green")


class Kind(Struct, frozen=True):
    """What makes one kind of hall."""

    name: str
    hall: Hall
    load: float
    """Offered work over what the planned windows can do."""
    lunch: bool = False
    """Windows pause for lunch in two shifts."""
    restless: bool = False
    """Windows open, close, pause and change what they take at any time."""


class Wait(Struct):
    """One ticket: what each forecaster said of its wait, and what it was."""

    median_ms: float
    bound_ms: float
    queue_length_ms: float
    last_ms: float
    waited_ms: float | None = None


class Days:
    """Days of one hall, one after the other, so that what was learned stays."""

    def __init__(self, kind: Kind, seed: int) -> None:
        self.kind = kind
        self.hall = kind.hall
        self.random = Random(seed)
        self.forecast = Forecast(self.hall)
        self.last = LastToEnterService()
        self.queue_length = QueueLength(self.forecast.durations)
        self.rules = Rules(self.hall, self.forecast)
        self.state = replay(self.hall.window_by_id, ())
        self.waits: dict[str, Wait] = {}
        self.at = MONDAY
        self._events: list[tuple[int, int, Callable[[], None]]] = []
        self._order = count()
        self._ids = count(1)
        self._wanted: set[str] = set()
        """Windows that should be open."""
        spread = self.random.lognormvariate
        self._mean_ms = {
            service.id: service.typical_minutes * MINUTE * spread(0, 0.35)
            for service in self.hall.services
        }
        self._pace = {window: spread(0, 0.15) for window in self.hall.window_by_id}
        self._services, self._weights = _demand(self.hall, self.random)

    def play(self, days_: int) -> list[Wait]:
        """Play so many days; return each ticket that was called."""
        for _ in range(days_):
            self._plan()
            while self._events:
                self.at, _, happen = heappop(self._events)
                happen()
            self.at += DAY - (self.at - MONDAY) % DAY
        return [wait for wait in self.waits.values() if wait.waited_ms is not None]

    # --- the day's plan ---

    def _plan(self) -> None:
        windows = list(self.hall.window_by_id)
        for number, window in enumerate(windows):
            self._at(self.at + BEGINS, self._opener(window))
            self._at(self.at + 17 * HOUR, partial(self._close, window))
            if self.kind.lunch:
                begins = 11.5 * HOUR + (number % 2) * 45 * MINUTE
                self._pause(window, self.at + begins, 45 * MINUTE)
            if self.kind.restless:
                self._restless(window)
        services_ms = sum(
            weight * self._mean_ms[service.id]
            for service, weight in zip(self._services, self._weights, strict=True)
        )
        rate = self.kind.load * len(windows) / services_ms
        at = float(self.at + BEGINS)
        while at < self.at + 16.75 * HOUR:
            hour = min(len(SHAPE) - 1, int((at - self.at - BEGINS) // HOUR))
            at += self.random.expovariate(rate * SHAPE[hour])
            self._at(at, self._arrive)

    def _restless(self, window: str) -> None:
        random = self.random
        if random.random() < 0.3:  # comes late
            self._pause(window, self.at + BEGINS, random.uniform(20, 90) * MINUTE)
        for _ in range(random.randrange(1, 4)):
            begins = random.uniform(9, 16) * HOUR
            self._pause(window, self.at + begins, random.uniform(8, 40) * MINUTE)
        others = sorted({service.department for service in self.hall.services})
        if random.random() < 0.5:
            begins = self.at + random.uniform(9.5, 14) * HOUR
            more = (*self.hall.window_by_id[window].takes, random.choice(others))
            self._at(begins, partial(self._take, window, more))
            self._at(begins + 2 * HOUR, partial(self._take, window, ()))

    def _pause(self, window: str, begins: float, lasts_ms: float) -> None:
        self._at(begins, partial(self._close, window))
        self._at(begins + lasts_ms, self._opener(window))

    # --- what happens ---

    def _opener(self, window: str) -> Callable[[], None]:
        def come() -> None:
            self._wanted.add(window)
            if not self.state.window(window).open:
                self._act(window, Action.SIGN_IN, clerk=f"clerk-{window}")
            if self.state.window(window).paused:
                self._act(window, Action.RESUME)
            self._soon(window)

        return come

    def _close(self, window: str) -> None:
        """Pause once whoever is there is done, at the end of the day once nobody waits."""
        self._wanted.discard(window)
        if not self.state.window(window).ticket:
            self._rest(window)

    def _rest(self, window: str) -> None:
        evening = (self.at - MONDAY) % DAY >= 17 * HOUR
        if not evening:
            self._act(window, Action.PAUSE, reason="break")
        elif self.state.lines.waiting_for.get(window):
            self._soon(window)
        else:
            self._act(window, Action.SIGN_OUT)

    def _take(self, window: str, departments: tuple[str, ...]) -> None:
        departments = departments or self.hall.window_by_id[window].takes
        services = tuple(s.id for s in self.hall.services if s.department in departments)
        if self.state.window(window).open:
            self._act(window, Action.TAKE, services=services)
            self._soon(window)

    def _arrive(self) -> None:
        service = self.random.choices(self._services, self._weights)[0].id
        queue_length_ms = self.queue_length.wait_ms(self.state, service)
        last_ms = self.last.wait_ms(service)
        priority = self.random.choice(PRIORITIES)
        request = TicketRequest(id=self._id(), services=(service,), priority=priority)
        issued = self._decide(request)
        if not isinstance(issued, TicketIssued):
            return
        if issued.wait_median_ms is not None and issued.wait_p90_ms is not None:
            self.waits[issued.ticket] = Wait(
                median_ms=issued.wait_median_ms,
                bound_ms=issued.wait_p90_ms,
                queue_length_ms=queue_length_ms or 0.0,
                last_ms=last_ms,
            )
        if self.random.random() < 0.06:
            leaves_at = self.at + self.random.expovariate(1 / (30 * MINUTE))
            self._at(leaves_at, partial(self._leave, issued.ticket))
        for window in issued.windows:
            if not self.state.window(window).ticket:
                self._soon(window)

    def _leave(self, ticket: str) -> None:
        self._decide(TicketCancel(id=self._id(), ticket=ticket))

    def _soon(self, window: str) -> None:
        """A clerk without anybody sees that somebody waits, and presses a few seconds later."""
        self._at(self.at + self.random.uniform(2, 12) * SECOND, partial(self._next, window))

    def _next(self, window: str) -> None:
        now = self.state.window(window)
        if now.ticket or now.paused or not now.open:
            return
        self._act(window, Action.NEXT)
        ticket = self.state.at_window(window)
        if ticket is None:
            return
        if self.random.random() < 0.06:
            self._at(
                self.at + self.random.uniform(40, 90) * SECOND,
                partial(self._done, window, Action.PASS_OVER),
            )
            return
        mean_ms = self._mean_ms[ticket.service] * self._pace[window]
        sigma = math.sqrt(math.log(1 + VARIATION**2))
        takes_ms = mean_ms * self.random.lognormvariate(-(sigma**2) / 2, sigma)
        walk_ms = self.random.uniform(10, 40) * SECOND
        self._at(self.at + walk_ms + takes_ms, partial(self._done, window, Action.FINISH))

    def _done(self, window: str, action: Action) -> None:
        self._act(window, action)
        evening = (self.at - MONDAY) % DAY >= 17 * HOUR
        if window in self._wanted or evening:
            self._soon(window)
        if window not in self._wanted:
            self._rest(window)

    # --- deciding ---

    def _act(
        self,
        window: str,
        action: Action,
        *,
        clerk: str = "",
        reason: str = "",
        services: tuple[str, ...] = (),
    ) -> None:
        self._decide(
            WindowAction(
                id=self._id(),
                window=window,
                action=action,
                clerk=clerk,
                reason=reason,
                services=services,
            )
        )

    def _decide(self, command: Command) -> object:
        pen = Pen(self.rules, self.state, self.at)
        days.turn(pen)
        answer = decide(pen, command, "bench")
        for recorded in pen.facts:
            self._learn(recorded)
        return None if isinstance(answer, Refused) else answer

    def _learn(self, recorded: Recorded) -> None:
        self.forecast.learn(recorded)
        self.last.learn(recorded)
        if isinstance(recorded.fact, Called):
            wait = self.waits.get(recorded.fact.ticket)
            if wait is not None and wait.waited_ms is None:
                since_at = self.state.tickets[recorded.fact.ticket].issued_at
                wait.waited_ms = recorded.at - since_at

    def _at(self, when: float, happen: Callable[[], None]) -> None:
        heappush(self._events, (max(self.at, round(when)), next(self._order), happen))

    def _id(self) -> str:
        return f"bench-{next(self._ids)}"


def _demand(hall: Hall, random: Random) -> tuple[list[Service], list[float]]:
    """Return the services and how often each is wanted: each group as its windows can bear."""
    room = dict.fromkeys((service.department for service in hall.services), 0.0)
    for window in hall.windows:
        groups = [name for name in window.takes if name in room]
        for name in groups:
            room[name] += 1 / len(groups)
    weights = []
    services = list(hall.services)
    popular = {service.id: random.paretovariate(1.2) for service in services}
    for service in services:
        group = [other for other in services if other.department == service.department]
        work = sum(popular[other.id] * other.typical_minutes for other in group)
        weights.append(room[service.department] * popular[service.id] / work)
    total = sum(weights)
    return services, [weight / total for weight in weights]
