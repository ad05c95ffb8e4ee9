# SPDX-License-Identifier: Apache-2.0
"""The manager's page: the hall today, as it is now."""

import asyncio
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromQuery, JSONBody
from msgspec import Struct

from bus.messages import Refusal
from config.schema import Hall
from hall.core.accounts import Role, Scope
from hall.core.alarms import Alarm, AlarmKind
from hall.core.counts import Figures
from hall.core.facts import Recorded, tag_of
from hall.core.hooks import alarm_key
from hall.core.report import report_of
from hall.core.selfcheck import Violation
from hall.core.views import HallView, QueueShown
from hall.report import COLUMNS, day_rows
from hall.store.accounts import Claim
from hall.store.log import Archive
from hall.tables import Cell, as_csv
from hall.web.access import asker, requires
from hall.web.chart import day_chart
from hall.web.claims import Claims
from hall.web.draw import Names, Pages, fault_text, reading, words
from look.words import Words

MINUTE_MS = 60_000
CSV_TYPE = "text/csv; charset=utf-8"
URGENT = frozenset(
    {
        AlarmKind.STORE_FAILED,
        AlarmKind.STORE_UNREADABLE,
        AlarmKind.RULE_BROKEN,
        AlarmKind.PART_LOST,
        AlarmKind.NO_WINDOW,
        AlarmKind.BAD_RATING,
        AlarmKind.FOLLOW_UP_OVERDUE,
    }
)
_WAITING_AT = "/manager/tickets?service={}&life=waiting"
SEEN_TO_AT = {
    AlarmKind.LONG_WAIT: _WAITING_AT,
    AlarmKind.LONG_QUEUE: _WAITING_AT,
    AlarmKind.NO_WINDOW: _WAITING_AT,
    AlarmKind.WINDOW_AWAY: "/manager/tickets?window={}",
    AlarmKind.BAD_RATING: "/manager/followups",
    AlarmKind.FOLLOW_UP_OVERDUE: "/manager/followups?show=overdue",
    AlarmKind.CASES_NEAR: "/cases",
    AlarmKind.CASES_PAST: "/cases",
    AlarmKind.PART_LOST: "#devices",
    AlarmKind.PART_FAULT: "#devices",
    AlarmKind.RULE_BROKEN: "#broken",
}
"""Where an alarm is seen to; `{}` stands for what it is about."""
MANAGERS = requires(Role.MANAGER, scope=Scope.MANAGE)
MANAGERS_AND_READERS = requires(Role.MANAGER, scope=Scope.READ)
BROKEN_SHOWN = 3
"""Broken rules shown with the facts around them, the newest ones."""
OUT_OF_HOURS = (Refusal.CLOSED, Refusal.HOLIDAY)
FILTERS = ("service", "window", "clerk", "life")


class AlarmShown(Struct, frozen=True):
    """One alarm as a row."""

    key: str
    text: str
    address: str
    """Where it is seen to; empty when nowhere in particular."""
    since_at: int
    urgent: bool
    claim: Claim | None
    """Who looks after it, if somebody does."""


class FactShown(Struct, frozen=True):
    """One fact around a broken rule, with nothing about a person."""

    at: int
    seq: int
    kind: str
    ticket: str
    window: str


