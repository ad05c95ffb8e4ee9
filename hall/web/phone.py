# SPDX-License-Identifier: Apache-2.0
"""What a QR code on a paper opens: one ticket as it stands now, and a service's guide.

A ticket's address carries a key that nobody can guess (`hall.core.links`): who has it holds the
paper. Anybody may read a guide. Neither says anything about a person.
"""

from collections import OrderedDict
from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct
from msgspec.structs import replace

from config.schema import Hall
from hall.core.life import Life
from hall.core.views import TicketView
from hall.web.access import PUBLIC
from hall.web.draw import MINUTE_MS, Pages, reading, words
from hall.web.holder import Held, address, held
from hall.web.key import DATE_LENGTH, NOT_FOUND, no_ticket, opens
from hall.web.manager import day_name
from look.words import Words

SOON_AHEAD = 5
"""With so many ahead, or fewer, a phone asks often."""
SOON_MS = 5_000
LATER_MS = 15_000
FAR_AHEAD = 50
"""With more ahead, nothing on the page is urgent: thousands of phones then ask half as often."""
FAR_MS = 30_000
OVER_MS = 60_000
"""A ticket that is over asks too: a clerk may take the last step back."""
DRAWN_MAX = 10_000
"""Pages kept as they were drawn last: a few KB each."""
GONE = 410


class Now(Struct, frozen=True):
    """A ticket as it stands, and when to ask again."""

    at: int
    as_of: str
    html: str
    again_ms: int


# --- the ticket -------------------------------------------------------------------------------


@get("/t/{ticket:str}/{key:str}", guards=[PUBLIC])
async def ticket_page(
    request: Request[Any, Any, State], ticket: FromPath[str], key: FromPath[str]
) -> Response[str]:
    """Show one ticket to whoever has its key; what to do when it is not of today."""
    pages: Pages = request.app.state.pages
    if not opens(request, ticket, key):
        return no_ticket(request)
    found = await held(request, ticket)
    language = reading(request)
    told = request.query_params.get("said", "")
    told = f"phone-said-{told}" if f"phone-said-{told}" in words(language) else ""
    if found.view.ticket is None and found.ticket is not None and found.said:
        return pages.page(
            request,
            "phone_over.html",
            ticket=found.ticket,
            said=found.said,
            outcomes=found.view.outcomes,
            told=told,
            at=address(ticket, key),
            date=day_name(found.ticket.day, language),
            day_name=lambda day: day_name(day, language),
        )
    view = found.view
    if view.ticket is None:
        over = ticket[:DATE_LENGTH] < view.day
        kind, status = ("ticket-over", GONE) if over else ("ticket-unknown", NOT_FOUND)
        return pages.page(request, "phone_gone.html", status=status, kind=kind)
    return pages.page(
        request,
        "phone.html",
        view=view,
        ticket=view.ticket,
        key=key,
        told=told,
        date=day_name(view.ticket.id[:DATE_LENGTH], language),
        live=request.app.state.drawn.draw(language, found, address(ticket, key)),
        again_ms=again_ms(view),
        refresh_s=again_ms(view) // 1_000 + 5,
    )


@get("/t/{ticket:str}", guards=[PUBLIC], sync_to_thread=False)
def keyless_page(request: Request[Any, Any, State], ticket: FromPath[str]) -> Response[str]:
    """Say nothing about a ticket to who only guessed its number, not even whether there is one."""
    del ticket
    return no_ticket(request)


@get("/api/tickets/{ticket:str}/{key:str}", guards=[PUBLIC])
async def ticket_now(
    request: Request[Any, Any, State], ticket: FromPath[str], key: FromPath[str]
) -> Now:
    """Return the changing part of the page. NotFoundException when it is not of today."""
    pages: Pages = request.app.state.pages
    if not opens(request, ticket, key):
        raise NotFoundException(detail="today there is no such ticket")
    found = await held(request, ticket)
    view = found.view
    if view.ticket is None:
        raise NotFoundException(detail="today there is no such ticket")
    return Now(
        at=view.at,
        as_of=pages.clock(view.at, seconds=True),
        html=request.app.state.drawn.draw(reading(request), found, address(ticket, key)),
        again_ms=again_ms(view),
    )


