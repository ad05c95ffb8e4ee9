# SPDX-License-Identifier: Apache-2.0
"""The spoken guidance's thread: the newest wish at once, silence at once, sound that is heard."""

import queue
import threading
from collections.abc import Iterator

import pytest

from kiosk.screens.spoken import Utterance
from kiosk.speech import SpeechThread
from look.speech import NO_SOUND, Samples, VoiceError
from tests.processes import WAIT_S

LOUDEST = 32_767


class Ear:
    """Hears one utterance at a time, each until it is stopped or `through` is set."""

    def __init__(self) -> None:
        self.begun: queue.Queue[Samples[int]] = queue.Queue()
        self.ended: queue.Queue[bool] = queue.Queue()
        """For each utterance: whether it was stopped."""
        self.through = threading.Event()
        self.deaf = False
        """The next utterance is not heard at all."""
        self.unheard = threading.Event()

    def play(self, samples: "Samples[int]", stop: threading.Event | None = None) -> None:
        if self.deaf:
            self.deaf = False
            self.unheard.set()
            raise VoiceError(NO_SOUND, "nobody hears")
        assert stop is not None, "guidance can always be stopped"
        self.begun.put(samples)
        while not self.through.is_set() and not stop.wait(0.01):
            pass
        self.ended.put(stop.is_set())


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def speech(ear: Ear) -> Iterator[SpeechThread]:
    thread = SpeechThread(ear)
    thread.start()
    yield thread
    thread.stop(WAIT_S)


def wish(text: str, language: str = "en", loudness_percent: int = 100) -> Utterance:
    return Utterance(language, text, loudness_percent)


@pytest.mark.process
def test_a_key_ends_what_is_being_said_and_the_newest_wish_comes_next(
    ear: Ear, speech: SpeechThread
) -> None:
    speech.say(wish("one"))
    first = ear.begun.get(timeout=WAIT_S)
    speech.say(wish("two"))
    speech.say(wish("a third and longer one"))
    assert ear.ended.get(timeout=WAIT_S)
    ear.through.set()
    # The second may have begun before the third was wished for; the third is heard in any case.
    while len(ear.begun.get(timeout=WAIT_S)) < 2 * len(first):
        pass


@pytest.mark.process
def test_a_wish_for_quiet_ends_what_is_being_said_and_nothing_follows(
    ear: Ear, speech: SpeechThread
) -> None:
    speech.say(wish("one"))
    ear.begun.get(timeout=WAIT_S)
    speech.say(None)
    assert ear.ended.get(timeout=WAIT_S)
    assert ear.begun.empty()


@pytest.mark.process
def test_what_cannot_be_heard_is_given_up_and_the_next_wish_is_said(
    ear: Ear, speech: SpeechThread, caplog: pytest.LogCaptureFixture
) -> None:
    ear.deaf = True
    ear.through.set()
    speech.say(wish("one"))
    assert ear.unheard.wait(WAIT_S)
    speech.say(wish("two"))
    assert ear.begun.get(timeout=WAIT_S)
    assert "nobody hears" in caplog.text


@pytest.mark.process
@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "您的号码 B023，前面还有 6 人"), ("en", "Your number is B 0 2 3"), ("ug", "نومۇرىڭىز")],
)
def test_guidance_is_neither_silent_nor_clipped_and_as_loud_as_wished(
    ear: Ear, speech: SpeechThread, language: str, text: str
) -> None:
    ear.through.set()
    peaks = []
    for percent in (100, 50):
        speech.say(wish(text, language, percent))
        samples = ear.begun.get(timeout=WAIT_S)
        ear.ended.get(timeout=WAIT_S)
        peaks.append(max(map(abs, samples)))
    assert 0.05 * LOUDEST < peaks[0] < LOUDEST
    assert peaks[1] == pytest.approx(peaks[0] / 2, rel=0.02)


@pytest.mark.process
def test_a_kiosk_that_closes_falls_silent(ear: Ear) -> None:
    thread = SpeechThread(ear)
    thread.start()
    thread.say(wish("one"))
    ear.begun.get(timeout=WAIT_S)
    thread.stop(WAIT_S)
    assert ear.ended.get_nowait()
