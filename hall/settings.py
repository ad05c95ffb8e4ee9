# SPDX-License-Identifier: Apache-2.0
"""A hall's file as its admin edits it: read, try, save, and every version that ever was."""

import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from bus.run import now
from config.faults import ConfigFaults
from config.load import HALLS, hall_path, hall_text, load
from config.schema import Hall
from hall.core.forms import Change, changes, plain

FOLDER = "settings"
"""In the data folder: one file a version, such as 000003-1763811000000-boss.toml."""
DIGEST_CHARACTERS = 24


class Version(Struct, frozen=True):
    """One version of the hall's file."""

    number: int
    at: int
    """When it was saved, or found changed by hand; UTC ms."""
    by: str
    """Who saved it here; empty: it was written by hand."""
    text: str


class SettingsFaultError(Exception):
    """The file cannot be saved; `key` and `values` say why in the reader's words."""

    def __init__(self, key: str, **values: str) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values


class SettingsFile:
    """The file of one hall and its history; used from any thread."""

    def __init__(
        self,
        config: str | Path,
        folder: Path,
        clock: Callable[[], int] = lambda: now().utc_ms,
        begin_again: Callable[[], None] | None = None,
    ) -> None:
        """`config` as `hallflow check` takes it; `folder` is the hall's data folder.

        `begin_again` has the hall start again with the file as it is; None: nothing here can.
        """
        self.path = hall_path(config).resolve()
        self._folder = folder / FOLDER
        self._clock = clock
        self.begin_again = begin_again
        self._turn = threading.Lock()
        self.running = digest(self.text())
        """The version that was in force when the hall started."""

    def text(self) -> str:
        """Return what stands in the file. ConfigFaults when it cannot be read."""
        return hall_text(self.path)

    def check(self, text: str) -> Hall:
        """Return the hall a text means, exactly as `hallflow check` reads it. ConfigFaults."""
        return load(self.path, text)[0]

    def changes(self, before: str, after: str) -> list[Change]:
        """Return in what two texts differ for the hall, defaults included. ConfigFaults.

        A text before that was itself wrong cannot be compared: nothing is returned.
        """
        new = plain(self.check(after))
        try:
            old = plain(self.check(before))
        except ConfigFaults:
            return []
        return changes(old, new)

    def barred(self) -> str:
        """Return why the file cannot be saved here, as a key of the words; empty: it can."""
        if self.path.is_relative_to(HALLS.resolve()):
            return "settings-example"
        free = os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK)
        return "" if free else "settings-read-only"

    def versions(self) -> list[Version]:
        """Return all versions that were kept, the newest first."""
        found = sorted(self._folder.glob("*.toml"), reverse=True)
        return [_version(file) for file in found]

    def version(self, number: int) -> Version | None:
        """Return one version; None when there is none of that number."""
        found = next(self._folder.glob(f"{number:06d}-*.toml"), None)
        return None if found is None else _version(found)

    def save(self, text: str, base: str, by: str) -> None:
        """Check and save a text in place of the version whose digest is `base`.

        ConfigFaults when the text is wrong, SettingsFaultError when somebody saved since or the
        disk does not take it; then the file is as it was.
        """
        with self._turn:
            if barred := self.barred():
                raise SettingsFaultError(barred)
            before = self.text()
            if digest(before) != base:
                raise SettingsFaultError("settings-stale")
            self.check(text)
            try:
                self._replace(before, text, by)
            except OSError as error:
                raise SettingsFaultError("settings-unsaved", reason=error.strerror or "") from error

    def _replace(self, before: str, text: str, by: str) -> None:
        self._folder.mkdir(mode=0o750, exist_ok=True)
        newest = next(iter(self.versions()), None)
        number = 1 if newest is None else newest.number + 1
        if newest is None or newest.text != before:
            self._keep(number, "", before)
            number += 1
        kept = self._keep(number, by, text)
        try:
            _write(self.path, text)
        except OSError:
            kept.unlink()
            raise

    def _keep(self, number: int, by: str, text: str) -> Path:
        file = self._folder / f"{number:06d}-{self._clock()}-{by}.toml"
        _write(file, text)
        return file


def digest(text: str) -> str:
    """Return what tells one version of the file from every other."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_CHARACTERS]


def _version(file: Path) -> Version:
    number, at, by = file.stem.split("-", 2)
    return Version(int(number), int(at), by, file.read_text("utf-8"))


def _write(file: Path, text: str) -> None:
    """Write a file whole or not at all; one that was there keeps its mode."""
    new = file.with_name(f".{file.name}.new")
    try:
        with new.open("w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        if file.exists():
            shutil.copymode(file, new)
        new.replace(file)
        folder = os.open(file.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    except OSError:
        new.unlink(missing_ok=True)
        raise
