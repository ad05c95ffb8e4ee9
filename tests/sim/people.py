# SPDX-License-Identifier: Apache-2.0
"""Who is in the hall: citizens at kiosks, clerks at pads. They act on what they see and hear."""

from collections.abc import Sequence
from functools import partial
from itertools import count

from msgspec import Struct

from bus.actor import Delivered, Now, Send, Step
from bus.channels import Kind, Part
from bus.hall_time import HallTime
from bus.messages import (
    Action,
    Answer,
    Command,
    HallBeat,
    Message,
    NowServing,
    Outcome,
    PaperReported,
    Rated,
    Refused,
    TicketCancel,
    TicketIssued,
    TicketRequest,
    WindowAction,
    WindowState,
)
from config.schema import Hall
from tests.sim.network import Network, Node
from tests.sim.world import World

RETRY_MS = 1_500
ASK_AGAIN = frozenset({"store-failed"})


class Outbox:
    """Repeats each command with its id until it is answered; the rules of every device."""

    def __init__(self) -> None:
        self.open: dict[str, tuple[Command, int]] = {}
        self.hall = HallTime()

    def put(self, command: Command) -> None:
        """Send it at the next step."""
        self.open[command.id] = (command, 0)

    def hear(self, now: Now, message: Message) -> Answer | None:
        """Return the answer to a command of ours, the first time it comes."""
        if isinstance(message, HallBeat):
            self.hall.hear(now, message)
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

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take what came; repeat what is not answered."""
        for event in inbox:
            if isinstance(event, Delivered):
                self._hear(now, event.message)
            elif isinstance(event, Command):
                self.outbox.put(event)
        return self.outbox.due(now)

    def _hear(self, now: Now, message: Message) -> None:
        if isinstance(message, NowServing):
            known = self.windows.get(message.window)
            if known is None or message.seq >= known.seq:
                self.windows[message.window] = message
        answer = self.outbox.hear(now, message)
        if answer is not None:
            self.answers.append(answer)


class Kiosk(Node):
    """Takes requests, prints paper; loses what it had asked for when its power is cut."""

    actor: Device

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

    def cut_power(self) -> None:
        """Lose what was asked for: those people ask again elsewhere, or go."""
        self.world.note(f"POWER CUT {self.part.name}")
        lost, self.asked = self.asked, {}
        self.die()
        for visitor in lost.values():
            self.crowd.come_back(visitor)
        self.world.after(self.world.random.uniform(2_000, 20_000), self.be_born)


class Visitor(Struct):
    """One citizen."""

    name: int
    services: tuple[str, ...]
    priority: str
    person: str = ""
    tries: int = 0
    ticket: str = ""
    number: str = ""
    refused: str = ""
    gone: bool = False


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
        self.refusals = 0
        self._ids = count(1)
        self._classes = [class_.id for class_ in hall.policy.classes if class_.id != "appointment"]

    def come(self, services: tuple[str, ...]) -> None:
        """Let somebody come in for these services."""
        random = self.world.random
        priority = random.choice(self._classes) if random.random() < 0.25 else "ordinary"
        person = f"p{random.randrange(400)}" if random.random() < 0.3 else ""
        visitor = Visitor(next(self._ids), services, priority, person)
        self.visitors.append(visitor)
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
            language=self.world.random.choice(("zh", "en")),
        )
        self.world.random.choice(ready).ask(visitor, command)

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
        return visitor is not None and not visitor.gone


class Clerk(Struct):
    """One clerk at one window, and what they wait for."""

    window: str
    number: str
    since_ms: int = 0
    ticket: str = ""
    """Whom they are busy with."""
    done_ms: int = 0
    recalls: int = 0
    home: bool = False


class Bridge(Node):
    """All call pads of the hall, and the clerks who press them."""

    actor: Device

    def __init__(self, world: World, net: Network, hall: Hall, crowd: Crowd) -> None:
        super().__init__(world, net, Part(hall.id, "bridge-1", Kind.BRIDGE), Device)
        self.hall = hall
        self.crowd = crowd
        self.pace_ms = 8_000.0
        self.clerks: list[Clerk] = []
        self.trouble = 0.06
        """Share of services that do not simply end: held, sent on, taken back ..."""
        self._ids = count(1)

    def staff(self, numbers: Sequence[str]) -> None:
        """Give each window a clerk who looks at its pad now and then."""
        for window, number in zip(self.hall.windows, numbers, strict=False):
            clerk = Clerk(window.id, number)
            self.clerks.append(clerk)
            self.world.after(self.world.random.uniform(0, 30_000), partial(self._look, clerk))

    def come_to_work(self) -> None:
        """Let every clerk sign in."""
        for clerk in self.clerks:
            clerk.home = False

    def go_home(self) -> None:
        """Let every clerk sign out when they are done."""
        for clerk in self.clerks:
            clerk.home = True

    def _press(self, who: Clerk, action: Action, **fields: object) -> None:
        command = WindowAction(
            id=f"press-{next(self._ids)}",
            window=who.window,
            action=action,
            **fields,  # type: ignore[arg-type]
        )
        self.hear(command)
        if self.world.chance(0.02):  # a key that bounces: another press, with an id of its own
            again = WindowAction(
                id=f"press-{next(self._ids)}",
                window=who.window,
                action=action,
                **fields,  # type: ignore[arg-type]
            )
            self.world.after(self.world.random.uniform(5, 60), lambda: self.hear(again))

    def _look(self, clerk: Clerk) -> None:
        """Look at the pad now and then, and do what a clerk does."""
        pause_ms = (500, 3_000)
        self.world.after(self.world.random.uniform(*pause_ms), partial(self._look, clerk))
        shown = self.actor.windows.get(clerk.window)
        busy = any(
            isinstance(command, WindowAction) and command.window == clerk.window
            for command, _ in self.actor.outbox.open.values()
        )
        if shown is None or busy or not self.up:
            return
        if shown.state is WindowState.CLOSED:
            if not clerk.home:
                self._press(clerk, Action.SIGN_IN, clerk=clerk.number)
        elif shown.state in (WindowState.PAUSED, WindowState.AWAY):
            if self.world.chance(0.2) or clerk.home:
                self._press(clerk, Action.RESUME)
        elif shown.state in (WindowState.FREE, WindowState.RATING):
            self._free(clerk, shown)
        else:
            self._busy(clerk, shown)

    def _free(self, clerk: Clerk, shown: NowServing) -> None:
        if shown.waiting:
            self._press(clerk, Action.NEXT)
        elif clerk.home:
            self._press(clerk, Action.SIGN_OUT)
        elif self.world.chance(0.01):
            self._press(clerk, Action.PAUSE, reason="tea")
        elif self.world.chance(0.1):
            self._press(clerk, Action.CALL_BACK)

    def _busy(self, clerk: Clerk, shown: NowServing) -> None:
        now_ms = self.world.now_ms
        if shown.ticket != clerk.ticket:
            clerk.ticket, clerk.since_ms, clerk.recalls, clerk.done_ms = shown.ticket, now_ms, 0, 0
        comes = self.crowd.comes(shown.ticket)
        if comes and not clerk.done_ms:
            random = self.world.random
            clerk.done_ms = now_ms + round(random.lognormvariate(0, 0.6) * self.pace_ms)
            if self.world.chance(0.7):
                self._press(clerk, Action.ARRIVE)
        elif comes and now_ms >= clerk.done_ms:
            self._end(clerk)
        elif not comes and now_ms - clerk.since_ms > 5_000:
            self._missing(clerk, shown)

    def _missing(self, clerk: Clerk, shown: NowServing) -> None:
        clerk.since_ms = self.world.now_ms
        if clerk.recalls < 2 and shown.state is WindowState.CALLING:
            clerk.recalls += 1
            self._press(clerk, Action.RECALL)
        elif shown.state is WindowState.CALLING:
            self._press(clerk, Action.PASS_OVER)
        else:
            self._press(clerk, Action.FINISH)

    def _end(self, clerk: Clerk) -> None:
        random = self.world.random
        clerk.done_ms = self.world.now_ms + 6_000
        if random.random() >= self.trouble:
            outcome = random.choice((Outcome.DECIDED, Outcome.ACCEPTED, Outcome.UNSTATED))
            self._press(clerk, random.choice((Action.FINISH, Action.NEXT)), outcome=outcome)
            return
        match random.randrange(5):
            case 0:
                self._press(clerk, Action.HOLD, reason="copies")
            case 1:
                services = self.hall.services
                self._press(clerk, Action.TRANSFER, to_service=random.choice(services).id)
            case 2:
                self._press(clerk, Action.TRANSFER, to_window=random.choice(self.hall.windows).id)
            case 3:
                self._press(clerk, Action.CANCEL, reason="gone")
            case _:
                self._press(clerk, Action.FINISH)
                self.world.after(4_000, lambda: self._press(clerk, Action.UNDO))


class Raters(Node):
    """All rating pads: some citizens rate what they were just served, some twice."""

    actor: Device

    def __init__(self, world: World, net: Network, hall: Hall) -> None:
        super().__init__(world, net, Part(hall.id, "raters", Kind.EVALUATOR), Device)
        self._offered: dict[str, str] = {}
        self._ids = count(1)

    def _step(self) -> None:
        super()._step()
        for window, shown in self.actor.windows.items():
            if shown.visit and self._offered.get(window) != shown.visit:
                self._offered[window] = shown.visit
                if self.world.chance(0.6):
                    wait_ms = self.world.random.uniform(500, 20_000)
                    self.world.after(wait_ms, partial(self._rate, shown))

    def _rate(self, shown: NowServing) -> None:
        level = self.world.random.choice((5, 5, 5, 4, 4, 3, 2, 1))
        for _ in range(2 if self.world.chance(0.05) else 1):
            self.hear(
                Rated(
                    id=f"rate-{next(self._ids)}",
                    visit=shown.visit,
                    window=shown.window,
                    level=level,
                    raw_key=str(level),
                )
            )
