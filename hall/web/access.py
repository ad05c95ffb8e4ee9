# SPDX-License-Identifier: Apache-2.0
"""Every route says who may use it: `guards=[PUBLIC]` or `guards=[requires(Role.MANAGER)]`.

On a route or on a router. An application with a route that says nothing is not made.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, PermissionDeniedException
from litestar.handlers import BaseRouteHandler
from litestar.routes import HTTPRoute

from hall.core.accounts import NOBODY_ASKED, Person, Role, Scope

Connection = ASGIConnection[Any, Any, Any, Any]


class Requires:
    """Lets those with one of some roles in, and programs whose token has the scope."""

    def __init__(self, roles: frozenset[Role], scope: Scope | None = None) -> None:
        self.roles = roles
        self.scope = scope

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Refuse who may not: NotAuthorizedException, PermissionDeniedException."""
        self.check(connection)

    def check(self, connection: Connection) -> None:
        """Refuse who may not."""
        person = who(connection)
        if person is None:
            raise NotAuthorizedException(detail="sign in first")
        if not person.may(self.roles, self.scope):
            raise PermissionDeniedException(detail=f"{person.role or 'this token'} may not")


class Everybody(Requires):
    """Lets everybody in, with an account or without."""

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
        page = self._pages.get(str(connection.path_params.get("page", "")))
        if page is not None:
            page.check(connection)


PUBLIC = Everybody(frozenset())


def requires(*roles: Role, scope: Scope | None = None) -> Requires:
    """Return what lets some roles in; without a scope no program comes in."""
    assert roles, "say PUBLIC for what is open to everybody"
    return Requires(frozenset(roles), scope)


def who(connection: Connection) -> Person | None:
    """Return who asks; None when nobody known does."""
    del connection
    return NOBODY_ASKED


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
