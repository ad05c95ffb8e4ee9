# SPDX-License-Identifier: Apache-2.0
"""Who may use which page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar, Router, get
from litestar.handlers import HTTPRouteHandler
from msgspec.structs import replace

from hall.core.accounts import GRANTS, NOBODY_ASKED, Person, Role, Scope
from hall.web.access import PUBLIC, Requires, declared, requires, routes_of, undeclared
from tests.web.inside import CHEAP, GOOD, URL, Inside, Reader, inside


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


# --- the hall's own routes --------------------------------------------------------------------

PARAMETERS = {"window": "w1", "page": "manager", "name": "boss", "deed": "enable"}
OWN = ("/me", "/api/me", "/sign-out/everywhere")
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def every_route(hall: Inside) -> Iterator[tuple[str, str, Requires]]:
    """Method, address and who may, of all that the hall serves."""
    for path, handler in routes_of(hall.app):
        may = declared(handler)
        assert may is not None, path
        address = re.sub(r"\{(\w+)(:\w+)?\}", lambda m: PARAMETERS.get(m[1], "x"), path)
        assert isinstance(handler, HTTPRouteHandler), path
        for method in handler.http_methods:
            yield method, address, may


def test_a_display_sees_the_wall_and_nothing_else(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        hall.account("screen", Role.DISPLAY)
        screen = Reader(hall)
        assert screen.sign_in("screen").headers["location"] == "/wall"
        shown = screen.get("/wall")
        assert shown.status_code == 200
        assert 'class="dark"' in shown.text
        assert "<button" not in shown.text.split("<footer")[0]
        may = {
            path
            for path, handler in routes_of(hall.app)
            if (found := declared(handler)) and not found.public and Role.DISPLAY in found.roles
        }
        assert may == {"/wall", "/live/{page:str}", *OWN}
        assert screen.get("/live/manager").status_code == 403


def test_no_route_lets_in_whom_it_does_not_name(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        hall.account("boss", Role.ADMIN)
        readers = {role: Reader(hall) for role in Role}
        for role, reader in readers.items():
            if role is not Role.ADMIN:
                hall.account(role.value, role)
                reader.sign_in(role.value)
        closed = 0
        for method, address, may in every_route(hall):
            if may.public:
                continue
            stranger = Reader(hall).ask(method, address)
            assert stranger.status_code in {401, 303}, (method, address)
            assert stranger.status_code == 401 or "/sign-in" in stranger.headers["location"]
            for role, reader in readers.items():
                if role is not Role.ADMIN and not GRANTS[role] & may.roles:
                    closed += 1
                    assert reader.ask(method, address).status_code == 403, (method, address, role)
        assert closed > 20


def test_every_answer_carries_what_browsers_obey(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        for method, address, may in every_route(hall):
            headers = Reader(hall).ask(method, address).headers
            for name, wanted in HEADERS.items():
                assert headers[name].startswith(wanted), (method, address, name)
            assert "unsafe" not in headers["content-security-policy"]
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert "strict-transport-security" not in headers, may


def test_a_browser_that_came_by_https_is_told_to_stay_there(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        hall.account("boss", Role.ADMIN)
        address = URL.replace("http:", "https:")
        form = {"name": "boss", "password": GOOD}
        headers = {"Origin": address}
        answer = hall.client.post(f"{address}/sign-in", data=form, headers=headers)
        assert answer.status_code == 303
        assert "max-age=31536000" in answer.headers["strict-transport-security"]
        assert "secure" in answer.headers["set-cookie"].lower()


def test_no_wish_is_taken_from_a_page_of_another_site(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        hall.account("boss", Role.ADMIN)
        reader = Reader(hall)
        reader.sign_in("boss")
        asked = 0
        for method, address, _ in every_route(hall):
            if method == "GET":
                continue
            for origin in ("https://evil.example", "null", ""):
                asked += 1
                answer = reader.ask(method, address, headers={"Origin": origin})
                assert answer.status_code == 403, (method, address, origin)
        assert asked > 20
        assert reader.get("/admin").status_code == 200


def test_a_cookie_counts_nothing_beside_a_token(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        hall.account("boss", Role.ADMIN)
        reader = Reader(hall)
        reader.sign_in("boss")
        forged = {"Origin": "https://evil.example", "Authorization": "Bearer guess"}
        answer = reader.ask("POST", "/admin/clerks", headers=forged)
        assert answer.status_code == 401
        assert not hall.accounts.store.account("c1")


def test_a_mistake_of_ours_is_told_as_a_page_to_people_and_as_data_to_programs(
    tmp_path: Path,
) -> None:
    with inside(tmp_path, replace(CHEAP, required=False)) as hall:
        del hall.app.state["claims"]
        person = Reader(hall).get("/manager", headers={"Accept-Language": "zh-CN"})
        assert person.status_code == 500
        assert "系统出错了" in person.text
        program = Reader(hall).get("/manager", headers={"Authorization": "Bearer x"})
        assert "系统出错了" not in program.text
