# SPDX-License-Identifier: Apache-2.0
"""What each fact of a ticket's life does to the state."""

from msgspec.structs import replace

from bus.messages import Outcome
from hall.core import facts
from hall.core.facts import Recorded
from hall.core.life import AT_WINDOW, Life, Ticket, Visit, Why
from hall.core.state import OPEN_LIVES, Bypass, CallMade, HallState


def issued(state: HallState, recorded: Recorded, fact: facts.Issued) -> None:
    """A new ticket waits."""
    ticket = Ticket(
        id=fact.ticket,
        number=fact.number,
        day=recorded.day,
        service=fact.service,
        rest=fact.rest,
        priority=fact.priority,
        language=fact.language,
        issued_at=recorded.at,
        place=(fact.since_at, recorded.seq),
        seq=recorded.seq,
        person=fact.person,
        booking=fact.booking,
        waiting_since_at=recorded.at,
        wait_median_ms=fact.wait_median_ms,
        wait_p90_ms=fact.wait_p90_ms,
        bypassed_before=state.lines.overtaken(fact.service, (fact.since_at, recorded.seq)),
        step=recorded.step,
    )
    state.numbers[fact.prefix] = max(fact.count, state.numbers.get(fact.prefix, 0))
    state.by_number[fact.number] = fact.ticket
    state.issued_at.setdefault(fact.service, []).append(recorded.at)
    state.put(ticket)


def called(state: HallState, recorded: Recorded, fact: facts.Called) -> None:
    """A ticket leaves its line for a window; those it went past are noted."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    if ticket.life is Life.WAITING:
        ticket = _waited(state, recorded, ticket)
        earlier = state.lines.earlier(fact.window, ticket.place)
        if earlier:
            call = (recorded.seq, recorded.at, ticket.id, fact.window, fact.why)
            state.changes.bypasses.append(Bypass(*call, *state.lines.bypassed(earlier)))
        noted = state.lines.overtake(earlier, ticket.place)
        state.images[fact.window].overtook.append((noted, ticket.place))
    _to_window(state, recorded, ticket, fact.window, fact.clerk, fact.why, fact.reason)


def called_back(state: HallState, recorded: Recorded, fact: facts.CalledBack) -> None:
    """A held ticket goes to a window."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    _to_window(state, recorded, ticket, fact.window, fact.clerk, Why.CALL_BACK, "")


def _to_window(
    state: HallState,
    recorded: Recorded,
    ticket: Ticket,
    *at: str,
) -> None:
    window, clerk, why, reason = at
    call = CallMade(recorded.seq, ticket.id, window, 0, recorded.at)
    state.note_call(call)
    state.put(
        replace(
            ticket,
            life=Life.CALLED,
            window=window,
            reserved=False,
            clerk=clerk,
            called_at=recorded.at,
            said_at=recorded.at,
            arrived_at=0,
            call=recorded.seq,
            calls=ticket.calls + 1,
            recalls=0,
            behind_as="",
            why=Why(why),
            reason=reason,
            step=recorded.step,
        )
    )
    state.put_window(
        replace(state.window(window), ticket=ticket.id, since_at=recorded.at, call=recorded.seq)
    )


def recalled(state: HallState, recorded: Recorded, fact: facts.Recalled) -> None:
    """The call is said once more."""
    ticket = state.tickets[fact.ticket]
    recalls = ticket.recalls + 1
    state.put(replace(ticket, recalls=recalls, call=recorded.seq, said_at=recorded.at))
    state.note_call(CallMade(recorded.seq, ticket.id, fact.window, recalls, recorded.at))
    state.put_window(replace(state.window(fact.window), call=recorded.seq))


def arrived(state: HallState, recorded: Recorded, fact: facts.Arrived) -> None:
    """Service begins."""
    ticket = state.tickets[fact.ticket]
    state.put(replace(ticket, life=Life.SERVING, arrived_at=recorded.at))
    state.put_window(replace(state.window(fact.window), since_at=recorded.at))


