# SPDX-License-Identifier: Apache-2.0
"""Signing in and all that belongs to it; the pages and `hallflow account` both come here."""

import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Self

from msgspec.structs import replace

from bus.run import now
from config import accounts as settings_
from hall.core.accounts import (
    NOBODY_ASKED,
    Meter,
    Person,
    Role,
    Scope,
    Span,
    locked_until,
    span_of,
    weakness,
)
from hall.passwords import SECRET_BYTES, Hasher, code, digest, one_time_password
from hall.store.accounts import Account, AccountStore, Session, Token

NAME_CHARACTERS_MAX = 64
TRIES_MAX = 30
TRIES_STRETCH_MS = 5 * 60_000
"""From one address; an account rests long before that."""
CALLS_MAX = 1_200
CALLS_STRETCH_MS = 60_000
"""Of one program."""
TOUCH_MS = 60_000
"""A session's use is written down no more often than this."""
STRANGERS_MAX = 1_000
"""Names without an account whose wrong passwords are counted."""
TOKEN_PREFIX = "hallflow_"  # noqa: S105 - says what it is, so that it is found where it lies open
OUTSIDE = "console"
"""Who acts on the command line: whoever may read the data folder."""


class AccountError(Exception):
    """What was asked cannot be done; `key` and `values` say why in the reader's words."""

    def __init__(self, key: str, **values: str | int) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class Accounts:
    """All accounts of one hall. Methods that take a password take long: call them in a thread."""

    def __init__(
        self,
        store: AccountStore,
        settings: settings_.Accounts,
        clock: Callable[[], int] = lambda: now().utc_ms,
    ) -> None:
        self.store = store
        self.settings = settings
        self._clock = clock
        self._hasher = Hasher(settings)
        self._strangers: OrderedDict[str, Account] = OrderedDict()
        self._tries = Meter(TRIES_MAX, TRIES_STRETCH_MS)
        self._calls = Meter(CALLS_MAX, CALLS_STRETCH_MS)

    @classmethod
    def open(cls, folder: Path, settings: settings_.Accounts) -> Self:
        """Open the accounts of a data folder. StoreFault when that cannot be."""
        return cls(AccountStore.open(folder), settings)

    def now(self) -> int:
        """Return UTC ms."""
        return self._clock()

    # --- who is it --------------------------------------------------------------------------

    def person_of(self, cookie: str) -> Person | None:
        """Return who holds a session; None when it is over or never was."""
        if not cookie:
            return None
        session = self.store.session(digest(cookie))
        account = self.store.account(session.name) if session is not None else None
        if session is None or account is None or account.disabled:
            return None
        at = self.now()
        span = self._span(account.role)
        if span.over(session.begun_at, session.used_at, at):
            self.store.end_session(session.key)
            return None
        if at - session.used_at >= TOUCH_MS:
            self.store.begin_session(replace(session, used_at=at))
        return Person(
            account.name,
            account.role,
            session=session.key,
            must_change=account.one_time,
            idle_ms=span.idle_ms - TOUCH_MS,
            left_ms=session.begun_at + span.whole_ms - at,
        )

    def nobody(self) -> Person | None:
        """Return what whoever did not sign in may do; None: nothing."""
        return None if self.settings.required else NOBODY_ASKED

    def program_of(self, token: str) -> Person | None:
        """Return the program that shows a token. AccountError when it asks too often."""
        found = self.store.token(digest(token)) if token.startswith(TOKEN_PREFIX) else None
        if found is None or found.revoked_at:
            return None
        at = self.now()
        wait_ms = self._calls.wait_ms(found.name, at)
        if wait_ms:
            raise AccountError("too-often", seconds=_seconds(wait_ms))
        if at - found.used_at >= TOUCH_MS:
            self.store.keep_token(replace(found, used_at=at))
        return Person(found.name, None, frozenset(found.scopes))

    # --- in and out -------------------------------------------------------------------------

    def sign_in(self, name: str, password: str, address: str, before: str = "") -> str:
        """Return what the browser shall hold from now on; what it held `before` ends.

        AccountError: wrong, resting after too many tries, disabled, too many tries from there.
        """
        at = self.now()
        wait_ms = self._tries.wait_ms(address, at)
        if wait_ms:
            raise AccountError("too-often", seconds=_seconds(wait_ms))
        name = name[:NAME_CHARACTERS_MAX]
        account = self.store.account(name)
        shown = account or self._stranger(name)
        _rested(shown, at)
        if not self._hasher.fits(shown.hash, password) or account is None:
            self._failed(shown, at, known=account is not None)
            raise AccountError("sign-in-wrong")
        cookie = secrets.token_urlsafe(SECRET_BYTES)
        with self.store.together():
            kept = self._account(name)  # it may be another one since the guess began
            _rested(kept, at)
            if kept.hash != account.hash:
                raise AccountError("sign-in-wrong")
            if kept.disabled:
                raise AccountError("account-disabled")
            if before:
                self.store.end_session(digest(before))
            self.store.keep(replace(kept, failures=0, locked_until=0, seen_at=at))
            longest = self._span(Role.DISPLAY).idle_ms
            self.store.end_sessions_before(at - longest)
            self.store.begin_session(
                Session(key=digest(cookie), name=account.name, begun_at=at, used_at=at)
            )
            self.store.note(at, account.name, "signed-in")
        return cookie

    def sign_out(self, person: Person) -> None:
        """End the session that a person uses."""
        with self.store.together():
            self.store.end_session(person.session)
            self.store.note(self.now(), person.name, "signed-out")

    def sign_out_everywhere(self, name: str, by: str) -> None:
        """End all sessions of an account."""
        with self.store.together():
            self.store.end_sessions(name)
            self.store.note(self.now(), by, "signed-out-everywhere", name)

    def change_password(self, person: Person, old: str, new: str) -> None:
        """Take a new password; all other sessions of the account end. AccountError."""
        account = self._account(person.name)
        at = self.now()
        _rested(account, at)
        if not self._hasher.fits(account.hash, old):
            self._failed(account, at, known=True)
            raise AccountError("old-password-wrong")
        if hmac.compare_digest(old.encode(), new.encode()):
            raise AccountError("password-same")
        _strong(account.role, account.name, new)
        hash_ = self._hasher.hash(new)
        with self.store.together():
            kept = self._account(person.name)
            fresh = replace(kept, hash=hash_, one_time=False, failures=0, changed_at=at)
            self.store.keep(fresh)
            self.store.end_sessions(person.name, but=person.session)
            self.store.note(at, person.name, "password-changed", person.name)

    # --- looking after accounts -------------------------------------------------------------

    def add(self, name: str, role: Role, by: str) -> str:
        """Add an account; return its one-time password. AccountError when there is one."""
        if not _is_name(name):
            raise AccountError("name-wrong")
        password = one_time_password(role)
        hash_ = self._hasher.hash(password)
        at = self.now()
        with self.store.together():
            if self.store.account(name) is not None:
                raise AccountError("account-there", name=name)
            self.store.keep(Account(name=name, role=role, hash=hash_, changed_at=at))
            self.store.note(at, by, "account-added", name, role.value)
        return password

    def add_clerks(self, numbers: Iterable[str], by: str) -> dict[str, str]:
        """Add an account for each clerk without one; return their one-time passwords."""
        missing = [number for number in numbers if self.store.account(number) is None]
        return {number: self.add(number, Role.CLERK, by) for number in missing}

    def reset(self, name: str, by: str) -> str:
        """Return a new one-time password; the old one and all sessions end, a rest ends too."""
        account = self._account(name)
        password = one_time_password(account.role)
        hash_ = self._hasher.hash(password)
        at = self.now()
        with self.store.together():
            fresh = Account(
                name=account.name,
                role=account.role,
                hash=hash_,
                disabled=account.disabled,
                changed_at=at,
                seen_at=account.seen_at,
            )
            self.store.keep(fresh)
            self.store.end_sessions(name)
            self.store.note(at, by, "account-reset", name)
        return password

    def unlock(self, name: str, by: str) -> None:
        """Let an account rest no longer."""
        with self.store.together():
            self.store.keep(replace(self._account(name), failures=0, locked_until=0))
            self.store.note(self.now(), by, "account-unlocked", name)

    def disable(self, name: str, by: str) -> None:
        """Let nobody in with an account any more. AccountError for the last admin."""
        with self.store.together():
            account = self._account(name)
            others = [a for a in self._admins() if a.name != name]
            if account.role is Role.ADMIN and not others:
                raise AccountError("last-admin")
            self.store.keep(replace(account, disabled=True))
            self.store.end_sessions(name)
            self.store.note(self.now(), by, "account-disabled", name)

    def enable(self, name: str, by: str) -> None:
        """Let somebody in again."""
        with self.store.together():
            self.store.keep(replace(self._account(name), disabled=False))
            self.store.note(self.now(), by, "account-enabled", name)

    # --- the first start --------------------------------------------------------------------

    def setup_code(self) -> str:
        """Return a new one-time code with which somebody becomes admin; empty: there is one."""
        if self._admins():
            return ""
        wanted = code()
        self.store.keep_setup(digest(wanted))
        return wanted

    @property
    def is_set_up(self) -> bool:
        """Whether there is an admin."""
        return bool(self._admins())

    def set_up(self, code: str, name: str, password: str, address: str) -> None:
        """Make the first admin, once. AccountError: wrong code, weak password, too many tries."""
        at = self.now()
        wait_ms = self._tries.wait_ms(address, at)
        if wait_ms:
            raise AccountError("too-often", seconds=_seconds(wait_ms))
        if not _is_name(name):
            raise AccountError("name-wrong")
        _strong(Role.ADMIN, name, password)
        hash_ = self._hasher.hash(password)
        with self.store.together():
            wanted = self.store.setup_hash()
            same = hmac.compare_digest(digest(code.strip().lower()), wanted)
            if not wanted or not same or self._admins():
                raise AccountError("setup-code-wrong")
            if self.store.account(name) is not None:
                raise AccountError("account-there", name=name)
            self.store.keep_setup("")
            self.store.keep(
                Account(name=name, role=Role.ADMIN, hash=hash_, one_time=False, changed_at=at)
            )
            self.store.note(at, name, "set-up", name, Role.ADMIN.value)

    # --- programs ---------------------------------------------------------------------------

    def make_token(self, name: str, scopes: Iterable[Scope], by: str) -> str:
        """Return a new token for a program; it is shown once. AccountError."""
        wanted = tuple(scope for scope in Scope if scope in set(scopes))
        if not _is_name(name):
            raise AccountError("name-wrong")
        if not wanted:
            raise AccountError("scopes-missing")
        secret = TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        at = self.now()
        with self.store.together():
            if self.store.token_named(name) is not None:
                raise AccountError("token-there", name=name)
            self.store.keep_token(
                Token(name=name, hash=digest(secret), scopes=wanted, made_by=by, made_at=at)
            )
            self.store.note(at, by, "token-made", name, " ".join(wanted))
        return secret

    def revoke_token(self, name: str, by: str) -> None:
        """Let a token open nothing any more. AccountError when there is none."""
        with self.store.together():
            token = self.store.token_named(name)
            if token is None:
                raise AccountError("token-unknown", name=name[:NAME_CHARACTERS_MAX])
            self.store.keep_token(replace(token, revoked_at=token.revoked_at or self.now()))
            self.store.note(self.now(), by, "token-revoked", name)

    # --- inside -----------------------------------------------------------------------------

    def _stranger(self, name: str) -> Account:
        """Return what stands for a name without an account: it fails and rests like one.

        Nobody learns by guessing which names have accounts.
        """
        fresh = Account(name=name, role=Role.CLERK, hash=self._hasher.nobody)
        return self._strangers.get(name, fresh)

    def _span(self, role: Role) -> Span:
        return span_of(role, self.settings.idle_minutes, self.settings.session_hours)

    def _account(self, name: str) -> Account:
        found = self.store.account(name[:NAME_CHARACTERS_MAX])
        if found is None:
            raise AccountError("account-unknown", name=name[:NAME_CHARACTERS_MAX])
        return found

    def _admins(self) -> list[Account]:
        accounts = self.store.accounts()
        return [a for a in accounts if a.role is Role.ADMIN and not a.disabled]

    def _failed(self, account: Account, at: int, *, known: bool) -> None:
        """Count a wrong password. A name that is no account's may be a password: not written."""
        if not known:
            self._strangers[account.name] = _failed_once(account, at)
            if len(self._strangers) > STRANGERS_MAX:
                self._strangers.popitem(last=False)
            self.store.note(at, "", "sign-in-failed")
            return
        with self.store.together():
            before = self._account(account.name)
            kept = _failed_once(before, at)
            self.store.keep(kept)
            self.store.note(at, "", "sign-in-failed", kept.name)
            if kept.locked_until > before.locked_until:
                self.store.note(at, "", "account-locked", kept.name)


def _failed_once(account: Account, at: int) -> Account:
    failures = account.failures + 1
    rests = max(account.locked_until, locked_until(failures, at))
    return replace(account, failures=failures, locked_until=rests)


def _rested(account: Account, at: int) -> None:
    if account.locked_until > at:
        raise AccountError("account-locked", minutes=_minutes(account.locked_until - at))


def _strong(role: Role, name: str, password: str) -> None:
    weak = weakness(role, name, password)
    if weak:
        raise AccountError(weak)


def _is_name(name: str) -> bool:
    plain = name.replace(".", "").replace("-", "").replace("_", "")
    fits = plain.isascii() and plain.isalnum() and name[0].isalnum()
    return fits and len(name) <= NAME_CHARACTERS_MAX


def _seconds(ms: int) -> int:
    return -(-ms // 1_000)


def _minutes(ms: int) -> int:
    return -(-ms // 60_000)
