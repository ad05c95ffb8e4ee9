# SPDX-License-Identifier: Apache-2.0
"""The printer's own thread: a slow or dead printer never holds up the kiosk."""

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from bus.printer_status import Status
from config.devices import Printer as PrinterSetting
from kiosk.core.actor import Print, Printed, PrinterHeard

if TYPE_CHECKING:
    from kiosk.printer import Printer

LOOK_EVERY_S = 5.0
"""How often an idle printer is asked how it is, so that staff know before a citizen does."""
JOBS_MAX = 32

Post = Callable[[object], None]


class PrinterThread:
    """Prints what it is given, in order, and posts what became of it."""

    def __init__(self, setting: PrinterSetting, post: Post) -> None:
        self._setting = setting
        self._post = post
        self._jobs: queue.Queue[Print | None] = queue.Queue(JOBS_MAX)
        self._faults: tuple[str, ...] | None = None
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def print(self, job: Print) -> None:
        """Take a job; from any thread. With too many waiting it is answered at once as failed."""
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            self._post(Printed(job.job, "printer-busy"))

    def stop(self, timeout_s: float = 2.0) -> None:
        """Finish the job under way and let go of the device."""
        try:
            self._jobs.put_nowait(None)
        except queue.Full:
            return  # the process ends with the thread
        self._thread.join(timeout_s)

    def _run(self) -> None:
        # On this thread, for the driver takes longer to load than the first screen to show.
        from kiosk.printer import Printer  # noqa: PLC0415

        printer = Printer(self._setting)
        self._look(printer)
        while True:
            try:
                job = self._jobs.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                self._look(printer)
                continue
            if job is None:
                printer.close()
                return
            self._carry_out(printer, job)

    def _carry_out(self, printer: "Printer", job: Print) -> None:
        from kiosk.printer import NotPrintedError  # noqa: PLC0415

        try:
            self._tell(printer.print(job.paper))
        except NotPrintedError as error:
            self._tell(Status((error.fault,)))
            self._post(Printed(job.job, error.fault))
            return
        self._post(Printed(job.job))

    def _look(self, printer: "Printer") -> None:
        self._tell(printer.status())

    def _tell(self, status: Status) -> None:
        faults = tuple(str(fault) for fault in status.faults)
        if faults != self._faults:
            self._faults = faults
            self._post(PrinterHeard(faults))
