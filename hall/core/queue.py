# SPDX-License-Identifier: Apache-2.0
"""The lines of the hall: who waits, ordered so that the next is found among any number at once.

A line is a service, or `@window` for tickets kept for one window. In a line each class is a
list sorted by place, so only its first can be next. `passed` holds the places of calls that
went past somebody: how often a ticket was overtaken is how many of them lie behind its place.
Of two tickets in one line the earlier was never overtaken less often, so the limit shows at the
head of the line. A ticket that comes back with its old place counts as if it had stood here.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import islice

from hall.core.life import Place, Ticket


class Line:
    """One line: its classes in order of place, and the calls that went past somebody."""

    def __init__(self) -> None:
        self.classes: dict[str, list[Place]] = {}
        """Places by class; a class without tickets is not kept."""
        self.passed: list[Place] = []
        self.waiting = 0

    def oldest(self) -> Place:
        """Return the earliest place. ValueError when nobody waits."""
        return min([places[0] for places in self.classes.values()])

    def overtaken(self, place: Place) -> int:
        """How many calls went past this place."""
        return len(self.passed) - bisect_right(self.passed, place)

    def before(self, place: Place) -> int:
        """How many wait with an earlier place."""
        return sum(bisect_left(places, place) for places in self.classes.values())

    def places(self) -> Iterator[Place]:
        """Yield all places, earliest first."""
        return merge(*self.classes.values())


Earlier = list[tuple[str, Line, Place]]
"""Lines by name, each with the earliest place in it."""


class Lines:
    """All lines, and how many wait for each window."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.ticket_at: dict[Place, str] = {}
        self.waiting = 0
        self.waiting_for: dict[str, int] = {}
        """People waiting by window that could take them."""
        self.lines_of: dict[str, tuple[str, ...]] = {}
        """Lines by open window, in its order, its own line first."""
        self.windows_of: dict[str, tuple[str, ...]] = {}
        """Open windows by line."""

    def enter(self, ticket: Ticket) -> None:
        """Put a ticket where its place is."""
        line = self.lines.setdefault(ticket.line, Line())
        insort(line.classes.setdefault(ticket.stands_as, []), ticket.place)
        self.ticket_at[ticket.place] = ticket.id
        self._count(ticket.line, line, 1)

    def leave(self, ticket: Ticket) -> None:
        """Take a ticket out."""
        line = self.lines[ticket.line]
        places = line.classes[ticket.stands_as]
        del places[bisect_left(places, ticket.place)]
        if not places:
            del line.classes[ticket.stands_as]
        del self.ticket_at[ticket.place]
        self._count(ticket.line, line, -1)

    def _count(self, name: str, line: Line, change: int) -> None:
        line.waiting += change
        self.waiting += change
        for window in self.windows_of.get(name, ()):
            self.waiting_for[window] += change

    def open(self, window: str, services: Iterable[str]) -> tuple[str, ...]:
        """Let a window take these services and its own line; return the lines that changed."""
        before = self.lines_of.get(window, ())
        after = tuple(dict.fromkeys((f"@{window}", *services)))
        for name in before:
            if name not in after:
                self.windows_of[name] = tuple(w for w in self.windows_of[name] if w != window)
        for name in after:
            if name not in before:
                self.windows_of[name] = (*self.windows_of.get(name, ()), window)
        self.lines_of[window] = after
        self.waiting_for[window] = sum(self.count(name) for name in after)
        return tuple(sorted(set(before) ^ set(after)))

    def close(self, window: str) -> tuple[str, ...]:
        """Let a window take nothing; return the lines that changed."""
        before = self.lines_of.pop(window, ())
        for name in before:
            self.windows_of[name] = tuple(w for w in self.windows_of[name] if w != window)
        self.waiting_for.pop(window, None)
        return before

    def count(self, name: str) -> int:
        """How many wait in a line."""
        line = self.lines.get(name)
        return line.waiting if line is not None else 0

    def tickets(self, name: str, most: int | None = None) -> list[str]:
        """Return ids of a line's tickets by place, at most so many."""
        line = self.lines.get(name)
        if line is None:
            return []
        return [self.ticket_at[place] for place in islice(line.places(), most)]

    def overtaken(self, name: str, place: Place) -> int:
        """How many calls went past a place in a line."""
        line = self.lines.get(name)
        return line.overtaken(place) if line is not None else 0

    def overtakes(self, window: str, place: Place) -> int:
        """How many of earlier place wait that the window could take instead."""
        found = (self.lines.get(name) for name in self.lines_of.get(window, ()))
        return sum(line.before(place) for line in found if line is not None and line.waiting)

    def earlier(self, window: str, place: Place) -> Earlier:
        """Return the lines in which somebody of earlier place waits for the window."""
        found = []
        for name in self.lines_of.get(window, ()):
            line = self.lines.get(name)
            if line is not None and line.waiting and (head := line.oldest()) < place:
                found.append((name, line, head))
        return found

    def bypassed(self, earlier: Earlier) -> tuple[int, int]:
        """Return since when the earliest waits that a call goes past.

        And how often the one of them who was overtaken most has been.
        """
        most = max(line.overtaken(head) for _, line, head in earlier)
        return min(head for _, _, head in earlier)[0], most

    def overtake(self, earlier: Earlier, place: Place) -> tuple[str, ...]:
        """Note that a call went past all of earlier place; return the lines where somebody was."""
        for _, line, _ in earlier:
            insort(line.passed, place)
        return tuple(name for name, _, _ in earlier)

    def take_back(self, names: Iterable[str], place: Place) -> None:
        """Undo `overtake`."""
        for name in names:
            passed = self.lines[name].passed
            del passed[bisect_left(passed, place)]
