# SPDX-License-Identifier: Apache-2.0
"""The clerk's page: one screen for one window, every action one key."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException, ValidationException
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct
from msgspec.structs import replace

from bus.messages import Action, Id, Outcome, Refusal, Refused, WindowState, Words
from bus.receipt import grouped
from config.schema import CaseType
from hall.core.accounts import Person, Role, Scope
from hall.core.commands import AddService, PagePress
from hall.core.effects import Said
from hall.core.life import Case
from hall.core.views import HallView, TicketShown, WindowView
from hall.door import Door, HallSilentError
from hall.web.access import requires, who
from hall.web.draw import HOLD_REASONS, PAUSE_REASONS, Pages, reading, words
from hall.web.manager import day_name
from hall.web.trail import NOTED

NEXT_SHOWN = 8
DIGITS = 9
"""So many of those put aside can be called back with one digit."""
SENDER = "page"
ADD_SERVICE = "add-service"
"""The one key that is no `Action`, because only pages have it."""
OUTCOMES = (
    Outcome.DECIDED,
    Outcome.ACCEPTED,
    Outcome.PAPERS_MISSING,
    Outcome.REFUSED,
    Outcome.CONSULTATION,
)
USUAL_OUTCOME = {
    CaseType.IMMEDIATE: Outcome.DECIDED,
    CaseType.TIME_LIMITED: Outcome.ACCEPTED,
    CaseType.JOINT: Outcome.ACCEPTED,
    CaseType.CONSULTATION: Outcome.CONSULTATION,
}
CALL_REASONS = ("came-back", "urgent", "follow-up", "frail")
ACTIONS = frozenset(action.value for action in Action)
AT_WINDOW = frozenset({WindowState.CALLING, WindowState.SERVING})


class Press(Struct, frozen=True, forbid_unknown_fields=True):
    """A key as the browser sends it; `id` is made at the press and repeated in each retry."""

    id: Id
    action: str
    """An `Action`, or `ADD_SERVICE`."""
    shown: str = ""
    """Ticket the page showed at the window."""
    calls: Annotated[int, Meta(ge=0)] = 0
    """How often that ticket had been called by then; 0: not said."""
    clerk: str = ""
    ticket: str = ""
    reason: Words = ""
    to_window: str = ""
    to_service: str = ""
    outcome: Outcome = Outcome.UNSTATED
    services: tuple[Id, ...] = ()
    service: str = ""
    """What `ADD_SERVICE` adds."""


class Pressed(Struct, frozen=True):
    """What became of a press, in the reader's words."""

    done: bool
    text: str = ""
    refusal: str = ""


@get("/clerk", guards=[requires(Role.CLERK)])
async def windows_page(request: Request[Any, Any, State]) -> Response[str]:
    """Let a clerk choose a window."""
    state = request.app.state
    view: HallView = await state.door.look()
    live = draw_windows(state.pages, reading(request), view)
    page: Response[str] = state.pages.page(request, "windows.html", live=live, at=view.at)
    return page


@get("/clerk/{window:str}", guards=[requires(Role.CLERK)])
async def window_page(request: Request[Any, Any, State], window: FromPath[str]) -> Response[str]:
    """Show one window to whoever sits there."""
    state = request.app.state
    if window not in state.hall.window_by_id:
        raise NotFoundException
    view: WindowView = await state.door.look(window)
    live = draw_window(state.pages, reading(request), view)
    page: Response[str] = state.pages.page(
        request, "clerk.html", live=live, at=view.at, window=window, own=_own(request)
    )
    return page


@post(
    "/api/windows/{window:str}/press",
    status_code=200,
    guards=[requires(Role.CLERK, scope=Scope.PRESS)],
    opt=NOTED,
    responses={503: ResponseSpec(Pressed, description="The hall's rules do not answer.")},
)
async def press(
    request: Request[Any, Any, State], window: FromPath[str], data: JSONBody[Press]
) -> Response[Pressed]:
    """Do what a key asks, once for each id, and say what became of it."""
    state = request.app.state
    if window not in state.hall.window_by_id:
        raise NotFoundException(detail="there is no such window")
    if data.action != ADD_SERVICE and data.action not in ACTIONS:
        raise ValidationException(detail=f"there is no action {data.action!r}")
    door: Door = state.door
    say = words(reading(request))
    try:
        said = await door.ask(SENDER, _command(window, signed(request, data)))
    except HallSilentError:
        return Response(Pressed(done=False, text=say("clerk-silent")), status_code=503)
    if isinstance(said, Refused) and said.refusal is Refusal.CLERK_ELSEWHERE:
        view: HallView = await state.door.look()
        clerk = signed(request, data).clerk
        said = replace(said, number=" ".join(w.window for w in view.windows if w.clerk == clerk))
    return Response(told(request, said))


