# SPDX-License-Identifier: Apache-2.0
"""A kiosk's rules played without a window: a hall that answers, a printer that obeys, touches."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bus.actor import Delivered, Now
from bus.channels import Kind, Part
from bus.messages import (
    Accepted,
    Answer,
    BookingFound,
    Call,
    Calls,
    CaseFound,
    CaseStep,
    HallBeat,
    LookUp,
    Message,
    PaperReported,
    QueueLength,
    Refusal,
    Refused,
    Standing,
    TicketIssued,
    TicketRequest,
)
from config.load import HALLS, load
from config.schema import Notice
from kiosk.core.actor import KioskActor, Print, Printed
from kiosk.core.catalogue import Catalogue
from kiosk.core.flow import Touch, Touched
from kiosk.core.search import Index
from kiosk.core.series import Given, Keep, KeepFailed, KeptSafe, OwnSeries
from kiosk.core.under_way import Remember, Remembered, UnderWay
from kiosk.core.view import Show, View
from kiosk.reading import reading
from look.words import Words, languages

# Monday 23 November 2026, 09:41:00 in Shanghai.
MORNING_UTC_MS = 1_795_398_060_000
M = TypeVar("M", bound=Message)
URL = "https://hall.example"
KEY = "qj4t7zbn2mxw5c3k"


@cache
def catalogue(hall: str, url: str = URL) -> Catalogue:
    """Return what a kiosk of an example hall offers."""
    return Catalogue(*load(HALLS / hall), "kiosk-1", url)


@cache
def index(hall: str) -> Index:
    """Return the search of an example hall."""
    return Index(catalogue(hall).entries(), reading)


@cache
def speaks() -> dict[str, Words]:
    """Return the kiosk's words, read once."""
    return {name: Words("kiosk", name) for name in languages("kiosk")}


