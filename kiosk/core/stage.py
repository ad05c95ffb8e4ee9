# SPDX-License-Identifier: Apache-2.0
"""What the screen shows at one moment, formed from all that the kiosk knows."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from bus.printer_status import Fault
from kiosk.core import view
from kiosk.core.catalogue import Catalogue
from kiosk.core.compose import Composer
from kiosk.core.desk import Desk
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
                return self._inquiry.shown(self._catalogue, visit.language, speak, scene.moment)
            case Screen.GUIDE:
                return self._composer.guide(visit, self._desk.guide_state)
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
