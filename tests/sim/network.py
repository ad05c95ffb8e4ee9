# SPDX-License-Identifier: Apache-2.0
"""The broker and the wires to it: real topics and bytes; loss, doubles, delay, disorder, cuts."""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial

from msgspec import Struct

from bus.actor import Actor, Delivered, Linked, Now
from bus.channels import BY_MESSAGE, Kind, Part, reads
from bus.codec import decode, encode
from bus.memory import matches
from bus.messages import Beat, HallBeat, Message
from tests.sim.world import World

decoded = lru_cache(maxsize=4_096)(decode)
"""Messages are immutable, so all who read one may share it."""
matched = lru_cache(maxsize=65_536)(matches)
NEVER = -1
Perform = Callable[[object], Sequence[object]]


class Weather(Struct):
    """How bad the network is just now."""

    lost: float = 0.0
    doubled: float = 0.0
    delay_ms: tuple[int, int] = (1, 8)
    late: float = 0.0
    """Share of messages that come seconds later, behind others."""


class Node:
    """One part: its real rules, its link, its sleep. It may die and be born again."""

    def __init__(self, world: World, net: "Network", part: Part, make: Callable[[], Actor]) -> None:
        self.world = world
        self.net = net
        self.part = part
        self.make = make
        self.actor = make()
        self.up = True
        self.linked = False
        self.life = 0
        self._exact = frozenset(name for name in reads(part) if "+" not in name)
        self._many = tuple(name for name in reads(part) if "+" in name)
        self._inbox: list[object] = []
        self._wake = 0
        self.busy_ms = 0
        """A step takes so long: what comes meanwhile waits for the next."""
        self._stepped_ms = 0
        self._called = NEVER
        """Life in which a turn is due."""

    def wants(self, topic: str) -> bool:
        """Whether a topic is one of those this part reads."""
        return topic in self._exact or any(matched(wanted, topic) for wanted in self._many)

    def perform(self, _effect: object) -> Sequence[object]:
        """Do what the rules want of their shell; what comes back is heard next."""
        return ()

    def start(self) -> None:
        """Step for the first time."""
        self._step()

    def hear(self, *events: object) -> None:
        """Let the rules hear something, now."""
        if not self.up:
            return
        self._inbox.extend(events)
        if self._called != self.life:
            self._called = self.life
            self.world.at(self._stepped_ms + self.busy_ms, partial(self._turn, self.life))

    def receive(self, event: Delivered) -> None:
        """Take a message off the wire."""
        self.hear(event)

    def now(self) -> Now:
        """What time it is for this part: boards without a clock boot in the year 1970."""
        return Now(tick_ms=self.world.now_ms, utc_ms=self.world.now_ms)

    def _turn(self, life: int) -> None:
        if self._called == life:
            self._called = NEVER
        if not self.up or life != self.life or not self._inbox:
            return
        self._step()

    def _step(self) -> None:
        self._stepped_ms = self.world.now_ms
        first: Sequence[object] = ()
        while True:
            inbox, self._inbox = [*first, *self._inbox], []
            step = self.actor.step(self.now(), inbox)
            for send in step.out:
                self.net.send(self, send.message)
            first = [event for effect in step.effects for event in self.perform(effect)]
            if not self.up:
                return
            if not first:
                break
        self._sleep(step.wake_at_ms)

    def _sleep(self, wake_at_ms: int | None) -> None:
        self._wake += 1
        if wake_at_ms is None:
            return
        wake, life = self._wake, self.life

        def ring() -> None:
            if self.up and life == self.life and wake == self._wake:
                self._step()

        self.world.at(max(wake_at_ms, self.world.now_ms + 1), ring)

    def die(self) -> None:
        """Lose everything in memory."""
        self.up = False
        self.life += 1
        self._inbox = []
        self.net.cut(self)

    def be_born(self) -> None:
        """Start anew."""
        self.actor = self.make()
        self.up = True
        self.net.join(self)
        self._step()


