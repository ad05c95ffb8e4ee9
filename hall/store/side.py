# SPDX-License-Identifier: Apache-2.0
"""A small file beside the log, for its owner alone: opened once, used from any thread."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Self

from hall.store.schema import Migrations, open_file, transaction


class SideFile:
    """One such file. Several programs may use it at once."""

    name: ClassVar[str]
    migrations: ClassVar[Migrations]

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Use `open`."""
        connection.row_factory = sqlite3.Row
        self._connection = connection
        self._lock = threading.RLock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open or make the file in a data folder. StoreFault when that cannot be."""
        file = folder / cls.name
        store = cls(open_file(file, cls.migrations))
        file.chmod(0o600)
        return store

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Do all writes of the block or none, with nobody in between."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            with transaction(self._connection):
                yield

    def _rows(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def _do(self, sql: str, *values: object) -> None:
        with self.together():
            self._connection.execute(sql, values)
