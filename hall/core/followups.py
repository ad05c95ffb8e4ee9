# SPDX-License-Identifier: Apache-2.0
"""What follows a bad rating (差评): classified, answered, settled, each step with who and when.

The rating itself is never changed or taken out of the figures by anything here.
"""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from msgspec import Struct

from bus.messages import Refusal
from config.schema import Ratings
from hall.core import facts
from hall.core.alarms import Alarm, AlarmKind
from hall.core.commands import FollowUpStep
from hall.core.life import FollowClass, FollowStep, FollowUp, Taken, Visit
from hall.core.pen import Declined, Pen, Rules
from hall.core.state import HallState

BAD_LEVEL_MAX = 2
"""Levels 1 and 2 are bad ratings, by the national rule."""
TRIES_ENOUGH = 3
"""Calls that nobody took, after which a citizen counts as not reachable."""
TAKEN_MAX = 100
"""Steps of one follow-up."""
KEPT_WORKING_DAYS = 30
"""How long a settled one stays at hand; after that it is in the log only."""


class Stage(StrEnum):
    """Where a follow-up is."""

    NEW = "new"
    CLASSIFIED = "classified"
    ANSWERED = "answered"
    SETTLED = "settled"
    APPEALED = "appealed"


def stage(follow_up: FollowUp) -> Stage:
    """Return where a follow-up is, from its steps."""
    found = Stage.NEW
    for taken in follow_up.taken:
        match taken.step:
            case FollowStep.CLASSIFY if found is not Stage.APPEALED:
                found = Stage.CLASSIFIED
            case FollowStep.ANSWER if found is Stage.CLASSIFIED:
                found = Stage.ANSWERED
            case FollowStep.SETTLE:
                found = Stage.SETTLED
            case FollowStep.APPEAL:
                found = Stage.APPEALED
    return found


def reached(follow_up: FollowUp) -> bool:
    """Whether the citizen was called back since asking for it last, or cannot be reached."""
    calls: list[Taken] = []
    for taken in follow_up.taken:
        if taken.callback:
            calls = []
        elif taken.step is FollowStep.CONTACT:
            calls.append(taken)
    return any(taken.reached for taken in calls) or len(calls) >= TRIES_ENOUGH


def can(ratings: Ratings, follow_up: FollowUp) -> tuple[FollowStep, ...]:
    """Return the steps that can be taken now."""
    now = stage(follow_up)
    if len(follow_up.taken) >= TAKEN_MAX:
        return ()
    if now is Stage.SETTLED:
        again = () if rated_again(follow_up) else (FollowStep.RATE_AGAIN,)
        return (*again, FollowStep.APPEAL)
    steps = [FollowStep.CLASSIFY, FollowStep.ASSIGN, FollowStep.CONTACT]
    if now in {Stage.CLASSIFIED, Stage.ANSWERED}:
        steps.append(FollowStep.ANSWER)
    called = reached(follow_up) or not (follow_up.callback and ratings.callback_named)
    if now in {Stage.ANSWERED, Stage.APPEALED} and called:
        steps.append(FollowStep.SETTLE)
    return tuple(steps)


def rated_again(follow_up: FollowUp) -> int:
    """Return how the citizen rated what it was settled with last; 0: did not."""
    for taken in reversed(follow_up.taken):
        if taken.step is FollowStep.RATE_AGAIN:
            return taken.level
        if taken.step is FollowStep.SETTLE:
            return 0
    return 0


# --- deciding ---------------------------------------------------------------------------------


def open_follow_up(pen: Pen, rated: facts.Rated, visit: Visit, day: str = "") -> None:
    """Open the follow-up of a rating just written, if it is a bad one."""
    if rated.level > BAD_LEVEL_MAX:
        return
    opened = FollowUp(
        visit=rated.visit,
        ticket=rated.ticket,
        window=rated.window,
        clerk=visit.clerk,
        service=visit.service,
        level=rated.level,
        labels=rated.labels,
        text=rated.text,
        channel=rated.channel,
        callback=rated.callback,
        rated_at=pen.at_ms,
        due_day=_due(pen, pen.hall.ratings.classify_working_days),
        call_day=call_day_now(pen) if rated.callback else "",
    )
    pen.write(facts.FollowUpOpened(ticket=rated.ticket, follow_up=opened), day=day)


def take_step(pen: Pen, command: FollowUpStep) -> None:
    """Take the next step of a follow-up.

    Declined: not known; somebody else took a step meanwhile; not now; something is missing.
    """
    found = pen.state.follow_ups.get(command.visit)
    if found is None:
        raise Declined(Refusal.UNKNOWN_CODE)
    if len(found.taken) != command.seen or command.step not in can(pen.hall.ratings, found):
        raise Declined(Refusal.WRONG_STATE)
    if not _complete(command):
        raise Declined(Refusal.REASON_NEEDED)
    taken = Taken(
        step=command.step,
        at=pen.at_ms,
        by=command.by,
        class_=command.class_,
        to=command.to.strip(),
        text=command.text.strip(),
        reached=command.reached,
        level=command.level,
    )
    write_step(pen, found, taken)


