# SPDX-License-Identifier: Apache-2.0
"""What one hall is: every setting, typed and strict. A setting not named here does not exist."""

from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from config.accounts import Accounts
from config.devices import (
    Bridge,
    Display,
    Evaluator,
    Kiosk,
    Network,
    Pad,
    Position,
    Printer,
    SerialPort,
    Voice,
    VolumeSpan,
)
from config.hooks import Webhook
from config.hours import ExtraDay, Hours, Week
from config.policy import Alarms, Export, Policy, PriorityClass, Ratings
from config.values import (
    Days,
    Id,
    IdOrNone,
    Keyword,
    Language,
    Metres,
    Minutes,
    Name,
    Prefix,
    Setting,
    Span,
    Text,
)

__all__ = [
    "Accounts",
    "Alarms",
    "Appointments",
    "Bridge",
    "CaseType",
    "Clerk",
    "Department",
    "Display",
    "Evaluator",
    "Export",
    "ExtraDay",
    "Feature",
    "Floor",
    "Hall",
    "Hours",
    "Kiosk",
    "Language",
    "LifeEvent",
    "Network",
    "Notice",
    "Pad",
    "Policy",
    "Position",
    "Printer",
    "PriorityClass",
    "Ratings",
    "Relief",
    "SerialPort",
    "Service",
    "SlotQuota",
    "Text",
    "Theme",
    "Voice",
    "VolumeSpan",
    "Webhook",
    "Week",
    "Window",
    "Zone",
]

Quota = Annotated[int, Meta(ge=1, le=100_000)]


class CaseType(StrEnum):
    """How long a case of a service takes."""

    IMMEDIATE = "immediate"
    TIME_LIMITED = "time_limited"
    CONSULTATION = "consultation"
    JOINT = "joint"


class Theme(Setting, frozen=True, kw_only=True):
    """A subject under which departments are found."""

    id: Id
    name: Text


class LifeEvent(Setting, frozen=True, kw_only=True):
    """Something that happens in a life and brings people to the hall."""

    id: Id
    name: Text
    keywords: tuple[Keyword, ...] = ()


class Department(Setting, frozen=True, kw_only=True):
    """An office that staffs windows."""

    id: Id
    name: Text
    prefix: Annotated[str, Meta(pattern=r"^[A-HJ-NP-Z]{1,2}\Z", description="a-prefix")]
    theme: IdOrNone = ""
    telephone: Annotated[str, Meta(max_length=40)] = ""


class SlotQuota(Setting, frozen=True, kw_only=True):
    """At most so many tickets in one part of the day."""

    span: Span
    quota: Quota


class Appointments(Setting, frozen=True, kw_only=True):
    """How visits to a service are booked."""

    slot_minutes: Annotated[int, Meta(ge=5, le=480)] = 30
    capacity: Annotated[int, Meta(ge=1, le=10_000)] = 4
    days_ahead: Annotated[int, Meta(ge=1, le=365)] = 7
    early_minutes: Minutes = 15
    late_minutes: Minutes = 10


