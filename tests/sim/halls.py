# SPDX-License-Identifier: Apache-2.0
"""The halls that are played, from a township's six windows to a big city's, and when."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from config.devices import Display, Evaluator
from config.hours import ALWAYS_OPEN, Hours, Week
from config.load import hall_named
from config.policy import Policy
from config.schema import Appointments, CaseType, Clerk, Department, Hall, Service, Text, Window

LETTERS = "ABCDEFGHJLMNPQRSTUVWXYZ"
"""K is the series that kiosks give by themselves here."""
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"


class Load(Struct, frozen=True):
    """How full a run is."""

    days: int = 2
    minutes: float = 3.0
    """How long people come each day: everybody is brisk here, for the days to be short."""
    visitors: int = 32
    pace_ms: float = 8_000.0
    """Median time of one service."""
    troubles: int = 6
    """Mishaps a day."""
    kills: int = 0
    """Times a day that the hall is killed besides."""
    trouble: str = ""
    """Name of the only kind of mishap; empty: all kinds."""
    kiosks: int = 3
    disk_ms: int = 0
    """A commit takes up to so long; 0: it is done at once."""
    equipped: int = 1
    """Windows with a strip and a rating pad; 0: no board and no voice either."""


class Scene(Struct, frozen=True):
    """A hall, and the morning on which a run begins."""

    hall: Hall
    begins: tuple[int, int, int] = (2026, 3, 2)
    load: Load = Load()

    @property
    def begins_at(self) -> int:
        """UTC ms of eight o'clock that morning."""
        morning = datetime(*self.begins, 8, tzinfo=ZoneInfo(self.hall.time_zone))
        return round(morning.timestamp() * 1000)


def _brisk(hall: Hall) -> Hall:
    """Make a hall's long times short, as its days are."""
    slots = Appointments(slot_minutes=5, capacity=2, days_ahead=2, early_minutes=1, late_minutes=1)
    services = tuple(
        replace(s, appointments=slots if s.appointments else None, slots=(), hours=None)
        for s in hall.services
    )
    policy = replace(hall.policy, wait_limit_minutes=3, away_alarm_minutes=1, bypass_max=3)
    ratings = replace(hall.ratings, pad_seconds=20)
    return replace(hall, services=services, policy=policy, ratings=ratings, hours=ALWAYS_OPEN)


def _township() -> Hall:
    return _brisk(hall_named("township"))


def _with_hours() -> Hall:
    """Return a hall that is open for some minutes, refuses, and counts quotas."""
    spans = ("08:00-08:04", "08:05-08:08", "23:58-24:00")
    week = Week(mon=spans, tue=spans, wed=spans, thu=spans, fri=spans)
    hall = _township()
    services = tuple(
        replace(s, quota_per_day=3 if place % 4 == 0 else None)
        for place, s in enumerate(hall.services)
    )
    policy = replace(
        hall.policy,
        without_window="refuse",
        already_waiting="refuse",
        waiting_max=4,
        passed_over_times_max=1,
        recalls_max=1,
        undo_seconds=5,
    )
    hours = Hours(week=week, holidays="", last_ticket_minutes=1)
    return replace(hall, services=services, policy=policy, hours=hours)


def _zone(zone: str) -> Hall:
    return replace(_township(), time_zone=zone)


def _generated(name: str, departments: int, services: int, windows: int, clerks: int) -> Hall:
    """Return a hall of a given size: each window takes one to four departments."""
    offices = tuple(
        Department(id=f"d{n}", name=_text(f"d{n}"), prefix=_prefix(n)) for n in range(departments)
    )
    items = tuple(
        Service(
            id=f"s{n}",
            department=f"d{n % departments}",
            name=_text(f"s{n}"),
            case_type=CaseType.IMMEDIATE,
            appointments=Appointments() if n % 9 == 0 else None,
        )
        for n in range(services)
    )
    counters = tuple(
        Window(id=str(n + 1), takes=tuple(_takes(n, departments, windows))) for n in range(windows)
    )
    staff = tuple(Clerk(number=f"{n:03d}", name=_text(f"c{n}")) for n in range(clerks))
    strips = tuple(Display(id=f"strip-{w.id}", kind="strip", windows=(w.id,)) for w in counters)
    return _brisk(
        Hall(
            id=name,
            name=_text(name),
            departments=offices,
            services=items,
            windows=counters,
            clerks=staff,
            displays=(*strips, Display(id="board", kind="board", speaks=True)),
            evaluators=tuple(Evaluator(id=f"pad-{w.id}", window=w.id) for w in counters),
            policy=Policy(order_weight=0.9, number_digits=4),
        )
    )


def _takes(window: int, departments: int, windows: int) -> Iterator[str]:
    """Yield the departments of a window: its own, and some that others have, too."""
    found = dict.fromkeys((window % departments, window * 7 % departments))
    if windows < departments:
        found.update(dict.fromkeys(range(window, departments, windows)))
    for department in found:
        yield f"d{department}"


def _prefix(place: int) -> str:
    first, second = divmod(place, len(LETTERS))
    return (LETTERS[first - 1] if first else "") + LETTERS[second]


def _text(words: str) -> Text:
    return Text(zh=words, en=words)


_BUSY = Load(days=1, minutes=2, visitors=150, troubles=4, equipped=2, kiosks=6)
_CITY = Load(
    days=1,
    minutes=10,
    visitors=20_000,
    troubles=20,
    equipped=180,
    kiosks=38,
    pace_ms=2_000,
    disk_ms=50,
)
_SCENES: dict[str, Callable[[], Scene]] = {
    "township": lambda: Scene(_township(), load=Load(equipped=0)),
    "screens": lambda: Scene(_township(), load=Load(equipped=2)),
    "hours": lambda: Scene(_with_hours(), load=Load(minutes=8, visitors=60, equipped=0)),
    "tax": lambda: Scene(_brisk(hall_named("tax"))),
    "leap": lambda: Scene(_zone(SHANGHAI), (2028, 2, 28), Load(days=3)),
    "spring": lambda: Scene(_zone(BERLIN), (2026, 3, 28), Load(days=3)),
    "autumn": lambda: Scene(_zone(BERLIN), (2026, 10, 24), Load(days=3)),
    "county": lambda: Scene(_generated("county", 43, 322, 64, 74), load=_BUSY),
    "city": lambda: Scene(_generated("city", 65, 508, 180, 200), load=_CITY),
}
SCENES = tuple(_SCENES)


@cache
def scene(name: str) -> Scene:
    """Return a scene by its name. KeyError when there is none."""
    return _SCENES[name]()
