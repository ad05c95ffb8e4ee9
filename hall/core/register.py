# SPDX-License-Identifier: Apache-2.0
"""The case register: what each of its facts does to the state."""

from collections.abc import Iterator

from bus.messages import CaseStep
from bus.receipt import is_receipt
from hall.core import facts
from hall.core.facts import Recorded
from hall.core.life import CLOSED_STEPS, Case
from hall.core.state import HallState


def case_opened(state: HallState, recorded: Recorded, fact: facts.CaseOpened) -> None:
    """A case is being worked on."""
    case = Case(
        code=fact.code,
        service=fact.service,
        ticket=fact.ticket,
        window=fact.window,
        clerk=fact.clerk,
        day=recorded.day,
        due_day=fact.due_day,
        accepted_at=recorded.at,
        moved_at=recorded.at,
        moved_day=recorded.day,
    )
    state.opened_case(case, recorded.step)


def case_moved(state: HallState, _: Recorded, fact: facts.CaseMoved) -> None:
    """A case is at another step."""
    state.put_case(fact.case)


def case_faults(state: HallState, code: str) -> Iterator[str]:
    """Yield what is wrong with one case; one that was taken back is not there, which is right."""
    case = state.cases.get(code)
    if case is None:
        return
    if case.moved_at < case.accepted_at or case.moved_day < case.day:
        yield f"case {code} was moved before it was accepted"
    if case.step is not CaseStep.ACCEPTED and not case.moved_by:
        yield f"nobody moved case {code} to {case.step}"
    if not is_receipt(code):
        yield f"case {code} has a code that is none"


class CaseCheck:
    """Follows the cases by itself, from the log."""

    def __init__(self) -> None:
        self._steps: dict[str, tuple[CaseStep, str]] = {}
        """Where each case is, and the day on which it got there."""
        self._opened: dict[int, str] = {}
        """Codes by the step that opened them."""

    def take(self, recorded: Recorded) -> Iterator[str]:
        """Take the next fact; yield what is wrong with it."""
        fact = recorded.fact
        match fact:
            case facts.DayOpened():
                self._steps = {case.code: (case.step, case.moved_day) for case in fact.cases}
                self._opened.clear()
            case facts.CaseOpened():
                if fact.code in self._steps:
                    yield f"receipt code {fact.code} was given twice"
                self._steps[fact.code] = CaseStep.ACCEPTED, recorded.day
                self._opened[recorded.step] = fact.code
            case facts.CaseMoved():
                code, to = fact.case.code, fact.case.step
                if self._steps.get(code, (to,))[0] is to:
                    yield f"case {code} was moved to {to} and is there, or nowhere"
                self._steps[code] = to, recorded.day
            case facts.Undone():
                self._steps.pop(self._opened.pop(fact.undone, ""), None)
            case _:
                pass

    def closed_on(self, day: str) -> int:
        """Return how many cases were closed on a local date and stayed so."""
        ends = self._steps.values()
        return sum(step in CLOSED_STEPS and closed == day for step, closed in ends)
