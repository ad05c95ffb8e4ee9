# SPDX-License-Identifier: Apache-2.0
"""Utterances to sound: recorded clips or espeak-ng, joined, chimed, played one at a time.

Every clip is mono, 16 bit, at one rate. Clips of the calls are made when the voice starts, so
that a call's sound is only put together when it is due.
"""

import array
import logging
import math
import queue
import shutil
import subprocess
import sys
import threading
import time
import wave
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Final, Protocol

from pypinyin import Style, lazy_pinyin

from caller.core.phrases import Clip
from caller.core.voice import Speak, Spoken

RATE_HZ: Final = 22_050
SAMPLE_BYTES: Final = 2
PEAK: Final = 30_000
"""Loudest sample of a clip: 0.77 dB below what would be cut off."""
QUIET: Final = 400
"""Samples below this at a clip's ends are silence, and trimmed."""
GAP_MS: Final = 60
TAIL_MS: Final = 400
CHIME_HZ: Final = (659.26, 523.25)
CHIME_NOTE_MS: Final = 420
SPEED_WORDS_PER_MINUTE: Final = 165
RENDER_TIMEOUT_S: Final = 20
PLAY_GRACE_S: Final = 10
SPEECH_MAX: Final = 128
"""Utterances waiting here; the rules give one at a time, so more is our own error."""

CHIME: Final = Clip("", "chime", "")

NO_SOUND: Final = "no-sound"
"""Fault: nobody can hear this voice."""
NO_SPEECH: Final = "no-speech"
"""Fault: a clip cannot be made: no recording, and espeak-ng is missing or failed."""

# espeak-ng 1.51 reads Chinese characters wrong; pinyin with tone digits it reads right.
VOICES: Final = {"zh": "cmn-latn-pinyin", "en": "en-gb", "ug": "ug"}

_log = logging.getLogger(__name__)

Samples = array.array  # of 16-bit signed integers


class VoiceError(Exception):
    """Sound cannot be made or heard; `fault` is its code, the text says what to do."""

    def __init__(self, fault: str, text: str) -> None:
        super().__init__(text)
        self.fault = fault


class Sink(Protocol):
    """Where sound goes."""

    def play(self, samples: "Samples[int]") -> None:
        """Return when it was heard. VoiceError when it was not."""


class NullSink:
    """Takes as long as nothing: for halls without a voice, and for measuring."""

    def play(self, samples: "Samples[int]") -> None:
        """Do nothing."""


class FileSink:
    """Writes each utterance as a numbered WAV file into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def play(self, samples: "Samples[int]") -> None:
        """Write the next file, whole or not at all."""
        self._count += 1
        path = self._folder / f"{self._count:04}.wav"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.write_bytes(wav_bytes(samples))
            new.replace(path)
        except OSError as error:
            raise VoiceError(NO_SOUND, f"cannot write {path}: {error}") from error


class PlayerSink:
    """Plays through a program of the sound system, aplay or paplay."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)

    def play(self, samples: "Samples[int]") -> None:
        """Return when it was played."""
        heard_s = len(samples) / RATE_HZ
        try:
            done = subprocess.run(  # noqa: S603  # a fixed command, no text from outside
                self._command,
                input=wav_bytes(samples),
                capture_output=True,
                timeout=heard_s + PLAY_GRACE_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise VoiceError(NO_SOUND, f"{self._command[0]} does not come to an end") from error
        except OSError as error:
            raise VoiceError(NO_SOUND, f"{self._command[0]} does not start: {error}") from error
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            reason = said[-1] if said else f"exit code {done.returncode}"
            raise VoiceError(NO_SOUND, f"{self._command[0]}: {reason}; see `aplay -l`")


def sink_named(name: str) -> Sink:
    """Return a sink: auto, null, file:FOLDER, or an ALSA device. ValueError for none of these."""
    if name == "null":
        return NullSink()
    if name.startswith("file:"):
        return FileSink(Path(name.removeprefix("file:")))
    aplay = shutil.which("aplay") or "aplay"
    if name != "auto":
        return PlayerSink([aplay, "-q", "-D", name, "-"])
    paplay = shutil.which("paplay")
    return PlayerSink([paplay, "/dev/stdin"] if paplay else [aplay, "-q", "-"])


class Espeak:
    """Renders text with espeak-ng."""

    def __init__(self, program: str = "espeak-ng") -> None:
        self._program = program

    def render(self, clip: Clip) -> "Samples[int]":
        """Return a clip's sound. VoiceError when there is none."""
        voice = VOICES.get(clip.language, clip.language)
        speed = str(SPEED_WORDS_PER_MINUTE)
        try:
            done = subprocess.run(  # noqa: S603  # text goes in as input, not as an option
                [self._program, "-v", voice, "-s", speed, "--stdin", "--stdout"],
                input=spoken_text(clip.language, clip.text).encode(),
                capture_output=True,
                timeout=RENDER_TIMEOUT_S,
                check=True,
            )
            return read_wav(BytesIO(done.stdout))
        except (OSError, subprocess.SubprocessError, wave.Error, EOFError) as error:
            text = f"no sound for {clip.language}/{clip.name}: {error}; install espeak-ng"
            raise VoiceError(NO_SPEECH, text) from error


def spoken_text(language: str, text: str) -> str:
    """Return what espeak-ng is given: for Chinese, pinyin with tone digits."""
    if language != "zh":
        return text
    return " ".join(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))


