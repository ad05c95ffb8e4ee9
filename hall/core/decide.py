# SPDX-License-Identifier: Apache-2.0
"""A command in, facts and an answer out."""

from bus.messages import (
    Accepted,
    Command,
    PaperReported,
    Rated,
    Refusal,
    Refused,
    TicketCancel,
    TicketHandedOver,
    TicketRequest,
    WindowAction,
)
from hall.core import appointments, cases, desk, tickets
from hall.core.commands import AddService, CancelBooking, MakeBooking, MoveCase, PagePress
from hall.core.effects import Said
from hall.core.pen import Declined, Pen


def decide(pen: Pen, command: Command, sender: str, pressed_ago_ms: int | None = None) -> Said:
    """Do what a command asks and say so, or say why not; a refusal leaves no fact."""
    pen.begin()
    before = len(pen.facts)
    try:
        return _do(pen, command, sender, pressed_ago_ms)
    except Declined as declined:
        if len(pen.facts) != before:
            raise AssertionError(f"{command} was refused after facts were written") from declined
        return Refused(
            command=command.id,
            refusal=declined.refusal,
            number=declined.number,
            until_at=declined.until_at,
        )


def _do(pen: Pen, command: Command, sender: str, pressed_ago_ms: int | None) -> Said:
    match command:
        case TicketRequest() | TicketHandedOver():
            return tickets.give(pen, command, sender)
        case WindowAction():
            _same_there(pen, command)
            desk.act(pen, command, pressed_ago_ms)
        case TicketCancel():
            tickets.cancel(pen, command)
        case PaperReported():
            tickets.paper(pen, command)
        case Rated():
            tickets.rate(pen, command, sender)
        case MakeBooking():
            appointments.make_booking(pen, command)
        case CancelBooking():
            appointments.cancel_booking(pen, command)
        case MoveCase():
            cases.move_case(pen, command)
        case AddService():
            desk.add_service(pen, command.window, command.service)
        case _:
            raise AssertionError(f"no rule for {type(command).__name__}")
    return Accepted(command=command.id)


def _same_there(pen: Pen, press: WindowAction) -> None:
    """Let nothing be done to another than the page showed when its key was pressed."""
    if not isinstance(press, PagePress):
        return
    ticket = pen.state.at_window(press.window)
    if (ticket.id if ticket is not None else "") != press.shown:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number if ticket is not None else "")