def told(request: Request[Any, Any, State], said: Said) -> Pressed:
    """Return what became of something asked, in the reader's words."""
    if not isinstance(said, Refused):
        return Pressed(done=True)
    text = refusal_text(request.app.state.pages, reading(request), said)
    return Pressed(done=False, text=text, refusal=said.refusal.value)


def signed(request: Request[Any, Any, State], data: Press) -> Press:
    """Return a press as whoever signed in may make it.

    A clerk acts as themselves: the hall refuses what is another's. Whoever helps out sits down as
    themselves too; where nobody signs in, and for programs, it is as the press says.
    """
    person = _person(request)
    if person is None:
        return data
    own = bool(_own(request)) or data.action == Action.SIGN_IN
    return replace(data, clerk=person.name) if own else data


def _person(request: Request[Any, Any, State]) -> Person | None:
    """Return who signed in; None for a program, and where nobody has to."""
    person = who(request)
    required = request.app.state.hall.accounts.required
    return person if required and person is not None and person.role is not None else None


def _own(request: Request[Any, Any, State]) -> str:
    """Return whose window alone the reader may run; empty: any, as whoever helps out."""
    person = _person(request)
    return person.name if person is not None and person.role is Role.CLERK else ""


def _command(window: str, data: Press) -> PagePress | AddService:
    if data.action == ADD_SERVICE:
        return AddService(
            id=data.id,
            window=window,
            service=data.service,
            clerk=data.clerk,
            shown=data.shown,
            calls=data.calls,
        )
    return PagePress(
        id=data.id,
        window=window,
        action=Action(data.action),
        shown=data.shown,
        calls=data.calls,
        clerk=data.clerk,
        ticket=data.ticket,
        reason=data.reason,
        to_window=data.to_window,
        to_service=data.to_service,
        outcome=data.outcome,
        services=data.services,
    )


def refusal_text(pages: Pages, language: str, said: Refused) -> str:
    """Return why something was not done, and what to do instead."""
    say, key = words(language), f"refused-{said.refusal.value}"
    known = {"number": said.number, "until": pages.clock(said.until_at)}
    return say(key, **{name: known[name] for name in say.entries()[key]})


def draw_windows(pages: Pages, language: str, view: HallView) -> str:
    """Return the choice of windows."""
    return pages.draw("windows_live.html", language, view=view, at_window=AT_WINDOW)


def draw_window(pages: Pages, language: str, view: WindowView) -> str:
    """Return what a clerk sees of a window."""
    window, hall = view.window, pages.hall
    template = "clerk_live.html" if window.clerk else "clerk_signin.html"
    ticket = window.ticket
    return pages.draw(
        template,
        language,
        view=view,
        window=window,
        ticket=ticket,
        usual=usual_outcome(pages, ticket).value,
        outcomes=[outcome.value for outcome in OUTCOMES],
        can=_can(view),
        receipt=view.receipt,
        receipt_code=grouped(view.receipt.code) if view.receipt is not None else "",
        receipt_due=_due(view.receipt, language),
        next_shown=NEXT_SHOWN,
        digits=DIGITS,
        hold_reasons=HOLD_REASONS,
        pause_reasons=PAUSE_REASONS,
        call_reasons=CALL_REASONS,
        others=[other for other in hall.windows if other.id != window.window],
        services_offered=pages.once("clerk_services.html", language),
        undo_ms=hall.policy.undo_seconds * 1_000,
    )


def _due(receipt: Case | None, language: str) -> str:
    """Return the day promised, as people say it; empty when none was."""
    return day_name(receipt.due_day, language) if receipt is not None and receipt.due_day else ""


def usual_outcome(pages: Pages, ticket: TicketShown | None) -> Outcome:
    """Return how a service of this kind usually ends: what is chosen unless the clerk does."""
    service = pages.hall.service_by_id.get(ticket.service) if ticket is not None else None
    return Outcome.DECIDED if service is None else USUAL_OUTCOME[service.case_type]


def _can(view: WindowView) -> dict[str, bool]:
    """Return which keys mean something now; the hall decides all the same."""
    window = view.window
    here = window.ticket is not None
    calling = window.state is WindowState.CALLING
    return {
        "next": not window.paused and (here or bool(window.waiting)),
        "recall": calling,
        "arrive": calling,
        "pass-over": calling,
        "finish": here,
        "hold": here,
        "transfer": here,
        "add-service": here,
        "cancel": here,
        "call-back": not here and not window.paused and bool(view.held),
        "call": not here and not window.paused,
        "undo": view.undo_until_at is not None,
        "pause": not window.paused,
        "resume": window.paused,
        "take": True,
        "sign-out": not here,
    }


ROUTES = (windows_page, window_page, press)
