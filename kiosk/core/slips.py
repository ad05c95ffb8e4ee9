# SPDX-License-Identifier: Apache-2.0
"""Tickets and guides of this kiosk, as paper and on the screen."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from bus.messages import CaseFound, CaseStep, TicketIssued
from config import content
from kiosk.core import view
from kiosk.core.catalogue import Catalogue, fee_text, paper_detail, time_text
from kiosk.core.lines import Paper
from kiosk.core.paper import (
    CaseFacts,
    GuideFacts,
    Speak,
    TicketFacts,
    case_paper,
    code_text,
    guide_paper,
    ticket_paper,
    wait_text,
    windows_text,
)
from kiosk.core.queues import wait_of
from kiosk.core.times import date_text, local, stamp, week_hours

PRINTING, PRINTED = "printing", "printed"
_OPEN = (CaseStep.ACCEPTED, CaseStep.PAPERS_MISSING)
"""Steps of a case that has no result yet."""


class Held(Struct, kw_only=True):
    """A ticket that this kiosk gave out, and what became of its paper."""

    issued: TicketIssued
    language: str
    papers_at_hand: bool
    """Whether the person ticked every paper: then the ticket need not list them."""
    given_tick_ms: int
    own: bool = False
    """Whether the kiosk gave the number itself, the hall being lost."""
    paper: view.PaperState = view.PaperState.PRINTING
    fault: str = ""


class Slip(Struct):
    """A paper besides the ticket that is printed: a guide, or how far a case is."""

    about: str = ""
    job: str = ""
    state: str = ""
    """`PRINTING`, `PRINTED`, or the fault."""


class Slips:
    """Forms papers from a ticket or a guide."""

    def __init__(self, catalogue: Catalogue, speaks: Mapping[str, Speak]) -> None:
        self._catalogue = catalogue
        self._speaks = speaks

    def ticket(self, held: Held, moment: datetime, *, copy: bool) -> Paper:
        """Return a ticket's paper."""
        issued, language = held.issued, held.language
        speak = self._speaks[language]
        catalogue = self._catalogue
        windows = catalogue.windows_of(issued.service, issued.windows)
        facts = TicketFacts(
            hall=catalogue.hall.name.in_(language),
            number=issued.number,
            service=catalogue.service_name(issued.service, language),
            ahead=issued.ahead,
            wait=wait_of(issued.wait_median_ms, issued.wait_p90_ms),
            windows=windows,
            place=catalogue.place_of(windows, language, speak),
            papers=() if held.papers_at_hand else self._required(issued.service, language),
            url=catalogue.ticket_url(issued),
            kiosk=self._kiosk_name(language),
            issued=stamp(local(issued.issued_at, moment.tzinfo)),
            copy=copy,
            own_series=held.own,
        )
        return ticket_paper(facts, speak)

    def guide(self, service_id: str, language: str, ticked: set[int], now: datetime) -> Paper:
        """Return what to bring, on paper."""
        catalogue, speak = self._catalogue, self._speaks[language]
        service = catalogue.hall.service_by_id[service_id]
        guide = catalogue.guides.of(service_id)
        windows = catalogue.windows_of(service_id)
        where = [speak("windows-value", windows=windows_text(windows, speak))] if windows else []
        where += [catalogue.place_of(windows, language, speak)]
        hours = week_hours(service.hours or catalogue.hall.hours.week, speak)
        papers = guide.papers if guide is not None else ()
        facts = GuideFacts(
            hall=catalogue.hall.name.in_(language),
            service=service.name.in_(language),
            papers=tuple(
                (_paper_line(paper, language, speak), i in ticked) for i, paper in enumerate(papers)
            ),
            time=time_text(service, speak),
            fee=_fees(guide, language, speak),
            place=" ".join(part for part in where if part),
            hours="\n".join(f"{days} {spans}" for days, spans in hours),
            telephone=guide.enquiry_telephone if guide is not None else "",
            url=catalogue.guide_url(service_id),
            printed=stamp(now),
        )
        return guide_paper(facts, speak)

    def case(self, found: CaseFound, language: str, now: datetime) -> Paper:
        """Return how far a case is, on paper: with it the result is collected."""
        catalogue, speak = self._catalogue, self._speaks[language]
        guide = catalogue.guides.of(found.service)
        open_ = found.step in _OPEN
        department = catalogue.hall.department_by_id.get(catalogue.department_of(found.service))
        facts = CaseFacts(
            hall=catalogue.hall.name.in_(language),
            service=catalogue.service_name(found.service, language),
            code=code_text(found.code, speak),
            facts=case_facts(found, speak, now),
            what=speak(f"case-{found.step}"),
            do=speak(f"case-{found.step}-do"),
            delivery=guide.delivery.in_(language) if guide is not None and open_ else "",
            office=department.name.in_(language) if department is not None else "",
            telephone=guide.enquiry_telephone if guide is not None else "",
            complaints=guide.complaint_telephone if guide is not None else "",
            url=catalogue.case_url(found.code),
            printed=stamp(now),
        )
        return case_paper(facts, speak)

    def _required(self, service: str, language: str) -> tuple[str, ...]:
        guide = self._catalogue.guides.of(service)
        if guide is None:
            return ()
        return tuple(p.name.in_(language) for p in guide.papers if p.necessity == "required")

    def _kiosk_name(self, language: str) -> str:
        kiosk = self._catalogue.kiosk
        return kiosk.name.in_(language) if kiosk.name is not None else kiosk.id

    def shown(self, held: Held, language: str, closes_s: int) -> view.Ticket:
        """Return a ticket as the screen shows it."""
        issued, speak, catalogue = held.issued, self._speaks[language], self._catalogue
        windows = catalogue.windows_of(issued.service, issued.windows)
        wait = wait_of(issued.wait_median_ms, issued.wait_p90_ms)
        place = catalogue.place_of(windows, language, speak)
        fault = f"fault-{held.fault}"
        printed = held.paper in (view.PaperState.PRINTING, view.PaperState.PRINTED)
        guidance = "ticket-go" if printed else "ticket-go-no-paper"
        where = place or speak("ticket-waiting-area")
        return view.Ticket(
            number=issued.number,
            service=catalogue.service_name(issued.service, language),
            ahead="" if held.own else speak("ahead-value", count=issued.ahead),
            wait=wait_text(wait, speak) if wait else "",
            windows=windows_text(windows, speak),
            guidance=speak(guidance, place=where),
            paper=held.paper,
            fault="" if not held.fault else speak(fault if fault in speak else "fault-other"),
            url=catalogue.ticket_url(issued),
            note=self._note(held, speak),
            closes_s=closes_s,
        )

    @staticmethod
    def _note(held: Held, speak: Speak) -> str:
        if held.own:
            return speak("ticket-own-series")
        return speak("ticket-again") if held.issued.again else ""


