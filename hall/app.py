# SPDX-License-Identifier: Apache-2.0
"""The hall server: its rules on one thread, its log beside them, its pages on another."""

import asyncio
import secrets
import socket
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import uvicorn

from bus.channels import Kind, Part
from bus.mqtt import MqttBus
from bus.run import Runner, now
from config.content import Guides
from config.schema import Hall
from hall.core.actor import HallActor
from hall.core.effects import Changed, Commit, Reload, Reply, Shown
from hall.core.forecast import Forecast
from hall.core.links import Links
from hall.door import Door
from hall.store.log import Archive, Log
from hall.web.app import create_app

PART = "hall"
LESSON_DAYS = 14
"""Days of the log from which a starting hall learns how long its services take."""
READY_WITHIN_S = 30.0


class HallServer:
    """One hall, from `start` to `stop`. StoreFault when its data folder cannot be used."""

    def __init__(
        self,
        hall: Hall,
        guides: Guides,
        folder: Path,
        broker: tuple[str, str],
        web: socket.socket,
        links: Links,
    ) -> None:
        """`broker` is its address and our password there; `web` listens for the pages."""
        self.log = Log.open(folder, hall.id, now().utc_ms)
        url, password = broker
        bus = MqttBus(url, Part(hall.id, PART, Kind.HALL), password)
        forecast = Forecast(hall)
        _teach(forecast, folder)
        self._actor = HallActor(hall, secrets.token_hex(4), forecast, links)
        self._runner = Runner(self._actor, bus, self._perform)
        self.door = Door(self._runner.post)
        self._socket = web
        self._pages = uvicorn.Server(
            uvicorn.Config(
                create_app(hall, guides, self.door, folder, links),
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
                lifespan="on",
            )
        )
        self._pages_thread = threading.Thread(target=self._serve_pages, name="pages", daemon=True)

    def start(self) -> None:
        """Start, and return when the hall decides, the broker knows it and the pages answer.

        TimeoutError when that takes longer than `READY_WITHIN_S`.
        """
        self._runner.start("hall")
        self._pages_thread.start()
        until = time.monotonic() + READY_WITHIN_S
        while not (self._actor.watch.linked and self._actor.state and self._pages.started):
            if time.monotonic() > until:
                raise TimeoutError("the hall did not become ready")
            time.sleep(0.005)

    def stop(self) -> None:
        """End the pages, then the rules, then close the log."""
        self.door.close()
        self._pages.should_exit = True
        self._pages_thread.join(2.0)
        self._runner.stop()
        self.log.close()

    def _serve_pages(self) -> None:
        asyncio.run(self._pages.serve(sockets=[self._socket]))

    def _perform(self, effect: object) -> Iterable[object]:
        match effect:
            case Commit():
                return (self.log.commit(effect),)
            case Reload():
                return (self.log.load(),)
            case Reply() | Shown() | Changed():
                self.door.say(effect)
                return ()
            case _:
                raise TypeError(f"nobody performs {effect!r}")


def _teach(forecast: Forecast, folder: Path) -> None:
    """Let the forecast learn from the days before today's log begins."""
    archive = Archive(folder)
    days = archive.days()[-LESSON_DAYS - 1 : -1]
    if days:
        for recorded in archive.facts_between(days[0], days[-1]):
            forecast.learn(recorded)
    archive.close()
