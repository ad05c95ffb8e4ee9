# SPDX-License-Identifier: Apache-2.0
"""The interface for programs of citizens: guides, appointments, cases, and what a ticket allows.

Nobody shows a token here: a code or the key on a paper is the right itself. Who guesses waits.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.datastructures import MultiDict, State
from litestar.exceptions import ClientException, NotFoundException
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from litestar.status_codes import HTTP_409_CONFLICT
from msgspec import Meta, Struct, to_builtins

from bus.messages import LABELS_MAX, CaseStep, Words
from config.content import Guide
from hall.core.appointments import BookingView, Slot, SlotsView
from hall.core.commands import CancelBooking
from hall.core.outcome import OutcomeShown
from hall.core.views import RegisterView
from hall.web.access import PUBLIC
from hall.web.api import Trouble
from hall.web.api_work import asked
from hall.web.booking import bookable, reserve
from hall.web.clerk import Pressed, refusal_text
from hall.web.draw import reading, words
from hall.web.holder import SENDER, Held, held, take
from hall.web.key import View, behind, opens, too_often
from hall.web.outcome import take_appeal, take_rating

NONCE = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]
Asked = Request[Any, Any, State]


class Bookable(Struct, frozen=True):
    """A service that takes appointments."""

    service: str
    name: dict[str, str]
    slot_minutes: int
    days_ahead: int


class Booked(Struct, frozen=True):
    """An appointment: its code is all that there is to keep."""

    code: str


class BookingNow(Struct, frozen=True):
    """An appointment as it stands; times in UTC ms."""

    code: str
    service: str
    slot_at: int
    slot_ms: int
    from_at: int
    until_at: int
    """From and until when its holder may come."""
    standing: str
    cancelled: bool
    number: str
    """Of the ticket that kept it; empty: none did."""


class Nonce(Struct, frozen=True, forbid_unknown_fields=True):
    """Sixteen hexadecimal digits, drawn once for each wish and repeated in each retry."""

    nonce: NONCE


class CaseNow(Struct, frozen=True):
    """How far a case is; nothing about the person."""

    code: str
    service: str
    step: CaseStep
    accepted_day: str
    due_day: str
    """Local date promised; empty: none was."""
    moved_day: str


class VisitNow(Struct, frozen=True):
    """A visit of a ticket that ended, and what its holder can still say of it."""

    visit: str
    service: str
    window: str
    level: int | None
    rate: bool
    explain: bool
    until: str
    """Last local date for it."""


class HeldNow(Struct, frozen=True):
    """A ticket in its holder's hand; times in UTC ms."""

    at: int
    number: str
    service: str
    life: str
    ahead: int
    wait_median_ms: int | None
    wait_p90_ms: int | None
    windows: tuple[str, ...]
    leave: bool
    back_until_at: int | None
    """Until when one who left can come back; null: not."""
    behind: int
    """Behind how many one who is late can step back; 0: not."""
    visits: list[VisitNow]
    outcomes: tuple[OutcomeShown, ...]


class Deed(Struct, frozen=True, forbid_unknown_fields=True):
    """What a ticket's holder wants; only `nonce` is needed to leave, return or be late."""

    nonce: NONCE
    visit: str = ""
    level: Annotated[int, Meta(ge=0, le=5)] = 0
    labels: Annotated[list[int], Meta(max_length=LABELS_MAX)] = []
    text: Words = ""
    number: Annotated[str, Meta(max_length=25)] = ""
    """To be called at, with a rating of 1 or 2 or an appeal."""

    def form(self) -> MultiDict[str]:
        """Return it as the page's form would say it."""
        said = {"nonce": self.nonce, "visit": self.visit, "text": self.text, "number": self.number}
        level = [("level", str(self.level))] if self.level else []
        return MultiDict([*said.items(), *level, *(("label", str(each)) for each in self.labels)])


# --- guides -----------------------------------------------------------------------------------


@get("/api/guides/{service:str}", sync_to_thread=False, guards=[PUBLIC])
def guide_now(request: Asked, service: FromPath[str]) -> Guide:
    """Return all that is public about a service, in every language."""
    guide: Guide | None = request.app.state.guides.of(service)
    if guide is None:
        raise NotFoundException(detail="there is no such guide")
    return guide


# --- appointments -----------------------------------------------------------------------------


@get("/api/book", sync_to_thread=False, guards=[PUBLIC])
def bookable_now(request: Asked) -> list[Bookable]:
    """Return the services that take appointments."""
    return [
        Bookable(each.id, to_builtins(each.name), set_.slot_minutes, set_.days_ahead)
        for each in request.app.state.hall.services
        if (set_ := each.appointments) is not None
    ]


@get("/api/book/{service:str}", guards=[PUBLIC])
async def slots_now(request: Asked, service: FromPath[str]) -> tuple[Slot, ...]:
    """Return when a service can be booked, and for how many more."""
    _takes_appointments(request, service)
    view: SlotsView = await request.app.state.door.look_at_slots(service)
    return view.slots


