# SPDX-License-Identifier: Apache-2.0
"""From finger to paper, exactly once: requests on their way, tickets given, papers printed."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from bus.actor import Now
from bus.messages import (
    Answer,
    PaperReported,
    Refused,
    TicketCancel,
    TicketIssued,
    TicketRequest,
)
from kiosk.core import view
from kiosk.core.catalogue import Catalogue
from kiosk.core.lines import Paper
from kiosk.core.paper import Speak
from kiosk.core.request import Ids, Pending
from kiosk.core.slips import Held, Slips
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

    id: str
    service: str
    language: str
    papers_at_hand: bool


class Desk:
    """One request at a time, the last ticket, and every paper under way."""

    def __init__(self, catalogue: Catalogue, speaks: Mapping[str, Speak], ids: Ids) -> None:
        self._catalogue = catalogue
        self._ids = ids
        self.slips = Slips(catalogue, speaks)
        self.pending = Pending()
        self.asked: Asked | None = None
        self.held: Held | None = None
        self.refused: Refused | None = None
        self.guide_state = ""
        """What became of the printed guide: printing, printed, a fault, or empty."""
        self._abandoned: list[str] = []
        self._ticket_jobs: dict[str, Held] = {}
        self._guide_job = ""

    def ask(self, visit: Visit) -> None:
        """Make the request and its id, now, at the touch: every repetition is the same."""
        guide = self._catalogue.guides.of(visit.service)
        papers = guide.papers if guide is not None else ()
        request = TicketRequest(
            id=self._ids.next(),
            services=(visit.service,),
            priority=visit.priority,
            language=visit.language,
        )
        at_hand = len(visit.ticked) == len(papers)
        self.asked = Asked(request.id, visit.service, visit.language, at_hand)
        self.pending.add(request)

    def abandon(self) -> None:
        """Forget a request nobody waits for; should the hall have heard it, the ticket goes back."""
        if self.asked is not None:
            self.pending.drop(self.asked.id)
            self._abandoned = [*self._abandoned, self.asked.id][-ABANDONED_MAX:]
            self.asked = None

    def hear(self, now: Now, said: Answer) -> TicketIssued | Refused | None:
        """Take an answer of the hall; return it when the person at the kiosk waits for it."""
        answer = said.answer
        self.pending.drop(answer.command)
        if self.asked is not None and self.asked.id == answer.command:
            return self._settle(now, self.asked, answer)
        if answer.command in self._abandoned:
            self._abandoned.remove(answer.command)
            if isinstance(answer, TicketIssued):
                self.pending.add(TicketCancel(id=self._ids.next(), ticket=answer.ticket))
        return None

    def _settle(self, now: Now, asked: Asked, answer: object) -> TicketIssued | Refused | None:
        if isinstance(answer, TicketIssued):
            self.asked = None
            self.held = Held(
                issued=answer,
                language=asked.language,
                papers_at_hand=asked.papers_at_hand,
                given_tick_ms=now.tick_ms,
            )
            return answer
        if isinstance(answer, Refused):
            self.asked = None
            self.refused = answer
            return answer
        return None

    def print_ticket(self, held: Held, moment: datetime, *, copy: bool) -> Print:
        """Return the effect that prints a ticket."""
        held.paper, held.fault = view.PaperState.PRINTING, ""
        job = self._ids.next()
        self._ticket_jobs[job] = held
        return Print(job, self.slips.ticket(held, moment, copy=copy))

    def print_guide(self, visit: Visit, moment: datetime) -> tuple[Print, ...]:
        """Return the effect that prints what to bring; nothing while it is being printed."""
        if self.guide_state == "printing":
            return ()
        self._guide_job, self.guide_state = self._ids.next(), "printing"
        paper = self.slips.guide(visit.service, visit.language, visit.ticked, moment)
        return (Print(self._guide_job, paper),)

    def forget_guide(self) -> None:
        """Another guide is open: what became of the last one's paper no longer matters."""
        self._guide_job = self.guide_state = ""

    def printed(self, printed: Printed) -> Held | None:
        """Take a printer's answer; tell the hall; return the ticket it was about, if any."""
        if printed.job == self._guide_job:
            self.guide_state = printed.fault or "printed"
        held = self._ticket_jobs.pop(printed.job, None)
        if held is None:
            return None
        held.fault = printed.fault
        held.paper = view.PaperState.FAILED if printed.fault else view.PaperState.PRINTED
        report = PaperReported(
            id=self._ids.next(),
            ticket=held.issued.ticket,
            printed=not printed.fault,
            fault=printed.fault,
        )
        self.pending.add(report)
        return held

    def reprintable(self, now: Now) -> Held | None:
        """Return the last ticket while it may be printed again."""
        held = self.held
        if held is None or held.paper is view.PaperState.PRINTING:
            return None
        return held if now.tick_ms - held.given_tick_ms < REPRINT_FOR_MS else None
