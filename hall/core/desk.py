# SPDX-License-Identifier: Apache-2.0
"""What a clerk can do at a window, one function a key. Each decides first and writes then."""

from collections.abc import Callable

from bus.messages import Action, Refusal, WindowAction
from hall.core import facts
from hall.core.cases import open_case
from hall.core.commands import AddService
from hall.core.life import AT_WINDOW, Life, Ticket, Why, WindowNow
from hall.core.pen import Declined, Pen
from hall.core.seats import SEAT_KEYS, end_rating

SECOND_MS = 1_000
CALLABLE = frozenset({Life.WAITING, Life.PASSED_OVER})


def act(pen: Pen, command: WindowAction, pressed_ago_ms: int | None) -> None:
    """Do what a clerk asks. Declined when it cannot be done.

    `pressed_ago_ms` is how long ago this window called its last ticket, by a clock that only
    grows, or None.
    """
    if command.window not in pen.hall.window_by_id:
        raise Declined(Refusal.UNKNOWN_WINDOW)
    window = pen.state.window(command.window)
    if command.action in SEAT_KEYS:
        SEAT_KEYS[command.action](pen, command, window)
        return
    if not window.open:
        raise Declined(Refusal.WINDOW_CLOSED)
    if command.clerk and command.clerk != window.clerk:
        raise Declined(Refusal.WINDOW_OCCUPIED)
    guarded = pressed_ago_ms is not None and pressed_ago_ms < pen.policy.call_guard_ms
    if command.action is Action.NEXT and guarded:
        raise Declined(Refusal.TOO_SOON)
    KEYS[command.action](pen, command, window)


