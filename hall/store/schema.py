# SPDX-License-Identifier: Apache-2.0
"""The database file: how it is opened, recognised and brought up to date.

Only a file that is made or brought up to date needs sqlite-utils, which loads as long as all our
rules do: at every other start the displays do not wait for it.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE = "hall.db"
APPLICATION_ID = 0x48464C57
"""`HFLW`, in the file's header: so that another program's database is never written to."""


class StoreFault(Exception):  # noqa: N818 (the house calls these faults)
    """The data folder cannot be used: where, why, and what to do."""

    def __init__(self, path: Path, why: str, remedy: str) -> None:
        """Take the file or folder, what is wrong with it and the way out."""
        super().__init__(f"{path}: {why}; {remedy}")
        self.path = path
        self.why = why
        self.remedy = remedy


def _facts_and_answers(database: "Database") -> None:
    database.table("facts").create(
        {
            "seq": int,
            "step": int,
            "at": int,
            "day": str,
            "kind": str,
            "ticket": str,
            "visit": str,
            "body": str,
        },
        pk="seq",
        not_null={"step", "at", "day", "kind", "body"},
        strict=True,
    )
    database.execute("CREATE INDEX facts_by_day ON facts (day, seq)")
    database.execute("CREATE INDEX days_opened ON facts (seq) WHERE kind = 'day-opened'")
    database.execute("CREATE UNIQUE INDEX issued_once ON facts (ticket) WHERE kind = 'issued'")
    database.execute("CREATE UNIQUE INDEX rated_once ON facts (visit) WHERE kind = 'rated'")
    database.table("answers").create(
        {"place": int, "part": str, "command": str, "body": str, "waiting": int},
        pk="place",
        not_null={"part", "command", "body", "waiting"},
        strict=True,
    )
    database.execute("CREATE UNIQUE INDEX answered_once ON answers (part, command)")
    database.execute("CREATE INDEX answers_waiting ON answers (place) WHERE waiting")
    database.table("hall").create({"id": str, "born_at": int}, pk="id", strict=True)


Migrations = tuple[Callable[["Database"], None], ...]
MIGRATIONS: Migrations = (_facts_and_answers,)
"""In order, never changed once released; `user_version` counts those that were done."""


def open_file(path: Path, migrations: Migrations = MIGRATIONS) -> sqlite3.Connection:
    """Open (or make) the database for writing, durable and up to date.

    StoreFault: not ours, from a newer version, read-only, full.
    """
    try:
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        _recognise(connection, path, len(migrations))
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        done = _pragma(connection, "user_version")
        if done < len(migrations):
            _migrate(connection, migrations, done)
    except sqlite3.OperationalError as error:
        why = f"cannot be written ({error})"
        raise StoreFault(path, why, "check its permissions and the free space") from error
    except sqlite3.DatabaseError as error:
        why = f"is no database or a damaged one ({error})"
        raise StoreFault(path, why, "choose another --data folder or restore a backup") from error
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all that is done within, or nothing of it."""
    connection.execute("BEGIN IMMEDIATE")
    end = "ROLLBACK"
    try:
        yield
        end = "COMMIT"
    finally:
        if connection.in_transaction:
            connection.execute(end)


def open_to_read(path: Path) -> sqlite3.Connection:
    """Open an existing database for reading beside a running hall. StoreFault as above."""
    if not path.is_file():
        raise StoreFault(path, "there is no such file", "give the --data folder of a hall")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        _recognise(connection, path, len(MIGRATIONS), empty_allowed=False)
    except sqlite3.DatabaseError as error:
        why = f"cannot be read ({error})"
        raise StoreFault(path, why, "give the --data folder of a hall") from error
    return connection


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _recognise(
    connection: sqlite3.Connection, path: Path, known: int, *, empty_allowed: bool = True
) -> None:
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if empty and empty_allowed:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        return
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise StoreFault(path, "belongs to another program", "choose another --data folder")
    version = _pragma(connection, "user_version")
    if version > known:
        why = f"was written by a newer hallflow (format {version}, known {known})"
        raise StoreFault(path, why, "install that version or restore an older backup")


def _migrate(connection: sqlite3.Connection, migrations: Migrations, done: int) -> None:
    from sqlite_utils import Database  # noqa: PLC0415 - see above

    database = Database(connection)
    for number in range(done, len(migrations)):
        with database.atomic():
            migrations[number](database)
            database.execute(f"PRAGMA user_version = {number + 1}")
