# SPDX-License-Identifier: Apache-2.0
"""The hall's log: append facts and answers in one durable transaction, read them at start."""

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from hall.core.effects import Commit, CommitFailed, Committed, Kept, Loaded, Said
from hall.core.facts import AnyFact, DayOpened, Recorded, decode_fact, encode_fact, tag_of
from hall.core.statecopy import StateCopy
from hall.store.schema import FILE, StoreFault, open_file, open_to_read

ANSWERS_MAX = 50_000
"""Answers remembered for commands that are repeated; older ones go when a day opens."""
SEQ_MAX = 2**63 - 1
PIECE = 2_000
"""Facts decoded at one go."""

_FACT = "INSERT INTO facts (seq, step, at, day, kind, ticket, visit, body) VALUES (?,?,?,?,?,?,?,?)"
_FACTS = "SELECT seq, step, at, day, body FROM facts"
# One step of the index a day; DISTINCT would walk along all facts.
_EACH_DAY = (
    "WITH RECURSIVE found (day) AS (SELECT min(day) FROM facts UNION ALL"
    " SELECT (SELECT min(day) FROM facts WHERE day > found.day) FROM found WHERE day IS NOT NULL)"
)
_DAYS = f"{_EACH_DAY} SELECT day FROM found WHERE day IS NOT NULL"  # noqa: S608 (ours)
_LAST_SEQS = (
    f"{_EACH_DAY} SELECT day, (SELECT max(seq) FROM facts WHERE day = found.day)"  # noqa: S608 (ours)
    " FROM found WHERE day IS NOT NULL"
)
_OPENED = "SELECT max(seq) FROM facts WHERE kind = 'day-opened' AND seq <= ?"
_OPEN_DAY = "SELECT day FROM facts WHERE kind = 'day-opened' ORDER BY seq DESC LIMIT 1"
# A command older than what the hall remembers is decided anew: its new answer counts.
_ANSWER = "INSERT OR REPLACE INTO answers (part, command, body, waiting) VALUES (?,?,?,?)"
_DELIVERED = "UPDATE answers SET waiting = 0 WHERE part = ? AND command = ?"

_log = logging.getLogger(__name__)
_ENCODER = msgspec.json.Encoder()
_SAID: msgspec.json.Decoder[Said] = msgspec.json.Decoder(Said)
_SAID_READ: msgspec.json.Decoder[list[Said]] = msgspec.json.Decoder(list[Said])
_FACTS_READ: msgspec.json.Decoder[list[AnyFact]] = msgspec.json.Decoder(list[AnyFact])
Read = TypeVar("Read")
AnswerRow = tuple[str, str, str, int]
"""Part, command, body, whether it waits to be said."""


