# SPDX-License-Identifier: Apache-2.0
"""Which of a hall's notices are shown at a time: one answer for kiosks, boards and voices."""

from collections.abc import Sequence
from datetime import datetime

from config.schema import Notice


def in_span(span: str, at: datetime) -> bool:
    """Whether a time lies in a stretch such as 08:30-12:00, whose end is not part of it."""
    start, end = span.split("-")
    return start <= at.time().isoformat("minutes") < end


def shown(notices: Sequence[Notice], at: datetime) -> tuple[Notice, ...]:
    """Return the notices valid on this day, at this time, in order."""
    return tuple(notice for notice in notices if holds(notice, at))


def holds(notice: Notice, at: datetime) -> bool:
    """Whether a notice is valid on this day, at this time."""
    day = at.date()
    return (
        (notice.valid_from is None or notice.valid_from <= day)
        and (notice.valid_to is None or day <= notice.valid_to)
        and at.isoweekday() in notice.weekdays
        and (not notice.spans or any(in_span(span, at) for span in notice.spans))
    )
