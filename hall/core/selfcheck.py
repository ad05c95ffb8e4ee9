# SPDX-License-Identifier: Apache-2.0
"""What must always be true, watched while the hall runs; the simulator asks the same.

Each function returns what is wrong in words for an engineer, or nothing. They look at the state
from another side than the rules that made it.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator

from msgspec import Struct

from config.policy import Policy
from hall.core import facts
from hall.core.counts import DayBook
from hall.core.facts import Recorded, tag_of
from hall.core.life import AT_WINDOW, Life, Why
from hall.core.register import CaseCheck, case_faults
from hall.core.state import Bypass, Changes, HallState

MINUTE_MS = 60_000
VIOLATIONS_MAX = 50
FACTS_AROUND = 12
OVERTAKING = "overtaking"
"""Counted like a fact's tag: calls that went past somebody."""
SWEEP_PIECE = 500
"""Tickets looked at in one piece of the full sweep."""


class Violation(Struct, frozen=True):
    """A rule that did not hold: our mistake, shown with the facts just before it."""

    at: int
    what: str
    facts: tuple[Recorded, ...]


def ticket_faults(state: HallState, name: str) -> Iterator[str]:
    """Yield what is wrong with one ticket: it must be in exactly one place."""
    ticket = state.tickets.get(name)
    if ticket is None:
        yield f"{name} is not there"
        return
    stands = state.lines.ticket_at.get(ticket.place) == name
    if stands != (ticket.life is Life.WAITING):
        yield f"{name} is {ticket.life} and {'stands' if stands else 'does not stand'} in line"
    if (name in state.held) != (ticket.life is Life.HELD):
        yield f"{name} is {ticket.life} but the list of held tickets says otherwise"
    if ticket.life in AT_WINDOW and state.window(ticket.window).ticket != name:
        yield f"{name} is {ticket.life} at {ticket.window}, which knows nothing of it"
    if ticket.day != state.day and ticket.life in (Life.WAITING, Life.HELD):
        yield f"{name} of another day is {ticket.life} on {state.day}"
    if len({visit.token for visit in ticket.visits}) != len(ticket.visits):
        yield f"{name} has one visit twice"


def window_faults(state: HallState, name: str) -> Iterator[str]:
    """Yield what is wrong with one window: who it shows must be there, and its clerk."""
    window = state.window(name)
    ticket = state.tickets.get(window.ticket)
    if window.ticket and (ticket is None or ticket.window != name or ticket.life not in AT_WINDOW):
        yield f"{name} shows {window.ticket}, which is not there"
    rated, index = state.visits.get(window.visit, ("", 0))
    if window.visit and (not rated or state.tickets[rated].visits[index].level is not None):
        yield f"{name} asks for a rating of {window.visit}, which is not to be rated"
    if window.clerk and state.by_clerk.get(window.clerk) != name:
        yield f"{window.clerk} is at {name} and at {state.by_clerk.get(window.clerk)}"
    if not window.clerk and name in state.lines.lines_of:
        yield f"{name} is closed but takes tickets"


def lines_faults(state: HallState) -> Iterator[str]:
    """Yield what is wrong with the lines: their counts and order."""
    total = 0
    for name, line in state.lines.lines.items():
        places = [place for found in line.classes.values() for place in found]
        total += len(places)
        if len(places) != line.waiting:
            yield f"line {name} has {len(places)} places but counts {line.waiting}"
        if any(found != sorted(found) for found in line.classes.values()):
            yield f"line {name} is out of order"
        if any(place not in state.lines.ticket_at for place in places):
            yield f"line {name} has a place that nobody stands at"
    waiting = sum(ticket.life is Life.WAITING for ticket in state.tickets.values())
    if not total == waiting == state.lines.waiting == len(state.lines.ticket_at):
        yield f"{waiting} tickets wait, {total} places, {state.lines.waiting} counted"
    for window, names in state.lines.lines_of.items():
        expected = sum(state.lines.count(name) for name in names)
        if state.lines.waiting_for[window] != expected:
            yield f"{window} counts {state.lines.waiting_for[window]} waiting, not {expected}"


def order_faults(policy: Policy, call: Bypass) -> Iterator[str]:
    """Yield which bound a call broke by going past somebody; one out of turn has its reason kept."""
    if call.why is Why.GIVEN:
        return
    if call.overtaken >= policy.bypass_max:
        yield f"{call.ticket} went past somebody overtaken {call.overtaken} times, at {call.window}"
    waited_ms = call.at - call.oldest_at
    if waited_ms >= policy.wait_limit_minutes * MINUTE_MS:
        yield f"{call.ticket} went past somebody who waited {waited_ms} ms, at {call.window}"


