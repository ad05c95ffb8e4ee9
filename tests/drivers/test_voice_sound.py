# SPDX-License-Identifier: Apache-2.0
"""Clips become sound: rendered or recorded, levelled, joined, played one at a time."""

import array
import math
import queue
import stat
import sys
import wave
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin

from caller.core.phrases import Clip, call_clips, vocabulary
from caller.core.voice import Speak, Spoken
from caller.voice import CHIME, GAP_MS, PEAK, QUIET, Library, Speaker, chime, levelled, rendered
from look.speech import (
    NO_SOUND,
    NO_SPEECH,
    RATE_HZ,
    FileSink,
    NullSink,
    PlayerSink,
    VoiceError,
    read_wav,
    sink_named,
    spoken_text,
    wav_bytes,
)

PLEASE = Clip("zh", "before", "请")
WAIT_S = 90
WORD_S = (0.08, 2.0)
"""A word of a call lasts so long."""
TOP_MAX = 2
"""More samples in a row at the top were cut off there."""


def tone(amplitude: int, duration_ms: int = 100) -> "array.array[int]":
    count = RATE_HZ * duration_ms // 1000
    wave_ = (round(amplitude * math.sin(math.tau * 440 * n / RATE_HZ)) for n in range(count))
    return array.array("h", wave_)


def speak(*clips: Clip, chimed: bool = False, volume: int = 100) -> Speak:
    return Speak(utterance=1, clips=clips, chime=chimed, volume_percent=volume)


def loudest(samples: "array.array[int]") -> int:
    return max(abs(sample) for sample in samples)


@pytest.mark.parametrize("language", ["zh", "en", "ug"])
def test_a_rendered_call_is_neither_silent_nor_clipped(language: str) -> None:
    library = Library(rendered)
    samples = library.sound(speak(*call_clips(language, "A107", "12", yao=True)))
    assert len(samples) > 2 * RATE_HZ
    assert loudest(samples) == PEAK
    heard = sum(abs(sample) > 1_000 for sample in samples) / len(samples)
    assert heard > 0.2


def test_every_clip_of_a_call_can_be_heard() -> None:
    library = Library(rendered)
    for clip in call_clips("zh", "A1023456789", "12", yao=False):
        samples = library.prepare(clip, 100)
        assert loudest(samples) == PEAK, clip
        assert WORD_S[0] < len(samples) / RATE_HZ < WORD_S[1], clip
        tops = (len(list(run)) for loud, run in groupby(samples, PEAK.__eq__) if loud)
        assert max(tops, default=0) <= TOP_MAX, clip


def test_chinese_is_given_to_the_renderer_as_pinyin_with_tones() -> None:
    assert spoken_text("zh", "请到窗口") == "qing3 dao4 chuang1 kou3"
    assert spoken_text("zh", "号幺零") == "hao4 yao1 ling2"
    assert spoken_text("en", "window 3") == "window 3"


def every_word() -> list[str]:
    windows = tuple(str(number) for number in range(100))
    clips = vocabulary("zh", windows, yao=True) + vocabulary("zh", (), yao=False)
    return [clip.text for clip in clips]


def test_the_words_of_calls_are_read_as_the_tables_read_them() -> None:
    for text in every_word():
        read = lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True)
        assert spoken_text("zh", text) == " ".join(read)


def test_the_words_of_calls_need_no_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypinyin", None)
    assert all(spoken_text("zh", text) for text in every_word())


def test_the_sound_of_a_call_is_its_clips_in_their_order_with_a_gap_after_each() -> None:
    lengths_ms = (100, 300, 200, 400)
    clips = tuple(Clip("zh", f"word-{length_ms}", str(length_ms)) for length_ms in lengths_ms)
    library = Library(lambda clip: tone(20_000, int(clip.text)))
    assert heard_ms(library.sound(speak(*clips))) == pytest.approx(lengths_ms, abs=5)


def heard_ms(samples: "array.array[int]") -> list[float]:
    """Return how long each stretch of sound is that silence of half a gap or more ends."""
    loud = [index for index, sample in enumerate(samples) if abs(sample) > QUIET]
    least = RATE_HZ * GAP_MS // 2_000
    ends = [n for n in range(1, len(loud)) if loud[n] - loud[n - 1] > least]
    begins = [0, *ends, len(loud)]
    return [(loud[b - 1] - loud[a]) * 1_000 / RATE_HZ for a, b in pairwise(begins)]


def test_a_recording_in_the_folder_wins(tmp_path: Path) -> None:
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "before.wav").write_bytes(wav_bytes(tone(9_000)))
    asked: list[Clip] = []

    def render(clip: Clip) -> "array.array[int]":
        asked.append(clip)
        return tone(20_000)

    library = Library(render, tmp_path)
    library.sound(speak(PLEASE, Clip("zh", "digit-1", "一")))
    assert [clip.name for clip in asked] == ["digit-1"]


