# SPDX-License-Identifier: Apache-2.0
"""A second, plain account of the cases: from the facts alone."""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from config.schema import Hall
from hall.core import facts
from hall.core.facts import Recorded

CLOSED = ("decided", "refused")
FRIDAY = 5


class Entry(Struct):
    """One case, as told by the facts."""

    step: str
    since: str
    due: str


class CaseBook:
    """Every case and every acceptance that must have one."""

    def __init__(self, hall: Hall) -> None:
        self.entries: dict[str, Entry] = {}
        self._hall = hall
        self._accepted: dict[int, tuple[str, str]] = {}
        """Ticket and service of acceptances without a case yet, by step."""
        self._opened: dict[int, str] = {}

    def take(self, recorded: Recorded, service: str, today: date) -> Iterator[str]:
        """Take the next fact; `service` is what its ticket was served for until now."""
        fact = recorded.fact
        match fact:
            case facts.DayOpened():
                yield from self._carried({case.code for case in fact.cases})
            case facts.Finished(ticket=ticket) if fact.outcome == "accepted":
                self._accepted[recorded.step] = ticket, service
            case facts.CaseOpened(code=code):
                if self._accepted.pop(recorded.step, None) != (fact.ticket, fact.service):
                    yield f"{fact} without papers accepted"
                if code in self.entries:
                    yield f"the code {code} was given twice"
                if fact.due_day != self._due(fact.service, today):
                    yield f"{fact}, on {today}"
                self.entries[code] = Entry("accepted", recorded.day, fact.due_day)
                self._opened[recorded.step] = code
            case facts.CaseMoved():
                yield from self._moved(fact, today)
            case facts.Undone():
                self.entries.pop(self._opened.pop(fact.undone, ""), None)
            case _:
                pass

    def committed(self) -> Iterator[str]:
        """Yield acceptances that were kept without a case."""
        for ticket, service in self._accepted.values():
            yield f"{ticket} was accepted for {service} and there is no case"

    def _moved(self, fact: facts.CaseMoved, today: date) -> Iterator[str]:
        case = fact.case
        entry = self.entries.get(case.code)
        if entry is None or entry.step == case.step or not case.moved_by:
            yield f"{fact} of {entry}"
            return
        if entry.step in CLOSED and entry.since != today.isoformat():
            yield f"{fact} of a case closed on {entry.since}"
        due = entry.due
        if due and entry.step == "papers-missing":
            stood = sum(_works(day) for day in _days(date.fromisoformat(entry.since), today))
            due = _after(date.fromisoformat(due), stood).isoformat()
        if (case.due_day, case.moved_day) != (due, today.isoformat()):
            yield f"{fact} on {today}, due on {due}"
        self.entries[case.code] = Entry(case.step, today.isoformat(), due)

    def _carried(self, codes: set[str]) -> Iterator[str]:
        lost = {code for code, entry in self.entries.items() if entry.step not in CLOSED} - codes
        if lost or codes - set(self.entries):
            yield f"the new day lost {lost} and made up {codes - set(self.entries)}"
        self.entries = {code: self.entries[code] for code in codes & set(self.entries)}
        self._opened.clear()

    def _due(self, service: str, today: date) -> str:
        settings = self._hall.service_by_id[service]
        for days in (settings.promised_days, settings.statutory_days):
            if days is not None:
                return _after(today, days).isoformat()
        return ""


def _works(day: date) -> bool:
    return day.weekday() < FRIDAY


def _days(after: date, until: date) -> Iterator[date]:
    for ahead in range(1, (until - after).days + 1):
        yield after + timedelta(days=ahead)


def _after(day: date, count: int) -> date:
    while count:
        day += timedelta(days=1)
        count -= _works(day)
    return day
