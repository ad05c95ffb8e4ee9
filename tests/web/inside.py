# SPDX-License-Identifier: Apache-2.0
"""The hall's pages without browser, broker and sockets: real rules, real files, one process."""

import contextlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from threading import RLock
from typing import Any

from httpx import Client, Response
from litestar import Litestar
from litestar.testing import TestClient
from msgspec.structs import replace

from bus.messages import Message
from config.accounts import Accounts as Settings
from config.content import Guides
from config.load import HALLS
from config.schema import Hall
from hall.accounts import Accounts
from hall.core.accounts import Role
from hall.core.effects import Changed, Commit, Reply, Shown
from hall.core.pen import Forecaster
from hall.door import Door
from hall.store.accounts import AccountStore
from hall.store.log import Log
from hall.web.app import create_app
from hall.web.guard import Guard
from tests.rules.hall_shell import LINKS, MONDAY_NINE, HallShell, make_hall

URL = "http://hall.test"
CHEAP = Settings(hash_memory_kib=8, hash_passes=1)
"""Passwords are real but a guess costs next to nothing: tests make many."""
GOOD = "correct horse battery"


class Inside(HallShell):
    """A hall whose pages are asked directly; its time is an argument."""

    def __init__(
        self, folder: Path, hall: Hall, guides: Guides, forecaster: Forecaster | None
    ) -> None:
        self._turn = RLock()
        self.door = Door(self._post)
        self.disk = Log.open(folder, hall.id, MONDAY_NINE)
        super().__init__(hall, forecaster=forecaster)
        self.folder = folder
        self.links = LINKS
        store = AccountStore.open(folder)
        self.accounts = Accounts(store, hall.accounts, lambda: self.utc_ms)
        guard = create_app(hall, guides, self.door, folder, LINKS, self.accounts)
        assert isinstance(guard, Guard)
        self.guard = guard
        self.client: Client

    @property
    def app(self) -> Litestar:
        """The application behind the guard."""
        assert isinstance(self.guard.app, Litestar)
        return self.guard.app

    def step(self, *events: object) -> list[Message]:
        """Step; the pages ask on a thread of their own."""
        with self._turn:
            return super().step(*events)

    def _post(self, event: object) -> None:
        self.step(event)

    def _do(self, effect: object) -> Iterable[object]:
        if isinstance(effect, Commit):
            self.disk.commit(effect)
        if isinstance(effect, Reply | Shown | Changed):
            self.door.say(effect)
        return super()._do(effect)

    def account(self, name: str, role: Role) -> None:
        """Make an account with `GOOD` that needs not be changed."""
        self.accounts.add(name, role, "test")
        account = self.accounts.store.account(name)
        assert account is not None
        hash_ = self.accounts._hasher.hash(GOOD)
        self.accounts.store.keep(replace(account, hash=hash_, one_time=False))


class Reader:
    """One browser without a screen, with cookies of its own."""

    def __init__(self, hall: Inside) -> None:
        self._client = hall.client
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **more: Any) -> Response:
        """Open a page."""
        return self.ask("GET", path, **more)

    def post(self, path: str, form: dict[str, str] | None = None, **more: Any) -> Response:
        """Send a form from a page of the hall."""
        given = {} if "json" in more else {"data": form or {}}
        return self.ask("POST", path, **given, **more)

    def sign_in(self, name: str, password: str = GOOD) -> Response:
        """Sign in."""
        return self.post("/sign-in", {"name": name, "password": password})

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Ask in any way."""
        headers = {"Origin": URL, **more.pop("headers", {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        answer = self._client.request(method, path, headers=headers, **more)
        self.cookies |= dict(answer.cookies)
        self._client.cookies.clear()
        return answer


def copied_township(folder: Path) -> Path:
    """Return the folder of a hall's own settings, which can be edited."""
    return Path(shutil.copytree(HALLS / "township", folder / "settings-of-the-hall"))


@contextlib.contextmanager
def inside(
    folder: Path,
    settings: Settings = CHEAP,
    *,
    shown: tuple[Hall, Guides] | None = None,
    forecaster: Forecaster | None = None,
    **more: Any,
) -> Iterator[Inside]:
    """Serve the pages of a small hall, or of the one that is shown, as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    small = shown or (make_hall(accounts=settings, **more), Guides({}))
    hall = Inside(folder, *small, forecaster)
    with TestClient(hall.guard, base_url=URL) as client:  # type: ignore[type-var]
        client.follow_redirects = False
        hall.client = client
        yield hall
    hall.accounts.store.close()
    hall.disk.close()
