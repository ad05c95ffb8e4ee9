# SPDX-License-Identifier: Apache-2.0
"""Open pages follow the hall: one look and one drawing for all who watch the same.

Each second, and at once when something changed, the hall's rules are looked at. Who watches hears
what is new, or only that the hall lives: a page that hears nothing knows that it lost the hall.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import msgspec
from msgspec import Struct

from hall.door import Door, HallSilentError

BEAT_S = 1.0
GAP_S = 0.1
"""Changes that come closer together are shown together."""
WATCHERS_MAX = 10_000


class Topic(Struct, frozen=True):
    """What somebody watches: a page, the window it is about, the reader's language."""

    page: str
    window: str
    language: str


class Frame(Struct, frozen=True):
    """What a page hears; `html` is empty when nothing is new."""

    at: int
    html: str = ""

    def event(self) -> bytes:
        """Return it as a server-sent event."""
        return b"data: " + msgspec.json.encode(self) + b"\n\n"


class Scene(Struct, frozen=True):
    """A topic as it was drawn last."""

    at: int
    html: str


class TooManyWatchError(Exception):
    """`WATCHERS_MAX` pages are open, or the hall ends."""


class Hub:
    """Draws for all who watch. `draw(topic, view)` returns HTML and when, UTC ms."""

    def __init__(self, door: Door, draw: Callable[[Topic, object], Scene]) -> None:
        self._door = door
        self._draw = draw
        self._watchers: dict[Topic, set[asyncio.Event]] = {}
        self._scenes: dict[Topic, Scene] = {}
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()

    def change(self) -> None:
        """Look again now: something changed that the hall does not know of."""
        self._wake.set()

    @property
    def is_full(self) -> bool:
        """Whether `WATCHERS_MAX` pages are open."""
        return sum(map(len, self._watchers.values())) >= WATCHERS_MAX

    async def watch(self, topic: Topic) -> AsyncIterator[Frame]:
        """Yield the topic as it is, then what is new, until the hub closes."""
        if self._closing.is_set() or self.is_full:
            raise TooManyWatchError
        rings = asyncio.Event()
        self._watchers.setdefault(topic, set()).add(rings)
        self._wake.set()
        shown = ""
        try:
            while True:
                await rings.wait()
                rings.clear()
                if self._closing.is_set():
                    return
                scene = self._scenes[topic]
                yield Frame(scene.at, scene.html if scene.html != shown else "")
                shown = scene.html
        finally:
            self._leave(topic, rings)

    async def run(self) -> None:
        """Look, draw and tell until cancelled."""
        follows = asyncio.create_task(self._follow())
        try:
            while True:
                await self._wake_up()
                self._wake.clear()
                with suppress(HallSilentError):
                    await self._round()
                await asyncio.sleep(GAP_S)
        finally:
            follows.cancel()
            self._end()

    async def _follow(self) -> None:
        async for _ in self._door.changes():
            self._wake.set()
        self._end()

    def _end(self) -> None:
        """Let everybody go: no page waits for a hall that ends."""
        self._closing.set()
        self._tell(tuple(self._watchers))

    async def _wake_up(self) -> None:
        """Sleep until something changed, or for a beat while anybody watches."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), BEAT_S if self._watchers else None)

    async def _round(self) -> None:
        topics = tuple(self._watchers)
        windows = {topic.window for topic in topics}
        looked = await asyncio.gather(*(self._door.look(window) for window in windows))
        views = dict(zip(windows, looked, strict=True))
        for topic in topics:
            if topic in self._watchers:
                self._scenes[topic] = self._draw(topic, views[topic.window])
        self._tell(topics)

    def _tell(self, topics: tuple[Topic, ...]) -> None:
        for topic in topics:
            for rings in self._watchers.get(topic, ()):
                if topic in self._scenes or self._closing.is_set():
                    rings.set()

    def _leave(self, topic: Topic, rings: asyncio.Event) -> None:
        watching = self._watchers[topic]
        watching.discard(rings)
        if not watching:
            del self._watchers[topic]
            self._scenes.pop(topic, None)
