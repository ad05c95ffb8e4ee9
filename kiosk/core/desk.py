# SPDX-License-Identifier: Apache-2.0
"""From finger to paper, exactly once: requests on their way, tickets given, papers printed."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from bus.actor import Now
from bus.hall_time import HallTime
from bus.messages import (
    Accepted,
    Answer,
    PaperReported,
    Refusal,
    Refused,
    TicketCancel,
    TicketHandedOver,
    TicketIssued,
    TicketRequest,
)
from kiosk.core import view
from kiosk.core.catalogue import Catalogue
from kiosk.core.lines import Paper
from kiosk.core.paper import Speak
from kiosk.core.request import Ids, Pending
from kiosk.core.series import Given, Keep, OwnSeries, Settle
from kiosk.core.slips import PRINTED, PRINTING, Held, Slip, Slips
from kiosk.core.under_way import Forget, Remember, UnderWay, paper_report_id
from kiosk.core.visit import Visit

REPRINT_FOR_MS = 600_000
"""The last ticket can be printed again for this long."""
ABANDONED_MAX = 64


class Print(Struct, frozen=True):
    """Effect: print this paper and say what became of it."""

    job: str
    paper: Paper


class Printed(Struct, frozen=True):
    """The printer's answer to a job; an empty fault: it is on paper."""

    job: str
    fault: str = ""


class Asked(Struct, frozen=True):
    """A request on its way."""

    request: TicketRequest
    papers_at_hand: bool

    @property
    def id(self) -> str:
        """The request's id, made at the touch."""
        return self.request.id


