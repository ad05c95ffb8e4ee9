# SPDX-License-Identifier: Apache-2.0
"""What is behind a code: an appointment or a case. Who guesses too often must wait."""

from collections import OrderedDict, deque

from bus.messages import (
    Answer,
    BookingFound,
    CaseFound,
    LookUp,
    Refusal,
    Refused,
)
from hall.core import cases
from hall.core.appointments import from_at, standing
from hall.core.life import Booking
from hall.core.pen import Rules
from hall.core.state import HallState

MISSES_MAX = 10
"""Codes that are none which one place may ask for ..."""
MISSES_WITHIN_MS = 60_000
"""... within this time; a code of millions is then not found by guessing."""
PLACES_MAX = 10_000
WAITING_MAX = 1_000

Found = BookingFound | CaseFound | Refused


class Patience:
    """Counts what each place may do only so often within a time: as a rule, guess."""

    def __init__(self, misses_max: int = MISSES_MAX, within_ms: int = MISSES_WITHIN_MS) -> None:
        self._misses_max = misses_max
        self._within_ms = within_ms
        self._misses: OrderedDict[str, deque[int]] = OrderedDict()

    def wait_ms(self, place: str, tick_ms: int) -> int:
        """Return how long a place must wait before its next question; 0: not at all."""
        misses = self._misses.get(place, deque())
        if len(misses) < self._misses_max:
            return 0
        return max(0, misses[0] + self._within_ms - tick_ms)

    def missed(self, place: str, tick_ms: int) -> None:
        """Note that a place did it once more."""
        self._misses.setdefault(place, deque(maxlen=self._misses_max)).append(tick_ms)
        self._misses.move_to_end(place)
        if len(self._misses) > PLACES_MAX:
            self._misses.popitem(last=False)


class Inquiries:
    """Questions of kiosks: answered at once, from what is on disk, and kept nowhere."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], LookUp] = {}
        self._patience = Patience()

    def ask(self, sender: str, question: LookUp) -> None:
        """Take a question; with too many waiting it is dropped, for it comes again."""
        if len(self._waiting) < WAITING_MAX:
            self._waiting[sender, question.id] = question

    def answers(self, rules: Rules, state: HallState, tick_ms: int, at_ms: int) -> list[Answer]:
        """Answer all that waits; the state is what is on disk."""
        said = []
        for (sender, id_), question in self._waiting.items():
            wait_ms = self._patience.wait_ms(sender, tick_ms)
            answer: Found
            if wait_ms:
                answer = Refused(command=id_, refusal=Refusal.TOO_SOON, until_at=at_ms + wait_ms)
            else:
                answer = look_up(rules, state, question, at_ms)
                if isinstance(answer, Refused):
                    self._patience.missed(sender, tick_ms)
            said.append(Answer(to=sender, answer=answer))
        self._waiting.clear()
        return said


def look_up(rules: Rules, state: HallState, question: LookUp, at_ms: int) -> Found:
    """Return what is behind a code, as anybody may see it who has it."""
    case = state.cases.get(question.code)
    if case is not None:
        return cases.found(case, question.id)
    booking = state.bookings.get(question.code)
    found = booking and _booking(rules, state, booking, question.id, at_ms)
    return found or Refused(command=question.id, refusal=Refusal.UNKNOWN_CODE)


def _booking(
    rules: Rules, state: HallState, booking: Booking, command: str, at_ms: int
) -> BookingFound | None:
    service = rules.hall.service_by_id.get(booking.service)
    if service is None or service.appointments is None:
        return None
    ticket = state.tickets.get(booking.ticket)
    return BookingFound(
        command=command,
        code=booking.code,
        service=booking.service,
        slot_at=booking.slot_at,
        slot_ms=booking.slot_ms,
        standing=standing(service.appointments, booking, at_ms),
        from_at=from_at(service.appointments, booking),
        number=ticket.number if ticket is not None else "",
        windows=state.open_windows(booking.service),
    )
