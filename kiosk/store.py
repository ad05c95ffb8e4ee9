# SPDX-License-Identifier: Apache-2.0
"""The kiosk's own disk: requests under way, and numbers it gave by itself until the hall has them."""

import sqlite3
from pathlib import Path

import msgspec

from bus.messages import TicketHandedOver
from kiosk.core.series import Given, Keep, KeepFailed, KeptSafe, Settle
from kiosk.core.under_way import Forget, Remember, Remembered, UnderWay

StoreEffect = Keep | Settle | Remember | Forget

FILE = "kiosk.sqlite3"
KEPT_MAX = 20_000
"""Numbers kept in all; older settled ones are let go."""
BUSY_MS = 2_000
_TABLE = """
CREATE TABLE IF NOT EXISTS given (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    day TEXT NOT NULL,
    counted INTEGER NOT NULL,
    command BLOB NOT NULL,
    settled INTEGER NOT NULL DEFAULT 0
)
"""
_UNDER_WAY = """
CREATE TABLE IF NOT EXISTS under_way (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    body BLOB NOT NULL
)
"""


class StoreError(Exception):
    """The folder cannot be used; the text says which, why and what to do."""


class Store:
    """Used from one thread, the runner's, but for its opening."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's store, making both if they are not there. StoreError says why not."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(
                folder / FILE, timeout=BUSY_MS / 1000, check_same_thread=False, isolation_level=None
            )
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=FULL")
            self._file.execute(_TABLE)
            self._file.execute(_UNDER_WAY)
        except (OSError, sqlite3.Error) as error:
            text = f"{folder}: {error}; give another folder with --data, or make room in this one"
            raise StoreError(text) from error

    def keep(self, given: Given) -> bool:
        """Put a number on disk; False when the disk refuses. The same id again replaces it."""
        row = (given.command.id, given.day, given.counted, msgspec.json.encode(given.command))
        sql = (
            "INSERT INTO given (id, day, counted, command) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (id) DO UPDATE SET command = excluded.command, settled = 0"
        )
        return self._write(sql, row)

    def settle(self, id_: str) -> bool:
        """Mark a number as handed over and let old ones go."""
        sql = "DELETE FROM given WHERE settled = 1 AND place <= (SELECT max(place) FROM given) - ?"
        return self._write("UPDATE given SET settled = 1 WHERE id = ?", (id_,)) and self._write(
            sql, (KEPT_MAX,)
        )

    def waiting(self) -> tuple[Given, ...]:
        """Return the numbers not handed over yet, oldest first."""
        sql = "SELECT command, day, counted FROM given WHERE settled = 0 ORDER BY place"
        return tuple(_given(row) for row in self._file.execute(sql))

    def last(self) -> Given | None:
        """Return the newest number of all, handed over or not."""
        sql = "SELECT command, day, counted FROM given ORDER BY place DESC LIMIT 1"
        row = self._file.execute(sql).fetchone()
        return _given(row) if row is not None else None

    def remember(self, under_way: UnderWay) -> bool:
        """Put a request under way on disk, in place of what is there of it."""
        sql = (
            "INSERT INTO under_way (id, body) VALUES (?, ?) "
            "ON CONFLICT (id) DO UPDATE SET body = excluded.body"
        )
        return self._write(sql, (under_way.id, msgspec.json.encode(under_way)))

    def forget(self, id_: str) -> bool:
        """Let go of a request that came to its end."""
        return self._write("DELETE FROM under_way WHERE id = ?", (id_,))

    def under_way(self) -> tuple[UnderWay, ...]:
        """Return the requests that did not come to their end, oldest first."""
        rows = self._file.execute("SELECT body FROM under_way ORDER BY place")
        return tuple(msgspec.json.decode(body, type=UnderWay) for (body,) in rows)

    def carry_out(self, effect: StoreEffect) -> tuple[object, ...]:
        """Do what the rules ask of the disk; return what they must hear of it."""
        match effect:
            case Keep(given=given):
                id_ = given.command.id
                return (KeptSafe(id_) if self.keep(given) else KeepFailed(id_),)
            case Settle(id=id_):
                self.settle(id_)
            case Remember(under_way=under_way):
                self.remember(under_way)
                return (Remembered(under_way.id),)
            case Forget(id=id_):
                self.forget(id_)
        return ()

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _write(self, sql: str, row: tuple[object, ...]) -> bool:
        try:
            self._file.execute(sql, row)
        except sqlite3.Error:
            return False
        return True


def _given(row: tuple[bytes, str, int]) -> Given:
    command, day, counted = row
    return Given(msgspec.json.decode(command, type=TicketHandedOver), day, counted)
