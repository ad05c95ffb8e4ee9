# SPDX-License-Identifier: Apache-2.0
"""Accounts, sessions, tokens and who did what, in a file of their own beside the log.

Several programs may use it at once: the hall, and `hallflow account` on its command line.
"""

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from hall.core.accounts import Role, Scope
from hall.store.schema import Migrations
from hall.store.side import SideFile

if TYPE_CHECKING:
    from sqlite_utils import Database

FILE = "accounts.db"
ROWS_MAX = 500
"""Lines of the trail read at once."""
LINE_MAX = 2**63 - 1
"""The number of a line can be no greater: SQLite's greatest."""


class Account(Struct, frozen=True, kw_only=True):
    """Somebody who may sign in."""

    name: str
    """A clerk's is the staff number."""
    role: Role
    hash: str
    one_time: bool = True
    """The password must be changed before anything else."""
    disabled: bool = False
    failures: int = 0
    """Wrong passwords since the last right one."""
    locked_until: int = 0
    changed_at: int = 0
    seen_at: int = 0


class Session(Struct, frozen=True, kw_only=True):
    """One browser that somebody signed in with; `key` is a hash of what the browser holds."""

    key: str
    name: str
    begun_at: int
    used_at: int


class Token(Struct, frozen=True, kw_only=True):
    """What a program shows instead of a password; `hash` is all that is kept of it."""

    name: str
    hash: str
    scopes: tuple[Scope, ...]
    made_by: str
    made_at: int
    used_at: int = 0
    revoked_at: int = 0


class Deed(Struct, frozen=True, kw_only=True):
    """One line of the trail: who did what, when."""

    n: int
    at: int
    who: str
    deed: str
    about: str
    detail: str


class Claim(Struct, frozen=True, kw_only=True):
    """Somebody looks after an alarm, since when (UTC ms)."""

    at: int
    who: str


def _tables(database: "Database") -> None:
    database.table("accounts").create(
        {
            "name": str,
            "role": str,
            "hash": str,
            "one_time": int,
            "disabled": int,
            "failures": int,
            "locked_until": int,
            "changed_at": int,
            "seen_at": int,
        },
        pk="name",
        not_null={"role", "hash"},
        strict=True,
    )
    database.table("sessions").create(
        {"key": str, "name": str, "begun_at": int, "used_at": int},
        pk="key",
        not_null={"name", "begun_at", "used_at"},
        strict=True,
    )
    database.table("tokens").create(
        {
            "name": str,
            "hash": str,
            "scopes": str,
            "made_by": str,
            "made_at": int,
            "used_at": int,
            "revoked_at": int,
        },
        pk="name",
        not_null={"hash", "scopes", "made_by", "made_at"},
        strict=True,
    )
    database.execute("CREATE UNIQUE INDEX token_by_hash ON tokens (hash)")
    database.table("deeds").create(
        {"n": int, "at": int, "who": str, "deed": str, "about": str, "detail": str},
        pk="n",
        not_null={"at", "who", "deed", "about", "detail"},
        strict=True,
    )
    for verb in ("UPDATE", "DELETE"):
        database.execute(
            f"CREATE TRIGGER deeds_stay_{verb.lower()} BEFORE {verb} ON deeds"
            " BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END"
        )
    database.table("setup").create({"one": int, "hash": str}, pk="one", strict=True)


def _claims(database: "Database") -> None:
    database.table("claims").create(
        {"key": str, "at": int, "who": str}, pk="key", not_null={"at", "who"}, strict=True
    )


MIGRATIONS: Migrations = (_tables, _claims)


