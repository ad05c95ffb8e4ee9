# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with hours, dates and parts of the day."""

from collections.abc import Iterator

import msgspec

from config.faults import Finding, KeyPath, said
from config.findings import bad_spans, duplicates
from config.hours import OFFICE_DAY, Week
from config.schema import Hall


def hour_findings(hall: Hall) -> Iterator[Finding]:
    """Yield what is wrong with the hall's, the services' and the windows' hours."""
    yield from _week_findings(hall.hours.week, ("hours", "week"))
    for index, service in enumerate(hall.services):
        if service.hours is not None:
            yield from _week_findings(service.hours, ("services", index, "hours"))
    for index, window in enumerate(hall.windows):
        if window.extended_hours is not None:
            yield from _week_findings(window.extended_hours, ("windows", index, "extended_hours"))
    yield from _date_findings(hall)
    yield from _span_list(hall.hours.make_up, ("hours", "make_up"))
    if not hall.hours.holidays and hall.hours.make_up != OFFICE_DAY:
        yield Finding(("hours", "make_up"), said("make-up-unused"))
    spans = hall.voice.volume_by_hour
    yield from bad_spans(
        [(("voice", "volume_by_hour", i, "span"), each.span) for i, each in enumerate(spans)]
    )


def _date_findings(hall: Hall) -> Iterator[Finding]:
    hours = hall.hours
    dated: list[tuple[KeyPath, str]] = [
        (("hours", "closed", i), str(day)) for i, day in enumerate(hours.closed)
    ]
    dated += [(("hours", "extra", i, "date"), str(each.date)) for i, each in enumerate(hours.extra)]
    yield from duplicates(dated)
    for index, each in enumerate(hours.extra):
        path = ("hours", "extra", index, "spans")
        if not each.spans:
            yield Finding(path, said("extra-empty", date=str(each.date)))
        yield from _span_list(each.spans, path)


def _week_findings(week: Week, path: KeyPath) -> Iterator[Finding]:
    for day, spans in msgspec.structs.asdict(week).items():
        yield from _span_list(spans, (*path, day))
    if not any(msgspec.structs.astuple(week)):
        yield Finding(path, said("week-empty"))


def _span_list(spans: tuple[str, ...], path: KeyPath) -> Iterator[Finding]:
    yield from bad_spans([((*path, index), span) for index, span in enumerate(spans)])
