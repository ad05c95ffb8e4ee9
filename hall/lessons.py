# SPDX-License-Identifier: Apache-2.0
"""Beside the running hall: teaches a forecaster the days before today, then hands it over.

Till then waits are told from today alone. The two weeks of a big hall are a million facts, and
nobody waits for them.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from config.schema import Hall
from hall.core.effects import Taught
from hall.core.facts import Recorded
from hall.core.forecast import Forecast
from hall.store.log import Archive
from hall.store.schema import StoreFault
from hall.store.summaries import DiskError

DAYS = 14
"""Days of the log, before today, from which a hall learns how long its services take."""
FACTS_A_PIECE = 500
_log = logging.getLogger(__name__)


class Lessons:
    """A thread that teaches once; from start to stop."""

    def __init__(self, hall: Hall, folder: Path, post: Callable[[object], None]) -> None:
        """`post` puts an event into the hall's inbox."""
        self._hall = hall
        self._folder = folder
        self._post = post
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lessons", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self, within_s: float) -> None:
        """Return when it is done, or when that takes longer."""
        if self._thread.is_alive():
            self._thread.join(within_s)

    def stop(self) -> None:
        """End, taught or not."""
        self._ends.set()
        self.join(5.0)

    def _run(self) -> None:
        try:
            archive = Archive(self._folder)
            try:
                self._teach(archive)
            finally:
                archive.close()
        except (StoreFault, DiskError, msgspec.DecodeError):
            _log.exception("waits are told from today alone")

    def _teach(self, archive: Archive) -> None:
        days = archive.days()[-DAYS - 1 :]
        if len(days) < 2:  # noqa: PLR2004 - today is learned already
            return
        forecast = Forecast(self._hall)
        began = time.monotonic()
        for count, recorded in enumerate(_facts(archive, days), 1):
            forecast.learn(recorded)
            if not count % FACTS_A_PIECE:
                # The hall's own work comes first: rest as long as this took.
                if self._ends.wait(time.monotonic() - began):
                    return
                began = time.monotonic()
        self._post(Taught(forecast))


def _facts(archive: Archive, days: list[str]) -> Iterator[Recorded]:
    """Yield all facts of these days; what is read at once is one day's at most."""
    for day in days:
        yield from archive.facts_between(day, day)
