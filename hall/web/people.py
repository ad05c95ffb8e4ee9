# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, the first start, one's own password."""

import asyncio
from typing import Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.exceptions import NotAuthorizedException
from litestar.params import FromQuery, URLEncodedBody
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER, HTTP_403_FORBIDDEN, HTTP_429_TOO_MANY_REQUESTS
from msgspec import Struct

from hall.accounts import AccountError, Accounts
from hall.core.accounts import DISPLAY_MS, PASSWORD_MIN, PIN_DIGITS_MIN, Person, Role, Scope
from hall.web.access import COOKIE, PUBLIC, Requires, requires, who
from hall.web.draw import Pages, local, reading, words
from hall.web.trail import NOTED

HOME = {
    Role.CLERK: "/clerk",
    Role.MANAGER: "/manager",
    Role.ADMIN: "/admin",
    Role.DISPLAY: "/wall",
}
"""Where each role goes that came from nowhere."""
THEMSELVES = Requires(frozenset(Role), changing=True)
"""Whoever signed in, with a one-time password too."""


class SignIn(Struct, frozen=True):
    """What the form asks."""

    name: str = ""
    password: str = ""
    back: str = ""


class SetUp(Struct, frozen=True):
    """What the form of the first start asks."""

    code: str = ""
    name: str = ""
    password: str = ""
    again: str = ""


class NewPassword(Struct, frozen=True):
    """What the form for a new password asks."""

    old: str = ""
    new: str = ""
    again: str = ""


class Me(Struct, frozen=True):
    """Who asks, as the hall knows them."""

    name: str
    """Empty when the hall asks nobody to sign in."""
    role: Role | None
    scopes: tuple[Scope, ...]


def see(address: str, *cookies: Cookie) -> Redirect:
    """Return the way to a page after a form was sent."""
    return Redirect(address, status_code=HTTP_303_SEE_OTHER, cookies=list(cookies))


def told(request: Request[Any, Any, State], error: AccountError) -> str:
    """Return an error in the reader's words."""
    return words(reading(request))(error.key, **error.values)


def failed(
    request: Request[Any, Any, State], template: str, error: AccountError, **values: Any
) -> Response[str]:
    """Return a form again with what was wrong with it."""
    pages: Pages = request.app.state.pages
    often = error.key == "too-often"
    status = HTTP_429_TOO_MANY_REQUESTS if often else HTTP_403_FORBIDDEN
    answer = pages.page(request, template, status=status, wrong=told(request, error), **values)
    if often:
        answer.set_header("Retry-After", str(error.values["seconds"]))
    return answer


def session_cookie(request: Request[Any, Any, State], value: str, role: Role) -> Cookie:
    """Return the cookie that holds a session; a browser forgets it when it closes."""
    return Cookie(
        key=COOKIE,
        value=value,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        max_age=DISPLAY_MS // 1_000 if role is Role.DISPLAY else None,
    )


def address_of(request: Request[Any, Any, State]) -> str:
    """Return where somebody comes from."""
    return request.client.host if request.client is not None else ""


# --- in and out -------------------------------------------------------------------------------


@get("/sign-in", sync_to_thread=False, guards=[PUBLIC])
def sign_in_page(
    request: Request[Any, Any, State], back: FromQuery[str] = ""
) -> Response[str] | Redirect:
    """Ask who it is."""
    accounts: Accounts = request.app.state.accounts
    if not accounts.is_set_up and accounts.settings.required:
        return see("/setup")
    pages: Pages = request.app.state.pages
    return pages.page(request, "sign_in.html", wrong="", leads_to=local(back) if back else "")


@post("/sign-in", guards=[PUBLIC], opt=NOTED)
async def sign_in(
    request: Request[Any, Any, State], data: URLEncodedBody[SignIn]
) -> Response[str] | Redirect:
    """Let somebody in, with a session that no browser held before."""
    accounts: Accounts = request.app.state.accounts
    before, address = request.cookies.get(COOKIE, ""), address_of(request)
    name = data.name.strip()
    try:
        cookie = await asyncio.to_thread(accounts.sign_in, name, data.password, address, before)
    except AccountError as error:
        back = local(data.back) if data.back else ""
        return failed(request, "sign_in.html", error, leads_to=back)
    person = accounts.person_of(cookie)
    assert person is not None, "who just signed in is known"
    assert person.role is not None, "people have a role"
    wanted = local(data.back) if data.back else HOME[person.role]
    return see(
        "/me" if person.must_change else wanted, session_cookie(request, cookie, person.role)
    )


