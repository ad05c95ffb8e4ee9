# SPDX-License-Identifier: Apache-2.0
"""Every message of the hall: the one place where a field is named.

Times are UTC milliseconds (`_at`, stamped by the hall alone) or durations with their unit last.
Commands carry an `id` made once, at the touch: the same id again gets the same answer.
Retained states carry a growing `seq`: a receiver ignores one that is not newer.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from bus import refusals

# A bare $ would also take a line break at the end.
Id = Annotated[
    str, Meta(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$(?!\n)")
]
Words = Annotated[str, Meta(max_length=400)]
Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Milliseconds = Annotated[int, Meta(ge=0)]
Seq = Annotated[int, Meta(ge=0)]
"""Grows for ever, through restarts and lost databases: it begins at the log's birth in UTC ms."""
LANGUAGE = Annotated[str, Meta(max_length=12)]
Code = Annotated[str, Meta(min_length=1, max_length=16, pattern=r"^[A-Z0-9]+$(?!\n)")]
"""An appointment's code or a receipt code (bus.receipt)."""
Person = Annotated[str, Meta(max_length=64)]
"""Keyed hash of an identity number, or empty: never the number itself."""
LABELS_MAX = 8


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every message is: immutable, strict, named fields only."""


class Command(Message, frozen=True, kw_only=True):
    """A wish sent to the hall; `id` is made once and repeated in each retry."""

    id: Id


# --- wishes ---------------------------------------------------------------------------------


class TicketRequest(Command, frozen=True, kw_only=True):
    """A citizen asks for a number for one or several services, served in this order."""

    services: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=8)]
    priority: Id = "ordinary"
    language: LANGUAGE = "zh"
    person: Person = ""
    booking: Annotated[str, Meta(max_length=64)] = ""
    """Code of the appointment that this visit keeps, or empty."""


class TicketHandedOver(Command, frozen=True, kw_only=True):
    """A number that a kiosk gave by itself, from a series of its own, while the hall was lost."""

    number: Annotated[str, Meta(pattern=r"^[A-Z]{1,3}[0-9]{1,9}$", max_length=12)]
    services: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=8)]
    priority: Id = "ordinary"
    language: LANGUAGE = "zh"
    person: Person = ""
    taken_at: Milliseconds
    """When it was given, by the hall's clock as the kiosk knew it."""
    booking: Annotated[str, Meta(max_length=64)] = ""
    """As in the request."""


class LookUp(Command, frozen=True, kw_only=True):
    """What is behind a code that a citizen scanned or typed: an appointment, or a case?"""

    code: Code


class TicketCancel(Command, frozen=True, kw_only=True):
    """The citizen leaves the queue."""

    ticket: Id


class PaperReported(Command, frozen=True, kw_only=True):
    """What became of a ticket's paper."""

    ticket: Id
    printed: bool
    fault: Annotated[str, Meta(max_length=64)] = ""
    """Why there is no paper: paper-out, cover-open, no-answer ... or empty."""


class Action(StrEnum):
    """What a clerk can ask of a window, by pad or page."""

    SIGN_IN = "sign-in"
    SIGN_OUT = "sign-out"
    TAKE = "take"
    """Choose which services the window takes now (`services`)."""
    PAUSE = "pause"
    RESUME = "resume"
    NEXT = "next"
    CALL = "call"
    """Call a given ticket out of turn: `ticket` and `reason`."""
    RECALL = "recall"
    ARRIVE = "arrive"
    """The person called stands at the window."""
    PASS_OVER = "pass-over"  # noqa: S105 (a key, no password)
    HOLD = "hold"
    CALL_BACK = "call-back"
    TRANSFER = "transfer"
    FINISH = "finish"
    CANCEL = "cancel"
    UNDO = "undo"


class Outcome(StrEnum):
    """How a service ended."""

    DECIDED = "decided"
    ACCEPTED = "accepted"
    PAPERS_MISSING = "papers-missing"
    REFUSED = "refused"
    CONSULTATION = "consultation"
    UNSTATED = ""


