# SPDX-License-Identifier: Apache-2.0
"""What the hall's rules ask of their shell, and what they hear from it."""

from typing import TYPE_CHECKING

from msgspec import Struct

from bus.messages import Accepted, Command, Refused, TicketIssued
from hall.core.facts import Recorded
from hall.core.statecopy import StateCopy

if TYPE_CHECKING:
    from hall.core.pen import Forecaster

Said = TicketIssued | Accepted | Refused


class Kept(Struct, frozen=True):
    """One answer as it lies in the outbox; (`to`, command) is its key."""

    to: str
    """Part or page that asked."""
    answer: Said
    over_bus: bool = True
    """False: asked inside the process; nobody waits for it after a restart."""

    @property
    def command(self) -> str:
        """Id of the command it answers."""
        return self.answer.command


# --- events: the shell says -----------------------------------------------------------------


class Asked(Struct, frozen=True):
    """A command from inside the process (the pages): answered by `Reply`."""

    sender: str
    command: Command


class Look(Struct, frozen=True):
    """Somebody wants to see the hall, or one of its things: answered by `Shown`."""

    sender: str
    window: str = ""
    ticket: str = ""
    """Id of a ticket; its number is not enough, because tomorrow it is another's."""
    case: str = ""
    """Receipt code of a case."""
    register: bool = False
    """All cases that are open, and those closed today."""
    day: bool = False
    """Everything that counts to today, for reports."""
    follow_ups: bool = False
    """What follows bad ratings."""
    slots: str = ""
    """Service of which the slots that can be booked are wanted."""
    booking: str = ""
    """Code of an appointment."""


class Loaded(Struct, frozen=True):
    """The log from its last `DayOpened` on, and the answers kept; empty when the log is new.

    With a copy of the state: the facts after it alone.
    """

    first_seq: int
    """Seq of the first fact ever if the log is empty: UTC ms of its creation."""
    facts: tuple[Recorded, ...] = ()
    answers: tuple[Kept, ...] = ()
    """The newest `ANSWERS_MAX`, oldest first."""
    undelivered: tuple[Kept, ...] = ()
    unreadable: tuple[str, ...] = ()
    """What is wrong with each answer that could not be read and is left out."""
    copy: StateCopy | None = None


class Flushed(Struct, frozen=True):
    """What was said before `Flush` is on its way."""

    earlier: tuple[Recorded, ...] = ()
    """The day's facts before those that `Loaded` came with: they were in its copy of the state."""


class Taught(Struct, frozen=True):
    """A forecaster that knows earlier days, for the place of the one that knows today alone.

    What happened while it was taught is all that it lacks.
    """

    forecaster: "Forecaster"


class Committed(Struct, frozen=True):
    """Commit `number` is on disk."""

    number: int


class CommitFailed(Struct, frozen=True):
    """Commit `number` is not on disk, wholly."""

    number: int
    reason: str


# --- effects: the rules ask -----------------------------------------------------------------


class Commit(Struct, frozen=True):
    """Put all of it on disk in one transaction, then say `Committed` or `CommitFailed`."""

    number: int
    facts: tuple[Recorded, ...] = ()
    answers: tuple[Kept, ...] = ()
    delivered: tuple[tuple[str, str], ...] = ()
    """(to, command) of outbox rows that are done."""


class Flush(Struct, frozen=True):
    """Let out what was said till now, then say `Flushed`: asked once, when the displays are right."""

    copied_seq: int = 0
    """The day's facts up to this one are wanted with it; 0: none, for all of them were loaded."""


class Reload(Struct, frozen=True):
    """Read the log again and say `Loaded`: what was decided in memory is void."""

    first: bool = False
    """Nothing was read yet, and displays wait: a copy of the state will do."""


class Reply(Struct, frozen=True):
    """The answer to a command from inside the process."""

    to: str
    answer: Said


class Changed(Struct, frozen=True):
    """Something is different since the last commit: pages that look may look again."""

    seq: int
    moved: frozenset[str] = frozenset()
    """Windows that are different themselves."""
    windows: frozenset[str] = frozenset()
    """These, and those where the queue is different that they serve."""
    everything: bool = False
    """A day began."""


class Shown(Struct, frozen=True):
    """A view for who looked, as `Look` asked: `HallView`, `WindowView`, `TicketView` ..."""

    to: str
    view: object
