# SPDX-License-Identifier: Apache-2.0
"""Displays and voice: many calls at once, a cut, how soon a call is on the glass and in the air."""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from typing import Final

from msgspec.structs import replace

from bench.figures import Figure, in_ms, percentile
from bench.windows import screen
from bus.channels import Kind, Part
from bus.messages import Beat, WindowState
from bus.mqtt import MqttBus
from bus.run import Runner
from caller.core.actor import Caller, Show
from caller.core.board import BoardView
from caller.core.voice import Speak, Spoken
from caller.voice import Library, Speaker, rendered
from config.load import hall_named
from config.schema import Display, Hall, Voice
from hallflow.child import Child
from look.speech import Samples
from tests.rules.desk import MORNING, WINDOWS, Stage, call, calls
from tests.screens.played_hall import PlayedHall

CALLS = 10
PROMISED_SOUND_MS: Final = 100
PROMISED_RIGHT_S: Final = 1.0
UTTERANCE_MS = 5_000
PATIENCE_S = 60.0
BEAT_S = 1.1

Tell = Callable[[str], None]


def displays(*, quick: bool, tell: Tell) -> Iterator[Figure]:
    """Yield what displays and voice promise, beside what came of it."""
    hall = hall_named("tax")
    # One voice for all windows, so that it is heard alone.
    hall = replace(hall, voice=Voice(repeats=1), displays=(_speaking(hall),))
    yield from _burst(hall)
    tell("displays: saying calls")
    yield from _sound(hall, 5 if quick else 200)
    with tempfile.TemporaryDirectory() as folder, PlayedHall("mosquitto", Path(folder)) as played:
        yield _cut(played, 0.5 if quick else 60.0, tell)
        if not quick:
            yield from _live(played, 200, tell)


def _speaking(hall: Hall) -> Display:
    return next(display for display in hall.displays if display.speaks)


def _stage(hall: Hall, display: Display) -> Stage:
    stage = Stage(Caller(hall, display, Part(hall.id, display.id, Kind.CALLER), "bench"))
    stage.beat()
    return stage


def _burst(hall: Hall) -> Iterator[Figure]:
    """Let ten windows call in one second of virtual time; count what was shown and said."""
    stage = _stage(hall, _speaking(hall))
    made = [call(n, f"A{n:03}", WINDOWS[n - 1], MORNING + 90 * n) for n in range(1, CALLS + 1)]
    for count in range(1, CALLS + 1):
        stage.tick_ms += 90
        stage.give(calls(count, *reversed(made[:count])))
    ended = 0
    while ended < len(stage.effects(Speak)):
        stage.wait(UTTERANCE_MS)
        ended += 1
        stage.give(Spoken(ended))
    views = [show.view for show in stage.effects(Show) if isinstance(show.view, BoardView)]
    shown = {line.number for view in views for line in (view.newest, *view.lines) if line}
    said = {_number(speak) for speak in stage.effects(Speak)}
    against = f"{CALLS} calls in one second"
    yield Figure("calls of one second: shown", len(shown), "calls", len(shown) / CALLS, against)
    yield Figure("calls of one second: heard", len(said), "calls", len(said) / CALLS, against)


def _number(speak: Speak) -> str:
    spelled = [clip.name for clip in speak.clips if clip.name.startswith(("letter-", "digit-"))]
    return "".join(name.split("-")[1] for name in spelled)


class _Ear:
    """Notes when a sound is ready to be heard, and hears it in no time."""

    def __init__(self) -> None:
        self.ready_s: SimpleQueue[float] = SimpleQueue()

    def play(self, samples: "Samples[int]", stop: threading.Event | None = None) -> None:
        """Note it."""
        del stop
        assert len(samples), "silence is no announcement"
        self.ready_s.put(time.perf_counter())


def _sound(hall: Hall, rounds: int) -> Iterator[Figure]:
    """Measure from a call's message to its sound, with the words made at the start as always."""
    stage = _stage(hall, _speaking(hall))
    ear, ended = _Ear(), SimpleQueue[Spoken]()
    speaker = Speaker(Library(rendered), ear, ended.put)
    speaker.start((), hall.voice.volume_percent)
    took_s = []
    for number in range(1, 11 + rounds):
        made = call(number, f"A{number % 10:03}", WINDOWS[number % 10], stage.utc_at)
        began = time.perf_counter()
        stage.give(calls(number, made))
        speaker.say(stage.effects(Speak)[-1])
        stage.give(ended.get(timeout=PATIENCE_S))
        ready_s = ear.ready_s.get(timeout=PATIENCE_S) - began
        if number > CALLS:  # by then each word was made once
            took_s.append(ready_s)
    speaker.stop()
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        ms = in_ms(percentile(took_s, share))
        against = f"{PROMISED_SOUND_MS} ms promised"
        yield Figure(f"call to its sound, {name}", ms, "ms", ms / PROMISED_SOUND_MS, against)