def case_facts(found: CaseFound, speak: Speak, now: datetime) -> tuple[tuple[str, str], ...]:
    """Return a case's dates: accepted, and promised or closed."""
    facts = [(speak("case-accepted-on"), date_text(local(found.accepted_at, now.tzinfo), speak))]
    open_ = found.step in _OPEN
    if open_ and found.due_day:
        due = datetime.fromisoformat(found.due_day).replace(tzinfo=now.tzinfo)
        facts.append((speak("case-promised-for"), date_text(due, speak)))
    if not open_:
        moved = local(found.moved_at, now.tzinfo)
        facts.append((speak("case-closed-on"), date_text(moved, speak)))
    return tuple(facts)


def _fees(guide: content.Guide | None, language: str, speak: Speak) -> str:
    """Return what it costs, each fee on a line: a paper has nothing "below" to look at."""
    if guide is None or len(guide.fees) < 2:  # noqa: PLR2004  # one fee is said as on the screen
        return fee_text(guide, language, speak)[0]
    return "\n".join(f"{fee.name.in_(language)} {fee.standard.in_(language)}" for fee in guide.fees)


def _paper_line(paper: content.Paper, language: str, speak: Speak) -> str:
    name, detail = paper.name.in_(language), paper_detail(paper, language, speak)
    return speak("paper-with-detail", name=name, detail=detail) if detail else name
