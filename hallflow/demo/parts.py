# SPDX-License-Identifier: Apache-2.0
"""Parts without windows: the very rules of kiosk, display and pad, each on its own connection."""

import re
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from bus.actor import Delivered, Now, Send, Step
from bus.channels import Kind, Part
from bus.heart import Heart
from bus.messages import (
    Accepted,
    Action,
    Answer,
    NowServing,
    PaperReported,
    Refused,
    TicketCancel,
    TicketIssued,
    WindowAction,
)
from bus.mqtt import MqttBus
from bus.run import Runner
from caller.core.actor import Caller
from caller.core.actor import Show as ShowDisplay
from config.content import Guides
from config.devices import Display, Evaluator, Printer
from config.schema import Hall
from evaluator.core.actor import Evaluator as PadRules
from evaluator.core.actor import Show as ShowPad
from evaluator.core.pad import PadView
from kiosk.__main__ import actor_of
from kiosk.core.actor import Print
from kiosk.core.series import Keep, Settle
from kiosk.core.under_way import Forget, Remember
from kiosk.core.view import Show as ShowKiosk
from kiosk.core.view import View
from kiosk.printing import PrinterThread
from kiosk.store import Store

VERSION = "demo"
_CUT = b"\x1dV"
_NUMBER = re.compile(rb"(?<![0-9A-Za-z.:/-])([A-Z]{1,3}[0-9]{1,9})\n")
RETRY_MS = 1_000

Broker = tuple[str, Mapping[str, str]]
"""The broker's address, and the passwords by login."""


def _runner(broker: Broker, part: Part, actor: Any, perform: Callable[[Any], Any]) -> Runner:
    url, passwords = broker
    return Runner(actor, MqttBus(url, part, passwords[part.login]), perform)


class Heard(Struct, frozen=True):
    """One ticket as a kiosk was given it."""

    kiosk: str
    ticket: str
    number: str
    again: bool


class DemoKiosk:
    """A kiosk that prints into a file; `seen` gets every view, from the kiosk's thread."""

    def __init__(
        self,
        broker: Broker,
        hall: tuple[Hall, Guides],
        name: str,
        machine: tuple[Printer, Path],
        seen: Callable[["DemoKiosk", View], None],
    ) -> None:
        (configured, guides), (printer, folder) = hall, machine
        part = Part(configured.id, name, Kind.KIOSK)
        self._store = Store(folder)
        actor = actor_of(configured, guides, part, "", self._store)
        self.name = name
        self.answered: dict[str, Heard] = {}
        """Tickets by command: a command sent again gets the same answer again."""
        self.reported: set[str] = set()
        """Tickets of whose paper the hall knows what became."""
        self.returned: set[str] = set()
        """Tickets given back: whoever wanted them had gone before the hall answered."""
        self._reports: dict[str, str] = {}
        self.view: View | None = None
        self._seen = seen
        self._actor = actor
        self.runner = _runner(broker, part, self, self._perform)
        self._printer = PrinterThread(printer, self.runner.post)

    @property
    def given(self) -> tuple[Heard, ...]:
        """The tickets given here, in order."""
        return tuple(self.answered.copy().values())

    def start(self) -> None:
        """Begin."""
        self._printer.start()
        self.runner.start(self.name)

    def stop(self) -> None:
        """End."""
        self.runner.stop()
        self._printer.stop()
        self._store.close()

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Note the tickets given; the kiosk's rules do the rest."""
        for event in inbox:
            if isinstance(event, Delivered) and isinstance(event.message, Answer):
                said = event.message.answer
                if isinstance(said, TicketIssued):
                    heard = Heard(self.name, said.ticket, said.number, said.again)
                    self.answered[said.command] = heard
                elif said.command in self._reports:
                    self.reported.add(self._reports[said.command])
        step = self._actor.step(now, inbox)
        for send in step.out:
            match send.message:
                case PaperReported(id=id_, ticket=ticket):
                    self._reports[id_] = ticket
                case TicketCancel(ticket=ticket):
                    self.returned.add(ticket)
        return step

    def _perform(self, effect: object) -> Iterable[object]:
        match effect:
            case ShowKiosk(view=view):
                self.view = view
                self._seen(self, view)
            case Print():
                self._printer.print(effect)
            case Keep() | Settle() | Remember() | Forget():
                return self._store.carry_out(effect)
            case _:
                raise TypeError(f"nobody performs {effect!r}")
        return ()


