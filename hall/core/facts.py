# SPDX-License-Identifier: Apache-2.0
"""Everything that can have happened in a hall: appended, never changed; all else is computed."""

import msgspec
from msgspec import Struct

from bus.messages import Outcome
from hall.core.life import Booking, Case, FollowUp, Place, Spoken, Taken, Ticket, Why, WindowNow


class Fact(Struct, frozen=True, kw_only=True, tag_field="fact", omit_defaults=True):
    """What every fact is: immutable and told apart by its tag."""


# --- the life of a ticket -------------------------------------------------------------------


class Issued(Fact, frozen=True, kw_only=True, tag="issued"):
    """A citizen got a number. `since_at` is the time its claim counts from."""

    ticket: str
    number: str
    prefix: str
    count: int
    """The how-manieth of its prefix today."""
    service: str
    rest: tuple[str, ...] = ()
    priority: str
    language: str = "zh"
    since_at: int
    person: str = ""
    booking: str = ""
    part: str = ""
    """Kiosk or page that asked."""
    wait_median_ms: int | None = None
    wait_p90_ms: int | None = None


class Called(Fact, frozen=True, kw_only=True, tag="called"):
    """A ticket was called to a window. `overtaken`: waiting people of earlier place it passed."""

    ticket: str
    window: str
    clerk: str
    why: Why
    reason: str = ""
    overtaken: int = 0


class Recalled(Fact, frozen=True, kw_only=True, tag="recalled"):
    """The call was repeated."""

    ticket: str
    window: str


class Arrived(Fact, frozen=True, kw_only=True, tag="arrived"):
    """The person called stands at the window: service begins."""

    ticket: str
    window: str


class PassedOver(Fact, frozen=True, kw_only=True, tag="passed-over"):
    """The person called did not come."""

    ticket: str
    window: str


LATE, CHANGED_MIND = "late", "changed-mind"


class Requeued(Fact, frozen=True, kw_only=True, tag="requeued"):
    """A second chance: waits again, right behind that place and as that class; empty: now, its own."""

    ticket: str
    behind: Place = ()
    stands_as: str = ""
    why: str = ""
    """Empty: passed over. Else the citizen's wish, by phone: `LATE`, or `CHANGED_MIND` after leaving."""


class Held(Fact, frozen=True, kw_only=True, tag="held"):
    """Put aside at a window, to be called back the same day."""

    ticket: str
    window: str
    reason: str


class CalledBack(Fact, frozen=True, kw_only=True, tag="called-back"):
    """A held ticket was called to a window again."""

    ticket: str
    window: str
    clerk: str


class Transferred(Fact, frozen=True, kw_only=True, tag="transferred"):
    """Sent on, keeping its place; `to_window` empty: any window that takes `to_service`."""

    ticket: str
    window: str
    to_service: str
    to_window: str = ""
    visit: str = ""


class Freed(Fact, frozen=True, kw_only=True, tag="freed"):
    """No longer kept for one window, because that closed: waits for any that takes the service."""

    ticket: str


class ServiceAdded(Fact, frozen=True, kw_only=True, tag="service-added"):
    """One more service on the same ticket, after those it has."""

    ticket: str
    window: str
    service: str


class Finished(Fact, frozen=True, kw_only=True, tag="finished"):
    """A service ended; `visit` is the token to rate it with, once."""

    ticket: str
    window: str
    visit: str
    outcome: Outcome = Outcome.UNSTATED


class Lapsed(Fact, frozen=True, kw_only=True, tag="lapsed"):
    """Its day is over: these services are not served; at no window, it has left."""

    ticket: str
    services: tuple[str, ...] = ()


class Cancelled(Fact, frozen=True, kw_only=True, tag="cancelled"):
    """The ticket left the queue for good; `window` empty: the citizen did it."""

    ticket: str
    window: str = ""
    reason: str = ""


class Rated(Fact, frozen=True, kw_only=True, tag="rated"):
    """A citizen's rating of one visit."""

    visit: str
    ticket: str
    window: str
    level: int
    labels: tuple[int, ...] = ()
    text: str = ""
    channel: str = "pad"
    raw_key: str = ""
    part: str = ""
    callback: bool = False
    """The citizen wants to be called back; the number is not in the log."""


class Explained(Fact, frozen=True, kw_only=True, tag="explained"):
    """Reasons or words added later by the citizen to a rating that had none: it stays as it is."""

    visit: str
    ticket: str
    labels: tuple[int, ...] = ()
    text: str = ""


class RatingClosed(Fact, frozen=True, kw_only=True, tag="rating-closed"):
    """The window's pad no longer offers this visit for rating."""

    window: str
    visit: str


class PaperKnown(Fact, frozen=True, kw_only=True, tag="paper-known"):
    """What became of a ticket's paper."""

    ticket: str
    printed: bool
    fault: str = ""


class Undone(Fact, frozen=True, kw_only=True, tag="undone"):
    """The facts of that step count as if they had not happened; `undone` is the step's number."""

    undone: int
    window: str
    ticket: str