@dataclass
class Play:
    """One kiosk of an example hall; time passes only by `wait`."""

    hall: str = "township"
    url: str = URL
    printer_fault: str = ""
    notices: tuple[Notice, ...] | None = None
    """In place of the hall's own."""
    now: Now = field(default_factory=lambda: Now(tick_ms=1_000, utc_ms=MORNING_UTC_MS))
    sent: list[Message] = field(default_factory=list)
    effects: list[object] = field(default_factory=list)
    wake_at_ms: int | None = None
    view: View | None = None
    hall_lives: bool = True
    open: bool = True
    disk_full: bool = False
    kept: tuple[Given, ...] = ()
    answers: bool = True
    again: bool = False
    """Whether the hall says that the person has this ticket already."""
    left: tuple[UnderWay, ...] = ()
    seq: int = 0

    def __post_init__(self) -> None:
        self.catalogue = catalogue(self.hall, self.url)
        if self.notices is not None:
            hall = replace(self.catalogue.hall, notices=self.notices)
            self.catalogue = Catalogue(hall, self.catalogue.guides, "kiosk-1", self.url)
        self.actor = KioskActor(
            Part(self.catalogue.hall.id, "kiosk-1", Kind.KIOSK),
            self.catalogue,
            index(self.hall),
            speaks(),
            boot="b00t",
            version="1",
            zone=ZoneInfo(self.catalogue.hall.time_zone),
            series=OwnSeries("ZZ", 3, self.kept, self.kept[-1] if self.kept else None),
            opens=lambda *_: self.open,
            left=self.left,
        )
        self.beat()

    # --- the hall ---------------------------------------------------------------------------

    def beat(self) -> None:
        """Let the hall be heard."""
        self.hear(HallBeat(boot="hall-1", beat=1, utc_at=self.now.utc_ms))

    def queues(self, refusal: Refusal | None = None, until_at: int | None = None) -> None:
        """Let the hall say every queue: some empty, some long."""
        for place, service in enumerate(self.catalogue.services):
            waiting = 0 if refusal else (place * 7) % 12
            self.seq += 1
            queue = QueueLength(
                seq=self.seq,
                service=service.id,
                waiting=waiting,
                windows=() if refusal else self.catalogue.windows_of(service.id)[:2],
                refusal=refusal,
                until_at=until_at,
                wait_median_ms=waiting * 80_000,
                wait_p90_ms=waiting * 150_000,
            )
            self.hear(queue)

    def calls(self) -> None:
        """Let the hall call a few numbers."""
        calls = tuple(
            Call(
                call=9 - place,
                number=number,
                window=window,
                language="zh",
                recalled=0,
                called_at=self.now.utc_ms,
                standing=True,
            )
            for place, (number, window) in enumerate((("A017", "2"), ("B006", "4"), ("A016", "1")))
        )
        self.hear(Calls(seq=1, calls=calls))

    def hear(self, *messages: Message) -> None:
        """Deliver messages."""
        self.step(*(Delivered(topic="", message=message) for message in messages))

    # --- the citizen ------------------------------------------------------------------------

    def touch(self, touch: Touch, value: str = "") -> None:
        """Touch something."""
        self.step(Touched(touch, value))

    def wait(self, ms: int, *, step_ms: int = 500) -> None:
        """Let time pass; the hall beats while it lives."""
        end_ms = self.now.tick_ms + ms
        while self.now.tick_ms < end_ms:
            passed = min(step_ms, end_ms - self.now.tick_ms)
            self.now = Now(self.now.tick_ms + passed, self.now.utc_ms + passed)
            if self.hall_lives:
                self.beat()
            self.step()

    def take(self, service: str) -> None:
        """Take a ticket as people do."""
        department = self.catalogue.hall.service_by_id[service].department
        self.touch(Touch.DEPARTMENT, department)
        self.touch(Touch.SERVICE, service)
        self.touch(Touch.TAKE)

    # --- the machine ------------------------------------------------------------------------

    def step(self, *events: object) -> None:
        """Step once with these events, carry out what it wants, step again with what comes."""
        step = self.actor.step(self.now, events)
        self.wake_at_ms = step.wake_at_ms
        heard: list[object] = []
        for send in step.out:
            self.heard_by_hall(send.message)
            self.sent.append(send.message)
            heard += self._answered(send.message)
        for effect in step.effects:
            self.performed(effect)
            self.effects.append(effect)
            if isinstance(effect, Show):
                self.view = effect.view
            if isinstance(effect, Keep):
                id_ = effect.given.command.id
                heard.append(KeepFailed(id_) if self.disk_full else KeptSafe(id_))
            if isinstance(effect, Remember):
                heard.append(Remembered(effect.under_way.id))
            if isinstance(effect, Print) and self.printer_fault != "never":
                heard.append(Printed(effect.job, self.printer_fault))
        if heard:
            self.step(*heard)

    def heard_by_hall(self, message: Message) -> None:
        """Note that a message goes out."""

    def performed(self, effect: object) -> None:
        """Note that an effect is carried out."""

    def _answered(self, message: Message) -> Iterable[object]:
        if not (self.hall_lives and self.answers):
            return ()
        if isinstance(message, TicketRequest):
            windows = self.catalogue.windows_of(message.services[0])[:2]
            given = issued(message, "B023", windows, self.now.utc_ms)
            answer: TicketIssued | Accepted = replace(given, again=self.again)
        elif isinstance(message, PaperReported):
            answer = Accepted(command=message.id)
        else:
            return ()
        return (Delivered(topic="", message=Answer(to="kiosk-1", answer=answer)),)

    def refuse(self, refusal: Refusal, number: str = "") -> None:
        """Refuse the request under way."""
        request = self.last(TicketRequest)
        answer = Refused(command=request.id, refusal=refusal, number=number)
        self.hear(Answer(to="kiosk-1", answer=answer))

    def look_up_answer(self, answer: BookingFound | CaseFound | Refusal) -> None:
        """Answer the question under way."""
        question = self.last(LookUp)
        if isinstance(answer, Refusal):
            said: BookingFound | CaseFound | Refused
            said = Refused(command=question.id, refusal=answer)
        else:
            said = replace(answer, command=question.id, code=question.code)
        self.hear(Answer(to="kiosk-1", answer=said))

    def find_booking(self, standing: Standing) -> None:
        """Let the hall find an appointment at 10:00, which may be kept from 09:45."""
        slot_at = self.now.utc_ms + 19 * 60_000
        found = BookingFound(
            command="",
            code="",
            service=guided(self),
            slot_at=slot_at,
            slot_ms=30 * 60_000,
            standing=standing,
            from_at=slot_at - 15 * 60_000,
            number="B021" if standing is Standing.USED else "",
        )
        self.look_up_answer(found)

    def find_case(self, step: CaseStep) -> None:
        """Let the hall find a case of three days ago, promised for Friday."""
        found = CaseFound(
            command="",
            code="",
            service=guided(self),
            step=step,
            accepted_at=self.now.utc_ms - 3 * 86_400_000,
            moved_at=self.now.utc_ms,
            due_day="2026-11-27",
        )
        self.look_up_answer(found)

    def last(self, kind: type[M]) -> M:
        """Return the newest message of a kind that the kiosk sent."""
        return [message for message in self.sent if isinstance(message, kind)][-1]


def guided(play: Play) -> str:
    """Return a service that has a guide, the one with most papers."""
    guides = play.catalogue.guides.by_service
    return max(guides, key=lambda id_: len(guides[id_].papers))


def issued(
    request: TicketRequest, number: str, windows: tuple[str, ...], utc_ms: int
) -> TicketIssued:
    """Return a hall's answer to a request: six people ahead, 8 to 15 minutes."""
    return TicketIssued(
        command=request.id,
        ticket=f"t-7f3a9c-{number}",
        number=number,
        service=request.services[0],
        priority=request.priority,
        ahead=6,
        windows=windows,
        issued_at=utc_ms,
        wait_median_ms=8 * 60_000,
        wait_p90_ms=15 * 60_000,
        key=KEY,
    )
