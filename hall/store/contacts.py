# SPDX-License-Identifier: Apache-2.0
"""Numbers that citizens left to be called back: kept until it is settled, then gone for good.

A file of its own, so that neither the log nor its backups ever hold one.
"""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hall.store.schema import Migrations, open_file

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE = "contacts.db"
ORPHAN_MS = 24 * 3_600_000
"""After so long a number whose rating was never opened, or is settled, is forgotten."""


def _contacts(database: "Database") -> None:
    database.table("contacts").create(
        {"visit": str, "number": str, "at": int},
        pk="visit",
        not_null={"number", "at"},
        strict=True,
    )


MIGRATIONS: Migrations = (_contacts,)


class Contacts:
    """The numbers by visit, in a data folder."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        self._file.touch(mode=0o600)
        connection = open_file(self._file, MIGRATIONS)
        try:
            # What is deleted is overwritten, in the file and in what is written before it.
            connection.execute("PRAGMA secure_delete = ON")
            yield connection
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()

    def keep(self, visit: str, number: str, at_ms: int) -> bool:
        """Keep a number; False when there is one for that visit."""
        with self._open() as connection:
            done = connection.execute(
                "INSERT OR IGNORE INTO contacts (visit, number, at) VALUES (?,?,?)",
                (visit, number, at_ms),
            )
            return done.rowcount > 0

    def numbers(self) -> dict[str, str]:
        """Return the numbers by visit."""
        if not self._file.exists():
            return {}
        with self._open() as connection:
            return dict(connection.execute("SELECT visit, number FROM contacts").fetchall())

    def forget(self, visit: str) -> None:
        """Delete the number of a visit."""
        with self._open() as connection:
            connection.execute("DELETE FROM contacts WHERE visit = ?", (visit,))

    def forget_all_but(self, visits: Collection[str], at_ms: int) -> None:
        """Delete what should have been deleted: numbers of no open follow-up, a day old."""
        if not self._file.exists():
            return
        with self._open() as connection:
            found = connection.execute(
                "SELECT visit FROM contacts WHERE at < ?", (at_ms - ORPHAN_MS,)
            ).fetchall()
            gone = [(visit,) for (visit,) in found if visit not in visits]
            connection.executemany("DELETE FROM contacts WHERE visit = ?", gone)


def masked(number: str) -> str:
    """Return a number that tells its owner alone: the first three and the last two signs."""
    return "" if not number else f"{number[:3]}{'•' * max(3, len(number) - 5)}{number[-2:]}"
