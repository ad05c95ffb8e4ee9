# SPDX-License-Identifier: Apache-2.0
"""What the end of a day brings: its summary, derived from the log once, and anew when it must be."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config.schema import Hall
from hall.core.facts import Recorded
from hall.core.fold import replay
from hall.core.pressure import patterns
from hall.core.report import rows_of
from hall.core.spans import DAY_CHARS, LONGER, period_of, whole_of
from hall.core.summary import summed
from hall.store.log import Archive
from hall.store.summaries import Summaries


def hour_in(zone: ZoneInfo) -> Callable[[int], int]:
    """Return what tells the local hour of a moment; it remembers each hour it was asked."""
    found: dict[int, int] = {}

    def hour(at_ms: int) -> int:
        quarter = at_ms // 900_000  # every offset from UTC is whole quarters of an hour
        if quarter not in found:
            found[quarter] = datetime.fromtimestamp(quarter * 900, tz=UTC).astimezone(zone).hour
        return found[quarter]

    return hour


def stale_days(archive: Archive, summaries: Summaries) -> list[tuple[str, int]]:
    """Return the closed days whose summary is not of all their facts, with their last seq."""
    kept, today = summaries.kept(), archive.open_day()
    last = archive.last_seqs().items()
    return [(day, seq) for day, seq in last if day < today and kept.get(day) != seq]


def bring_up_to_date(folder: Path, hall: Hall, *, again: bool = False) -> Iterator[tuple[int, int]]:
    """Derive what is lacking of a data folder's summaries; yield days done and to do, each day.

    `again`: everything. StoreFault: the folder cannot be used.
    """
    archive, summaries = Archive(folder), Summaries(folder)
    try:
        if again:
            summaries.forget()
        stale = stale_days(archive, summaries)
        for done, (day, seq) in enumerate(stale, 1):
            close_day(summaries, hall, day, seq, archive.facts_of(day))
            yield done, len(stale)
        roll_up(summaries, archive.open_day())
    finally:
        archive.close()
        summaries.close()


def derive(folder: Path, hall: Hall, day: str) -> None:
    """Derive the summary of one closed day if it is lacking. StoreFault."""
    archive, summaries = Archive(folder), Summaries(folder)
    try:
        seq = archive.last_seq(day)
        if seq and day < archive.open_day() and summaries.kept().get(day) != seq:
            close_day(summaries, hall, day, seq, archive.facts_of(day))
    finally:
        archive.close()
        summaries.close()


def close_day(summaries: Summaries, hall: Hall, day: str, seq: int, facts: list[Recorded]) -> None:
    """Keep the summary of one day's facts."""
    state = replay(hall.window_by_id, facts)
    tickets = {name: ticket for name, ticket in state.tickets.items() if ticket.day == day}
    hour = hour_in(ZoneInfo(hall.time_zone))
    sums = summed(day, tickets, state.cases, hour)
    summaries.put_day(day, seq, sums, rows_of(tickets.values()), patterns(tickets.values()))


def roll_up(summaries: Summaries, today: str) -> None:
    """Sum up the weeks, months and years that are over and not summed up yet."""
    kept = summaries.kept()
    days = [date.fromisoformat(name) for name in kept if len(name) == DAY_CHARS]
    for step in LONGER:
        periods = {period_of(step, day) for day in days} - kept.keys()
        for period in sorted(periods):
            if whole_of(period).last.isoformat() < today:
                summaries.roll_up(period)
