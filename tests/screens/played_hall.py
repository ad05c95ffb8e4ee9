# SPDX-License-Identifier: Apache-2.0
"""A hall played by a test, on a real broker: says what it is told to, beats, answers ratings.

with PlayedHall("mosquitto", folder) as hall:
    hall.call(1, "A001", "3")
    hall.lose_broker(); hall.restart_broker()
"""

import shutil
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from bus.actor import Delivered, Linked, Now, Send, Step
from bus.channels import Kind, Part
from bus.messages import (
    Accepted,
    Answer,
    Beat,
    Call,
    Calls,
    HallBeat,
    Message,
    NowServing,
    Rated,
    WindowState,
)
from bus.mqtt import MqttBus
from bus.run import Runner
from bus.run import now as present
from config.load import HALL_FILE, HALLS, load_hall
from hallflow.parts import parts_of
from tests.processes import Site

M = TypeVar("M", bound=Message)
HALL_NAME = "township"
NINE = round(datetime(2026, 3, 4, 1, 0, tzinfo=UTC).timestamp() * 1000)
"""The hall's clock when the test begins: 09:00 on a Wednesday."""
BEAT_MS = 400


class _Player:
    """Repeats retained states to whoever comes late through the broker, and beats."""

    def __init__(self) -> None:
        self.beating = True
        self.answering = True
        self.heard: list[Delivered] = []
        self.begun_tick_ms: int | None = None
        self._retained: dict[str, Message] = {}
        self._beat = 0

    def utc_ms(self, moment: Now) -> int:
        if self.begun_tick_ms is None:
            self.begun_tick_ms = moment.tick_ms
        return NINE + moment.tick_ms - self.begun_tick_ms

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        out: list[Send] = []
        for event in inbox:
            match event:
                case Message():
                    out.append(Send(event))
                    if isinstance(event, NowServing | Calls):
                        self._retained[_key(event)] = event
                case Linked(up=True):
                    out += [Send(message) for message in self._retained.values()]
                case Delivered(topic=topic, message=message):
                    self.heard.append(event)
                    if isinstance(message, Rated) and self.answering:
                        to = topic.rsplit("/", 1)[-1]
                        out.append(Send(Answer(to=to, answer=Accepted(command=message.id))))
        if self.beating:
            self._beat += 1
            out.append(Send(HallBeat(boot="b", beat=self._beat, utc_at=self.utc_ms(now))))
        return Step(out=tuple(out), wake_at_ms=now.tick_ms + BEAT_MS)


def _patient_copy(folder: Path) -> None:
    """Copy the example hall; what ends by itself takes so long that no slow machine sees it."""
    shutil.copytree(HALLS / HALL_NAME, folder)
    file = folder / HALL_FILE
    text = file.read_text(encoding="utf-8")
    for section, setting in (
        ("[ratings]\n", "pad_seconds = 600\n"),
        ("[voice]\n", "stale_after_seconds = 600\n"),
    ):
        text = text if section in text else f"{text}\n{section}"
        text = text.replace(section, section + setting)
    file.write_text(text, encoding="utf-8")


def _key(message: NowServing | Calls) -> str:
    return message.window if isinstance(message, NowServing) else "calls"


class PlayedHall:
    """A broker with the hall on it; parts join with `environment` of their login."""

    def __init__(self, broker: str, folder: Path) -> None:
        self._folder = folder / "hall"
        _patient_copy(self._folder)
        self.config = load_hall(self._folder)
        self._site = Site(broker, folder / "data", parts_of(self.config))
        self._player = _Player()
        self._seq = 0
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._site.broker.start()
        hall = Part(hall=HALL_NAME, name="hall", kind=Kind.HALL)
        bus = MqttBus(self.url, hall, self._site.passwords[hall.login])
        self._runner = Runner(self._player, bus)
        self._runner.start("played-hall")
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self._runner.stop()
        self._site.broker.stop()
        self._site.data.close()

    @property
    def url(self) -> str:
        """Address of the broker."""
        return self._site.broker.url

    def environment(self, part: str) -> dict[str, str]:
        """Return what a part of this hall must find in its environment."""
        return {"HALLFLOW_PASSWORD": self._site.passwords[f"{HALL_NAME}.{part}"]}

    def arguments(self) -> tuple[str, ...]:
        """Return the options that name this hall and its broker."""
        return ("--config", str(self._folder), "--mqtt", self.url)

    # --- what the hall says -----------------------------------------------------------------

    def say(self, window: str, state: WindowState, **changes: object) -> None:
        """Say how a window is now."""
        given = {"seq": self._next(), "window": window, "state": state, "since_at": self.utc_at()}
        self._runner.post(NowServing(**(given | changes)))  # type: ignore[arg-type]

    def call(self, number: str, window: str, language: str = "zh") -> None:
        """Call a number to a window."""
        self.call_all((number, window), language=language)

    def call_all(self, *numbers: tuple[str, str], language: str = "zh") -> None:
        """Call several numbers at once."""
        events: list[Message] = []
        for number, window in numbers:
            count, at = self._next(), self.utc_at()
            called = Call(
                call=count,
                number=number,
                window=window,
                language=language,
                recalled=0,
                called_at=at,
                standing=True,
            )
            self._calls.insert(0, called)
            serving = NowServing(
                seq=count,
                window=window,
                state=WindowState.CALLING,
                number=number,
                ticket=f"t-{number}",
                call=count,
                since_at=at,
                clerk="001",
            )
            events += [serving, Calls(seq=count, calls=tuple(self._calls[:64]))]
        self._runner.post(*events)

    def fall_silent(self) -> None:
        """Hang: the connection stands, nothing is said."""
        self._player.beating = False

    def speak_again(self) -> None:
        """Go on."""
        self._player.beating = True
        self._runner.wake()

    def lose_broker(self) -> None:
        """Kill the broker."""
        child = self._site.broker.child
        assert child is not None
        child.kill()

    def restart_broker(self) -> None:
        """Start the broker again, at the same place."""
        self._site.broker.start()

    # --- what the hall heard ----------------------------------------------------------------

    def heard(self, kind: type[M]) -> list[M]:
        """Every message of a kind so far."""
        return [d.message for d in list(self._player.heard) if isinstance(d.message, kind)]

    def beat_of(self, part: str) -> Beat | None:
        """Return the newest beat of a part, or None."""
        beats = [beat for beat in self.heard(Beat) if beat.part == part]
        return beats[-1] if beats else None

    def utc_at(self) -> int:
        """The hall's time now."""
        return self._player.utc_ms(present())

    def _next(self) -> int:
        with self._lock:
            self._seq += 1
            return self._seq
