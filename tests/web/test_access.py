# SPDX-License-Identifier: Apache-2.0
"""Who may use which page."""

import pytest
from litestar import Litestar, Router, get

from hall.core.accounts import GRANTS, NOBODY_ASKED, Person, Role, Scope
from hall.web.access import PUBLIC, declared, requires, routes_of, undeclared


@get("/silent")
async def silent() -> str:
    return ""


@get("/open", guards=[PUBLIC])
async def open_to_all() -> str:
    return ""


def test_a_route_that_does_not_say_who_may_use_it_is_found() -> None:
    assert undeclared(Litestar([silent, open_to_all])) != []
    assert undeclared(Litestar([open_to_all], openapi_config=None)) == []


def test_what_a_router_says_holds_for_its_routes() -> None:
    router = Router("/", route_handlers=[silent], guards=[requires(Role.ADMIN)])
    app = Litestar([router], openapi_config=None)
    assert undeclared(app) == []
    (only,) = [declared(handler) for _, handler in routes_of(app)]
    assert only is not None
    assert only.roles == {Role.ADMIN}


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.CLERK, {Role.CLERK}),
        (Role.MANAGER, {Role.CLERK, Role.MANAGER, Role.DISPLAY}),
        (Role.ADMIN, set(Role)),
        (Role.DISPLAY, {Role.DISPLAY}),
    ],
)
def test_each_role_may_use_its_own_pages(role: Role, may: set[Role]) -> None:
    person = Person("somebody", role)
    assert (
        {wanted for wanted in Role if person.may(frozenset({wanted}), None)} == may == GRANTS[role]
    )


def test_a_program_may_only_what_its_scopes_say() -> None:
    program = Person("clock", None, frozenset({Scope.READ}))
    assert program.may(frozenset({Role.ADMIN}), Scope.READ)
    assert not program.may(frozenset(Role), Scope.PRESS)
    assert not program.may(frozenset(Role), None)


def test_a_hall_without_sign_in_keeps_accounts_and_settings_closed() -> None:
    assert NOBODY_ASKED.may(frozenset({Role.MANAGER}), None)
    assert not NOBODY_ASKED.may(frozenset({Role.ADMIN}), None)
