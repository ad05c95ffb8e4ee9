# SPDX-License-Identifier: Apache-2.0
"""What whoever holds a ticket's paper can do by phone: leave, come back, be late, rate.

A rating is given once a visit, on the pad or here. A visit of an earlier day is rated within the
hall's working days, with what the log says of it (`seen`): the state knows today only.
"""

from datetime import date

from msgspec import Struct

from bus.messages import Refusal
from config.labels import LABELS
from config.schema import Hall
from hall.core import facts
from hall.core.commands import ComeBack, Explain, RateVisit, StepBack
from hall.core.followups import BAD_LEVEL_MAX, open_follow_up
from hall.core.life import Life, Ticket, Visit
from hall.core.opening import Opening
from hall.core.pen import Declined, Pen, Rules
from hall.core.state import HallState

CHANNEL = "qr"
LEAVABLE = frozenset({Life.WAITING, Life.HELD, Life.CALLED})
SECOND_MS = 1_000


class May(Struct, frozen=True):
    """What a ticket's holder can do now."""

    leave: bool = False
    back_until_at: int | None = None
    """Until when one who left can come back; None: not."""
    behind: int = 0
    """Behind how many one who is late can step back; 0: not."""


NOTHING = May()


def may(rules: Rules, state: HallState, ticket: Ticket, at_ms: int) -> May:
    """Return what a ticket's holder can do now."""
    hall = rules.hall
    if ticket.day != state.day:
        return NOTHING
    back_until_at = _back_until(hall, ticket)
    return May(
        leave=ticket.life in LEAVABLE,
        back_until_at=back_until_at if back_until_at and at_ms <= back_until_at else None,
        behind=_behind(hall) if _can_step_back(rules, state, ticket) else 0,
    )


def _back_until(hall: Hall, ticket: Ticket) -> int | None:
    if ticket.life is not Life.CANCELLED or not ticket.given_up:
        return None
    return ticket.ended_at + hall.policy.undo_seconds * SECOND_MS


def _behind(hall: Hall) -> int:
    return max(1, hall.policy.passed_over_behind)


def _can_step_back(rules: Rules, state: HallState, ticket: Ticket) -> bool:
    """Whether one who is late may step back, and somebody stands behind: thousands ask often."""
    lines, chooser = state.lines, rules.chooser
    if ticket.life is not Life.WAITING:
        return False
    if ticket.steps_back >= rules.hall.policy.passed_over_times_max:
        return False
    ahead = chooser.ahead(lines, ticket.line, ticket.stands_as, ticket.place)
    return ahead + 1 < lines.count(ticket.line)


# --- the queue --------------------------------------------------------------------------------


def step_back(pen: Pen, command: StepBack) -> None:
    """Let some go first who stand behind: the citizen is late and says so."""
    ticket = _of_today(pen, command.ticket)
    if ticket.life is not Life.WAITING:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    if ticket.steps_back >= pen.policy.passed_over_times_max:
        raise Declined(Refusal.TOO_LATE, number=ticket.number)
    found = pen.rules.chooser.behind(pen.state.lines, ticket, _behind(pen.hall), pen.at_ms)
    if found is None:
        raise Declined(Refusal.NOBODY_WAITING, number=ticket.number)
    place, class_ = found
    late = facts.Requeued(ticket=ticket.id, behind=place, stands_as=class_, why=facts.LATE)
    pen.write(late)


def come_back(pen: Pen, command: ComeBack) -> None:
    """Take leaving the queue back, to the same place."""
    ticket = _of_today(pen, command.ticket)
    until_at = _back_until(pen.hall, ticket)
    if until_at is None:
        raise Declined(Refusal.WRONG_STATE, number=ticket.number)
    if pen.at_ms > until_at:
        raise Declined(Refusal.TOO_LATE, number=ticket.number)
    others = pen.state.by_person.get(ticket.person, ()) if ticket.person else ()
    same = [t for t in others if pen.state.tickets[t].service == ticket.service]
    if len(same) >= pen.policy.open_tickets_per_person:
        raise Declined(Refusal.ALREADY_WAITING, number=pen.state.tickets[same[-1]].number)
    place, class_ = ticket.place, ticket.behind_as
    back = facts.Requeued(ticket=ticket.id, behind=place, stands_as=class_, why=facts.CHANGED_MIND)
    pen.write(back)


