# SPDX-License-Identifier: Apache-2.0
"""The printer's own thread: what it posts, and that nothing it does holds anybody up."""

import queue
from pathlib import Path

from config.devices import Printer as PrinterSetting
from kiosk.address import setting_of
from kiosk.core.actor import Print, Printed, PrinterHeard
from kiosk.core.lines import Paper, Say
from kiosk.printing import JOBS_MAX, PrinterThread
from tests.drivers.escpos_reader import read
from tests.drivers.printer_twin import SerialTwin
from tests.processes import WAIT_S, wait_until

PAPER = Paper((Say("B023"),), "en")


def heard(posted: "queue.Queue[object]", wanted: object) -> None:
    """Wait until this was posted; other posts before it are passed over."""
    while posted.get(timeout=WAIT_S) != wanted:
        pass


def test_a_job_is_printed_and_answered(tmp_path: Path) -> None:
    posted: queue.Queue[object] = queue.Queue()
    thread = PrinterThread(setting_of(f"file:{tmp_path / 'p'}"), posted.put)
    thread.start()
    heard(posted, PrinterHeard(()))
    thread.print(Print("job-1", PAPER))
    heard(posted, Printed("job-1"))
    thread.stop()
    assert read((tmp_path / "p").read_bytes()).cuts == 1


def test_staff_learn_of_an_empty_printer_before_a_citizen_does() -> None:
    posted: queue.Queue[object] = queue.Queue()
    with SerialTwin() as twin:
        twin.answers[4] = 0x72
        setting = PrinterSetting(id="p", transport="serial", path=twin.path)
        thread = PrinterThread(setting, posted.put)
        thread.start()
        heard(posted, PrinterHeard(("paper-out",)))
        thread.print(Print("job-1", PAPER))
        heard(posted, Printed("job-1", "paper-out"))
        twin.answers[4] = 0x12
        thread.print(Print("job-2", PAPER))
        heard(posted, PrinterHeard(()))
        heard(posted, Printed("job-2"))
        thread.stop()


def test_too_many_jobs_are_answered_at_once_as_failed(tmp_path: Path) -> None:
    posted: queue.Queue[object] = queue.Queue()
    thread = PrinterThread(setting_of(f"file:{tmp_path / 'p'}"), posted.put)
    for number in range(JOBS_MAX + 1):  # not started: nothing is taken from the line
        thread.print(Print(f"job-{number}", PAPER))
    assert posted.get_nowait() == Printed(f"job-{JOBS_MAX}", "printer-busy")
    thread.start()
    wait_until(lambda: posted.qsize() > JOBS_MAX, "all others are printed")
    thread.stop()
