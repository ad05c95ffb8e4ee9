# SPDX-License-Identifier: Apache-2.0
"""What the holder of a ticket does once a bad rating was settled: rate the outcome, or appeal."""

import secrets
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery
from msgspec import ValidationError, convert

from hall.core.commands import Appeal, RateOutcome
from hall.core.followups import Stage
from hall.core.outcome import OutcomeShown
from hall.core.views import TicketView
from hall.web.access import PUBLIC
from hall.web.draw import Pages
from hall.web.holder import (
    LEVELS,
    TEXT_MAX,
    Form,
    address,
    ask,
    ask_for_call,
    number_in,
    wish_of,
)
from hall.web.key import no_ticket, opens
from hall.web.people import see

RATE, APPEAL = "outcome", "appeal"


@get(["/t/{ticket:str}/{key:str}/outcome", "/t/{ticket:str}/{key:str}/appeal"], guards=[PUBLIC])
async def outcome_page(
    request: Request[Any, Any, State],
    ticket: FromPath[str],
    key: FromPath[str],
    visit: FromQuery[str] = "",
    level: FromQuery[str] = "",
) -> Response[Any]:
    """Ask how the outcome of a visit's bad rating is, or why it is not accepted."""
    if not opens(request, ticket, key):
        return no_ticket(request)
    pages: Pages = request.app.state.pages
    deed = request.url.path.rpartition("/")[2]
    at = address(ticket, key)
    found = await _outcome(request, ticket, visit)
    if found is None or not found.until_day or (deed == RATE and found.again):
        return see(at)
    return pages.page(
        request,
        "phone_outcome.html",
        deed=deed,
        outcome=found,
        level=next((each for each in LEVELS if str(each) == level), 0),
        levels=LEVELS,
        text_max=TEXT_MAX,
        at=at,
        nonce=secrets.token_hex(8),
    )


@post("/t/{ticket:str}/{key:str}/outcome", guards=[PUBLIC])
async def rate_outcome(
    request: Request[Any, Any, State], ticket: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Rate how it was settled, and show the ticket's page again with what became of it."""
    if not opens(request, ticket, key):
        return no_ticket(request)
    wrong = await take_rating(request, ticket, await request.form())
    return see(f"{address(ticket, key)}?said={wrong or f'done-{RATE}'}")


async def take_rating(request: Request[Any, Any, State], ticket: str, form: Form) -> str:
    """Rate how it was settled as a form asks; return why it was not done, or nothing."""
    values = wish_of(ticket, form, "visit", "text", "level")
    try:
        command = convert(values, RateOutcome, strict=False)
    except ValidationError:
        return "wrong"
    return await ask(request, command)


@post("/t/{ticket:str}/{key:str}/appeal", guards=[PUBLIC])
async def appeal(
    request: Request[Any, Any, State], ticket: FromPath[str], key: FromPath[str]
) -> Response[Any]:
    """Appeal, and leave a number to be called at or not."""
    if not opens(request, ticket, key):
        return no_ticket(request)
    wrong = await take_appeal(request, ticket, await request.form())
    return see(f"{address(ticket, key)}?said={wrong or f'done-{APPEAL}'}")


async def take_appeal(request: Request[Any, Any, State], ticket: str, form: Form) -> str:
    """Appeal as a form asks; return why it was not done, or nothing."""
    values = wish_of(ticket, form, "visit", "text")
    try:
        number = number_in(form)
        command = convert({**values, "callback": bool(number)}, Appeal)
    except ValidationError:
        return "wrong"
    found = await _outcome(request, ticket, command.visit)
    if number and found is not None and found.stage is Stage.SETTLED:
        return await ask_for_call(request, command, command.visit, number)
    return await ask(request, command)


async def _outcome(
    request: Request[Any, Any, State], ticket: str, visit: str
) -> OutcomeShown | None:
    view: TicketView = await request.app.state.door.look(ticket=ticket)
    return next((each for each in view.outcomes if each.visit == visit), None)


ROUTES = (outcome_page, rate_outcome, appeal)
