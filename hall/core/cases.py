# SPDX-License-Identifier: Apache-2.0
"""Cases (接办件): opened when a clerk accepts papers, promised for a working day, decided later."""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from itertools import count

from msgspec.structs import replace

from bus.messages import CaseFound, CaseStep, Outcome, Refusal
from hall.core import facts
from hall.core.commands import MoveCase
from hall.core.life import CLOSED_STEPS, Case, Ticket
from hall.core.opening import Opening
from hall.core.pen import Declined, Pen

KEPT_DAYS = 60
"""How long a closed case can still be looked up."""
NEAR_DAYS = 1
"""Yellow: so many working days before the day promised, or fewer."""


class Mark(StrEnum):
    """Supervision of a case that is not closed."""

    NONE = ""
    NEAR = "near"
    """Yellow: the day promised is near."""
    PAST = "past"
    """Red: it is over."""


def open_case(pen: Pen, ticket: Ticket, outcome: Outcome) -> None:
    """Open a case for the service that a ticket is at, if its papers were accepted just now.

    `ticket` is as it was before the visit ended.
    """
    if outcome is not Outcome.ACCEPTED:
        return
    settings = pen.hall.service_by_id.get(ticket.service)
    days = None
    if settings is not None:
        promised = settings.promised_days
        days = promised if promised is not None else settings.statutory_days
    today = pen.rules.opening.day(pen.at_ms)
    due = "" if days is None else pen.rules.opening.working_day_after(today, days).isoformat()
    pen.write(
        facts.CaseOpened(
            code=_code(pen, ticket),
            ticket=ticket.id,
            service=ticket.service,
            window=ticket.window,
            clerk=ticket.clerk,
            due_day=due,
        )
    )


def _code(pen: Pen, ticket: Ticket) -> str:
    """Return the receipt code of a ticket's present visit: the same one if it is ended again."""
    for again in count():
        code = pen.rules.links.receipt(f"{ticket.id}/{len(ticket.visits)}/{again}")
        if code not in pen.state.cases and code not in pen.state.bookings:
            return code
    raise AssertionError("count() never ends")


def move_case(pen: Pen, command: MoveCase) -> None:
    """Let a case take another step.

    Declined: no such case; at that step already; closed on another day, which stays so.
    """
    case = pen.state.cases.get(command.code)
    if case is None:
        raise Declined(Refusal.UNKNOWN_CODE)
    today = pen.rules.opening.day(pen.at_ms).isoformat()
    if case.step is command.to:
        raise Declined(Refusal.WRONG_STATE)
    if case.step in CLOSED_STEPS and case.moved_day != today:
        raise Declined(Refusal.DAY_OVER)
    moved = replace(
        case,
        step=command.to,
        moved_at=pen.at_ms,
        moved_day=today,
        moved_by=command.clerk,
        note=command.note.strip(),
        due_day=_due_day(pen.rules.opening, case, today),
    )
    pen.write(facts.CaseMoved(case=moved))


def _due_day(opening: Opening, case: Case, today: str) -> str:
    """Return the day promised; while papers were missing, time stood still."""
    if case.step is not CaseStep.PAPERS_MISSING or not case.due_day:
        return case.due_day
    stood = opening.working_days(date.fromisoformat(case.moved_day), date.fromisoformat(today))
    return opening.working_day_after(date.fromisoformat(case.due_day), stood).isoformat()


class Supervision:
    """How near the end of their time cases are on one day."""

    def __init__(self, opening: Opening, today: date) -> None:
        self._today = today.isoformat()
        self._near = opening.working_day_after(today, NEAR_DAYS).isoformat()

    def mark(self, case: Case) -> Mark:
        """Return the mark of a case: only one that somebody works on has any."""
        if case.step is not CaseStep.ACCEPTED or not case.due_day:
            return Mark.NONE
        if case.due_day < self._today:
            return Mark.PAST
        return Mark.NEAR if case.due_day <= self._near else Mark.NONE


def kept(cases: Iterable[Case], today: date) -> tuple[Case, ...]:
    """Return the cases that go on into a new day: open ones, and those closed not long ago."""
    since = (today - timedelta(days=KEPT_DAYS)).isoformat()
    return tuple(c for c in cases if c.step not in CLOSED_STEPS or c.moved_day >= since)


def found(case: Case, command: str) -> CaseFound:
    """Return a case as anybody may see it who has its code."""
    return CaseFound(
        command=command,
        code=case.code,
        service=case.service,
        step=case.step,
        accepted_at=case.accepted_at,
        moved_at=case.moved_at,
        due_day=case.due_day,
    )
