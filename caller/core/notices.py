# SPDX-License-Identifier: Apache-2.0
"""Which notices are to be read aloud at a time of the hall."""

from datetime import datetime, timedelta

from bus.messages import PublicAddress
from config.notices import holds
from config.opening import NO_HOLIDAYS, Stretch, hall_stretches
from config.schema import Hall, Notice, Text

SAID = "said-"
"""Begins the id of what a manager says on demand."""
SPOKEN_EVERY = timedelta(minutes=15)
"""A notice to be read aloud is read when it begins to be shown, and again after this time."""


def of_address(said: PublicAddress) -> Notice:
    """Return what a manager says as a notice; each time it is said it is another one."""
    text = Text(zh=said.zh, en=said.en)
    return Notice(id=f"{SAID}{said.said_at}", text=text, spoken=True)


def reading_due(said: PublicAddress, after_ms: int, utc_ms: int) -> bool:
    """Whether a moment at which it is read aloud lies in (after, now]: at once, and as a notice."""
    every_ms = SPOKEN_EVERY // timedelta(milliseconds=1)
    ago_ms = max(0, utc_ms - said.said_at)
    return said.said_at + ago_ms // every_ms * every_ms > after_ms


def due_aloud(hall: Hall, after: datetime, until: datetime) -> tuple[Notice, ...]:
    """Return the notices whose moment to be read aloud lies in (after, until]."""
    return tuple(
        notice
        for notice in hall.notices
        if notice.spoken and _moment_between(hall, notice, after, until)
    )


def is_open(hall: Hall, at: datetime) -> bool:
    """Whether people are in the hall by its week: a voice does not speak to an empty one."""
    minute = at.hour * 60 + at.minute
    return any(begin <= minute < end for begin, end in _stretches(hall, at))


def _moment_between(hall: Hall, notice: Notice, after: datetime, until: datetime) -> bool:
    begins = [int(span[:2]) * 60 + int(span[3:5]) for span in notice.spans]
    for minute in begins or [begin for begin, _ in _stretches(hall, until)]:
        moment = until.replace(hour=minute // 60, minute=minute % 60, second=0, microsecond=0)
        if moment > until:
            continue
        moment += (until - moment) // SPOKEN_EVERY * SPOKEN_EVERY
        if moment > after and holds(notice, moment) and is_open(hall, moment):
            return True
    return False


def _stretches(hall: Hall, at: datetime) -> tuple[Stretch, ...]:
    # A machine with a loudspeaker knows no public holidays; on those nobody is there to hear.
    return hall_stretches(hall, at.date(), NO_HOLIDAYS)