def call_next(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Call who is next; a service still running here is finished by it."""
    _not_paused(window)
    served = pen.state.at_window(window.id)
    if served is None and not pen.state.lines.waiting_for.get(window.id):
        raise Declined(Refusal.NOBODY_WAITING)
    if served is not None:
        _finish(pen, served, window, command)
    choice = pen.rules.chooser.choose(pen.state.lines, window.id, pen.at_ms)
    if choice is not None:
        _call(pen, pen.state.tickets[choice.ticket], window, choice.why, "")


def call_given(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Call a given number out of turn; the reason is kept. One passed over may be revived."""
    _not_paused(window)
    ticket = _known(pen, command.ticket)
    if not command.reason.strip():
        raise Declined(Refusal.REASON_NEEDED, number=ticket.number)
    if ticket.life not in CALLABLE:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    _of_today(pen, ticket)
    _taken_here(pen, ticket, window)
    _nobody_here(pen, window)
    _call(pen, ticket, window, Why.GIVEN, command.reason.strip())


def recall(pen: Pen, _: WindowAction, window: WindowNow) -> None:
    """Repeat the call."""
    ticket = _here(pen, window, Life.CALLED)
    if ticket.recalls >= pen.policy.recalls_max:
        raise Declined(Refusal.TOO_MANY_RECALLS, number=ticket.number)
    again_at = ticket.said_at + pen.policy.recall_pause_ms
    if pen.at_ms < again_at:
        raise Declined(Refusal.TOO_SOON, number=ticket.number, until_at=again_at)
    pen.write(facts.Recalled(ticket=ticket.id, window=window.id))


def arrive(pen: Pen, _: WindowAction, window: WindowNow) -> None:
    """The person called is here."""
    ticket = _here(pen, window, Life.CALLED)
    pen.write(facts.Arrived(ticket=ticket.id, window=window.id))


def pass_over(pen: Pen, _: WindowAction, window: WindowNow) -> None:
    """Nobody came: a second chance behind some others, as often as the hall allows, today."""
    ticket = _here(pen, window, Life.CALLED)
    pen.write(facts.PassedOver(ticket=ticket.id, window=window.id))
    if len(ticket.passed_at) < pen.policy.passed_over_times_max and pen.of_today(ticket):
        passed = pen.state.tickets[ticket.id]
        others = pen.policy.passed_over_behind
        found = pen.rules.chooser.behind(pen.state.lines, passed, others, pen.at_ms)
        place, class_ = found or ((), "")
        pen.write(facts.Requeued(ticket=ticket.id, behind=place, stands_as=class_))


def hold(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Put the citizen aside, to be called back today."""
    ticket = _here(pen, window, *AT_WINDOW)
    _of_today(pen, ticket)
    if not command.reason.strip():
        raise Declined(Refusal.REASON_NEEDED, number=ticket.number)
    pen.write(facts.Held(ticket=ticket.id, window=window.id, reason=command.reason.strip()))


def call_back(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Call a held ticket; without a number, the one this window held longest."""
    _not_paused(window)
    if command.ticket:
        ticket = _known(pen, command.ticket)
    else:
        mine = (pen.state.tickets[held] for held in pen.state.held)
        found = next((held for held in mine if held.window == window.id), None)
        if found is None:
            raise Declined(Refusal.NOBODY_WAITING)
        ticket = found
    if ticket.life is not Life.HELD:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    if ticket.window != window.id:
        _taken_here(pen, ticket, window)
    _nobody_here(pen, window)
    pen.write(facts.CalledBack(ticket=ticket.id, window=window.id, clerk=window.clerk))


def transfer(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Send the citizen to another window, service or department, keeping the place."""
    ticket = _here(pen, window, *AT_WINDOW)
    _of_today(pen, ticket)
    if not command.to_window and not command.to_service:
        raise Declined(Refusal.UNKNOWN_SERVICE, number=ticket.number)
    to_service = _service(pen, command.to_service) if command.to_service else ticket.service
    if command.to_window:
        _transfer_window(pen, command.to_window, window)
    elif to_service == ticket.service:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    pen.write(
        facts.Transferred(
            ticket=ticket.id,
            window=window.id,
            to_service=to_service,
            to_window=command.to_window,
            visit=str(pen.next_seq),
        )
    )


def _transfer_window(pen: Pen, to_window: str, window: WindowNow) -> None:
    if to_window not in pen.hall.window_by_id:
        raise Declined(Refusal.UNKNOWN_WINDOW)
    if to_window == window.id:
        raise Declined(Refusal.WRONG_WINDOW)
    if not pen.state.window(to_window).open:
        raise Declined(Refusal.WINDOW_CLOSED)


def _service(pen: Pen, wanted: str) -> str:
    """Return the service, or of a department the first that an open window takes."""
    if wanted in pen.hall.service_by_id:
        return wanted
    services = pen.hall.services_by_department.get(wanted, ())
    if not services:
        raise Declined(Refusal.UNKNOWN_SERVICE)
    return next((s for s in services if pen.state.open_windows(s)), services[0])


def finish(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """The service is over."""
    _finish(pen, _here(pen, window, *AT_WINDOW), window, command)


def cancel(pen: Pen, command: WindowAction, window: WindowNow) -> None:
    """Take a ticket out for good: the one here, or a given one with a reason."""
    if not command.ticket:
        ticket = _here(pen, window, *AT_WINDOW)
    else:
        ticket = _known(pen, command.ticket)
        here = ticket.life in AT_WINDOW and ticket.window == window.id
        if not here and not command.reason.strip():
            raise Declined(Refusal.REASON_NEEDED, number=ticket.number)
        if not here and ticket.life not in {Life.WAITING, Life.HELD}:
            raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    pen.write(facts.Cancelled(ticket=ticket.id, window=window.id, reason=command.reason.strip()))


def undo(pen: Pen, _: WindowAction, window: WindowNow) -> None:
    """Take back this window's last step, while nothing was built on it."""
    image = pen.state.can_take_back(window.id)
    if image is None:
        raise Declined(Refusal.NOTHING_TO_UNDO)
    if pen.at_ms - image.at > pen.policy.undo_seconds * SECOND_MS:
        raise Declined(Refusal.TOO_LATE)
    # One for each day it counts to, so that each day's facts tell the whole story.
    one_each = {ticket.day: ticket.id for ticket in image.tickets.values()}
    for name in one_each.values():
        pen.write(facts.Undone(undone=image.step, window=window.id, ticket=name))
    end_rating(pen, pen.state.window(window.id))  # what was asked before that step may be over
    for name in image.tickets:
        ticket = pen.state.tickets[name]
        kept = ticket.life is Life.WAITING and ticket.reserved
        if kept and not pen.state.window(ticket.window).open:
            pen.write(facts.Freed(ticket=name))


def add_service(pen: Pen, command: AddService) -> None:
    """Add one more service to the ticket at a window."""
    service = command.service
    if command.window not in pen.hall.window_by_id:
        raise Declined(Refusal.UNKNOWN_WINDOW)
    window = pen.state.window(command.window)
    if command.clerk and command.clerk != window.clerk:
        raise Declined(Refusal.WINDOW_OCCUPIED)
    ticket = _here(pen, window, *AT_WINDOW)
    _of_today(pen, ticket)
    if service not in pen.hall.service_by_id:
        raise Declined(Refusal.UNKNOWN_SERVICE)
    if service == ticket.service or service in ticket.rest:
        raise Declined(Refusal.ALREADY_WAITING, number=ticket.number)
    pen.write(facts.ServiceAdded(ticket=ticket.id, window=window.id, service=service))


def _call(pen: Pen, ticket: Ticket, window: WindowNow, why: Why, reason: str) -> None:
    waits = ticket.life is Life.WAITING
    pen.write(
        facts.Called(
            ticket=ticket.id,
            window=window.id,
            clerk=window.clerk,
            why=why,
            reason=reason,
            overtaken=pen.state.lines.overtakes(window.id, ticket.place) if waits else 0,
        )
    )


def _finish(pen: Pen, ticket: Ticket, window: WindowNow, command: WindowAction) -> None:
    pen.write(
        facts.Finished(
            ticket=ticket.id,
            window=window.id,
            visit=str(pen.next_seq),
            outcome=command.outcome,
        )
    )
    open_case(pen, ticket, command.outcome)


def _here(pen: Pen, window: WindowNow, *lives: Life) -> Ticket:
    ticket = pen.state.at_window(window.id)
    if ticket is None:
        raise Declined(Refusal.NOBODY_AT_WINDOW)
    if ticket.life not in lives:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    return ticket


def _of_today(pen: Pen, ticket: Ticket) -> None:
    if not pen.of_today(ticket):
        raise Declined(Refusal.DAY_OVER, number=ticket.number)


def _nobody_here(pen: Pen, window: WindowNow) -> None:
    ticket = pen.state.at_window(window.id)
    if ticket is not None:
        raise Declined(Refusal.SOMEBODY_AT_WINDOW, number=ticket.number)


def _known(pen: Pen, wanted: str) -> Ticket:
    ticket = pen.state.find(wanted)
    if ticket is None:
        raise Declined(Refusal.UNKNOWN_TICKET)
    return ticket


def _taken_here(pen: Pen, ticket: Ticket, window: WindowNow) -> None:
    if ticket.line not in pen.state.lines.lines_of.get(window.id, ()):
        raise Declined(Refusal.NOT_TAKEN_HERE, number=ticket.number)


def _not_paused(window: WindowNow) -> None:
    if window.paused:
        raise Declined(Refusal.WINDOW_PAUSED)


KEYS: dict[Action, Callable[[Pen, WindowAction, WindowNow], None]] = {
    Action.NEXT: call_next,
    Action.CALL: call_given,
    Action.RECALL: recall,
    Action.ARRIVE: arrive,
    Action.PASS_OVER: pass_over,
    Action.HOLD: hold,
    Action.CALL_BACK: call_back,
    Action.TRANSFER: transfer,
    Action.FINISH: finish,
    Action.CANCEL: cancel,
    Action.UNDO: undo,
}
