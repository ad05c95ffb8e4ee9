# SPDX-License-Identifier: Apache-2.0
"""A big city hall as data: its settings, and the facts of its days, drawn by chance from a seed.

The facts are made, not played: who comes when, which window is free next, how long it takes. What
keeps and sums them up is the hall's own code, and the log reads as one that a hall wrote.
"""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from heapq import heapify, heapreplace
from zoneinfo import ZoneInfo

from bus.messages import Outcome
from config.hours import ALWAYS_OPEN
from config.policy import Policy, PriorityClass
from config.schema import CaseType, Clerk, Department, Hall, Service, Text, Window
from hall.core import facts
from hall.core.facts import AnyFact, Recorded
from hall.core.life import Why

DEPARTMENTS, SERVICES, WINDOWS = 65, 508, 260
ZONE = ZoneInfo("Asia/Shanghai")
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
OPENS_H, CLOSES_H = 8, 18
BY_HOUR = (6, 13, 14, 12, 8, 7, 11, 13, 10, 6)
"""Of a hundred people, how many come in each hour from `OPENS_H`."""
BY_WEEKDAY = (1.3, 1.15, 1.05, 1.0, 1.0, 0.45, 0.35)
MINUTE_MS = 60_000
OUTCOMES = (
    (Outcome.DECIDED, 50),
    (Outcome.ACCEPTED, 25),
    (Outcome.PAPERS_MISSING, 8),
    (Outcome.CONSULTATION, 12),
    (Outcome.UNSTATED, 5),
)
LEVELS = (1, 1, 2, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)


def city() -> Hall:
    """Return the settings: each department has services and windows that take all of them."""
    departments = tuple(
        Department(id=f"d{n:02}", name=_name("部门", "Department", n), prefix=_prefix(n))
        for n in range(1, DEPARTMENTS + 1)
    )
    services = tuple(
        Service(
            id=f"s{n:03}",
            name=_name("事项", "Service", n),
            department=departments[n % DEPARTMENTS].id,
            case_type=CaseType.IMMEDIATE,
        )
        for n in range(SERVICES)
    )
    windows = tuple(
        Window(id=str(n + 1), takes=(departments[n % DEPARTMENTS].id,)) for n in range(WINDOWS)
    )
    clerks = tuple(
        Clerk(number=f"c{n + 1:03}", name=_name("办事员", "Clerk", n + 1)) for n in range(WINDOWS)
    )
    classes = (
        PriorityClass(id="ordinary", name=Text(zh="普通", en="Ordinary")),
        PriorityClass(id="elderly", name=Text(zh="老人", en="Elderly"), rate=2.0),
    )
    return Hall(
        id="city",
        name=Text(zh="大城市政务大厅", en="Big city hall"),
        departments=departments,
        services=services,
        windows=windows,
        clerks=clerks,
        hours=ALWAYS_OPEN,
        policy=Policy(classes=classes, waiting_max=100_000),
    )


def _name(zh: str, en: str, number: int) -> Text:
    return Text(zh=f"{zh}{number}", en=f"{en} {number}")


def _prefix(number: int) -> str:
    high, low = divmod(number - 1, len(LETTERS))
    return LETTERS[high] + LETTERS[low]


def tickets_by_day(first: date, days: int, tickets: int) -> list[tuple[date, int]]:
    """Return how many come on each day, so that together they are `tickets`."""
    dates = [first + timedelta(days=n) for n in range(days)]
    whole = sum(BY_WEEKDAY[day.weekday()] for day in dates)
    reached, given, found = 0.0, 0, []
    for day in dates:
        reached += tickets * BY_WEEKDAY[day.weekday()] / whole
        found.append((day, round(reached) - given))
        given = round(reached)
    return found


