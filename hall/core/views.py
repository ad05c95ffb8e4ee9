# SPDX-License-Identifier: Apache-2.0
"""What the pages show: the whole hall for the manager, one window for its clerk.

Immutable values, so that another thread may draw them while the hall goes on.
"""

from heapq import merge
from itertools import islice

from msgspec import Struct

from bus.messages import QueueLength, WindowState
from hall.core.alarms import Alarm
from hall.core.cases import Mark, Supervision
from hall.core.counts import DayBook, Figures
from hall.core.holder import May, may
from hall.core.life import CLOSED_STEPS, Case, FollowUp, Life, Spoken, Ticket, WindowNow
from hall.core.outcome import OutcomeShown, outcomes
from hall.core.pen import UNKNOWN, Rules
from hall.core.presence import PartNow
from hall.core.publish import WAIT_OLD_MS, queue_length, window_state
from hall.core.selfcheck import Violation
from hall.core.state import HallState

QUEUE_SHOWN_MAX = 50
"""Waiting tickets shown of one queue; the count tells of the rest."""
HELD_SHOWN_MAX = 100


class TicketShown(Struct, frozen=True):
    """One ticket as pages show it; never a person."""

    id: str
    number: str
    service: str
    rest: tuple[str, ...]
    priority: str
    life: str
    issued_at: int
    since_at: int
    """When it began to wait, was called, served or held."""
    waited_ms: int
    """Waited before it was called."""
    window: str
    why: str
    """Why it was called and not another; empty before."""
    reason: str
    """Why it was held, called out of turn or cancelled."""
    appointment: bool
    calls: int
    recalls: int
    passes: int
    overtaken: int
    printed: bool | None
    fault: str
    language: str


class WindowShown(Struct, frozen=True):
    """One window as pages show it."""

    window: str
    state: WindowState
    clerk: str
    services: tuple[str, ...]
    ticket: TicketShown | None
    since_at: int
    waiting: int
    paused: bool
    pause_reason: str
    away: bool
    visit: str
    today: Figures


class QueueShown(Struct, frozen=True):
    """One service's queue as pages show it."""

    queue: QueueLength
    oldest_at: int | None
    tickets: tuple[TicketShown, ...]
    today: Figures