def read_wav(source: BytesIO | Path) -> "Samples[int]":
    """Read a WAV file as mono 16 bit at our rate. wave.Error when it is another kind."""
    with wave.open(source if isinstance(source, BytesIO) else str(source), "rb") as file:
        kind = (file.getnchannels(), file.getsampwidth(), file.getframerate())
        if kind != (1, SAMPLE_BYTES, RATE_HZ):
            text = f"channels, bytes, rate are {kind}, wanted (1, {SAMPLE_BYTES}, {RATE_HZ})"
            raise wave.Error(text)
        samples: Samples[int] = array.array("h")
        # espeak-ng streams, so its header promises more than comes.
        data = file.readframes(RATE_HZ * 600)
    samples.frombytes(data[: len(data) // SAMPLE_BYTES * SAMPLE_BYTES])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def wav_bytes(samples: "Samples[int]") -> bytes:
    """Return samples as a WAV file."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(RATE_HZ)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def levelled(samples: "Samples[int]") -> "Samples[int]":
    """Return a clip without silence at its ends, its loudest sample at the peak."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > QUIET]
    if not loud:
        return array.array("h")
    kept = samples[loud[0] : loud[-1] + 1]
    return scaled(kept, PEAK / max(abs(sample) for sample in kept))


def scaled(samples: "Samples[int]", factor: float) -> "Samples[int]":
    """Return samples louder or quieter."""
    return array.array("h", (round(sample * factor) for sample in samples))


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
        self._wanted: queue.Queue[tuple[Speak, int] | None] = queue.Queue(SPEECH_MAX)
        self._to_prepare: deque[tuple[Clip, int]] = deque()
        self._thread = threading.Thread(target=self._run, name="voice", daemon=True)
        self._said = ""

    def start(self, vocabulary: Iterable[Clip], volume_percent: int) -> None:
        """Begin; clips that calls will need are made while nothing is to be said."""
        self._to_prepare.extend((clip, volume_percent) for clip in (CHIME, *vocabulary))
        self._thread.start()

    def say(self, speak: Speak) -> None:
        """Say it when those before it were said; `Spoken` is told when it ended."""
        self._wanted.put_nowait((speak, time.monotonic_ns()))

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
            self._utter(*wanted)

    def _utter(self, speak: Speak, asked_ns: int) -> None:
        ready_ms = 0

        def act() -> None:
            nonlocal ready_ms
            samples = self._library.sound(speak)
            ready_ms = (time.monotonic_ns() - asked_ns) // 1_000_000
            self._sink.play(samples)

        fault = self._attempt(act)
        self._tell(Spoken(speak.utterance, fault, ready_ms))

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