def passed_over(state: HallState, recorded: Recorded, fact: facts.PassedOver) -> None:
    """Nobody came: out of the queue, unless `Requeued` follows."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    state.put(
        replace(
            ticket,
            life=Life.PASSED_OVER,
            window="",
            passed_at=(*ticket.passed_at, (fact.window, ticket.clerk)),
            ended_at=recorded.at,
            step=recorded.step,
        )
    )
    _free(state, recorded, fact.window)


def requeued(state: HallState, recorded: Recorded, fact: facts.Requeued) -> None:
    """Waits again, behind others; after leaving, at the same place. What it waited before counts."""
    ticket = state.tickets[fact.ticket]
    if ticket.life is Life.WAITING:
        ticket = replace(_waited(state, recorded, ticket), steps_back=ticket.steps_back + 1)
    place = (*(fact.behind or (recorded.at,)), recorded.seq)
    again = replace(ticket, place=place, behind_as=fact.stands_as, given_up=False)
    _wait_again(state, recorded, again)


def held(state: HallState, recorded: Recorded, fact: facts.Held) -> None:
    """Put aside."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    state.put(
        replace(
            ticket,
            life=Life.HELD,
            window=fact.window,
            reason=fact.reason,
            waiting_since_at=recorded.at,
            step=recorded.step,
        )
    )
    _free(state, recorded, fact.window)


def transferred(state: HallState, recorded: Recorded, fact: facts.Transferred) -> None:
    """Waits elsewhere with the place it has; the visit here is over and not rated."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    visit = _visit(recorded, ticket, fact.window, fact.visit, Outcome.UNSTATED, transferred=True)
    ticket = replace(
        ticket,
        service=fact.to_service,
        window=fact.to_window,
        reserved=bool(fact.to_window),
        visits=(*ticket.visits, visit),
        waited_ms=0,
    )
    _wait_again(state, recorded, ticket)
    _free(state, recorded, fact.window)


def freed(state: HallState, recorded: Recorded, fact: facts.Freed) -> None:
    """Waits for any window of its service."""
    ticket = state.tickets[fact.ticket]
    if ticket.life in AT_WINDOW:
        _free(state, recorded, ticket.window)
    _wait_again(state, recorded, replace(ticket, window="", reserved=False))


def service_added(state: HallState, recorded: Recorded, fact: facts.ServiceAdded) -> None:
    """One more service to come."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    state.put(replace(ticket, rest=(*ticket.rest, fact.service), step=recorded.step))


def finished(state: HallState, recorded: Recorded, fact: facts.Finished) -> None:
    """A visit ended and can be rated; a ticket with services to come waits for the next."""
    ticket = state.tickets[fact.ticket]
    state.moved(recorded, fact.window, ticket)
    visit = _visit(recorded, ticket, fact.window, fact.visit, fact.outcome, transferred=False)
    state.visits[fact.visit] = (ticket.id, len(ticket.visits))
    visits = (*ticket.visits, visit)
    ticket = replace(ticket, visits=visits, window="", reserved=False, waited_ms=0)
    if ticket.rest:
        _wait_again(state, recorded, replace(ticket, service=ticket.rest[0], rest=ticket.rest[1:]))
    else:
        state.put(replace(ticket, life=Life.FINISHED, ended_at=recorded.at, step=recorded.step))
    _free(state, recorded, fact.window, visit=(fact.visit, ticket.id, recorded.at))


def lapsed(state: HallState, recorded: Recorded, fact: facts.Lapsed) -> None:
    """Nothing more to come; whoever stands at a window is served there to the end."""
    ticket = replace(state.tickets[fact.ticket], rest=())
    if ticket.life in OPEN_LIVES - AT_WINDOW:
        leave(state, recorded, ticket)
    else:
        state.put(ticket)


def leave(state: HallState, recorded: Recorded, ticket: Ticket) -> None:
    """Let a ticket that was not called be over with its day."""
    state.put(
        replace(
            ticket,
            life=Life.LEFT,
            window="",
            reserved=False,
            ended_at=recorded.at,
            step=recorded.step,
        )
    )


def cancelled(state: HallState, recorded: Recorded, fact: facts.Cancelled) -> None:
    """Gone for good; the window it was called to is free."""
    ticket = state.tickets[fact.ticket]
    if fact.window:
        state.moved(recorded, fact.window, ticket)
    where = ticket.window
    at_window = ticket.life in AT_WINDOW
    if ticket.life is Life.WAITING:
        ticket = _waited(state, recorded, ticket)
    state.put(
        replace(
            ticket,
            life=Life.CANCELLED,
            window="",
            reserved=False,
            reason=fact.reason,
            given_up=not fact.window,
            ended_at=recorded.at,
            step=recorded.step,
        )
    )
    if at_window:
        _free(state, recorded, where)


