# SPDX-License-Identifier: Apache-2.0
"""A copy of the hall's state beside its log, so that a long day is not replayed at every start.

A cache and no more: made of the log alone, gone without loss, and used only where the day, the
facts before it, the settings and every line of the rules are those it was made with.
"""

import hashlib
import logging
import sys
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

import bus
import hall.core
from config.schema import Hall
from hall.core.facts import encode_fact
from hall.core.fold import apply
from hall.core.state import HallState
from hall.core.statecopy import StateCopy, decode_state, encode_state, restored
from hall.store.log import Archive
from hall.store.whole import write_whole

FILE = "state.copy"
PIECE = 2_000
"""Facts read at once: the log is not held open for longer."""
LAST_FACTS = 64
"""So many facts before a copy must be just those it was made with."""

_log = logging.getLogger(__name__)


class Label(Struct, frozen=True):
    """First line of the file: what the copy was made of, and with."""

    rules: str
    """Of the program's own lines, see `rules_digest`."""
    settings: str
    opened_seq: int
    """Seq of the fact that began the day."""
    seq: int
    """Seq of the last fact in it."""
    last_facts: str
    body: str
    """Digest of what follows."""


class MisfitError(Exception):
    """A copy is not one of this hall's state, says why."""


class Copies:
    """The copy of one data folder, made and read."""

    def __init__(self, folder: Path, settings: str) -> None:
        """`settings` as `settings_of` tells them."""
        self.path = folder / FILE
        self._folder = folder
        self._settings = settings

    def fitting(self) -> StateCopy | None:
        """Return the copy if it fits the log as it is; one that does not is taken away.

        StoreFault: there is no log.
        """
        archive = Archive(self._folder)
        try:
            copy = self._read(archive)
        except (OSError, MisfitError) as why:
            _log.warning("%s is not used, the whole day is read instead: %s", self.path, why)
            copy = None
        finally:
            archive.close()
        if copy is None:
            self._take_away()
        return copy

    def make(self, windows: tuple[str, ...]) -> None:
        """Fold the log's day and keep a copy of that, for a hall with these windows.

        AssertionError when the copy of before, brought up to date, is not the same: then there is
        none any more. StoreFault: there is no log; OSError: it cannot be written.
        """
        rules = rules_digest()  # of those that fold now, whatever is installed meanwhile
        archive = Archive(self._folder)
        try:
            opened_seq = archive.opened_seq()
            state = _folded(archive, windows, None, opened_seq)
            body = encode_state(state)
            if (before := self.fitting()) is not None:
                again = _folded(archive, windows, before, opened_seq, state.seq)
                if encode_state(again) != body:
                    self._take_away()
                    raise AssertionError(f"the copy of seq {before.seq} led to another state")
            label = Label(
                rules=rules,
                settings=self._settings,
                opened_seq=opened_seq,
                seq=state.seq,
                last_facts=_last_facts(archive, state.seq),
                body=_digest(body),
            )
        finally:
            archive.close()
        write_whole(self.path, msgspec.json.encode(label) + b"\n" + body)

    def _read(self, archive: Archive) -> StateCopy | None:
        """Return the copy; None: there is none, or yesterday's. MisfitError."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        label_bytes = max(0, content.find(b"\n"))
        body = memoryview(content)[label_bytes + 1 :]
        try:
            label = msgspec.json.decode(content[:label_bytes], type=Label)
        except msgspec.DecodeError as error:
            raise MisfitError("it has no label") from error
        if label.rules != rules_digest():
            raise MisfitError("it was made by other rules")
        if label.settings != self._settings:
            raise MisfitError("it was made with other settings")
        if label.opened_seq < archive.opened_seq():
            return None
        if label.last_facts != _last_facts(archive, label.seq):
            raise MisfitError("the log has other facts before it")
        if label.body != _digest(body):
            raise MisfitError("it is damaged")
        return decode_state(body)

    def _take_away(self) -> None:
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            _log.exception("a copy that does not fit cannot be taken away")


def settings_of(settings: Hall) -> str:
    """Return a digest of all that a hall's file says."""
    return _digest(msgspec.msgpack.encode(settings, order="deterministic"))


@cache
def rules_digest() -> str:
    """Return a digest of the rules themselves: with any other line they may fold otherwise."""
    digest = hashlib.sha256(f"{sys.version} {msgspec.__version__}".encode())
    for package in (bus, hall.core):
        for file in sorted(Path(package.__path__[0]).glob("*.py")):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _folded(
    archive: Archive,
    windows: tuple[str, ...],
    copy: StateCopy | None,
    opened_seq: int,
    last_seq: int | None = None,
) -> HallState:
    """Return the state after all facts of the day, or those up to `last_seq`, from a copy on."""
    newest = archive.newest_seq() if last_seq is None else last_seq
    state = restored(windows, copy, ())
    state.seq = state.seq or opened_seq - 1
    while state.seq < newest:
        piece = archive.facts_after(state.seq, min(PIECE, newest - state.seq))
        for recorded in piece:
            apply(state, recorded)
    return state


def _last_facts(archive: Archive, seq: int) -> str:
    found = [
        (each.seq, each.step, each.at, each.day, encode_fact(each.fact))
        for each in archive.facts_up_to(seq, LAST_FACTS)
    ]
    return _digest(msgspec.msgpack.encode(found))


def _digest(content: bytes | memoryview) -> str:
    return hashlib.sha256(content).hexdigest()
