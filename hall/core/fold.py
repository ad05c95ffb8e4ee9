# SPDX-License-Identifier: Apache-2.0
"""Facts to state: `apply` takes one, `replay` a whole log."""

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from hall.core import facts, moves, register
from hall.core.facts import Recorded
from hall.core.life import AT_WINDOW
from hall.core.state import HallState


def day_opened(state: HallState, recorded: Recorded, fact: facts.DayOpened) -> None:
    """Begin a day with nothing but what the fact carries."""
    state.begin_day(fact.day)
    state.opened_seq = recorded.seq
    for ticket in fact.tickets:
        state.put(ticket)
        for index, visit in enumerate(ticket.visits):
            if not visit.transferred:
                state.visits[visit.token] = (ticket.id, index)
    for window in fact.windows:
        state.put_window(window)
    for booking in fact.bookings:
        state.put_booking(booking)
    state.follow_ups = {each.visit: each for each in fact.follow_ups}
    for case in fact.cases:
        state.put_case(case)


def day_closed(state: HallState, recorded: Recorded, fact: facts.DayClosed) -> None:
    """Whoever still waits or is held has left."""
    for name in fact.left:
        moves.leave(state, recorded, state.tickets[name])


def signed_in(state: HallState, recorded: Recorded, fact: facts.SignedIn) -> None:
    """A clerk sits at the window; whoever is served there is theirs now."""
    window = state.window(fact.window)
    ticket = state.at_window(fact.window)
    if ticket is not None and ticket.life in AT_WINDOW:
        state.put(replace(ticket, clerk=fact.clerk))
    state.put_window(
        replace(
            window,
            clerk=fact.clerk,
            signed_in_at=recorded.at,
            since_at=window.since_at if ticket is not None else recorded.at,
            paused=False,
            away=False,
            pause_reason="",
        )
    )


def signed_out(state: HallState, recorded: Recorded, fact: facts.SignedOut) -> None:
    """The window is closed."""
    window = state.window(fact.window)
    state.put_window(
        replace(
            window,
            clerk="",
            services=(),
            paused=False,
            away=False,
            pause_reason="",
            since_at=recorded.at,
        )
    )


def took(state: HallState, _: Recorded, fact: facts.Took) -> None:
    """The window takes these services."""
    state.put_window(replace(state.window(fact.window), services=fact.services))


def paused(state: HallState, recorded: Recorded, fact: facts.Paused) -> None:
    """The window calls nobody."""
    window = state.window(fact.window)
    since_at = window.since_at if window.ticket else recorded.at
    state.put_window(
        replace(
            window,
            paused=True,
            paused_at=recorded.at,
            pause_reason=fact.reason,
            since_at=since_at,
        )
    )


def resumed(state: HallState, recorded: Recorded, fact: facts.Resumed) -> None:
    """The window goes on."""
    window = state.window(fact.window)
    since_at = window.since_at if window.ticket else recorded.at
    state.put_window(replace(window, paused=False, away=False, pause_reason="", since_at=since_at))


def away_alarm(state: HallState, _: Recorded, fact: facts.AwayAlarm) -> None:
    """The window says that its clerk is away."""
    state.put_window(replace(state.window(fact.window), away=True))


def time_passed(_: HallState, __: Recorded, ___: facts.TimePassed) -> None:
    """Nothing but that seq grows."""


def booking_made(state: HallState, _: Recorded, fact: facts.BookingMade) -> None:
    """A slot holds one more."""
    state.put_booking(fact.booking)


def booking_kept(state: HallState, _: Recorded, fact: facts.BookingKept) -> None:
    """The citizen came."""
    state.put_booking(replace(state.bookings[fact.code], ticket=fact.ticket))


def booking_released(state: HallState, _: Recorded, fact: facts.BookingReleased) -> None:
    """The slot has room again."""
    state.put_booking(replace(state.bookings[fact.code], released=True))


def announced(state: HallState, recorded: Recorded, fact: facts.Announced) -> None:
    """Everybody hears it, until it is over or the day is."""
    state.spoken = (recorded.at, fact.said) if fact.said else None
    state.changes.spoken = True


def follow_up_opened(state: HallState, _: Recorded, fact: facts.FollowUpOpened) -> None:
    """A bad rating waits for somebody."""
    state.follow_ups[fact.follow_up.visit] = fact.follow_up


def followed_up(state: HallState, _: Recorded, fact: facts.FollowedUp) -> None:
    """A step was taken; the facts of one day alone may not tell of what."""
    found = state.follow_ups.get(fact.visit)
    if found is not None:
        state.follow_ups[fact.visit] = replace(
            found,
            taken=(*found.taken, fact.taken),
            due_day=fact.due_day,
            callback=found.callback or fact.taken.callback,
            call_day=fact.taken.call_day or found.call_day,
        )


APPLIERS: dict[type, Callable[[HallState, Recorded, Any], None]] = {
    facts.Issued: moves.issued,
    facts.Called: moves.called,
    facts.Recalled: moves.recalled,
    facts.Arrived: moves.arrived,
    facts.PassedOver: moves.passed_over,
    facts.Requeued: moves.requeued,
    facts.Held: moves.held,
    facts.CalledBack: moves.called_back,
    facts.Transferred: moves.transferred,
    facts.Freed: moves.freed,
    facts.ServiceAdded: moves.service_added,
    facts.Finished: moves.finished,
    facts.Lapsed: moves.lapsed,
    facts.Cancelled: moves.cancelled,
    facts.Rated: moves.rated,
    facts.Explained: moves.explained,
    facts.RatingClosed: moves.rating_closed,
    facts.PaperKnown: moves.paper_known,
    facts.Undone: moves.undone,
    facts.SignedIn: signed_in,
    facts.SignedOut: signed_out,
    facts.Took: took,
    facts.Paused: paused,
    facts.Resumed: resumed,
    facts.AwayAlarm: away_alarm,
    facts.DayOpened: day_opened,
    facts.DayClosed: day_closed,
    facts.TimePassed: time_passed,
    facts.BookingMade: booking_made,
    facts.BookingKept: booking_kept,
    facts.BookingReleased: booking_released,
    facts.Announced: announced,
    facts.CaseOpened: register.case_opened,
    facts.CaseMoved: register.case_moved,
    facts.FollowUpOpened: follow_up_opened,
    facts.FollowedUp: followed_up,
}


def apply(state: HallState, recorded: Recorded) -> HallState:
    """Take one more fact; the state is changed in place. AssertionError if seq does not grow."""
    if recorded.seq <= state.seq:
        raise AssertionError(f"seq {recorded.seq} after {state.seq}")
    APPLIERS[type(recorded.fact)](state, recorded, recorded.fact)
    state.seq = recorded.seq
    state.at = max(state.at, recorded.at)
    return state


def replay(windows: Iterable[str], log: Iterable[Recorded]) -> HallState:
    """Return the state after a log: of one day for its report, or from a `DayOpened` on."""
    state = HallState(windows)
    for recorded in log:
        apply(state, recorded)
    return state
