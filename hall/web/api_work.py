# SPDX-License-Identifier: Apache-2.0
"""The interface for programs that move cases, follow bad ratings and speak to everybody."""

import asyncio
from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException, NotFoundException
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from bus.messages import CaseStep, Command, Id, Words
from bus.receipt import code_in
from hall.core.accounts import Role, Scope
from hall.core.commands import ALOUD_MAX, Announce, FollowUpStep, MoveCase
from hall.core.followups import FollowUpShown, FollowUpsView
from hall.core.life import FollowClass, FollowStep
from hall.core.views import CaseShown, HallView, RegisterView
from hall.store.contacts import Contacts, masked
from hall.web import address, clerk, followups
from hall.web.access import asker, requires, who
from hall.web.clerk import Pressed, told
from hall.web.manager import MANAGERS
from hall.web.trail import NOTED, tell

CLERKS = requires(Role.CLERK, scope=Scope.PRESS)
MARKS = Literal["", "past", "near"]
SHOWS = Literal["open", "overdue", "settled", "all"]
Name = Annotated[str, Meta(max_length=64)]
Asked = Request[Any, Any, State]


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """A step of a case; `id` is made once for each wish and repeated in each retry."""

    id: Id
    to: CaseStep
    clerk: Name = ""
    """Who takes it; of somebody who signed in it is themselves."""
    note: Words = ""


class Step(Struct, frozen=True, forbid_unknown_fields=True):
    """A step of what follows a bad rating."""

    id: Id
    step: FollowStep
    seen: Annotated[int, Meta(ge=0, le=10_000)]
    """How many steps were taken before, as it was read: with more by now nothing is done."""
    class_: FollowClass = FollowClass.NONE
    to: Name = ""
    """Who shall look after it."""
    text: Words = ""
    reached: bool = False
    """Whether somebody answered the call."""
    level: Annotated[int, Meta(ge=0, le=5)] = 0


class FollowUpNow(Struct, frozen=True):
    """What follows one bad rating, and the number left for it, masked; empty: none was."""

    now: FollowUpShown
    number: str


class Number(Struct, frozen=True):
    """What a citizen left to be called at."""

    number: str


class Said(Struct, frozen=True):
    """What is said to everybody now; times in UTC ms, 0: nothing is."""

    zh: str = ""
    en: str = ""
    by: str = ""
    since_at: int = 0
    until_at: int = 0


class Say(Struct, frozen=True, forbid_unknown_fields=True):
    """What to say to everybody; without words: say it no longer."""

    id: Id
    zh: Annotated[str, Meta(max_length=ALOUD_MAX)] = ""
    en: Annotated[str, Meta(max_length=ALOUD_MAX)] = ""
    minutes: Annotated[int, Meta(ge=1, le=720)] = 15


async def asked(request: Asked, sender: str, command: Command) -> Pressed:
    """Have the hall do something; return what became of it, in the reader's words."""
    return told(request, await request.app.state.door.ask(sender, command))


# --- cases ------------------------------------------------------------------------------------


@get("/api/cases", guards=[CLERKS])
async def cases_now(request: Asked, mark: FromQuery[MARKS] = "") -> list[CaseShown]:
    """Return the cases that are open or were closed today, the most urgent first: never a person."""
    view: RegisterView = await request.app.state.door.look_at_cases()
    return [each for each in view.cases if not mark or each.mark == mark]


@post("/api/cases/{code:str}", status_code=200, guards=[CLERKS], opt=NOTED)
async def take_case_on(request: Asked, code: FromPath[str], data: JSONBody[Move]) -> Pressed:
    """Let the case of a receipt code take a step, once for each `id`."""
    person = who(request)
    own = person.name if person is not None and person.role is not None else ""
    by = own or data.clerk.strip()
    if not by:
        raise ClientException(detail="say which clerk takes the step")
    command = MoveCase(id=data.id, code=code_in(code) or "0", to=data.to, clerk=by, note=data.note)
    return await asked(request, clerk.SENDER, command)


# --- what follows bad ratings -----------------------------------------------------------------


@get("/api/followups", guards=[MANAGERS])
async def follow_ups_now(request: Asked, show: FromQuery[SHOWS] = "open") -> list[FollowUpNow]:
    """Return what follows bad ratings, the overdue first; numbers of citizens are masked."""
    state = request.app.state
    view: FollowUpsView = await state.door.look_at_follow_ups()
    contacts: Contacts = state.contacts
    numbers = await asyncio.to_thread(contacts.numbers)
    return [
        FollowUpNow(each, masked(numbers.get(each.follow_up.visit, "")))
        for each in view.all
        if followups.wanted(each, show)
    ]


@post("/api/followups/{visit:str}", status_code=200, guards=[MANAGERS])
async def step_follow_up(request: Asked, visit: FromPath[Id], data: JSONBody[Step]) -> Pressed:
    """Take a step of what follows the bad rating of a visit, once for each `id`."""
    command = FollowUpStep(
        id=data.id,
        visit=visit,
        step=data.step,
        seen=data.seen,
        by=asker(request),
        class_=data.class_,
        to=data.to,
        text=data.text,
        reached=data.reached,
        level=data.level,
    )
    said = await asked(request, followups.SENDER, command)
    if said.done and command.step is FollowStep.SETTLE:
        await asyncio.to_thread(request.app.state.contacts.forget, visit)
    return said


@post("/api/followups/{visit:str}/number", status_code=200, guards=[MANAGERS])
async def number_of_visit(request: Asked, visit: FromPath[str]) -> Number:
    """Return the whole number a citizen left, to be called. A post: the trail tells who saw it."""
    contacts: Contacts = request.app.state.contacts
    numbers = await asyncio.to_thread(contacts.numbers)
    if visit not in numbers:
        raise NotFoundException(detail="no number was left there, or it was settled")
    return Number(numbers[visit])


# --- to everybody -----------------------------------------------------------------------------


@get("/api/address", guards=[MANAGERS])
async def said_now(request: Asked) -> Said:
    """Return what is said to everybody now."""
    view: HallView = await request.app.state.door.look()
    if not view.spoken:
        return Said()
    since_at, spoken = view.spoken
    return Said(spoken.zh, spoken.en, spoken.by, since_at, spoken.until_at)


@post("/api/address", status_code=200, guards=[MANAGERS])
async def say_to_all(request: Asked, data: JSONBody[Say]) -> Pressed:
    """Say something to everybody, on the boards and aloud, once for each `id`; or stop."""
    command = Announce(id=data.id, zh=data.zh, en=data.en, minutes=data.minutes, by=asker(request))
    said = await asked(request, address.SENDER, command)
    if said.done:
        tell(request, " / ".join(filter(None, (data.zh, data.en))))
    return said


ROUTES = (
    cases_now,
    take_case_on,
    follow_ups_now,
    step_follow_up,
    number_of_visit,
    said_now,
    say_to_all,
)
