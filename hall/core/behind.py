# SPDX-License-Identifier: Apache-2.0
"""Which tickets are behind a figure: the same rule that counted them, asked of their rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from bus.messages import Outcome
from hall.core.life import Life
from hall.core.report import TicketRow

Rule = Callable[[TicketRow], bool]
SATISFIED_FROM = 3


def _rated(row: TicketRow) -> bool:
    return row.level is not None


def _served(row: TicketRow) -> bool:
    return row.visited and not row.transferred


def _life(life: Life) -> Rule:
    return lambda row: not row.visited and row.life == life.value


def _outcome(outcome: Outcome) -> Rule:
    return lambda row: _served(row) and row.outcome == outcome.value


ABANDONED: Final = frozenset({Life.CANCELLED.value, Life.LEFT.value, Life.PASSED_OVER.value})
RULES: Final[Mapping[str, Rule]] = {
    "issued": lambda row: row.first,
    "calls": lambda row: row.first and row.calls > 0,
    "waiting": _life(Life.WAITING),
    "served": _served,
    "transferred": lambda row: row.transferred,
    "passed-over": lambda row: bool(row.passed),
    "abandoned": lambda row: not row.visited and row.life in ABANDONED,
    "waited": lambda row: row.visited or row.life in {Life.CALLED.value, Life.SERVING.value},
    "decided": _outcome(Outcome.DECIDED),
    "accepted": _outcome(Outcome.ACCEPTED),
    "ended": lambda row: _served(row) and row.outcome in {Outcome.DECIDED, Outcome.ACCEPTED},
    "rated": _rated,
    "unrated": lambda row: _served(row) and row.level is None,
    "dissatisfied": lambda row: row.level is not None and row.level < SATISFIED_FROM,
    "overtaken": lambda row: row.first and row.overtaken > 0,
}
"""What `?show=` knows."""
PASSED_OVER: Final = "passed-over"
_MARKS: Final = {show: 1 << place for place, show in enumerate(RULES)}
RARE: Final = sum(
    _MARKS[show]
    for show in ("waiting", "transferred", PASSED_OVER, "abandoned", "dissatisfied", "overtaken")
)
"""Marks of what few rows have."""
BY_HOUR: Final = frozenset({"issued", "served", "waited"})
"""What is summed up by hour too: where an hour has no sums, none of these is in it."""
BY_ARRIVAL: Final = frozenset({"issued", "calls", "overtaken", "waiting", "abandoned"})
"""What counts to the hour in which the ticket was issued; all else to the one it happened in."""


class Wanted(Struct, frozen=True):
    """What the rows must be; an empty wish is none. Services: any of them."""

    show: str = ""
    services: frozenset[str] = frozenset()
    window: str = ""
    clerk: str = ""
    class_: str = ""
    life: str = ""
    weekday: int = 0
    hour: int = -1


EVERYTHING: Final = Wanted()


def mark_of(show: str) -> int:
    """Return the bit of a figure in `marks`; 0 for none. KeyError for an unknown one."""
    return _MARKS[show] if show else 0


def marks(row: TicketRow) -> int:
    """Return a bit for each figure that a row is behind."""
    return sum(mark for show, mark in _MARKS.items() if RULES[show](row))


def chosen(
    rows: Iterable[tuple[str, TicketRow]],
    wanted: Wanted,
    hour: Callable[[int], int],
    weekday: Callable[[str], int],
) -> Iterator[tuple[str, TicketRow]]:
    """Yield the rows, each with its day, that are as wanted. KeyError for an unknown `show`."""
    rule = RULES[wanted.show] if wanted.show else None
    for day, row in rows:
        if wanted.weekday and weekday(day) != wanted.weekday:
            continue
        if not _at(row, wanted) or (rule is not None and not rule(row)):
            continue
        if wanted.hour >= 0 and hour(getattr(row, moment_of(wanted.show))) != wanted.hour:
            continue
        yield day, row


def _at(row: TicketRow, wanted: Wanted) -> bool:
    """Whether the row is of the service, window, clerk, class and life that are wanted."""
    if wanted.show == PASSED_OVER and (wanted.window or wanted.clerk):
        places = (place.split("/") for place in row.passed.split())
        here = any(
            wanted.window in ("", window) and wanted.clerk in ("", clerk)
            for window, clerk in places
        )
    else:
        here = wanted.window in ("", row.window) and wanted.clerk in ("", row.clerk)
    return (
        here
        and (not wanted.services or row.service in wanted.services)
        and wanted.class_ in ("", row.priority)
        and (not wanted.life or (row.life == wanted.life and _ends(row)))
    )


def _ends(row: TicketRow) -> bool:
    """Whether the row tells how the ticket stands: not one of visits before it goes on."""
    return not row.visited or row.life == Life.FINISHED.value


def moment_of(show: str) -> str:
    """Return the field that tells when what is counted happened."""
    if show in BY_ARRIVAL or not show:
        return "issued_at"
    return "called_at" if show == "waited" else "ended_at"
