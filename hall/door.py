# SPDX-License-Identifier: Apache-2.0
"""Where the pages meet the hall's rules: ask for something, look, hear of changes.

The rules run on the runner's thread, the pages on an event loop; this is the only place where
the two touch. Requests go in by `post`, and what comes back is handed to the loop.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from itertools import count

from bus.messages import Command
from hall.core.effects import Asked, Changed, Look, Reply, Said, Shown

ANSWER_WITHIN_S = 5.0
"""A hall that has not answered by then is hung; the page says so."""


class HallSilentError(Exception):
    """The hall did not answer within `ANSWER_WITHIN_S`."""


class Door:
    """One for all pages of a hall server."""

    def __init__(self, post: Callable[[object], None]) -> None:
        """`post` puts an event into the hall's inbox, from any thread."""
        self._post = post
        self._numbers = count(1)
        self._waiting: dict[str, asyncio.Future[object]] = {}
        self._listeners: set[_Listener] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def open(self) -> None:
        """Serve the running event loop from now on."""
        self._loop = asyncio.get_running_loop()

    # --- for the pages, on the event loop ---------------------------------------------------

    async def ask(self, sender: str, command: Command) -> Said:
        """Return the hall's answer, durable before it is said. HallSilentError."""
        answer: Said = await self._wait(  # type: ignore[assignment]
            command.id, Asked(sender=sender, command=command)
        )
        return answer

    async def look(self, window: str = "", ticket: str = "") -> object:
        """Return the view of the hall, or of one window or ticket. HallSilentError."""
        return await self._look(Look(sender=self._name(), window=window, ticket=ticket))

    async def look_at_cases(self, code: str = "") -> object:
        """Return the case of a receipt code, or the whole register. HallSilentError."""
        return await self._look(Look(sender=self._name(), case=code, register=not code))

    async def look_at_slots(self, service: str) -> object:
        """Return what can be booked of a service now. HallSilentError."""
        return await self._look(Look(sender=self._name(), slots=service))

    async def look_at_booking(self, code: str) -> object:
        """Return the appointment behind a code, if there is one. HallSilentError."""
        return await self._look(Look(sender=self._name(), booking=code))

    async def look_at_day(self) -> object:
        """Return everything that counts to today. HallSilentError."""
        return await self._look(Look(sender=self._name(), day=True))

    async def look_at_follow_ups(self) -> object:
        """Return what follows bad ratings. HallSilentError."""
        return await self._look(Look(sender=self._name(), follow_ups=True))

    def _name(self) -> str:
        return f"look-{next(self._numbers)}"

    async def _look(self, look: Look) -> object:
        return await self._wait(look.sender, look)

    @property
    def listening(self) -> int:
        """How many follow the hall's changes."""
        return len(self._listeners)

    async def changes(self) -> AsyncIterator[Changed]:
        """Yield what is different each time the hall changed, until the door closes.

        What piles up is one change.
        """
        with self._listener() as listener:
            while not self._closed:
                await listener.rings.wait()
                listener.rings.clear()
                if not self._closed:
                    yield listener.take()

    # --- for the runner's thread ------------------------------------------------------------

    def say(self, effect: Reply | Shown | Changed) -> None:
        """Hand an effect of the rules to whom it is for."""
        if self._loop is None or self._loop.is_closed():
            return
        self._loop.call_soon_threadsafe(self._deliver, effect)

    # --- for whoever stops the hall ---------------------------------------------------------

    def close(self) -> None:
        """Let those who follow the hall's changes go, so that the pages can end at once."""
        self._closed = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._ring)

    # --- inside -----------------------------------------------------------------------------

    async def _wait(self, name: str, event: object) -> object:
        future = self._waiting.setdefault(name, asyncio.get_running_loop().create_future())
        self._post(event)
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                return await asyncio.shield(future)
        except TimeoutError as error:
            raise HallSilentError from error
        finally:
            self._waiting.pop(name, None)

    def _deliver(self, effect: Reply | Shown | Changed) -> None:
        match effect:
            case Reply(answer=answer):
                self._resolve(answer.command, answer)
            case Shown(to=to, view=view):
                self._resolve(to, view)
            case Changed():
                for listener in self._listeners:
                    listener.hear(effect)

    def _ring(self) -> None:
        for listener in self._listeners:
            listener.rings.set()

    def _resolve(self, name: str, value: object) -> None:
        future = self._waiting.get(name)
        if future is not None and not future.done():
            future.set_result(value)

    @contextmanager
    def _listener(self) -> Iterator["_Listener"]:
        listener = _Listener()
        self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)


class _Listener:
    """What changed since somebody who follows the hall last heard of it."""

    def __init__(self) -> None:
        self.rings = asyncio.Event()
        self._heard = Changed(0)

    def hear(self, change: Changed) -> None:
        """Put a change to what was not taken yet."""
        self._heard = Changed(
            change.seq,
            self._heard.moved | change.moved,
            self._heard.windows | change.windows,
            everything=self._heard.everything or change.everything,
        )
        self.rings.set()

    def take(self) -> Changed:
        """Return what was heard, as one."""
        heard, self._heard = self._heard, Changed(self._heard.seq)
        return heard