class AccountStore(SideFile):
    """The file of accounts; from any thread."""

    name = FILE
    migrations = MIGRATIONS

    # --- accounts ---------------------------------------------------------------------------

    def account(self, name: str) -> Account | None:
        """Return an account by its name."""
        found = self._rows("SELECT * FROM accounts WHERE name = ?", name)
        return msgspec.convert(dict(found[0]), Account, strict=False) if found else None

    def accounts(self) -> list[Account]:
        """Return all accounts by name."""
        rows = self._rows("SELECT * FROM accounts ORDER BY role, name")
        return [msgspec.convert(dict(row), Account, strict=False) for row in rows]

    def keep(self, account: Account) -> None:
        """Add an account, or put it in the place of the one of that name."""
        row = msgspec.to_builtins(account)
        values = {key: int(v) if isinstance(v, bool) else v for key, v in row.items()}
        self._put("accounts", values)

    # --- sessions ---------------------------------------------------------------------------

    def session(self, key: str) -> Session | None:
        """Return a session by its key."""
        found = self._rows("SELECT * FROM sessions WHERE key = ?", key)
        return msgspec.convert(dict(found[0]), Session) if found else None

    def begin_session(self, session: Session) -> None:
        """Add a session or note its use."""
        self._put("sessions", msgspec.to_builtins(session))

    def end_session(self, key: str) -> None:
        """Forget one session."""
        self._do("DELETE FROM sessions WHERE key = ?", key)

    def end_sessions(self, name: str, but: str = "") -> None:
        """Forget all sessions of an account, but for one."""
        self._do("DELETE FROM sessions WHERE name = ? AND key <> ?", name, but)

    def end_sessions_before(self, used_at: int) -> None:
        """Forget sessions that nobody used since."""
        self._do("DELETE FROM sessions WHERE used_at < ?", used_at)

    # --- tokens -----------------------------------------------------------------------------

    def tokens(self) -> list[Token]:
        """Return all tokens, the newest first."""
        rows = self._rows("SELECT * FROM tokens ORDER BY made_at DESC, name")
        return [_token(row) for row in rows]

    def token(self, hash_: str) -> Token | None:
        """Return the token with this hash."""
        found = self._rows("SELECT * FROM tokens WHERE hash = ?", hash_)
        return _token(found[0]) if found else None

    def token_named(self, name: str) -> Token | None:
        """Return a token by its name."""
        found = self._rows("SELECT * FROM tokens WHERE name = ?", name)
        return _token(found[0]) if found else None

    def keep_token(self, token: Token) -> None:
        """Add a token, or put it in the place of the one of that name."""
        row = msgspec.to_builtins(token)
        self._put("tokens", row | {"scopes": " ".join(token.scopes)})

    # --- the one-time code of the first start -----------------------------------------------

    def setup_hash(self) -> str:
        """Return the hash of the code that makes the first admin; empty: there is none."""
        found = self._rows("SELECT hash FROM setup")
        return str(found[0]["hash"]) if found else ""

    def keep_setup(self, hash_: str) -> None:
        """Take this code from now on; empty: none."""
        self._put("setup", {"one": 1, "hash": hash_})

    # --- alarms that somebody looks after ---------------------------------------------------

    def claims(self) -> dict[str, Claim]:
        """Return them by the key of the alarm."""
        rows = self._rows("SELECT key, at, who FROM claims")
        return {row["key"]: Claim(at=row["at"], who=row["who"]) for row in rows}

    def keep_claim(self, key: str, claim: Claim) -> None:
        """Note that somebody looks after an alarm."""
        self._put("claims", {"key": key, "at": claim.at, "who": claim.who})

    def end_claims(self, keys: Iterable[str]) -> None:
        """Forget that somebody looks after alarms."""
        with self.together():
            for key in keys:
                self._do("DELETE FROM claims WHERE key = ?", key)

    # --- the trail --------------------------------------------------------------------------

    def note(self, at: int, who: str, deed: str, about: str = "", detail: str = "") -> None:
        """Add a line to the trail."""
        self._do(
            "INSERT INTO deeds (at, who, deed, about, detail) VALUES (?,?,?,?,?)",
            *(at, who, deed, about, detail),
        )

    def deeds(self, who: str = "", before: int = 0, most: int = ROWS_MAX) -> list[Deed]:
        """Return lines of the trail, the newest first: of one or of all, before one or all."""
        rows = self._rows(
            "SELECT * FROM deeds WHERE (? = '' OR who = ?) AND (? = 0 OR n < ?)"
            " ORDER BY n DESC LIMIT ?",
            *(who, who, min(before, LINE_MAX), min(before, LINE_MAX), most),
        )
        return [msgspec.convert(dict(row), Deed) for row in rows]

    # --- inside -----------------------------------------------------------------------------

    def _put(self, table: str, values: dict[str, object]) -> None:
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - ours
        self._do(sql, *values.values())


def _token(row: sqlite3.Row) -> Token:
    return msgspec.convert(dict(row) | {"scopes": str(row["scopes"]).split()}, Token)
