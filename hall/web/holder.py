# SPDX-License-Identifier: Apache-2.0
"""What the holder of a ticket does on its page: leave, come back, be late, rate.

Forms and redirects only, so it works without scripts. They need no token against forgery: the
secret address itself is the right to do it, no cookie is, so another site has nothing to borrow.
"""

import asyncio
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from msgspec import Struct, ValidationError, convert

from bus.messages import Command, Refused, TicketCancel
from config import labels
from config.schema import Hall
from hall.core.commands import Appeal, ComeBack, Explain, RateVisit, StepBack
from hall.core.fold import replay
from hall.core.followups import BAD_LEVEL_MAX
from hall.core.holder import can_explain, rate_until
from hall.core.life import Ticket, Visit
from hall.core.opening import Opening
from hall.core.views import TicketView
from hall.store.contacts import Contacts
from hall.store.log import Archive
from hall.web.access import PUBLIC
from hall.web.draw import Pages
from hall.web.key import DATE_LENGTH, no_ticket, opens
from hall.web.people import see

SENDER = "phone"
ASKED = ("leave", "late")
"""Done with a second touch, on a page that asks once more."""
DEEDS = {"leave": TicketCancel, "return": ComeBack, "late": StepBack}
LEVELS = labels.LEVELS
BAD = {str(level) for level in range(1, BAD_LEVEL_MAX + 1)}
NUMBER = re.compile(r"[+0-9][0-9 ()-]{4,24}", re.ASCII)
TEXT_MAX = 400
Form = Mapping[str, Any]


class Said(Struct, frozen=True):
    """One visit as its holder sees it."""

    visit: Visit
    until: str
    """The last day for a rating."""
    rate: bool
    explain: bool


class Held(Struct, frozen=True):
    """A ticket in its holder's hand: as the hall knows it now, else as the log does."""

    view: TicketView
    ticket: Ticket | None
    """None: there is no such ticket."""
    said: tuple[Said, ...]

    def of(self, token: str) -> Said | None:
        """Return a visit that something can still be said about."""
        found = (each for each in self.said if each.visit.token == token)
        return next((each for each in found if each.rate or each.explain), None)


def said_of(hall: Hall, opening: Opening, ticket: Ticket, today: str) -> tuple[Said, ...]:
    """Return the visits of a ticket that ended, with what can still be said of each."""
    return tuple(
        Said(
            visit=visit,
            until=until.isoformat(),
            rate=visit.level is None and today <= until.isoformat(),
            explain=can_explain(visit) and today <= until.isoformat(),
        )
        for visit in ticket.visits
        if not visit.transferred
        for until in (rate_until(hall, opening, visit),)
    )


async def held(request: Request[Any, Any, State], ticket: str) -> Held:
    """Return a ticket as it stands, from the log when it is of an earlier day."""
    state = request.app.state
    view: TicketView = await state.door.look(ticket=ticket)
    whole = view.whole
    if whole is None and ticket[:DATE_LENGTH] < view.day:
        whole = await asyncio.to_thread(_from_log, state.folder, state.hall, ticket)
    if whole is None:
        return Held(view, None, ())
    return Held(view, whole, said_of(state.hall, state.opening, whole, view.day))


def _from_log(folder: Path, hall: Hall, ticket: str) -> Ticket | None:
    archive = Archive(folder)
    try:
        facts = archive.facts_about(ticket[:DATE_LENGTH], ticket)
    finally:
        archive.close()
    return replay(hall.window_by_id, facts).tickets.get(ticket)


# --- pages ------------------------------------------------------------------------------------


@get("/t/{ticket:str}/{key:str}/{deed:str}", guards=[PUBLIC])
async def ask_page(
    request: Request[Any, Any, State],
    ticket: FromPath[str],
    key: FromPath[str],
    deed: FromPath[str],
) -> Response[Any]:
    """Ask once more before somebody leaves or steps back; ask how a visit was."""
    pages: Pages = request.app.state.pages
    if not opens(request, ticket, key):
        return no_ticket(request)
    found = await held(request, ticket)
    if found.ticket is None:
        return no_ticket(request)
    here = address(ticket, key)
    if deed == "rate":
        return _rate_page(request, found, here)
    possible = {"leave": found.view.may.leave, "late": found.view.may.behind > 0}
    if deed not in ASKED:
        raise NotFoundException(detail="there is no such page")
    if not possible[deed]:
        return see(here)
    nonce = secrets.token_hex(8)
    return pages.page(
        request,
        "phone_ask.html",
        deed=deed,
        ticket=found.ticket,
        may=found.view.may,
        at=here,
        nonce=nonce,
        undo_s=pages.hall.policy.undo_seconds,
    )


