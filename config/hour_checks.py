# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with hours, dates and parts of the day."""

from collections.abc import Iterator
from datetime import date, timedelta

import msgspec

from config.faults import Finding, KeyPath, said
from config.findings import bad_spans, duplicates
from config.hours import OFFICE_DAY, Week
from config.opening import NO_HOLIDAYS, Stretch, hall_stretches, service_stretches
from config.schema import Hall, Service

A_MONDAY = date(1970, 1, 5)
"""Of a week like any other: before every date that a hall names."""


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
    yield from _reach_findings(hall)
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


def _reach_findings(hall: Hall) -> Iterator[Finding]:
    """Yield what nobody can ever reach, whatever the day: hours, slots and quotas."""
    ordinary = msgspec.structs.replace(hall, hours=msgspec.structs.replace(hall.hours, closed=()))
    week = [A_MONDAY + timedelta(days=ahead) for ahead in range(7)]
    days = [*week, *(each.date for each in hall.hours.extra)]
    last = hall.hours.last_ticket_minutes
    open_ = [s for day in days for s in hall_stretches(ordinary, day, NO_HOLIDAYS)]
    if last and _longest(open_) <= last:
        yield Finding(("hours", "last_ticket_minutes"), said("last-ticket-never", minutes=last))
    for index, service in enumerate(hall.services):
        path = ("services", index)
        if service.hours is not None and any(msgspec.structs.astuple(service.hours)):
            reached = _stretches(ordinary, service, week)
            if not reached:
                yield Finding((*path, "hours"), said("service-never-open", id=service.id))
                continue
        if service.slots or service.appointments is not None:
            yield from _slot_findings(service, _stretches(ordinary, service, days), last, path)


def _slot_findings(
    service: Service, open_: list[Stretch], last: int, path: KeyPath
) -> Iterator[Finding]:
    for index, slot in enumerate(service.slots):
        begin, end = (int(part[:2]) * 60 + int(part[3:]) for part in slot.span.split("-"))
        if begin < end and not any(begin < e and b < end for b, e in open_):
            yield Finding((*path, "slots", index, "span"), said("quota-never", span=slot.span))
    booked = service.appointments
    if booked is not None and _longest(open_) - last < booked.slot_minutes:
        at = (*path, "appointments", "slot_minutes")
        yield Finding(at, said("slot-never", minutes=booked.slot_minutes))


def _stretches(hall: Hall, service: Service, days: list[date]) -> list[Stretch]:
    found = (service_stretches(hall, service.id, day, NO_HOLIDAYS) for day in days)
    return [stretch for each in found for stretch in each]


def _longest(open_: list[Stretch]) -> int:
    return max((end - begin for begin, end in open_), default=0)


def _week_findings(week: Week, path: KeyPath) -> Iterator[Finding]:
    for day, spans in msgspec.structs.asdict(week).items():
        yield from _span_list(spans, (*path, day))
    if not any(msgspec.structs.astuple(week)):
        yield Finding(path, said("week-empty"))


def _span_list(spans: tuple[str, ...], path: KeyPath) -> Iterator[Finding]:
    yield from bad_spans([((*path, index), span) for index, span in enumerate(spans)])