class Log:
    """The one writer of a data folder; who opens it holds the folder's lock."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        """Use `Log.open`."""
        self.folder = folder
        self._connection = connection

    @classmethod
    def open(cls, folder: Path, hall: str, now_ms: int) -> Self:
        """Open or make the log of `hall` in a folder; `now_ms` is the birth of a new one.

        StoreFault: read-only, full, foreign, another hall's.
        """
        connection = open_file(folder / FILE)
        _claim(connection, folder, hall, now_ms)
        return cls(folder, connection)

    def commit(self, commit: Commit) -> Committed | CommitFailed:
        """Put facts, answers and deliveries on disk: all of it or nothing."""
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(_FACT, [_row(recorded) for recorded in commit.facts])
            connection.executemany(_ANSWER, [_answer_row(kept) for kept in commit.answers])
            connection.executemany(_DELIVERED, commit.delivered)
            if any(isinstance(recorded.fact, DayOpened) for recorded in commit.facts):
                self._forget_old_answers()
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            return CommitFailed(commit.number, str(error))
        return Committed(commit.number)

    def load(self, copy: StateCopy | None = None) -> Loaded:
        """Return all since the last day opened, or since a copy of the state; answers remembered.

        An answer that cannot be read is left out and told: its command would be decided anew.
        StoreFault when a fact cannot be read, for without it nothing is right.
        """
        execute = self._connection.execute
        born = execute("SELECT born_at FROM hall").fetchone()[0]
        first = self._opened_seq() if copy is None else copy.seq + 1
        answers = execute(
            "SELECT part, command, body, waiting FROM answers ORDER BY place DESC LIMIT ?",
            (ANSWERS_MAX,),
        ).fetchall()
        answers.reverse()
        unreadable: list[str] = []
        kept = _all_kept(answers) or _readable_kept(answers, unreadable)
        return Loaded(
            first_seq=born,
            facts=self._readable(first),
            answers=tuple(answer for answer, _ in kept),
            undelivered=tuple(answer for answer, waiting in kept if waiting),
            unreadable=tuple(unreadable),
            copy=copy,
        )

    def up_to(self, seq: int) -> tuple[Recorded, ...]:
        """Return the facts of a day up to one of it. StoreFault as above."""
        return self._readable(self._opened_seq(seq), seq) if seq else ()

    def _opened_seq(self, seq: int = SEQ_MAX) -> int:
        return int(self._connection.execute(_OPENED, (seq,)).fetchone()[0] or 0)

    def _readable(self, first: int, last: int = SEQ_MAX) -> tuple[Recorded, ...]:
        rows = self._connection.execute(
            f"{_FACTS} WHERE seq BETWEEN ? AND ? ORDER BY seq", (first, last)
        )
        found: list[Recorded] = []
        try:
            found.extend(_recorded(rows))
        except msgspec.DecodeError as error:
            after = f"after seq {found[-1].seq}" if found else "of today"
            why = f"holds a fact {after} that cannot be read ({error})"
            remedy = "install the version that wrote it, or restore a backup"
            raise StoreFault(self.folder / FILE, why, remedy) from error
        return tuple(found)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _forget_old_answers(self) -> None:
        self._connection.execute(
            "DELETE FROM answers WHERE NOT waiting"
            " AND place <= (SELECT max(place) FROM answers) - ?",
            (ANSWERS_MAX,),
        )


class Archive:
    """The log for reading only, beside a running hall or without one."""

    def __init__(self, folder: Path) -> None:
        """Open the log of a data folder. StoreFault when there is none."""
        self._connection = open_to_read(folder / FILE)
        self.hall: str = self._connection.execute("SELECT id FROM hall").fetchone()[0]

    def days(self) -> list[str]:
        """Return the local dates with facts, oldest first."""
        return [row[0] for row in self._connection.execute(_DAYS)]

    def open_day(self) -> str:
        """Return the local date that is not closed yet; empty when none was opened."""
        row = self._connection.execute(_OPEN_DAY).fetchone()
        return "" if row is None else str(row[0])

    def opened_seq(self) -> int:
        """Return the seq of the fact that began the last day; 0: none was opened."""
        return int(self._connection.execute(_OPENED, (SEQ_MAX,)).fetchone()[0] or 0)

    def last_seq(self, day: str) -> int:
        """Return the seq of the last fact that counts to a local date; 0: of none."""
        found = self._connection.execute("SELECT max(seq) FROM facts WHERE day = ?", (day,))
        return int(found.fetchone()[0] or 0)

    def last_seqs(self) -> dict[str, int]:
        """Return the local dates with facts, oldest first, each with the seq of its last."""
        return dict(self._connection.execute(_LAST_SEQS))

    def facts_of(self, day: str) -> list[Recorded]:
        """Return the facts that count to a local date, in order."""
        rows = self._connection.execute(f"{_FACTS} WHERE day = ? ORDER BY seq", (day,))
        return list(_recorded(rows))

    def facts_about(self, day: str, ticket: str) -> list[Recorded]:
        """Return the facts of one ticket of a local date, with what clerks took back that day."""
        rows = self._connection.execute(
            f"{_FACTS} WHERE day = ? AND (ticket = ? OR kind = 'undone') ORDER BY seq",
            (day, ticket),
        )
        return list(_recorded(rows))

    def newest_seq(self) -> int:
        """Return the seq of the last fact; 0: there is none."""
        return int(self._connection.execute("SELECT max(seq) FROM facts").fetchone()[0] or 0)

    def facts_after(self, seq: int, most: int) -> list[Recorded]:
        """Return at most so many facts after one, in order."""
        rows = self._connection.execute(f"{_FACTS} WHERE seq > ? ORDER BY seq LIMIT ?", (seq, most))
        return list(_recorded(rows))

    def facts_up_to(self, seq: int, most: int) -> list[Recorded]:
        """Return at most so many facts, the last of them that one, newest first."""
        rows = self._connection.execute(
            f"{_FACTS} WHERE seq <= ? ORDER BY seq DESC LIMIT ?", (seq, most)
        )
        return list(_recorded(rows))

    def facts_undone(self, undone: Recorded, step: int) -> list[Recorded]:
        """Return the facts of a step that was undone, of that day, in order."""
        rows = self._connection.execute(
            f"{_FACTS} WHERE seq >= ? AND seq < ? AND step = ? AND day = ? ORDER BY seq",
            (step, undone.seq, step, undone.day),
        )
        return list(_recorded(rows))

    def facts_between(self, first: str, last: str) -> Iterator[Recorded]:
        """Yield the facts that count to the local dates from `first` to `last`, in order."""
        rows = self._connection.execute(
            f"{_FACTS} WHERE day BETWEEN ? AND ? ORDER BY seq", (first, last)
        )
        return _recorded(rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _claim(connection: sqlite3.Connection, folder: Path, hall: str, now_ms: int) -> None:
    """Make the folder the hall's own. StoreFault when it is another hall's, or full."""
    row = connection.execute("SELECT id FROM hall").fetchone()
    if row is None:
        try:
            connection.execute("INSERT INTO hall (id, born_at) VALUES (?,?)", (hall, now_ms))
        except sqlite3.Error as error:
            why = f"cannot be written ({error})"
            raise StoreFault(folder, why, "check its permissions and the free space") from error
    elif row[0] != hall:
        why = f"holds the log of the hall {row[0]!r}, not {hall!r}"
        raise StoreFault(folder, why, "choose another --data folder")


def _row(recorded: Recorded) -> tuple[object, ...]:
    fact = recorded.fact
    return (
        recorded.seq,
        recorded.step,
        recorded.at,
        recorded.day,
        tag_of(fact),
        getattr(fact, "ticket", None),
        getattr(fact, "visit", None),
        encode_fact(fact).decode(),
    )


def _recorded(rows: sqlite3.Cursor) -> Iterator[Recorded]:
    while piece := rows.fetchmany(PIECE):
        bodies = [row[-1] for row in piece]
        facts = _at_one_go(bodies, _FACTS_READ) or map(decode_fact, bodies)
        for (seq, step, at, day, _), fact in zip(piece, facts, strict=True):
            yield Recorded(seq, step, at, day, fact)


def _at_one_go(bodies: list[str], decoder: msgspec.json.Decoder[list[Read]]) -> list[Read]:
    """Return what all bodies say, in half the time; nothing when one of them cannot be read."""
    try:
        found = decoder.decode(f"[{','.join(bodies)}]")
    except msgspec.DecodeError:
        return []
    return found if len(found) == len(bodies) else []


def _answer_row(kept: Kept) -> tuple[object, ...]:
    return (kept.to, kept.command, _ENCODER.encode(kept.answer).decode(), int(kept.over_bus))


def _all_kept(rows: list[AnswerRow]) -> list[tuple[Kept, int]]:
    said = _at_one_go([row[2] for row in rows], _SAID_READ)
    return [(Kept(row[0], each), row[3]) for row, each in zip(rows, said, strict=False)]


def _readable_kept(rows: list[AnswerRow], unreadable: list[str]) -> list[tuple[Kept, int]]:
    """Return the answers that can be read; note the others."""
    found = []
    for part, command, body, waiting in rows:
        try:
            found.append((_kept(part, body), waiting))
        except msgspec.DecodeError as error:
            unreadable.append(f"{part} {command}: {error}")
            _log.error("the answer to %s of %s cannot be read: %s", command, part, error)
    return found


def _kept(part: str, body: str) -> Kept:
    return Kept(to=part, answer=_SAID.decode(body))
