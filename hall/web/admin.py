# SPDX-License-Identifier: Apache-2.0
"""The admin's pages: accounts, tokens of programs, and who did what."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery, URLEncodedBody
from litestar.response import Redirect
from msgspec import Struct

from hall.accounts import AccountError, Accounts
from hall.core.accounts import Role, Scope
from hall.store.accounts import ROWS_MAX
from hall.web.access import requires, who
from hall.web.draw import Pages
from hall.web.people import failed, see
from hall.web.trail import NOTED

ADMINS = requires(Role.ADMIN)
LINES_SHOWN = 100
assert LINES_SHOWN < ROWS_MAX, "one more is read, to know whether there are more"


class NewAccount(Struct, frozen=True):
    """What the form for an account asks."""

    name: str = ""
    role: Role = Role.CLERK


class NewToken(Struct, frozen=True):
    """What the form for a token asks."""

    name: str = ""
    read: str = ""
    press: str = ""
    manage: str = ""
    accounts: str = ""
    settings: str = ""


def _accounts(request: Request[Any, Any, State]) -> tuple[Accounts, str]:
    """Return the accounts, and the name of the admin who asks."""
    person = who(request)
    assert person is not None, "the guard lets nobody unknown in"
    return request.app.state.accounts, person.name


# --- accounts ---------------------------------------------------------------------------------


def _shown(request: Request[Any, Any, State]) -> dict[str, Any]:
    accounts, _ = _accounts(request)
    found = accounts.store.accounts()
    known = {account.name for account in found}
    clerks = request.app.state.hall.clerks
    return {
        "accounts": found,
        "now": accounts.now(),
        "roles": list(Role),
        "without": sum(clerk.number not in known for clerk in clerks),
    }


@get("/admin", sync_to_thread=False, guards=[ADMINS])
def accounts_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show all accounts."""
    pages: Pages = request.app.state.pages
    return pages.page(request, "accounts.html", wrong="", **_shown(request))


@post("/admin/accounts", guards=[ADMINS], opt=NOTED)
async def add_account(
    request: Request[Any, Any, State], data: URLEncodedBody[NewAccount]
) -> Response[str]:
    """Add an account and show its one-time password, once."""
    accounts, by = _accounts(request)
    name = data.name.strip()
    try:
        password = await asyncio.to_thread(accounts.add, name, data.role, by)
    except AccountError as error:
        return failed(request, "accounts.html", error, **_shown(request))
    return _handed_out(request, {name: password})


@post("/admin/clerks", guards=[ADMINS], opt=NOTED)
async def add_clerks(request: Request[Any, Any, State]) -> Response[str]:
    """Add an account for each clerk of the hall without one."""
    accounts, by = _accounts(request)
    numbers = [clerk.number for clerk in request.app.state.hall.clerks]
    return _handed_out(request, await asyncio.to_thread(accounts.add_clerks, numbers, by))


@post("/admin/accounts/{name:str}/{deed:str}", guards=[ADMINS], opt=NOTED)
async def change_account(
    request: Request[Any, Any, State], name: FromPath[str], deed: FromPath[str]
) -> Response[str] | Redirect:
    """Reset, unlock, disable or enable an account, or end all its sessions."""
    accounts, by = _accounts(request)
    deeds = {
        "unlock": accounts.unlock,
        "disable": accounts.disable,
        "enable": accounts.enable,
        "sign-out": accounts.sign_out_everywhere,
    }
    try:
        if deed == "reset":
            return _handed_out(request, {name: await asyncio.to_thread(accounts.reset, name, by)})
        if deed not in deeds:
            raise NotFoundException(detail=f"nothing is called {deed!r}")
        deeds[deed](name, by)
    except AccountError as error:
        return failed(request, "accounts.html", error, **_shown(request))
    return see("/admin")


def _handed_out(request: Request[Any, Any, State], passwords: dict[str, str]) -> Response[str]:
    """Show one-time passwords, for paper; nobody can see them again."""
    pages: Pages = request.app.state.pages
    return pages.page(request, "handed_out.html", passwords=passwords)


# --- tokens -----------------------------------------------------------------------------------


@get("/admin/tokens", sync_to_thread=False, guards=[ADMINS])
def tokens_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show the tokens of programs."""
    return _tokens(request)


@post("/admin/tokens", sync_to_thread=False, guards=[ADMINS], opt=NOTED)
def make_token(request: Request[Any, Any, State], data: URLEncodedBody[NewToken]) -> Response[str]:
    """Make a token and show it, once."""
    accounts, by = _accounts(request)
    scopes = [scope for scope in Scope if getattr(data, scope.value)]
    try:
        secret = accounts.make_token(data.name.strip(), scopes, by)
    except AccountError as error:
        return failed(request, "tokens.html", error, secret="", **_tokens_shown(request))
    return _tokens(request, secret)


@post("/admin/tokens/{name:str}/revoke", sync_to_thread=False, guards=[ADMINS], opt=NOTED)
def revoke_token(
    request: Request[Any, Any, State], name: FromPath[str]
) -> Response[str] | Redirect:
    """Let a token open nothing any more."""
    accounts, by = _accounts(request)
    try:
        accounts.revoke_token(name, by)
    except AccountError as error:
        return failed(request, "tokens.html", error, secret="", **_tokens_shown(request))
    return see("/admin/tokens")


def _tokens(request: Request[Any, Any, State], secret: str = "") -> Response[str]:
    pages: Pages = request.app.state.pages
    values = _tokens_shown(request)
    return pages.page(request, "tokens.html", wrong="", secret=secret, **values)


def _tokens_shown(request: Request[Any, Any, State]) -> dict[str, Any]:
    accounts, _ = _accounts(request)
    return {"tokens": accounts.store.tokens(), "scopes": list(Scope)}


# --- webhooks ---------------------------------------------------------------------------------


@get("/admin/hooks", sync_to_thread=False, guards=[ADMINS])
def hooks_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show where the hall posts what happens, and how far that went."""
    state = request.app.state
    pages: Pages = state.pages
    return pages.page(request, "hooks.html", hooks=state.hooks.states())


# --- who did what -----------------------------------------------------------------------------


@get("/admin/audit", sync_to_thread=False, guards=[ADMINS])
def audit_page(
    request: Request[Any, Any, State], name: FromQuery[str] = "", before: FromQuery[int] = 0
) -> Response[str]:
    """Show who did what, the newest first: `?name=`, `before=`."""
    accounts, _ = _accounts(request)
    pages: Pages = request.app.state.pages
    lines = accounts.store.deeds(name, max(0, before), LINES_SHOWN + 1)
    return pages.page(
        request,
        "audit.html",
        lines=lines[:LINES_SHOWN],
        name_wanted=name,
        older=lines[LINES_SHOWN - 1].n if len(lines) > LINES_SHOWN else 0,
        names_known=[account.name for account in accounts.store.accounts()],
    )


ROUTES = (
    accounts_page,
    add_account,
    add_clerks,
    change_account,
    tokens_page,
    make_token,
    revoke_token,
    hooks_page,
    audit_page,
)