def write_step(pen: Pen, follow_up: FollowUp, taken: Taken) -> None:
    """Write a step down, with the day by which the next must be taken."""
    due_day = _due_after(pen, follow_up, taken)
    step = facts.FollowedUp(
        visit=follow_up.visit, ticket=follow_up.ticket, taken=taken, due_day=due_day
    )
    pen.write(step)


def call_day_now(pen: Pen) -> str:
    """Return the day by which whoever leaves a number now must be called; empty: whenever."""
    ratings = pen.hall.ratings
    return _due(pen, ratings.contact_working_days) if ratings.callback_named else ""


def _complete(command: FollowUpStep) -> bool:
    """Whether a step says what it must."""
    match command.step:
        case FollowStep.CLASSIFY:
            return command.class_ is not FollowClass.NONE
        case FollowStep.ASSIGN:
            return bool(command.to.strip())
        case FollowStep.RATE_AGAIN:
            return bool(command.level)
        case _:
            return bool(command.text.strip())


def _due_after(pen: Pen, follow_up: FollowUp, taken: Taken) -> str:
    """Return the day by which the next must happen; empty: nothing must."""
    ratings = pen.hall.ratings
    now = stage(follow_up)
    if taken.step is FollowStep.APPEAL:
        return _due(pen, ratings.appeal_working_days)
    if taken.step is FollowStep.SETTLE or now is Stage.SETTLED:
        return ""
    if taken.step is not FollowStep.CLASSIFY or now is Stage.APPEALED:
        return follow_up.due_day
    complex_ = taken.class_ is FollowClass.COMPLEX
    days = ratings.complex_working_days if complex_ else ratings.general_working_days
    return _due(pen, days, follow_up.rated_at)


def _due(pen: Pen, working_days: int, from_ms: int = 0) -> str:
    opening = pen.rules.opening
    day = opening.day(from_ms or pen.at_ms)
    return opening.working_day_after(day, working_days).isoformat()


def kept(pen: Pen) -> tuple[FollowUp, ...]:
    """Return the follow-ups that go on into the next day: all but those settled long ago."""
    opening = pen.rules.opening
    today = opening.day(pen.at_ms)
    days = max(KEPT_WORKING_DAYS, pen.hall.ratings.outcome_working_days)
    return tuple(
        each
        for each in pen.state.follow_ups.values()
        if stage(each) is not Stage.SETTLED
        or opening.working_days(opening.day(each.taken[-1].at), today) <= days
    )


# --- looking ----------------------------------------------------------------------------------


class FollowUpShown(Struct, frozen=True):
    """One follow-up as the manager sees it."""

    follow_up: FollowUp
    stage: Stage
    overdue: bool
    can: tuple[FollowStep, ...]
    call_day: str = ""
    """Local date by which the citizen must be called; empty: that is done, or not asked for."""


class FollowUpsView(Struct, frozen=True):
    """All follow-ups at hand: overdue ones first, settled ones last."""

    seq: int
    at: int
    day: str
    all: tuple[FollowUpShown, ...]


def view(rules: Rules, state: HallState, at_ms: int) -> FollowUpsView:
    """Return all follow-ups at hand."""
    shown = [
        FollowUpShown(
            each,
            stage(each),
            overdue(each, state.day),
            can(rules.hall.ratings, each),
            call_day_left(each),
        )
        for each in state.follow_ups.values()
    ]
    shown.sort(key=lambda each: (each.stage is Stage.SETTLED, _first_day(each.follow_up)))
    return FollowUpsView(state.seq, at_ms, state.day, tuple(shown))


def call_day_left(follow_up: FollowUp) -> str:
    """Return the day by which the citizen must still be called; empty: need not be."""
    done = stage(follow_up) is Stage.SETTLED or reached(follow_up)
    return "" if done else follow_up.call_day


def overdue(follow_up: FollowUp, today: str) -> bool:
    """Whether the next step should have been taken, or the citizen been called, before today."""
    return _first_day(follow_up) < today


def _first_day(follow_up: FollowUp) -> str:
    """Return the day by which the first must happen of what must; past all days: nothing must."""
    return min(day for day in (follow_up.due_day, call_day_left(follow_up), "9") if day)


def alarms(state: HallState) -> Iterator[Alarm]:
    """Yield one alarm for all that is overdue."""
    late: Iterable[FollowUp] = [
        each for each in state.follow_ups.values() if overdue(each, state.day)
    ]
    if late:
        since_at = min(each.rated_at for each in late)
        yield Alarm(AlarmKind.FOLLOW_UP_OVERDUE, "", since_at, len(tuple(late)))
