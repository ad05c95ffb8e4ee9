# SPDX-License-Identifier: Apache-2.0
"""What the screen shows at one moment, formed from all that the kiosk knows."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from bus.printer_status import Fault
from kiosk.core import view
from kiosk.core.catalogue import Catalogue
from kiosk.core.compose import Composer
from kiosk.core.desk import Desk, Print
from kiosk.core.flow import Screen
from kiosk.core.inquiry import Inquiry, person_text, reader_hint
from kiosk.core.paper import Speak
from kiosk.core.slips import Held
from kiosk.core.times import clock, date_text
from kiosk.core.visit import LOUDNESS_PERCENT, Visit

COMPOSED: dict[Screen, Callable[[Composer, Visit], view.Body]] = {
    Screen.SERVICES: Composer.services,
    Screen.THEMES: Composer.themes,
    Screen.SEARCH: Composer.search,
    Screen.PEOPLE: Composer.people,
    Screen.MAP: Composer.map,
    Screen.CLOSED: Composer.closed,
}
"""Screens that show nothing but the hall and the person's choices."""


class Scene(Struct, frozen=True, kw_only=True):
    """The moment."""

    visit: Visit
    moment: datetime
    link: view.HallLink
    printer_faults: tuple[str, ...]
    readers: tuple[bool, bool]
    """Whether a card reader and a scanner are there."""
    warning_s: int | None
    closes_s: int
    reprint: Held | None
    """The last ticket while it may be printed again."""
    calls: tuple[tuple[str, str], ...]
    """Numbers and windows of the calls that hold."""


class Stage:
    """Forms the view of a moment."""

    def __init__(
        self,
        catalogue: Catalogue,
        speaks: Mapping[str, Speak],
        composer: Composer,
        desk: Desk,
        inquiry: Inquiry,
    ) -> None:
        self._catalogue = catalogue
        self._speaks = speaks
        self._composer = composer
        self._desk = desk
        self._inquiry = inquiry

    def show(self, scene: Scene) -> view.View:
        """Return all that the screen shows."""
        self._composer.now = scene.moment
        self._composer.hall_here = scene.link is view.HallLink.HERE
        return view.View(scene.visit.screen, self._frame(scene), self._body(scene))

    def print_slip(self, visit: Visit, moment: datetime) -> tuple[Print, ...]:
        """Return the effect that prints what is shown; nothing when that is no paper."""
        about, slips = self._about(visit), self._desk.slips
        if visit.screen is Screen.GUIDE:
            paper = slips.guide(visit.service, visit.language, visit.ticked, moment)
        elif self._inquiry.case is not None:
            paper = slips.case(self._inquiry.case, visit.language, moment)
        else:
            return ()
        return self._desk.print_slip(about, paper)

    def _about(self, visit: Visit) -> str:
        """Return what a paper besides the ticket would be about."""
        if visit.screen is Screen.GUIDE:
            return f"guide {visit.service}"
        return f"case {self._inquiry.case.code}" if self._inquiry.case is not None else ""

    def _frame(self, scene: Scene) -> view.Frame:
        visit, speak = scene.visit, self._speaks[scene.visit.language]
        no_paper = any(fault != Fault.PAPER_LOW for fault in scene.printer_faults)
        return view.Frame(
            language=visit.language,
            languages=visit.languages,
            large=visit.large,
            contrast=visit.contrast,
            low=visit.low,
            loudness_percent=LOUDNESS_PERCENT[visit.loudness] if visit.guided else 0,
            hall=self._catalogue.hall.name.in_(visit.language),
            date=date_text(scene.moment, speak),
            time=clock(scene.moment),
            link=scene.link,
            paper_fault=speak("fault-no-paper") if no_paper else "",
            person=person_text(visit, speak),
            warning_s=scene.warning_s,
        )

    def _body(self, scene: Scene) -> view.Body:
        visit, speak = scene.visit, self._speaks[scene.visit.language]
        match visit.screen:
            case Screen.HOME:
                number = scene.reprint.issued.number if scene.reprint is not None else ""
                return self._composer.home(visit, number, reader_hint(scene.readers, speak))
            case Screen.CODE:
                scanner = scene.readers[1]
                return self._inquiry.asking(speak, scene.moment, scanner=scanner)
            case Screen.FOUND:
                state = self._desk.slip_state(self._about(visit))
                shown = self._inquiry.shown
                return shown(self._catalogue, visit.language, speak, scene.moment, state)
            case Screen.GUIDE:
                return self._composer.guide(visit, self._desk.slip_state(self._about(visit)))
            case _:
                return self._other(scene)

    def _other(self, scene: Scene) -> view.Body:
        visit = scene.visit
        if visit.screen in COMPOSED:
            return COMPOSED[visit.screen](self._composer, visit)
        if visit.screen is Screen.IDLE:
            return self._composer.idle(visit, scene.calls)
        return self._ticket(scene)

    def _ticket(self, scene: Scene) -> view.Body:
        visit, desk = scene.visit, self._desk
        if visit.screen is Screen.REFUSED:
            assert desk.refused is not None, "the refusal is what led here"
            return self._composer.refused(visit, desk.refused, scene.closes_s)
        if visit.screen is Screen.TICKET:
            assert desk.held is not None, "the ticket is what led here"
            return desk.slips.shown(desk.held, visit.language, scene.closes_s)
        name = self._catalogue.service_name(visit.service, visit.language)
        return view.Asking(name) if visit.screen is Screen.ASKING else view.Lost(name)
