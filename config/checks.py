# SPDX-License-Identifier: Apache-2.0
"""What a hall of the right shape can still have wrong: things that do not fit each other."""

from collections.abc import Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

from config.device_checks import device_findings
from config.faults import Finding, KeyPath, said
from config.findings import (
    bad_spans,
    duplicates,
    unknown,
    unknown_each,
    unknown_place,
    unused,
)
from config.hour_checks import hour_findings
from config.policy import ORDINARY
from config.schema import CaseType, Hall, Service, Window

DEADLINES = ("classify_working_days", "general_working_days", "complex_working_days")


def hall_findings(hall: Hall) -> Iterator[Finding]:
    """Yield everything that does not fit."""
    yield from _time_zone_findings(hall)
    yield from _duplicate_findings(hall)
    yield from _department_findings(hall)
    for index, service in enumerate(hall.services):
        yield from _service_findings(hall, service, ("services", index))
    yield from _prefix_findings(hall)
    for index, window in enumerate(hall.windows):
        yield from _window_findings(hall, window, ("windows", index))
    yield from _life_event_findings(hall)
    yield from _clerk_findings(hall)
    yield from _notice_findings(hall)
    yield from _policy_findings(hall)
    yield from _rating_findings(hall)
    yield from hour_findings(hall)
    yield from device_findings(hall)


def _time_zone_findings(hall: Hall) -> Iterator[Finding]:
    try:
        ZoneInfo(hall.time_zone)
    except (KeyError, ValueError, OSError):
        yield Finding(("time_zone",), said("no-time-zone", name=hall.time_zone))


def _duplicate_findings(hall: Hall) -> Iterator[Finding]:
    for name in (
        "themes",
        "life_events",
        "departments",
        "services",
        "windows",
        "notices",
        "webhooks",
    ):
        ids = [item.id for item in getattr(hall, name)]
        yield from duplicates(((name, i, "id"), id_) for i, id_ in enumerate(ids))
    yield from duplicates((("clerks", i, "number"), c.number) for i, c in enumerate(hall.clerks))
    yield from duplicates((("floors", i, "id"), floor.id) for i, floor in enumerate(hall.floors))
    yield from duplicates(
        (("floors", i, "zones", j, "id"), zone.id)
        for i, floor in enumerate(hall.floors)
        for j, zone in enumerate(floor.zones)
    )
    classes = hall.policy.classes
    yield from duplicates((("policy", "classes", i, "id"), c.id) for i, c in enumerate(classes))
    for path, languages in (
        (("languages",), hall.languages),
        (
            ("voice", "languages"),
            hall.voice.languages,
        ),
    ):
        if not languages:
            yield Finding(path, said("no-language"))
        yield from duplicates(((*path, i), language) for i, language in enumerate(languages))


def _department_findings(hall: Hall) -> Iterator[Finding]:
    themes = [theme.id for theme in hall.themes]
    used = {department.theme for department in hall.departments}
    yield from unused("theme", "themes", themes, used)
    for index, department in enumerate(hall.departments):
        path = ("departments", index)
        yield from unknown("theme", department.theme, themes, (*path, "theme"))
        if not hall.services_by_department[department.id]:
            yield Finding(path, said("department-empty", id=department.id))


def _service_findings(hall: Hall, service: Service, path: KeyPath) -> Iterator[Finding]:
    if service.id in hall.department_by_id:
        yield Finding((*path, "id"), said("service-like-department", id=service.id))
    departments = hall.department_by_id
    yield from unknown("department", service.department, departments, (*path, "department"))
    events = [event.id for event in hall.life_events]
    yield from unknown_each("life-event", service.life_events, events, (*path, "life_events"))
    yield from _promise_findings(service, (*path, "promised_days"))
    yield from bad_spans(
        [((*path, "slots", i, "span"), slot.span) for i, slot in enumerate(service.slots)]
    )
    if not hall.windows_by_service[service.id]:
        yield Finding(path, said("service-untaken", id=service.id))


def _promise_findings(service: Service, path: KeyPath) -> Iterator[Finding]:
    promised, statutory = service.promised_days, service.statutory_days
    if promised is None:
        if service.case_type in {CaseType.TIME_LIMITED, CaseType.JOINT}:
            yield Finding(path, said("promise-missing"))
        return
    if statutory is not None and promised > statutory:
        yield Finding(path, said("promise-too-long", promised=promised, statutory=statutory))
    if service.case_type is CaseType.IMMEDIATE and promised > 1:
        yield Finding(path, said("immediate-too-long", promised=promised))
    if service.case_type is CaseType.CONSULTATION:
        yield Finding(path, said("consultation-days"))


