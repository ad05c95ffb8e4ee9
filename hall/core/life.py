# SPDX-License-Identifier: Apache-2.0
"""What the state is made of: tickets, visits, windows and bookings, each an immutable value.

A change makes a new value, so the value before is at hand for undo.
"""

from enum import StrEnum

from msgspec import Struct

from bus.messages import CaseStep, Outcome

Place = tuple[int, ...]
"""Where a ticket stands among all waiting: UTC ms it counts from, then seq of its fact. One put
right behind another has that one's place with a seq of its own after it."""


class Life(StrEnum):
    """Where a ticket is in its life."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    FINISHED = "finished"
    PASSED_OVER = "passed-over"
    CANCELLED = "cancelled"
    LEFT = "left"
    """Still waiting or held when the day closed."""


AT_WINDOW = frozenset({Life.CALLED, Life.SERVING})


class Why(StrEnum):
    """Why this ticket was called and not another; shown to the clerk and kept."""

    FIRST = "first"
    """Waited longest of all that this window takes."""
    CLASS = "class"
    """Its class has a rate or a head start above others that came earlier."""
    SERVICE_ORDER = "service-order"
    """This window takes its service before others."""
    BYPASS_LIMIT = "bypass-limit"
    """Overtaken as often as the hall allows."""
    WAIT_LIMIT = "wait-limit"
    """Waited as long as the hall allows."""
    APPOINTMENT = "appointment"
    TRANSFER = "transfer"
    """Sent to this window."""
    CALL_BACK = "call-back"
    GIVEN = "given"
    """The clerk named the number, and said why."""


class Visit(Struct, frozen=True):
    """One service at one window, from call to end; `token` is rated once, or never."""

    token: str
    service: str
    window: str
    clerk: str
    called_at: int
    started_at: int
    ended_at: int
    waited_ms: int
    outcome: Outcome = Outcome.UNSTATED
    transferred: bool = False
    level: int | None = None
    """None: not rated, which is no praise and no blame."""
    labels: tuple[int, ...] = ()
    text: str = ""
    channel: str = ""
    raw_key: str = ""
    rated_at: int = 0
    explained_at: int = 0
    """When the citizen added reasons or words later; 0: not."""


class Ticket(Struct, frozen=True):
    """One citizen's number and all that happened to it."""

    id: str
    number: str
    day: str
    """Local date it was issued, YYYY-MM-DD: what it counts to."""
    service: str
    priority: str
    language: str
    issued_at: int
    place: Place
    seq: int = 0
    """Of the fact that issued it: order of arrival."""
    rest: tuple[str, ...] = ()
    """Services still to come on the same ticket."""
    person: str = ""
    booking: str = ""
    life: Life = Life.WAITING
    window: str = ""
    """Where it is called or served; the only window that may call it when `reserved`."""
    reserved: bool = False
    clerk: str = ""
    behind_as: str = ""
    """Class whose claim it has since it was put behind others, until called; empty: its own."""
    waiting_since_at: int = 0
    called_at: int = 0
    said_at: int = 0
    """When it was called or recalled last."""
    arrived_at: int = 0
    call: int = 0
    calls: int = 0
    recalls: int = 0
    passed_at: tuple[tuple[str, str], ...] = ()
    """Window and clerk of each time it was passed over."""
    waited_ms: int = 0
    """Waited for the visit to come, without the time it was held."""
    why: Why | None = None
    reason: str = ""
    """Why it was held, called out of turn or cancelled."""
    bypassed_before: int = 0
    """Virtual overtakings when it began to wait here: not counted as its own."""
    overtaken: int = 0
    """How often later arrivals went first, in all its waits but the present one."""
    visits: tuple[Visit, ...] = ()
    printed: bool | None = None
    fault: str = ""
    ended_at: int = 0
    given_up: bool = False
    """The citizen left the queue; no clerk took the ticket out."""
    steps_back: int = 0
    """How often the citizen was late and let others go first."""
    wait_median_ms: int | None = None
    wait_p90_ms: int | None = None
    step: int = 0
    """The step that moved it last: an older step can no longer be undone."""

    @property
    def stands_as(self) -> str:
        """Class whose claim it has in line."""
        return self.behind_as or self.priority

    @property
    def line(self) -> str:
        """Name of the line it waits in: its service, or one window's own line."""
        return f"@{self.window}" if self.reserved else self.service


