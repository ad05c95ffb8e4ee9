# SPDX-License-Identifier: Apache-2.0
"""The pen: with it the rules write facts, and every fact changes the state at once."""

from typing import Protocol

from bus.messages import Refusal
from config.policy import ORDINARY
from config.schema import Hall
from hall.core.facts import AnyFact, Recorded
from hall.core.fold import apply
from hall.core.life import Ticket
from hall.core.links import Links
from hall.core.opening import Opening
from hall.core.policy import Chooser
from hall.core.state import HallState

MINUTE_MS = 60_000
FRESH_MS = 10_000
"""A wait shown is not worked out again sooner."""
Wait = tuple[int | None, int | None]
UNKNOWN: Wait = (None, None)


class Forecaster(Protocol):
    """Tells how long somebody would wait, from what the hall has measured."""

    def wait(
        self, state: HallState, service: str, priority: str, at_ms: int
    ) -> tuple[int, int] | None:
        """Return median and 90th percentile of the wait in ms for one who came now, or None."""
        ...

    def left(self, state: HallState, ticket: Ticket, at_ms: int) -> tuple[int, int] | None:
        """Return median and 90th percentile of what a waiting ticket still waits, or None."""
        ...

    def learn(self, recorded: Recorded) -> None:
        """Take a fact that is on disk."""
        ...


class Declined(Exception):  # noqa: N818 - a refusal is an answer, no error
    """The hall does not do it, and says why."""

    def __init__(self, refusal: Refusal, *, number: str = "", until_at: int | None = None) -> None:
        super().__init__(refusal)
        self.refusal = refusal
        self.number = number
        self.until_at = until_at


class Waits:
    """Waits as they are shown: in whole minutes, and worked out only so often."""

    def __init__(self, forecaster: Forecaster | None) -> None:
        self._forecaster = forecaster
        self._known: dict[str, tuple[int, tuple[str, ...], Wait]] = {}

    def wait(self, state: HallState, service: str, at_ms: int, older_ms: int = FRESH_MS) -> Wait:
        """Return median and 90th percentile for one who came now, at most `older_ms` old."""
        if self._forecaster is None:
            return None, None
        windows = state.open_windows(service)
        known_at, known_windows, known = self._known.get(service, (0, (), UNKNOWN))
        if windows == known_windows and at_ms - known_at <= older_ms:
            return known
        exact = self._forecaster.wait(state, service, ORDINARY, at_ms)
        shown = UNKNOWN if exact is None else (_minutes(exact[0]), _minutes(exact[1]))
        self._known[service] = (at_ms, windows, shown)
        return shown


def _minutes(exact_ms: int) -> int:
    """Round up to whole minutes: nobody is told less than was worked out."""
    return -(-exact_ms // MINUTE_MS) * MINUTE_MS


class Rules:
    """What one hall's rules need to know besides the state."""

    def __init__(
        self, hall: Hall, forecaster: Forecaster | None = None, links: Links | None = None
    ) -> None:
        self.hall = hall
        self.links = links or Links()
        self.opening = Opening(hall)
        self.relieved = tuple(window.id for window in hall.windows if window.relief)
        """Windows that take more while others are away."""
        self.chooser = Chooser(hall.policy)
        self.letters = frozenset(
            f"{class_.letter}{hall.prefix_of(service)}"
            for class_ in hall.policy.classes
            for service in hall.service_by_id
        )
        """What the hall's own numbers begin with."""
        self.go_by(forecaster)

    def go_by(self, forecaster: Forecaster | None) -> None:
        """Tell waits by this forecaster from now on; None: not at all."""
        self.forecaster = forecaster
        self.waits = Waits(forecaster)

    def wait_left(self, state: HallState, ticket: Ticket, at_ms: int) -> Wait:
        """Return median and 90th percentile in whole minutes of what a ticket still waits."""
        left = self.forecaster and self.forecaster.left(state, ticket, at_ms)
        return (_minutes(left[0]), _minutes(left[1])) if left else UNKNOWN


class Pen:
    """Writes facts of one moment; those of one command share a step."""

    def __init__(self, rules: Rules, state: HallState, at_ms: int) -> None:
        self.rules = rules
        self.hall = rules.hall
        self.policy = rules.hall.policy
        self.state = state
        self.at_ms = max(at_ms, state.at)
        self.facts: list[Recorded] = []
        self._step = 0

    def begin(self) -> None:
        """Begin the next command."""
        self._step = self.state.seq + 1

    @property
    def next_seq(self) -> int:
        """Seq that the next fact gets."""
        return self.state.seq + 1

    def of_today(self, ticket: Ticket) -> bool:
        """Whether its number is its own still: one of yesterday may not wait beside a new one."""
        return ticket.day == self.state.day

    def write(self, fact: AnyFact, *, day: str = "") -> None:
        """Record a fact; `day` if it does not count to its ticket's day or today."""
        recorded = Recorded(
            seq=self.next_seq,
            step=self._step,
            at=self.at_ms,
            day=day or self.state.day_of(fact),
            fact=fact,
        )
        apply(self.state, recorded)
        self.facts.append(recorded)
