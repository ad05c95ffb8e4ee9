# SPDX-License-Identifier: Apache-2.0
"""Citizens at kiosks. They act on what they see and hear."""

from collections.abc import Sequence
from functools import partial
from itertools import count

from msgspec import Struct

from bus.actor import Delivered, Now, Send, Step
from bus.channels import Kind, Part
from bus.hall_time import HallTime
from bus.messages import (
    Answer,
    Command,
    HallBeat,
    LookUp,
    Message,
    NowServing,
    PaperReported,
    PublicAddress,
    QueueLength,
    Refused,
    TicketCancel,
    TicketHandedOver,
    TicketIssued,
    TicketRequest,
)
from config.schema import Hall
from tests.sim.network import Network, Node
from tests.sim.world import World

RETRY_MS = 1_500
LOOK_UP_MS = 800
ASK_AGAIN = frozenset({"store-failed"})


class Outbox:
    """Repeats each command with its id until it is answered; the rules of every device."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[Command, int]] = {}
        self.hall = HallTime()

    def put(self, command: Command) -> None:
        """Send it at the next step."""
        self.open[command.id] = (command, 0)

    def hear(self, message: Message) -> Answer | None:
        """Return the answer to a command of ours, the first time it comes."""
        if isinstance(message, Answer) and message.answer.command in self.open:
            answer = message.answer
            if isinstance(answer, Refused) and answer.refusal in ASK_AGAIN:
                return None
            del self.open[answer.command]
            return message
        return None

    def due(self, now: Now) -> Step:
        """Return what must be sent, again or for the first time, and when to look again."""
        out = []
        for name, (command, due_ms) in self.open.items():
            if due_ms <= now.tick_ms:
                out.append(Send(command))
                self.open[name] = (command, now.tick_ms + RETRY_MS)
        wake = min((due_ms for _, due_ms in self.open.values()), default=None)
        return Step(out=tuple(out), wake_at_ms=wake)


class Device:
    """A kiosk or a bridge: sends what people want, keeps what it heard."""

    def __init__(self) -> None:
        self.outbox = Outbox()
        self.answers: list[Answer] = []
        self.windows: dict[str, NowServing] = {}
        self.queues: dict[str, QueueLength] = {}
        self.address: PublicAddress | None = None

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take what came; repeat what is not answered."""
        for event in inbox:
            if isinstance(event, Delivered):
                self._hear(now, event.message)
            elif isinstance(event, Command):
                self.outbox.put(event)
        return self.outbox.due(now)

    def keep(self, message: Message) -> bool:
        """Keep what needs no answer; return whether it was that."""
        match message:
            case NowServing():
                known = self.windows.get(message.window)
                if known is None or message.seq >= known.seq:
                    self.windows[message.window] = message
            case QueueLength():
                queue = self.queues.get(message.service)
                if queue is None or message.seq >= queue.seq:
                    self.queues[message.service] = message
            case PublicAddress():
                if self.address is None or message.seq >= self.address.seq:
                    self.address = message
            case _:
                return False
        return True

    def _hear(self, now: Now, message: Message) -> None:
        if isinstance(message, HallBeat):
            self.outbox.hall.hear(now, message)
        if self.keep(message):
            return
        answer = self.outbox.hear(message)
        if answer is not None:
            self.answers.append(answer)


class DeviceNode(Node):
    """A device's node: it takes a step only for what it must act on."""

    actor: Device

    def receive(self, event: Delivered) -> None:
        message = event.message
        if isinstance(message, HallBeat):
            self.actor.outbox.hall.hear(self.now(), message)
        elif not self.actor.keep(message):
            self.hear(event)


