# SPDX-License-Identifier: Apache-2.0
"""How far each program was told what happens, and alarms that wait to be told."""

import sqlite3
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import astuple

from hall.store.schema import Migrations, StoreFault
from hall.store.side import SideFile

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE = "hooks.db"
DISK_ERRORS = (sqlite3.Error, StoreFault)
"""What a disk that is full, or being mended, may do to whoever reads and writes here."""
ALARMS_MAX = 10_000
"""Alarms kept for being told; the oldest go first."""


class Position(Struct, frozen=True):
    """How far one program was told; `secret` signs what it is told."""

    hook: str
    secret: str
    seq: int
    """Of the last fact told or passed by."""
    alarm: int
    """Of the last alarm told."""
    told_at: int = 0
    failed_at: int = 0
    """Since when it cannot be told; 0: it can."""
    fault: str = ""


def _tables(database: "Database") -> None:
    database.table("positions").create(
        {
            "hook": str,
            "secret": str,
            "seq": int,
            "alarm": int,
            "told_at": int,
            "failed_at": int,
            "fault": str,
        },
        pk="hook",
        not_null={"secret", "seq", "alarm", "told_at", "failed_at", "fault"},
        strict=True,
    )
    database.table("alarms").create(
        {"n": int, "key": str, "at": int, "body": str, "stands": int},
        pk="n",
        not_null={"key", "at", "body", "stands"},
        strict=True,
    )


MIGRATIONS: Migrations = (_tables,)


class HookStore(SideFile):
    """The file of the hooks; from any thread."""

    name = FILE
    migrations = MIGRATIONS

    def position(self, hook: str) -> Position | None:
        """Return how far a program was told; None: it is new."""
        rows = self._rows(
            "SELECT hook, secret, seq, alarm, told_at, failed_at, fault FROM positions"
            " WHERE hook = ?",
            hook,
        )
        return Position(*rows[0]) if rows else None

    def keep(self, position: Position) -> None:
        """Note how far a program was told."""
        self._do(
            "INSERT OR REPLACE INTO positions"
            " (hook, secret, seq, alarm, told_at, failed_at, fault) VALUES (?,?,?,?,?,?,?)",
            *astuple(position),
        )

    def standing(self) -> list[str]:
        """Return the keys of the alarms that stood when last looked."""
        return [row[0] for row in self._rows("SELECT key FROM alarms WHERE stands")]

    def add_alarm(self, key: str, at: int, body: str) -> None:
        """Let an alarm that came up be told."""
        self._do("INSERT INTO alarms (key, at, body, stands) VALUES (?,?,?,1)", key, at, body)
        self._do("DELETE FROM alarms WHERE n <= (SELECT max(n) FROM alarms) - ?", ALARMS_MAX)

    def end_alarm(self, key: str) -> None:
        """Note that an alarm is over: the next of its kind is a new one."""
        self._do("UPDATE alarms SET stands = 0 WHERE key = ?", key)

    def last_alarm(self) -> int:
        """Return the number of the newest alarm."""
        return int(self._rows("SELECT coalesce(max(n), 0) FROM alarms")[0][0])

    def alarms_after(self, n: int, most: int) -> list[tuple[int, int, str]]:
        """Return number, UTC ms and body of alarms that were not told, the oldest first."""
        sql = "SELECT n, at, body FROM alarms WHERE n > ? ORDER BY n LIMIT ?"
        return [(row[0], row[1], row[2]) for row in self._rows(sql, n, most)]
