# SPDX-License-Identifier: Apache-2.0
"""What a QR code on a paper opens: one ticket as it stands now, and a service's guide.

A ticket's address carries a key that nobody can guess (`hall.core.links`): who has it holds the
paper. Anybody may read a guide. Neither says anything about a person.
"""

from typing import Any

from litestar import Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct

from config.schema import Hall
from hall.core.life import Life
from hall.core.views import TicketView
from hall.web.access import PUBLIC
from hall.web.draw import Pages, reading, words
from hall.web.face import SOON_AHEAD, places, said_values
from hall.web.holder import address, held
from hall.web.key import DATE_LENGTH, NOT_FOUND, no_ticket, opens
from hall.web.manager import day_name

SOON_MS = 5_000
LATER_MS = 15_000
FAR_AHEAD = 50
"""With more ahead, nothing on the page is urgent: thousands of phones then ask half as often."""
FAR_MS = 30_000
OVER_MS = 60_000
"""A ticket that is over asks too: a clerk may take the last step back."""
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
            told=told,
            at=address(ticket, key),
            date=day_name(found.ticket.day, language),
            **said_values(language, found.said, found.view.outcomes),
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
        at=address(ticket, key),
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
