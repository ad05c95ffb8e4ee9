# SPDX-License-Identifier: Apache-2.0
"""What one kiosk offers, and the hall's facts about it in a citizen's words."""

from bus.messages import TicketIssued
from config.content import Guide, Guides, Paper
from config.schema import CaseType, Hall, Kiosk, Service, Text
from kiosk.core.paper import Speak
from kiosk.core.search import Entry

HINTS_MAX = 3
HINT_COLUMNS = 28
_DOT_COLUMNS = 3
KIOSK_UNNAMED = Kiosk(id="kiosk")


class Catalogue:
    """The services of a hall that one kiosk offers."""

    def __init__(self, hall: Hall, guides: Guides, kiosk: str, public_url: str = "") -> None:
        self.hall = hall
        self.guides = guides
        self.kiosk = next((k for k in hall.kiosks if k.id == kiosk), KIOSK_UNNAMED)
        self._public_url = (public_url or hall.network.public_url).rstrip("/")
        offered = self.kiosk.departments or tuple(hall.department_by_id)
        self.departments = tuple(d for d in hall.departments if d.id in offered)
        self.services = tuple(s for s in hall.services if s.department in offered)
        self.colours = {department.id: i for i, department in enumerate(self.departments)}

    def entries(self) -> tuple[Entry, ...]:
        """Return what the search knows of each service."""
        return tuple(self._entry(service) for service in self.services)

    def _entry(self, service: Service) -> Entry:
        department = self.hall.department_by_id[service.department]
        events = [each for each in self.hall.life_events if each.id in service.life_events]
        owners = (*(event.name for event in events), department.name)
        kin = [name for owner in owners for name in _said(owner)]
        kin += [word for event in events for word in event.keywords]
        return Entry(service.id, (*_said(service.name), *service.keywords), tuple(kin))

    def of_department(self, id_: str) -> tuple[Service, ...]:
        """Return the services of a department."""
        return tuple(service for service in self.services if service.department == id_)

    def of_theme(self, id_: str) -> tuple[Service, ...]:
        """Return the services of the departments of a subject."""
        departments = {d.id for d in self.departments if d.theme == id_}
        return tuple(service for service in self.services if service.department in departments)

    def of_event(self, id_: str) -> tuple[Service, ...]:
        """Return the services that something in a life calls for."""
        return tuple(service for service in self.services if id_ in service.life_events)

    def hint(self, services: tuple[Service, ...], language: str, speak: Speak) -> str:
        """Return the names of a few services, the shortest, for they say most in little room."""
        names = sorted((s.name.in_(language) for s in services), key=len)[:HINTS_MAX]
        chosen = [
            name for place, name in enumerate(names) if place == 0 or _fits(names[: place + 1])
        ]
        return speak("dot").join(chosen)

    def service_name(self, service: str, language: str) -> str:
        """Return a service's name, or its id when the hall's file does not know it."""
        found = self.hall.service_by_id.get(service)
        return found.name.in_(language) if found is not None else service

    def windows_of(self, service: str, open_ones: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the windows to go to: the open ones, or all that ever take the service."""
        return open_ones or self.hall.windows_by_service.get(service, ())

    def place_of(self, windows: tuple[str, ...], language: str, speak: Speak) -> str:
        """Return floors and zones of some windows, or an empty text."""
        found = [self.hall.window_by_id[id_] for id_ in windows if id_ in self.hall.window_by_id]
        places = []
        for floor in self.hall.floors:
            ids = {window.zone for window in found if window.floor == floor.id}
            zones = [zone.name.in_(language) for zone in floor.zones if zone.id in ids]
            name = floor.name.in_(language)
            if zones:
                zone = speak("separator").join(zones)
                places.append(speak("place-in-hall", floor=name, zone=zone))
            elif ids:
                places.append(name)
        return speak("separator").join(places)

    def floor_of(self, windows: tuple[str, ...]) -> str:
        """Return the floor of the first of some windows that has one."""
        found = (self.hall.window_by_id[w].floor for w in windows if w in self.hall.window_by_id)
        return next((floor for floor in found if floor), "")

    def ticket_url(self, issued: TicketIssued) -> str:
        """Return the secret page of a ticket for phones; empty until the hall named its key."""
        if not self._public_url or not issued.key:
            return ""
        return f"{self._public_url}/t/{issued.ticket}/{issued.key}"

    def department_of(self, service: str) -> str:
        """Return the id of a service's department, or an empty text."""
        found = self.hall.service_by_id.get(service)
        return found.department if found is not None else ""

    def case_url(self, code: str) -> str:
        """Return the page of a case for phones, or an empty text."""
        return f"{self._public_url}/case/{code}" if self._public_url else ""

    def guide_url(self, service: str) -> str:
        """Return the page of a guide for phones, or an empty text."""
        return f"{self._public_url}/guide/{service}" if self._public_url else ""


def _said(name: Text) -> tuple[str, ...]:
    return tuple(filter(None, (name.zh, name.en, name.ug)))


def _fits(names: list[str]) -> bool:
    """Whether names stand on one line: a Chinese sign is twice as wide as a Latin letter."""
    columns = sum(2 if sign > "\u2e80" else 1 for name in names for sign in name)
    return columns + _DOT_COLUMNS * (len(names) - 1) <= HINT_COLUMNS


def time_text(service: Service, speak: Speak) -> str:
    """Return how long the service takes, as promised."""
    if service.case_type is CaseType.CONSULTATION:
        return speak("time-answered-now")
    if service.case_type is CaseType.IMMEDIATE or service.promised_days == 0:
        return speak("time-now")
    days = service.promised_days if service.promised_days is not None else service.statutory_days
    return speak("time-ask") if days is None else speak("time-days", days=days)


def time_more(service: Service, guide: Guide | None, language: str, speak: Speak) -> str:
    """Return what else there is to say about the time: the law's limit, or the promise's terms."""
    if guide is not None and guide.promise is not None:
        return guide.promise.in_(language)
    if service.statutory_days:
        return speak("time-statutory", days=service.statutory_days)
    return ""


def fee_text(guide: Guide | None, language: str, speak: Speak) -> tuple[str, str]:
    """Return the fee, and a word more."""
    if guide is None:
        return speak("fee-ask"), ""
    if not guide.charged:
        return speak("fee-none"), ""
    if len(guide.fees) == 1:
        fee = guide.fees[0]
        return fee.standard.in_(language), fee.name.in_(language)
    return speak("fee-several", count=len(guide.fees)), speak("fee-see-below")


def paper_detail(paper: Paper, language: str, speak: Speak) -> str:
    """Return in which form a paper is wanted."""
    parts: list[str] = []
    if paper.when is not None:
        parts.append(paper.when.in_(language))
    if paper.form == "electronic":
        parts.append(speak("paper-electronic"))
    elif paper.original and paper.copies:
        parts.append(speak("paper-original-and-copies", copies=paper.copies))
    elif paper.copies:
        parts.append(speak("paper-copies", copies=paper.copies))
    elif paper.original:
        parts.append(speak("paper-original"))
    if paper.note is not None:
        parts.append(paper.note.in_(language))
    return speak("dot").join(parts)
