# SPDX-License-Identifier: Apache-2.0
"""Who is next, for how long, and when somebody must be told: settings of the queue."""

from typing import Annotated, Literal

from msgspec import Meta, field

from config.values import Days, Id, Level, Minutes, Setting, Text

Weight = Annotated[float, Meta(ge=0.01, le=100)]
Letter = Annotated[str, Meta(pattern=r"^[A-HJ-NP-Z]?\Z", description="a-letter")]


class PriorityClass(Setting, frozen=True, kw_only=True):
    """A kind of visitor: how fast the claim to be next grows, and what it starts with."""

    id: Id
    name: Text
    rate: Annotated[float, Meta(gt=0, le=1_000)] = 1.0
    """Claim gained by each minute of waiting."""
    head_start_minutes: Minutes = 0
    """Minutes of waiting credited when the ticket is taken."""
    letter: Letter = ""
    """Shown before the number, or empty."""


def _class(id_: str, name: Text, rate: float, head_start: int) -> PriorityClass:
    return PriorityClass(id=id_, name=name, rate=rate, head_start_minutes=head_start)


ORDINARY = "ordinary"
CLASSES = (
    _class(ORDINARY, Text(zh="普通", en="Ordinary", ug="ئادەتتىكى"), 1.0, 0),
    _class("appointment", Text(zh="预约", en="Appointment", ug="ئالدىن تىزىملاتقان"), 1.5, 15),
    _class("green", Text(zh="绿色通道", en="Green channel", ug="يېشىل يول"), 3.0, 30),
    _class("elderly", Text(zh="老年人", en="Older people", ug="ياشانغانلار"), 1.5, 10),
    _class("disabled", Text(zh="残疾人", en="People with disabilities", ug="مېيىپلار"), 2.0, 15),
    _class("pregnant", Text(zh="孕妇", en="Expectant mothers", ug="ھامىلدارلار"), 2.0, 15),
    _class("veteran", Text(zh="退役军人", en="Veterans", ug="پېنسىيەگە چىققان ھەربىيلەر"), 1.5, 10),
)


class Alarms(Setting, frozen=True, kw_only=True):
    """From where on the manager is told."""

    long_wait_minutes: Minutes = 30
    queue_length: Annotated[int, Meta(ge=1, le=10_000)] = 30
    device_lost_seconds: Annotated[int, Meta(ge=1, le=3_600)] = 10
    bad_rating_level: Level = 2
    """Ratings of this level and below alarm."""


class Policy(Setting, frozen=True, kw_only=True):
    """How the queue is run.

    A ticket's claim at a window is
    `rate * (minutes waited + head_start_minutes) * service weight * order_weight ** place`,
    where place counts from 0 down the window's `takes`; the largest claim is next.
    """

    classes: tuple[PriorityClass, ...] = CLASSES
    bypass_max: Annotated[int, Meta(ge=0, le=1_000)] = 5
    """Nobody is overtaken by later arrivals more often than this."""
    wait_limit_minutes: Minutes = 90
    """Whoever has waited this long is next, longest wait first, whatever the claims say."""
    order_weight: Annotated[float, Meta(gt=0, le=1)] = 1.0
    """1: the order of a window's services does not weigh."""
    service_weights: dict[Id, Weight] = field(default_factory=dict)
    """Weight of a service's claims; 1 where it is not named."""
    recalls_max: Annotated[int, Meta(ge=0, le=100)] = 5
    recall_pause_ms: Annotated[int, Meta(ge=0, le=600_000)] = 3_000
    """A recall sooner after the last call is refused."""
    passed_over_behind: Annotated[int, Meta(ge=0, le=1_000)] = 3
    """Somebody passed over may come back behind this many."""
    passed_over_times_max: Annotated[int, Meta(ge=0, le=100)] = 2
    """Second chances; after that a new number is needed."""
    undo_seconds: Annotated[int, Meta(ge=0, le=3_600)] = 60
    call_guard_ms: Annotated[int, Meta(ge=0, le=60_000)] = 1_000
    """A second press of the same key within this time does nothing."""
    away_alarm_minutes: Minutes = 20
    open_tickets_per_person: Annotated[int, Meta(ge=1, le=100)] = 1
    """Open tickets of one person for one service."""
    already_waiting: Literal["again", "refuse"] = "again"
    """Somebody at that limit gets the ticket they have once more, or a refusal with its number."""
    without_window: Literal["accept", "refuse"] = "accept"
    """Whether a ticket can be taken while no open window takes the service."""
    waiting_max: Annotated[int, Meta(ge=1, le=100_000)] = 1_000
    """Waiting tickets of one service; above that none can be taken."""
    promised_wait_minutes: Minutes = 20
    number_digits: Annotated[int, Meta(ge=2, le=5)] = 3
    alarms: Alarms = Alarms()


class Export(Setting, frozen=True, kw_only=True):
    """Reports that are written by themselves when a day or month is over."""

    folder: Annotated[str, Meta(min_length=1, max_length=255)] = "exports"
    """Within the data folder, or a whole path."""
    daily: tuple[Literal["csv", "xlsx", "pdf"], ...] = ()
    """In which forms each day is written; empty: it is not."""
    monthly: tuple[Literal["csv", "xlsx", "pdf"], ...] = ()
    language: Literal["zh", "en"] = "zh"


class Ratings(Setting, frozen=True, kw_only=True):
    """Deadlines of ratings and what follows a bad one, in working days.

    There is no level by default: a visit that nobody rated stays unrated, for ever.
    """

    pad_seconds: Annotated[int, Meta(ge=5, le=600)] = 60
    """How long the pad waits for a rating."""
    supplement_working_days: Days = 5
    """How long a visit can still be rated by QR code."""
    classify_working_days: Days = 2
    general_working_days: Days = 5
    complex_working_days: Days = 15
    callback_named: bool = True
    """Whoever rates badly and leaves a number is called back before it is settled."""
    contact_working_days: Days = 1
    """By when they are called back."""
    outcome_working_days: Days = 10
    """How long the citizen can rate how it was settled, or appeal, by phone."""
    appeal_working_days: Days = 5
    """By when an appeal is settled."""