def test_a_recording_of_another_kind_is_not_used(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "zh").mkdir()
    with wave.open(str(tmp_path / "zh" / "before.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8_000)
        file.writeframes(bytes(4_000))
    library = Library(lambda _: tone(20_000), tmp_path)
    assert loudest(library.sound(speak(PLEASE))) == PEAK
    assert "before.wav is not used" in caplog.text


def test_a_quiet_recording_is_brought_to_the_level_of_the_others() -> None:
    quiet = tone(2_000)
    padded = array.array("h", [0] * 5_000) + quiet + array.array("h", [0] * 5_000)
    clip = levelled(padded)
    assert loudest(clip) == PEAK
    assert len(clip) <= len(quiet)


def test_silence_stays_silence() -> None:
    assert len(levelled(array.array("h", [3] * 1_000))) == 0


def test_the_volume_is_what_was_asked_for_and_clips_are_made_once() -> None:
    made: list[Clip] = []

    def render(clip: Clip) -> "array.array[int]":
        made.append(clip)
        return tone(20_000)

    library = Library(render)
    peaks = [loudest(library.sound(speak(PLEASE, volume=volume))) for volume in (100, 50, 100)]
    assert peaks == [PEAK, PEAK // 2, PEAK]
    assert made == [PLEASE]


def test_the_chime_comes_first_and_only_when_asked_for() -> None:
    library = Library(lambda _: tone(20_000))
    plain, chimed = (library.sound(speak(PLEASE, chimed=on)) for on in (False, True))
    assert len(chimed) - len(plain) >= len(chime())
    assert loudest(chime()) <= PEAK
    assert library.prepare(CHIME, 100)[: len(chime())] == chimed[: len(chime())]


def test_without_a_renderer_a_call_is_a_fault_and_no_crash() -> None:
    with pytest.raises(VoiceError) as failed:
        Library(partial(rendered, program="no-such-program")).sound(speak(PLEASE))
    assert failed.value.fault == NO_SPEECH
    assert "install espeak-ng" in str(failed.value)


def test_a_sink_without_a_device_is_a_fault_that_says_why(tmp_path: Path) -> None:
    program = tmp_path / "player"
    program.write_text("#!/bin/sh\necho 'audio open error' >&2\nexit 1\n", encoding="ascii")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    for command, reason in (
        ([str(program)], "audio open error"),
        (["/no/such/player"], "does not start"),
    ):
        with pytest.raises(VoiceError, match=reason) as failed:
            PlayerSink(command).play(tone(1_000))
        assert failed.value.fault == NO_SOUND


def test_what_a_player_is_given_is_the_sound(tmp_path: Path) -> None:
    program, heard = tmp_path / "player", tmp_path / "heard.wav"
    program.write_text(f"#!/bin/sh\nexec cat > '{heard}'\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    PlayerSink([str(program)]).play(tone(1_000))
    assert read_wav(heard) == tone(1_000)


def test_files_are_numbered_in_the_order_they_were_said(tmp_path: Path) -> None:
    sink = FileSink(tmp_path / "sound")
    sink.play(tone(1_000))
    sink.play(tone(2_000))
    assert [loudest(read_wav(tmp_path / "sound" / f"000{n}.wav")) for n in (1, 2)] == [1_000, 2_000]


def test_a_file_sink_without_room_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "sound").write_text("a file, no folder", encoding="ascii")
    with pytest.raises(VoiceError) as failed:
        FileSink(tmp_path / "sound").play(tone(1_000))
    assert failed.value.fault == NO_SOUND


def test_sinks_are_chosen_by_name(tmp_path: Path) -> None:
    assert isinstance(sink_named("null"), NullSink)
    assert isinstance(sink_named(f"file:{tmp_path}"), FileSink)
    assert isinstance(sink_named("plughw:1"), PlayerSink)


def test_a_speaker_tells_the_end_of_each_utterance_and_of_those_that_failed() -> None:
    told: queue.SimpleQueue[Spoken] = queue.SimpleQueue()

    def render(clip: Clip) -> "array.array[int]":
        if clip.name == "broken":
            raise VoiceError(NO_SPEECH, "cannot")
        return tone(20_000)

    speaker = Speaker(Library(render), NullSink(), told.put)
    speaker.start([PLEASE], 80)
    for utterance, name in enumerate(("before", "broken", "before"), 1):
        clips = (Clip("zh", name, ""),)
        speaker.say(Speak(utterance=utterance, clips=clips, chime=False, volume_percent=80))
    ends = [told.get(timeout=WAIT_S) for _ in range(3)]
    speaker.stop()
    assert [(end.utterance, end.fault) for end in ends] == [(1, ""), (2, NO_SPEECH), (3, "")]
