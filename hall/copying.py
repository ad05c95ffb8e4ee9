# SPDX-License-Identifier: Apache-2.0
"""Beside the running hall: has a copy of its state made, in a process of its own.

The rules never wait for it, not even for the interpreter: `python -m hall.copying` reads the log,
with the lowest claim on the processor, and is told on its input of which hall.
"""

import logging
import os
import subprocess
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from config.schema import Hall
from hall.store.copies import Copies, settings_of
from hall.store.log import Archive
from hall.store.schema import StoreFault

EVERY_FACTS = 5_000
"""What is replayed after a copy at most, in a tenth of a second; few halls have as many a day."""
NICE = 19
END_WITHIN_S = 5.0
_log = logging.getLogger(__name__)


class Order(Struct, frozen=True):
    """What the process is told."""

    folder: str
    settings: str
    windows: tuple[str, ...]


class Copier:
    """Has a copy made whenever the log grew by `EVERY_FACTS`; asked now and then by the keeper."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self._folder = folder
        self._order = Order(str(folder), settings_of(hall), tuple(hall.window_by_id))
        self._seq = 0
        self._process: subprocess.Popen[bytes] | None = None

    def look(self) -> None:
        """Begin a copy if it is time; what went wrong is logged, for the hall needs none."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self._process = None
            if code:
                _log.error("no copy of the state was made; that process ended with %s", code)
        try:
            if self._is_due():
                self._begin()
        except (StoreFault, OSError):
            _log.exception("no copy of the state was made")

    def stop(self) -> None:
        """End a process that is at it; what it made so far is nothing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(END_WITHIN_S)

    def _is_due(self) -> bool:
        archive = Archive(self._folder)
        try:
            newest, opened = archive.newest_seq(), archive.opened_seq()
        finally:
            archive.close()
        if newest - max(self._seq, opened) < EVERY_FACTS:
            return False
        self._seq = newest
        return True

    def _begin(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "hall.copying"], stdin=subprocess.PIPE, process_group=0
        )
        self._process = process
        assert process.stdin is not None, "it is a pipe"
        with process.stdin as its_input:
            its_input.write(msgspec.json.encode(self._order))


def main() -> None:
    """Make the copy that is ordered."""
    os.nice(NICE)
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    Copies(Path(order.folder), order.settings).make(order.windows)


if __name__ == "__main__":
    main()