class WindowNow(Struct, frozen=True):
    """One window and who is at it."""

    id: str
    clerk: str = ""
    services: tuple[str, ...] = ()
    """Services it takes now, in its order."""
    signed_in_at: int = 0
    paused: bool = False
    pause_reason: str = ""
    paused_at: int = 0
    away: bool = False
    """Paused longer than the hall allows: the manager sees it."""
    ticket: str = ""
    since_at: int = 0
    call: int = 0
    visit: str = ""
    """Token of the service just ended while it may be rated here."""
    visit_ticket: str = ""
    visit_at: int = 0
    step: int = 0
    did: tuple[str, ...] = ()
    """Tags of the facts of its last step: what the clerk's key did."""

    @property
    def open(self) -> bool:
        """Whether a clerk sits here, paused or not."""
        return bool(self.clerk)


class Booking(Struct, frozen=True):
    """One appointment: a promise of a slot that survives midnight and restarts."""

    code: str
    service: str
    day: str
    slot_at: int
    """UTC ms at which the slot begins."""
    slot_ms: int
    person: str = ""
    ticket: str = ""
    """The ticket that kept it, or empty."""
    released: bool = False


class Case(Struct, frozen=True, omit_defaults=True):
    """One case in the register (接办件), from its acceptance on."""

    code: str
    """Its receipt code."""
    service: str
    ticket: str
    window: str
    """Where it was accepted, and by whom."""
    clerk: str
    day: str
    """Local date it was accepted, YYYY-MM-DD: what it counts to."""
    accepted_at: int
    moved_at: int
    moved_day: str
    """Local date on which its present step began."""
    due_day: str = ""
    """Local date promised; empty: none was."""
    step: CaseStep = CaseStep.ACCEPTED
    moved_by: str = ""
    """Who let it take its present step; empty: nobody touched it since it was accepted."""
    note: str = ""

    @property
    def on_time(self) -> bool:
        """Whether its present step began on the day promised or before."""
        return not self.due_day or self.moved_day <= self.due_day


CLOSED_STEPS = frozenset({CaseStep.DECIDED, CaseStep.REFUSED})


class FollowStep(StrEnum):
    """What can be done about a bad rating."""

    CLASSIFY = "classify"
    ASSIGN = "assign"
    CONTACT = "contact"
    """The citizen was called back, or nobody answered."""
    ANSWER = "answer"
    SETTLE = "settle"
    RATE_AGAIN = "rate-again"
    """The citizen rates how it was settled; the first rating stays."""
    APPEAL = "appeal"
    """The citizen or the clerk does not accept the outcome."""


class FollowClass(StrEnum):
    """What a bad rating is, once somebody looked into it."""

    NONE = ""
    REASONABLE = "reasonable"
    """Clear and reasonable: mended at once."""
    COMPLEX = "complex"
    """Takes longer: a plan with a date."""
    BASELESS = "baseless"
    """No legal basis: explained."""
    MISTAKEN = "mistaken"
    """Pressed by mistake, or in malice. It stays in the figures all the same."""


class Taken(Struct, frozen=True, omit_defaults=True):
    """One step of a follow-up, taken by somebody."""

    step: FollowStep
    at: int
    by: str = ""
    """Name of the account; empty where nobody signs in."""
    class_: FollowClass = FollowClass.NONE
    to: str = ""
    """Who is to see to it."""
    text: str = ""
    reached: bool = False
    level: int = 0
    """Of the second rating."""
    channel: str = ""
    """From where the citizen took it; empty: an account did."""
    callback: bool = False
    """The citizen left a number, again, and wants to be called."""
    call_day: str = ""
    """Local date by which that must happen; empty: whenever."""


class Spoken(Struct, frozen=True, omit_defaults=True):
    """What a manager says to everybody in the hall, until `until_at`, and who it was."""

    zh: str
    until_at: int
    en: str = ""
    """Empty: nothing is said in English."""
    by: str = ""


class FollowUp(Struct, frozen=True, omit_defaults=True):
    """What follows one bad rating, with what it is about."""

    visit: str
    ticket: str
    window: str
    clerk: str
    service: str
    level: int
    rated_at: int
    labels: tuple[int, ...] = ()
    text: str = ""
    channel: str = ""
    callback: bool = False
    """The citizen left a number and wants to be called; it is kept elsewhere until settled."""
    due_day: str = ""
    """Local date by which the next step must be taken; empty: none must."""
    call_day: str = ""
    """Local date by which the citizen must have been called; empty: whenever."""
    taken: tuple[Taken, ...] = ()
