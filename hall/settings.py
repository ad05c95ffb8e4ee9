# SPDX-License-Identifier: Apache-2.0
"""A hall's files as its admin edits them: read, try, save, and every version that ever was."""

import hashlib
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from msgspec import Struct

from bus.run import now
from config.content import Guide
from config.faults import ConfigFaults
from config.load import (
    GUIDES_FOLDER,
    HALLS,
    guide_files,
    guide_path,
    hall_path,
    hall_text,
    load,
)
from config.schema import Hall
from hall.core.fields import plain
from hall.core.forms import Change, changes

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


class Kept:
    """A file that is edited in forms, and every version of it; used from any thread."""

    def __init__(
        self, path: Path, folder: Path, clock: Callable[[], int], turn: threading.Lock
    ) -> None:
        """`folder` takes the versions; files that are checked together are saved in `turn`."""
        self.path = path
        self._folder = folder
        self._clock = clock
        self._turn = turn

    def text(self) -> str:
        """Return what stands in the file. ConfigFaults when it cannot be read."""
        return hall_text(self.path)

    def check(self, text: str) -> Struct | None:
        """Return what a text means, exactly as `hallflow check` reads it. ConfigFaults."""
        raise NotImplementedError

    def changes(self, before: str, after: str) -> list[Change]:
        """Return in what two texts differ, defaults included. ConfigFaults.

        A text before that was itself wrong cannot be compared: nothing is returned.
        """
        new = self.check(after)
        try:
            old = self.check(before)
        except ConfigFaults:
            return []
        return changes(plain(old) or {}, plain(new) or {})

    def barred(self) -> str:
        """Return why the file cannot be saved here, as a key of the words; empty: it can."""
        if self.path.is_relative_to(HALLS.resolve()):
            return "settings-example"
        folder = next(each for each in self.path.parents if each.exists())
        free = os.access(folder, os.W_OK)
        free = free and (not self.path.exists() or os.access(self.path, os.W_OK))
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
        self._folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        newest = next(iter(self.versions()), None)
        number = 1 if newest is None else newest.number + 1
        if newest is None or newest.text != before:
            self._keep(number, "", before)
            number += 1
        kept = self._keep(number, by, text)
        try:
            self._put(text)
        except OSError:
            kept.unlink()
            raise

    def _put(self, text: str) -> None:
        _write(self.path, text)

    def _keep(self, number: int, by: str, text: str) -> Path:
        file = self._folder / f"{number:06d}-{self._clock()}-{by}.toml"
        _write(file, text)
        return file


class GuideFile(Kept):
    """The guide of one service; a service without one has an empty text."""

    def __init__(self, hall: "SettingsFile", service: str) -> None:
        """`service` is the id of one of the hall's services."""
        folder = hall.folder / GUIDES_FOLDER / service
        super().__init__(guide_path(hall.path, service), folder, hall.clock, hall.turn)
        self._service = service
        self._hall = hall

    def text(self) -> str:
        """Return what stands in the file; nothing when it is not there. ConfigFaults."""
        return super().text() if self.path.exists() else ""

    def check(self, text: str) -> Guide | None:
        """Return the guide that a text means within its hall; None: there is none. ConfigFaults."""
        _, guides = load(self._hall.path, guides={self._service: text})
        return guides.of(self._service)

    def _put(self, text: str) -> None:
        if text:
            self.path.parent.mkdir(exist_ok=True)
            super()._put(text)
        else:
            self.path.unlink(missing_ok=True)


class SettingsFile(Kept):
    """The file of one hall, and those of its guides."""

    def __init__(
        self,
        config: str | Path,
        folder: Path,
        clock: Callable[[], int] = lambda: now().utc_ms,
        begin_again: Callable[[], None] | None = None,
    ) -> None:
        """`config` as `hallflow check` takes it; `folder` is the hall's data folder.

        `begin_again` has the hall start again with the files as they are; None: nothing here can.
        """
        self.folder = folder / FOLDER
        self.clock = clock
        self.turn = threading.Lock()
        super().__init__(hall_path(config).resolve(), self.folder, clock, self.turn)
        self.begin_again = begin_again
        self._guides: dict[str, GuideFile] = {}
        self._running = self._all()
        """The versions that were in force when the hall started."""

    def check(self, text: str) -> Hall:
        """Return the hall a text means, exactly as `hallflow check` reads it. ConfigFaults."""
        return load(self.path, text)[0]

    def guide(self, service: str) -> GuideFile:
        """Return the guide of a service."""
        return self._guides.setdefault(service, GuideFile(self, service))

    @property
    def waiting(self) -> bool:
        """Whether the files are others than when the hall started."""
        return self._all() != self._running

    def _all(self) -> str:
        guides = (hall_text(file) for file in guide_files(self.path))
        return digest("\0".join([self.text(), *guides]))


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
