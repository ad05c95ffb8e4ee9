# SPDX-License-Identifier: Apache-2.0
"""Staffing, what-if and the record of told waits: what a promise needs, and how told ones held."""

import asyncio
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request, Response, get
from litestar.datastructures import State
from msgspec import Struct

from config.schema import Hall
from hall.core.accounts import Role
from hall.core.record import ForecastRecord, forecast_record
from hall.core.script import script_of
from hall.core.staffing import Promise, Slot, staffing
from hall.core.whatif import EVERY_SERVICE, Compared, what_if
from hall.report import record_text
from hall.store.log import Archive
from hall.web.access import requires
from hall.web.chart import Chart, Stretch, chart
from hall.web.draw import Pages, reading, words
from hall.web.manager import day_name, facts_of
from hall.whatif import change_of, changed_policy, stretch

MINUTE_MS = 60_000
DAYS_OFFERED = 60
SHARES = (0.8, 0.9, 0.95)
SETTINGS = (
    "bypass_max",
    "wait_limit_minutes",
    "order_weight",
    "passed_over_behind",
    "passed_over_times_max",
)
"""Settings of the queue that a manager may try out."""
SHOWN_MAX = 14
"""Services in the chart, those that most people came for."""


class Wish(Struct, frozen=True):
    """What the form asks: a day, a promise, and a change or none."""

    day: str = ""
    minutes: float = 20.0
    share: float = 0.9
    window: str = ""
    begin: str = "09:00"
    end: str = "12:00"
    close: bool = False
    setting: str = ""
    value: str = ""

    @property
    def changes(self) -> bool:
        """Whether there is anything to try."""
        return bool(self.window or self.setting)


class Plan(Struct, frozen=True):
    """What came of it."""

    day: str
    days: tuple[str, ...]
    slots: tuple[Slot, ...]
    compared: tuple[Compared, ...]
    record: ForecastRecord
    fault: str


def wish_of(query: dict[str, str], hall: Hall) -> Wish:
    """Return what the form's fields ask; what is no number or no window is as if not filled in."""
    window, setting = query.get("window", ""), query.get("setting", "")
    return Wish(
        day=query.get("day", ""),
        minutes=_number(query.get("minutes", ""), float(hall.policy.promised_wait_minutes)),
        share=min(0.99, _number(query.get("share", ""), 0.9)),
        window=window if window in hall.window_by_id else "",
        begin=query.get("begin", "") or "09:00",
        end=query.get("end", "") or "12:00",
        close=query.get("change", "") == "close",
        setting=setting if setting in SETTINGS else "",
        value=query.get("value", "").strip(),
    )


def _number(text: str, otherwise: float) -> float:
    try:
        found = float(text)
    except ValueError:
        return otherwise
    return found if 0 < found < 1_000 else otherwise  # noqa: PLR2004 (minutes)


def plan(folder: Path, hall: Hall, wish: Wish) -> Plan:
    """Work out both from the log. NotFoundException when nothing is recorded for the day."""
    archive = Archive(folder)
    days = tuple(reversed(archive.days()[-DAYS_OFFERED:]))
    archive.close()
    day, facts = facts_of(folder, wish.day)
    promise = Promise(wish.minutes, wish.share)
    slots = tuple(staffing(facts, ZoneInfo(hall.time_zone), promise))
    compared: tuple[Compared, ...] = ()
    fault = ""
    script = script_of(facts)
    if wish.changes and script.arrivals:
        try:
            span = [stretch(f"{wish.window}@{wish.begin}-{wish.end}")] if wish.window else []
            policy = (
                changed_policy(hall.policy, f"{wish.setting}={wish.value}")
                if wish.setting
                else None
            )
            opened, closed = ([], span) if wish.close else (span, [])
            found = what_if(hall, script, change_of(hall, day, opened, closed, policy))
            compared = (found[0], *sorted(found[1:], key=lambda each: -each.before.people))
        except ArgumentTypeError as error:
            fault = str(error)
    return Plan(day, days, slots, compared, forecast_record(hall, facts), fault)


@get("/manager/plan", guards=[requires(Role.MANAGER)])
async def plan_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show a day's staffing table, the day played again with a change, and its record of waits."""
    state = request.app.state
    hall: Hall = state.hall
    pages: Pages = state.pages
    wish = wish_of(dict(request.query_params), hall)
    found = await asyncio.to_thread(plan, state.folder, hall, wish)
    return pages.page(
        request,
        "plan.html",
        wish=wish,
        plan=found,
        date=day_name(found.day, reading(request)),
        record=record_text(words(reading(request)), found.record),
        staffing_chart=_staffing_chart(found.slots),
        whatif_chart=_whatif_chart(found.compared),
        shares=SHARES,
        settings=SETTINGS,
        everything=EVERY_SERVICE,
        policy=hall.policy,
    )


def _staffing_chart(slots: tuple[Slot, ...]) -> Chart:
    return chart(
        [Stretch(slot.begins, (slot.needed, slot.open), slot.load) for slot in slots],
        ("arrived", "served"),
        one_scale=True,
    )


def _whatif_chart(compared: tuple[Compared, ...]) -> Chart:
    """Return 90th percentiles before and after, of the whole hall and the most wanted services."""
    return chart(
        [
            Stretch(str(place), (_minutes(each.before.p90_ms), _minutes(each.after.p90_ms)), None)
            for place, each in enumerate(compared[:SHOWN_MAX])
        ],
        ("arrived", "served"),
        moments=False,
    )


def _minutes(milliseconds: int | None) -> float:
    return 0.0 if milliseconds is None else milliseconds / MINUTE_MS


ROUTES = (plan_page,)