class Network:
    """One broker."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.weather = Weather()
        self.broker_up = True
        self.said_ms = 0
        """When somebody last said something that is not a beat."""
        self.nodes: list[Node] = []
        self._cut: set[str] = set()
        self._held: list[tuple[str, bytes]] | None = None
        """What a broker that hangs has not passed on; None: it does not hang."""
        self._retained: dict[str, bytes] = {}
        self._readers: dict[str, dict[Node, None]] = {}
        self.tap: Callable[[Node, Message], None] = lambda _sender, _message: None

    def add(self, node: Node) -> None:
        """Know of a part; it is not connected yet."""
        self.nodes.append(node)
        self._readers.clear()

    def join(self, node: Node) -> None:
        """Connect a part, unless its wire is cut or the broker is down."""
        if node.linked or not node.up or not self.broker_up or node.part.name in self._cut:
            return
        node.linked = True
        node.hear(Linked(up=True))
        kept = self._retained.items()
        wanted = [(t, payload) for t, payload in kept if node in self._readers_of(t)]
        mail = Mail()
        for topic, payload in wanted:
            mail.put(self._delay_ms(), (node, node.life, topic, payload))
        self._carry(mail, retained=True)

    def cut(self, node: Node) -> None:
        """End a part's connection; what was on its way is lost."""
        if node.linked:
            node.linked = False
            node.hear(Linked(up=False))

    def break_wire(self, node: Node) -> None:
        """Cut a part off until its wire is mended."""
        self._cut.add(node.part.name)
        self.cut(node)

    def mend_wire(self, node: Node) -> None:
        """Let a part connect again."""
        self._cut.discard(node.part.name)
        self.join(node)

    def hang(self) -> None:
        """Let the broker pass on nothing; nobody's link ends by it."""
        if self._held is None:
            self._held = []

    def wake(self) -> None:
        """Let it pass on all that it took in since, in order."""
        held, self._held = self._held or [], None
        mail = Mail()
        for topic, payload in held:
            for node in self._readers_of(topic):
                if node.linked:
                    mail.put(1, (node, node.life, topic, payload))
        self._carry(mail, retained=False)

    def stop_broker(self, *, forgetting: bool) -> None:
        """End every connection; `forgetting`: the retained states are lost with it."""
        self.broker_up = False
        self._held = None
        for node in self.nodes:
            self.cut(node)
        if forgetting:
            self._retained.clear()

    def start_broker(self) -> None:
        """Let everybody connect again, one after the other."""
        self.broker_up = True
        for node in self.nodes:
            self.world.after(self.world.random.uniform(50, 400), partial(self.join, node))

    def send(self, sender: Node, message: Message) -> None:
        """Publish: over the sender's link to the broker, and on to each reader."""
        if not sender.linked:
            return
        self.tap(sender, message)
        topic, payload = encode(sender.part, message)
        if not isinstance(message, HallBeat | Beat):
            self.said_ms = self.world.now_ms
        if BY_MESSAGE[type(message)].retain:
            self._retained[topic] = payload
        from_hall = sender.part.kind is Kind.HALL
        if not from_hall and self.world.chance(self.weather.lost):
            return
        if self._held is not None:
            self._held.append((topic, payload))
            return
        mail = Mail()
        retained = BY_MESSAGE[type(message)].retain
        weather, chance = self.weather, self.world.chance
        for node in self._readers_of(topic):
            if node.linked:
                if weather.lost and chance(weather.lost) and not retained:
                    continue
                letter = (node, node.life, topic, payload)
                mail.put(self._delay_ms(), letter)
                if weather.doubled and chance(weather.doubled):
                    mail.put(self._delay_ms(), letter)
        self._carry(mail, retained=False)

    def _delay_ms(self) -> int:
        least, most = self.weather.delay_ms
        delay_ms = least + (most - least) * self.world.random.random()
        if self.weather.late and self.world.chance(self.weather.late):
            delay_ms += self.world.random.uniform(100, 3_000)
        return round(delay_ms)

    def _carry(self, mail: "Mail", *, retained: bool) -> None:
        for delay_ms, letters in mail.by_delay.items():
            self.world.after(delay_ms, partial(_arrive, letters, retained))

    def _readers_of(self, topic: str) -> dict[Node, None]:
        found = self._readers.get(topic)
        if found is None:
            found = dict.fromkeys(node for node in self.nodes if node.wants(topic))
            self._readers[topic] = found
        return found


class Mail:
    """What goes out at one moment: all that arrives in the same millisecond is one event."""

    def __init__(self) -> None:
        self.by_delay: dict[int, list[tuple[Node, int, str, bytes]]] = {}

    def put(self, delay_ms: int, letter: tuple[Node, int, str, bytes]) -> None:
        """Add a message to one node in its present life."""
        self.by_delay.setdefault(delay_ms, []).append(letter)


def _arrive(letters: Iterable[tuple[Node, int, str, bytes]], retained: bool) -> None:  # noqa: FBT001
    read: bytes | None = None
    for node, life, topic, payload in letters:
        if node.linked and life == node.life:
            if payload is not read:  # most letters of one moment are copies of one
                found, read = decoded(topic, payload, retained=retained), payload
                assert isinstance(found, Delivered), f"said, and cannot be read: {found}"
                event = found
            node.receive(event)
