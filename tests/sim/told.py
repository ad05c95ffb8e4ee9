# SPDX-License-Identifier: Apache-2.0
"""What the hall tells who asks: what is behind a code, and the register of cases."""

from collections import deque
from collections.abc import Iterator

from bus.messages import BookingFound, CaseFound, Refusal, Refused
from hall.core.views import RegisterView
from tests.sim.casebook import CLOSED
from tests.sim.ledger import Ledger
from tests.sim.server import Server

MINUTE_MS = 60_000
GUESSES_MAX = 10
"""Codes that are none which one place may ask for within a minute."""


class Telling:
    """Compares it with the plain account: the hall answers only when all it knows is on disk."""

    def __init__(self, server: Server, ledger: Ledger) -> None:
        self._server = server
        self._ledger = ledger
        self._misses: dict[tuple[int, str], deque[int]] = {}
        """When each place last asked for a code that is none, by life of the hall."""

    def behind(self, code: str, told: object, to: str) -> Iterator[str]:
        """Yield what is wrong with the answer to somebody who asked for a code."""
        match told:
            case CaseFound():
                entry = self._ledger.cases.entries.get(code)
                step, due = (entry.step, entry.due) if entry is not None else ("", "")
                if (told.code, told.step.value, told.due_day) != (code, step, due):
                    yield f"{told}, but {code} is {entry}"
            case BookingFound():
                yield from self._booking(code, told)
            case Refused(refusal=Refusal.UNKNOWN_CODE):
                yield from self._unknown(code, to)
            case Refused(refusal=Refusal.TOO_SOON):
                pass
            case _:
                yield f"{told} to who asked for {code}"

    def _booking(self, code: str, told: BookingFound) -> Iterator[str]:
        released = self._ledger.released.get(code)
        found = released or self._ledger.bookings.get(code)
        if found is None:
            yield f"{told}, and there is no such appointment"
            return
        service, slot_at, ticket = found
        settings = self._ledger.hall.service_by_id[service].appointments
        assert settings is not None
        late_ms = self._server.actor.at_ms - slot_at
        if ticket:
            standing = "used"
        elif released is not None or late_ms > settings.late_minutes * MINUTE_MS:
            standing = "late"
        else:
            standing = "early" if late_ms < -settings.early_minutes * MINUTE_MS else "ready"
        slip = self._ledger.slips.get(ticket)
        wanted = (service, slot_at, standing, slip.number if slip is not None else "")
        if (told.service, told.slot_at, told.standing.value, told.number) != wanted:
            yield f"{told} at {self._server.actor.at_ms}, but {code} is {wanted}"

    def _unknown(self, code: str, to: str) -> Iterator[str]:
        ledger = self._ledger
        if code in ledger.cases.entries or code in ledger.bookings or code in ledger.released:
            yield f"{code} is said to be unknown"
        now_ms = self._server.world.now_ms
        misses = self._misses.setdefault((self._server.life, to), deque(maxlen=GUESSES_MAX))
        if len(misses) == GUESSES_MAX and now_ms - misses[0] < MINUTE_MS:
            yield f"{to} guesses codes: {GUESSES_MAX + 1} within {now_ms - misses[0]} ms"
        misses.append(now_ms)

    def register(self, view: RegisterView) -> Iterator[str]:
        """Yield what is wrong with the register as a page shows it."""
        day = self._ledger.day
        wanted = {
            code: (entry.step, entry.due)
            for code, entry in self._ledger.cases.entries.items()
            if entry.step not in CLOSED or entry.since == day
        }
        told = {each.case.code: (each.case.step.value, each.case.due_day) for each in view.cases}
        if told != wanted or len(view.cases) != len(told):
            yield f"the register shows {told}, and there is {wanted}"
        for each in view.cases:
            step, due = wanted[each.case.code]
            if (each.mark.value == "past") != (step == "accepted" and "" < due < day):
                yield f"on {day} the register marks {each}"
