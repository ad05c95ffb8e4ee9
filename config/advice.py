# SPDX-License-Identifier: Apache-2.0
"""What in a good hall will not please: it works, and there is a better way."""

from collections.abc import Iterator

from config.devices import Printer
from config.faults import Finding, said
from config.schema import Hall

TICKET_BYTES = {58: 18_000, 80: 30_000}
"""A drawn ticket by the width of its paper in mm; as text it is below 1,000."""
BITS_A_BYTE = 10
"""A byte on a serial line: start, eight bits, stop."""
PATIENCE_S = 5.0
"""So long somebody stands before a printer at work."""
DRAWN_LANGUAGES = ("ug",)
"""Languages that no printer's Chinese fonts have."""


def hall_advice(hall: Hall) -> Iterator[Finding]:
    """Yield what would be better otherwise."""
    for index, printer in enumerate(hall.printers):
        took_s = TICKET_BYTES[printer.width_mm] * BITS_A_BYTE / printer.baud
        if printer.transport == "serial" and _draws(hall, printer) and took_s > PATIENCE_S:
            slow = said("printer-slow", seconds=round(took_s), baud=str(printer.baud))
            yield Finding(("printers", index, "baud"), slow)


def _draws(hall: Hall, printer: Printer) -> bool:
    return printer.encoding == "raster" or not set(DRAWN_LANGUAGES).isdisjoint(hall.languages)
