# SPDX-License-Identifier: Apache-2.0
"""Open pages follow the hall: what changed is drawn, what did not is not, and all hear a beat."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

from bus.messages import Action
from config.schema import Window
from hall.core.effects import Changed, Reply, Shown
from hall.core.views import WindowView
from hall.door import Door
from hall.web.live import AGAIN_MS, Frame, Hub, Topic, View
from tests.rules.hall_shell import HallShell, make_hall

PATIENCE_S = 30
WINDOWS = ("w1", "w2", "w3", "w4", "w5")


class Watched(HallShell):
    """A hall with a door, and a hub that notes what it draws."""

    def __init__(self) -> None:
        self.door = Door(self.hear)
        self.drawn: list[str] = []
        self.hub = Hub(self.door, self.draw)
        self.while_drawing: Callable[[str], None] = lambda _: None
        windows = tuple(Window(id=w, takes=("permit",)) for w in WINDOWS[:-1])
        super().__init__(make_hall(windows=(*windows, Window(id=WINDOWS[-1], takes=("invoice",)))))
        self.press("w5", Action.SIGN_IN, clerk="c1")
        self.wait(5_000)
        self.take("invoice")

    def hear(self, event: object) -> None:
        """Let the rules hear what somebody at the door wants."""
        self.step(event)

    def draw(self, topic: Topic, view: View) -> str:
        """Draw who is called to a window, and whether that can be undone."""
        self.drawn.append(topic.window)
        self.while_drawing(topic.window)
        assert isinstance(view, WindowView)
        undo = " undo" if view.undo_until_at else ""
        number = view.window.ticket.number if view.window.ticket else "nobody"
        return f"{topic.window} {number}{undo}"

    def _do(self, effect: object) -> Iterable[object]:
        if isinstance(effect, Reply | Shown | Changed):
            self.door.say(effect)
        return super()._do(effect)

    def play(self, scene: Callable[[dict[str, AsyncIterator[Frame]]], Awaitable[None]]) -> None:
        """Open a page for each window, wait until all are drawn, and play a scene."""

        async def run() -> None:
            self.door.open()
            runs = asyncio.create_task(self.hub.run())
            pages = {window: self.hub.watch(Topic("clerk", window, "zh")) for window in WINDOWS}
            async with asyncio.timeout(PATIENCE_S):
                for page in pages.values():
                    assert (await anext(page)).html
                self.drawn.clear()
                await scene(pages)
            runs.cancel()
            await asyncio.wait([runs])

        asyncio.run(run())


async def news(page: AsyncIterator[Frame]) -> str:
    """Return the next that a page shows; a beat shows nothing."""
    async for frame in page:
        if frame.html:
            return frame.html
    raise AssertionError("the stream ended")


def test_a_window_where_nothing_is_different_hears_a_beat_and_is_not_drawn() -> None:
    hall = Watched()

    async def scene(pages: dict[str, AsyncIterator[Frame]]) -> None:
        hall.wait(1_000)
        hall.press("w5", Action.NEXT)
        assert await news(pages["w5"]) == "w5 B001 undo"
        while (beat := await anext(pages["w2"])).at < hall.utc_ms:
            assert not beat.html
        assert not beat.html

    hall.play(scene)
    assert set(hall.drawn) == {"w5"}


def test_what_time_alone_changes_is_shown() -> None:
    hall = Watched()
    hall.press("w5", Action.NEXT)

    async def scene(pages: dict[str, AsyncIterator[Frame]]) -> None:
        hall.jump(hall.hall.policy.undo_seconds * 1_000 + AGAIN_MS)
        assert await news(pages["w5"]) == "w5 B001"

    hall.play(scene)
    assert hall.drawn == ["w5"], "all were looked at"


def test_a_change_that_no_view_tells_draws_all_anew_and_a_call_goes_before() -> None:
    hall = Watched()

    def call(window: str) -> None:
        if window == "w1":
            hall.press("w5", Action.NEXT)

    async def scene(pages: dict[str, AsyncIterator[Frame]]) -> None:
        hall.while_drawing = call
        hall.hub.change()
        assert await news(pages["w5"]) == "w5 B001 undo"
        while len(hall.drawn) < len(WINDOWS):
            await anext(pages["w4"])

    hall.play(scene)
    assert hall.drawn.index("w5") < hall.drawn.index("w4")
    assert set(hall.drawn) == set(WINDOWS)
