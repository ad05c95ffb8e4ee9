# SPDX-License-Identifier: Apache-2.0
"""The interface for programs that look after a hall: accounts, tokens, devices, who did what."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from litestar import Request, get, post
from litestar.datastructures import State
from litestar.exceptions import ClientException
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Meta, Struct

from config.hooks import HookEvent
from hall.accounts import NAME_CHARACTERS_MAX, AccountError, Accounts
from hall.core.accounts import Role, Scope
from hall.core.presence import PartNow
from hall.core.views import HallView
from hall.store.accounts import ROWS_MAX, Account
from hall.web.access import requires, who
from hall.web.api import READERS, Trouble
from hall.web.draw import reading, words
from hall.web.manager import MANAGERS_AND_READERS, alarm_rows
from hall.web.trail import NOTED

KEEPERS = requires(Role.ADMIN, scope=Scope.ACCOUNTS)
SETTERS = requires(Role.ADMIN, scope=Scope.SETTINGS)
AccountName = Annotated[str, Meta(min_length=1, max_length=NAME_CHARACTERS_MAX)]
STATUSES = {"account-unknown": 404, "token-unknown": 404, "name-wrong": 400, "scopes-missing": 400}
"""Of what is refused; of all else 409: it is not so now."""
REFUSED = {409: ResponseSpec(Trouble, description="It is not so: see `text`.")}
Asked = Request[Any, Any, State]


class AccountNow(Struct, frozen=True):
    """Somebody who may sign in; times in UTC ms, 0: never."""

    name: str
    role: Role
    disabled: bool
    one_time: bool
    """The password must be changed at the next sign-in."""
    locked_until: int
    changed_at: int
    seen_at: int


class NewAccount(Struct, frozen=True, forbid_unknown_fields=True):
    """An account to be made."""

    name: AccountName
    role: Role


class HandedOut(Struct, frozen=True):
    """An account with its one-time password, which nobody sees again; empty: it is as it was."""

    name: str
    password: str = ""


class TokenNow(Struct, frozen=True):
    """A program that may ask; times in UTC ms, 0: never."""

    name: str
    scopes: tuple[Scope, ...]
    made_by: str
    made_at: int
    used_at: int
    revoked_at: int


class NewToken(Struct, frozen=True, forbid_unknown_fields=True):
    """A token to be made."""

    name: AccountName
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1)]


class TokenMade(Struct, frozen=True):
    """A token, which nobody sees again."""

    name: str
    token: str


class DeedNow(Struct, frozen=True):
    """One line of the trail."""

    n: int
    """Grows; `before=` asks for older ones."""
    at: int
    who: str
    deed: str
    about: str
    detail: str


class AlarmNow(Struct, frozen=True):
    """One thing to look at; times in UTC ms, 0: not known, or nobody does."""

    key: str
    """What `/api/alarms/claim` takes."""
    text: str
    """In the language asked for."""
    since_at: int
    urgent: bool
    claimed_at: int
    claimed_by: str


class HookNow(Struct, frozen=True):
    """Where the hall posts what happens, and how far that went; times in UTC ms, 0: never."""

    id: str
    url: str
    events: tuple[HookEvent, ...]
    told_at: int
    failed_at: int
    """Since when it is not taken; 0: it is."""
    fault: str


def accounts_of(request: Asked) -> tuple[Accounts, str]:
    """Return the accounts, and the name of whoever asks."""
    person = who(request)
    assert person is not None, "the guard lets nobody unknown in"
    return request.app.state.accounts, person.name


@contextmanager
def _answered(request: Asked) -> Iterator[None]:
    """Let what cannot be done be an answer that says why, in the reader's words."""
    try:
        yield
    except AccountError as error:
        text = words(reading(request))(error.key, **error.values)
        raise ClientException(text, status_code=STATUSES.get(error.key, 409)) from error


# --- accounts ---------------------------------------------------------------------------------


@get("/api/accounts", sync_to_thread=False, guards=[KEEPERS])
def list_accounts(request: Asked) -> list[AccountNow]:
    """Return all accounts; never a password."""
    accounts, _ = accounts_of(request)
    return [_account(each) for each in accounts.store.accounts()]


def _account(kept: Account) -> AccountNow:
    return AccountNow(
        name=kept.name,
        role=kept.role,
        disabled=kept.disabled,
        one_time=kept.one_time,
        locked_until=kept.locked_until,
        changed_at=kept.changed_at,
        seen_at=kept.seen_at,
    )


@post("/api/accounts", guards=[KEEPERS], opt=NOTED, responses=REFUSED)
async def make_account(request: Asked, data: JSONBody[NewAccount]) -> HandedOut:
    """Add an account; the answer has its one-time password, once."""
    accounts, by = accounts_of(request)
    with _answered(request):
        password = await asyncio.to_thread(accounts.add, data.name, data.role, by)
    return HandedOut(data.name, password)


