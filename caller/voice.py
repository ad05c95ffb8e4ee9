# SPDX-License-Identifier: Apache-2.0
"""Utterances to sound: recorded clips or espeak-ng, joined, chimed, played one at a time.

Every clip is mono, 16 bit, at one rate. Clips of the calls are made when the voice starts, so
that a call's sound is only put together when it is due.
"""

import array
import logging
import math
import queue
import threading
import wave
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Final

from caller.core.phrases import PASSING, Clip
from caller.core.voice import Speak, Spoken
from look.speech import RATE_HZ, SAMPLE_BYTES, Espeak, Samples, Sink, VoiceError, read_wav, scaled

PEAK: Final = 30_000
"""Loudest sample of a clip: 0.77 dB below what would be cut off."""
QUIET: Final = 400
"""Samples below this at a clip's ends are silence, and trimmed."""
GAP_MS: Final = 60
TAIL_MS: Final = 400
CHIME_HZ: Final = (659.26, 523.25)
CHIME_NOTE_MS: Final = 420
SPEECH_MAX: Final = 128
"""Utterances waiting here; the rules give one at a time, so more is our own error."""

CHIME: Final = Clip("", "chime", "")

_log = logging.getLogger(__name__)


def levelled(samples: "Samples[int]") -> "Samples[int]":
    """Return a clip without silence at its ends, its loudest sample at the peak."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > QUIET]
    if not loud:
        return array.array("h")
    kept = samples[loud[0] : loud[-1] + 1]
    return scaled(kept, PEAK / max(abs(sample) for sample in kept))


def silence(duration_ms: int) -> "Samples[int]":
    """Return nothing, for so long."""
    return array.array("h", bytes(SAMPLE_BYTES * (RATE_HZ * duration_ms // 1000)))


def chime() -> "Samples[int]":
    """Return two notes that fade: somebody is about to be called."""
    count = RATE_HZ * CHIME_NOTE_MS // 1000
    notes: Samples[int] = array.array("h")
    for pitch_hz in CHIME_HZ:
        for index in range(count):
            fade = math.exp(-4 * index / count) * min(1.0, index / 200)
            notes.append(round(PEAK * 0.7 * fade * math.sin(math.tau * pitch_hz * index / RATE_HZ)))
    return notes


def rendered(clip: Clip, program: str = "espeak-ng") -> "Samples[int]":
    """Return a clip as espeak-ng says it. VoiceError when there is none."""
    return Espeak(program).render(clip.language, clip.text)


class Library:
    """Clips as sound: a recording in the folder wins, else the renderer's; each made once."""

    def __init__(
        self, render: Callable[[Clip], "Samples[int]"], folder: Path | None = None
    ) -> None:
        self._render = render
        self._folder = folder
        self._kept: dict[Clip, Samples[int]] = {CHIME: chime()}
        self._at_volume: dict[tuple[Clip, int], Samples[int]] = {}

    def prepare(self, clip: Clip, volume_percent: int) -> "Samples[int]":
        """Return a clip at a volume, ready for the next time too. VoiceError: it has no sound."""
        if clip.name.startswith(PASSING):
            return scaled(self._make(clip), volume_percent / 100)
        key = (clip, volume_percent)
        if key not in self._at_volume:
            if clip not in self._kept:
                self._kept[clip] = self._make(clip)
            self._at_volume[key] = scaled(self._kept[clip], volume_percent / 100)
        return self._at_volume[key]

    def sound(self, speak: Speak) -> "Samples[int]":
        """Return an utterance put together: chime, clips with small gaps, a moment of silence."""
        gap = silence(GAP_MS)
        whole: Samples[int] = array.array("h")
        for clip in (*((CHIME,) if speak.chime else ()), *speak.clips):
            whole.extend(self.prepare(clip, speak.volume_percent))
            whole.extend(gap)
        whole.extend(silence(TAIL_MS))
        return whole

    def _make(self, clip: Clip) -> "Samples[int]":
        recording = self._folder / clip.language / f"{clip.name}.wav" if self._folder else None
        if recording is None or not recording.is_file():
            return levelled(self._render(clip))
        try:
            return levelled(read_wav(recording))
        except (OSError, wave.Error, EOFError) as error:
            _log.error("recording %s is not used: %s", recording, error)
            return levelled(self._render(clip))


class Speaker:
    """Says one utterance after another on a thread of its own; makes clips while it has none."""

    def __init__(self, library: Library, sink: Sink, tell: Callable[[Spoken], None]) -> None:
        self._library = library
        self._sink = sink
        self._tell = tell
        self._wanted: queue.Queue[Speak | None] = queue.Queue(SPEECH_MAX)
        self._to_prepare: deque[tuple[Clip, int]] = deque()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._said = ""

    def start(self, vocabulary: Iterable[Clip], volume_percent: int) -> None:
        """Begin; clips that calls will need are made while nothing is to be said."""
        self._to_prepare.extend((clip, volume_percent) for clip in (CHIME, *vocabulary))
        self._thread.start()

    def say(self, speak: Speak) -> None:
        """Say it when those before it were said; `Spoken` is told when it ended."""
        self._wanted.put_nowait(speak)

    def stop(self) -> None:
        """End after what is being said now."""
        self._wanted.put(None)

    def _run(self) -> None:
        while True:
            while self._to_prepare and self._wanted.empty():
                clip, volume_percent = self._to_prepare.popleft()
                if self._attempt(partial(self._library.prepare, clip, volume_percent)):
                    self._to_prepare.clear()
            wanted = self._wanted.get()
            if wanted is None:
                return
            self._utter(wanted)

    def _utter(self, speak: Speak) -> None:
        fault = self._attempt(lambda: self._sink.play(self._library.sound(speak)))
        self._tell(Spoken(speak.utterance, fault))

    def _attempt(self, act: Callable[[], object]) -> str:
        """Do it; return the fault's code, or nothing. A fault is written down when it is new."""
        try:
            act()
        except VoiceError as error:
            if str(error) != self._said:
                _log.error("%s", error)
            self._said = str(error)
            return error.fault
        self._said = ""
        return ""
