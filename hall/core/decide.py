# SPDX-License-Identifier: Apache-2.0
"""A command in, facts and an answer out."""

from collections.abc import Callable
from typing import Any

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
from hall.core import appointments, cases, desk, followups, holder, outcome, tickets
from hall.core.commands import (
    AddService,
    Announce,
    Appeal,
    CancelBooking,
    ComeBack,
    Explain,
    FollowUpStep,
    MakeBooking,
    MoveCase,
    PagePress,
    RateOutcome,
    RateVisit,
    StepBack,
)
from hall.core.effects import Said
from hall.core.facts import Announced
from hall.core.life import Spoken
from hall.core.pen import Declined, Pen

MINUTE_MS = 60_000
PRESS_AGE_MAX_MS = 5_000
"""A press older than this is not done: its pad gave it up after 3 s, and the clerk knows that."""


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
            _in_time(pen, command)
            if isinstance(command, PagePress):
                _same_there(pen, command)
            desk.act(pen, command, pressed_ago_ms)
        case TicketCancel():
            tickets.cancel(pen, command)
        case PaperReported():
            tickets.paper(pen, command)
        case Rated():
            tickets.rate(pen, command, sender)
        case _:
            _INSIDE[type(command)](pen, command)
    return Accepted(command=command.id)


def _add_service(pen: Pen, command: AddService) -> None:
    if command.shown:
        _same_there(pen, command)
    desk.add_service(pen, command)


def _announce(pen: Pen, command: Announce) -> None:
    zh, en = command.zh.strip(), command.en.strip()
    if not zh:
        if en:
            raise Declined(Refusal.REASON_NEEDED)
        pen.write(Announced())
        return
    until_at = pen.at_ms + command.minutes * MINUTE_MS
    pen.write(Announced(said=Spoken(zh=zh, en=en, until_at=until_at, by=command.by)))


_INSIDE: dict[type[Command], Callable[[Pen, Any], None]] = {
    MakeBooking: appointments.make_booking,
    CancelBooking: appointments.cancel_booking,
    MoveCase: cases.move_case,
    AddService: _add_service,
    Announce: _announce,
    StepBack: holder.step_back,
    ComeBack: holder.come_back,
    RateVisit: holder.rate_visit,
    Explain: holder.explain,
    FollowUpStep: followups.take_step,
    RateOutcome: outcome.rate_outcome,
    Appeal: outcome.appeal,
}
"""What only the hall's own pages send."""


def _same_there(pen: Pen, press: PagePress | AddService) -> None:
    """Let nothing be done to another than the page showed when its key was pressed."""
    ticket = pen.state.at_window(press.window)
    another = (ticket.id if ticket is not None else "") != press.shown
    again = ticket is not None and press.calls not in {0, ticket.calls}
    if another or again:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number if ticket is not None else "")


def _in_time(pen: Pen, press: WindowAction) -> None:
    """Let no press be done late: a broker that hung passes on what it took in long ago."""
    if press.pressed_at and pen.at_ms - press.pressed_at > PRESS_AGE_MAX_MS:
        raise Declined(Refusal.TOO_OLD)
