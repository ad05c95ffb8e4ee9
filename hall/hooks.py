# SPDX-License-Identifier: Apache-2.0
"""Tells programs what happens: from the log, in order, again and again until they took it."""

import asyncio
import base64
import logging
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
from msgspec.structs import replace

from config.hooks import Webhook
from config.schema import Hall
from hall.core.facts import Recorded, Undone
from hall.core.hooks import (
    AGE_MAX_MS,
    SECRET_PREFIX,
    Told,
    again_ms,
    alarm_key,
    new_alarms,
    signature,
    taken_back,
    told_of,
)
from hall.core.views import HallView
from hall.door import Door, HallSilentError
from hall.store.hooks import DISK_ERRORS, HookStore, Position
from hall.store.log import Archive

BATCH = 200
LOOK_S = 5.0
"""How often alarms are looked for, and the log for what no bell rang for."""
ANSWER_WITHIN_S = 10.0
SECRET_BYTES = 24
SECOND_MS = 1_000
FAULT_CHARACTERS = 200
_log = logging.getLogger(__name__)


class Hooks:
    """All webhooks of one hall, from `open` on; `run` tells until cancelled."""

    def __init__(self, hall: Hall, folder: Path, door: Door, clock: Callable[[], int]) -> None:
        """`clock` returns UTC ms."""
        self._clock = clock
        self.webhooks = hall.webhooks
        self._name = hall.id
        self._folder = folder
        self._door = door
        self._store: HookStore | None = None
        self._rings: dict[str, asyncio.Event] = {}

    def open(self) -> None:
        """Open the file; a hook that is new begins with what happens from now on."""
        if not self.webhooks:
            return
        self._store = HookStore.open(self._folder)
        newest = self._newest_seq()
        for hook in self.webhooks:
            if self._store.position(hook.id) is None:
                key = base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
                last = self._store.last_alarm()
                secret = SECRET_PREFIX + key
                self._store.keep(Position(hook=hook.id, secret=secret, seq=newest, alarm=last))

    def close(self) -> None:
        """Close the file."""
        if self._store is not None:
            self._store.close()

    def states(self) -> list[tuple[Webhook, Position]]:
        """Return each hook and how far it was told."""
        return [(hook, self._position(hook.id)) for hook in self.webhooks]

    async def run(self) -> None:
        """Tell every program what happens, each at its own pace, until cancelled."""
        while self.webhooks:
            try:
                await self._run()
            except* DISK_ERRORS as errors:
                _log.error("webhooks wait for the disk: %s", errors.exceptions[0])
            await asyncio.sleep(LOOK_S)

    async def _run(self) -> None:
        async with (
            httpx.AsyncClient(
                timeout=ANSWER_WITHIN_S, follow_redirects=False, trust_env=False
            ) as client,
            asyncio.TaskGroup() as tasks,
        ):
            for hook in self.webhooks:
                self._rings[hook.id] = asyncio.Event()
                tasks.create_task(self._tell(client, hook))
            tasks.create_task(self._listen())
            tasks.create_task(self._watch())

    # --- what there is to tell --------------------------------------------------------------

    async def _listen(self) -> None:
        async for _ in self._door.changes():
            self._ring()

    async def _watch(self) -> None:
        """Look for alarms that came up or are over."""
        while any("alarm" in hook.events for hook in self.webhooks):
            try:
                view: HallView = await self._door.look()  # type: ignore[assignment]
            except HallSilentError:
                pass
            else:
                await asyncio.to_thread(self._note_alarms, view)
            self._ring()
            await asyncio.sleep(LOOK_S)

    def _note_alarms(self, view: HallView) -> None:
        assert self._store is not None, "open comes before run"
        standing = self._store.standing()
        for key, told in new_alarms(standing, view.alarms, view.at):
            self._store.add_alarm(key, told.at, told.body().decode())
        for key in set(standing) - {alarm_key(alarm) for alarm in view.alarms}:
            self._store.end_alarm(key)

    def _ring(self) -> None:
        for rings in self._rings.values():
            rings.set()

    # --- telling ----------------------------------------------------------------------------

    async def _tell(self, client: httpx.AsyncClient, hook: Webhook) -> None:
        rings = self._rings[hook.id]
        position = self._position(hook.id)
        while True:
            rings.clear()
            found = await asyncio.to_thread(self._next, hook, position)
            for after, name, body in found:
                position = after
                if body:
                    await self._deliver(client, hook, position.secret, (name, body))
                    position = replace(after, told_at=self._clock(), failed_at=0, fault="")
                    await asyncio.to_thread(self._keep, position)
            if not found:
                await rings.wait()

    def _next(self, hook: Webhook, at: Position) -> list[tuple[Position, str, bytes]]:
        """Return what comes next: where it leads, its name, its body; empty: pass by."""
        return list(self._all_next(hook, at))

    def _all_next(self, hook: Webhook, at: Position) -> Iterator[tuple[Position, str, bytes]]:
        oldest_at = self._clock() - AGE_MAX_MS
        facts = self._facts_after(at.seq)
        for recorded in facts:
            told_now = [
                (name, told)
                for kind, name, told in self._tellings(recorded)
                if kind in hook.events and told.at >= oldest_at
            ]
            after = replace(at, seq=recorded.seq)
            for count, (name, told) in enumerate(told_now, 1):
                # Passed by only with the last: what comes twice is known by its name.
                yield after if count == len(told_now) else at, name, told.body()
            at = after
        if facts:
            yield at, "", b""
        assert self._store is not None, "open comes before run"
        for n, at_ms, body in self._store.alarms_after(at.alarm, BATCH):
            at = replace(at, alarm=n)
            wanted = "alarm" in hook.events and at_ms >= oldest_at
            yield at, f"{self._name}-alarm-{n}", body.encode() if wanted else b""

    def _tellings(self, recorded: Recorded) -> Iterator[tuple[str, str, Told]]:
        """Yield what there is to tell of a fact: which kind of event it is about, its name, what."""
        name = f"{self._name}-{recorded.seq}"
        told = told_of(recorded)
        if told is not None:
            yield told.type, name, told
        if isinstance(recorded.fact, Undone):
            for before, again in taken_back(recorded, self._undone(recorded, recorded.fact.undone)):
                event = f"{self._name}-{before.seq}"
                data = again.data | {"event": event}
                yield str(again.data["undid"]), f"{name}-{before.seq}", replace(again, data=data)

    async def _deliver(
        self, client: httpx.AsyncClient, hook: Webhook, secret: str, message: tuple[str, bytes]
    ) -> None:
        """Post one message until it is taken."""
        tries = 0
        while fault := await self._post(client, hook.url, secret, message):
            tries += 1
            await asyncio.to_thread(self._fail, hook.id, fault)
            await asyncio.sleep(again_ms(tries) / SECOND_MS)

    def _fail(self, hook: str, fault: str) -> None:
        position = self._position(hook)
        failed_at = position.failed_at or self._clock()
        self._keep(replace(position, failed_at=failed_at, fault=fault))

    def _keep(self, position: Position) -> None:
        assert self._store is not None, "open comes before run"
        self._store.keep(position)

    def _position(self, hook: str) -> Position:
        assert self._store is not None, "open comes before run"
        found = self._store.position(hook)
        assert found is not None, "every hook has a place since open"
        return found

    def _facts_after(self, seq: int) -> list[Recorded]:
        archive = Archive(self._folder)
        try:
            return archive.facts_after(seq, BATCH)
        finally:
            archive.close()

    def _undone(self, undone: Recorded, step: int) -> list[Recorded]:
        archive = Archive(self._folder)
        try:
            return archive.facts_undone(undone, step)
        finally:
            archive.close()

    def _newest_seq(self) -> int:
        archive = Archive(self._folder)
        try:
            return archive.newest_seq()
        finally:
            archive.close()

    async def _post(
        self, client: httpx.AsyncClient, url: str, secret: str, message: tuple[str, bytes]
    ) -> str:
        """Post once; return what was wrong, empty when it was taken."""
        name, body = message
        at_s = self._clock() // SECOND_MS
        headers = {
            "Content-Type": "application/json",
            "webhook-id": name,
            "webhook-timestamp": str(at_s),
            "webhook-signature": signature(secret, name, at_s, body),
        }
        try:
            async with client.stream("POST", url, content=body, headers=headers) as answer:
                return "" if answer.is_success else f"status {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            return (str(error) or type(error).__name__)[:FAULT_CHARACTERS]