def _prefix_findings(hall: Hall) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    series = [
        (("departments", i, "prefix"), department.prefix, department.id)
        for i, department in enumerate(hall.departments)
    ]
    series += [
        (("services", i, "prefix"), service.prefix, service.department)
        for i, service in enumerate(hall.services)
        if service.prefix
    ]
    for path, prefix, owner in series:
        other = owners.setdefault(prefix, owner)
        if other != owner:
            yield Finding(path, said("prefix-taken", prefix=prefix, other=other))
    yield from _letter_findings(hall, owners)


def _letter_findings(hall: Hall, owners: dict[str, str]) -> Iterator[Finding]:
    """A class's letter before one series must not look like another series."""
    letters: dict[str, str] = {}
    for index, class_ in enumerate(hall.policy.classes):
        path = ("policy", "classes", index, "letter")
        if not class_.letter:
            continue
        other = letters.setdefault(class_.letter, class_.id)
        if other != class_.id:
            yield Finding(path, said("prefix-taken", prefix=class_.letter, other=other))
        for prefix in owners:
            whole = class_.letter + prefix
            if whole in owners:
                facts = {"letter": class_.letter, "prefix": prefix, "other": owners[whole]}
                yield Finding(path, said("letter-collides", **facts))


def _window_findings(hall: Hall, window: Window, path: KeyPath) -> Iterator[Finding]:
    yield from _takes_findings(hall, window.takes, (*path, "takes"))
    for index, relief in enumerate(window.relief):
        at = (*path, "relief", index)
        yield from _takes_findings(hall, relief.takes, (*at, "takes"))
        yield from bad_spans([((*at, "span"), relief.span)])
        if relief.takes and set(hall.expand(relief.takes)) <= set(hall.expand(window.takes)):
            yield Finding((*at, "takes"), said("relief-nothing"))
    yield from unknown_place(hall, window.floor, window.zone, path)


def _takes_findings(hall: Hall, takes: tuple[str, ...], path: KeyPath) -> Iterator[Finding]:
    if not takes:
        yield Finding(path, said("takes-nothing"))
    known = {**hall.service_by_id, **hall.department_by_id}
    yield from unknown_each("service-or-department", takes, known, path)
    yield from duplicates(((*path, i), taken) for i, taken in enumerate(takes))


def _clerk_findings(hall: Hall) -> Iterator[Finding]:
    for index, clerk in enumerate(hall.clerks):
        path = ("clerks", index, "department")
        yield from unknown("department", clerk.department, hall.department_by_id, path)


def _life_event_findings(hall: Hall) -> Iterator[Finding]:
    used = {event for service in hall.services for event in service.life_events}
    yield from unused("life-event", "life_events", [each.id for each in hall.life_events], used)


def _notice_findings(hall: Hall) -> Iterator[Finding]:
    for index, notice in enumerate(hall.notices):
        path = ("notices", index)
        if notice.valid_from and notice.valid_to and notice.valid_to < notice.valid_from:
            facts = {"first": str(notice.valid_from), "last": str(notice.valid_to)}
            yield Finding((*path, "valid_to"), said("dates-backwards", **facts))
        if not notice.weekdays:
            yield Finding((*path, "weekdays"), said("notice-never"))
        yield from bad_spans([((*path, "spans", i), span) for i, span in enumerate(notice.spans)])


def _policy_findings(hall: Hall) -> Iterator[Finding]:
    if ORDINARY not in hall.class_by_id:
        yield Finding(("policy", "classes"), said("ordinary-missing", id=ORDINARY))
    for service in hall.policy.service_weights:
        path = ("policy", "service_weights", service)
        yield from unknown("service", service, hall.service_by_id, path)


def _rating_findings(hall: Hall) -> Iterator[Finding]:
    ratings = hall.ratings
    for shorter, longer in pairwise(DEADLINES):
        if getattr(ratings, longer) < getattr(ratings, shorter):
            yield Finding(("ratings", longer), said("deadline-falls", other=shorter))
    spoken = hall.voice.languages
    yield from unknown_each("language", spoken, hall.languages, ("voice", "languages"))
