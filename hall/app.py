# SPDX-License-Identifier: Apache-2.0
"""The hall server: its rules on one thread, its log beside them, and then all the rest.

The rules start alone: what the rest is made of loads longer than they do, and the displays do
not wait for it (docs/decisions/0010-displays-first.md).
"""

import secrets
import socket
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from bus.channels import Kind, Part
from bus.mqtt import MqttBus
from bus.run import Runner, now
from config.content import Guides
from config.schema import Hall
from hall.core.actor import HallActor
from hall.core.effects import Changed, Commit, Flush, Flushed, Reload, Reply, Shown
from hall.core.forecast import Forecast
from hall.core.links import Links
from hall.store.copies import Copies, settings_of
from hall.store.log import Log

if TYPE_CHECKING:
    from hall.front import Front
    from hall.settings import SettingsFile

PART = "hall"
READY_WITHIN_S = 30.0


class HallServer:
    """One hall, from `start` to `stop`. StoreFault when its data folder cannot be used."""

    def __init__(self, hall: Hall, folder: Path, broker: tuple[str, str], links: Links) -> None:
        """`broker` is its address and our password there."""
        self._hall = hall
        self._links = links
        self.log = Log.open(folder, hall.id, now().utc_ms)
        self.copies = Copies(folder, settings_of(hall))
        url, password = broker
        bus = MqttBus(url, Part(hall.id, PART, Kind.HALL), password)
        actor = HallActor(hall, secrets.token_hex(4), Forecast(hall), links)
        self._runner = Runner(actor, bus, self._perform)
        self._told = threading.Event()
        self._front: Front | None = None

    def start(self) -> None:
        """Let the rules begin; return when the displays are told how everything is.

        TimeoutError when that takes longer than `READY_WITHIN_S`.
        """
        self._runner.start("hall")
        if not self._told.wait(READY_WITHIN_S):
            raise TimeoutError("the displays could not be told how everything is")

    def open(
        self,
        guides: Guides,
        web: socket.socket,
        tls: tuple[str, str] | None = None,
        file: "SettingsFile | None" = None,
    ) -> "Front":
        """Open to people at a socket that listens; return when the pages answer.

        `tls` are the files of a certificate and its key; None: plain http. `file` is the hall's
        own, for its admin to edit. TimeoutError when that takes longer than `READY_WITHIN_S`.
        """
        from hall.front import Front  # noqa: PLC0415 - now that the displays are right

        front = Front(self._hall, guides, self.log.folder, self._runner.post, self._links, file)
        self._front = front
        front.start(web, tls, READY_WITHIN_S)
        return front

    def stop(self) -> None:
        """End all that people come to, then the rules, then close the log."""
        if self._front is not None:
            self._front.stop()
        self._runner.stop()
        self.log.close()

    def _perform(self, effect: object) -> Iterable[object]:
        match effect:
            case Commit():
                return (self.log.commit(effect),)
            case Reload():
                return (self.log.load(self.copies.fitting() if effect.first else None),)
            case Flush(copied_seq):
                self._told.set()
                return (Flushed(self.log.up_to(copied_seq)),)
            case Reply() | Shown() | Changed():
                if self._front is not None:
                    self._front.door.say(effect)
                return ()
            case _:
                raise TypeError(f"nobody performs {effect!r}")
