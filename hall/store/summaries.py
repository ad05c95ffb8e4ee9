# SPDX-License-Identifier: Apache-2.0
"""Closed days summed up, in a file beside the log: derived from it, never the truth itself.

Deleting the file loses nothing; it is derived anew. A day is kept with the seq of the last fact
that counts to it, so that a fact that comes later (a late rating) is noticed.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from pathlib import Path
from zlib import crc32

import msgspec
from msgspec.structs import astuple, fields

from hall.core.behind import (
    EVERYTHING,
    PASSED_OVER,
    RARE,
    RULES,
    Wanted,
    mark_of,
    marks,
    moment_of,
)
from hall.core.pressure import LIMITS, Pattern
from hall.core.report import TicketRow
from hall.core.spans import DAY_CHARS, LONGER, Span, parts_of, period_of
from hall.core.summary import KINDS, LAYOUT, Adder, Sum
from hall.store.schema import StoreFault, transaction

FILE = "reports.db"
PAGE_BYTES = 16_384
"""So that a day's sums of one key lie in one page."""
DiskError = sqlite3.Error
"""What reading and writing the files raises when the disk does not do it."""
WAIT_S = 30.0
"""For another process that derives the same days."""
_COLUMNS = tuple(field.name for field in fields(TicketRow))
_FLAGS = frozenset(_COLUMNS.index(name) for name in ("first", "visited", "transferred", "printed"))
_LIST = ", ".join(f'"{name}"' for name in _COLUMNS)
_PUT_SUM = "INSERT INTO sums (period, kind, key, most, body) VALUES (?,?,?,?,?)"
_PUT_ROW = f"INSERT INTO rows VALUES (?,?,?,{','.join('?' * len(_COLUMNS))})"  # noqa: S608
_IS_RARE = f"marks & {RARE}"
_TABLES = (
    "CREATE TABLE periods (period TEXT PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    (
        "CREATE TABLE sums (kind TEXT, period TEXT, key TEXT, most INTEGER NOT NULL,"
        " body BLOB NOT NULL, PRIMARY KEY (kind, period, key)) STRICT, WITHOUT ROWID"
    ),
    (
        f"CREATE TABLE rows (day TEXT, place INTEGER, marks INTEGER, {_LIST},"
        " PRIMARY KEY (day, place)) WITHOUT ROWID"
    ),
    # What is rare is not looked for among all that is not.
    (
        "CREATE INDEX rare ON rows (day, place, marks, service, priority, window, clerk, passed)"
        f" WHERE {_IS_RARE}"
    ),
    "CREATE TABLE patterns (day TEXT, place INTEGER, body TEXT, PRIMARY KEY (day, place)) STRICT",
)
FORMAT = (LAYOUT ^ crc32(repr((_TABLES, LIMITS, tuple(RULES))).encode())) & 0x7FFF_FFFF
"""Changes whenever what is kept does; a file of another format is emptied."""


