# SPDX-License-Identifier: Apache-2.0
"""What stands at a window besides the clerk: strips, boards with a voice, rating pads."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import count

from bus.actor import Actor, Delivered
from bus.channels import Kind, Part, address_of, channel_of
from bus.messages import NowServing, Rated
from caller.core.actor import Caller, Show
from caller.core.strip import StripView
from caller.core.voice import Dropped, Speak, Spoken
from config.schema import Display, Evaluator, Hall
from evaluator.core.actor import Evaluator as PadRules
from evaluator.core.actor import Show as PadShow
from evaluator.core.pad import Declined, LevelTouched, Page, ReasonsDone
from hall.core.publish import window_state
from hall.core.state import HallState
from tests.sim.network import Network, Node
from tests.sim.people import Device, DeviceNode
from tests.sim.world import World

SPEAKING_MS = 900


@lru_cache(maxsize=65_536)
def _is_shown(topic: str) -> bool:
    """Whether a topic is a state that the hall shows."""
    found = channel_of(topic)
    return found is not None and found[0].retain and Kind.HALL in found[0].senders


class OneWindow(Node):
    """A part that stands at one window: of what the hall shows it is given only that window."""

    def __init__(
        self, world: World, net: Network, part: Part, make: Callable[[], Actor], window: str
    ) -> None:
        self.window = window
        own = NowServing(seq=0, window=window, state="closed")  # type: ignore[arg-type]
        self._own = address_of(part, own)
        super().__init__(world, net, part, make)

    def wants(self, topic: str) -> bool:
        return topic == self._own if _is_shown(topic) else super().wants(topic)


class Strip(OneWindow):
    """The strip above a window, by its real rules."""

    actor: Caller

    def __init__(self, world: World, net: Network, hall: Hall, display: Display) -> None:
        part = Part(hall.id, display.id, Kind.CALLER)
        super().__init__(
            world, net, part, lambda: Caller(hall, display, part, "sim"), display.windows[0]
        )
        self.view: StripView | None = None
        self._seen: tuple[str, int] = ("", 0)

    def perform(self, effect: object) -> Sequence[object]:
        if isinstance(effect, Show) and isinstance(effect.view, StripView):
            self.view = effect.view
            known = self.actor._known
            seen = (known.time.boot, known.windows[self.window].seq) if known.windows else ("", 0)
            same_hall = seen[0] == self._seen[0]
            assert not same_hall or seen[1] >= self._seen[1], f"{self.part.name} went back in time"
            self._seen = seen
        return ()

    def faults(self, state: HallState) -> Iterator[str]:
        """Yield what the strip shows that is not so."""
        ticket = state.at_window(self.window)
        sign = window_state(state, state.window(self.window)).value
        number = ticket.number if ticket else ""
        view = self.view
        if view is None or (view.sign.value, view.number) != (sign, number):
            yield f"{self.part.name} shows {view}, and it is {sign} {number}"
        elif view.as_of:
            yield f"{self.part.name} says as of {view.as_of} though the hall is there"


class VoiceBoard(Node):
    """The hall's board and its voice, by their real rules."""

    actor: Caller

    def __init__(self, world: World, net: Network, hall: Hall, display: Display) -> None:
        part = Part(hall.id, display.id, Kind.CALLER)
        super().__init__(world, net, part, lambda: Caller(hall, display, part, "sim"))
        self.spoken = 0
        self.dropped = 0

    def perform(self, effect: object) -> Sequence[object]:
        if isinstance(effect, Speak):
            self.spoken += 1
            said = Spoken(effect.utterance)
            self.world.after(SPEAKING_MS, lambda: self.hear(said))
        elif isinstance(effect, Dropped):
            self.dropped += 1
        return ()


class Pad(OneWindow):
    """The rating pad at a window, by its real rules, and the person before it."""

    actor: PadRules

    def __init__(self, world: World, net: Network, hall: Hall, pad: Evaluator) -> None:
        part = Part(hall.id, pad.id, Kind.EVALUATOR)
        super().__init__(
            world, net, part, lambda: PadRules(hall, pad.window, part, "sim"), pad.window
        )
        self._page = Page.CONNECTING
        self.touched: set[str] = set()
        """Ids of the ratings that a person gave."""
        self._ids = count(1)

    def perform(self, effect: object) -> Sequence[object]:
        if isinstance(effect, PadShow):
            before, self._page = self._page, effect.view.page
            asks = self._page is Page.RATING and before is not Page.RATING
            if asks and self.world.chance(0.7):  # others walk away
                self.world.after(self.world.random.uniform(600, 9_000), self._touch)
            elif self._page is Page.REASONS and before is not Page.REASONS:
                done = partial(self.hear, ReasonsDone())
                self.world.after(self.world.random.uniform(600, 5_000), done)
        return ()

    def _touch(self) -> None:
        random = self.world.random
        if random.random() < 0.2:
            self.hear(Declined())
            return
        level = random.choice((5, 5, 5, 4, 4, 3, 2, 1))
        name = f"{self.part.name}-{next(self._ids)}"
        self.touched.add(name)
        self.hear(LevelTouched(level, name, str(level)))


class Raters(DeviceNode):
    """Pads of others at all windows: some citizens rate what they were just served, some twice."""

    def __init__(self, world: World, net: Network, hall: Hall) -> None:
        super().__init__(world, net, Part(hall.id, "raters", Kind.EVALUATOR), Device)
        self._offered: dict[str, str] = {}
        self._ids = count(1)

    def receive(self, event: Delivered) -> None:
        super().receive(event)
        if not isinstance(event.message, NowServing):
            return
        shown = self.actor.windows[event.message.window]
        if shown.visit and self._offered.get(shown.window) != shown.visit:
            self._offered[shown.window] = shown.visit
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