class CityDay:
    """One day of the city: its facts in order."""

    def __init__(self, hall: Hall, day: date, tickets: int, seed: int) -> None:
        self._hall = hall
        self._day = day.isoformat()
        self._begin_ms = int(datetime.combine(day, time(0), ZONE).timestamp() * 1000)
        self._chance = random.Random(f"{seed} {day}")
        self._tickets = tickets
        self._events: list[tuple[int, int, AnyFact]] = []
        self._left: list[str] = []

    def recorded(self, seq: int) -> Iterator[Recorded]:
        """Yield the facts of the day from a seq on."""
        self._open()
        for department, times in self._arrivals().items():
            self._serve(department, times)
        self._events.sort(key=lambda event: event[:2])
        end = self._begin_ms + 86_399_000
        closed = facts.DayClosed(day=self._day, left=tuple(self._left))
        for at, _, fact in [*self._events, (end, 0, closed)]:
            yield Recorded(seq, seq, at, self._day, fact)
            seq += 1

    def _note(self, at: int, fact: AnyFact) -> None:
        self._events.append((at, len(self._events), fact))

    def _open(self) -> None:
        at = self._begin_ms + OPENS_H * 60 * MINUTE_MS - MINUTE_MS
        self._note(self._begin_ms, facts.DayOpened(day=self._day))
        for window, services in self._hall.services_by_window.items():
            self._note(at, facts.SignedIn(window=window, clerk=f"c{int(window):03}"))
            self._note(at, facts.Took(window=window, services=services))

    def _arrivals(self) -> dict[str, list[int]]:
        """Return when people come, ascending, by department."""
        hours = self._chance.choices(range(OPENS_H, CLOSES_H), BY_HOUR, k=self._tickets)
        found: dict[str, list[int]] = {each.id: [] for each in self._hall.departments}
        names = list(found)
        for hour in hours:
            at = self._begin_ms + hour * 60 * MINUTE_MS + self._chance.randrange(60 * MINUTE_MS)
            found[self._chance.choice(names)].append(at)
        return {name: sorted(times) for name, times in found.items()}

    def _serve(self, department: str, times: list[int]) -> None:
        """Let the windows of a department call whoever came first; each ticket is one service."""
        services = self._hall.services_by_department[department]
        taking = self._hall.windows_by_service[services[0]]
        free = [(0, window) for window in taking]
        heapify(free)
        prefix = self._hall.department_by_id[department].prefix
        chance = self._chance
        for count, came in enumerate(times, 1):
            ticket = f"{self._day}-{prefix}{count:03}"
            number = f"{prefix}{count:03}"
            service = chance.choice(services)
            issued = facts.Issued(
                ticket=ticket,
                number=number,
                prefix=prefix,
                count=count,
                service=service,
                priority="elderly" if chance.random() < 0.1 else "ordinary",
                since_at=came,
                part="kiosk-1",
            )
            self._note(came, issued)
            self._note(came + 900, facts.PaperKnown(ticket=ticket, printed=chance.random() > 0.002))
            luck = chance.random()
            if luck < 0.01:
                self._note(came + MINUTE_MS, facts.Cancelled(ticket=ticket, reason="phone"))
            elif luck < 0.015:
                self._left.append(ticket)
            else:
                heapreplace(free, self._call(ticket, came, free[0], gone=luck < 0.04))

    def _call(
        self, ticket: str, came: int, free: tuple[int, str], *, gone: bool
    ) -> tuple[int, str]:
        """Call one; return when the window is free again."""
        chance, window = self._chance, free[1]
        at = max(came + 20_000, free[0] + 5_000)
        clerk = f"c{int(window):03}"
        called = facts.Called(ticket=ticket, window=window, clerk=clerk, why=Why.FIRST)
        self._note(at, called)
        if gone:
            self._note(at + MINUTE_MS, facts.PassedOver(ticket=ticket, window=window))
            return at + MINUTE_MS, window
        took = int(chance.gammavariate(2.5, 2.6) * MINUTE_MS) + 30_000
        outcome = chance.choices([o for o, _ in OUTCOMES], [w for _, w in OUTCOMES])[0]
        visit = f"v{ticket}"
        ended = facts.Finished(ticket=ticket, window=window, visit=visit, outcome=outcome)
        self._note(at + took, ended)
        if chance.random() < 0.35:
            rated = facts.Rated(
                visit=visit, ticket=ticket, window=window, level=chance.choice(LEVELS)
            )
            self._note(at + took + 4_000, rated)
        return at + took, window