@post(
    "/api/book/{service:str}/{slot_at:int}",
    guards=[PUBLIC],
    responses={409: ResponseSpec(Trouble, description="That time cannot be had: see `text`.")},
)
async def book_slot(
    request: Asked, service: FromPath[str], slot_at: FromPath[int], data: JSONBody[Nonce]
) -> Booked:
    """Book a slot, once for each `nonce`; the answer has the code to be shown at the kiosk."""
    _takes_appointments(request, service)
    made = await reserve(request, service, slot_at, data.nonce)
    if made.wait_ms:
        raise too_often(made.wait_ms)
    if made.refused is not None:
        text = refusal_text(request.app.state.pages, reading(request), made.refused)
        raise ClientException(detail=text, status_code=HTTP_409_CONFLICT)
    return Booked(made.code)


def _takes_appointments(request: Asked, service: str) -> None:
    if bookable(request, service) is None:
        raise NotFoundException(detail="that service takes no appointments")


@get("/api/booking/{code:str}", guards=[PUBLIC])
async def booking_now(request: Asked, code: FromPath[str]) -> BookingNow:
    """Return the appointment of a code. Who guesses too often must wait."""
    view: BookingView = await _behind(request, code, request.app.state.door.look_at_booking)
    booking = view.booking
    assert booking is not None, "what is behind a code was found"
    return BookingNow(
        code=booking.code,
        service=booking.service,
        slot_at=booking.slot_at,
        slot_ms=booking.slot_ms,
        from_at=view.from_at,
        until_at=view.until_at,
        standing=view.standing.value,
        cancelled=view.cancelled,
        number=view.number,
    )


@post("/api/booking/{code:str}/cancel", status_code=200, guards=[PUBLIC])
async def give_back(request: Asked, code: FromPath[str]) -> Pressed:
    """Give an appointment back."""
    view: BookingView = await _behind(request, code, request.app.state.door.look_at_booking)
    assert view.booking is not None, "what is behind a code was found"
    wanted = view.booking.code
    return await asked(request, SENDER, CancelBooking(id=f"cancel-{wanted}", code=wanted))


# --- cases ------------------------------------------------------------------------------------


@get("/api/case/{code:str}", guards=[PUBLIC])
async def case_now(request: Asked, code: FromPath[str]) -> CaseNow:
    """Return how far the case of a receipt code is. Who guesses too often must wait."""
    view: RegisterView = await _behind(request, code, request.app.state.door.look_at_cases)
    case = view.cases[0].case
    return CaseNow(case.code, case.service, case.step, case.day, case.due_day, case.moved_day)


async def _behind(request: Asked, code: str, look: Callable[[str], Awaitable[View]]) -> View:
    """Return what is behind a code. NotFoundException, TooManyRequestsException for who guesses."""
    view = await behind(request, code, look)
    if view is None:
        raise NotFoundException(detail="there is nothing behind that code")
    return view


# --- a ticket in its holder's hand ------------------------------------------------------------


@get("/api/tickets/{ticket:str}/{key:str}/view", guards=[PUBLIC])
async def held_now(request: Asked, ticket: FromPath[str], key: FromPath[str]) -> HeldNow:
    """Return a ticket as it stands, what its holder can do, and what can still be said of visits."""
    found = await _held(request, ticket, key)
    view, whole = found.view, found.ticket
    assert whole is not None, "only what was found is shown"
    return HeldNow(
        at=view.at,
        number=whole.number,
        service=whole.service,
        life=whole.life.value,
        ahead=view.ahead,
        wait_median_ms=view.wait_median_ms,
        wait_p90_ms=view.wait_p90_ms,
        windows=view.windows,
        leave=view.may.leave,
        back_until_at=view.may.back_until_at,
        behind=view.may.behind,
        visits=[
            VisitNow(
                visit=each.visit.token,
                service=each.visit.service,
                window=each.visit.window,
                level=each.visit.level,
                rate=each.rate,
                explain=each.explain,
                until=each.until,
            )
            for each in found.said
        ],
        outcomes=view.outcomes,
    )


@post("/api/tickets/{ticket:str}/{key:str}/{deed:str}", status_code=200, guards=[PUBLIC])
async def act_as_holder(
    request: Asked,
    ticket: FromPath[str],
    key: FromPath[str],
    deed: FromPath[Literal["leave", "return", "late", "rate", "outcome", "appeal"]],
    data: JSONBody[Deed],
) -> Pressed:
    """Leave the queue, return, be late, rate a visit or how it was settled, or appeal."""
    await _held(request, ticket, key)
    form = data.form()
    match deed:
        case "outcome":
            wrong = await take_rating(request, ticket, form)
        case "appeal":
            wrong = await take_appeal(request, ticket, form)
        case _:
            wrong = await take(request, ticket, deed, form)
    say, told = words(reading(request)), f"phone-said-{wrong}"
    text = say(told) if wrong and told in say else ""
    return Pressed(done=not wrong, text=text, refusal=wrong)


async def _held(request: Asked, ticket: str, key: str) -> Held:
    """Return a ticket to whoever has its key. NotFoundException."""
    if opens(request, ticket, key):
        found = await held(request, ticket)
        if found.ticket is not None:
            return found
    raise NotFoundException(detail="there is no such ticket")


ROUTES = (
    guide_now,
    bookable_now,
    slots_now,
    book_slot,
    booking_now,
    give_back,
    case_now,
    held_now,
    act_as_holder,
)
