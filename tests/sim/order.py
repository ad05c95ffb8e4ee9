# SPDX-License-Identifier: Apache-2.0
"""Who is next, worked out the slow way: every waiting ticket is looked at."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

from config.policy import Policy

MINUTE_MS = 60_000
Place = tuple[int, ...]


class Order:
    """All lines, and which calls went past somebody in them."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._classes = {class_.id: class_ for class_ in policy.classes}
        self._lines: dict[str, dict[Place, tuple[str, str]]] = {}
        self._kept: dict[str, None] = {}
        """Windows' own lines with somebody in them."""
        self._passed: dict[str, list[Place]] = {}
        """Places of the calls that went past somebody, in order."""
        self._made: dict[int, list[tuple[str, Place]]] = {}
        """The same by step."""

    def line(self, name: str) -> dict[Place, tuple[str, str]]:
        """Return class and ticket at each place of a line."""
        return self._lines.get(name, {})

    def kept_for(self) -> list[str]:
        """Return the windows for which somebody is kept."""
        return [name[1:] for name in self._kept]

    def enter(self, name: str, place: Place, class_: str, ticket: str) -> None:
        """Let a ticket wait."""
        self._lines.setdefault(name, {})[place] = (class_, ticket)
        if name[0] == "@":
            self._kept[name] = None

    def leave(self, name: str, place: Place) -> None:
        """Let a ticket wait no longer."""
        del self._lines[name][place]
        if not self._lines[name]:
            self._kept.pop(name, None)

    def earlier(self, names: Iterable[str], place: Place) -> int:
        """Return how many came earlier."""
        return sum(other < place for name in names for other in self.line(name))

    def overtake(self, names: Iterable[str], place: Place, step: int) -> None:
        """Note whom a call went past."""
        for name in names:
            if any(other < place for other in self.line(name)):
                insort(self._passed.setdefault(name, []), place)
                self._made.setdefault(step, []).append((name, place))

    def take_back(self, step: int) -> None:
        """Let the calls of a step count as not made."""
        for name, place in self._made.pop(step, []):
            passed = self._passed[name]
            del passed[bisect_left(passed, place)]

    def passed(self, name: str) -> list[Place]:
        """Return the places of the calls that went past somebody in a line."""
        return self._passed.get(name, [])

    def by_claim(self, name: str, at_ms: int) -> list[tuple[Place, str]]:
        """Return place and class of all in a line, the largest claim first."""
        found = [(place, class_) for place, (class_, _) in self.line(name).items()]
        return sorted(found, key=lambda one: (-self.claim(one[1], one[0], at_ms), one[0]))

    def next(self, names: Sequence[str], at_ms: int) -> str | None:
        """Return who is next at a window that takes these lines."""
        claims: list[tuple[float, Place, str]] = []
        for position, name in enumerate(names):
            weight = self._policy.service_weights.get(name, 1.0)
            if position > 1:
                weight *= self._policy.order_weight ** (position - 1)
            for place, (class_, ticket) in self.line(name).items():
                claims.append((self.claim(class_, place, at_ms) * weight, place, ticket))
        if not claims:
            return None
        _, best, found = min(claims, key=lambda claim: (-claim[0], claim[1]))
        oldest, waits = min((place, ticket) for _, place, ticket in claims)
        if at_ms - oldest[0] >= self._policy.wait_limit_minutes * MINUTE_MS:
            return waits
        limited = self._limited(names)
        if limited and limited[0] < best:
            return limited[1]
        return found

    def claim(self, class_: str, place: Place, at_ms: int) -> float:
        """Return what a place in a class claims, before the service weighs in."""
        kind = self._classes[class_]
        head_start_ms = kind.head_start_minutes * MINUTE_MS
        return kind.rate * (at_ms - place[0] + head_start_ms) / MINUTE_MS

    def _limited(self, names: Sequence[str]) -> tuple[Place, str] | None:
        """Return the earliest ticket that may not be overtaken once more."""
        found: list[tuple[Place, str]] = []
        for name in names:
            passed = self._passed.get(name, [])
            for place, (_, ticket) in self.line(name).items():
                if len(passed) - bisect_right(passed, place) >= self._policy.bypass_max:
                    found.append((place, ticket))
        return min(found, default=None)
