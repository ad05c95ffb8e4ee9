# SPDX-License-Identifier: Apache-2.0
"""Who is next: one formula with a bound.

A ticket's claim at a window is
`rate * (minutes waited + head start) * service weight * order weight ** place of the service`.
Equal rates and no head starts make first come, first served; very unequal ones make strict
priority. The largest claim is next, unless that would overtake somebody already overtaken as
often as allowed, or somebody has waited as long as allowed: then the earliest of those is next.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from heapq import merge
from itertools import dropwhile, islice

from msgspec import Struct

from config.policy import Policy
from hall.core.life import Life, Place, Ticket, Why
from hall.core.queue import Line, Lines

MINUTE_MS = 60_000
APPOINTMENT = "appointment"


class Choice(Struct, frozen=True):
    """Who is next, and why."""

    ticket: str
    why: Why


class _Best(Struct):
    """What a look over a window's lines found."""

    claim: float
    place: Place
    line: str
    class_: str
    oldest: Place
    oldest_class: str
    saturated: Place | None = None


class Chooser:
    """The hall's policy; it keeps nothing, so a forecast may play with it on lines of its own."""

    def __init__(self, policy: Policy) -> None:
        self._classes = {
            class_.id: (class_.rate, class_.head_start_minutes * MINUTE_MS)
            for class_ in policy.classes
        }
        self._weights = policy.service_weights
        self._order_weight = policy.order_weight
        self._bypass_max = policy.bypass_max
        self._wait_limit_ms = policy.wait_limit_minutes * MINUTE_MS

    def choose(self, lines: Lines, window: str, at_ms: int) -> Choice | None:
        """Return who is next at an open window, or None when nobody waits for it."""
        best = self._look(lines, window, at_ms)
        if best is None:
            return None
        if at_ms - best.oldest[0] >= self._wait_limit_ms and best.place != best.oldest:
            return Choice(lines.ticket_at[best.oldest], Why.WAIT_LIMIT)
        if best.saturated is not None and best.saturated < best.place:
            return Choice(lines.ticket_at[best.saturated], Why.BYPASS_LIMIT)
        return Choice(lines.ticket_at[best.place], _why(best))

    def _look(self, lines: Lines, window: str, at_ms: int) -> _Best | None:
        """Return the largest claim, the oldest, and the oldest that may not be overtaken."""
        best: _Best | None = None
        for position, name in enumerate(lines.lines_of.get(window, ())):
            line = lines.lines.get(name)
            if line is None or not line.waiting:
                continue
            weight = self.weight(position, name)
            for class_, places in line.classes.items():
                place = places[0]
                claim = self.claim(class_, place, at_ms) * weight
                if best is None:
                    best = _Best(claim, place, name, class_, place, class_)
                    continue
                if claim > best.claim or (claim == best.claim and place < best.place):
                    best.claim, best.place, best.line, best.class_ = claim, place, name, class_
                if place < best.oldest:
                    best.oldest, best.oldest_class = place, class_
            if best is not None:
                self._limit(best, line)
        return best

    def _limit(self, best: _Best, line: Line) -> None:
        """Note the head of a line that has been overtaken as often as allowed."""
        oldest = line.oldest()
        if line.overtaken(oldest) >= self._bypass_max and (
            best.saturated is None or oldest < best.saturated
        ):
            best.saturated = oldest

    def weight(self, position: int, name: str) -> float:
        """Weight of a line: the window's own comes first, then its services in their order."""
        weight = self._weights.get(name, 1.0)
        return weight if position <= 1 else weight * self._order_weight ** (position - 1)

    def claim(self, class_: str, place: Place, at_ms: int) -> float:
        """Claim of a place before the service weighs in, in minutes times rate."""
        rate, head_start_ms = self._classes.get(class_, (1.0, 0))
        return rate * (at_ms - place[0] + head_start_ms) / MINUTE_MS

    def behind(
        self, lines: Lines, ticket: Ticket, others: int, at_ms: int
    ) -> tuple[Place, str] | None:
        """Return place and class behind so many others, of the last if fewer; None: nobody.

        The others are those with the largest claims, or the next after a ticket that waits. Whoever
        is put behind them takes the claim of the last: a class with a rate of its own would be
        past them at once. Nobody gains by it.
        """
        line = lines.lines.get(ticket.line)
        if line is None:
            return None
        ordered: Iterator[tuple[float, Place, str]] = merge(
            *(self._claims(*each, at_ms) for each in line.classes.items())
        )
        if ticket.life is Life.WAITING:
            ordered = islice(dropwhile(lambda found: found[1] != ticket.place, ordered), 1, None)
        found = list(islice(ordered, max(1, others)))
        if not found:
            return None
        _, place, class_ = found[-1]
        own = max(place, ticket.place)
        if self.claim(class_, place, at_ms) <= self.claim(ticket.stands_as, own, at_ms):
            return place, class_
        return own, ticket.stands_as

    def _claims(
        self, class_: str, places: list[Place], at_ms: int
    ) -> Iterator[tuple[float, Place, str]]:
        """Yield a class's places, the largest claim first."""
        for place in places:
            yield -self.claim(class_, place, at_ms), place, class_

    def ahead(self, lines: Lines, line: str, class_: str, place: Place) -> int:
        """How many others in a line have the larger claim than a ticket that came at `place`."""
        found = lines.lines.get(line)
        if found is None:
            return 0
        rate, head_start_ms = self._classes.get(class_, (1.0, 0))
        count = 0
        for other, places in found.classes.items():
            if other == class_:
                count += bisect_left(places, place)
                continue
            other_rate, other_head_ms = self._classes.get(other, (1.0, 0))
            # The claims meet where other_rate * (at - since + head) = rate * head_start.
            since_ms = place[0] + other_head_ms - head_start_ms * rate / other_rate
            count += bisect_right(places, (round(since_ms), *place[1:]))
        return count


def _why(best: _Best) -> Why:
    if best.line.startswith("@"):
        return Why.TRANSFER
    if best.place == best.oldest:
        return Why.FIRST
    if best.class_ == APPOINTMENT:
        return Why.APPOINTMENT
    return Why.SERVICE_ORDER if best.class_ == best.oldest_class else Why.CLASS