def _cut(played: PlayedHall, cut_s: float, tell: Tell) -> Figure:
    """Kill the broker, call somebody, start it again: how soon is a board right?"""
    tell(f"displays: a cut of {cut_s:.0f} s")
    hall = played.config
    display = _speaking(hall)
    views: SimpleQueue[tuple[float, BoardView]] = SimpleQueue()

    def perform(effect: object) -> tuple[object, ...]:
        match effect:
            case Show(view=BoardView() as view):
                views.put((time.perf_counter(), view))
            case Speak(utterance=utterance):
                return (Spoken(utterance),)
        return ()

    def until(number: str, *, lost: bool) -> float:
        while True:
            at, view = views.get(timeout=PATIENCE_S)
            if bool(view.as_of) is lost and view.newest and view.newest.number == number:
                return at

    part = Part(hall.id, display.id, Kind.CALLER)
    bus = MqttBus(played.url, part, played.environment(display.id)["HALLFLOW_PASSWORD"])
    runner = Runner(Caller(hall, display, part, "bench"), bus, perform)
    runner.start("display")
    try:
        played.call("A001", "1")
        until("A001", lost=False)
        played.lose_broker()
        until("A001", lost=True)
        time.sleep(cut_s)
        played.call("A002", "2")
        played.restart_broker()
        began = time.perf_counter()
        took_s = until("A002", lost=False) - began
    finally:
        runner.stop()
    against = f"{PROMISED_RIGHT_S:.0f} s promised"
    name = f"right after a cut of {cut_s:.0f} s and a new broker"
    return Figure(name, took_s, "s", took_s / PROMISED_RIGHT_S, against)


def _live(played: PlayedHall, rounds: int, tell: Tell) -> Iterator[Figure]:
    """Open a strip, a board and a pad; yield what their own beats tell of commit to glass."""
    hall = played.config
    of_window = next(pad for pad in hall.evaluators)
    strip = next(d for d in hall.displays if d.windows == (of_window.window,))
    board = next(d for d in hall.displays if d.kind == "board" and not d.zone)
    opened = {
        "strip": ("caller", strip.id, "--mute"),
        "board": ("caller", board.id, "--mute"),
        "pad": ("evaluator", of_window.id),
    }
    with ExitStack() as ends:
        for part, id_, *more in opened.values():
            _open(played, ends, part, ("--id", id_, *more))
        for _, id_, *_more in opened.values():
            _beat(played, id_, lambda _: True)
        for number in range(rounds):
            tell(f"displays: call {number} of {rounds}")
            played.say(of_window.window, WindowState.FREE)
            played.call(f"A{number % 1000:03}", of_window.window)
            time.sleep(0.2)
        time.sleep(BEAT_S)
        for name, (_, id_, *_more) in opened.items():
            beat = _beat(played, id_, lambda beat: beat.shown_p99_ms is not None)
            told = (("p50", beat.shown_p50_ms), ("p99", beat.shown_p99_ms))
            for share, ms in told:
                yield Figure(f"commit to shown, {name} in a window, {share}", float(ms or 0), "ms")


def _open(played: PlayedHall, ends: ExitStack, part: str, options: tuple[str, ...]) -> None:
    """Open a part's window on a screen of its own."""
    name = options[1]
    env = {**os.environ, **played.environment(name)}
    env |= {"DISPLAY": ends.enter_context(screen()), "KIVY_NO_CONSOLELOG": "1"}
    command = [sys.executable, "-m", "hallflow", part, *played.arguments(), *options]
    child = Child.start(name, command, env=env)
    ends.callback(child.stop)


def _beat(played: PlayedHall, part: str, wanted: Callable[[Beat], bool]) -> Beat:
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        beat = played.beat_of(part)
        if beat is not None and wanted(beat):
            return beat
        time.sleep(0.05)
    raise TimeoutError(f"{part} did not beat as it should")
