# SPDX-License-Identifier: Apache-2.0
"""The kiosk's rules: touches and the hall's messages in; requests, views and papers out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from msgspec import Struct

from bus.actor import BadInput, Delivered, Now, Step
from bus.channels import Part
from bus.hall_time import LOST_AFTER_MS, HallTime
from bus.heart import Heart
from bus.messages import (
    Answer,
    Calls,
    CardLaid,
    CodeRead,
    HallBeat,
    QueueLength,
    ReadersThere,
    TicketIssued,
)
from kiosk.core import flow, view
from kiosk.core.catalogue import Catalogue
from kiosk.core.compose import Composer
from kiosk.core.desk import Desk, Print, Printed
from kiosk.core.flow import ANSWERS, KNOWS_CARDS, KNOWS_CODES, Screen, Touch, Touched
from kiosk.core.inquiry import Inquiry, Readers
from kiosk.core.paper import Speak
from kiosk.core.queues import Queues
from kiosk.core.request import Ids
from kiosk.core.search import Index
from kiosk.core.series import KeepFailed, KeptSafe, OwnSeries
from kiosk.core.slips import Slip
from kiosk.core.stage import Scene, Stage
from kiosk.core.times import local
from kiosk.core.under_way import RESUMED_FOR_MS, Remembered, UnderWay
from kiosk.core.visit import Visit

WARN_AFTER_MS = 40_000
"""Nobody touched for this long: the person is asked whether they are still there ..."""
WARN_MS = 20_000
"""... and has this long to answer."""
HOME_IDLE_MS = 60_000
TICKET_CLOSE_MS = 20_000
NO_PAPER_CLOSE_MS = 60_000
"""A number that stands on the screen alone must be copied or photographed."""

Opens = Callable[[str, datetime], bool]
"""Whether a service is open at a local moment, by the hall's hours."""
__all__ = ["KioskActor", "Print", "Printed", "PrinterHeard"]


class PrinterHeard(Struct, frozen=True):
    """What the printer says of itself, gravest fault first."""

    faults: tuple[str, ...]


