# SPDX-License-Identifier: Apache-2.0
"""Commands that only the hall's own pages send, inside the process."""

from typing import Annotated

from msgspec import Meta

from bus.messages import (
    LABELS_MAX,
    CaseStep,
    Code,
    Command,
    Id,
    Milliseconds,
    WindowAction,
    Words,
)
from hall.core.life import FollowClass, FollowStep, Visit

ALOUD_MAX = 160
Aloud = Annotated[str, Meta(max_length=ALOUD_MAX)]
"""Words read aloud: a voice that reads longer ones keeps those waiting who are called."""


class MakeBooking(Command, frozen=True, kw_only=True):
    """Book a visit: `slot_at` is the UTC ms at which a slot of the service begins."""

    service: Id
    slot_at: Milliseconds
    person: Annotated[str, Meta(max_length=64)] = ""
    code: Annotated[str, Meta(min_length=4, max_length=16, pattern=r"^[A-Z0-9]+$")]
    """What the citizen shows at the kiosk; drawn by the page, refused if taken."""


class CancelBooking(Command, frozen=True, kw_only=True):
    """Give an appointment back."""

    code: Annotated[str, Meta(max_length=16)]


class MoveCase(Command, frozen=True, kw_only=True):
    """Let a case take another step."""

    code: Code
    to: CaseStep
    clerk: Annotated[str, Meta(min_length=1, max_length=64)]
    note: Words = ""


class AddService(Command, frozen=True, kw_only=True):
    """One more service for the citizen at a window, on the same ticket.

    As with `PagePress`, refused when another ticket is there than the page showed, or a colleague.
    """

    window: Id
    service: Id
    clerk: Annotated[str, Meta(max_length=64)] = ""
    """Who asks; empty: whoever sits there."""
    shown: Annotated[str, Meta(max_length=64)] = ""
    """Ticket for which it is asked; empty: whichever is there."""
    calls: Annotated[int, Meta(ge=0)] = 0


class PagePress(WindowAction, frozen=True, kw_only=True):
    """A key pressed on a page that showed `shown` at the window; empty: that showed nobody.

    Refused when somebody else is there by now: the clerk meant whom the page showed. The same
    ticket called once more, for its next service, is somebody else too, when `calls` is said.
    """

    shown: Annotated[str, Meta(max_length=64)] = ""
    calls: Annotated[int, Meta(ge=0)] = 0
    """How often that ticket had been called; 0: not said."""


class Announce(Command, frozen=True, kw_only=True):
    """Say something to everybody for some minutes, in place of what was said before; none: stop."""

    zh: Aloud = ""
    en: Aloud = ""
    minutes: Annotated[int, Meta(ge=1, le=720)] = 15
    by: Annotated[str, Meta(max_length=64)] = ""


# --- by phone, from whoever holds a ticket's paper --------------------------------------------


class StepBack(Command, frozen=True, kw_only=True):
    """I am late: let some go first."""

    ticket: Id


class ComeBack(Command, frozen=True, kw_only=True):
    """I did not want to leave the queue."""

    ticket: Id


class OfVisit(Command, frozen=True, kw_only=True):
    """About one visit of a ticket of `day`, as the log showed it at seq `as_of`: `seen`."""

    ticket: Id
    day: str
    seen: Visit
    as_of: int
    labels: Annotated[tuple[int, ...], Meta(max_length=LABELS_MAX)] = ()
    text: Words = ""


class RateVisit(OfVisit, frozen=True, kw_only=True):
    """Rate a visit that was not rated on the pad."""

    level: Annotated[int, Meta(ge=1, le=5)]
    callback: bool = False
    """The citizen wants to be called back, and left a number with the page."""


class Explain(OfVisit, frozen=True, kw_only=True):
    """Add reasons or words to a rating from the pad."""


# --- what follows a bad rating ----------------------------------------------------------------


class OfOutcome(Command, frozen=True, kw_only=True):
    """About how the bad rating of a visit was settled, by who holds the ticket's paper."""

    ticket: Id
    visit: Id
    text: Words = ""


class RateOutcome(OfOutcome, frozen=True, kw_only=True):
    """Rate how it was settled; the first rating stays."""

    level: Annotated[int, Meta(ge=1, le=5)]


class Appeal(OfOutcome, frozen=True, kw_only=True):
    """I do not accept the outcome, and say why."""

    callback: bool = False
    """The citizen wants to be called back, and left a number with the page."""


class FollowUpStep(Command, frozen=True, kw_only=True):
    """Take the next step of the follow-up of `visit`, of which the page showed `seen` steps."""

    visit: Id
    step: FollowStep
    seen: int
    by: Annotated[str, Meta(max_length=64)] = ""
    class_: FollowClass = FollowClass.NONE
    to: Annotated[str, Meta(max_length=64)] = ""
    text: Words = ""
    reached: bool = False
    level: Annotated[int, Meta(ge=0, le=5)] = 0
