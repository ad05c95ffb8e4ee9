# SPDX-License-Identifier: Apache-2.0
"""Appointments for whoever wants one: choose a service, a day and a time; look it up, give it back.

Forms and redirects only, so it works without scripts. Nobody is asked who they are: the code is
the appointment. The same wish sent twice is one appointment, because its code is made of the
wish; `nonce` is drawn with the form.
"""

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import segno
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from markupsafe import Markup
from msgspec import Meta, Struct

from bus.messages import Refusal, Refused
from bus.receipt import code_in
from bus.run import now
from config.schema import Service
from hall.core.appointments import BookingView, Slot, SlotsView
from hall.core.commands import CancelBooking, MakeBooking
from hall.core.inquiry import Patience
from hall.web.access import PUBLIC
from hall.web.draw import MINUTE_MS, Pages, reading, words
from hall.web.face import places
from hall.web.key import behind
from hall.web.manager import day_name
from hall.web.people import address_of, see

SENDER = "phone"
NOT_FOUND = 404
TOO_MANY = 429
BOOKINGS_MAX = 30
"""Appointments made from one address ..."""
BOOKINGS_WITHIN_MS = 3_600_000
"""... within this time: a network shared by many may have so many, a prank may not have all."""
HALF = 4
QUIET = 4
"""Modules around a QR code."""


class Wish(Struct, frozen=True):
    """What the form sends."""

    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$(?!\n)")]


class Day(Struct, frozen=True):
    """One day on which a service can be booked."""

    iso: str
    name: str
    make_up: bool
    slots: tuple[Slot, ...]

    @property
    def free(self) -> int:
        """How many can still come."""
        return sum(slot.free for slot in self.slots)


class Reserved(Struct, frozen=True):
    """What became of a wish for an appointment."""

    code: str = ""
    refused: Refused | None = None
    wait_ms: int = 0
    """Too many were made from there: so long until the next; 0: none were."""


def bookings_patience() -> Patience:
    """Return what keeps one address from taking all slots."""
    return Patience(BOOKINGS_MAX, BOOKINGS_WITHIN_MS)


# --- choosing ---------------------------------------------------------------------------------