# --- windows and clerks ---------------------------------------------------------------------


class SignedIn(Fact, frozen=True, kw_only=True, tag="signed-in"):
    """A clerk took a window; `relieved` is who sat there until now (lunch relief)."""

    window: str
    clerk: str
    relieved: str = ""


class SignedOut(Fact, frozen=True, kw_only=True, tag="signed-out"):
    """A clerk left the window: it is closed."""

    window: str
    clerk: str


class Took(Fact, frozen=True, kw_only=True, tag="took"):
    """The services a window takes from now on, in its order."""

    window: str
    services: tuple[str, ...]


class Paused(Fact, frozen=True, kw_only=True, tag="paused"):
    """The window calls nobody for a while."""

    window: str
    reason: str = ""


class Resumed(Fact, frozen=True, kw_only=True, tag="resumed"):
    """The window goes on."""

    window: str


class AwayAlarm(Fact, frozen=True, kw_only=True, tag="away-alarm"):
    """Paused longer than the hall allows: the manager sees it, the window says so."""

    window: str


# --- days and appointments ------------------------------------------------------------------


class DayOpened(Fact, frozen=True, kw_only=True, tag="day-opened"):
    """A local day began. It carries all that goes on, so a replay starts here."""

    day: str
    bookings: tuple[Booking, ...] = ()
    windows: tuple[WindowNow, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    cases: tuple[Case, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()


class DayClosed(Fact, frozen=True, kw_only=True, tag="day-closed"):
    """The day ended; `left` are the tickets that nobody had called."""

    day: str
    left: tuple[str, ...] = ()


class TimePassed(Fact, frozen=True, kw_only=True, tag="time-passed"):
    """Time alone changed what is shown (opening hours): a fact, so that retained states grow."""


class BookingMade(Fact, frozen=True, kw_only=True, tag="booking-made"):
    """An appointment was given."""

    booking: Booking


class BookingKept(Fact, frozen=True, kw_only=True, tag="booking-kept"):
    """The citizen checked in with it."""

    code: str
    ticket: str


class BookingReleased(Fact, frozen=True, kw_only=True, tag="booking-released"):
    """Given back: the citizen cancelled it, or did not come (`no_show`)."""

    code: str
    no_show: bool = False


class Announced(Fact, frozen=True, kw_only=True, tag="announced"):
    """A manager speaks to everybody; None: what was said is over."""

    said: Spoken | None = None


# --- cases ----------------------------------------------------------------------------------


class CaseOpened(Fact, frozen=True, kw_only=True, tag="case-opened"):
    """Papers were accepted: a case with a receipt code and a day promised, or none."""

    code: str
    ticket: str
    service: str
    window: str
    clerk: str
    due_day: str = ""


class CaseMoved(Fact, frozen=True, kw_only=True, tag="case-moved"):
    """A case took a step: all that is true of it now, for a day's facts tell the whole story."""

    case: Case


# --- bad ratings ----------------------------------------------------------------------------


class FollowUpOpened(Fact, frozen=True, kw_only=True, tag="follow-up-opened"):
    """A bad rating waits for somebody to see to it."""

    ticket: str
    follow_up: FollowUp


class FollowedUp(Fact, frozen=True, kw_only=True, tag="followed-up"):
    """Somebody took a step; `due_day` is the day by which the next must be taken."""

    visit: str
    ticket: str
    taken: Taken
    due_day: str = ""


AnyFact = (
    Issued
    | Called
    | Recalled
    | Arrived
    | PassedOver
    | Requeued
    | Held
    | CalledBack
    | Transferred
    | Freed
    | ServiceAdded
    | Finished
    | Lapsed
    | Cancelled
    | Rated
    | Explained
    | RatingClosed
    | PaperKnown
    | Undone
    | SignedIn
    | SignedOut
    | Took
    | Paused
    | Resumed
    | AwayAlarm
    | DayOpened
    | DayClosed
    | TimePassed
    | BookingMade
    | BookingKept
    | BookingReleased
    | Announced
    | CaseOpened
    | CaseMoved
    | FollowUpOpened
    | FollowedUp
)


class Recorded(Struct, frozen=True):
    """A fact in the log."""

    seq: int
    """Grows for ever; a new log begins at the UTC ms of its creation."""
    step: int
    """`seq` of the first fact of the command that caused it: what undo takes back together."""
    at: int
    """The hall's UTC ms: never less than that of the fact before."""
    day: str
    """Local date it counts to: of its ticket's issue, else the day it happened."""
    fact: AnyFact


def tag_of(fact: AnyFact | type[Fact]) -> str:
    """Return the name of a fact's kind as it stands in the log."""
    return str(fact.__struct_config__.tag)


_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[AnyFact] = msgspec.json.Decoder(AnyFact)


def encode_fact(fact: AnyFact) -> bytes:
    """Return a fact as JSON, tag included."""
    return _ENCODER.encode(fact)


def decode_fact(line: bytes | str) -> AnyFact:
    """Return the fact. msgspec.DecodeError when the bytes are none."""
    return _DECODER.decode(line)