class Summaries:
    """The summaries of a data folder; whoever has the log can write them anew."""

    def __init__(self, folder: Path) -> None:
        """Open or make them. StoreFault when the folder cannot be written."""
        self.path = folder / FILE
        try:
            self._connection = sqlite3.connect(
                self.path, isolation_level=None, check_same_thread=False, timeout=WAIT_S
            )
            self._prepare()
        except sqlite3.DatabaseError as error:
            why = f"cannot be used ({error})"
            remedy = "check its permissions and the free space, or delete it: it is derived anew"
            raise StoreFault(self.path, why, remedy) from error

    def _prepare(self) -> None:
        execute = self._connection.execute
        if execute("PRAGMA user_version").fetchone()[0] == FORMAT:
            return
        execute(f"PRAGMA page_size = {PAGE_BYTES}")
        execute("PRAGMA journal_mode = WAL")
        with transaction(self._connection):
            if execute("PRAGMA user_version").fetchone()[0] == FORMAT:
                return  # another process was faster
            for (name,) in execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
            ).fetchall():
                execute(f'DROP TABLE "{name}"')
            for table in _TABLES:
                execute(table)
            execute(f"PRAGMA user_version = {FORMAT}")

    # --- deriving ---

    def kept(self) -> dict[str, int]:
        """Return the periods that are kept, each day with the seq of its last fact."""
        return dict(self._connection.execute("SELECT period, seq FROM periods"))

    def closed(self, span: Span) -> list[str]:
        """Return the days of a span that are kept, oldest first."""
        return sorted(name for name in self.kept() if len(name) == DAY_CHARS and name in span)

    def put_day(
        self,
        day: str,
        seq: int,
        sums: Iterable[Sum],
        rows: Iterable[TicketRow],
        patterns: Iterable[Pattern] = (),
    ) -> None:
        """Keep a day instead of what was kept of it; its week, month and year no longer are."""
        with transaction(self._connection):
            for step in ("day", *LONGER):
                self._forget(period_of(step, date.fromisoformat(day)))
            self._connection.execute("DELETE FROM rows WHERE day = ?", (day,))
            self._connection.execute("DELETE FROM patterns WHERE day = ?", (day,))
            self._put_sums(day, seq, sums)
            bodies = (msgspec.json.encode(pattern).decode() for pattern in patterns)
            self._connection.executemany(
                "INSERT INTO patterns VALUES (?,?,?)",
                ((day, place, body) for place, body in enumerate(bodies)),
            )
            self._connection.executemany(
                _PUT_ROW,
                ((day, place, marks(row), *astuple(row)) for place, row in enumerate(rows)),
            )

    def forget(self) -> None:
        """Forget everything."""
        with transaction(self._connection):
            for table in ("periods", "sums", "rows", "patterns"):
                self._connection.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own)

    def roll_up(self, period: str) -> None:
        """Keep a week or month by its days, or a year by its months."""
        parts = parts_of(period, self.kept())
        with transaction(self._connection):
            self._forget(period)
            totals = (total for kind in KINDS for total in self.sums(kind, parts))
            self._put_sums(period, 0, totals)

    def _forget(self, period: str) -> None:
        self._connection.execute("DELETE FROM periods WHERE period = ?", (period,))
        for kind in KINDS:
            self._connection.execute(
                "DELETE FROM sums WHERE kind = ? AND period = ?", (kind, period)
            )

    def _put_sums(self, period: str, seq: int, sums: Iterable[Sum]) -> None:
        self._connection.execute("INSERT INTO periods VALUES (?,?)", (period, seq))
        rows = [(period, *found.key, found.overtaken_max, found.body) for found in sums]
        self._connection.executemany(_PUT_SUM, rows)

    # --- asking ---

    def sums(
        self, kind: str, periods: Iterable[str], keys: Collection[str] | None = None
    ) -> list[Sum]:
        """Return the totals by key over periods; `keys`: of these only."""
        adder = Adder()
        adder.add(self.each(kind, periods, keys))
        return list(adder.sums())

    def each(
        self, kind: str, periods: Iterable[str], keys: Collection[str] | None = None
    ) -> Iterator[Sum]:
        """Yield what is kept of each key of each period."""
        sql = "SELECT key, body, most FROM sums WHERE kind = ? AND period = ?"
        if keys is not None:
            sql += f" AND key IN ({','.join('?' * len(keys))})"
        for period in periods:
            for key, body, most in self._connection.execute(sql, (kind, period, *(keys or ()))):
                yield Sum((kind, key), body, most)

    def patterns(self, span: Span) -> Iterator[tuple[str, Pattern]]:
        """Yield what was out of the ordinary in the ratings of closed days, each with its day."""
        sql = "SELECT day, body FROM patterns WHERE day BETWEEN ? AND ? ORDER BY day, place"
        days = (span.first.isoformat(), span.last.isoformat())
        for day, body in self._connection.execute(sql, days):
            yield day, msgspec.json.decode(body, type=Pattern)

    def rows(
        self,
        days: Iterable[str],
        wanted: Wanted = EVERYTHING,
        hour: Callable[[int], int] | None = None,
    ) -> Iterator[tuple[str, TicketRow]]:
        """Yield the rows of closed days in order, each with its day.

        Some that are not `wanted` may be among them, which is for `chosen` to say; an hour is
        looked for only with `hour`, which tells the local one of a moment.
        """
        sql, values = _asked(wanted, by_hour=hour is not None)
        if hour is not None:
            self._connection.create_function("hour_of", 1, hour, deterministic=True)
        for day in days:
            for cells in self._connection.execute(sql, (day, *values)):
                row = list(cells)
                for place in _FLAGS:
                    row[place] = None if row[place] is None else bool(row[place])
                yield day, TicketRow(*row)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _asked(wanted: Wanted, *, by_hour: bool) -> tuple[str, list[str | int]]:
    """Return what is asked of one day, and the values to ask it with after the day."""
    mark = mark_of(wanted.show)
    named: list[tuple[str, str | int]] = [
        ("marks & ?", mark),
        ("priority = ?", wanted.class_),
        ("life = ?", wanted.life),
        *(
            (
                ("instr(' ' || passed, ' ' || ? || '/')", wanted.window),
                ("instr(passed || ' ', '/' || ? || ' ')", wanted.clerk),
            )
            if wanted.show == PASSED_OVER
            else (('"window" = ?', wanted.window), ("clerk = ?", wanted.clerk))
        ),
    ]
    asked = [(part, [value]) for part, value in named if value]
    if wanted.services:
        some = sorted(wanted.services)
        asked.append((f"service IN ({','.join('?' * len(some))})", [*some]))
    if by_hour and wanted.hour >= 0:
        asked.append((f"hour_of({moment_of(wanted.show)}) = ?", [wanted.hour]))
    where = " AND ".join(("day = ?1", *(part for part, _ in asked)))
    if mark & RARE:
        # The index has all that is asked for: the rows themselves are read only when found.
        where = (
            "day = ?1 AND place IN"  # noqa: S608 (own names)
            f" (SELECT place FROM rows INDEXED BY rare WHERE {_IS_RARE} AND {where})"
        )
    sql = f"SELECT {_LIST} FROM rows WHERE {where} ORDER BY place"  # noqa: S608 (own names)
    return sql, [value for _, values in asked for value in values]
