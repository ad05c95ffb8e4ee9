# SPDX-License-Identifier: Apache-2.0
"""The spoken guidance's own thread: the newest wish at once, older ones never."""

import logging
import threading
from functools import lru_cache

from kiosk.screens.spoken import Utterance
from look.speech import Espeak, Samples, Sink, VoiceError, scaled

KEPT_MAX = 64
"""Utterances kept as sound, about 200 KB each: names of buttons come again and again."""

_log = logging.getLogger(__name__)


class SpeechThread:
    """Says what it was told last."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._wanted: Utterance | None = None
        self._stopping = False
        self._changed = threading.Condition()
        self._hush = threading.Event()
        """Ends the utterance that is being played."""
        self._said = ""
        self._thread = threading.Thread(target=self._run, name="speech", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def say(self, utterance: Utterance | None) -> None:
        """Say this in place of what is being said; None: be quiet. From any thread."""
        with self._changed:
            self._wanted = utterance
            self._hush.set()
            self._changed.notify()

    def stop(self, timeout_s: float = 2.0) -> None:
        """Be quiet and end."""
        with self._changed:
            self._stopping = True
            self._hush.set()
            self._changed.notify()
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (utterance := self._next()) is not None:
            try:
                samples = _rendered(utterance.language, utterance.text)
                self._play(utterance, scaled(samples, utterance.loudness_percent / 100))
            except VoiceError as error:
                if str(error) != self._said:
                    _log.error("%s", error)
                self._said = str(error)
                self._give_up(utterance)

    def _next(self) -> Utterance | None:
        """Wait for a wish; None when it is time to end."""
        with self._changed:
            self._changed.wait_for(lambda: self._wanted is not None or self._stopping)
            return None if self._stopping else self._wanted

    def _give_up(self, utterance: Utterance) -> None:
        """Forget a wish that cannot be fulfilled, unless a newer one has come."""
        with self._changed:
            if self._wanted is utterance:
                self._wanted = None

    def _play(self, utterance: Utterance, samples: "Samples[int]") -> None:
        with self._changed:
            if self._wanted is not utterance:
                return
            self._wanted, self._hush = None, threading.Event()
            hush = self._hush
        self._sink.play(samples, hush)


@lru_cache(KEPT_MAX)
def _rendered(language: str, text: str) -> "Samples[int]":
    return Espeak().render(language, text)
