# SPDX-License-Identifier: Apache-2.0
"""The voice of one zone: what is said, in which order, and what is not said and why.

One announcement at a time. First readings of calls come before repeats, repeats before notices,
so that of ten calls in one second each is heard soon, and then again.
"""

from collections import deque
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from bus.messages import Call, Calls
from caller.core.notices import SAID
from caller.core.phrases import Clip, call_clips, notice_clip
from config.schema import Notice
from config.schema import Voice as VoiceSettings

QUEUE_MAX = 64
HEARD_MAX = 256


class Why(StrEnum):
    """Why an announcement was not made."""

    STALE = "stale"
    """Too old when it was learned of, or too old while the hall was lost."""
    GONE = "gone"
    """The call no longer holds: the person came, or was passed over."""
    RECALLED = "recalled"
    """A newer call of the same number is said in its place."""
    FULL = "full"
    """More waited than a voice can say."""
    MUTE = "mute"
    """The volume of this time of day is zero."""


class Dropped(Struct, frozen=True):
    """For the shell: an announcement that was not made, to be written down."""

    what: str
    """The number called, or the notice's id."""
    why: Why


class Speak(Struct, frozen=True):
    """For the shell: say this, then answer with `Spoken`."""

    utterance: int
    clips: tuple[Clip, ...]
    chime: bool
    volume_percent: int


class Spoken(Struct, frozen=True):
    """From the shell: an utterance ended, or could not be made audible (`fault`)."""

    utterance: int
    fault: str = ""


class _Reading(Struct, frozen=True):
    """One reading of a call (times counts from 0)."""

    call: Call
    times: int = 0

    @property
    def order(self) -> tuple[int, int]:
        return self.times, self.call.call


class Voice:
    """The queue of one loudspeaker."""

    def __init__(self, settings: VoiceSettings, windows: frozenset[str]) -> None:
        self._settings = settings
        self._windows = windows
        self._readings: list[_Reading] = []
        self._notices: deque[Notice] = deque()
        self._heard: dict[tuple[int, int], None] = {}
        self._standing: dict[str, bool] = {}
        self._saying: _Reading | Notice | None = None
        self._utterance = 0
        self._silent = True
        self._dropped: list[Dropped] = []
        self.fault = ""
        """What keeps the voice from being heard, or empty."""

    @property
    def waiting(self) -> int:
        """How many announcements wait for their turn."""
        return len(self._readings) + len(self._notices)

    def hear(self, calls: Calls, utc_ms: int) -> None:
        """Take the newest calls; those not heard of before are queued, oldest first."""
        mine = [call for call in calls.calls if call.window in self._windows]
        mine.sort(key=lambda call: call.call)
        self._standing = {call.number: call.standing for call in mine}
        for call in mine:
            key = (call.call, call.called_at)
            if key in self._heard:
                continue
            self._heard[key] = None
            if not call.standing:
                self._drop(call.number, Why.GONE)
            elif utc_ms - call.called_at > self._stale_ms:
                self._drop(call.number, Why.STALE)
            else:
                self._queue(call)
        while len(self._heard) > HEARD_MAX:
            self._heard.pop(next(iter(self._heard)))

    def announce(self, notice: Notice) -> None:
        """Queue a notice to be read aloud; one that waits already is not queued twice."""
        if any(waiting.id == notice.id for waiting in self._notices):
            return
        if len(self._notices) >= QUEUE_MAX:
            self._drop(self._notices.popleft().id, Why.FULL)
        self._notices.append(notice)

    def withdraw(self, but: Notice | None) -> None:
        """Say nothing that a manager took back: of what was said on demand `but` alone stands."""
        for notice in tuple(self._notices):
            if notice.id.startswith(SAID) and notice != but:
                self._notices.remove(notice)
                self._drop(notice.id, Why.GONE)

    def spoken(self, event: Spoken) -> None:
        """Take the end of an utterance; the next reading of the same call joins the queue."""
        if self._saying is None or event.utterance != self._utterance:
            return
        said, self._saying = self._saying, None
        self.fault = event.fault
        if not isinstance(said, _Reading) or said.times + 1 >= self._settings.repeats:
            return
        if not any(other.call.number == said.call.number for other in self._readings):
            self._readings.append(_Reading(said.call, said.times + 1))

    def next(self, utc_ms: int, volume_percent: int, *, linked: bool) -> Speak | None:
        """Return what to say now, or None: silence, or something is being said."""
        if self._saying is not None:
            return None
        while self._readings:
            reading = min(self._readings, key=lambda reading: reading.order)
            self._readings.remove(reading)
            why = self._why_not(reading, utc_ms, volume_percent, linked=linked)
            if why is None:
                return self._say(reading, self._call(reading.call), volume_percent)
            self._drop(reading.call.number, why)
        while self._notices:
            notice = self._notices.popleft()
            if volume_percent:
                return self._say(notice, self._notice(notice), volume_percent)
            self._drop(notice.id, Why.MUTE)
        self._silent = True
        return None

    def take_dropped(self) -> tuple[Dropped, ...]:
        """Return what was not said since this was last asked."""
        dropped, self._dropped = tuple(self._dropped), []
        return dropped

    @property
    def _stale_ms(self) -> int:
        return self._settings.stale_after_seconds * 1000

    def _queue(self, call: Call) -> None:
        """Put a call in the queue; its number's earlier call, still waiting, gives way to it."""
        for reading in self._readings:
            if reading.call.number == call.number:
                self._readings.remove(reading)
                if reading.times == 0:
                    # It keeps its place: who is called again must not wait longer for it.
                    call = replace(call, call=reading.call.call)
                self._drop(call.number, Why.RECALLED)
                break
        self._readings.append(_Reading(call))
        if len(self._readings) > QUEUE_MAX:
            oldest = min(self._readings, key=lambda reading: reading.call.call)
            self._readings.remove(oldest)
            self._drop(oldest.call.number, Why.FULL)

    def _why_not(
        self, reading: _Reading, utc_ms: int, volume_percent: int, *, linked: bool
    ) -> Why | None:
        """Waiting for one's turn is no fault of the call: while the hall lives, standing decides.

        A repeat, and any reading while the hall is lost, must be fresh as well.
        """
        if not self._standing.get(reading.call.number, False):
            return Why.GONE
        old = utc_ms - reading.call.called_at > self._stale_ms
        if old and (reading.times > 0 or not linked):
            return Why.STALE
        return None if volume_percent else Why.MUTE

    def _say(self, what: _Reading | Notice, clips: tuple[Clip, ...], volume: int) -> Speak:
        """Begin an utterance; only the first one after silence is announced by a chime."""
        chime, self._silent = self._settings.chime and self._silent, False
        self._saying = what
        self._utterance += 1
        return Speak(self._utterance, clips, chime, volume)

    def _call(self, call: Call) -> tuple[Clip, ...]:
        languages = self._settings.languages
        language = call.language if call.language in languages else languages[0]
        return call_clips(language, call.number, call.window, yao=self._settings.one_as_yao)

    def _notice(self, notice: Notice) -> tuple[Clip, ...]:
        return tuple(
            notice_clip(language, notice.id, notice.text.in_(language))
            for language in self._settings.languages
            if getattr(notice.text, language, "")
        )

    def _drop(self, what: str, why: Why) -> None:
        self._dropped.append(Dropped(what, why))