def _rate_page(request: Request[Any, Any, State], found: Held, at: str) -> Response[Any]:
    pages: Pages = request.app.state.pages
    said = found.of(request.query_params.get("visit", ""))
    if said is None:
        return see(at)
    wished = request.query_params.get("level", "")
    level = said.visit.level or next((level for level in LEVELS if str(level) == wished), 0)
    return pages.page(
        request,
        "phone_rate.html",
        said=said,
        ticket=found.ticket,
        level=level,
        levels=LEVELS,
        labels=[] if said.visit.labels else labels.offered(level),
        bad=level <= BAD_LEVEL_MAX and said.rate,
        text_max=TEXT_MAX,
        at=at,
        nonce=secrets.token_hex(8),
    )


@post("/t/{ticket:str}/{key:str}/{deed:str}", guards=[PUBLIC])
async def do(
    request: Request[Any, Any, State],
    ticket: FromPath[str],
    key: FromPath[str],
    deed: FromPath[str],
) -> Response[Any]:
    """Do it, and show the ticket's page again with what became of it."""
    if not opens(request, ticket, key):
        return no_ticket(request)
    if deed != "rate" and deed not in DEEDS:
        raise NotFoundException(detail="there is no such deed")
    wrong = await take(request, ticket, deed, await request.form())
    return see(f"{address(ticket, key)}?said={wrong or f'done-{deed}'}")


async def take(request: Request[Any, Any, State], ticket: str, deed: str, form: Form) -> str:
    """Do what a form asks; return why it was not done, or nothing."""
    try:
        command = await _command(request, ticket, deed, form)
    except ValidationError:
        return "wrong"
    if command is None:
        return "already-rated"
    if isinstance(command, RateVisit) and command.callback:
        return await ask_for_call(request, command, command.seen.token, number_in(form))
    return await ask(request, command)


async def ask(request: Request[Any, Any, State], command: Command) -> str:
    """Ask the hall; return why it refused, or nothing."""
    answer = await request.app.state.door.ask(SENDER, command)
    return answer.refusal.value if isinstance(answer, Refused) else ""


async def ask_for_call(
    request: Request[Any, Any, State], command: RateVisit | Appeal, visit: str, number: str
) -> str:
    """Ask with a number left for a visit: kept before the hall knows of it, or not at all."""
    state = request.app.state
    contacts: Contacts = state.contacts
    view: TicketView = await state.door.look(ticket=command.ticket)
    kept = await asyncio.to_thread(contacts.keep, visit, number, view.at)
    refusal = await ask(request, command)
    if refusal and kept:
        await asyncio.to_thread(contacts.forget, visit)
    return refusal


async def _command(
    request: Request[Any, Any, State], ticket: str, deed: str, form: Form
) -> Command | None:
    """Return what a form asks for; None: of that visit nothing more can be said.

    ValidationError for a form that no page of ours made.
    """
    values = wish_of(ticket, form)
    if deed != "rate":
        return convert(values, DEEDS[deed])
    found = await held(request, ticket)
    said = found.of(str(form.get("visit", "")))
    if found.ticket is None or said is None:
        return None
    values |= {
        "day": found.ticket.day,
        "as_of": found.view.seq,
        "labels": _many(form, "label"),
        "text": str(form.get("text", "")),
    }
    if said.rate:
        values["callback"] = form.get("level") in BAD and bool(number_in(form))
        command: Command = convert(
            {**values, "level": form.get("level", ""), "seen": said.visit},
            RateVisit,
            strict=False,
        )
        return command
    return convert({**values, "seen": said.visit}, Explain, strict=False)


def wish_of(ticket: str, form: Form, *names: str) -> dict[str, Any]:
    """Return what each wish of a ticket's holder begins with, and these answers of its form."""
    values = {name: str(form.get(name, "")) for name in names}
    return {**values, "id": f"{ticket}-{form.get('nonce', '')}", "ticket": ticket}


def number_in(form: Form) -> str:
    """Return the number that a form leaves, or nothing. ValidationError when it is none."""
    number = str(form.get("number", "")).strip()
    if number and not NUMBER.fullmatch(number):
        raise ValidationError("no telephone number")
    return number


def _many(form: Form, name: str) -> list[Any]:
    values: list[Any] = form.getall(name, [])  # type: ignore[attr-defined]
    return values


def address(ticket: str, key: str) -> str:
    """Return the secret address of a ticket's page."""
    return f"/t/{ticket}/{key}"


ROUTES = (ask_page, do)