class Service(Setting, frozen=True, kw_only=True):
    """An item people come for."""

    id: Id
    department: Id
    name: Text
    case_type: CaseType
    statutory_days: Days | None = None
    promised_days: Days | None = None
    prefix: Prefix = ""
    """Number series; empty: the department's."""
    quota_per_day: Quota | None = None
    slots: tuple[SlotQuota, ...] = ()
    hours: Week | None = None
    """Hours of its own, within days the hall is open; None: the hall's."""
    appointments: Appointments | None = None
    life_events: tuple[Id, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    """What else people call it."""
    typical_minutes: Annotated[float, Meta(gt=0, le=480)] = 8.0
    """A guess at one visit's length, until the hall has measured it."""
    green_channel: bool = False


class Relief(Setting, frozen=True, kw_only=True):
    """What a window takes besides, for a part of the day, while others are away."""

    span: Span
    takes: tuple[Id, ...]


class Window(Setting, frozen=True, kw_only=True):
    """A counter where a clerk meets a citizen."""

    id: Id
    takes: tuple[Id, ...]
    """Services or whole departments, the most important first."""
    name: Text | None = None
    floor: IdOrNone = ""
    zone: IdOrNone = ""
    position: Position | None = None
    low_counter: bool = False
    extended_hours: Week | None = None
    """When it is open besides the hall's hours."""
    relief: tuple[Relief, ...] = ()


class Clerk(Setting, frozen=True, kw_only=True):
    """Somebody who works at windows."""

    number: Id
    name: Text
    duty: Text | None = None
    department: IdOrNone = ""
    photo: Annotated[str, Meta(max_length=255)] = ""


class Zone(Setting, frozen=True, kw_only=True):
    """A part of a floor, as a rectangle on the map."""

    id: Id
    name: Text
    x_m: Metres = 0.0
    y_m: Metres = 0.0
    width_m: Metres = 0.0
    depth_m: Metres = 0.0


class Feature(Setting, frozen=True, kw_only=True):
    """What else the map shows."""

    kind: Literal["entrance", "desk", "lift", "stairs", "toilet", "water", "seats"]
    position: Position


class Floor(Setting, frozen=True, kw_only=True):
    """One floor of the building."""

    id: Id
    name: Text
    width_m: Metres = 0.0
    depth_m: Metres = 0.0
    zones: tuple[Zone, ...] = ()
    features: tuple[Feature, ...] = ()


class Notice(Setting, frozen=True, kw_only=True):
    """Something the hall tells everybody, on screens and perhaps aloud."""

    id: Id
    text: Text
    valid_from: date | None = None
    valid_to: date | None = None
    """The last day it is shown."""
    spans: tuple[Span, ...] = ()
    """Parts of the day in which it is shown; empty: all day."""
    weekdays: tuple[Annotated[int, Meta(ge=1, le=7)], ...] = (1, 2, 3, 4, 5, 6, 7)
    """1 is Monday."""
    picture: Annotated[str, Meta(max_length=255)] = ""
    spoken: bool = False


class Hall(Setting, frozen=True, kw_only=True, dict=True):
    """One hall, whole."""

    id: Id
    name: Text
    time_zone: Name = "Asia/Shanghai"
    languages: tuple[Language, ...] = ("zh", "en")
    departments: tuple[Department, ...]
    services: tuple[Service, ...]
    windows: tuple[Window, ...]
    clerks: tuple[Clerk, ...] = ()
    kiosks: tuple[Kiosk, ...] = ()
    displays: tuple[Display, ...] = ()
    evaluators: tuple[Evaluator, ...] = ()
    bridges: tuple[Bridge, ...] = ()
    printers: tuple[Printer, ...] = ()
    floors: tuple[Floor, ...] = ()
    themes: tuple[Theme, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    notices: tuple[Notice, ...] = ()
    policy: Policy = Policy()
    hours: Hours = Hours()
    voice: Voice = Voice()
    ratings: Ratings = Ratings()
    export: Export = Export()
    network: Network = Network()
    accounts: Accounts = Accounts()
    webhooks: tuple[Webhook, ...] = ()

    @cached_property
    def department_by_id(self) -> dict[str, Department]:
        """Departments by their id, in order."""
        return {department.id: department for department in self.departments}

    @cached_property
    def service_by_id(self) -> dict[str, Service]:
        """Services by their id, in order."""
        return {service.id: service for service in self.services}

    @cached_property
    def window_by_id(self) -> dict[str, Window]:
        """Windows by their id, in order."""
        return {window.id: window for window in self.windows}

    @cached_property
    def clerk_by_number(self) -> dict[str, Clerk]:
        """Clerks by their number, in order."""
        return {clerk.number: clerk for clerk in self.clerks}

    @cached_property
    def class_by_id(self) -> dict[str, PriorityClass]:
        """Priority classes by their id, in order."""
        return {class_.id: class_ for class_ in self.policy.classes}

    @cached_property
    def services_by_window(self) -> dict[str, tuple[str, ...]]:
        """Ids of the services each window takes, the most important first."""
        return {window.id: self.expand(window.takes) for window in self.windows}

    @cached_property
    def windows_by_service(self) -> dict[str, tuple[str, ...]]:
        """Ids of the windows that take each service."""
        taken = self.services_by_window
        return {
            service.id: tuple(
                window for window, services in taken.items() if service.id in services
            )
            for service in self.services
        }

    @cached_property
    def services_by_department(self) -> dict[str, tuple[str, ...]]:
        """Ids of the services of each department, in order."""
        return {
            department.id: tuple(s.id for s in self.services if s.department == department.id)
            for department in self.departments
        }

    def starting_in(self, language: str) -> "Hall":
        """Return the hall as a device tells it that starts in a language; empty: in the hall's."""
        if not language:
            return self
        others = (other for other in self.languages if other != language)
        return replace(self, languages=(language, *others))

    def expand(self, takes: tuple[str, ...]) -> tuple[str, ...]:
        """Return ids of services for ids of services and departments, each once, in order."""
        found = (self.services_by_department.get(taken, (taken,)) for taken in takes)
        return tuple(dict.fromkeys(service for group in found for service in group))

    def prefix_of(self, service: str) -> str:
        """Return the letters before the numbers of a service."""
        found = self.service_by_id[service]
        return found.prefix or self.department_by_id[found.department].prefix