class DemoDisplay:
    """A display nobody looks at but the demo's checks."""

    def __init__(self, broker: Broker, hall: Hall, display: Display) -> None:
        self.display = display
        self.view: Any = None
        part = Part(hall.id, display.id, Kind.CALLER)
        self.runner = _runner(broker, part, Caller(hall, display, part, VERSION), self._perform)

    def _perform(self, effect: object) -> Iterable[object]:
        if isinstance(effect, ShowDisplay):
            self.view = effect.view
        return ()


class DemoPad:
    """A rating pad; `seen` gets every page, from the pad's thread."""

    def __init__(
        self, broker: Broker, hall: Hall, pad: Evaluator, seen: Callable[["DemoPad", PadView], None]
    ) -> None:
        self.window = pad.window
        self.rated: set[str] = set()
        """Commands of ratings that the hall has on disk."""
        self._seen = seen
        part = Part(hall.id, pad.id, Kind.EVALUATOR)
        self._rules = PadRules(hall, pad.window, part, VERSION)
        self.runner = _runner(broker, part, self, self._perform)

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Note the ratings taken; the pad's rules do the rest."""
        for event in inbox:
            if isinstance(event, Delivered) and isinstance(event.message, Answer):
                said = event.message.answer
                if isinstance(said, Accepted):
                    self.rated.add(said.command)
        return self._rules.step(now, inbox)

    def _perform(self, effect: object) -> Iterable[object]:
        if isinstance(effect, ShowPad):
            self._seen(self, effect.view)
        return ()


class Sit(Struct, frozen=True):
    """A clerk sits down at a window."""

    window: str
    clerk: str


class Desk:
    """Sees every window, and lets clerks sit down; `changed` gets each state, from its thread."""

    def __init__(self, broker: Broker, part: Part, changed: Callable[[NowServing], None]) -> None:
        self.windows: dict[str, NowServing] = {}
        self.called: set[str] = set()
        """Tickets seen called."""
        self.visits: set[str] = set()
        """Services seen to end."""
        self.refused: list[str] = []
        self._changed = changed
        self._part = part
        self._heart = Heart(part, VERSION)
        self._boot = secrets.token_hex(4)
        self._wishes: dict[str, WindowAction] = {}
        self._due_ms = 0
        self.runner = _runner(broker, part, self, _nothing)

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take states and answers; repeat what was not answered."""
        for event in inbox:
            match event:
                case Delivered(message=NowServing() as state):
                    self._see(state)
                case Delivered(message=Answer(answer=Refused() as said)):
                    self._wishes.pop(said.command, None)
                    self.refused.append(f"{said.command}: {said.refusal}")
                case Delivered(message=Answer(answer=said)):
                    self._wishes.pop(said.command, None)
                case Sit(window=window, clerk=clerk):
                    id_ = f"{self._part.name}.{self._boot}.{window}"
                    self._wishes[id_] = WindowAction(
                        id=id_, window=window, action=Action.SIGN_IN, clerk=clerk
                    )
                    self._due_ms = 0
        out: list[Send] = []
        if now.tick_ms >= self._due_ms:
            self._due_ms = now.tick_ms + RETRY_MS
            out += [Send(wish) for wish in self._wishes.values()]
        out += self._heart.beat(now)
        return Step(tuple(out), wake_at_ms=min(self._heart.due_ms, self._due_ms))

    def _see(self, state: NowServing) -> None:
        known = self.windows.get(state.window)
        if known is not None and state.seq <= known.seq:
            return
        self.windows[state.window] = state
        if state.ticket:
            self.called.add(state.ticket)
        if state.visit:
            self.visits.add(state.visit)
        self._changed(state)


def _nothing(_effect: object) -> Iterable[object]:
    return ()


def papers_in(file: Path) -> list[str]:
    """Return the numbers on the tickets of a printer's file, a paper each, in order.

    A paper whose number cannot be read stands as an empty text.
    """
    if not file.exists():
        return []
    papers = file.read_bytes().split(_CUT)[:-1]
    found = (_NUMBER.search(paper) for paper in papers)
    return [match.group(1).decode() if match else "" for match in found]