class WindowAction(Command, frozen=True, kw_only=True):
    """A clerk's key at a window; which fields matter is said by `action`."""

    window: Id
    action: Action
    pressed_at: Milliseconds = 0
    """The hall's time of the press, as its beat tells it; 0: not known, thus of any age."""
    clerk: Annotated[str, Meta(max_length=64)] = ""
    ticket: Annotated[str, Meta(max_length=64)] = ""
    reason: Words = ""
    to_window: Annotated[str, Meta(max_length=64)] = ""
    to_service: Annotated[str, Meta(max_length=64)] = ""
    outcome: Outcome = Outcome.UNSTATED
    services: Annotated[tuple[Id, ...], Meta(max_length=600)] = ()


class Rated(Command, frozen=True, kw_only=True):
    """A citizen's rating of one service; `visit` is the one-time token the hall gave the pad."""

    visit: Id
    window: Id
    level: Annotated[int, Meta(ge=1, le=5)]
    """5 very satisfied ... 1 very dissatisfied."""
    labels: Annotated[
        tuple[Annotated[int, Meta(ge=100, le=599)], ...], Meta(max_length=LABELS_MAX)
    ] = ()
    """Codes of the national reason list; each begins with the level."""
    text: Words = ""
    channel: Annotated[str, Meta(max_length=16)] = "pad"
    raw_key: Annotated[str, Meta(max_length=16)] = ""


# --- answers --------------------------------------------------------------------------------


Refusal = refusals.Refusal
Standing = refusals.Standing


class TicketIssued(Message, frozen=True, kw_only=True, tag="ticket-issued"):
    """The number is the citizen's: it was on disk before this was said."""

    command: Id
    ticket: Id
    number: Annotated[str, Meta(max_length=12)]
    service: Id
    priority: Id
    ahead: Count
    windows: tuple[Id, ...]
    """Open windows that take the service now."""
    issued_at: Milliseconds
    wait_median_ms: Milliseconds | None = None
    wait_p90_ms: Milliseconds | None = None
    again: bool = False
    """True when this is the ticket the person already had."""
    key: Annotated[str, Meta(max_length=32)] = ""
    """Opens the ticket's page on a phone; nobody can guess it. Empty: there is no page."""


class Accepted(Message, frozen=True, kw_only=True, tag="accepted"):
    """Done, and on disk."""

    command: Id


class Refused(Message, frozen=True, kw_only=True, tag="refused"):
    """Not done. `number` is the ticket it is about, `until` when it becomes possible."""

    command: Id
    refusal: Refusal
    number: Annotated[str, Meta(max_length=12)] = ""
    until_at: Milliseconds | None = None


class BookingFound(Message, frozen=True, kw_only=True, tag="booking-found"):
    """An appointment, as a kiosk may show it: nothing about the person."""

    command: Id
    code: Code
    service: Id
    slot_at: Milliseconds
    slot_ms: Milliseconds
    standing: Standing
    from_at: Milliseconds
    """From when it can be kept."""
    number: Annotated[str, Meta(max_length=12)] = ""
    """The ticket it was kept with, if it was today."""
    windows: tuple[Id, ...] = ()
    """Open windows that take the service now."""


class CaseStep(StrEnum):
    """How far a case is."""

    ACCEPTED = "accepted"
    """Being worked on."""
    PAPERS_MISSING = "papers-missing"
    """Waits for the citizen; its time stands still."""
    DECIDED = "decided"
    REFUSED = "refused"


class CaseFound(Message, frozen=True, kw_only=True, tag="case-found"):
    """A case, as a kiosk may show it: nothing about the person."""

    command: Id
    code: Code
    service: Id
    step: CaseStep
    accepted_at: Milliseconds
    moved_at: Milliseconds
    """When the present step began."""
    due_day: Annotated[str, Meta(max_length=10)] = ""
    """Date promised, in the hall's zone, YYYY-MM-DD; empty: none was."""


class Answer(Message, frozen=True, kw_only=True):
    """The hall's answer to one command of one part."""

    to: Id
    answer: TicketIssued | Accepted | Refused | BookingFound | CaseFound


# --- retained states ------------------------------------------------------------------------


class WindowState(StrEnum):
    """What a window's strip shows."""

    CLOSED = "closed"
    FREE = "free"
    CALLING = "calling"
    SERVING = "serving"
    RATING = "rating"
    PAUSED = "paused"
    AWAY = "away"