@post("/sign-out", guards=[PUBLIC], opt=NOTED)
async def sign_out(request: Request[Any, Any, State]) -> Redirect:
    """End the session; whoever has none is out already."""
    accounts: Accounts = request.app.state.accounts
    person = who(request)
    if person is not None and person.session:
        accounts.sign_out(person)
    request.app.state.hub.change()
    return see("/sign-in", Cookie(key=COOKIE, value="", path="/", max_age=0))


@post("/sign-out/everywhere", guards=[THEMSELVES], opt=NOTED)
async def sign_out_everywhere(request: Request[Any, Any, State]) -> Redirect:
    """End all sessions of whoever asks."""
    accounts: Accounts = request.app.state.accounts
    person = signed_in(request)
    accounts.sign_out_everywhere(person.name, person.name)
    return see("/sign-in", Cookie(key=COOKIE, value="", path="/", max_age=0))


# --- oneself ----------------------------------------------------------------------------------


def signed_in(request: Request[Any, Any, State]) -> Person:
    """Return who signed in. NotAuthorizedException for somebody without an account."""
    person = who(request)
    if person is None or not person.session:
        raise NotAuthorizedException(detail="sign in first")
    return person


@get("/me", sync_to_thread=False, guards=[THEMSELVES])
def me_page(request: Request[Any, Any, State]) -> Response[str]:
    """Show one's own account, and let the password be changed."""
    pages: Pages = request.app.state.pages
    person = signed_in(request)
    return pages.page(request, "me.html", wrong="", least=_least(person))


@post("/me", guards=[THEMSELVES], opt=NOTED)
async def change_password(
    request: Request[Any, Any, State], data: URLEncodedBody[NewPassword]
) -> Response[str] | Redirect:
    """Take a new password."""
    accounts: Accounts = request.app.state.accounts
    person = signed_in(request)
    try:
        _typed_twice(data.new, data.again)
        await asyncio.to_thread(accounts.change_password, person, data.old, data.new)
    except AccountError as error:
        return failed(request, "me.html", error, least=_least(person))
    assert person.role is not None, "people have a role"
    return see(HOME[person.role])


def _typed_twice(password: str, again: str) -> None:
    if password != again:
        raise AccountError("password-not-again")


def _least(person: Person) -> int:
    return PIN_DIGITS_MIN if person.role is Role.CLERK else PASSWORD_MIN


@get(
    "/api/me",
    sync_to_thread=False,
    guards=[requires(Role.CLERK, Role.DISPLAY, scope=Scope.READ)],
)
def me(request: Request[Any, Any, State]) -> Me:
    """Say who asks."""
    person = who(request)
    assert person is not None, "the guard lets nobody unknown in"
    return Me(person.name, person.role, tuple(sorted(person.scopes)))


# --- the first start --------------------------------------------------------------------------


@get("/setup", sync_to_thread=False, guards=[PUBLIC])
def setup_page(request: Request[Any, Any, State]) -> Response[str] | Redirect:
    """Let whoever holds the code from the console become admin, while there is none."""
    accounts: Accounts = request.app.state.accounts
    if accounts.is_set_up:
        return see("/sign-in")
    pages: Pages = request.app.state.pages
    return pages.page(request, "setup.html", wrong="", name_typed="admin", least=PASSWORD_MIN)


@post("/setup", guards=[PUBLIC], opt=NOTED)
async def set_up(
    request: Request[Any, Any, State], data: URLEncodedBody[SetUp]
) -> Response[str] | Redirect:
    """Make the first admin and let them in."""
    accounts: Accounts = request.app.state.accounts
    name, address = data.name.strip(), address_of(request)
    try:
        _typed_twice(data.password, data.again)
        await asyncio.to_thread(accounts.set_up, data.code, name, data.password, address)
        cookie = await asyncio.to_thread(accounts.sign_in, name, data.password, address)
    except AccountError as error:
        return failed(request, "setup.html", error, name_typed=name, least=PASSWORD_MIN)
    return see("/admin", session_cookie(request, cookie, Role.ADMIN))


ROUTES = (
    sign_in_page,
    sign_in,
    sign_out,
    sign_out_everywhere,
    me_page,
    change_password,
    me,
    setup_page,
    set_up,
)
