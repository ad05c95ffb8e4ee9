# SPDX-License-Identifier: Apache-2.0
"""Cases by receipt code: how far one is, for whoever has the code; the register, for clerks."""

from typing import Annotated, Any
from urllib.parse import quote

import segno
from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from markupsafe import Markup
from msgspec import Meta, Struct

from bus.messages import CaseStep, Id, Refused, Words
from bus.receipt import code_in, grouped
from bus.run import now
from config.schema import Hall
from hall.core.accounts import Role
from hall.core.commands import MoveCase
from hall.core.life import CLOSED_STEPS, Case
from hall.core.views import RegisterView
from hall.web.access import PUBLIC, requires, who
from hall.web.clerk import SENDER
from hall.web.draw import HTML, LANGUAGES, Pages, reading, words
from hall.web.key import behind
from hall.web.manager import day_name
from hall.web.people import see
from hall.web.trail import NOTED

SHOWN_MAX = 300
NOT_FOUND = 404
MARKS = ("past", "near")


class Move(Struct, frozen=True, kw_only=True):
    """What the register's form sends; `id` is drawn with the form: sent twice it is done once."""

    id: Id
    to: CaseStep
    clerk: Annotated[str, Meta(max_length=64)] = ""
    note: Words = ""


# --- for whoever has a code -------------------------------------------------------------------


@get("/case", sync_to_thread=False, guards=[PUBLIC])
def ask_page(
    request: Request[Any, Any, State], code: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """Let somebody type a receipt code."""
    wanted = code_in(code)
    if wanted:
        return see(f"/case/{wanted}")
    return _ask(request, "", "case-wrong" if code else "")


@get("/case/{code:str}", guards=[PUBLIC])
async def case_page(request: Request[Any, Any, State], code: FromPath[str]) -> Response[str]:
    """Show how far a case is; nothing about the person. Who guesses too often must wait."""
    view = await _found(request, code)
    if isinstance(view, Response):
        return view
    pages: Pages = request.app.state.pages
    found = view.cases[0].case
    return pages.page(request, "case.html", found=found, **_shown(pages, reading(request)))


@get("/case/{code:str}/slip", guards=[PUBLIC])
async def slip_page(
    request: Request[Any, Any, State], code: FromPath[str], language: FromQuery[str] = ""
) -> Response[str]:
    """Print what a kiosk prints of a case, in the language of whoever takes it home."""
    view = await _found(request, code)
    if isinstance(view, Response):
        return view
    pages: Pages = request.app.state.pages
    shown = language if language in LANGUAGES else reading(request)
    html = pages.draw(
        "slip.html",
        shown,
        here=quote(request.url.path),
        me=None,
        theme="calm",
        grouped=grouped,
        found=view.cases[0].case,
        stamp=pages.day_clock(view.at),
        **_slip(request, view.cases[0].case, shown),
    )
    return Response(html, media_type=HTML)


def _ask(
    request: Request[Any, Any, State], code: str, wrong: str, status: int = 200
) -> Response[str]:
    pages: Pages = request.app.state.pages
    return pages.page(request, "case_ask.html", status=status, code=code[:20], wrong=wrong)


async def _found(request: Request[Any, Any, State], code: str) -> RegisterView | Response[str]:
    """Return the case of a code, or the page that says why there is none."""
    view: RegisterView | None = await behind(request, code, request.app.state.door.look_at_cases)
    return view or _ask(request, code, "case-unknown", NOT_FOUND)


def _slip(request: Request[Any, Any, State], case: Case, language: str) -> dict[str, Any]:
    """Return what stands on the slip besides the case: dates, telephones, its address as a code."""
    state = request.app.state
    hall: Hall = state.hall
    say = words(language)
    service = hall.service_by_id.get(case.service)
    department = hall.department_by_id.get(service.department) if service is not None else None
    guide = state.guides.of(case.service)
    open_ = case.step not in CLOSED_STEPS
    dates = [("case-accepted-on", case.day)]
    dates.append(("case-due", case.due_day) if open_ else ("case-closed-on", case.moved_day))
    facts = [(say("slip-office"), department.name.in_(language) if department else "")]
    facts += [(say(label), day_name(day, language) if day else "") for label, day in dates]
    if guide is not None:
        facts.append((say("guide-enquiry"), guide.enquiry_telephone))
        facts.append((say("guide-complaint"), guide.complaint_telephone))
    root = hall.network.public_url.rstrip("/")
    address = f"{root}/case/{case.code}" if root else ""
    code = segno.make(address, error="m", micro=False) if address else None
    return {
        "facts": facts,
        "collect": guide.delivery.in_(language) if guide is not None and open_ else "",
        "address": address,
        "qr": Markup(code.svg_inline(border=0, omitsize=True)) if code else "",  # noqa: S704 - our own
    }


def _shown(pages: Pages, language: str) -> dict[str, Any]:
    """Return what the templates of cases need besides the cases."""

    def day(iso: str) -> str:
        return day_name(iso, language) if iso else "–"

    return {"grouped": grouped, "day": day, "closed": CLOSED_STEPS, "moment": pages.clock}


# --- the register -----------------------------------------------------------------------------


@get("/cases", guards=[requires(Role.CLERK)])
async def register_page(
    request: Request[Any, Any, State],
    code: FromQuery[str] = "",
    mark: FromQuery[str] = "",
    said: FromQuery[str] = "",
) -> Response[str]:
    """Show the cases that are open, the most urgent first, or the one of a code."""
    state = request.app.state
    pages: Pages = state.pages
    view: RegisterView = await state.door.look_at_cases(code_in(code))
    cases = [each for each in view.cases if not mark or each.mark == mark]
    say = words(reading(request))
    return pages.page(
        request,
        "cases.html",
        view=view,
        cases=cases[:SHOWN_MAX],
        count=len(cases),
        shown_max=SHOWN_MAX,
        code=code[:20],
        one=cases[0] if code_in(code) and cases else None,
        mark=mark if mark in MARKS else "",
        counts={name: sum(each.mark == name for each in view.cases) for name in MARKS},
        said=say(f"refused-{said}") if f"refused-{said}" in say else "",
        form_id=f"case-{now().tick_ms}-{view.seq}",
        ask_clerk=not state.hall.accounts.required,
        **_shown(pages, reading(request)),
    )


@post("/cases/{code:str}", guards=[requires(Role.CLERK)], opt=NOTED)
async def move_case(
    request: Request[Any, Any, State], code: FromPath[str], data: URLEncodedBody[Move]
) -> Response[str] | Redirect:
    """Let a case take a step, and show it again."""
    state = request.app.state
    person = who(request)
    clerk = person.name if person is not None and person.name else data.clerk.strip()
    if not clerk:
        return see(f"/cases?code={code_in(code)}&said=unknown-clerk")
    command = MoveCase(
        id=data.id, code=code_in(code) or "0", to=data.to, clerk=clerk, note=data.note
    )
    said = await state.door.ask(SENDER, command)
    why = f"&said={said.refusal.value}" if isinstance(said, Refused) else ""
    return see(f"/cases?code={command.code}{why}")


ROUTES = (ask_page, case_page, slip_page, register_page, move_case)
