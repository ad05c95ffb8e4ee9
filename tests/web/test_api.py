# SPDX-License-Identifier: Apache-2.0
"""The interface for programs: tokens, scopes, its description, and the examples in its document."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar.handlers import HTTPRouteHandler
from msgspec import convert

from bus.messages import Outcome
from config.hooks import Webhook
from hall.core.accounts import Role, Scope
from hall.core.facts import Finished, Recorded
from hall.core.hooks import Told, told_of
from hall.web.access import ByPage, declared, routes_of
from tests.web.fuzz import EXAMPLES, fuzz
from tests.web.inside import Inside, Reader, inside
from tests.web.open_hall import ROOT, open_hall

EXAMPLE_WAIT_S = 120


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path / "data") as running:
        yield running


def shown(hall: Inside, name: str, *scopes: Scope) -> dict[str, str]:
    return {"Authorization": f"Bearer {hall.accounts.make_token(name, scopes, 'test')}"}


def test_a_token_opens_what_its_scopes_say_and_no_page(hall: Inside) -> None:
    reads, presses = shown(hall, "r", Scope.READ), shown(hall, "p", Scope.PRESS)
    program = Reader(hall)
    wish = {"id": "one", "action": "sign-in", "clerk": "c1"}
    assert program.get("/api/hall", headers=reads).json()["windows"][0]["window"] == "w1"
    assert program.get("/api/hall", headers=presses).status_code == 403
    address = "/api/windows/w1/press"
    assert program.post(address, json=wish, headers=reads).status_code == 403
    assert program.post(address, json=wish, headers=presses).json()["done"]
    assert program.post("/api/alarms/claim", json={"key": "x"}, headers=presses).status_code == 403
    for path in ("/clerk", "/manager", "/admin", "/me"):
        assert program.get(path, headers=reads).status_code == 403, path


def test_a_program_needs_not_say_where_it_comes_from(hall: Inside) -> None:
    presses = shown(hall, "p", Scope.PRESS)
    wish = {"id": "one", "action": "sign-in", "clerk": "c1"}
    answer = hall.client.post("/api/windows/w1/press", json=wish, headers=presses)
    assert answer.json()["done"]


def test_a_program_without_a_token_hears_how_it_is_known(hall: Inside) -> None:
    for headers in ({}, {"Authorization": "Bearer guess"}, {"Authorization": "Basic eDp5"}):
        answer = Reader(hall).get("/api/hall", headers=headers)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_revoked_token_opens_nothing_from_that_moment(hall: Inside) -> None:
    reads = shown(hall, "r", Scope.READ)
    assert Reader(hall).get("/api/hall", headers=reads).status_code == 200
    hall.accounts.revoke_token("r", "test")
    assert Reader(hall).get("/api/hall", headers=reads).status_code == 401


def test_an_admin_makes_a_token_on_a_page_and_sees_it_once(hall: Inside) -> None:
    hall.account("boss", Role.ADMIN)
    admin = Reader(hall)
    admin.sign_in("boss")
    page = admin.post("/admin/tokens", {"name": "wall", "read": "yes"}).text
    (token,) = re.findall(r"hallflow_[\w-]+", page)
    answer = Reader(hall).get("/api/me", headers={"Authorization": f"Bearer {token}"})
    assert answer.json() == {"name": "wall", "role": None, "scopes": ["read"]}
    assert token not in admin.get("/admin/tokens").text
    assert admin.post("/admin/tokens", {"name": "wall", "read": "yes"}).status_code == 403
    assert admin.post("/admin/tokens", {"name": "none"}).status_code == 403
    assert admin.post("/admin/tokens/wall/revoke").status_code == 303


def test_a_program_that_asks_too_often_is_told_when_to_go_on(hall: Inside) -> None:
    reads = shown(hall, "r", Scope.READ)
    statuses = [hall.client.get("/api/me", headers=reads).status_code for _ in range(3)]
    hall.accounts._calls._most = 3
    last = hall.client.get("/api/me", headers=reads)
    assert (*statuses, last.status_code) == (200, 200, 200, 429)
    assert last.headers["retry-after"] == "60"
    hall.utc_ms += 60_000
    assert hall.client.get("/api/me", headers=reads).status_code == 200


def test_all_below_api_is_described_with_the_scope_it_needs(hall: Inside) -> None:
    described = Reader(hall).get("/openapi.json").json()["paths"]
    served = {path: may for path, h in routes_of(hall.app) if (may := declared(h))}
    below = {
        re.sub(r":\w+}", "}", path): may
        for path, may in served.items()
        if "/api/" in path or (may.scope and path.endswith((".csv", ".xlsx", ".pdf")))
    }
    assert described.keys() == below.keys()
    for path, may in below.items():
        for operation in described[path].values():
            wanted = [] if may.public else [{"token": [may.scope] if may.scope else []}]
            assert operation.get("security", []) == wanted, path
            assert operation["description"], path
            assert "AsyncCallable" not in operation["description"], "the library's own words"


def test_a_token_without_the_scope_opens_no_operation(hall: Inside) -> None:
    tokens = {scope: shown(hall, scope.value, scope) for scope in Scope}
    closed = 0
    for path, handler in routes_of(hall.app):
        may = declared(handler)
        assert isinstance(handler, HTTPRouteHandler), path
        if may is None or may.public or isinstance(may, ByPage):
            continue
        address = re.sub(r"{\w+(:\w+)?}", "x", path)
        for scope, token in tokens.items():
            for method in handler.http_methods if scope is not may.scope else ():
                closed += 1
                answer = Reader(hall).ask(method, address, headers=token)
                assert answer.status_code == 403, (method, address, scope)
    assert closed > 200


def test_the_description_for_people_names_every_operation(hall: Inside) -> None:
    page = Reader(hall).get("/api").text
    for path in Reader(hall).get("/openapi.json").json()["paths"]:
        assert f" {path}</code>" in page


@pytest.mark.timeout(300)
def test_nothing_that_the_description_allows_is_an_error_or_undescribed(hall: Inside) -> None:
    asked = fuzz(hall, EXAMPLES)
    assert len(asked) >= 45
    assert min(asked.values()) > 0


@pytest.mark.process
@pytest.mark.timeout(300)
def test_the_examples_in_the_document_run_as_they_stand(tmp_path: Path) -> None:
    examples, translated = (
        re.findall(
            r"^```sh\n(.*?)^```",
            (ROOT / "docs" / name).read_text("utf-8"),
            re.MULTILINE | re.DOTALL,
        )
        for name in ("api.md", "api.zh.md")
    )
    assert len(examples) >= 6
    assert translated == examples, "the Chinese document shows the same"
    with open_hall(tmp_path / "data") as hall:
        token = hall.front.accounts.make_token("examples", list(Scope), "test")
        known = {"HALL": hall.url, "TOKEN": token, "PATH": "/usr/bin:/bin"}
        for example in examples:
            done = subprocess.run(
                ["/bin/bash", "-e", "-c", example],
                env=known,
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
                timeout=EXAMPLE_WAIT_S,
            )
            assert done.returncode == 0, (example, done.stdout, done.stderr)
            assert done.stdout or ">" in example


def test_every_block_of_the_document_is_run_or_read() -> None:
    blocks: dict[str, list[tuple[str, str]]] = {
        name: re.findall(
            r"^```(\w*)\n(.*?)^```",
            (ROOT / "docs" / name).read_text("utf-8"),
            re.MULTILINE | re.DOTALL,
        )
        for name in ("api.md", "api.zh.md")
    }
    told, translated = ([each for each in found if each[0] != "text"] for found in blocks.values())
    assert told == translated
    assert {kind for kind, _ in told} == {"sh", "python", "toml", "json"}
    kept = {kind: text for kind, text in told if kind != "sh"}
    (hook,) = convert(tomllib.loads(kept["toml"])["webhooks"], list[Webhook])
    event = msgspec.json.decode(kept["json"], type=Told)
    assert event.type in hook.events
    about = Finished(
        ticket=str(event.data["ticket"]), window="3", visit="v", outcome=Outcome.DECIDED
    )
    assert told_of(Recorded(1, 1, event.at, "2026-03-02", about)) == event