class NowServing(Message, frozen=True, kw_only=True):
    """One window as it is now; the truth for its strip, pad and keys."""

    seq: Seq
    window: Id
    state: WindowState
    ticket: Annotated[str, Meta(max_length=64)] = ""
    number: Annotated[str, Meta(max_length=12)] = ""
    service: Annotated[str, Meta(max_length=64)] = ""
    language: LANGUAGE = ""
    call: Seq = 0
    """Grows with each call and recall of this hall: one announcement each."""
    since_at: Milliseconds = 0
    clerk: Annotated[str, Meta(max_length=64)] = ""
    waiting: Count = 0
    """People waiting that this window could serve."""
    visit: Annotated[str, Meta(max_length=64)] = ""
    """Token of the service just ended, to be rated once; empty when there is none."""
    pause_reason: Words = ""


class Call(Message, frozen=True, kw_only=True):
    """One call as boards show and voices speak it."""

    call: Seq
    number: Annotated[str, Meta(max_length=12)]
    window: Id
    language: LANGUAGE
    recalled: Count
    """0 at the first call, then how often it was repeated."""
    called_at: Milliseconds
    standing: bool
    """Whether it still holds: the person was not yet passed over, served to the end or called off."""


class Calls(Message, frozen=True, kw_only=True):
    """The newest calls, newest first: enough that a board is right after any gap."""

    seq: Seq
    calls: Annotated[tuple[Call, ...], Meta(max_length=64)]


class QueueLength(Message, frozen=True, kw_only=True):
    """One service's queue now."""

    seq: Seq
    service: Id
    waiting: Count
    windows: tuple[Id, ...]
    """Open windows that take it."""
    refusal: Refusal | None = None
    """Why no ticket can be taken just now, or None."""
    until_at: Milliseconds | None = None
    wait_median_ms: Milliseconds | None = None
    wait_p90_ms: Milliseconds | None = None


class PublicAddress(Message, frozen=True, kw_only=True):
    """What a manager says to everybody, until `until_at`; no words: nothing."""

    seq: Seq
    said_at: Milliseconds = 0
    until_at: Milliseconds = 0
    zh: Words = ""
    en: Words = ""


# --- readers --------------------------------------------------------------------------------


class CardLaid(Message, frozen=True, kw_only=True):
    """Somebody laid an identity card on a kiosk's reader, just now."""

    to: Id
    person: Annotated[str, Meta(min_length=1, max_length=64)]
    """Keyed hash of the number: all that is known of the person."""
    initial: Annotated[str, Meta(max_length=4)] = ""
    """First character of the name, if the hall wants it."""


class CodeRead(Message, frozen=True, kw_only=True):
    """Somebody held a code before a kiosk's scanner, just now."""

    to: Id
    text: Annotated[str, Meta(max_length=512)]


class ReadersThere(Message, frozen=True, kw_only=True):
    """What a kiosk's bridge can read for it, each second: unheard, there is no reader."""

    to: Id
    card: bool
    code: bool


# --- life signs -----------------------------------------------------------------------------


class HallBeat(Message, frozen=True, kw_only=True):
    """The hall lives: each second, with its clock, so that boards without one know the time."""

    boot: Id
    beat: Count
    utc_at: Milliseconds
    since_seq: Seq = 0
    """Where its log stood when it started: whatever it says has a greater seq."""
    parts_lost: Count = 0
    alarms: Count = 0


class Beat(Message, frozen=True, kw_only=True):
    """A part lives: each second."""

    part: Id
    kind: Annotated[str, Meta(max_length=16)]
    version: Annotated[str, Meta(max_length=32)]
    uptime_ms: Milliseconds
    shown_latency_ms: Milliseconds | None = None
    """From the hall's commit to shown here, of the newest call, or None."""
    shown_p50_ms: Milliseconds | None = None
    shown_p99_ms: Milliseconds | None = None
    """The same of the last thousand."""
    bad_inputs: Count = 0
    faults: Annotated[tuple[Annotated[str, Meta(max_length=120)], ...], Meta(max_length=8)] = ()
    """Codes of what is wrong here: paper-out, port-missing ..."""


class Presence(Message, frozen=True, kw_only=True):
    """Retained: whether the part is connected; the broker says `online: false` as its last will."""

    part: Id
    online: bool


COMMANDS: tuple[type[Command], ...] = tuple(Command.__subclasses__())
