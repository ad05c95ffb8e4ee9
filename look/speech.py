# SPDX-License-Identifier: Apache-2.0
"""Text to sound and sound to ear: espeak-ng, WAV files and players, for whoever speaks.

Sound is mono, 16 bit, at one rate.
"""

import array
import shutil
import subprocess
import sys
import threading
import wave
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Final, Protocol

RATE_HZ: Final = 22_050
SAMPLE_BYTES: Final = 2
SPEED_WORDS_PER_MINUTE: Final = 165
RENDER_TIMEOUT_S: Final = 20
PLAY_GRACE_S: Final = 10
STOP_STEP_S: Final = 0.05
"""How soon a player that is stopped falls silent."""

NO_SOUND: Final = "no-sound"
"""Fault: nobody can hear this voice."""
NO_SPEECH: Final = "no-speech"
"""Fault: a text cannot be made sound: no recording, and espeak-ng is missing or failed."""

# espeak-ng 1.51 reads Chinese characters wrong; pinyin with tone digits it reads right.
VOICES: Final = {"zh": "cmn-latn-pinyin", "en": "en-gb", "ug": "ug"}

# All that calls are made of: a display that says nothing else does without the tables.
_READ: Final = dict(
    zip(
        "请号，到窗口零一二三四五六七八九十幺",
        (
            *("qing3", "hao4", "，", "dao4", "chuang1", "kou3", "ling2", "yi1", "er4", "san1"),
            *("si4", "wu3", "liu4", "qi1", "ba1", "jiu3", "shi2", "yao1"),
        ),
        strict=True,
    )
)

Samples = array.array  # of 16-bit signed integers


class VoiceError(Exception):
    """Sound cannot be made or heard; `fault` is its code, the text says what to do."""

    def __init__(self, fault: str, text: str) -> None:
        super().__init__(text)
        self.fault = fault


class Sink(Protocol):
    """Where sound goes."""

    def play(self, samples: "Samples[int]", stop: threading.Event | None = None) -> None:
        """Return when it was heard, or stopped. VoiceError when it was not."""


class NullSink:
    """Takes as long as nothing: for halls without a voice, and for measuring."""

    def play(self, samples: "Samples[int]", stop: threading.Event | None = None) -> None:
        """Do nothing."""


class FileSink:
    """Writes each utterance as a numbered WAV file into a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def play(self, samples: "Samples[int]", stop: threading.Event | None = None) -> None:  # noqa: ARG002
        """Write the next file, whole or not at all; that takes no time to be stopped in."""
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

    def play(self, samples: "Samples[int]", stop: threading.Event | None = None) -> None:
        """Return when it was played, or within a moment when it is stopped."""
        name, left_s = self._command[0], len(samples) / RATE_HZ + PLAY_GRACE_S
        try:
            player = subprocess.Popen(  # noqa: S603  # a fixed command, no text from outside
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise VoiceError(NO_SOUND, f"{name} does not start: {error}") from error
        with player:
            complaint = self._hear_out(player, wav_bytes(samples), left_s, stop)
        if player.returncode != 0 and not (stop is not None and stop.is_set()):
            said = complaint.decode(errors="replace").strip().splitlines()
            reason = said[-1] if said else f"exit code {player.returncode}"
            raise VoiceError(NO_SOUND, f"{name}: {reason}; see `aplay -l`")

    def _hear_out(
        self,
        player: "subprocess.Popen[bytes]",
        sound: bytes,
        left_s: float,
        stop: threading.Event | None,
    ) -> bytes:
        """Return what the player complains of; end it when it is stopped or takes too long."""
        step_s = left_s if stop is None else STOP_STEP_S
        while left_s > 0:
            try:
                return player.communicate(sound, step_s)[1]
            except subprocess.TimeoutExpired:
                left_s -= step_s
                if stop is not None and stop.is_set():
                    player.kill()
                    return player.communicate()[1]
        player.kill()
        raise VoiceError(NO_SOUND, f"{self._command[0]} does not come to an end")


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

    def render(self, language: str, text: str) -> "Samples[int]":
        """Return how a text sounds. VoiceError when it cannot be made to."""
        voice = VOICES.get(language, language)
        speed = str(SPEED_WORDS_PER_MINUTE)
        try:
            done = subprocess.run(  # noqa: S603  # text goes in as input, not as an option
                [self._program, "-v", voice, "-s", speed, "--stdin", "--stdout"],
                input=spoken_text(language, text).encode(),
                capture_output=True,
                timeout=RENDER_TIMEOUT_S,
                check=True,
            )
            return read_wav(BytesIO(done.stdout))
        except (OSError, subprocess.SubprocessError, wave.Error, EOFError) as error:
            said = f"no sound for '{text}' ({language}): {error}; install espeak-ng"
            raise VoiceError(NO_SPEECH, said) from error


def spoken_text(language: str, text: str) -> str:
    """Return what espeak-ng is given: for Chinese, pinyin with tone digits."""
    if language != "zh" or text.isascii():
        return text
    known = [_READ.get(sign) for sign in text]
    if all(known):
        return " ".join(filter(None, known))
    # Late: the tables take 56 MB, and most machines never speak other Chinese by espeak-ng.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

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


def scaled(samples: "Samples[int]", factor: float) -> "Samples[int]":
    """Return samples louder or quieter."""
    return array.array("h", (round(sample * factor) for sample in samples))