def rated(state: HallState, recorded: Recorded, fact: facts.Rated) -> None:
    """A visit has its rating; whoever shows its token stops asking."""
    state.note_said(fact.visit, facts.Rated)
    if fact.visit not in state.visits:
        return
    ticket_id, index = state.visits[fact.visit]
    ticket = state.tickets[ticket_id]
    visit = replace(
        ticket.visits[index],
        level=fact.level,
        labels=fact.labels,
        text=fact.text,
        channel=fact.channel,
        raw_key=fact.raw_key,
        rated_at=recorded.at,
    )
    visits = (*ticket.visits[:index], visit, *ticket.visits[index + 1 :])
    state.put(replace(ticket, visits=visits, step=recorded.step))
    _close_rating(state, fact.window, fact.visit)


def explained(state: HallState, recorded: Recorded, fact: facts.Explained) -> None:
    """A rating has its reasons."""
    state.note_said(fact.visit, facts.Explained)
    follow_up = state.follow_ups.get(fact.visit)
    if follow_up is not None:
        labels, text = follow_up.labels or fact.labels, follow_up.text or fact.text
        state.follow_ups[fact.visit] = replace(follow_up, labels=labels, text=text)
    if fact.visit not in state.visits:
        return
    ticket_id, index = state.visits[fact.visit]
    ticket = state.tickets[ticket_id]
    before = ticket.visits[index]
    visit = replace(
        before,
        labels=before.labels or fact.labels,
        text=before.text or fact.text,
        explained_at=recorded.at,
    )
    state.put(replace(ticket, visits=(*ticket.visits[:index], visit, *ticket.visits[index + 1 :])))


def rating_closed(state: HallState, _: Recorded, fact: facts.RatingClosed) -> None:
    """The window's pad goes to rest."""
    _close_rating(state, fact.window, fact.visit)


def paper_known(state: HallState, _: Recorded, fact: facts.PaperKnown) -> None:
    """The ticket's paper is printed, or is not."""
    ticket = state.tickets[fact.ticket]
    state.put(replace(ticket, printed=fact.printed, fault=fact.fault))


def undone(state: HallState, _: Recorded, fact: facts.Undone) -> None:
    """A step counts as if it had not happened."""
    state.take_back(fact.window, fact.undone)


def _visit(
    recorded: Recorded,
    ticket: Ticket,
    window: str,
    token: str,
    outcome: Outcome,
    *,
    transferred: bool,
) -> Visit:
    return Visit(
        token=token,
        service=ticket.service,
        window=window,
        clerk=ticket.clerk,
        called_at=ticket.called_at,
        started_at=ticket.arrived_at or ticket.called_at,
        ended_at=recorded.at,
        waited_ms=ticket.waited_ms,
        outcome=outcome,
        transferred=transferred,
    )


def _waited(state: HallState, recorded: Recorded, ticket: Ticket) -> Ticket:
    """Return a waiting ticket with its wait until now, and who went past it meanwhile."""
    own = state.lines.overtaken(ticket.line, ticket.place) - ticket.bypassed_before
    return replace(
        ticket,
        overtaken=ticket.overtaken + max(0, own),
        waited_ms=ticket.waited_ms + recorded.at - ticket.waiting_since_at,
    )


def _wait_again(state: HallState, recorded: Recorded, ticket: Ticket) -> None:
    """Let a ticket wait at its place; overtakings before now are not its own."""
    waiting = replace(
        ticket,
        life=Life.WAITING,
        waiting_since_at=recorded.at,
        bypassed_before=state.lines.overtaken(ticket.line, ticket.place),
        ended_at=0,
        step=recorded.step,
    )
    state.put(waiting)


def _free(
    state: HallState, recorded: Recorded, window: str, visit: tuple[str, str, int] | None = None
) -> None:
    """Let a window be free; what its clerk did before can no longer be undone.

    `visit`, of which ticket and ended when, may be rated there; None: what may be, still may.
    """
    now = state.window(window)
    token, ticket, ended_at = visit or (now.visit, now.visit_ticket, now.visit_at)
    state.put_window(
        replace(
            now,
            ticket="",
            since_at=recorded.at,
            step=recorded.step,
            visit=token,
            visit_ticket=ticket,
            visit_at=ended_at,
        )
    )


def _close_rating(state: HallState, window: str, visit: str) -> None:
    if state.window(window).visit == visit:
        state.put_window(replace(state.window(window), visit="", visit_ticket="", visit_at=0))
