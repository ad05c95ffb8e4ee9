# SPDX-License-Identifier: Apache-2.0
"""Who may do what: roles of people, scopes of programs."""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What somebody is in the hall."""

    CLERK = "clerk"
    """Works at windows."""
    MANAGER = "manager"
    """Watches and plans the hall, and may help out at a window."""
    ADMIN = "admin"
    """Looks after accounts and settings, and may do all that a manager may."""
    DISPLAY = "display"
    """A screen on a wall: it looks, and can do nothing."""


class Scope(StrEnum):
    """What a program with a token may do."""

    READ = "read"
    """See the hall, its windows, its figures."""
    PRESS = "press"
    """Do what clerks do at windows."""
    MANAGE = "manage"
    """Do what managers do."""
    ACCOUNTS = "accounts"
    """Look after accounts and tokens, and see who did what: whoever has this can have all."""
    SETTINGS = "settings"
    """Change the hall's settings and guides."""


GRANTS: dict[Role, frozenset[Role]] = {
    Role.CLERK: frozenset({Role.CLERK}),
    Role.MANAGER: frozenset({Role.MANAGER, Role.CLERK, Role.DISPLAY}),
    Role.ADMIN: frozenset(Role),
    Role.DISPLAY: frozenset({Role.DISPLAY}),
}
"""The roles whose pages each role may use."""


class Person(Struct, frozen=True):
    """Who asks, and by what right."""

    name: str
    """Of the account or the token; empty when the hall asks nobody to sign in."""
    role: Role | None
    """None for a program, which has scopes instead."""
    scopes: frozenset[Scope] = frozenset()
    session: str = ""
    """Names the session without opening it."""
    must_change: bool = False
    """The password is a one-time one: nothing else can be done before it is changed."""
    idle_ms: int = 0
    """How long the session lasts with nothing asked from now on."""
    left_ms: int = 0
    """How long it lasts at most; 0 for what has no session or one for months."""

    def may(self, roles: frozenset[Role], scope: Scope | None) -> bool:
        """Whether this one may use what is open to some roles and, for programs, to a scope."""
        if self.role is None:
            return scope in self.scopes
        return bool(GRANTS[self.role] & roles)


NOBODY_ASKED = Person(name="", role=Role.MANAGER)
"""Whoever comes to a hall that works without sign-in; accounts and settings stay closed to them."""


# --- passwords --------------------------------------------------------------------------------

PIN_DIGITS_MIN = 6
PASSWORD_MIN = 10
PASSWORD_MAX = 128
DIFFERENT_MIN = 3
FAILURES_MAX = 5
LOCK_MS = 15 * 60_000
"""After `FAILURES_MAX` wrong passwords an account rests so long, or until an admin frees it."""
_RUNS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop")


def weakness(role: Role, name: str, password: str) -> str:
    """Return what keeps a password from being good, as the key of its words; empty: nothing."""
    least = PIN_DIGITS_MIN if role is Role.CLERK else PASSWORD_MIN
    plain = password.casefold()
    if len(password) < least:
        return "pin-short" if role is Role.CLERK else "password-short"
    if len(password) > PASSWORD_MAX:
        return "password-long"
    if name.casefold() in plain and len(plain) < len(name) + least:
        return "password-like-name"
    if len(set(plain)) < DIFFERENT_MIN or any(plain[:least] in run * 2 for run in _RUNS):
        return "password-simple"
    return ""


def locked_until(failures: int, at_ms: int) -> int:
    """Return until when an account rests after so many wrong passwords in a row; 0: it does not."""
    return at_ms + LOCK_MS if failures and failures % FAILURES_MAX == 0 else 0


# --- sessions ---------------------------------------------------------------------------------

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DISPLAY_MS = 400 * 24 * HOUR_MS
"""A screen on a wall signs in about once a year."""


class Span(Struct, frozen=True):
    """How long a session may last."""

    idle_ms: int
    whole_ms: int

    def over(self, begun_at: int, used_at: int, at_ms: int) -> bool:
        """Whether a session has ended."""
        return at_ms - used_at >= self.idle_ms or at_ms - begun_at >= self.whole_ms


def span_of(role: Role, idle_minutes: int, session_hours: int) -> Span:
    """Return how long a session of a role lasts."""
    if role is Role.DISPLAY:
        return Span(DISPLAY_MS, DISPLAY_MS)
    return Span(idle_minutes * MINUTE_MS, session_hours * HOUR_MS)


# --- rates ------------------------------------------------------------------------------------

METERED_MAX = 10_000


class Meter:
    """Lets each of many do something so often in a stretch of time, and knows only that many."""

    def __init__(self, most: int, stretch_ms: int) -> None:
        self._most = most
        self._stretch_ms = stretch_ms
        self._seen: dict[str, tuple[int, int]] = {}

    def wait_ms(self, who: str, at_ms: int) -> int:
        """Count one try; return how long it must wait instead, 0 when it may go on."""
        begun, count = self._seen.pop(who, (at_ms, 0))
        if not begun <= at_ms < begun + self._stretch_ms:
            begun, count = at_ms, 0
        self._seen[who] = (begun, count + 1)
        if len(self._seen) > METERED_MAX:
            del self._seen[next(iter(self._seen))]
        return 0 if count < self._most else begun + self._stretch_ms - at_ms