class Kiosk(DeviceNode):
    """Takes requests, prints paper; goes on with what was under way when its power is back."""

    def __init__(self, world: World, net: Network, hall: Hall, name: str, crowd: "Crowd") -> None:
        super().__init__(world, net, Part(hall.id, name, Kind.KIOSK), Device)
        self.crowd = crowd
        self.paper_out = False
        self.asked: dict[str, Visitor] = {}

    def ask(self, visitor: "Visitor", command: TicketRequest) -> None:
        """Let a visitor's request go; a second touch within the moment does nothing new."""
        self.asked[command.id] = visitor
        self.hear(command)
        if self.world.chance(0.1):
            self.hear(command)

    def _step(self) -> None:
        super()._step()
        answers, self.actor.answers = self.actor.answers, []
        for answer in answers:
            self._answered(answer.answer)

    def _answered(self, answer: object) -> None:
        if isinstance(answer, TicketIssued):
            visitor = self.asked.pop(answer.command, None)
            if visitor is None:
                return
            fault = "paper-out" if self.paper_out else ""
            report = PaperReported(
                id=f"{answer.command}-paper", ticket=answer.ticket, printed=not fault, fault=fault
            )
            self.hear(report)
            self.crowd.got(visitor, answer, printed=not fault)
        elif isinstance(answer, Refused) and answer.command in self.asked:
            self.crowd.refused(self.asked.pop(answer.command), answer)

    def give_alone(self, visitor: "Visitor", number: str) -> None:
        """Give a number of this kiosk's own series, as it does while the hall is lost."""
        hall_ms = self.actor.outbox.hall.utc_ms(self.now())
        taken_at = max(0, hall_ms - self.world.random.randrange(20_000))
        command = TicketHandedOver(
            id=f"v{visitor.name}-alone",
            number=number,
            services=visitor.services,
            priority=visitor.priority,
            taken_at=taken_at,
            booking=visitor.booking,
        )
        self.crowd.alone[number] = command
        self.asked[command.id] = visitor
        self.hear(command)

    def look_up(self, code: str) -> None:
        """Let somebody ask what is behind a code."""
        question = LookUp(id=f"look-{len(self.crowd.looked) + 1}", code=code)
        self.crowd.looked[question.id] = code
        self.hear(question)

    def cut_power(self) -> None:
        """Go dark; each request is on disk. Some people wait on, the others ask elsewhere or go."""
        self.world.note(f"POWER CUT {self.part.name}")
        for unsent, _ in self.actor.outbox.open.values():
            if isinstance(unsent, PaperReported):  # its paper is out, and nobody tells the hall
                self.crowd.printed.discard(unsent.ticket)
        under_way, self.asked = self.asked, {}
        self.die()
        waiting = {}
        for command, visitor in under_way.items():
            given = command not in self.crowd.requests
            if given or self.world.chance(0.5):  # a number of the kiosk's own is out already
                waiting[command] = visitor
            else:
                self.crowd.come_back(visitor)
        self.world.after(self.world.random.uniform(2_000, 20_000), lambda: self._resume(waiting))

    def _resume(self, waiting: dict[str, "Visitor"]) -> None:
        """Be there again, and ask for what was under way with the same ids."""
        self.be_born()
        self.asked.update(waiting)
        for name, visitor in waiting.items():
            self.hear(self.crowd.requests.get(name) or self.crowd.alone[f"K{visitor.name:03d}"])


class Visitor(Struct):
    """One citizen."""

    name: int
    services: tuple[str, ...]
    priority: str
    person: str = ""
    booking: str = ""
    tries: int = 0
    ticket: str = ""
    number: str = ""
    refused: str = ""
    gone: bool = False
    elsewhere: bool = False
    """Not there to hear a call; perhaps back in a while."""


