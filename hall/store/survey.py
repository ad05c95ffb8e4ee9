# SPDX-License-Identifier: Apache-2.0
"""The answers of the survey: one file a month, to which lines are only ever added."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from hall.core.survey import Kept
from hall.store.schema import StoreFault

FOLDER = "survey"
_DECODER: msgspec.json.Decoder[Kept] = msgspec.json.Decoder(Kept)


class Answers:
    """What people answered about one month, by code; use within `answers_of`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lines = _lines(file)
        self.by_code = _by_code(file, self._lines)

    def add(self, fresh: Sequence[Kept]) -> None:
        """Add answers, durably: all of them or none. A later one counts, the earlier stays."""
        lines = [*self._lines, *(msgspec.json.encode(kept) for kept in fresh)]
        new = self._file.with_suffix(".new")
        try:
            with new.open("wb") as file:
                file.write(b"".join(line + b"\n" for line in lines))
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._file)
            _sync(self._file.parent)
        except OSError as error:
            raise _unwritable(self._file, error) from error
        self._lines = lines
        self.by_code.update({kept.code: kept for kept in fresh})


@contextmanager
def answers_of(data: Path, month: str) -> Iterator[Answers]:
    """Hold the answers of a month, for nobody else to write meanwhile.

    StoreFault: the folder cannot be written, or the file is damaged.
    """
    folder = data / FOLDER
    try:
        folder.mkdir(mode=0o750, exist_ok=True)
        held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        fcntl.flock(held, fcntl.LOCK_EX)
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield Answers(folder / f"{month}.jsonl")
    finally:
        os.close(held)


def _lines(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().splitlines()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise _unwritable(file, error) from error


def _by_code(file: Path, lines: Sequence[bytes]) -> dict[str, Kept]:
    found: dict[str, Kept] = {}
    for number, line in enumerate(lines, 1):
        try:
            kept = _DECODER.decode(line)
        except msgspec.DecodeError as error:
            why = f"line {number} is damaged ({error})"
            raise StoreFault(file, why, "bring it back from a backup") from error
        found[kept.code] = kept
    return found


def _sync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(held)
    finally:
        os.close(held)


def _unwritable(path: Path, error: OSError) -> StoreFault:
    why = f"cannot be used ({error.strerror or error})"
    return StoreFault(path, why, "check its permissions and the free space")
