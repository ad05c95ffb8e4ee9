# SPDX-License-Identifier: Apache-2.0
"""What stands at a window besides the clerk: strips, boards with a voice, rating pads."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import count

from bus.actor import Actor, Delivered
from bus.channels import Kind, Part, address_of, channel_of
from bus.messages import NowServing, PublicAddress, Rated
from caller.core.actor import Caller, Show
from caller.core.board import BoardView
from caller.core.notices import SAID
from caller.core.strip import StripView
from caller.core.voice import Dropped, Speak, Spoken
from config.schema import Display, Evaluator, Hall, Notice
from evaluator.core.actor import Evaluator as PadRules
from evaluator.core.actor import Show as PadShow
from evaluator.core.pad import Declined, LevelTouched, Page, ReasonsDone
from hall.core.publish import window_state
from hall.core.state import HallState
from tests.sim.network import Network, Node
from tests.sim.people import Device, DeviceNode
from tests.sim.world import World

SPEAKING_MS = 900
DRAWING_MS = 40
"""A board of a big hall hears more than it can draw."""
BOARD_LATE_MS = 2_000
"""A board looks at the clock each second at least."""


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
        self.busy_ms = DRAWING_MS
        self.spoken = 0
        self.dropped = 0
        self.view: BoardView | None = None
        self.read: set[str] = set()
        """What was read aloud that a manager said."""

    def perform(self, effect: object) -> Sequence[object]:
        if isinstance(effect, Speak):
            self.spoken += 1
            self._reads()
            said = Spoken(effect.utterance)
            self.world.after(SPEAKING_MS, lambda: self.hear(said))
        elif isinstance(effect, Dropped):
            self.dropped += 1
        elif isinstance(effect, Show) and isinstance(effect.view, BoardView):
            self.view = effect.view
        return ()

    def _reads(self) -> None:
        """Check, when it begins to read what a manager said, that it holds and no call waits."""
        voice = self.actor._voice
        assert voice is not None
        saying = voice._saying
        if not isinstance(saying, Notice):
            return
        assert not voice._readings, f"{saying.id} is read before {voice._readings}"
        standing = self._standing()
        assert standing is not None, f"{saying.id} is read aloud though it is over"
        assert saying.id == _id(standing), f"{saying.id} is read aloud in place of {standing}"
        assert saying.id not in self.read, f"{saying.id} is read aloud once more"
        self.read.add(saying.id)

    def _standing(self) -> PublicAddress | None:
        """Return what a manager says to everybody just now, as far as the board was told."""
        said = self.actor._known.address
        utc_ms = self.actor._known.time.utc_ms(self.now())
        return said if said is not None and said.zh and utc_ms < said.until_at else None

    def faults(self, state: HallState) -> Iterator[str]:
        """Yield what the board shows that is not so."""
        utc_ms = self.actor._known.time.utc_ms(self.now())
        until_at = state.spoken[1].until_at if state.spoken else 0
        notice = self.view.notice if self.view else None
        shown = notice.text.zh if notice is not None and notice.id.startswith(SAID) else ""
        wanted = state.spoken[1].zh if state.spoken and utc_ms < until_at else ""
        if shown != wanted and abs(until_at - utc_ms) > BOARD_LATE_MS:
            yield f"the board shows {shown!r} and not {wanted!r}, said until {until_at}"

    def unread(self, state: HallState) -> Iterator[str]:
        """Yield what should have been read aloud: a voice with nothing to say had the time."""
        voice, standing = self.actor._voice, self._standing()
        assert voice is not None
        idle = voice._saying is None and not voice._readings
        fresh_ms = self.actor._known.time.utc_ms(self.now()) - (state.spoken or (0,))[0]
        if idle and standing and _id(standing) not in self.read and fresh_ms > BOARD_LATE_MS:
            yield f"{standing} is read to nobody"


def _id(said: PublicAddress) -> str:
    return f"{SAID}{said.said_at}"


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
