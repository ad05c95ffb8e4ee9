# SPDX-License-Identifier: Apache-2.0
"""A second, plain account of the hall: from the facts alone, by the rules as people tell them.

It shares no code with the rules it watches, looks at every waiting ticket each time, and is slow.
"""

from collections.abc import Callable, Iterator
from typing import Any

from msgspec.structs import replace

from hall.core import facts
from hall.core.facts import Recorded
from tests.sim.account import AT_WINDOW, OPEN, Slip
from tests.sim.seats import SeatAccount

SECOND_MS = 1_000


class Ledger(SeatAccount):
    """The whole account; `take` yields what a fact breaks."""

    def take(self, recorded: Recorded) -> Iterator[str]:
        """Take the next fact; yield what is wrong with it."""
        fact = recorded.fact
        name = getattr(fact, "ticket", "")
        if name and name not in self.slips and not isinstance(fact, facts.Issued):
            yield f"{fact} of a ticket that is not there"
            return
        wanted = self.slips[name].day if name in self.slips else self.day
        if not isinstance(fact, facts.DayOpened) and recorded.day != wanted:
            yield f"{fact} counts to {recorded.day}, not {wanted}"
        service = self.slips[name].service if name in self.slips else ""
        yield from self.cases.take(recorded, service, self.local(recorded.at).date())
        yield from self._TAKE[type(fact)](self, recorded, fact)

    def committed(self, at_ms: int) -> Iterator[str]:
        """Yield what is wrong once a commit is whole."""
        yield from self.cases.committed()
        if self.day and self.day != self.local(at_ms).date().isoformat():
            yield f"at {self.local(at_ms)} it is still {self.day}"
        for window in self.order.kept_for():
            if not self.seats[window].clerk:
                yield f"somebody is kept for {window}, which is closed"

    # --- tickets ----------------------------------------------------------------------------

    def _issued_fact(self, recorded: Recorded, fact: facts.Issued) -> Iterator[str]:
        if fact.ticket in self.ever:
            yield f"ticket {fact.ticket} was issued twice"
        if fact.number in self._numbers:
            yield f"number {fact.number} was given twice on {self.day}"
        self.ever.add(fact.ticket)
        self._numbers.add(fact.number)
        services = (fact.service, *fact.rest)
        promised = fact.number.startswith("K")  # by a kiosk alone, while the hall was lost
        if not promised:
            last = self._counts.get(fact.prefix, 0)
            if fact.count != last + 1:
                yield f"number {fact.number} comes after {last} of {fact.prefix}"
            self._counts[fact.prefix] = fact.count
            yield from self._one_each(fact.person, services)
            if not fact.booking:
                yield from self._may_be_taken(recorded.at, services)
        else:
            yield from self._given_alone(recorded, fact)
        self._issued[fact.service] = self._issued.get(fact.service, 0) + 1
        slip = Slip(
            id=fact.ticket,
            number=fact.number,
            day=recorded.day,
            service=fact.service,
            rest=fact.rest,
            priority=fact.priority,
            person=fact.person,
            place=(fact.since_at, recorded.seq),
        )
        yield from self._put(recorded, slip)

    def _one_each(self, person: str, services: tuple[str, ...]) -> Iterator[str]:
        if not person:
            return
        for name in self.of_person.get(person, ()):
            slip = self.slips[name]
            same = {slip.service, *slip.rest} & set(services)
            if slip.life in OPEN and same:
                yield f"{person} holds {slip.id} and got another for {services}"

    def _may_be_taken(self, at_ms: int, services: tuple[str, ...]) -> Iterator[str]:
        for name in services:
            if not self.is_open(at_ms):
                yield f"a number for {name} was given while closed, at {self.local(at_ms)}"
            quota = self.hall.service_by_id[name].quota_per_day
            if quota is not None and self._issued.get(name, 0) >= quota:
                yield f"more than {quota} numbers for {name} were given on {self.day}"
            if len(self.order.line(name)) >= self.policy.waiting_max:
                yield f"more than {self.policy.waiting_max} wait for {name}"
            if self.policy.without_window == "refuse" and not self.open_windows(name):
                yield f"a number for {name} was given with no window open"

    def _called(self, recorded: Recorded, fact: facts.Called) -> Iterator[str]:
        slip, seat = self.slips[fact.ticket], self.seats[fact.window]
        given = fact.why == "given"
        takes = (f"@{fact.window}", *seat.services)
        if slip.life != "waiting" and not (given and slip.life == "passed-over"):
            yield f"{slip.id} was called while {slip.life}"
        if not seat.clerk or seat.clerk != fact.clerk or seat.paused_at:
            yield f"{fact} while the window is {seat}"
        if slip.line not in takes:
            yield f"{fact} at a window that takes {takes}"
        if given and not fact.reason:
            yield f"{slip.id} jumped the queue without a reason"
        if slip.life == "waiting":
            ahead = self.order.earlier(takes, slip.place)
            if ahead != fact.overtaken:
                yield f"{fact} overtook {ahead}"
            if not given:
                wanted = self.order.next(takes, recorded.at)
                if wanted != slip.id:
                    yield f"{fact.window} called {slip.id}, the policy says {wanted}"
            self.order.overtake(takes, slip.place, recorded.step)
        yield from self._to_window(recorded, slip, fact.window)

    def _called_back(self, recorded: Recorded, fact: facts.CalledBack) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        if slip.life != "held":
            yield f"{slip.id} was called back while {slip.life}"
        if self.seats[fact.window].clerk != fact.clerk or self.seats[fact.window].paused_at:
            yield f"{fact} while the window is {self.seats[fact.window]}"
        yield from self._to_window(recorded, slip, fact.window)

    def _to_window(self, recorded: Recorded, slip: Slip, window: str) -> Iterator[str]:
        moved = replace(
            slip,
            life="called",
            window=window,
            reserved=False,
            stands_as="",
            recalls=0,
            called_at=recorded.at,
        )
        yield from self._put(recorded, moved)

    def _recalled(self, recorded: Recorded, fact: facts.Recalled) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, "called")
        if slip.recalls >= self.policy.recalls_max:
            yield f"{slip.id} was recalled more than {slip.recalls} times"
        if recorded.at - slip.called_at < self.policy.recall_pause_ms:
            yield f"{slip.id} was recalled {recorded.at - slip.called_at} ms after its call"
        again = replace(slip, recalls=slip.recalls + 1, called_at=recorded.at)
        yield from self._put(recorded, again)

    def _arrived(self, recorded: Recorded, fact: facts.Arrived) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, "called")
        yield from self._put(recorded, replace(slip, life="serving"))

    def _passed_over(self, recorded: Recorded, fact: facts.PassedOver) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, "called")
        moved = replace(slip, life="passed-over", window="", passes=slip.passes + 1)
        yield from self._put(recorded, moved)

    def _requeued(self, recorded: Recorded, fact: facts.Requeued) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        if slip.life != "passed-over" or slip.passes > self.policy.passed_over_times_max:
            yield f"{slip.id} has a second chance while {slip.life}, passed {slip.passes} times"
        first = self.order.by_claim(slip.service, recorded.at)
        behind = first[: max(1, self.policy.passed_over_behind)]
        wanted, class_ = behind[-1] if behind else ((recorded.at,), "")
        own = max(wanted, slip.place)
        if behind and self.order.claim(class_, wanted, recorded.at) > self.order.claim(
            slip.priority, own, recorded.at
        ):
            wanted, class_ = own, slip.priority
        place = (*wanted, recorded.seq)
        if behind and (fact.behind, fact.stands_as) != (wanted, class_):
            yield f"{slip.id} was put behind {fact.behind}, not {wanted} as {class_}"
        again = replace(slip, life="waiting", place=place, stands_as=class_)
        yield from self._put(recorded, again)

    def _held(self, recorded: Recorded, fact: facts.Held) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, *AT_WINDOW)
        yield from self._put(recorded, replace(slip, life="held"))

    def _transferred(self, recorded: Recorded, fact: facts.Transferred) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, *AT_WINDOW)
        moved = replace(
            slip,
            life="waiting",
            service=fact.to_service,
            window=fact.to_window,
            reserved=bool(fact.to_window),
            visits=slip.visits + 1,
        )
        yield from self._put(recorded, moved)

    def _freed(self, recorded: Recorded, fact: facts.Freed) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        if not slip.reserved or slip.life != "waiting":
            yield f"{slip.id} was freed while {slip.life}"
        yield from self._put(recorded, replace(slip, life="waiting", window="", reserved=False))

    def _added(self, recorded: Recorded, fact: facts.ServiceAdded) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, *AT_WINDOW)
        yield from self._put(recorded, replace(slip, rest=(*slip.rest, fact.service)))

    def _finished(self, recorded: Recorded, fact: facts.Finished) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, fact.window, *AT_WINDOW)
        self.visits[fact.visit] = (slip.id, fact.window, recorded.step)
        over = replace(slip, window="", reserved=False, visits=slip.visits + 1)
        if slip.rest:
            after = replace(over, life="waiting", service=slip.rest[0], rest=slip.rest[1:])
        else:
            after = replace(over, life="finished")
        yield from self._put(recorded, after)

    def _lapsed(self, recorded: Recorded, fact: facts.Lapsed) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        yield from self._must_be(slip, slip.window, *AT_WINDOW)
        if slip.rest != fact.services or not slip.rest:
            yield f"{fact} of {slip}"
        yield from self._put(recorded, replace(slip, rest=()))

    def _cancelled(self, recorded: Recorded, fact: facts.Cancelled) -> Iterator[str]:
        slip = self.slips[fact.ticket]
        if slip.life not in OPEN or (not fact.window and slip.life == "serving"):
            yield f"{slip.id} was cancelled while {slip.life}"
        gone = replace(slip, life="cancelled", window="", reserved=False)
        yield from self._put(recorded, gone)

    def _paper(self, _: Recorded, fact: facts.PaperKnown) -> Iterator[str]:
        self.slips[fact.ticket] = replace(self.slips[fact.ticket], printed=fact.printed)
        yield from ()

    def _rated(self, _: Recorded, fact: facts.Rated) -> Iterator[str]:
        ticket, window, _step = self.visits.get(fact.visit, ("", "", 0))
        if (ticket, window) != (fact.ticket, fact.window):
            yield f"{fact} of a visit of {ticket!r} at {window!r}"
        if fact.visit in self.rated:
            yield f"visit {fact.visit} was rated twice"
        self.rated.add(fact.visit)

    def _undone(self, recorded: Recorded, fact: facts.Undone) -> Iterator[str]:
        """Put everything back as it was before that step; the second of two changes nothing."""
        at, before = self._before.pop(fact.undone, (recorded.at, {}))
        if recorded.at - at > self.policy.undo_seconds * SECOND_MS:
            yield f"a step was undone after {recorded.at - at} ms"
        for slip in reversed(before.values()):
            yield from self._place(replace(slip, printed=self.slips[slip.id].printed))
        self.order.take_back(fact.undone)
        self.visits = {t: v for t, v in self.visits.items() if v[2] != fact.undone}

    _TAKE: dict[type, Callable[[Any, Recorded, Any], Iterator[str]]] = {  # noqa: RUF012
        facts.Issued: _issued_fact,
        facts.Called: _called,
        facts.Recalled: _recalled,
        facts.Arrived: _arrived,
        facts.PassedOver: _passed_over,
        facts.Requeued: _requeued,
        facts.Held: _held,
        facts.CalledBack: _called_back,
        facts.Transferred: _transferred,
        facts.Freed: _freed,
        facts.ServiceAdded: _added,
        facts.Finished: _finished,
        facts.Lapsed: _lapsed,
        facts.Cancelled: _cancelled,
        facts.Rated: _rated,
        facts.Explained: SeatAccount._nothing,
        facts.RatingClosed: SeatAccount._nothing,
        facts.PaperKnown: _paper,
        facts.Undone: _undone,
        facts.SignedIn: SeatAccount._signed_in,
        facts.SignedOut: SeatAccount._signed_out,
        facts.Took: SeatAccount._took,
        facts.Paused: SeatAccount._paused,
        facts.Resumed: SeatAccount._resumed,
        facts.AwayAlarm: SeatAccount._away,
        facts.DayOpened: SeatAccount._day_opened,
        facts.DayClosed: SeatAccount._day_closed,
        facts.TimePassed: SeatAccount._nothing,
        facts.BookingMade: SeatAccount._booked,
        facts.BookingKept: SeatAccount._kept,
        facts.BookingReleased: SeatAccount._released,
        facts.Announced: SeatAccount._announced,
        facts.CaseOpened: SeatAccount._nothing,
        facts.FollowUpOpened: SeatAccount._nothing,
        facts.FollowedUp: SeatAccount._nothing,
        facts.CaseMoved: SeatAccount._nothing,
    }
