# SPDX-License-Identifier: Apache-2.0
"""The data folder of one hall: ours, writable, used by one server at a time, with its secret."""

import base64
import contextlib
import fcntl
import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct

from bus.channels import Part
from bus.credentials import card_key_name
from config.reasons import reason_of
from hallflow.problem import Problem

MARK_FILE = "hallflow.json"
LOCK_FILE = "lock"
SECRET_FILE = "secret"  # noqa: S105 - the name of a file
CREDENTIALS_FILE = "credentials.json"
BROKER_FOLDER = "broker"
BEGUN = (LOCK_FILE, f"{MARK_FILE}.new")
"""What a start that was killed before its first mark may have left."""
DATA_VERSION = 1
SECRET_BYTES = 32
PASSWORD_CHARACTERS = 26
CARD_KEY_PURPOSE = b"card-key"
LINKS_PURPOSE = b"addresses of tickets"
FREE_BYTES_MIN = 1_048_576
"""What must fit besides what is there, or the hall does not start."""


class Mark(Struct, frozen=True):
    """Says that a folder is a hall's data, and whose."""

    hall: str
    version: int = DATA_VERSION


class DataFolder:
    """Holds the folder's lock from `open` to `close`."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def open(cls, path: Path, hall: str) -> Self:
        """Make or take the folder for one hall. Problem when it cannot be this hall's."""
        try:
            return cls._open(path, hall)
        except OSError as error:
            raise Problem("data-unusable", path=str(path), reason=reason_of(error)) from error

    @classmethod
    def _open(cls, path: Path, hall: str) -> Self:
        path.mkdir(mode=0o750, parents=True, exist_ok=True)
        mark = read_mark(path)
        if mark is None and any(entry.name not in BEGUN for entry in path.iterdir()):
            raise Problem("data-foreign", path=str(path))
        if mark is not None and mark.hall != hall:
            raise Problem("data-of-another-hall", path=str(path), theirs=mark.hall, ours=hall)
        lock = _lock(path)
        try:
            if mark is None:
                _write(path / MARK_FILE, msgspec.json.encode(Mark(hall)), 0o640)
            _prove_room(path)
            secret_of(path)
        except OSError:
            os.close(lock)
            raise
        return cls(path, lock)

    def close(self) -> None:
        """Give the folder free."""
        os.close(self._lock)


def read_mark(path: Path) -> Mark | None:
    """Return whose data a folder is, or None. Problem for data of a later program."""
    try:
        mark = msgspec.json.decode((path / MARK_FILE).read_bytes(), type=Mark)
    except FileNotFoundError:
        return None
    except msgspec.MsgspecError as error:
        raise Problem("data-damaged", path=str(path / MARK_FILE), reason=str(error)) from error
    if mark.version > DATA_VERSION:
        raise Problem("data-too-new", path=str(path))
    return mark


def secret_of(path: Path) -> bytes:
    """Return the secret all passwords of a hall come from; made at the first call."""
    file = path / SECRET_FILE
    with contextlib.suppress(FileNotFoundError):
        found = file.read_text("ascii", errors="replace").strip()
        if len(found) != 2 * SECRET_BYTES:
            raise Problem("data-damaged", path=str(file), reason=f"{len(found)} characters")
        return found.encode()
    _write(file, secrets.token_hex(SECRET_BYTES).encode() + b"\n", 0o600)
    return secret_of(path)


def passwords_of(path: Path, parts: Iterable[Part]) -> dict[str, str]:
    """Return each part's password by login: always the same for the same data folder."""
    secret = secret_of(path)
    return {part.login: _password(secret, part.login) for part in parts}


def card_key_of(path: Path, hall: str) -> dict[str, str]:
    """Return the key that all card readers of a hall share, under its name in the credentials."""
    return {card_key_name(hall): _key(path, CARD_KEY_PURPOSE).hex()}


def _key(path: Path, purpose: bytes) -> bytes:
    return hmac.digest(secret_of(path), purpose, hashlib.sha256)


def link_secret_of(path: Path) -> bytes:
    """Return the secret that the addresses of tickets come from."""
    return _key(path, LINKS_PURPOSE)


def write_credentials(path: Path, passwords: dict[str, str]) -> Path:
    """Write the passwords for the parts on this machine into the data folder; return the file."""
    file = path / CREDENTIALS_FILE
    _write(file, msgspec.json.format(msgspec.json.encode(passwords)), 0o600)
    return file


def _password(secret: bytes, login: str) -> str:
    digest = hmac.digest(secret, login.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode().lower()[:PASSWORD_CHARACTERS]


def _lock(path: Path) -> int:
    lock = os.open(path / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(lock, 20).decode("ascii", errors="replace").strip() or "?"
        os.close(lock)
        raise Problem("data-in-use", path=str(path), holder=holder) from error
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def _prove_room(path: Path) -> None:
    """Write, sync and remove as much as a start needs: a full disk is found now, not later."""
    file = path / ".room"
    try:
        _write(file, bytes(FREE_BYTES_MIN), 0o600)
    finally:
        file.unlink(missing_ok=True)


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all."""
    new = file.with_name(f"{file.name}.new")
    new.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        new.replace(file)
    except OSError:
        new.unlink(missing_ok=True)
        raise
