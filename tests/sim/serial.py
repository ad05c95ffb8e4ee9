# SPDX-License-Identifier: Apache-2.0
"""A call pad on a serial line with noise: the real rules of bridge and pad, and bytes between."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from bus.channels import Kind, Part
from bus.messages import Action
from config.devices import Pad, SerialPort
from config.schema import Hall
from firmware_bridge.core.bridge import Bridge, Bytes, Open, PortUp, Write
from firmware_bridge.core.commands import Key
from firmware_bridge.core.shown import cells
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.drivers.own import DirectLine
from hall.core.publish import now_serving
from hall.core.state import HallState
from tests.sim.network import Network, Node
from tests.sim.world import World

PORT = "counter"
ADDRESS = 1
KEYS = {
    Action.NEXT: Key.NEXT,
    Action.RECALL: Key.RECALL,
    Action.PASS_OVER: Key.PASS_OVER,
    Action.FINISH: Key.FINISH,
    Action.ARRIVE: Key.ARRIVE,
    Action.CALL_BACK: Key.CALL_BACK,
}
SHARE = 0.02
"""Share of bytes that noise loses, and as many of which it changes a bit."""
ADDED = 0.1
"""Share of writes to which noise adds a few bytes."""


class SerialPad(Node):
    """A bridge with one line, and the pad of one window at its far end."""

    actor: Bridge

    def __init__(self, world: World, net: Network, hall: Hall, window: str) -> None:
        self.window = window
        self.noisy = False
        self.pressed = Counter[Action]()
        self.asked: dict[str, Action] = {}
        """What the bridge asked for, by id: no key more often than it was pressed."""
        port = SerialPort(id=PORT, path="/dev/null", pads=(Pad(address=ADDRESS, window=window),))
        part = Part(hall.id, "bridge-2", Kind.BRIDGE)

        def make() -> Bridge:
            nonce = world.random.getrandbits(16) << 16
            return Bridge(part, (port,), lambda _: DirectLine((ADDRESS,), nonce), "sim", nonce)

        super().__init__(world, net, part, make)
        self.twin = PadTwin(ADDRESS, world.random.getrandbits(32))
        self._arrives_ms = {"host": 0, "pad": 0}
        self._alarm_ms: int | None = None

    def start(self) -> None:
        """Step for the first time, and let the pad boot."""
        super().start()
        self._attend()

    def press(self, action: Action) -> None:
        """Press a key of the pad."""
        self.pressed[action] += 1
        self.twin.press(self.world.now_ms, KEYS[action])
        self._attend()

    def perform(self, effect: object) -> Sequence[object]:
        match effect:
            case Open():
                return (PortUp(PORT),)
            case Write(_, data):
                self._carry("pad", data, self._heard)
        return ()

    def faults(self, state: HallState) -> Iterator[str]:
        """Yield what the pad shows that is not so."""
        wanted = cells(now_serving(state, self.window))
        if self.twin.link.open and self.twin._show != wanted:
            yield f"the pad of {self.window} was told {self.twin._show}, not {wanted}"

    def _heard(self, data: bytes) -> None:
        self.twin.receive(self.world.now_ms, data)
        self._attend()

    def _attend(self) -> None:
        """Carry what the pad wrote, and wake it when it wants."""
        data = self.twin.take_bytes()
        if data:
            self._carry("host", data, lambda read: self.hear(Bytes(PORT, read)))
        due_ms = self.twin.wake_at_ms()
        if due_ms is not None and due_ms != self._alarm_ms:
            self._alarm_ms = due_ms
            self.world.at(max(due_ms, self.world.now_ms + 1), partial(self._ring, due_ms))

    def _ring(self, due_ms: int) -> None:
        if due_ms == self._alarm_ms:
            self._alarm_ms = None
            self.twin.wake(self.world.now_ms)
            self._attend()

    def _carry(self, to: str, data: bytes, arrive: Callable[[bytes], None]) -> None:
        """Bring bytes to the other end, in order; noise loses, changes and adds some."""
        if self.noisy:
            data = self._spoilt(data)
        soon_ms = self.world.now_ms + 2
        at_ms = self._arrives_ms[to] = max(self._arrives_ms[to], soon_ms)
        self.world.at(at_ms, partial(arrive, data))

    def _spoilt(self, data: bytes) -> bytes:
        random = self.world.random
        kept = (byte for byte in data if random.random() >= SHARE)
        spoilt = bytes(b ^ 1 << random.randrange(8) if random.random() < SHARE else b for b in kept)
        return spoilt + random.randbytes(random.randrange(1, 4) if random.random() < ADDED else 0)