class Desk:
    """One request at a time, the last ticket, and every paper under way."""

    def __init__(
        self, catalogue: Catalogue, speaks: Mapping[str, Speak], ids: Ids, series: OwnSeries
    ) -> None:
        self._catalogue = catalogue
        self._ids = ids
        self.slips = Slips(catalogue, speaks)
        self.pending = Pending()
        self.asked: Asked | None = None
        self.held: Held | None = None
        self.refused: Refused | None = None
        """What became of the printed guide: printing, printed, a fault, or empty."""
        self.series = series
        self.handovers_refused = 0
        self.store_failed = False
        self.not_kept = False
        """Whether the disk refused the number of the person who asked last."""
        self.effects: list[object] = []
        """For the shell, besides what the methods return."""
        self._keeping: Given | None = None
        self._unsure_ms: int | None = None
        self._own: dict[str, Held] = {}
        """Numbers of our own whose tickets the hall has not named yet, by their command."""
        self._abandoned: list[str] = []
        self._under_way: dict[str, UnderWay] = {}
        """What the disk has of requests, by id."""
        self._reports: dict[str, str] = {}
        """Requests whose paper the hall is told of, by the report's id."""
        self._ticket_jobs: dict[str, Held] = {}
        self.slip = Slip()
        """The last paper besides a ticket."""

    def ask(self, visit: Visit, utc_ms: int) -> None:
        """Make the request and its id, now, at the touch: every repetition is the same.

        It is on disk before the hall hears of it.
        """
        guide = self._catalogue.guides.of(visit.service)
        papers = guide.papers if guide is not None else ()
        request = TicketRequest(
            id=self._ids.next(),
            services=(visit.service,),
            priority=visit.priority,
            language=visit.language,
            person=visit.person,
            booking=visit.booking,
        )
        at_hand = len(visit.ticked) == len(papers)
        self.asked = Asked(request, at_hand)
        self.not_kept = False
        self._remember(UnderWay(request=request, papers_at_hand=at_hand, asked_at=utc_ms))

    def remembered(self, id_: str) -> None:
        """Send the request, which is on disk now, if somebody still waits for it."""
        if self.asked is not None and self.asked.id == id_:
            self.pending.add(self.asked.request)

    def _remember(self, under_way: UnderWay) -> None:
        self._under_way[under_way.id] = under_way
        self.effects.append(Remember(under_way))

    def _forget(self, id_: str) -> None:
        if self._under_way.pop(id_, None) is not None:
            self.effects.append(Forget(id_))

    def abandon(self) -> None:
        """Forget a request nobody waits for; should the hall have heard it, the ticket goes back."""
        if self.asked is not None:
            self.pending.drop(self.asked.id)
            self._abandoned = [*self._abandoned, self.asked.id][-ABANDONED_MAX:]
            self._forget(self.asked.id)
            self.asked = None

    def hear(self, now: Now, said: Answer) -> TicketIssued | Refused | None:
        """Take an answer of the hall; return it when the person at the kiosk waits for it."""
        answer = said.answer
        self.pending.drop(answer.command)
        self._forget(self._reports.pop(answer.command, ""))
        if self.asked is not None and self.asked.id == answer.command:
            return self._settle(now, self.asked, answer)
        if answer.command in self.series:
            self._handed_over(answer)
        elif answer.command in self._abandoned:
            self._abandoned.remove(answer.command)
            if isinstance(answer, TicketIssued):
                self.pending.add(TicketCancel(id=self._ids.next(), ticket=answer.ticket))
        return None

    def _settle(self, now: Now, asked: Asked, answer: object) -> TicketIssued | Refused | None:
        if isinstance(answer, TicketIssued):
            self.asked = None
            self.held = Held(
                issued=answer,
                language=asked.request.language,
                papers_at_hand=asked.papers_at_hand,
                given_tick_ms=now.tick_ms,
                paper=view.PaperState.UNASKED if answer.again else view.PaperState.PRINTING,
            )
            if answer.again:
                self._forget(asked.id)
            return answer
        if isinstance(answer, Refused):
            self._forget(asked.id)
            self.asked = None
            self.refused = answer
            return answer
        return None

    # --- after a power cut ------------------------------------------------------------------

    def resume(self, now: Now, left: UnderWay) -> bool:
        """Go on with a request under way; return whether its number is known already."""
        self.asked = Asked(left.request, left.papers_at_hand)
        self._under_way[left.id] = left
        if left.id not in self.series:
            self.pending.add(left.request)
            return False
        self._hold_own(now, self.series.waiting(left.id), self.asked)
        return True

    def give_back(self, left: UnderWay) -> None:
        """Nobody stands there any more: should the hall give a ticket, it goes back."""
        if left.id not in self.series:
            self._abandoned = [*self._abandoned, left.id][-ABANDONED_MAX:]
            self.pending.add(left.request)
        self.effects.append(Forget(left.id))

    def report_again(self, now: Now, left: UnderWay) -> None:
        """Tell the hall of a paper whose report may have been lost."""
        self._under_way[left.id] = left
        if left.ticket:
            self._send_report(left)
        elif left.id in self.series:
            held = _own_held(now, self.series.waiting(left.id), papers_at_hand=left.papers_at_hand)
            held.paper = view.PaperState.FAILED if left.fault else view.PaperState.PRINTED
            held.fault = left.fault
            self._own[left.id] = held
        else:
            self._forget(left.id)

    def _send_report(self, left: UnderWay) -> None:
        report = PaperReported(
            id=paper_report_id(left.id),
            ticket=left.ticket,
            printed=not left.fault,
            fault=left.fault,
        )
        self._reports[report.id] = left.id
        self.pending.add(report)

    def print_ticket(self, held: Held, moment: datetime, *, copy: bool) -> Print:
        """Return the effect that prints a ticket."""
        held.paper, held.fault = view.PaperState.PRINTING, ""
        job = self._ids.next()
        self._ticket_jobs[job] = held
        return Print(job, self.slips.ticket(held, moment, copy=copy))

    def print_slip(self, about: str, paper: Paper) -> tuple[Print, ...]:
        """Return the effect that prints a paper besides the ticket; nothing while it prints."""
        if self.slip_state(about) == PRINTING:
            return ()
        self.slip = Slip(about, self._ids.next(), PRINTING)
        return (Print(self.slip.job, paper),)

    def slip_state(self, about: str) -> str:
        """Return what became of the paper about this, or an empty text."""
        return self.slip.state if self.slip.about == about else ""

    def printed(self, printed: Printed) -> Held | None:
        """Take a printer's answer; tell the hall; return the ticket it was about, if any."""
        if printed.job == self.slip.job:
            self.slip.state = printed.fault or PRINTED
        held = self._ticket_jobs.pop(printed.job, None)
        if held is None:
            return None
        held.fault = printed.fault
        left = self._under_way.get(held.issued.command)
        if left is not None and not left.printed:
            ticket = held.issued.ticket
            self._remember(replace(left, printed=True, ticket=ticket, fault=printed.fault))
        held.paper = view.PaperState.FAILED if printed.fault else view.PaperState.PRINTED
        self._report(held)
        return held

    def _report(self, held: Held) -> None:
        """Tell the hall what became of a paper, as soon as it knows the ticket."""
        if not held.issued.ticket or held.paper is view.PaperState.PRINTING:
            return
        left = self._under_way.get(held.issued.command)
        if left is not None and left.printed and not left.ticket:
            left = replace(left, ticket=held.issued.ticket)
            self._remember(left)
        if left is not None and paper_report_id(left.id) not in self._reports:
            self._send_report(replace(left, ticket=held.issued.ticket, fault=held.fault))
            return
        report = PaperReported(
            id=self._ids.next(),
            ticket=held.issued.ticket,
            printed=not held.fault,
            fault=held.fault,
        )
        self.pending.add(report)

    # --- numbers of its own -----------------------------------------------------------------

    def give_own(self, now: Now, hall: HallTime, day: str) -> tuple[Keep, ...]:
        """Give the person who asked a number of the kiosk's own; it is shown once it is on disk.

        It carries the request's id: should the hall have answered that before it was lost, it
        says so when the number is handed over, and nobody stands in the queue twice.
        """
        if self.asked is None or self._keeping is not None:
            return ()
        request = self.asked.request
        command = TicketHandedOver(
            id=request.id,
            number="",
            services=request.services,
            priority=request.priority,
            language=request.language,
            person=request.person,
            booking=request.booking,
            taken_at=hall.utc_ms(now),
        )
        self._keeping = self.series.give(command, day)
        self._unsure_ms = now.tick_ms if hall.heard_utc_ms() is None else None
        self.pending.drop(request.id)
        return (Keep(self._keeping),)

    def kept(self, now: Now, id_: str) -> bool:
        """Show a number that is on disk now; return whether somebody waits for it."""
        given, self._keeping = self._keeping, None
        if given is None or given.command.id != id_ or self.asked is None:
            return False
        self.series.add(given, self._unsure_ms)
        self.store_failed = False
        self._hold_own(now, given, self.asked)
        return True

    def give_again(self, now: Now, day: str) -> bool:
        """Show the number of our own that the person who asked has already, if they have one."""
        if self.asked is None or self._keeping is not None or not self.asked.request.person:
            return False
        given = self.series.given_to(self.asked.request.person, self.asked.request.services, day)
        if given is None:
            return False
        at_hand = self.asked.papers_at_hand
        self.abandon()
        self.held = self._own.get(given.command.id) or _own_held(now, given, papers_at_hand=at_hand)
        self._own[given.command.id] = self.held
        self.held.paper = view.PaperState.UNASKED
        self.held.issued = replace(self.held.issued, again=True)
        return True

    def _hold_own(self, now: Now, given: Given, asked: Asked) -> None:
        self.held = _own_held(now, given, papers_at_hand=asked.papers_at_hand)
        self._own[given.command.id] = self.held
        self.asked = None

    def keep_failed(self, id_: str) -> None:
        """Ask the hall again, for no number can be kept here."""
        if self._keeping is not None and self._keeping.command.id == id_:
            self._keeping = None
            self.store_failed = self.not_kept = True
            if self.asked is not None:
                self.pending.add(self.asked.request)

    def refuse_closed(self) -> None:
        """Say for the hall, which cannot, that this is no time for tickets."""
        if self.asked is not None:
            self.refused = Refused(command=self.asked.id, refusal=Refusal.CLOSED)
            self.abandon()

    def hand_over(self, now: Now, utc_ms: int) -> None:
        """Let the hall, which is there, have the oldest of the kiosk's own numbers."""
        for command in self.series.due(now.tick_ms, utc_ms):
            self.pending.add(command)

    def _handed_over(self, answer: object) -> None:
        """Take the hall's answer to a number of our own."""
        assert isinstance(answer, TicketIssued | Accepted | Refused), "what an answer can be"
        given = self.series.settle(answer.command)
        self.effects.append(Settle(answer.command))
        held = self._own.pop(answer.command, None)
        if isinstance(answer, Refused):
            self.handovers_refused += 1
        elif isinstance(answer, TicketIssued) and answer.number != given.command.number:
            # The hall had answered the request before it was lost: that ticket goes back.
            self.pending.add(TicketCancel(id=self._ids.next(), ticket=answer.ticket))
            again = replace(given, command=replace(given.command, id=self._ids.next()))
            self.series.add(again)
            self.effects.append(Keep(again))
            if held is not None:
                self._own[again.command.id] = held
        elif isinstance(answer, TicketIssued) and held is not None:
            held.issued = replace(held.issued, ticket=answer.ticket, key=answer.key)
            self._report(held)

    def faults(self) -> tuple[str, ...]:
        """Return the codes of what staff should know of numbers and disk."""
        found = {
            f"own-numbers-waiting {len(self.series)}": len(self.series),
            f"own-numbers-refused {self.handovers_refused}": self.handovers_refused,
            "store-failed": self.store_failed,
        }
        return tuple(fault for fault, there in found.items() if there)

    def reprintable(self, now: Now) -> Held | None:
        """Return the last ticket while it may be printed again."""
        held = self.held
        if held is None or held.paper is view.PaperState.PRINTING:
            return None
        return held if now.tick_ms - held.given_tick_ms < REPRINT_FOR_MS else None


def _own_held(now: Now, given: Given, *, papers_at_hand: bool) -> Held:
    """Return a number of the kiosk's own as a ticket it holds."""
    command = given.command
    return Held(
        issued=TicketIssued(
            command=command.id,
            ticket="",
            number=command.number,
            service=command.services[0],
            priority=command.priority,
            ahead=0,
            windows=(),
            issued_at=command.taken_at,
        ),
        language=command.language,
        papers_at_hand=papers_at_hand,
        given_tick_ms=now.tick_ms,
        own=True,
    )
