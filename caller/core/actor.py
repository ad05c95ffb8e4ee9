# SPDX-License-Identifier: Apache-2.0
"""The caller: what came over the bus -> what is shown and said."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from bus.actor import BadInput, Delivered, Now, Step
from bus.channels import Part
from bus.heart import Heart
from bus.messages import Calls
from caller.core.board import Board, BoardView, Room, windows_spoken
from caller.core.known import Known
from caller.core.notices import due_aloud, reading_due
from caller.core.strip import StripView, strip_view
from caller.core.voice import Spoken, Voice
from config.notices import in_span
from config.schema import Display, Hall
from config.schema import Voice as VoiceSettings

MINUTE_MS = 60_000
CATCH_UP_MS = 60_000
"""A notice whose moment passed while nothing stepped is still read within this time."""
NOT_LEGIBLE = "not-legible"
"""Fault: the window is too small for the viewing distance."""

View = StripView | BoardView


class Show(Struct, frozen=True):
    """For the shell: draw this, then answer with `Drawn`."""

    view: View


class Drawn(Struct, frozen=True):
    """From the shell: a view is on the glass."""

    called_at: int
    """When the newest call in it was made, or 0."""


class Caller:
    """The rules of one display, and of the voice beside it when it has a loudspeaker."""

    def __init__(self, hall: Hall, display: Display, part: Part, version: str) -> None:
        self._hall = hall
        self._display = display
        self._known = Known(hall.time_zone)
        self._heart = Heart(part, version)
        self._board = Board(hall, display) if display.kind == "board" else None
        spoken = windows_spoken(hall, display)
        self._voice = Voice(hall.voice, spoken) if display.speaks else None
        self._shown: View | None = None
        self._told: Calls | None = None
        self._read_until_ms: int | None = None
        self._address_read = "", 0
        """What a manager said last, and until when its readings were queued."""
        self._alive = False
        self._alive_since_ms = 0
        """The hall's time when it was last found: calls from before were not shown in time."""

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take what came; show what changed, say whose turn it is, beat."""
        for event in inbox:
            self._hear(now, event)
        alive = self._known.alive(now)
        if alive and not self._alive:
            self._alive_since_ms = self._known.time.utc_ms(now)
        self._alive = alive
        effects: list[object] = []
        if self._voice is not None:
            effects += self._speech(self._voice, now)
        view = self._view(now)
        if view != self._shown:
            self._shown = view
            effects.append(Show(view))
        out = self._heart.beat(now, faults=self._faults)
        return Step(out=out, effects=tuple(effects), wake_at_ms=self._wake_at_ms(now))

    def _hear(self, now: Now, event: object) -> None:
        match event:
            case Delivered():
                self._known.hear(now, event)
            case BadInput():
                self._heart.bad_inputs += 1
            case Spoken() if self._voice is not None:
                self._voice.spoken(event)
            case Drawn(called_at=called_at) if called_at > self._alive_since_ms:
                self._heart.shown(called_at, self._known.time.utc_ms(now))
            case Room() if self._board is not None:
                self._board.room = event
            case _:
                return

    def _speech(self, voice: Voice, now: Now) -> list[object]:
        """Return what to say now, and what will not be said; nothing before the time is known."""
        if self._known.time.heard_utc_ms() is None:
            return []
        utc_ms = self._known.time.utc_ms(now)
        if self._known.calls is not None and self._known.calls is not self._told:
            self._told = self._known.calls
            voice.hear(self._told, utc_ms)
        self._queue_address(voice, utc_ms)
        self._queue_notices(voice, utc_ms)
        volume = volume_at(self._hall.voice, self._known.local(utc_ms))
        speak = voice.next(utc_ms, volume, linked=self._known.alive(now))
        return [*voice.take_dropped(), *((speak,) if speak else ())]

    def _queue_address(self, voice: Voice, utc_ms: int) -> None:
        """Queue what a manager says, at each of its moments; one long past is left out."""
        said, address = self._known.said(utc_ms), self._known.address
        voice.withdraw(said)
        if said is None or address is None:
            return
        name, read_ms = self._address_read
        after_ms = max(utc_ms - self._hall.voice.stale_after_seconds * 1000, 0)
        if name == said.id:
            after_ms = max(after_ms, read_ms)
        self._address_read = said.id, max(utc_ms, address.said_at)
        if reading_due(address, after_ms, utc_ms):
            voice.announce(said)

    def _queue_notices(self, voice: Voice, utc_ms: int) -> None:
        """Queue the notices whose moment came since the last step."""
        before, self._read_until_ms = self._read_until_ms, utc_ms
        if before is None or utc_ms // MINUTE_MS <= before // MINUTE_MS:
            return  # a notice's moment is a full minute
        after = self._known.local(max(before, utc_ms - CATCH_UP_MS))
        due = due_aloud(self._hall, after, self._known.local(utc_ms))
        for notice in due:
            voice.announce(notice)

    @property
    def _faults(self) -> tuple[str, ...]:
        """What is wrong with this display itself."""
        small = self._board is not None and not self._board.room.legible
        voice = self._voice.fault if self._voice is not None else ""
        return (*((voice,) if voice else ()), *((NOT_LEGIBLE,) if small else ()))

    def _view(self, now: Now) -> View:
        if self._board is not None:
            fault = self._voice.fault if self._voice is not None else ""
            return self._board.view(self._known, now, fault)
        return strip_view(self._hall, self._known, self._display.windows[0], now)

    def _wake_at_ms(self, now: Now) -> int:
        due = [self._heart.due_ms]
        lost_at = self._known.time.lost_at_ms()
        if lost_at is not None and lost_at > now.tick_ms:
            due.append(lost_at)
        if self._board is not None and self._board.turn_at_ms is not None:
            due.append(self._board.turn_at_ms)
        return min(due)


def volume_at(settings: VoiceSettings, at: datetime) -> int:
    """Return the volume in percent at a time of the hall."""
    for volume in settings.volume_by_hour:
        if in_span(volume.span, at):
            return volume.percent
    return settings.volume_percent
