# SPDX-License-Identifier: Apache-2.0
"""A hall for a kiosk's window: beats, queues and numbers over a real broker, on a fixed morning."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bus.actor import Delivered, Linked, Now, Send, Step
from bus.messages import (
    Accepted,
    Answer,
    CaseFound,
    CaseStep,
    HallBeat,
    LookUp,
    PaperReported,
    QueueLength,
    Refusal,
    Refused,
    TicketHandedOver,
    TicketRequest,
)
from bus.mqtt import MqttBus
from bus.run import Runner
from config.schema import Hall
from tests.processes import HALL, Site
from tests.screens.kiosk_play import MORNING_UTC_MS, issued

BEAT_MS = 500
RECEIPT = "142410780597"
"""The one case that the hall knows."""


@dataclass
class HallTwin:
    """Gives B001, B002 ... to whoever asks; the same id again gets the same number."""

    hall: Hall
    requests: list[TicketRequest] = field(default_factory=list)
    papers: list[PaperReported] = field(default_factory=list)
    handed: list[TicketHandedOver] = field(default_factory=list)
    _numbers: dict[str, str] = field(default_factory=dict)
    _began_ms: int | None = None

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Beat, and answer what came."""
        if self._began_ms is None:
            self._began_ms = now.tick_ms
        utc_ms = MORNING_UTC_MS + now.tick_ms - self._began_ms
        out: list[Send] = []
        for event in inbox:
            match event:
                case Linked(up=True):
                    out += self._queues()
                case Delivered(message=TicketRequest() as request):
                    out.append(Send(self._answer(request, utc_ms)))
                case Delivered(message=TicketHandedOver() as command):
                    self.handed.append(command)
                    request = TicketRequest(id=command.id, services=command.services)
                    answer = issued(request, command.number, (), utc_ms)
                    out.append(Send(Answer(to="kiosk-1", answer=answer)))
                case Delivered(message=LookUp() as question):
                    out.append(Send(Answer(to="kiosk-1", answer=self._found(question, utc_ms))))
                case Delivered(message=PaperReported() as report):
                    self.papers.append(report)
                    out.append(Send(Answer(to="kiosk-1", answer=Accepted(command=report.id))))
                case _:
                    pass
        out.append(Send(HallBeat(boot="twin", beat=1, utc_at=utc_ms)))
        return Step(tuple(out), wake_at_ms=now.tick_ms + BEAT_MS)

    def _found(self, question: LookUp, utc_ms: int) -> CaseFound | Refused:
        if question.code != RECEIPT:
            return Refused(command=question.id, refusal=Refusal.UNKNOWN_CODE)
        return CaseFound(
            command=question.id,
            code=RECEIPT,
            service=self.hall.services[0].id,
            step=CaseStep.ACCEPTED,
            accepted_at=utc_ms,
            moved_at=utc_ms,
            due_day="2026-11-27",
        )

    def _queues(self) -> Iterable[Send]:
        for place, service in enumerate(self.hall.services):
            windows = self.hall.windows_by_service[service.id][:2]
            queue = QueueLength(seq=1, service=service.id, waiting=place % 9, windows=windows)
            yield Send(queue)

    def _answer(self, request: TicketRequest, utc_ms: int) -> Answer:
        self.requests.append(request)
        number = self._numbers.setdefault(request.id, f"B{len(self._numbers) + 1:03}")
        windows = self.hall.windows_by_service[request.services[0]][:2]
        return Answer(to="kiosk-1", answer=issued(request, number, windows, utc_ms))


class TwinThread:
    """The twin on a thread of its own, as long as the block lasts."""

    def __init__(self, site: Site, hall: Hall) -> None:
        self.twin = HallTwin(hall)
        bus = MqttBus(site.broker.url, HALL, site.passwords[HALL.login])
        self._runner = Runner(self.twin, bus)
        self._thread = threading.Thread(target=self._runner.run, name="twin", daemon=True)

    def __enter__(self) -> HallTwin:
        self._thread.start()
        return self.twin

    def __exit__(self, *_: object) -> None:
        self._runner.stop()
        self._thread.join()