class HallView(Struct, frozen=True):
    """The hall at one moment."""

    seq: int
    at: int
    day: str
    linked: bool
    windows: tuple[WindowShown, ...]
    queues: tuple[QueueShown, ...]
    held: tuple[TicketShown, ...]
    today: Figures
    clerks: tuple[Figures, ...]
    classes: tuple[Figures, ...]
    slots: tuple[Figures, ...]
    """By half hour; the key is the UTC ms at which it begins."""
    parts: tuple[PartNow, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    violations: tuple[Violation, ...] = ()
    bad_inputs: int = 0
    dropped: int = 0
    store_fault: str = ""
    spoken: tuple[int, Spoken] | None = None
    """What a manager says to everybody now, and since when."""


class WindowView(Struct, frozen=True):
    """One window for the clerk who sits there."""

    seq: int
    at: int
    day: str
    window: WindowShown
    queue: tuple[TicketShown, ...]
    """Those next, as the policy would call them if nobody else came."""
    held: tuple[TicketShown, ...]
    """Held by this window, then those of others that are callable here; longest first."""
    could_take: tuple[str, ...]
    open_windows: tuple[str, ...]
    """Where a transfer can go."""
    did: tuple[str, ...]
    """Kinds of facts of the last step: `finished, called` when NEXT did both."""
    undo_until_at: int | None
    """Until when the last step can be taken back; None: it cannot."""
    today: Figures
    """The clerk's day."""
    linked: bool
    receipt: Case | None = None
    """The case that this window opened last today."""
    receipt_in: str = ""
    """Language its citizen reads; empty: not known."""


class CaseShown(Struct, frozen=True):
    """One case in the register, and whether its time is near its end."""

    case: Case
    mark: Mark


class RegisterView(Struct, frozen=True):
    """Cases: the one that was asked for, or all that are open and those closed today."""

    seq: int
    at: int
    day: str
    cases: tuple[CaseShown, ...]
    """The most urgent first."""


class TicketView(Struct, frozen=True):
    """One ticket for whoever holds it."""

    seq: int
    at: int
    day: str
    """Today; a ticket of another day is over."""
    ticket: TicketShown | None
    """None: today there is no such ticket."""
    ahead: int = 0
    wait_median_ms: int | None = None
    """Of the wait that is left, in whole minutes; None: nobody can tell."""
    wait_p90_ms: int | None = None
    windows: tuple[str, ...] = ()
    """Where it is called to, else the open windows that take it, else all that ever do."""
    open: bool = False
    """Whether any of these windows calls now."""
    paused: bool = False
    """Whether they only pause."""
    opens_at: int | None = None
    """When nothing is open at this hour: from when on it is; None: nobody can tell."""
    may: May = May()
    whole: Ticket | None = None
    """With its visits: for its holder's page only."""
    outcomes: tuple[OutcomeShown, ...] = ()
    """What follows its bad ratings, of whatever day it is."""


class DayView(Struct, frozen=True):
    """Everything that counts to today, for whoever adds it up."""

    day: str
    tickets: dict[str, Ticket]
    cases: dict[str, Case]
    follow_ups: tuple[FollowUp, ...] = ()
    """All at hand, of whatever day."""


def day_view(state: HallState) -> DayView:
    """Return today as it is: copies of the books, in which every value is immutable."""
    follow_ups = tuple(state.follow_ups.values())
    return DayView(state.day, dict(state.tickets), dict(state.cases), follow_ups)


def ticket_shown(state: HallState, ticket: Ticket) -> TicketShown:
    """Return a ticket as pages show it."""
    since_at = ticket.waiting_since_at
    overtaken = ticket.overtaken
    if ticket.life in {Life.CALLED, Life.SERVING}:
        since_at = ticket.arrived_at or ticket.called_at
    if ticket.life is Life.WAITING:
        here = state.lines.overtaken(ticket.line, ticket.place) - ticket.bypassed_before
        overtaken += max(0, here)
    return TicketShown(
        id=ticket.id,
        number=ticket.number,
        service=ticket.service,
        rest=ticket.rest,
        priority=ticket.priority,
        life=ticket.life.value,
        issued_at=ticket.issued_at,
        since_at=since_at,
        waited_ms=ticket.waited_ms,
        window=ticket.window,
        why=ticket.why.value if ticket.why else "",
        reason=ticket.reason,
        appointment=bool(ticket.booking),
        calls=ticket.calls,
        recalls=ticket.recalls,
        passes=len(ticket.passed_at),
        overtaken=overtaken,
        printed=ticket.printed,
        fault=ticket.fault,
        language=ticket.language,
    )


def window_shown(state: HallState, book: DayBook, window: WindowNow) -> WindowShown:
    """Return a window as pages show it."""
    ticket = state.at_window(window.id)
    return WindowShown(
        window=window.id,
        state=window_state(state, window),
        clerk=window.clerk,
        services=window.services,
        ticket=ticket_shown(state, ticket) if ticket is not None else None,
        since_at=window.since_at,
        waiting=state.lines.waiting_for.get(window.id, 0),
        paused=window.paused,
        pause_reason=window.pause_reason,
        away=window.away,
        visit=window.visit,
        today=book.figures(("window", window.id)),
    )


def queue_shown(
    rules: Rules, state: HallState, book: DayBook, service: str, at_ms: int
) -> QueueShown:
    """Return a queue as pages show it: its first tickets by place."""
    line = state.lines.lines.get(service)
    first = state.lines.tickets(service, QUEUE_SHOWN_MAX)
    return QueueShown(
        queue=queue_length(rules, state, service, at_ms, WAIT_OLD_MS),
        oldest_at=line.oldest()[0] if line is not None and line.waiting else None,
        tickets=tuple(ticket_shown(state, state.tickets[name]) for name in first),
        today=book.figures(("service", service)),
    )


def held_shown(state: HallState) -> tuple[TicketShown, ...]:
    """Return the tickets put aside, longest first, with the reason of each."""
    first = islice(state.held, HELD_SHOWN_MAX)
    return tuple(ticket_shown(state, state.tickets[name]) for name in first)


def hall_view(rules: Rules, state: HallState, book: DayBook, at_ms: int) -> HallView:
    """Return the whole hall, without what only the actor knows (parts, alarms, faults)."""
    book.refresh(state)
    return HallView(
        seq=state.seq,
        at=at_ms,
        day=state.day,
        linked=False,
        windows=tuple(window_shown(state, book, w) for w in state.windows.values()),
        queues=tuple(
            queue_shown(rules, state, book, service, at_ms) for service in rules.hall.service_by_id
        ),
        held=held_shown(state),
        today=book.figures(),
        clerks=tuple(book.figures(key) for key in book.keys("clerk")),
        classes=tuple(book.figures(key) for key in book.keys("class")),
        slots=tuple(book.figures(key) for key in book.keys("slot")),
        spoken=state.spoken if state.spoken and at_ms < state.spoken[1].until_at else None,
    )


def window_view(
    rules: Rules, state: HallState, book: DayBook, window_id: str, at_ms: int
) -> WindowView:
    """Return one window for its clerk."""
    book.refresh(state)
    window = state.window(window_id)
    lines = state.lines.lines_of.get(window_id, ())
    held = [state.tickets[name] for name in state.held]
    mine = [ticket for ticket in held if ticket.window == window_id]
    others = [t for t in held if t.window != window_id and t.line in lines]
    receipt = state.cases.get(state.case_of.get(window_id, ""))
    accepted = state.tickets.get(receipt.ticket) if receipt is not None else None
    return WindowView(
        seq=state.seq,
        at=at_ms,
        day=state.day,
        window=window_shown(state, book, window),
        queue=tuple(ticket_shown(state, t) for t in next_tickets(rules, state, window_id, at_ms)),
        held=tuple(ticket_shown(state, t) for t in (*mine, *others)[:HELD_SHOWN_MAX]),
        could_take=rules.hall.services_by_window.get(window_id, ()),
        open_windows=tuple(other.id for other in state.windows.values() if other.open),
        did=window.did,
        undo_until_at=_undo_until(rules, state, window_id, at_ms),
        today=book.figures(("clerk", window.clerk)),
        linked=False,
        receipt=receipt,
        receipt_in=accepted.language if accepted is not None else "",
    )


def ticket_view(rules: Rules, state: HallState, ticket_id: str, at_ms: int) -> TicketView:
    """Return one ticket for whoever holds it: how it stands, and what is left to wait."""
    ticket = state.tickets.get(ticket_id)
    followed = outcomes(rules, state, ticket_id, ticket)
    if ticket is None:
        return TicketView(seq=state.seq, at=at_ms, day=state.day, ticket=None, outcomes=followed)
    ahead, wait = 0, UNKNOWN
    if ticket.life is Life.WAITING:
        ahead = rules.chooser.ahead(state.lines, ticket.line, ticket.stands_as, ticket.place)
        wait = rules.wait_left(state, ticket, at_ms)
    open_now = state.open_windows(ticket.line)
    paused = not open_now and bool(state.lines.windows_of.get(ticket.line))
    shut = None if open_now or paused else rules.opening.refusal(ticket.service, at_ms)
    ever = rules.hall.windows_by_service.get(ticket.service, ())
    mine = (ticket.window,) if ticket.window else ()
    return TicketView(
        seq=state.seq,
        at=at_ms,
        day=state.day,
        ticket=ticket_shown(state, ticket),
        ahead=ahead,
        wait_median_ms=wait[0],
        wait_p90_ms=wait[1],
        windows=mine or open_now or ever,
        open=bool(open_now),
        paused=paused,
        opens_at=shut[1] if shut is not None else None,
        may=may(rules, state, ticket, at_ms),
        whole=ticket,
        outcomes=followed,
    )


def register_view(rules: Rules, state: HallState, code: str, at_ms: int) -> RegisterView:
    """Return the case of a code, if there is one; for no code the register."""
    wanted = [state.cases[code]] if code in state.cases else []
    if not code:
        today = state.day
        cases = state.cases.values()
        wanted = [c for c in cases if c.step not in CLOSED_STEPS or c.moved_day == today]
    supervision = Supervision(rules.opening, rules.opening.day(at_ms))
    shown = [CaseShown(case, supervision.mark(case)) for case in wanted]
    order = {Mark.PAST: 0, Mark.NEAR: 1, Mark.NONE: 2}
    shown.sort(key=lambda each: (order[each.mark], each.case.due_day or "9", each.case.accepted_at))
    return RegisterView(seq=state.seq, at=at_ms, day=state.day, cases=tuple(shown))


def next_tickets(rules: Rules, state: HallState, window: str, at_ms: int) -> list[Ticket]:
    """Return who is next at a window by claim now, at most `QUEUE_SHOWN_MAX`.

    The very next comes from the policy, limits included.
    """
    lines, chooser = state.lines, rules.chooser
    first = chooser.choose(lines, window, at_ms)
    if first is None:
        return []
    ranked = [
        [
            (-chooser.claim(class_, place, at_ms) * chooser.weight(position, name), place)
            for place in places[:QUEUE_SHOWN_MAX]
        ]
        for position, name in enumerate(lines.lines_of.get(window, ()))
        if (line := lines.lines.get(name)) is not None
        for class_, places in line.classes.items()
    ]
    found = (lines.ticket_at[place] for _, place in merge(*ranked))
    others = islice((name for name in found if name != first.ticket), QUEUE_SHOWN_MAX - 1)
    return [state.tickets[name] for name in (first.ticket, *others)]


def _undo_until(rules: Rules, state: HallState, window: str, at_ms: int) -> int | None:
    image = state.can_take_back(window)
    if image is None:
        return None
    until_at = image.at + rules.hall.policy.undo_seconds * 1_000
    return until_at if at_ms <= until_at else None
