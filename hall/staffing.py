# SPDX-License-Identifier: Apache-2.0
"""`hallflow staffing`: how many windows a promised wait needs, half-hour by half-hour."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from config.arguments import add_config, add_data, hall_or_exit, language_wished
from hall.core.staffing import Promise, staffing
from hall.days import archive_or_exit, iso_date
from hall.tables import Cell, add_format, show
from look.words import Words


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table; return 0, or 1 when nothing was recorded."""
    words = Words("hall", language_wished())
    parser = ArgumentParser("hallflow staffing", description=words("staffing-about"))
    add_config(parser)
    add_data(parser)
    parser.add_argument("--day", type=iso_date, required=True, metavar="DATE")
    parser.add_argument("--to", type=iso_date, metavar="DATE", help=words("staffing-to"))
    parser.add_argument("--wait", type=float, metavar="MINUTES", help=words("staffing-wait"))
    parser.add_argument("--share", type=float, default=0.9, help=words("staffing-share"))
    add_format(parser)
    wished = parser.parse_args(argv)
    hall = hall_or_exit(wished.config)
    minutes = wished.wait or float(hall.policy.promised_wait_minutes)
    if not 0 < wished.share < 1 or minutes <= 0:
        parser.error(words("staffing-promise"))
    archive = archive_or_exit(wished.data)
    facts = list(archive.facts_between(wished.day, wished.to or wished.day))
    archive.close()
    table = staffing(facts, ZoneInfo(hall.time_zone), Promise(minutes, wished.share))
    if not table:
        sys.stderr.write(words("nothing-recorded", day=wished.day) + "\n")
        return 1
    names = ("begins", "arrivals", "service_minutes", "load", "needed", "open")
    columns = {name: words(f"staffing-{name.replace('_', '-')}") for name in names}
    rows: list[dict[str, Cell]] = [
        {
            "begins": slot.begins,
            "arrivals": round(slot.arrivals, 1),
            "service_minutes": round(slot.service_minutes, 1),
            "load": round(slot.load, 2),
            "needed": slot.needed,
            "open": round(slot.open, 1),
        }
        for slot in table
    ]
    title = words("staffing-title", minutes=f"{minutes:g}", share=f"{wished.share:.0%}")
    show(wished.format, title, columns, rows)
    return 0
