# SPDX-License-Identifier: Apache-2.0
"""A hall without disk, broker or clock: its log is a list, its time an argument."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from msgspec.structs import replace

from bus.actor import Delivered, Linked, Now
from bus.channels import Kind, Part
from bus.codec import decode, encode
from bus.messages import (
    Accepted,
    Action,
    Answer,
    Command,
    Message,
    Refused,
    TicketIssued,
    TicketRequest,
    WindowAction,
)
from config.hours import Hours, Week
from config.schema import Clerk, Department, Hall, Policy, Service, Text, Window
from hall.core.actor import HallActor
from hall.core.effects import (
    Asked,
    Commit,
    CommitFailed,
    Committed,
    Flush,
    Flushed,
    Kept,
    Loaded,
    Reload,
    Reply,
    Shown,
)
from hall.core.facts import Recorded, decode_fact, encode_fact
from hall.core.links import Links
from hall.core.pen import Forecaster
from hall.core.state import HallState
from hall.core.statecopy import decode_state

ALL_DAY = ("00:00-24:00",)
WHOLE_WEEK = Week(
    mon=ALL_DAY, tue=ALL_DAY, wed=ALL_DAY, thu=ALL_DAY, fri=ALL_DAY, sat=ALL_DAY, sun=ALL_DAY
)
ALWAYS = Hours(week=WHOLE_WEEK, holidays="")
MONDAY_NINE = int(datetime(2026, 3, 2, 1, 0, tzinfo=UTC).timestamp() * 1000)
"""Monday 2026-03-02 09:00 in Shanghai."""
KIOSK = Part("test", "kiosk-1", Kind.KIOSK)
PADS = Part("test", "pads", Kind.BRIDGE)
RATER = Part("test", "rater-1", Kind.EVALUATOR)
LINKS = Links(b"a secret of tests")
SECOND = 1_000
MINUTE = 60_000


def text(words: str) -> Text:
    return Text(zh=words, en=words)


def service(id_: str, **settings: Any) -> Service:
    given = {"department": "office", "case_type": "immediate", **settings}
    return Service(id=id_, name=text(id_), **given)


def make_hall(**changes: Any) -> Hall:
    """Three windows, four services: always open, everything at its default."""
    hall = Hall(
        id="test",
        name=text("hall"),
        departments=(
            Department(id="office", name=text("office"), prefix="A"),
            Department(id="tax", name=text("tax"), prefix="B"),
        ),
        services=(
            service("permit"),
            service("card"),
            service("licence"),
            service("invoice", department="tax"),
        ),
        windows=(
            Window(id="w1", takes=("permit", "card")),
            Window(id="w2", takes=("permit", "licence")),
            Window(id="w3", takes=("invoice",)),
        ),
        clerks=tuple(Clerk(number=c, name=text(c)) for c in ("c1", "c2", "c3", "c4")),
        hours=ALWAYS,
    )
    return replace(hall, **changes)


def policy(**settings: Any) -> Policy:
    return Policy(**settings)


class HallShell:
    """Keeps the log as bytes, answers effects, and lets time pass only when told."""

    def __init__(
        self,
        hall: Hall | None = None,
        *,
        at_ms: int = MONDAY_NINE,
        forecaster: Forecaster | None = None,
    ) -> None:
        self.hall = hall or make_hall()
        self.forecaster = forecaster
        self.tick_ms = 0
        self.utc_ms = at_ms
        self.log: list[tuple[int, int, int, str, bytes]] = []
        self.outbox: list[Kept] = []
        self.delivered: set[tuple[str, str]] = set()
        self.disk_full = False
        self.unreadable: tuple[str, ...] = ()
        self.copied = b""
        """A copy of the state for the next start, if there is one."""
        self.boots = 0
        self.sent: list[Message] = []
        self.replies: list[Reply] = []
        self.views: dict[str, Any] = {}
        self.effects: list[object] = []
        self.created_at = at_ms
        self._ids = count(1)
        self.start()

    # --- life of the process ---

    def start(self, *, linked: bool = True) -> None:
        """Start, or start again after a kill: only the log and the outbox are left."""
        self.boots += 1
        self.actor = HallActor(self.hall, f"boot-{self.boots}", self.forecaster, LINKS)
        self.step(Linked(up=True)) if linked else self.step()

    def loaded(self, copied: bytes = b"") -> Loaded:
        copy = decode_state(copied) if copied else None
        since = copy.seq if copy else 0
        waiting = tuple(
            k for k in self.outbox if k.over_bus and (k.to, k.command) not in self.delivered
        )
        return Loaded(
            first_seq=self.created_at,
            facts=tuple(each for each in self.today() if each.seq > since),
            answers=tuple(self.outbox),
            undelivered=waiting,
            unreadable=self.unreadable,
            copy=copy,
        )

    def today(self) -> list[Recorded]:
        """Return the log from the last day opened on."""
        facts = self.recorded()
        opened = [n for n, r in enumerate(facts) if type(r.fact).__name__ == "DayOpened"]
        return facts[opened[-1] :] if opened else []

    def recorded(self) -> list[Recorded]:
        """Return the whole log as it comes back from bytes."""
        return [Recorded(s, p, a, d, decode_fact(f)) for s, p, a, d, f in self.log]

    @property
    def state(self) -> HallState:
        assert self.actor.state is not None
        return self.actor.state

    # --- stepping ---

    def now(self) -> Now:
        return Now(self.tick_ms, self.utc_ms)

    def step(self, *events: object) -> list[Message]:
        """Step until nothing is left to do; return what was put on the bus."""
        heard: list[object] = list(events)
        said: list[Message] = []
        while True:
            step = self.actor.step(self.now(), heard)
            for send in step.out:
                encode(Part("test", "hall", Kind.HALL), send.message)
                said.append(send.message)
            heard = [event for effect in step.effects for event in self._do(effect)]
            if not heard:
                self.sent += said
                return said

    def _do(self, effect: object) -> Iterable[object]:
        self.effects.append(effect)
        match effect:
            case Reload():
                yield self.loaded(self.copied if effect.first else b"")
            case Commit() if self.disk_full:
                yield CommitFailed(effect.number, "disk full")
            case Commit():
                for r in effect.facts:
                    self.log.append((r.seq, r.step, r.at, r.day, encode_fact(r.fact)))
                self.outbox += effect.answers
                self.delivered.update(effect.delivered)
                yield Committed(effect.number)
            case Flush(copied_seq):
                yield Flushed(tuple(each for each in self.today() if each.seq <= copied_seq))
            case Reply():
                self.replies.append(effect)
            case Shown():
                self.views[effect.to] = effect.view

    def wait(self, ms: int) -> None:
        """Let time pass, beat by beat."""
        end = self.tick_ms + ms
        while self.tick_ms < end:
            passed = min(SECOND, end - self.tick_ms)
            self.tick_ms += passed
            self.utc_ms += passed
            self.step()

    def jump(self, ms: int) -> None:
        """Let time pass with no beat in between: the machine slept."""
        self.tick_ms += ms
        self.utc_ms += ms
        self.step()

    # --- asking ---

    def new_id(self) -> str:
        return f"id-{next(self._ids)}"

    def send(self, part: Part, *commands: Command) -> list[Any]:
        """Send commands in one step, over the codec; return their answers."""
        delivered = []
        for command in commands:
            topic, payload = encode(part, command)
            message = decode(topic, payload)
            assert isinstance(message, Delivered), message
            delivered.append(message)
        said = self.step(*delivered)
        answers = [m.answer for m in said if isinstance(m, Answer) and m.to == part.name]
        wanted = {command.id for command in commands}
        return [answer for answer in answers if answer.command in wanted]

    def send_state(self, part: Part, message: Message) -> list[Message]:
        """Send what needs no answer: a beat, a presence."""
        delivered = decode(*encode(part, message))
        assert isinstance(delivered, Delivered), delivered
        return self.step(delivered)

    def take(self, wanted: str = "permit", *more: str, **fields: Any) -> TicketIssued:
        """Take a ticket; it must be issued."""
        answer = self.ask_ticket(wanted, *more, **fields)
        assert isinstance(answer, TicketIssued), answer
        return answer

    def ask_ticket(self, wanted: str = "permit", *more: str, **fields: Any) -> Any:
        request = TicketRequest(id=self.new_id(), services=(wanted, *more), **fields)
        (answer,) = self.send(KIOSK, request)
        return answer

    def ask(self, window: str, action: Action, **fields: Any) -> Any:
        """Press a key at a window; return the answer."""
        press = WindowAction(id=self.new_id(), window=window, action=action, **fields)
        (answer,) = self.send(PADS, press)
        return answer

    def ask_with_id(self, id_: str, **fields: Any) -> Any:
        """Press a key with an id of one's own: the same id is the same press."""
        (answer,) = self.send(PADS, WindowAction(id=id_, **fields))
        return answer

    def press(self, window: str, action: Action, **fields: Any) -> None:
        """Press a key at a window; it must be accepted."""
        answer = self.ask(window, action, **fields)
        assert isinstance(answer, Accepted), answer

    def refused(self, window: str, action: Action, **fields: Any) -> str:
        """Press a key at a window; return why it was refused."""
        answer = self.ask(window, action, **fields)
        assert isinstance(answer, Refused), answer
        return answer.refusal

    def open(self, *windows: str) -> None:
        """Sign a clerk in at each window: c1 at w1 and so on."""
        for window in windows:
            self.press(window, Action.SIGN_IN, clerk=f"c{window[1:]}")

    def next(self, window: str) -> str:
        """Press NEXT a while after the last press; return the number called, or empty."""
        self.wait(2 * SECOND)
        self.press(window, Action.NEXT)
        return self.number_at(window)

    def number_at(self, window: str) -> str:
        """Return the number called to or served at a window, or empty."""
        ticket = self.state.at_window(window)
        return ticket.number if ticket else ""

    def asked(self, command: Command, sender: str = "page") -> Any:
        """Ask from inside the process; return the answer."""
        before = len(self.replies)
        self.step(Asked(sender, command))
        (reply,) = self.replies[before:]
        return reply.answer

    def life(self, ticket: TicketIssued) -> str:
        return self.state.tickets[ticket.ticket].life