class Crowd:
    """All citizens."""

    def __init__(self, world: World, hall: Hall) -> None:
        self.world = world
        self.hall = hall
        self.kiosks: list[Kiosk] = []
        self.visitors: list[Visitor] = []
        self.by_ticket: dict[str, Visitor] = {}
        self.acknowledged: dict[str, TicketIssued] = {}
        self.printed: set[str] = set()
        self.requests: dict[str, TicketRequest] = {}
        self.alone: dict[str, TicketHandedOver] = {}
        """What kiosks gave by themselves, by number."""
        self.looked: dict[str, str] = {}
        """Codes that were looked up, by the question's id."""
        self.refusals = 0
        self._ids = count(1)
        self._classes = [class_.id for class_ in hall.policy.classes if class_.id != "appointment"]

    def come(self, services: tuple[str, ...], booking: str = "") -> None:
        """Let somebody come in for these services, or to keep an appointment."""
        random = self.world.random
        priority = random.choice(self._classes) if random.random() < 0.25 else "ordinary"
        person = f"p{random.randrange(60)}" if random.random() < 0.3 else ""
        known = [other for other in self.visitors[-20:] if other.person]
        if known and not booking and random.random() < 0.08:  # somebody who has a ticket already
            before = random.choice(known)
            person, services = before.person, before.services
        visitor = Visitor(next(self._ids), services, priority, person, booking)
        self.visitors.append(visitor)
        ready = [kiosk for kiosk in self.kiosks if kiosk.up]
        if ready and self.world.chance(0.25 if booking else 0.02):
            random.choice(ready).give_alone(visitor, f"K{visitor.name:03d}")
        else:
            self._ask(visitor)

    def _ask(self, visitor: Visitor) -> None:
        ready = [kiosk for kiosk in self.kiosks if kiosk.up]
        if not ready or visitor.tries >= 3:
            visitor.gone = True
            return
        visitor.tries += 1
        command = TicketRequest(
            id=f"v{visitor.name}-{visitor.tries}",
            services=visitor.services,
            priority=visitor.priority,
            person=visitor.person,
            booking=visitor.booking,
            language=self.world.random.choice(("zh", "en")),
        )
        self.requests[command.id] = command
        self.world.random.choice(ready).ask(visitor, command)

    def look_up(self, codes: Sequence[str]) -> None:
        """Let somebody ask at one kiosk for one code after the other."""
        kiosk = self.world.random.choice(self.kiosks)
        for place, code in enumerate(codes):
            self.world.after(place * LOOK_UP_MS, partial(kiosk.look_up, code))

    def come_back(self, visitor: Visitor) -> None:
        """Ask again at another kiosk: the first one went dark."""
        self.world.after(self.world.random.uniform(1_000, 15_000), lambda: self._ask(visitor))

    def got(self, visitor: Visitor, issued: TicketIssued, *, printed: bool) -> None:
        """Hold a number in the hand."""
        visitor.ticket, visitor.number = issued.ticket, issued.number
        self.by_ticket[issued.ticket] = visitor
        self.acknowledged[issued.ticket] = issued
        if printed:
            self.printed.add(issued.ticket)
        if self.world.chance(0.02):
            self.world.after(
                self.world.random.uniform(1_000, 200_000), lambda: self._leave(visitor)
            )

        if self.world.chance(0.07):
            visitor.elsewhere = True
            wait_ms = self.world.random.uniform(10_000, 90_000)
            self.world.after(wait_ms, lambda: self._back(visitor))

    def _back(self, visitor: Visitor) -> None:
        visitor.elsewhere = False

    def refused(self, visitor: Visitor, refused: Refused) -> None:
        """Be told why not."""
        visitor.refused = refused.refusal
        visitor.gone = True
        self.refusals += 1

    def _leave(self, visitor: Visitor) -> None:
        visitor.gone = True
        kiosk = self.world.random.choice(self.kiosks)
        kiosk.hear(TicketCancel(id=f"leave-{visitor.ticket}", ticket=visitor.ticket))

    def comes(self, ticket: str) -> bool:
        """Whether somebody with that ticket is there to come when called."""
        visitor = self.by_ticket.get(ticket)
        return visitor is not None and not visitor.gone and not visitor.elsewhere
