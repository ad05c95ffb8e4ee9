# SPDX-License-Identifier: Apache-2.0
"""All of a hall that displays do not wait for: its door, its accounts, its pages, its keeper."""

import socket
import time
from collections.abc import Callable
from pathlib import Path

from config.content import Guides
from config.schema import Hall
from hall.accounts import Accounts
from hall.core.links import Links
from hall.door import Door
from hall.keeper import Keeper
from hall.lessons import Lessons
from hall.pages import PageServer
from hall.settings import SettingsFile
from hall.web.app import create_app

LOOK_EVERY_S = 0.005


class Front:
    """What people come to, and what can wait; from `start` to `stop`."""

    def __init__(
        self,
        hall: Hall,
        guides: Guides,
        folder: Path,
        post: Callable[[object], None],
        links: Links,
        file: SettingsFile | None,
    ) -> None:
        """`post` puts an event into the hall's inbox. StoreFault: the folder cannot be used."""
        self.accounts = Accounts.open(folder, hall.accounts)
        self.door = Door(post)
        app = create_app(hall, guides, self.door, folder, links, self.accounts, file=file)
        self._pages = PageServer(app)
        self._keeper = Keeper(hall, folder)
        self._lessons = Lessons(hall, folder, post)

    def start(self, web: socket.socket, tls: tuple[str, str] | None, within_s: float) -> None:
        """Return when the pages answer. TimeoutError when that takes longer."""
        self._pages.start(web, tls)
        until = time.monotonic() + within_s
        while not self._pages.started:
            if time.monotonic() > until:
                raise TimeoutError("the pages did not become ready")
            time.sleep(LOOK_EVERY_S)
        self._lessons.start()
        self._keeper.start()

    def stop(self) -> None:
        """End all of it; what is half done is as if it had not been begun."""
        self._keeper.stop()
        self._lessons.stop()
        self.door.close()
        self._pages.stop()
        self.accounts.store.close()
