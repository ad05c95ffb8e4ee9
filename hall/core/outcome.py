# SPDX-License-Identifier: Apache-2.0
"""What the citizen sees and says of how a bad rating was settled, by phone.

Both words are steps of the follow-up, with when and from where; the first rating never changes.
"""

from datetime import date

from msgspec import Struct

from bus.messages import Refusal
from config.schema import Hall
from hall.core.commands import Appeal, OfOutcome, RateOutcome
from hall.core.followups import (
    TAKEN_MAX,
    Stage,
    call_day_now,
    rated_again,
    stage,
    write_step,
)
from hall.core.holder import CHANNEL
from hall.core.life import FollowStep, FollowUp, Taken, Ticket
from hall.core.opening import Opening
from hall.core.pen import Declined, Pen, Rules
from hall.core.state import HallState


class OutcomeShown(Struct, frozen=True):
    """What follows one bad rating, for whoever gave it: no name, no note of the house."""

    visit: str
    stage: Stage
    due_day: str
    """Local date by which the hall must take its next step; empty: it must not."""
    answer: str
    settled: str
    """With what it was settled last."""
    again: int
    """How the citizen rated that; 0: did not."""
    until_day: str
    """Last local date to rate it or to appeal; empty: cannot be."""


def outcomes(
    rules: Rules, state: HallState, name: str, ticket: Ticket | None
) -> tuple[OutcomeShown, ...]:
    """Return what follows the bad ratings of a ticket, of whatever day; None: not of today."""
    if ticket is None:
        found = [each for each in state.follow_ups.values() if each.ticket == name]
    else:
        of_visits = (state.follow_ups.get(visit.token) for visit in ticket.visits)
        found = [each for each in of_visits if each is not None]
    return tuple(_shown(rules, each, state.day) for each in found)


def _shown(rules: Rules, follow_up: FollowUp, today: str) -> OutcomeShown:
    said = {taken.step: taken.text for taken in follow_up.taken}
    until = _until(rules.hall, rules.opening, follow_up)
    return OutcomeShown(
        visit=follow_up.visit,
        stage=stage(follow_up),
        due_day=follow_up.due_day,
        answer=said.get(FollowStep.ANSWER, ""),
        settled=said.get(FollowStep.SETTLE, ""),
        again=rated_again(follow_up),
        until_day=until.isoformat() if until and until.isoformat() >= today else "",
    )


def _until(hall: Hall, opening: Opening, follow_up: FollowUp) -> date | None:
    """Return the last day to say something about the outcome; None: there is none yet."""
    if stage(follow_up) is not Stage.SETTLED or len(follow_up.taken) >= TAKEN_MAX:
        return None
    settled = [taken for taken in follow_up.taken if taken.step is FollowStep.SETTLE]
    day = opening.day(settled[-1].at)
    return opening.working_day_after(day, hall.ratings.outcome_working_days)


def rate_outcome(pen: Pen, command: RateOutcome) -> None:
    """Keep the citizen's rating of the outcome: once a settlement."""
    found = _settled(pen, command)
    if rated_again(found):
        raise Declined(Refusal.WRONG_STATE)
    taken = Taken(
        step=FollowStep.RATE_AGAIN,
        at=pen.at_ms,
        text=command.text.strip(),
        level=command.level,
        channel=CHANNEL,
    )
    write_step(pen, found, taken)


def appeal(pen: Pen, command: Appeal) -> None:
    """Open it again, with a deadline of its own."""
    found = _settled(pen, command)
    if not command.text.strip():
        raise Declined(Refusal.REASON_NEEDED)
    taken = Taken(
        step=FollowStep.APPEAL,
        at=pen.at_ms,
        text=command.text.strip(),
        channel=CHANNEL,
        callback=command.callback,
        call_day=call_day_now(pen) if command.callback else "",
    )
    write_step(pen, found, taken)


def _settled(pen: Pen, command: OfOutcome) -> FollowUp:
    found = pen.state.follow_ups.get(command.visit)
    if found is None or found.ticket != command.ticket:
        raise Declined(Refusal.NOT_RATEABLE)
    until = _until(pen.hall, pen.rules.opening, found)
    if until is None:
        raise Declined(Refusal.WRONG_STATE)
    if pen.rules.opening.day(pen.at_ms) > until:
        raise Declined(Refusal.TOO_LATE)
    return found
