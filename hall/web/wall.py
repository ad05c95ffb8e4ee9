# SPDX-License-Identifier: Apache-2.0
"""The hall on a wall screen: how it goes, live, for whoever stands before it; it has no buttons."""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State

from hall.core.accounts import Role
from hall.core.alarms import AlarmKind
from hall.core.views import HallView
from hall.web.access import requires
from hall.web.draw import Pages, reading, words
from hall.web.manager import MINUTE_MS, alarm_texts, day_name, opens, shut

WATCHERS = requires(Role.DISPLAY)
QUEUES_SHOWN = 6
ALARMS_SHOWN = 4
"""No more of either: a wall has no scroll bar, and 64 windows stand beside them."""
OF_THE_HALL = frozenset(
    {
        AlarmKind.STORE_FAILED,
        AlarmKind.PART_LOST,
        AlarmKind.PART_FAULT,
        AlarmKind.WINDOW_AWAY,
        AlarmKind.LONG_QUEUE,
        AlarmKind.NO_WINDOW,
    }
)
"""Alarms that everybody may read: none about a rating or a person, nor long waits, shown anyway."""


@get("/wall", guards=[WATCHERS])
async def wall_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show the hall to everybody in the room."""
    state = request.app.state
    pages: Pages = state.pages
    view: HallView = await state.door.look()
    live = draw_wall(pages, reading(request), view)
    return pages.page(request, "wall.html", live=live, at=view.at)


def draw_wall(pages: Pages, language: str, view: HallView) -> str:
    """Return the hall as everybody in the room may see it."""
    waiting = [shown for shown in view.queues if shown.queue.waiting]
    queues = sorted(waiting, key=lambda shown: (shown.oldest_at or 0, shown.queue.service))
    alarms = [alarm for alarm in view.alarms if alarm.kind in OF_THE_HALL]
    texts = list(alarm_texts(pages.hall, words(language), alarms))
    return pages.draw(
        "wall_live.html",
        language,
        view=view,
        today=view.today,
        date=day_name(view.day, language),
        shut=shut(view),
        opens=opens(pages, view, language),
        queues=queues[:QUEUES_SHOWN],
        more_queues=max(0, len(queues) - QUEUES_SHOWN),
        alarms=texts[:ALARMS_SHOWN],
        more_alarms=max(0, len(texts) - ALARMS_SHOWN),
        promised_ms=pages.hall.policy.promised_wait_minutes * MINUTE_MS,
    )


ROUTES = (wall_page,)