class LogCheck:
    """Follows the log by itself: numbers, times, ratings, and a second count of everything."""

    def __init__(self) -> None:
        self.seq = 0
        self.at = 0
        self.day = ""
        self.counts: Counter[str] = Counter()
        """Facts of today's tickets by tag, without those that were undone."""
        self._cases = CaseCheck()
        self._numbers: set[str] = set()
        self._rated: set[str] = set()
        self._explained: set[str] = set()
        self._steps: dict[int, tuple[str, ...]] = {}

    def take(self, recorded: Recorded) -> Iterator[str]:
        """Take the next fact; yield what is wrong with it."""
        if recorded.seq <= self.seq:
            yield f"seq {recorded.seq} after {self.seq}"
        if recorded.at < self.at:
            yield f"time {recorded.at} after {self.at}"
        self.seq, self.at = recorded.seq, recorded.at
        fact = recorded.fact
        if isinstance(fact, facts.DayOpened):
            yield from self._day(fact)
        yield from self._once(fact)
        yield from self._cases.take(recorded)
        if recorded.day != self.day:
            return
        if isinstance(fact, facts.Undone):
            self.counts.subtract(self._steps.pop(fact.undone, ()))
        tags = [tag_of(fact)]
        if isinstance(fact, facts.Called) and fact.overtaken:
            tags.append(OVERTAKING)
        if isinstance(fact, facts.Requeued) and fact.why == facts.CHANGED_MIND:
            self.counts["cancelled"] -= 1
        for tag in tags:  # a third of the time that `update` takes for one or two
            self.counts[tag] += 1
        self._steps[recorded.step] = (*self._steps.get(recorded.step, ()), *tags)

    def _day(self, fact: facts.DayOpened) -> Iterator[str]:
        if fact.day <= self.day:
            yield f"day {fact.day} after {self.day}"
        self.day = fact.day
        self.counts.clear()
        self._numbers.clear()
        self._steps.clear()

    def _once(self, fact: facts.AnyFact) -> Iterator[str]:
        if isinstance(fact, facts.Issued):
            if fact.number in self._numbers:
                yield f"number {fact.number} was given twice on {self.day}"
            self._numbers.add(fact.number)
        if isinstance(fact, facts.Explained):
            if fact.visit in self._explained:
                yield f"visit {fact.visit} was explained twice"
            self._explained.add(fact.visit)
        if isinstance(fact, facts.Rated):
            if fact.visit in self._rated:
                yield f"visit {fact.visit} was rated twice"
            self._rated.add(fact.visit)

    def bypass_faults(self, state: HallState) -> Iterator[str]:
        """Yield where lines forgot that calls went past somebody: each is noted in one at least."""
        noted = sum(len(line.passed) for line in state.lines.lines.values())
        if noted < self.counts[OVERTAKING]:
            yield f"{self.counts[OVERTAKING]} calls overtook somebody, the lines know of {noted}"

    def count_faults(self, book: DayBook) -> Iterator[str]:
        """Yield where the day's figures differ from the facts."""
        figures, counts = book.figures(), self.counts
        pairs = (
            ("issued", figures.issued, counts["issued"]),
            ("calls", figures.calls, counts["called"] + counts["called-back"]),
            ("served", figures.served, counts["finished"]),
            ("transferred", figures.transferred, counts["transferred"]),
            ("passed over", figures.passed_over, counts["passed-over"]),
            ("cancelled", figures.cancelled, counts["cancelled"]),
            ("rated", figures.rated, counts["rated"]),
            ("cases opened", figures.cases_opened, counts["case-opened"]),
            ("cases closed", figures.cases_closed, self._cases.closed_on(self.day)),
        )
        for name, shown, counted in pairs:
            if shown != counted:
                yield f"the day shows {shown} {name}, the facts say {counted}"


class SelfCheck:
    """Checks what changed after each commit, and everything once a minute in pieces."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.violations: deque[Violation] = deque(maxlen=VIOLATIONS_MAX)
        self._log = LogCheck()
        self._recent: deque[Recorded] = deque(maxlen=FACTS_AROUND)
        self._sweep: Iterator[str] = iter(())
        self._seen: set[str] = set()

    def begin(self, log: Iterable[Recorded]) -> None:
        """Begin anew with a log read from disk."""
        self._log = LogCheck()
        self._sweep = iter(())
        for recorded in log:
            self._take(recorded)

    def _take(self, recorded: Recorded) -> None:
        self._recent.append(recorded)
        for what in self._log.take(recorded):
            self._report(recorded.at, what)

    def note(self, state: HallState, committed: Iterable[Recorded], changes: Changes) -> None:
        """Check what a commit changed."""
        since_seq = self._log.seq
        for recorded in committed:
            self._take(recorded)
        for call in changes.bypasses:
            if call.seq > since_seq:  # what was replayed went by the settings of its time
                self._all(call.at, order_faults(self._policy, call))
        for ticket in changes.tickets:
            if ticket in state.tickets:
                self._all(state.at, ticket_faults(state, ticket))
        for window in changes.windows:
            self._all(state.at, window_faults(state, window))
        for code in changes.cases:
            self._all(state.at, case_faults(state, code))

    def sweep(self, state: HallState, book: DayBook) -> None:
        """Begin a full sweep: lines and figures now, every ticket and window in pieces."""
        self._all(state.at, lines_faults(state))
        self._all(state.at, self._log.bypass_faults(state))
        book.refresh(state)
        self._all(state.at, self._log.count_faults(book))
        self._sweep = iter((*state.windows, *state.tickets, *state.cases))

    def piece(self, state: HallState) -> None:
        """Check the next piece of the sweep."""
        for _ in range(SWEEP_PIECE):
            name = next(self._sweep, None)
            if name is None:
                return
            if name in state.windows:
                self._all(state.at, window_faults(state, name))
            elif name in state.tickets:
                self._all(state.at, ticket_faults(state, name))
            elif name in state.cases:
                self._all(state.at, case_faults(state, name))

    def _all(self, at: int, faults: Iterable[str]) -> None:
        for what in faults:
            self._report(at, what)

    def _report(self, at: int, what: str) -> None:
        """Keep a violation once: a sweep must not say the same each minute."""
        if what not in self._seen and len(self._seen) < VIOLATIONS_MAX:
            self._seen.add(what)
            self.violations.append(Violation(at, what, tuple(self._recent)))