@post("/api/accounts/clerks", status_code=200, guards=[KEEPERS], opt=NOTED)
async def make_clerks(request: Asked) -> list[HandedOut]:
    """Add an account for each clerk of the hall without one; each with its one-time password."""
    accounts, by = accounts_of(request)
    numbers = [clerk.number for clerk in request.app.state.hall.clerks]
    made = await asyncio.to_thread(accounts.add_clerks, numbers, by)
    return [HandedOut(name, password) for name, password in made.items()]


@post(
    "/api/accounts/{name:str}/{deed:str}",
    status_code=200,
    guards=[KEEPERS],
    opt=NOTED,
    responses=REFUSED,
)
async def act_on_account(
    request: Asked,
    name: FromPath[str],
    deed: FromPath[Literal["reset", "unlock", "disable", "enable", "sign-out"]],
) -> HandedOut:
    """Reset, unlock, disable or enable an account, or end all its sessions."""
    accounts, by = accounts_of(request)
    deeds: dict[str, Callable[[str, str], str | None]] = {
        "reset": accounts.reset,
        "unlock": accounts.unlock,
        "disable": accounts.disable,
        "enable": accounts.enable,
        "sign-out": accounts.sign_out_everywhere,
    }
    with _answered(request):
        password = await asyncio.to_thread(deeds[deed], name, by)
    return HandedOut(name, password or "")


# --- tokens -----------------------------------------------------------------------------------


@get("/api/tokens", sync_to_thread=False, guards=[KEEPERS])
def list_tokens(request: Asked) -> list[TokenNow]:
    """Return the tokens of programs; never what they show."""
    accounts, _ = accounts_of(request)
    return [
        TokenNow(t.name, t.scopes, t.made_by, t.made_at, t.used_at, t.revoked_at)
        for t in accounts.store.tokens()
    ]


@post("/api/tokens", sync_to_thread=False, guards=[KEEPERS], opt=NOTED, responses=REFUSED)
def add_token(request: Asked, data: JSONBody[NewToken]) -> TokenMade:
    """Make a token; the answer has it, once."""
    accounts, by = accounts_of(request)
    with _answered(request):
        return TokenMade(data.name, accounts.make_token(data.name, data.scopes, by))


@post(
    "/api/tokens/{name:str}/revoke",
    status_code=200,
    sync_to_thread=False,
    guards=[KEEPERS],
    opt=NOTED,
)
def end_token(request: Asked, name: FromPath[str]) -> dict[str, bool]:
    """Let a token open nothing any more."""
    accounts, by = accounts_of(request)
    with _answered(request):
        accounts.revoke_token(name, by)
    return {"done": True}


# --- who did what -----------------------------------------------------------------------------


@get("/api/audit", sync_to_thread=False, guards=[KEEPERS])
def audit(
    request: Asked,
    name: FromQuery[str] = "",
    before: FromQuery[Annotated[int, Meta(ge=0, le=2**62)]] = 0,
    most: FromQuery[Annotated[int, Meta(ge=1, le=ROWS_MAX)]] = 100,
) -> list[DeedNow]:
    """Return who did what, the newest first: of one or of all, before one line or all."""
    accounts, _ = accounts_of(request)
    lines = accounts.store.deeds(name, before, most)
    return [DeedNow(d.n, d.at, d.who, d.deed, d.about, d.detail) for d in lines]


# --- what is there ----------------------------------------------------------------------------


@get("/api/devices", guards=[READERS])
async def devices(request: Asked) -> list[PartNow]:
    """Return every device and part: whether it lives, what is wrong with it, how quick it is."""
    view: HallView = await request.app.state.door.look()
    return list(view.parts)


@get("/api/alarms", guards=[MANAGERS_AND_READERS])
async def alarms(request: Asked) -> list[AlarmNow]:
    """Return what somebody must look at now, the worst first."""
    state = request.app.state
    view: HallView = await state.door.look()
    return [
        AlarmNow(
            key=row.key,
            text=row.text,
            since_at=row.since_at,
            urgent=row.urgent,
            claimed_at=row.claim.at if row.claim else 0,
            claimed_by=row.claim.who if row.claim else "",
        )
        for row in alarm_rows(state.hall, words(reading(request)), view, state.claims)
    ]


@get("/api/hooks", sync_to_thread=False, guards=[SETTERS])
def hooks(request: Asked) -> list[HookNow]:
    """Return where the hall posts what happens, and how far that went; never a secret."""
    return [
        HookNow(hook.id, hook.url, hook.events, at.told_at, at.failed_at, at.fault)
        for hook, at in request.app.state.hooks.states()
    ]


ROUTES = (
    list_accounts,
    make_account,
    make_clerks,
    act_on_account,
    list_tokens,
    add_token,
    end_token,
    audit,
    devices,
    alarms,
    hooks,
)