class KioskActor:
    """One kiosk."""

    def __init__(  # noqa: PLR0913  # what a kiosk is made of, each by name
        self,
        part: Part,
        catalogue: Catalogue,
        index: Index,
        speaks: Mapping[str, Speak],
        *,
        boot: str,
        version: str,
        zone: tzinfo,
        series: OwnSeries,
        opens: Opens,
        left: Sequence[UnderWay] = (),
    ) -> None:
        """`left` is what was under way when the kiosk ended, oldest first."""
        self._zone = zone
        self._offered = tuple(service.id for service in catalogue.services)
        self._heart = Heart(part, version)
        self._hall = HallTime()
        self._queues = Queues()
        ids = Ids(part.name, boot)
        self._desk = Desk(catalogue, speaks, ids, series)
        self._inquiry = Inquiry(ids, self._desk.pending)
        self._readers = Readers()
        self._left = tuple(left)
        self._composer = Composer(catalogue, index, speaks, self._queues)
        self._stage = Stage(catalogue, speaks, self._composer, self._desk, self._inquiry)
        self._opens = opens
        self._born_tick_ms: int | None = None
        self._calls = Calls(seq=0, calls=())
        self._languages = tuple(x for x in catalogue.hall.languages if x in speaks)
        self._visit = Visit(self._languages[0], self._languages)
        self._touched_tick_ms: int | None = None
        self._closes_at_ms = 0
        self._printer_faults: tuple[str, ...] = ()
        self._looked_while_closed = False
        self._effects: list[object] = []
        self._shown: view.View | None = None

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Hear everything, let time pass, show what changed."""
        self._effects = []
        if self._born_tick_ms is None:
            self._born_tick_ms = self._touched_tick_ms = now.tick_ms
        for event in inbox:
            self._hear(now, event)
        self._pass_time(now)
        if self._hall.alive(now):
            self._desk.hand_over(now, self._hall.utc_ms(now))
        self._effects += self._desk.effects
        self._desk.effects = []
        self._show(now)
        pending = self._desk.pending.due(now)
        beat = self._heart.beat(now, faults=self._faults(now))
        return Step((*pending, *beat), tuple(self._effects), self._wake_at_ms(now))

    # --- hearing ----------------------------------------------------------------------------

    def _hear(self, now: Now, event: object) -> None:
        match event:
            case Touched():
                self._touch(now, event)
            case Delivered(message=message):
                self._hear_message(now, message)
            case Printed():
                held = self._desk.printed(event)
                if held is not None and held.fault:
                    self._closes_at_ms = now.tick_ms + NO_PAPER_CLOSE_MS
            case PrinterHeard(faults=faults):
                self._printer_faults = faults
            case Index():
                self._composer.index = event
            case BadInput():
                self._heart.bad_inputs += 1
            case _:
                self._hear_disk(now, event)

    def _hear_disk(self, now: Now, event: object) -> None:
        match event:
            case Remembered(id=id_):
                self._desk.remembered(id_)
            case KeptSafe(id=id_):
                if self._desk.kept(now, id_):
                    self._issued(now)
            case KeepFailed(id=id_):
                self._desk.keep_failed(id_)
                self._answer(flow.Answer.LOST)

    def _hear_message(self, now: Now, message: object) -> None:
        match message:
            case HallBeat():
                self._hear_beat(now, message)
            case QueueLength():
                self._queues.hear(message)
            case Calls() if message.seq > self._calls.seq:
                self._calls = message
            case Answer() if self._inquiry.hear(message):
                if self._inquiry.found is not None:
                    self._answer(flow.Answer.LOOKED_UP)
            case Answer():
                self._hear_answer(now, message)
            case _:
                self._hear_reader(now, message)

    def _hear_reader(self, now: Now, message: object) -> None:
        match message:
            case ReadersThere():
                self._readers.hear(now, message)
            case CardLaid() if self._visit.screen in KNOWS_CARDS:
                self._touched_tick_ms = now.tick_ms
                self._visit.person, self._visit.initial = message.person, message.initial
                if self._visit.screen is Screen.IDLE:
                    self._visit.screen = Screen.HOME
            case CodeRead() if self._visit.screen in KNOWS_CODES:
                self._touched_tick_ms = now.tick_ms
                self._visit.show_code()
                self._inquiry.type(message.text)
                self._inquiry.ask(hall_here=self._hall.alive(now))

    def _hear_beat(self, now: Now, beat: HallBeat) -> None:
        was_here = self._hall.alive(now)
        if self._hall.hear(now, beat):
            self._queues.expect_anew(beat.since_seq)
            self._calls = Calls(seq=min(self._calls.seq, beat.since_seq), calls=self._calls.calls)
        if not was_here:
            self._desk.pending.hurry()
            self._answer(flow.Answer.FOUND)

    def _hear_answer(self, now: Now, said: Answer) -> None:
        answer = self._desk.hear(now, said)
        if answer is None:
            return
        if isinstance(answer, TicketIssued):
            self._issued(now)
        else:
            self._closes_at_ms = now.tick_ms + NO_PAPER_CLOSE_MS
            self._answer(flow.Answer.REFUSED)

    def _issued(self, now: Now) -> None:
        self._answer(flow.Answer.ISSUED)
        self._closes_at_ms = now.tick_ms + TICKET_CLOSE_MS
        if self._desk.held is not None and not self._desk.held.issued.again:
            self._print_ticket(now, copy=False)

    def _answer(self, answer: flow.Answer) -> None:
        screen = ANSWERS.get((self._visit.screen, answer))
        if screen is not None:
            self._visit.go(screen)

    # --- touches ----------------------------------------------------------------------------

    def _touch(self, now: Now, touched: Touched) -> None:
        self._touched_tick_ms = now.tick_ms
        before = self._visit.screen
        if self._possible(now, touched) and self._visit.touch(touched):
            self._follow(now, touched, before)

    def _possible(self, now: Now, touched: Touched) -> bool:
        """Whether a touch can be followed; one that cannot is late, or a second one."""
        match touched.touch:
            case Touch.SERVICE:
                return touched.value in self._offered
            case Touch.REPRINT:
                return self._desk.reprintable(now) is not None
            case Touch.TAKE if self._visit.screen is Screen.FOUND:
                return self._inquiry.booking is not None
            case Touch.TAKE if not self._visit.booking:
                return not self._blocked(now, self._visit.service)
            case _:
                return True

    def _follow(self, now: Now, touched: Touched, before: Screen) -> None:
        """Do what a touch means besides leading to another screen."""
        match touched.touch:
            case Touch.CODE | Touch.KEYS | Touch.LOOK_UP:
                self._inquiry.touch(touched, hall_here=self._hall.alive(now))
            case Touch.TAKE:
                self._take(now, before)
            case Touch.PRINT_GUIDE | Touch.PRINT_CASE:
                self._effects.extend(self._stage.print_slip(self._visit, self._local(now)))
            case Touch.REPRINT:
                self._print_ticket(now, copy=True)
            case Touch.HOME if before is Screen.CLOSED:
                self._looked_while_closed = True
            case _:
                self._leave(now, touched.touch, before)

    def _leave(self, now: Now, touch: Touch, before: Screen) -> None:
        """Do what a touch means on the screens at the end of a visit."""
        match touch:
            case Touch.CONTINUE if before in (Screen.TICKET, Screen.REFUSED):
                self._closes_at_ms = max(self._closes_at_ms, now.tick_ms + TICKET_CLOSE_MS)
            case Touch.DONE if before in (Screen.TICKET, Screen.REFUSED):
                self._end_visit(now)
            case Touch.BACK | Touch.DONE if before is Screen.LOST:
                self._desk.abandon()

    def _take(self, now: Now, before: Screen) -> None:
        if before is Screen.FOUND and (booking := self._inquiry.booking) is not None:
            self._visit.keep_booking(booking.code, booking.service)
        self._desk.ask(self._visit, self._hall.utc_ms(now))

    def _blocked(self, now: Now, service: str) -> bool:
        """Whether the hall has said already that there is no ticket for a service."""
        queue = self._queues.of(service)
        return self._hall.alive(now) and queue is not None and queue.refusal is not None

    def _print_ticket(self, now: Now, *, copy: bool) -> None:
        if self._desk.held is not None:
            self._closes_at_ms = now.tick_ms + TICKET_CLOSE_MS
            printing = self._desk.print_ticket(self._desk.held, self._local(now), copy=copy)
            self._effects.append(printing)

    # --- time -------------------------------------------------------------------------------

    def _pass_time(self, now: Now) -> None:
        self._resume(now)
        screen, quiet_ms = self._visit.screen, now.tick_ms - (self._touched_tick_ms or 0)
        if self._hall_lost(now):
            self._inquiry.hall_lost()
            if screen is Screen.ASKING:
                self._give_own(now)
        if screen in (Screen.TICKET, Screen.REFUSED):
            if now.tick_ms >= self._closes_at_ms:
                self._end_visit(now)
        elif screen is Screen.HOME:
            if quiet_ms >= HOME_IDLE_MS:
                self._end_visit(now)
                self._visit.screen = Screen.IDLE
        elif self._warned() and quiet_ms >= WARN_AFTER_MS + WARN_MS:
            self._desk.abandon()
            self._end_visit(now)
        self._open_or_close(now)

    def _resume(self, now: Now) -> None:
        """After a power cut: go on with what was under way, once it is known how late it is."""
        if not self._left or not (self._hall.alive(now) or self._hall_lost(now)):
            return
        (*older, newest), self._left = self._left, ()
        age_ms = self._hall.utc_ms(now) - newest.asked_at
        fresh = not newest.printed and 0 <= age_ms < RESUMED_FOR_MS
        for one in (*older, *(() if fresh else (newest,))):
            self._desk.report_again(now, one) if one.printed else self._desk.give_back(one)
        if fresh:
            self._touched_tick_ms = now.tick_ms
            self._visit.resume(newest.request)
            if self._desk.resume(now, newest):
                self._issued(now)

    def _hall_lost(self, now: Now) -> bool:
        """Whether the hall is gone, or did not show itself since we began."""
        born_ms = self._born_tick_ms if self._born_tick_ms is not None else now.tick_ms
        return not self._hall.alive(now) and now.tick_ms - born_ms >= LOST_AFTER_MS

    def _give_own(self, now: Now) -> None:
        """Do without the hall: a number of our own while it would be open, and none otherwise."""
        moment = self._local(now)
        if self._desk.not_kept:
            self._answer(flow.Answer.LOST)
        elif self._desk.give_again(now, day := f"{moment:%Y-%m-%d}"):
            self._issued(now)
        elif self._opens(self._visit.service, moment):
            self._effects += self._desk.give_own(now, self._hall, day)
        else:
            self._desk.refuse_closed()
            self._closes_at_ms = now.tick_ms + NO_PAPER_CLOSE_MS
            self._answer(flow.Answer.REFUSED)

    def _open_or_close(self, now: Now) -> None:
        if not self._hall.alive(now):
            return
        screen = self._visit.screen
        if not self._queues.closed(self._offered):
            self._looked_while_closed = False
            if screen is Screen.CLOSED:
                self._visit.screen = Screen.IDLE
        elif screen is Screen.IDLE or (screen is Screen.HOME and not self._looked_while_closed):
            self._visit.screen = Screen.CLOSED

    def _end_visit(self, now: Now) -> None:
        self._visit = Visit(self._languages[0], self._languages)
        self._touched_tick_ms = now.tick_ms
        self._looked_while_closed = False
        self._desk.slip = Slip()
        self._inquiry.forget()

    def _warned(self) -> bool:
        """Whether this screen asks "are you still there?" before it closes."""
        return self._visit.screen in flow.RETURNING or self._visit.screen is Screen.LOST

    def _warning_s(self, now: Now) -> int | None:
        left_ms = (self._touched_tick_ms or 0) + WARN_AFTER_MS + WARN_MS - now.tick_ms
        return _seconds(left_ms) if self._warned() and left_ms <= WARN_MS else None

    def _wake_at_ms(self, now: Now) -> int:
        """Each second for the beat and the countdowns; sooner for a retry or a hall just lost."""
        lost_at = self._hall.lost_at_ms()
        due = [self._heart.due_ms, self._desk.pending.wake_at_ms()]
        if lost_at is not None and lost_at > now.tick_ms:
            due.append(lost_at)
        return min(at for at in due if at is not None)

    def _faults(self, now: Now) -> tuple[str, ...]:
        lost = () if self._hall.alive(now) else ("hall-lost",)
        return (*self._printer_faults, *lost, *self._desk.faults())

    def _local(self, now: Now) -> datetime:
        return local(self._hall.utc_ms(now), self._zone)

    # --- showing ----------------------------------------------------------------------------

    def _show(self, now: Now) -> None:
        link = view.HallLink.HERE
        if not self._hall.alive(now):
            never = self._hall.heard_utc_ms() is None
            link = view.HallLink.LOOKING if never else view.HallLink.LOST
        scene = Scene(
            visit=self._visit,
            moment=self._local(now),
            link=link,
            printer_faults=self._printer_faults,
            readers=self._readers.there(now),
            warning_s=self._warning_s(now),
            closes_s=_seconds(max(0, self._closes_at_ms - now.tick_ms)),
            reprint=self._desk.reprintable(now),
            calls=tuple((c.number, c.window) for c in self._calls.calls if c.standing),
        )
        shown = self._stage.show(scene)
        if shown != self._shown:
            self._shown = shown
            self._effects.append(view.Show(shown))


def _seconds(ms: int) -> int:
    return -(-ms // 1000)
