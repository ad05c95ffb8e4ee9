# SPDX-License-Identifier: Apache-2.0
"""The evaluator: its window's state and a person's touches -> pages, and a rating."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from msgspec import Struct

from bus.actor import BadInput, Delivered, Now, Step
from bus.channels import Part
from bus.hall_time import HallTime, Newest
from bus.heart import Heart
from bus.messages import Answer, HallBeat, NowServing
from config.labels import offered
from config.schema import Hall
from evaluator.core.flow import Flow
from evaluator.core.outbox import Outbox
from evaluator.core.pad import ClerkCard, Drawn, Fate, LanguageTouched, PadView, Page, Touch

TOUCHES = get_args(Touch)
TIMED = (Page.RATING, Page.REASONS)
"""Pages that show how long they stay."""
ASKING = (Page.RATING, Page.REASONS, Page.THANKS)
IN_THEIR_LANGUAGE = (Page.SERVING, Page.RATING, Page.REASONS, Page.THANKS)


class Show(Struct, frozen=True):
    """For the shell: draw this."""

    view: PadView


class Evaluator:
    """The rules of one rating pad.

    While the hall is lost no rating can be begun, and the pad says so; one that was begun is
    kept and sent, with the same id, until the hall has answered.
    """

    def __init__(self, hall: Hall, window: str, part: Part, version: str) -> None:
        self._hall = hall
        self._window = window
        self._zone = ZoneInfo(hall.time_zone)
        self._time = HallTime()
        self._heart = Heart(part, version)
        self._outbox = Outbox()
        self._flow = Flow(window, hall.ratings.pad_seconds * 1000, self._outbox)
        self._newest = Newest()
        self._language: str = hall.languages[0]
        self._served: NowServing | None = None
        """The window as it was with its newest ticket."""
        self._visit = ""
        self._asked: NowServing | None = None
        """The window as it was with the ticket whose service has ended: who is asked."""
        self._spoken_to = ""
        """The ticket in whose language the pad speaks."""
        self._shown: PadView | None = None
        self._alive = False
        self._alive_since_ms = 0
        """The hall's time when it was last found: what was before was not shown in time."""

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take what came; send ratings, show what changed, beat."""
        for event in inbox:
            self._hear(now, event)
        self._flow.tick(now)
        self._follow_language()
        alive = self._time.alive(now)
        if alive and not self._alive:
            self._alive_since_ms = self._time.utc_ms(now)
        self._alive = alive
        out = self._outbox.send(now, alive=alive)
        view = self._view(now)
        effects = () if view == self._shown else (Show(view),)
        self._shown = view
        return Step(
            out=(*out, *self._heart.beat(now)), effects=effects, wake_at_ms=self._wake_at_ms(now)
        )

    def _hear(self, now: Now, event: object) -> None:
        match event:
            case Delivered(message=HallBeat() as beat):
                if self._time.hear(now, beat):
                    self._newest.begin_anew(now, beat)
            case Delivered(message=NowServing(window=self._window) as state, retained=retained):
                self._serve(now, state, retained=retained)
            case Delivered(message=Answer() as answer):
                self._outbox.hear(answer)
            case Drawn(since_at=since_at) if since_at > self._alive_since_ms:
                self._heart.shown(since_at, self._time.utc_ms(now))
            case LanguageTouched(language=language):
                self._language = language
            case BadInput():
                self._heart.bad_inputs += 1
            case _ if isinstance(event, TOUCHES):
                self._touch(now, event)

    def _serve(self, now: Now, state: NowServing, *, retained: bool) -> None:
        if not self._newest.take(now, self._window, state.seq):
            return
        if state.visit != self._visit:
            self._visit, self._asked = state.visit, self._served
        if state.ticket:
            self._served = state
        heard = self._time.heard_utc_ms() is not None
        waited_ms = self._time.utc_ms(now) - state.since_at if retained and heard else 0
        self._flow.serve(now, state, waited_ms=waited_ms)

    def _follow_language(self) -> None:
        """Speak the language of a ticket from when a page is about it."""
        subject = self._asked if self._flow.page in ASKING else self._served
        if subject is not None and subject.ticket != self._spoken_to:
            self._spoken_to = subject.ticket
            known = subject.language in self._hall.languages
            self._language = subject.language if known else self._hall.languages[0]

    def _touch(self, now: Now, touch: Touch) -> None:
        if self._flow.page is Page.RATING and not self._time.alive(now):
            return
        self._flow.touch(now, touch)

    def _view(self, now: Now) -> PadView:
        configured = self._hall.window_by_id.get(self._window)
        name = configured.name if configured else None
        state, heard = self._flow.state, self._time.heard_utc_ms()
        if state is None or heard is None:
            return PadView(
                page=Page.CONNECTING, window=self._window, name=name, language=self._language
            )
        alive = self._time.alive(now)
        page = self._flow.page
        if page is Page.RATING and not alive:
            page = Page.REST
        about = self._asked if page in ASKING else state
        service = self._hall.service_by_id.get(about.service) if about else None
        return PadView(
            page=page,
            window=self._window,
            name=name,
            language=self._language if page in IN_THEIR_LANGUAGE else self._hall.languages[0],
            state=state.state,
            clerk=self._card(state.clerk),
            number=about.number if about else "",
            service=service.name if service else None,
            reason=state.pause_reason,
            seconds_left=self._flow.seconds_left(now) if page in TIMED else 0,
            level=self._flow.level,
            labels=offered(self._flow.level) if page is Page.REASONS else (),
            chosen=self._flow.chosen,
            fate=self._outbox.fate if page is Page.THANKS and self._flow.rated else Fate.NONE,
            since_at=state.since_at,
            later=page is Page.THANKS and self._later,
            as_of="" if alive else _clock(heard, self._zone),
        )

    @property
    def _later(self) -> bool:
        """Whether papers have a code, and it lets people write after they left the window."""
        hall = self._hall
        return bool(hall.network.public_url and hall.ratings.supplement_working_days)

    def _card(self, clerk: str) -> ClerkCard | None:
        if not clerk:
            return None
        known = self._hall.clerk_by_number.get(clerk)
        if known is None:
            return ClerkCard(number=clerk)
        department = self._hall.department_by_id.get(known.department)
        return ClerkCard(
            number=known.number,
            name=known.name,
            duty=known.duty,
            department=department.name if department else None,
            photo=known.photo,
        )

    def _wake_at_ms(self, now: Now) -> int:
        due = [self._heart.due_ms]
        lost_at = self._time.lost_at_ms()
        if lost_at is not None and lost_at > now.tick_ms:
            due.append(lost_at)
        if self._flow.ends_ms is not None:
            left_ms = self._flow.ends_ms - now.tick_ms
            due.append(now.tick_ms + ((left_ms - 1) % 1000) + 1)
        retry = self._outbox.due_ms()
        if retry is not None and self._time.alive(now):
            due.append(retry)
        return min(due)


def _clock(utc_ms: int, zone: ZoneInfo) -> str:
    return datetime.fromtimestamp(utc_ms / 1000, zone).strftime("%H:%M:%S")
