# SPDX-License-Identifier: Apache-2.0
"""Every route says who may use it: `guards=[PUBLIC]` or `guards=[requires(Role.MANAGER)]`.

On a route or on a router. An application with a route that says nothing is not made.
"""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, cast

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import (
    NotAuthorizedException,
    PermissionDeniedException,
    TooManyRequestsException,
)
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from hall.accounts import AccountError, Accounts
from hall.core.accounts import NOBODY_ASKED, Person, Role, Scope

Connection = ASGIConnection[Any, Any, Any, Any]


COOKIE = "hall_session"
BY_TOKEN = {"WWW-Authenticate": "Bearer"}
"""Tells a program how it is known."""
_PERSON = "hall_person"


class MustChangeError(PermissionDeniedException):
    """The password is a one-time one: it must be changed before anything else."""


class Requires:
    """Lets those with one of some roles in, and programs whose token has the scope."""

    public = False

    def __init__(
        self, roles: frozenset[Role], scope: Scope | None = None, *, changing: bool = False
    ) -> None:
        """`changing`: even with a one-time password."""
        self.roles = roles
        self.scope = scope
        self._changing = changing

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Refuse who may not: NotAuthorizedException, PermissionDeniedException."""
        self.check(connection)

    def check(self, connection: Connection) -> None:
        """Refuse who may not."""
        person = who(connection)
        if person is None:
            raise NotAuthorizedException(detail="sign in first", headers=BY_TOKEN)
        if not person.may(self.roles, self.scope):
            if person is NOBODY_ASKED:
                raise NotAuthorizedException(detail="sign in first", headers=BY_TOKEN)
            raise PermissionDeniedException(detail="this account or token may not do that")
        if person.must_change and not self._changing:
            raise MustChangeError(detail="change the one-time password first")


class Everybody(Requires):
    """Lets everybody in, with an account or without."""

    public = True

    def check(self, connection: Connection) -> None:
        """Refuse nobody."""


class ByPage(Requires):
    """Lets in whom the page named in the address lets in; who asks for no page hears of it."""

    def __init__(self, pages: Mapping[str, Requires]) -> None:
        every = frozenset(role for page in pages.values() for role in page.roles)
        super().__init__(every)
        self._pages = pages

    def check(self, connection: Connection) -> None:
        """Refuse who may not see that page."""
        page = self._pages.get(str(connection.scope["path_params"].get("page", "")))
        if page is not None:
            page.check(connection)


PUBLIC = Everybody(frozenset())


def requires(*roles: Role, scope: Scope | None = None) -> Requires:
    """Return what lets some roles in; without a scope no program comes in."""
    assert roles, "say PUBLIC for what is open to everybody"
    return Requires(frozenset(roles), scope)


def extras(connection: Connection) -> MutableMapping[str, Any]:
    """Return where something can be kept as long as one connection is served."""
    return cast("MutableMapping[str, Any]", connection.scope)


def who(connection: Connection) -> Person | None:
    """Return who asks; None when nobody known does. TooManyRequestsException."""
    kept = extras(connection)
    if _PERSON not in kept:
        kept[_PERSON] = _identify(connection)
    found: Person | None = kept[_PERSON]
    return found


def asker(connection: Connection) -> str:
    """Return the name of who asks; empty for nobody known. TooManyRequestsException."""
    person = who(connection)
    return person.name if person is not None else ""


def still(connection: Connection, may: Requires) -> bool:
    """Whether somebody who was let in a while ago would be let in now."""
    extras(connection).pop(_PERSON, None)
    try:
        may.check(connection)
    except (NotAuthorizedException, PermissionDeniedException):
        return False
    return True


def _identify(connection: Connection) -> Person | None:
    """Return who asks: by the token alone when one is shown, else by the session."""
    accounts: Accounts = connection.app.state.accounts
    shown = connection.headers.get("authorization")
    if shown is None:
        return accounts.person_of(connection.cookies.get(COOKIE, "")) or accounts.nobody()
    kind, _, token = shown.partition(" ")
    try:
        return accounts.program_of(token.strip()) if kind.lower() == "bearer" else None
    except AccountError as error:
        wait = {"Retry-After": str(error.values["seconds"])}
        raise TooManyRequestsException(detail="this token asks too often", headers=wait) from error


def declared(handler: BaseRouteHandler) -> Requires | None:
    """Return who may use a route, the route's own word last; None when it does not say."""
    found = [guard for guard in handler.resolve_guards() if isinstance(guard, Requires)]
    return found[-1] if found else None


def routes_of(app: Litestar) -> Iterator[tuple[str, BaseRouteHandler]]:
    """Yield every address and what answers there, but for the library's own OPTIONS."""
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            yield route.path, route.route_handler
            continue
        for handler in route.route_handlers:
            if handler.http_methods != {"OPTIONS"}:
                yield route.path, handler


def undeclared(app: Litestar) -> list[str]:
    """Return the addresses that do not say who may use them."""
    return [path for path, handler in routes_of(app) if declared(handler) is None]
