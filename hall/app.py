# SPDX-License-Identifier: Apache-2.0
"""The hall server: its rules on one thread, its log beside them, its pages on another.

The rules start alone: what the pages are made of loads longer than all the rest, and the
displays do not wait for it.
"""

import secrets
import socket
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bus.channels import Kind, Part
from bus.mqtt import MqttBus
from bus.run import Runner, now
from config.content import Guides
from config.schema import Hall
from hall.accounts import Accounts
from hall.core.actor import HallActor
from hall.core.effects import Changed, Commit, Reload, Reply, Shown
from hall.core.forecast import Forecast
from hall.core.links import Links
from hall.door import Door
from hall.keeper import Keeper
from hall.settings import SettingsFile
from hall.store.log import Archive, Log

if TYPE_CHECKING:
    from hall.pages import PageServer

PART = "hall"
LESSON_DAYS = 14
"""Days of the log from which a starting hall learns how long its services take."""
READY_WITHIN_S = 30.0
LOOK_EVERY_S = 0.005


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
        self.accounts = Accounts.open(folder, hall.accounts)
        url, password = broker
        bus = MqttBus(url, Part(hall.id, PART, Kind.HALL), password)
        forecast = Forecast(hall)
        _teach(forecast, folder)
        self._actor = HallActor(hall, secrets.token_hex(4), forecast, links)
        self._runner = Runner(self._actor, bus, self._perform)
        self.door = Door(self._runner.post)
        self._web = web
        self._shown = (hall, guides, self.door, folder, links, self.accounts)
        self._pages: PageServer | None = None
        self._keeper = Keeper(hall, folder)

    def start(self, tls: tuple[str, str] | None = None, file: SettingsFile | None = None) -> None:
        """Start, and return when the hall decides, the broker knows it and the pages answer.

        `tls` are the files of a certificate and its key; None: plain http. `file` is the hall's
        own, for its admin to edit.

        TimeoutError when either takes longer than `READY_WITHIN_S`.
        """
        self._runner.start("hall")
        _wait(lambda: self._actor.settled)
        from hall.pages import PageServer  # noqa: PLC0415 - now that the displays are right

        pages = PageServer(*self._shown, file=file)
        self._pages = pages
        pages.start(self._web, tls)
        _wait(lambda: pages.started)
        self._keeper.start()

    def stop(self) -> None:
        """End the pages, then the rules, then close the log."""
        self._keeper.stop()
        self.door.close()
        if self._pages is not None:
            self._pages.stop()
        self._runner.stop()
        self.log.close()
        self.accounts.store.close()

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


def _wait(done: Callable[[], object]) -> None:
    until = time.monotonic() + READY_WITHIN_S
    while not done():
        if time.monotonic() > until:
            raise TimeoutError("the hall did not become ready")
        time.sleep(LOOK_EVERY_S)


def _teach(forecast: Forecast, folder: Path) -> None:
    """Let the forecast learn from the days before today's log begins."""
    archive = Archive(folder)
    days = archive.days()[-LESSON_DAYS - 1 : -1]
    if days:
        for recorded in archive.facts_between(days[0], days[-1]):
            forecast.learn(recorded)
    archive.close()
