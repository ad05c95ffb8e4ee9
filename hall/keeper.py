# SPDX-License-Identifier: Apache-2.0
"""Beside the running hall: has its state copied, sums up and exports each day when it is over."""

import logging
import threading
import time
from pathlib import Path

from bus.run import now
from config.schema import Hall
from hall.closing import bring_up_to_date
from hall.copying import Copier
from hall.store.schema import StoreFault
from hall.store.summaries import DiskError

EVERY_S = 60.0
_log = logging.getLogger(__name__)


class Keeper:
    """A thread that looks every `EVERY_S` whether something is to be done; from start to stop."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self._hall = hall
        self._folder = folder
        self._copier = Copier(hall, folder)
        self._ends = threading.Event()
        self._thread = threading.Thread(target=self._run, name="keeper", daemon=True)

    def start(self) -> None:
        """Begin, with what was missed while the hall was off."""
        self._thread.start()

    def stop(self) -> None:
        """End; a day half summed up is as if it had not been begun."""
        self._ends.set()
        if self._thread.is_alive():
            self._thread.join(5.0)
        self._copier.stop()

    def _run(self) -> None:
        while not self._ends.is_set():
            self._copier.look()
            try:
                self._work()
            except (StoreFault, DiskError, OSError):
                # A full disk, most likely. The hall goes on; what is missing is tried again.
                _log.exception("days were not summed up or exported; tried again in %s s", EVERY_S)
            self._ends.wait(EVERY_S)

    def _work(self) -> None:
        began = time.monotonic()
        for _ in bring_up_to_date(self._folder, self._hall):
            # The hall's own work comes first: rest as long as a day took.
            if self._ends.wait(time.monotonic() - began):
                return
            began = time.monotonic()
        if self._hall.export.daily or self._hall.export.monthly:
            from hall.export import write_due  # noqa: PLC0415 - loads long, and not all want it

            for file in write_due(self._folder, self._hall, now().utc_ms):
                _log.info("exported %s", file)
