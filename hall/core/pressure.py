# SPDX-License-Identifier: Apache-2.0
"""Signs that somebody else's hand rates: patterns with their numbers, never an accusation.

Each has plain causes too: a clerk who asks everybody, a quiet hour, a pad that hangs badly.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby

from msgspec import Struct
from msgspec.structs import replace

from hall.core.holder import CHANNEL
from hall.core.life import Ticket, Visit

QUICK_MS = 1_000
QUICK_MIN = 3
RUN_MIN = 15
LAST_MS = 60_000
LAST_MIN = 5
UNRATED_MIN = 20
UNRATED_SHARE = 0.9
HALF = 0.5
LIMITS = (QUICK_MS, QUICK_MIN, RUN_MIN, LAST_MS, LAST_MIN, UNRATED_MIN, UNRATED_SHARE, HALF)


class Kind(StrEnum):
    """What is out of the ordinary."""

    QUICK = "quick"
    """`QUICK_MIN` or more ratings on the pad came within a second of the end."""
    RUN = "run"
    """`RUN_MIN` or more ratings on the pad, one after the other, were the same key."""
    LAST = "last"
    """At least half of the day's ratings on the pad, and `LAST_MIN`, fell into its last minute."""
    UNRATED = "unrated"
    """Of `UNRATED_MIN` or more visits, nine in ten were not rated."""


class Pattern(Struct, frozen=True):
    """One pattern at a window or of a clerk: `count` of `of`."""

    kind: Kind
    by: str
    """`window` or `clerk`."""
    subject: str
    count: int
    of: int
    level: int = 0
    """Of a run."""


class Habit(Struct, frozen=True):
    """One pattern over several days: `count` of `of` on them all, but the longest run of any."""

    pattern: Pattern
    days: int
    last: str
    """The last day with it, YYYY-MM-DD."""


def habits(found: Iterable[tuple[str, Pattern]]) -> tuple[Habit, ...]:
    """Return patterns of days added up, those of most days first."""
    known: dict[tuple[Kind, str, str], Habit] = {}
    for day, new in found:
        key = (new.kind, new.by, new.subject)
        old = known.get(key)
        known[key] = Habit(new, 1, day) if old is None else _added(old, new, day)
    return tuple(sorted(known.values(), key=lambda habit: -habit.days))


def _added(old: Habit, new: Pattern, day: str) -> Habit:
    longest = max(old.pattern, new, key=lambda pattern: pattern.count)
    both = replace(new, count=old.pattern.count + new.count, of=old.pattern.of + new.of)
    return Habit(longest if new.kind is Kind.RUN else both, old.days + 1, max(old.last, day))


def patterns(tickets: Iterable[Ticket]) -> tuple[Pattern, ...]:
    """Return what is out of the ordinary in a day's ratings, by window and by clerk."""
    visits = [v for ticket in tickets for v in ticket.visits if not v.transferred]
    found: list[Pattern] = []
    for by in ("window", "clerk"):
        keyed = sorted(visits, key=lambda visit, by=by: getattr(visit, by))  # type: ignore[misc]
        for subject, mine in groupby(keyed, key=lambda visit, by=by: getattr(visit, by)):  # type: ignore[misc]
            found += _of(by, subject, list(mine))
    return tuple(found)


def _of(by: str, subject: str, visits: list[Visit]) -> Iterator[Pattern]:
    pad = [v for v in visits if v.level is not None and v.channel != CHANNEL]
    pad.sort(key=lambda visit: visit.rated_at)
    quick = sum(v.rated_at - v.ended_at < QUICK_MS for v in pad)
    if quick >= QUICK_MIN:
        yield Pattern(Kind.QUICK, by, subject, quick, len(pad))
    runs = [(len(list(same)), level) for level, same in groupby(pad, key=lambda v: v.level or 0)]
    longest, level = max(runs, default=(0, 0))
    if longest >= RUN_MIN:
        yield Pattern(Kind.RUN, by, subject, longest, len(pad), level)
    last = sum(v.rated_at > pad[-1].rated_at - LAST_MS for v in pad)
    if last >= LAST_MIN and last >= HALF * len(pad):
        yield Pattern(Kind.LAST, by, subject, last, len(pad))
    unrated = sum(v.level is None for v in visits)
    if len(visits) >= UNRATED_MIN and unrated >= UNRATED_SHARE * len(visits):
        yield Pattern(Kind.UNRATED, by, subject, unrated, len(visits))