@get("/book", sync_to_thread=False, guards=[PUBLIC])
def choose_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show what can be booked, and ask for the code of an appointment made before."""
    return _choose(request)


def _choose(
    request: Request[Any, Any, State], code: str = "", wrong: str = "", status: int = 200
) -> Response[str]:
    pages: Pages = request.app.state.pages
    services = [each for each in pages.hall.services if each.appointments is not None]
    departments = [
        (each, found)
        for each in pages.hall.departments
        if (found := [s for s in services if s.department == each.id])
    ]
    return pages.page(
        request, "book.html", status=status, departments=departments, code=code[:20], wrong=wrong
    )


@get("/book/{service:str}", guards=[PUBLIC])
async def day_page(
    request: Request[Any, Any, State],
    service: FromPath[str],
    day: FromQuery[str] = "",
    said: FromQuery[str] = "",
) -> Response[str]:
    """Show the days on which a service is open, and the times of one of them."""
    found = bookable(request, service)
    if found is None:
        return _unknown(request, "book-unknown")
    pages: Pages = request.app.state.pages
    days = await _days(request, found)
    chosen = next((each for each in days if each.iso == day), None)
    chosen = chosen or next((each for each in days if each.free), days[0] if days else None)
    key = f"book-said-{said}"
    return pages.page(
        request,
        "book_day.html",
        service=found,
        days=days,
        chosen=chosen,
        wrong=key if said and key in words(reading(request)) else "",
    )


@get("/book/{service:str}/{slot_at:int}", guards=[PUBLIC])
async def confirm_page(
    request: Request[Any, Any, State], service: FromPath[str], slot_at: FromPath[int]
) -> Response[str] | Redirect:
    """Show what would be booked and what to bring; the booking is one more touch."""
    found = bookable(request, service)
    if found is None:
        return _unknown(request, "book-unknown")
    days = await _days(request, found)
    slot = next((s for each in days for s in each.slots if s.slot_at == slot_at), None)
    if slot is None or not slot.free:
        said = Refusal.BOOKING_LATE if slot is None else Refusal.SLOT_FULL
        return _back(request, found, slot_at, said)
    return _confirm(request, found, slot_at, secrets.token_hex(8))


def _confirm(
    request: Request[Any, Any, State],
    service: Service,
    slot_at: int,
    nonce: str,
    wait_ms: int = 0,
) -> Response[str]:
    pages: Pages = request.app.state.pages
    settings = service.appointments
    assert settings is not None, "nobody books what takes no appointments"
    return pages.page(
        request,
        "book_confirm.html",
        status=TOO_MANY if wait_ms else 200,
        slot_at=slot_at,
        end_at=slot_at + settings.slot_minutes * MINUTE_MS,
        nonce=nonce,
        wait_minutes=-(-wait_ms // MINUTE_MS),
        from_at=slot_at - settings.early_minutes * MINUTE_MS,
        until_at=slot_at + settings.late_minutes * MINUTE_MS,
        **_about(request, service, slot_at),
    )


@post("/book/{service:str}/{slot_at:int}", guards=[PUBLIC])
async def book(
    request: Request[Any, Any, State],
    service: FromPath[str],
    slot_at: FromPath[int],
    data: URLEncodedBody[Wish],
) -> Response[str] | Redirect:
    """Make the appointment and lead to it; say in words why there is none."""
    found = bookable(request, service)
    if found is None:
        return _unknown(request, "book-unknown")
    made = await reserve(request, service, slot_at, data.nonce)
    if made.wait_ms:
        return _confirm(request, found, slot_at, data.nonce, made.wait_ms)
    if made.refused is not None:
        return _back(request, found, slot_at, made.refused.refusal)
    return see(f"/booking/{made.code}")


async def reserve(
    request: Request[Any, Any, State], service: str, slot_at: int, nonce: str
) -> Reserved:
    """Make the appointment that a wish asks for; the same wish is one appointment."""
    state = request.app.state
    code = state.links.booking(f"{nonce} {service} {slot_at}")
    made: BookingView = await state.door.look_at_booking(code)
    if made.booking is not None:
        return Reserved(code)
    bookings: Patience = state.bookings
    wait_ms = bookings.wait_ms(address_of(request), now().tick_ms)
    if wait_ms:
        return Reserved(wait_ms=wait_ms)
    command = MakeBooking(id=f"book-{code}", service=service, slot_at=slot_at, code=code)
    answer = await state.door.ask(SENDER, command)
    if isinstance(answer, Refused):
        return Reserved(refused=answer)
    bookings.missed(address_of(request), now().tick_ms)
    return Reserved(code)


# --- an appointment made ----------------------------------------------------------------------


@get("/booking", sync_to_thread=False, guards=[PUBLIC])
def find_page(
    request: Request[Any, Any, State], code: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """Lead to the appointment of a code that was typed."""
    wanted = code_in(code)
    if wanted:
        return see(f"/booking/{wanted}")
    return _choose(request, "", "case-wrong" if code else "")


@get("/booking/{code:str}", guards=[PUBLIC])
async def booking_page(
    request: Request[Any, Any, State], code: FromPath[str], said: FromQuery[str] = ""
) -> Response[str]:
    """Show an appointment to whoever has its code. Who guesses too often must wait."""
    view = await _found(request, code)
    if not isinstance(view, BookingView):
        return view
    return _shown(request, "booking.html", view, said)


@get("/booking/{code:str}/cancel", guards=[PUBLIC])
async def cancel_page(request: Request[Any, Any, State], code: FromPath[str]) -> Response[str]:
    """Ask once more before an appointment is given back."""
    view = await _found(request, code)
    if not isinstance(view, BookingView):
        return view
    return _shown(request, "book_cancel.html", view)


@post("/booking/{code:str}/cancel", guards=[PUBLIC])
async def cancel(
    request: Request[Any, Any, State], code: FromPath[str]
) -> Response[str] | Redirect:
    """Give an appointment back, and show what became of it."""
    view = await _found(request, code)
    if not isinstance(view, BookingView) or view.booking is None:
        return view if isinstance(view, Response) else _unknown(request, "booking-unknown")
    wanted = view.booking.code
    command = CancelBooking(id=f"cancel-{wanted}", code=wanted)
    answer = await request.app.state.door.ask(SENDER, command)
    said = answer.refusal.value if isinstance(answer, Refused) else "cancelled"
    return see(f"/booking/{wanted}?said={said}")


async def _found(request: Request[Any, Any, State], code: str) -> BookingView | Response[str]:
    """Return the appointment of a code, or the page that says why there is none."""
    view: BookingView | None = await behind(request, code, request.app.state.door.look_at_booking)
    return view or _choose(request, code, "booking-unknown", NOT_FOUND)


def _shown(
    request: Request[Any, Any, State], template: str, view: BookingView, said: str = ""
) -> Response[str]:
    state = request.app.state
    pages: Pages = state.pages
    booking = view.booking
    assert booking is not None, "only what was found is shown"
    key = f"book-said-{said}"
    code = segno.make(booking.code, error="m", micro=False)
    return pages.page(
        request,
        template,
        view=view,
        booking=booking,
        told=key if said and key in words(reading(request)) else "",
        qr=Markup(code.svg_inline(border=QUIET, light="#fff", omitsize=True)),  # noqa: S704 - our own
        code=f"{booking.code[:HALF]} {booking.code[HALF:]}",
        slot_at=booking.slot_at,
        end_at=booking.slot_at + booking.slot_ms,
        from_at=view.from_at,
        until_at=view.until_at,
        ticket_at=f"/t/{view.ticket}/{state.links.key(view.ticket)}" if view.ticket else "",
        **_about(request, pages.hall.service_by_id[booking.service], booking.slot_at),
    )


# --- inside -----------------------------------------------------------------------------------


def bookable(request: Request[Any, Any, State], service: str) -> Service | None:
    """Return a service that takes appointments; None: it takes none, or there is none."""
    pages: Pages = request.app.state.pages
    found = pages.hall.service_by_id.get(service)
    return found if found is not None and found.appointments is not None else None


def _unknown(request: Request[Any, Any, State], kind: str) -> Response[str]:
    pages: Pages = request.app.state.pages
    return pages.page(request, "phone_gone.html", status=NOT_FOUND, kind=kind)


def _back(
    request: Request[Any, Any, State], service: Service, slot_at: int, said: Refusal
) -> Redirect:
    """Return the way back to the day of a slot that cannot be had, and why."""
    day = _day(request, slot_at)
    return see(f"/book/{service.id}?day={day}&said={said.value}")


def _day(request: Request[Any, Any, State], at_ms: int) -> str:
    pages: Pages = request.app.state.pages
    try:
        return pages.day_clock(at_ms)[: len("2026-03-02")]
    except (OverflowError, ValueError, OSError):  # a moment that no page of ours offered
        return ""


async def _days(request: Request[Any, Any, State], service: Service) -> Sequence[Day]:
    state = request.app.state
    view: SlotsView = await state.door.look_at_slots(service.id)
    language = reading(request)
    by_day: dict[str, list[Slot]] = {}
    for slot in view.slots:
        by_day.setdefault(_day(request, slot.slot_at), []).append(slot)
    return [
        Day(
            iso=iso,
            name=day_name(iso, language),
            make_up=state.opening.make_up(date.fromisoformat(iso)),
            slots=tuple(slots),
        )
        for iso, slots in by_day.items()
    ]


def _about(request: Request[Any, Any, State], service: Service, slot_at: int) -> dict[str, Any]:
    """Return what a page says of the visit: when, where, and what to bring."""
    state = request.app.state
    hall, language = state.hall, reading(request)
    windows = hall.windows_by_service.get(service.id, ())
    day = _day(request, slot_at)
    return {
        "service": service,
        "guide": state.guides.of(service.id),
        "windows": windows,
        "places": places(hall, language, windows),
        "day": day,
        "day_name": day_name(day, language),
    }


ROUTES = (
    choose_page,
    day_page,
    confirm_page,
    book,
    find_page,
    booking_page,
    cancel_page,
    cancel,
)
