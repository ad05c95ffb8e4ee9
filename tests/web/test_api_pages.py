# SPDX-License-Identifier: Apache-2.0
"""Whatever the pages do, programs can do too: each page and each form has its operation."""

import re
from pathlib import Path

from hall.web.access import declared, routes_of
from look.words import Words, languages
from tests.web.inside import Inside, Reader, inside

PEOPLE_ALONE = {
    "POST /sign-in",
    "POST /sign-out",
    "POST /sign-out/everywhere",
    "POST /setup",
    "POST /me",
    "POST /admin/hall/{name}/rows",
    "POST /admin/hall/{name}/order",
}
"""Signing in by password, and a form half filled in: nothing of it is saved."""
SAME = {
    "GET /me": "GET /api/me",
    "GET /live/{page}": "GET /api/changes",
    "GET /clerk": "GET /api/hall",
    "GET /admin/devices": "GET /api/devices",
    "GET /clerk/{window}": "GET /api/windows/{window}",
    "GET /wall": "GET /api/hall",
    "GET /manager": "GET /api/alarms",
    "GET /manager/plan": "GET /api/plan",
    "GET /manager/reports": "GET /api/reports",
    "GET /manager/tickets": "GET /api/tickets",
    "GET /manager/address": "GET /api/address",
    "POST /manager/address": "POST /api/address",
    "GET /manager/followups": "GET /api/followups",
    "POST /manager/followups/{visit}": "POST /api/followups/{visit}",
    "POST /manager/followups/{visit}/number": "POST /api/followups/{visit}/number",
    "GET /cases": "GET /api/cases",
    "POST /cases/{code}": "POST /api/cases/{code}",
    "GET /case": "GET /api/case/{code}",
    "GET /case/{code}": "GET /api/case/{code}",
    "GET /guide/{service}": "GET /api/guides/{service}",
    "GET /book": "GET /api/book",
    "GET /book/{service}": "GET /api/book/{service}",
    "GET /book/{service}/{slot_at}": "GET /api/book/{service}",
    "POST /book/{service}/{slot_at}": "POST /api/book/{service}/{slot_at}",
    "GET /booking": "GET /api/booking/{code}",
    "GET /booking/{code}": "GET /api/booking/{code}",
    "GET /booking/{code}/cancel": "GET /api/booking/{code}",
    "POST /booking/{code}/cancel": "POST /api/booking/{code}/cancel",
    "GET /t/{ticket}/{key}": "GET /api/tickets/{ticket}/{key}/view",
    "GET /t/{ticket}/{key}/{deed}": "GET /api/tickets/{ticket}/{key}/view",
    "POST /t/{ticket}/{key}/{deed}": "POST /api/tickets/{ticket}/{key}/{deed}",
    "GET /t/{ticket}/{key}/outcome": "GET /api/tickets/{ticket}/{key}/view",
    "GET /t/{ticket}/{key}/appeal": "GET /api/tickets/{ticket}/{key}/view",
    "POST /t/{ticket}/{key}/outcome": "POST /api/tickets/{ticket}/{key}/{deed}",
    "POST /t/{ticket}/{key}/appeal": "POST /api/tickets/{ticket}/{key}/{deed}",
    "GET /admin": "GET /api/accounts",
    "POST /admin/accounts": "POST /api/accounts",
    "POST /admin/clerks": "POST /api/accounts/clerks",
    "POST /admin/accounts/{name}/{deed}": "POST /api/accounts/{name}/{deed}",
    "GET /admin/tokens": "GET /api/tokens",
    "POST /admin/tokens": "POST /api/tokens",
    "POST /admin/tokens/{name}/revoke": "POST /api/tokens/{name}/revoke",
    "GET /admin/hooks": "GET /api/hooks",
    "GET /admin/audit": "GET /api/audit",
    "GET /admin/hall": "GET /api/settings",
    "GET /admin/hall/{name}": "GET /api/settings/{group}",
    "POST /admin/hall/{name}/preview": "POST /api/settings/{group}",
    "POST /admin/hall/{name}/save": "POST /api/settings/{group}",
    "POST /admin/begin-again": "POST /api/begin-again",
    "GET /admin/versions": "GET /api/versions",
    "GET /admin/versions/{number}": "GET /api/versions/{number}",
    "POST /admin/versions/{number}/restore": "POST /api/versions/{number}/restore",
}
"""What a program asks in place of each page and each form."""


def forms(hall: Inside) -> set[str]:
    """Every form that the pages send: what can be posted and is no program's."""
    found = {
        f"POST {re.sub(r':[a-z]+}', '}', path)}"
        for path, handler in routes_of(hall.app)
        if "POST" in getattr(handler, "http_methods", ())
    }
    return {each for each in found if not each.startswith("POST /api/")}


def test_each_form_and_each_page_has_its_operation(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        described = Reader(hall).get("/openapi.json").json()["paths"]
        known = PEOPLE_ALONE | {page for page in SAME if page.startswith("POST ")}
        assert forms(hall) == known, "say in SAME what programs ask instead of a new form"
        for page, operation in SAME.items():
            method, path = operation.split()
            assert method.lower() in described[path], f"{page} has no {operation}"


def test_the_operations_are_told_in_the_language_of_the_reader(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        page = Reader(hall).get("/api", headers={"Accept-Language": "zh-CN"}).text
        described = Reader(hall).get("/openapi.json").json()["paths"]
        operations = [each for item in described.values() for each in item.values()]
    assert "各窗口、各队列的当前状态" in page
    assert '<p class="muted">内容： <code>id</code> <code>action</code>' in page
    assert not [each["operationId"] for each in operations if each["description"] in page]
    keys = {each["operationId"].replace("_", "-") for each in operations}
    for language in languages("hall.web"):
        entries = Words("hall.web", language).entries()
        said = {key.removeprefix("api-") for key in entries if key.startswith("api-")}
        assert not {key for key in said if not any(each.startswith(key) for each in keys)}
    assert len({each["summary"] for each in operations}) >= len(said) - 1


def test_each_wish_that_leaves_a_line_in_the_trail_has_words_for_it(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        deeds = {
            f"deed-{handler.handler_name.replace('_', '-')}"
            for _, handler in routes_of(hall.app)
            if not (may := declared(handler)) or not may.public
            if "POST" in getattr(handler, "http_methods", ()) and not handler.opt.get("noted")
        }
    for language in languages("hall"):
        assert deeds <= Words("hall", language).entries().keys()
