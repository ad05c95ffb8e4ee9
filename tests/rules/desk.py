# SPDX-License-Identifier: Apache-2.0
"""A small hall and a part of it, stepped by hand on a clock of its own."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bus.actor import Actor, Delivered, Now, Step
from bus.channels import Kind, Part, address_of
from bus.messages import Call, Calls, HallBeat, Message, NowServing, QueueLength, WindowState
from config.schema import (
    CaseType,
    Clerk,
    Department,
    Evaluator,
    Floor,
    Hall,
    Notice,
    Service,
    Text,
    Voice,
    Window,
    Zone,
)

T = TypeVar("T")
HALL = Part(hall="desk", name="hall", kind=Kind.HALL)
WINDOWS = tuple(str(number) for number in range(1, 13))
MORNING = round(datetime(2026, 3, 4, 1, 0, tzinfo=UTC).timestamp() * 1000)
"""09:00:00 on a Wednesday in the hall's time."""


def both(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def hall(*, notices: tuple[Notice, ...] = (), voice: Voice | None = None) -> Hall:
    """A hall with twelve windows in two zones, two departments and one clerk."""
    zones = (Zone(id="east", name=both("东区", "East")), Zone(id="west", name=both("西区", "West")))
    return Hall(
        id="desk",
        name=both("小厅", "Small hall"),
        departments=(
            Department(id="tax", name=both("税务", "Tax"), prefix="A"),
            Department(id="social", name=both("社保", "Social insurance"), prefix="B"),
        ),
        services=tuple(
            Service(
                id=f"{department}-{number}",
                department=department,
                name=both("事项", "Service"),
                case_type=CaseType.IMMEDIATE,
            )
            for department in ("tax", "social")
            for number in (1, 2)
        ),
        windows=tuple(
            Window(
                id=window,
                takes=("tax",) if int(window) <= 6 else ("social",),
                zone="east" if int(window) <= 6 else "west",
            )
            for window in WINDOWS
        ),
        clerks=(
            Clerk(
                number="031",
                name=both("王芳", "Wang Fang"),
                duty=both("示范岗", "Model post"),
                department="social",
            ),
        ),
        floors=(Floor(id="1", name=both("一层", "Ground floor"), zones=zones),),
        evaluators=(Evaluator(id="pad-3", window="3"),),
        notices=notices,
        voice=voice or Voice(),
    )


def serving(seq: int, state: WindowState = WindowState.FREE, **changes: object) -> NowServing:
    return NowServing(**({"seq": seq, "window": "3", "state": state} | changes))  # type: ignore[arg-type]


def call(
    number: int,
    ticket: str,
    window: str,
    at: int = MORNING,
    *,
    standing: bool = True,
    language: str = "zh",
) -> Call:
    return Call(
        call=number,
        number=ticket,
        window=window,
        language=language,
        recalled=0,
        called_at=at,
        standing=standing,
    )


def calls(seq: int, *newest_first: Call) -> Calls:
    return Calls(seq=seq, calls=newest_first)


def queue(seq: int, service: str, waiting: int) -> QueueLength:
    return QueueLength(seq=seq, service=service, waiting=waiting, windows=())


class Stage:
    """Steps an actor; the hall's clock and the machine's tick move together."""

    def __init__(self, actor: Actor, utc_at: int = MORNING) -> None:
        self.actor = actor
        self.tick_ms = 5_000
        self.machine_utc_ms = 86_400_000
        """What this machine's own clock shows: it is wrong by years, and stands."""
        self._offset_ms = utc_at - self.tick_ms
        self.steps: list[Step] = []
        self.boot = "first"
        self.since_seq = 0
        self._beat = 0

    @property
    def utc_at(self) -> int:
        """The hall's time now."""
        return self.tick_ms + self._offset_ms

    def give(self, *events: object) -> Step:
        """Step with these events, at once."""
        inbox = [self._wrap(event) for event in events]
        now = Now(tick_ms=self.tick_ms, utc_ms=self.machine_utc_ms)
        self.steps.append(self.actor.step(now, inbox))
        return self.steps[-1]

    def beat(self) -> Step:
        """Let the hall's beat be heard."""
        self._beat += 1
        beat = HallBeat(
            boot=self.boot, beat=self._beat, utc_at=self.utc_at, since_seq=self.since_seq
        )
        return self.give(beat)

    def wait(self, duration_ms: int, *, beating: bool = True) -> None:
        """Let time pass: step whenever the actor asked for it, and at each beat of the hall."""
        end = self.tick_ms + duration_ms
        next_beat = self.tick_ms + 1_000
        while True:
            due = self.steps[-1].wake_at_ms if self.steps else None
            due = min(next_beat if beating else end, end if due is None else due)
            if due >= end:
                break
            self.tick_ms = max(due, self.tick_ms + 1)
            if beating and self.tick_ms >= next_beat:
                next_beat += 1_000
                self.beat()
            else:
                self.give()
        self.tick_ms = end
        if beating:
            self.beat()
        else:
            self.give()

    def effects(self, kind: type[T]) -> list[T]:
        """Every effect of a kind so far."""
        return [e for step in self.steps for e in step.effects if isinstance(e, kind)]

    def sent(self, kind: type[T]) -> list[T]:
        """Every message of a kind sent so far."""
        return [s.message for step in self.steps for s in step.out if isinstance(s.message, kind)]

    @staticmethod
    def _wrap(event: object) -> object:
        if isinstance(event, Message):
            return Delivered(topic=address_of(HALL, event), message=event)
        return event


def numbers(found: Iterable[object]) -> Sequence[str]:
    """The `number` of each."""
    return [str(getattr(each, "number", "")) for each in found]