class Wish(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody looks after an alarm, or no longer."""

    key: str


# --- today ------------------------------------------------------------------------------------


@get("/manager", guards=[requires(Role.MANAGER)])
async def today_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show the hall as it is."""
    state = request.app.state
    view: HallView = await state.door.look()
    live = draw_today(state.pages, reading(request), view, state.claims)
    page: Response[str] = state.pages.page(request, "manager.html", live=live, at=view.at)
    return page


@post("/api/alarms/claim", status_code=200, guards=[MANAGERS])
async def claim_alarm(request: Request[Any, Any, State], data: JSONBody[Wish]) -> dict[str, bool]:
    """Note that somebody looks after an alarm, or no longer."""
    state = request.app.state
    view: HallView = await state.door.look()
    by = asker(request)
    done = await asyncio.to_thread(state.claims.claim, data.key, view.at, by)
    state.hub.change()
    return {"done": done}


def draw_today(pages: Pages, language: str, view: HallView, claims: Claims) -> str:
    """Return the hall as it is."""
    rows = alarm_rows(pages.hall, words(language), view, claims)
    queues = [queue for queue in view.queues if _matters(queue)]
    names = Names(pages.hall, language)
    busy = [(w.window, w.window, w.today) for w in view.windows if _worked(w.today)]
    clerks = [(c.key[1], f"{c.key[1]} {names.clerk(c.key[1])}", c) for c in view.clerks]
    return pages.draw(
        "manager_live.html",
        language,
        view=view,
        today=view.today,
        date=day_name(view.day, language),
        alarms=rows,
        broken=[(each, tuple(facts_around(each))) for each in view.violations[-BROKEN_SHOWN:]],
        queues=queues,
        quiet=len(view.queues) - len(queues),
        busy=busy,
        idle=len(view.windows) - len(busy),
        clerks=clerks,
        shut=shut(view),
        opens=opens(pages, view, language),
        longest=min((q.oldest_at for q in view.queues if q.oldest_at), default=None),
        promised_ms=pages.hall.policy.promised_wait_minutes * MINUTE_MS,
        chart=day_chart(view.slots, view.at, pages.clock),
    )


def facts_around(broken: Violation) -> Iterator[FactShown]:
    """Yield the facts just before a broken rule, the newest first."""
    for recorded in reversed(broken.facts):
        fact = recorded.fact
        ticket, window = getattr(fact, "ticket", ""), getattr(fact, "window", "")
        yield FactShown(recorded.at, recorded.seq, tag_of(fact), ticket, window)


def day_name(day: str, language: str) -> str:
    """Return a date as people say it."""
    found, says = date.fromisoformat(day), Words("look", language)
    return says(
        "date",
        month=found.month,
        day=found.day,
        weekday=says("weekday", day=found.isoweekday()),
    )


def shut(view: HallView) -> bool:
    """Whether no number is given because of the hour or the day."""
    return all(queue.queue.refusal in OUT_OF_HOURS for queue in view.queues)


def opens(pages: Pages, view: HallView, language: str) -> str:
    """Return when numbers are given again, as people say it: of another day with its date."""
    opens_at = min((q.queue.until_at for q in view.queues if q.queue.until_at), default=None)
    if opens_at is None:
        return ""
    day, time = pages.day_clock(opens_at).split()
    return time if day == view.day else f"{day_name(day, language)} {time}"


def _worked(today: Figures) -> bool:
    return bool(today.served or today.passed_over or today.transferred or today.rated)


def _matters(queue: QueueShown) -> bool:
    today = queue.today
    return bool(today.issued or today.served or queue.queue.waiting)


def alarm_rows(hall: Hall, say: Words, view: HallView, claims: Claims) -> list[AlarmShown]:
    """Return the alarms in words, the worst first; parts that are lost together are one.

    Claims of alarms that are over end with it.
    """
    keyed = [(alarm_key(alarm), alarm) for alarm in _merged(view.alarms)]
    claims.stand(frozenset(key for key, _ in keyed), view.at)
    return [
        AlarmShown(
            key=key,
            text=_alarm_text(hall, say, alarm),
            address=_seen_to_at(alarm),
            since_at=alarm.since_at,
            urgent=alarm.kind in URGENT,
            claim=claims.of(key),
        )
        for key, alarm in keyed
    ]


def alarm_texts(hall: Hall, say: Words, alarms: Iterable[Alarm]) -> Iterator[str]:
    """Yield alarms in words, the worst first; parts that are lost together are one."""
    for alarm in _merged(alarms):
        yield _alarm_text(hall, say, alarm)


def _merged(alarms: Iterable[Alarm]) -> list[Alarm]:
    found = list(alarms)
    lost = [alarm.subject for alarm in found if alarm.kind is AlarmKind.PART_LOST]
    merged = Alarm(AlarmKind.PART_LOST, ", ".join(lost), value=len(lost))
    others = [alarm for alarm in found if alarm.kind is not AlarmKind.PART_LOST]
    return sorted([merged] * bool(lost) + others, key=lambda alarm: alarm.kind not in URGENT)


def _seen_to_at(alarm: Alarm) -> str:
    return SEEN_TO_AT.get(alarm.kind, "").format(quote(alarm.subject))


def _alarm_text(hall: Hall, say: Words, alarm: Alarm) -> str:
    key = f"alarm-{alarm.kind.value}"
    service = hall.service_by_id.get(alarm.subject)
    known: dict[str, str | int] = {
        "name": alarm.subject if service is None else service.name.in_(say.language),
        "number": alarm.subject.rpartition("-")[2],
        "minutes": alarm.value // MINUTE_MS,
        "count": alarm.value,
        "detail": fault_text(alarm.detail, say),
        "promise": hall.policy.promised_wait_minutes,
    }
    return say(key, **{name: known[name] for name in say.entries()[key]})


# --- behind the figures -----------------------------------------------------------------------


def facts_of(folder: Path, day: str) -> tuple[str, list[Recorded]]:
    """Return a day and its facts from the log, the newest day for an empty one.

    NotFoundException when nothing is recorded.
    """
    archive = Archive(folder)
    try:
        days = archive.days()
        wanted = day or (days[-1] if days else "")
        facts = archive.facts_of(wanted)
    finally:
        archive.close()
    if not facts:
        raise NotFoundException(detail=f"nothing is recorded for {wanted or 'any day'}")
    return wanted, facts


@get("/manager/day.csv", guards=[MANAGERS_AND_READERS])
async def day_csv(request: Request[Any, Any, State], day: FromQuery[str] = "") -> Response[str]:
    """Return the day's figures as CSV, as `hallflow report --format csv` prints them."""
    state = request.app.state
    say = words(reading(request))

    def table() -> tuple[str, list[dict[str, Cell]]]:
        wanted, facts = facts_of(state.folder, day)
        return wanted, list(day_rows(say, state.hall, report_of(state.hall, facts)))

    wanted, rows = await asyncio.to_thread(table)
    columns = {name: name for name in ("kind", *COLUMNS)}
    return _csv(as_csv(columns, rows), f"day-{wanted}.csv")


def _csv(text: str, name: str) -> Response[str]:
    # The mark tells spreadsheets that this is UTF-8.
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response("\ufeff" + text, media_type=CSV_TYPE, headers=headers)


ROUTES = (today_page, claim_alarm, day_csv)
