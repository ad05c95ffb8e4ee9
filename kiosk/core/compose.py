# SPDX-License-Identifier: Apache-2.0
"""State -> view: the body of each screen, in the words of the person before it."""

from collections.abc import Mapping
from datetime import datetime

from bus.messages import Refusal, Refused
from config.notices import shown
from config.policy import ORDINARY
from config.schema import Department, LifeEvent, Service, Theme
from kiosk.core import view
from kiosk.core.catalogue import Catalogue, fee_text, paper_detail, time_more, time_text
from kiosk.core.flow import Touch
from kiosk.core.mapping import floor_map
from kiosk.core.paper import Speak, wait_text, windows_text
from kiosk.core.queues import Queues, together, wait_of
from kiosk.core.search import Index
from kiosk.core.times import until_text, week_hours
from kiosk.core.visit import Visit

CALLS_SHOWN_MAX = 8
NOTICE_S = 12
"""How long a notice stands on an idle screen before the next one."""
_WORTH_ASKING_AGAIN = (Refusal.STORE_FAILED, Refusal.NO_OPEN_WINDOW, Refusal.TOO_MANY_WAITING)


class Composer:
    """Forms views; knows no time but the one it is told."""

    def __init__(
        self, catalogue: Catalogue, index: Index, speaks: Mapping[str, Speak], queues: Queues
    ) -> None:
        self._catalogue = catalogue
        self.index = index
        self._speaks = speaks
        self._queues = queues
        self.hall_here = False
        self.now: datetime | None = None

    # --- queues -----------------------------------------------------------------------------

    def queue(self, services: tuple[str, ...], speak: Speak) -> view.Queue:
        """Return the queue of some services at a glance."""
        known = self._queues.known(services)
        if not self.hall_here or not known:
            return view.Queue(speak("queue-unknown"), open=self.hall_here)
        opened = [queue for queue in known if queue.refusal is None]
        if not opened:
            first = known[0]
            return view.Queue(
                self._until(f"queue-{first.refusal}", first.until_at, speak), open=False
            )
        waiting = sum(queue.waiting for queue in known)
        if waiting == 0 and any(queue.windows for queue in opened):
            return view.Queue(speak("queue-at-once"), open=True, at_once=True)
        wait = together(opened)
        people = speak("queue-people", count=waiting)
        if wait is None:
            return view.Queue(people, open=True)
        return view.Queue(
            speak("queue-people-wait", people=people, wait=wait_text(wait, speak)), open=True
        )

    def _until(self, key: str, until_at: int | None, speak: Speak) -> str:
        said = speak(key) if key in speak else speak("queue-no-ticket")
        if until_at is None or self.now is None:
            return said
        at = datetime.fromtimestamp(until_at / 1000, self.now.tzinfo)
        return speak("queue-until", what=said, time=until_text(at, self.now, speak))

    # --- choosing ---------------------------------------------------------------------------

    def home(self, visit: Visit, reprint: str, hint: str) -> view.Home:
        """Return the departments."""
        return view.Home(self._departments(visit), len(self._catalogue.services), reprint, hint)

    def _departments(self, visit: Visit) -> tuple[view.Tile, ...]:
        return tuple(self._tile(department, visit) for department in self._catalogue.departments)

    def _tile(self, department: Department, visit: Visit) -> view.Tile:
        speak = self._speaks[visit.language]
        services = self._catalogue.of_department(department.id)
        return view.Tile(
            department.id,
            department.name.in_(visit.language),
            self._catalogue.hint(services, visit.language, speak),
            self.queue(tuple(service.id for service in services), speak),
            self._catalogue.colours[department.id],
        )

    def themes(self, visit: Visit) -> view.Themes:
        """Return subjects and events that have services here, and the departments."""
        hall, catalogue = self._catalogue.hall, self._catalogue
        themes = ((t.id, t.name, catalogue.of_theme(t.id)) for t in hall.themes)
        events = ((e.id, e.name, catalogue.of_event(e.id)) for e in hall.life_events)
        language, speak = visit.language, self._speaks[visit.language]
        made = [
            tuple(
                view.Tile(
                    id_,
                    name.in_(language),
                    catalogue.hint(services, language, speak),
                    view.Queue(speak("services-count", count=len(services)), open=True),
                    place,
                )
                for place, (id_, name, services) in enumerate(group)
                if services
            )
            for group in (themes, events)
        ]
        return view.Themes(made[0], made[1], self._departments(visit))

    def services(self, visit: Visit) -> view.Services:
        """Return the services of what was chosen."""
        kind, id_ = visit.group
        hall, language = self._catalogue.hall, visit.language
        named: tuple[Department | Theme | LifeEvent, ...]
        if kind is Touch.DEPARTMENT:
            found, named = self._catalogue.of_department(id_), hall.departments
        elif kind is Touch.THEME:
            found, named = self._catalogue.of_theme(id_), hall.themes
        else:
            found, named = self._catalogue.of_event(id_), hall.life_events
        title = next((thing.name.in_(language) for thing in named if thing.id == id_), id_)
        count = self._speaks[language]("services-count", count=len(found))
        return view.Services(title, count, tuple(self._row(s, visit) for s in found))

    def search(self, visit: Visit) -> view.Search:
        """Return what fits the query."""
        known = self._catalogue.hall.service_by_id
        rows = tuple(self._row(known[id_], visit) for id_ in self.index.find(visit.query))
        return view.Search(visit.query, rows)

    def _row(self, service: Service, visit: Visit) -> view.Row:
        department = self._catalogue.hall.department_by_id[service.department]
        return view.Row(
            service.id,
            service.name.in_(visit.language),
            department.name.in_(visit.language),
            self.queue((service.id,), self._speaks[visit.language]),
        )

    # --- the guide --------------------------------------------------------------------------

    def guide(self, visit: Visit, printing: str) -> view.Guide:
        """Return what the service asks of people."""
        catalogue, language = self._catalogue, visit.language
        speak = self._speaks[language]
        service = catalogue.hall.service_by_id[visit.service]
        guide = catalogue.guides.of(service.id)
        windows = catalogue.windows_of(service.id, self._open_windows(service.id))
        queue_value, queue_more = self._queue_fact(service.id, speak)
        fee, fee_more = fee_text(guide, language, speak)
        papers = self._papers(visit)
        missing = self._missing(visit, papers, speak)
        return view.Guide(
            service=service.id,
            name=service.name.in_(language),
            path=catalogue.hall.department_by_id[service.department].name.in_(language),
            tags=self._tags(service, speak),
            time=time_text(service, speak),
            time_more=time_more(service, guide, language, speak),
            fee=fee,
            fee_more=fee_more,
            windows=speak("windows-value", windows=windows_text(windows, speak)) if windows else "",
            place=catalogue.place_of(windows, language, speak),
            queue=self.queue((service.id,), speak),
            queue_value=queue_value,
            queue_more=queue_more,
            known=guide is not None,
            papers=papers,
            missing=missing,
            complete=missing == speak("papers-complete"),
            sections=self._sections(visit, speak),
            section=visit.section,
            people=self._people_name(visit),
            blocked=self._blocked(service.id, speak),
            url=catalogue.guide_url(service.id),
            printing=printing,
        )

    def _open_windows(self, service: str) -> tuple[str, ...]:
        queue = self._queues.of(service)
        return queue.windows if self.hall_here and queue is not None else ()

    def _queue_fact(self, service: str, speak: Speak) -> tuple[str, str]:
        queue = self._queues.of(service)
        if not self.hall_here or queue is None:
            return speak("queue-value-unknown"), speak("queue-unknown")
        value = speak("queue-value", count=queue.waiting)
        if queue.refusal is not None:
            return value, ""
        wait = wait_of(queue.wait_median_ms, queue.wait_p90_ms)
        if queue.waiting == 0 and queue.windows:
            return value, speak("queue-at-once")
        return value, speak("queue-wait", wait=wait_text(wait, speak)) if wait else ""

    @staticmethod
    def _tags(service: Service, speak: Speak) -> tuple[str, ...]:
        tags = [speak(f"case-{str(service.case_type).replace('_', '-')}")]
        if service.appointments is not None:
            tags.append(speak("tag-appointments"))
        if service.green_channel:
            tags.append(speak("tag-green-channel"))
        return tuple(tags)

    def _papers(self, visit: Visit) -> tuple[view.PaperRow, ...]:
        guide = self._catalogue.guides.of(visit.service)
        if guide is None:
            return ()
        speak = self._speaks[visit.language]
        return tuple(
            view.PaperRow(
                paper.name.in_(visit.language),
                paper_detail(paper, visit.language, speak),
                ticked=place in visit.ticked,
            )
            for place, paper in enumerate(guide.papers)
        )

    def _missing(self, visit: Visit, papers: tuple[view.PaperRow, ...], speak: Speak) -> str:
        """Return what is not at hand, once the person has begun to tick; optional papers aside."""
        guide = self._catalogue.guides.of(visit.service)
        if guide is None or not visit.ticked:
            return ""
        lacking = [
            row.name
            for row, paper in zip(papers, guide.papers, strict=True)
            if not row.ticked and paper.necessity == "required"
        ]
        if not lacking:
            return speak("papers-complete")
        papers_said = speak("papers-separator").join(lacking)
        return speak("papers-missing", count=len(lacking), papers=papers_said)

    def _sections(self, visit: Visit, speak: Speak) -> tuple[view.Section, ...]:
        guide = self._catalogue.guides.of(visit.service)
        if guide is None:
            return ()
        language = visit.language
        questions = tuple(
            text
            for question in guide.questions
            for text in (question.question.in_(language), question.answer.in_(language))
        )
        fees = tuple(
            speak(
                "fee-line",
                name=fee.name.in_(language),
                standard=fee.standard.in_(language),
                basis=fee.basis.in_(language),
            )
            for fee in guide.fees
        )
        telephones = (
            speak("telephone-enquiry", number=guide.enquiry_telephone),
            speak("telephone-complaint", number=guide.complaint_telephone),
        )
        sections = (
            ("procedure", tuple(text.in_(language) for text in guide.procedure)),
            ("conditions", tuple(text.in_(language) for text in guide.conditions)),
            ("basis", tuple(text.in_(language) for text in guide.legal_basis)),
            ("fees", fees),
            ("delivery", (guide.delivery.in_(language), guide.office.in_(language))),
            ("questions", questions),
            ("telephones", telephones),
        )
        return tuple(view.Section(id_, lines) for id_, lines in sections if lines)

    def _people_name(self, visit: Visit) -> str:
        kind = self._catalogue.hall.class_by_id.get(visit.priority)
        return kind.name.in_(visit.language) if kind and visit.priority != ORDINARY else ""

    def _blocked(self, service: str, speak: Speak) -> str:
        queue = self._queues.of(service)
        if not self.hall_here or queue is None or queue.refusal is None:
            return ""
        what = self._until(f"queue-{queue.refusal}", queue.until_at, speak)
        return speak("what-then-do", what=what, do=refusal_do(queue.refusal, speak))

    def people(self, visit: Visit) -> view.People:
        """Return the kinds of visitor; appointments come by another way."""
        kinds = (c for c in self._catalogue.hall.policy.classes if c.id != "appointment")
        return view.People(
            tuple(
                view.Choice(c.id, c.name.in_(visit.language), c.id == visit.priority) for c in kinds
            )
        )

    def refused(self, visit: Visit, refused: Refused, closes_s: int) -> view.Refused:
        """Return why there is no ticket, and what to do."""
        speak = self._speaks[visit.language]
        what = self._until(f"queue-{refused.refusal}", refused.until_at, speak)
        return view.Refused(
            self._catalogue.service_name(visit.service, visit.language),
            what,
            refusal_do(refused.refusal, speak),
            again=refused.refusal in _WORTH_ASKING_AGAIN,
            closes_s=closes_s,
            number=refused.number,
        )

    def map(self, visit: Visit) -> view.Map:
        """Return the floor to look at."""
        service = visit.service
        windows = (
            self._catalogue.windows_of(service, self._open_windows(service)) if service else ()
        )
        return floor_map(self._catalogue, visit, windows)

    # --- nobody here ------------------------------------------------------------------------

    def idle(self, visit: Visit, calls: tuple[tuple[str, str], ...]) -> view.Idle:
        """Return what the hall tells everybody."""
        assert self.now is not None, "a view is formed at a time"
        notices = shown(self._catalogue.hall.notices, self.now)
        named = (view.Call(number, window) for number, window in calls[:CALLS_SHOWN_MAX])
        told = None
        if notices:
            # By the hall's clock, so that every screen of a hall shows the same one.
            notice = notices[int(self.now.timestamp()) // NOTICE_S % len(notices)]
            told = view.Told(notice.text.in_(visit.language), notice.picture)
        return view.Idle(told, tuple(named), self._departments(visit))

    def closed(self, visit: Visit) -> view.Closed:
        """Return when the hall opens."""
        speak = self._speaks[visit.language]
        known = self._queues.known(tuple(s.id for s in self._catalogue.services))
        opens = min((q.until_at for q in known if q.until_at is not None), default=None)
        assert self.now is not None, "a view is formed at a time"
        text = ""
        if opens is not None:
            at = datetime.fromtimestamp(opens / 1000, self.now.tzinfo)
            text = speak("closed-opens", time=until_text(at, self.now, speak))
        return view.Closed(text, week_hours(self._catalogue.hall.hours.week, speak))


def refusal_do(refusal: str, speak: Speak) -> str:
    """Return what to do when there is no ticket."""
    return speak(f"do-{refusal}") if f"do-{refusal}" in speak else speak("do-desk")