def again_ms(view: TicketView) -> int:
    """Return after how long a phone asks again: often only when the call is near."""
    life = view.ticket.life if view.ticket is not None else ""
    if life == Life.WAITING:
        if view.ahead <= SOON_AHEAD:
            return SOON_MS
        return LATER_MS if view.ahead <= FAR_AHEAD else FAR_MS
    if life == Life.CALLED:
        return SOON_MS
    return LATER_MS if life in {Life.SERVING, Life.HELD} else OVER_MS


class Drawn:
    """The changing part of each page as it was drawn last: most questions find it unchanged.

    To draw costs hundreds of times as much as to compare.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._kept: OrderedDict[tuple[str, str], tuple[Held, str, str]] = OrderedDict()

    def draw(self, language: str, found: Held, at: str) -> str:
        """Return the changing part of the page; `at` is its secret address."""
        view = found.view
        wait = wait_text(words(language), view.wait_median_ms, view.wait_p90_ms)
        timeless = replace(view, seq=0, at=0, wait_median_ms=None, wait_p90_ms=None)
        shown = replace(found, view=timeless)
        kept = self._kept.get((at, language))
        if kept is None or kept[:2] != (shown, wait):
            kept = (shown, wait, _draw_ticket(self._pages, language, shown, at, wait))
            self._kept[at, language] = kept
            if len(self._kept) > DRAWN_MAX:
                self._kept.popitem(last=False)
        self._kept.move_to_end((at, language))
        return kept[2]


def _draw_ticket(pages: Pages, language: str, found: Held, at: str, wait: str) -> str:
    view = found.view
    return pages.draw(
        "phone_live.html",
        language,
        view=view,
        ticket=view.ticket,
        said=found.said,
        outcomes=view.outcomes,
        at=at,
        day_name=lambda day: day_name(day, language),
        wait=wait,
        places=places(pages.hall, language, view.windows),
    )


def wait_text(say: Words, median_ms: int | None, p90_ms: int | None) -> str:
    """Return a wait as an interval in minutes; empty when nobody can tell."""
    if median_ms is None or p90_ms is None:
        return ""
    low, high = median_ms // MINUTE_MS, p90_ms // MINUTE_MS
    if low >= high:
        return say("phone-wait-about", minutes=high) if high else say("phone-wait-none")
    return say("phone-wait-range", low=low, high=high) if low else say("phone-wait-to", high=high)


def places(hall: Hall, language: str, windows: tuple[str, ...]) -> tuple[str, ...]:
    """Return floor and zone of some windows, each once."""
    found: dict[str, None] = {}
    for window in (hall.window_by_id[id_] for id_ in windows if id_ in hall.window_by_id):
        for floor in (each for each in hall.floors if each.id == window.floor):
            zones = (zone.name.in_(language) for zone in floor.zones if zone.id == window.zone)
            found[" ".join((floor.name.in_(language), *zones))] = None
    return tuple(found)


# --- the guide --------------------------------------------------------------------------------


@get("/guide/{service:str}", sync_to_thread=False, guards=[PUBLIC])
def guide_page(request: Request[Any, Any, State], service: FromPath[str]) -> Response[str]:
    """Show what is public about a service, fit for a phone and for paper."""
    state = request.app.state
    pages: Pages = state.pages
    hall: Hall = state.hall
    found, guide = hall.service_by_id.get(service), state.guides.of(service)
    if found is None or guide is None:
        return pages.page(request, "phone_gone.html", status=NOT_FOUND, kind="guide-unknown")
    windows = hall.windows_by_service.get(service, ())
    return pages.page(
        request,
        "guide.html",
        service=found,
        guide=guide,
        department=next(each for each in hall.departments if each.id == found.department),
        windows=windows,
        places=places(hall, reading(request), windows),
    )


ROUTES = (ticket_page, keyless_page, ticket_now, guide_page)