def _of_today(pen: Pen, name: str) -> Ticket:
    ticket = pen.state.tickets.get(name)
    if ticket is None:
        raise Declined(Refusal.UNKNOWN_TICKET)
    if not pen.of_today(ticket):
        raise Declined(Refusal.DAY_OVER, number=ticket.number)
    return ticket


# --- ratings ----------------------------------------------------------------------------------


def rate_until(hall: Hall, opening: Opening, visit: Visit) -> date:
    """Return the last day on which a visit can be rated."""
    days = hall.ratings.supplement_working_days
    return opening.working_day_after(opening.day(visit.ended_at), days)


def can_explain(visit: Visit) -> bool:
    """Whether reasons or words can be added: to a rating from the pad, once."""
    bare = not visit.labels or not visit.text
    return visit.level is not None and visit.channel != CHANNEL and not visit.explained_at and bare


def rate_visit(pen: Pen, command: RateVisit) -> None:
    """Keep a rating given by phone."""
    visit = _visit(pen, command)
    if visit.level is not None or pen.state.was_said(visit.token, facts.Rated):
        raise Declined(Refusal.ALREADY_RATED)
    _check_labels(command.labels, command.level)
    rated = facts.Rated(
        visit=visit.token,
        ticket=command.ticket,
        window=visit.window,
        level=command.level,
        labels=tuple(dict.fromkeys(command.labels)),
        text=command.text.strip(),
        channel=CHANNEL,
        callback=command.callback and command.level <= BAD_LEVEL_MAX,
    )
    pen.write(rated, day=command.day)
    open_follow_up(pen, rated, visit, command.day)


def explain(pen: Pen, command: Explain) -> None:
    """Add reasons and words to a rating from the pad; what was said there stays."""
    visit = _visit(pen, command)
    if not can_explain(visit) or pen.state.was_said(visit.token, facts.Explained):
        raise Declined(Refusal.ALREADY_RATED)
    assert visit.level is not None, "only what is rated can be explained"
    labels = () if visit.labels else tuple(dict.fromkeys(command.labels))
    text = "" if visit.text else command.text.strip()
    _check_labels(labels, visit.level)
    if not labels and not text:
        raise Declined(Refusal.REASON_NEEDED)
    pen.write(
        facts.Explained(visit=visit.token, ticket=command.ticket, labels=labels, text=text),
        day=command.day,
    )


def _visit(pen: Pen, command: RateVisit | Explain) -> Visit:
    """Return the visit as the hall knows it now, else as the log showed it."""
    known = pen.state.visits.get(command.seen.token)
    visit = command.seen
    if known is not None:
        visit = pen.state.tickets[known[0]].visits[known[1]]
    elif visit.transferred or command.day >= pen.state.day:
        # Of today, yet unknown: a step that was taken back.
        raise Declined(Refusal.NOT_RATEABLE)
    elif command.as_of < pen.state.opened_seq:
        # The page read the log yesterday: only the log knows what was said since.
        raise Declined(Refusal.WRONG_STATE)
    today = pen.rules.opening.day(pen.at_ms)
    if today > rate_until(pen.hall, pen.rules.opening, visit):
        raise Declined(Refusal.TOO_LATE)
    return visit


def _check_labels(labels: tuple[int, ...], level: int) -> None:
    known = (LABELS.get(label) for label in labels)
    if any(label is None or not label.offered or label.level != level for label in known):
        raise Declined(Refusal.LABEL_MISMATCH)
