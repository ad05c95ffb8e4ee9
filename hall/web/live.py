# SPDX-License-Identifier: Apache-2.0
"""Open pages follow the hall: one look and one drawing for all who watch the same.

Each second, and at once when something changed, the hall's rules are looked at. Who watches hears
what is new, or only that the hall lives: a page that hears nothing knows that it lost the hall.
The window where somebody was called is drawn before all others, and what nobody changed is not
drawn again: a big hall has hundreds of these pages open.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from hall.core.views import HallView, WindowView
from hall.door import Door, HallSilentError

BEAT_S = 1.0
GAP_S = 0.1
"""Changes that come closer together are shown together."""
AGAIN_MS = 5_000
"""Where nothing is different, a window is looked at as often as this."""
WHILE_S = 0.4
"""Time for windows where nothing is different, before the next beat is due."""
WATCHERS_MAX = 10_000

View = HallView | WindowView


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


class TooManyWatchError(Exception):
    """`WATCHERS_MAX` pages are open, or the hall ends."""


class _Shown:
    """What somebody watches, as it was drawn last."""

    def __init__(self) -> None:
        self.html = ""
        self.at = 0
        """When it was right, UTC ms."""
        self.view: View | None = None
        """What it was drawn from, without seq and time."""
        self.looked_at = 0
        """0: it was never drawn, or what it was drawn from is void."""
        self.rings: set[asyncio.Event] = set()
        """One for each who watches."""

    def tell(self, at: int) -> None:
        """Let all who watch know that it is right at a moment."""
        self.at = at
        for rings in self.rings:
            rings.set()


class Hub:
    """Draws for all who watch. `draw(topic, view)` returns HTML."""

    def __init__(self, door: Door, draw: Callable[[Topic, View], str]) -> None:
        self._door = door
        self._draw = draw
        self._shown: dict[str, dict[Topic, _Shown]] = {}
        """What is watched, by its window; the hall's own pages have none."""
        self._moved: dict[str, None] = {}
        """Windows that are different, the longest waiting first."""
        self._touched: dict[str, None] = {}
        """Windows whose queue is."""
        self._wake = asyncio.Event()
        self._closing = asyncio.Event()

    def change(self) -> None:
        """Draw all anew: something changed that no view tells."""
        for shown in self._all():
            shown.view, shown.looked_at = None, 0
        self._wake.set()

    @property
    def is_full(self) -> bool:
        """Whether `WATCHERS_MAX` pages are open."""
        return sum(len(shown.rings) for shown in self._all()) >= WATCHERS_MAX

    async def watch(self, topic: Topic) -> AsyncIterator[Frame]:
        """Yield the topic as it is, then what is new, until the hub closes."""
        if self._closing.is_set() or self.is_full:
            raise TooManyWatchError
        rings = asyncio.Event()
        shown = self._shown.setdefault(topic.window, {}).setdefault(topic, _Shown())
        shown.rings.add(rings)
        self._wake.set()
        html = ""
        try:
            while True:
                await rings.wait()
                rings.clear()
                if self._closing.is_set():
                    return
                yield Frame(shown.at, shown.html if shown.html != html else "")
                html = shown.html
        finally:
            self._leave(topic, rings)

    async def run(self) -> None:
        """Look, draw and tell until cancelled, at most half of the time."""
        follows = asyncio.create_task(self._follow())
        clock = asyncio.get_running_loop()
        try:
            while True:
                await self._rung(clock.time() + BEAT_S if self._shown else None)
                began_s = clock.time()
                with suppress(HallSilentError):
                    if self._shown:
                        await self._round()
                    await self._rest(clock.time() - began_s)
        finally:
            follows.cancel()
            self._end()

    async def _follow(self) -> None:
        async for change in self._door.changes():
            self._moved |= dict.fromkeys(sorted(change.moved))
            self._touched |= dict.fromkeys(sorted(change.windows - change.moved))
            if change.everything:
                self.change()
            self._wake.set()
        self._end()

    def _end(self) -> None:
        """Let everybody go: no page waits for a hall that ends."""
        self._closing.set()
        for shown in self._all():
            shown.tell(shown.at)

    async def _rung(self, until_s: float | None) -> bool:
        """Sleep until something changed; False: nothing did, by this time of the loop."""
        try:
            async with asyncio.timeout_at(until_s):
                await self._wake.wait()
        except TimeoutError:
            return False
        self._wake.clear()
        return True

    async def _round(self) -> None:
        """Show the windows where something is different, then the hall; then other windows a while.

        A window where nothing is different is looked at every `AGAIN_MS`: time alone changes
        little there, and each look is time that the rules lack.
        """
        await self._show_touched()
        at = await self._show("")
        due: list[tuple[int, str]] = []
        for window, topics in self._shown.items():
            looked_at = min(shown.looked_at for shown in topics.values())
            if window and at - looked_at >= AGAIN_MS:
                due.append((looked_at, window))
            for shown in topics.values():
                if shown.looked_at:
                    shown.tell(max(at, shown.at))
        clock = asyncio.get_running_loop()
        end_s = clock.time() + WHILE_S
        for _, window in sorted(due):
            if clock.time() >= end_s:
                self._wake.set()
                return
            await self._show(window)
            await self._show_touched()

    async def _rest(self, took_s: float) -> None:
        """Leave others as long as a round took; who is called meanwhile is shown all the same."""
        end_s = asyncio.get_running_loop().time() + max(GAP_S, took_s)
        heard = False
        while await self._rung(end_s):
            heard = True
            await self._show_moved()
        if heard:
            self._wake.set()

    async def _show_touched(self) -> None:
        await self._show_moved()
        while self._touched:
            await self._show_next(self._touched)
            await self._show_moved()

    async def _show_moved(self) -> None:
        while self._moved:
            await self._show_next(self._moved)

    async def _show_next(self, windows: dict[str, None]) -> None:
        window = next(iter(windows))
        del windows[window]
        if window in self._shown:
            await self._show(window)

    async def _show(self, window: str) -> int:
        """Look at a window, or at the hall, and tell all who watch how it is; return when."""
        view: View = await self._door.look(window)  # type: ignore[assignment]
        kept = replace(view, seq=0, at=0)
        for topic, shown in self._shown.get(window, {}).items():
            if not window or shown.view != kept:
                shown.html, shown.view = self._draw(topic, view), kept
            shown.looked_at = view.at
            shown.tell(view.at)
        return view.at

    def _all(self) -> Iterator[_Shown]:
        return (shown for topics in self._shown.values() for shown in topics.values())

    def _leave(self, topic: Topic, rings: asyncio.Event) -> None:
        topics = self._shown[topic.window]
        topics[topic].rings.discard(rings)
        if not topics[topic].rings:
            del topics[topic]
        if not topics:
            del self._shown[topic.window]
