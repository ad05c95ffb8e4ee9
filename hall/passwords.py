# SPDX-License-Identifier: Apache-2.0
"""Passwords and other secrets: made, judged, and kept so that nobody can read them."""

import hashlib
import secrets
import threading
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from config import accounts as settings_
from hall.core.accounts import PIN_DIGITS_MIN, Role, weakness

SECRET_BYTES = 32
ONE_TIME_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""None that look alike."""
_BUSY = threading.BoundedSemaphore(2)
"""So many hashes are worked out at once: each takes memory."""


class Hasher:
    """Hashes passwords so that a guess is dear. Its methods take long: call them in a thread."""

    def __init__(self, settings: settings_.Accounts) -> None:
        self._hasher = PasswordHasher(
            time_cost=settings.hash_passes, memory_cost=settings.hash_memory_kib, parallelism=1
        )

    def hash(self, password: str) -> str:
        """Return what is kept of a password."""
        with _BUSY:
            return self._hasher.hash(password)

    def fits(self, hash_: str, password: str) -> bool:
        """Whether a password is the one that a hash was made of."""
        with _BUSY:
            try:
                return self._hasher.verify(hash_, password)
            except (VerificationError, InvalidHashError):
                return False

    @cached_property
    def nobody(self) -> str:
        """A hash that no password fits: an unknown name takes as long as a wrong password."""
        return self.hash(secrets.token_hex(SECRET_BYTES))


def one_time_password(role: Role) -> str:
    """Return a password for the first sign-in: digits for a clerk, else letters in groups."""
    while True:
        if role is Role.CLERK:
            found = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS_MIN))
        else:
            found = code()
        if not weakness(role, "", found):
            return found


def code() -> str:
    """Return letters in groups, to be read from paper and typed."""
    groups = ("".join(secrets.choice(ONE_TIME_LETTERS) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def digest(secret: str) -> str:
    """Return what is kept of a secret that is long and random: no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()
