# SPDX-License-Identifier: Apache-2.0
"""Signing in and out, passwords, roles, and who did what."""

import sqlite3
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall.core.accounts import (
    FAILURES_MAX,
    LOCK_MS,
    Meter,
    Role,
    locked_until,
    weakness,
)
from hall.store.accounts import FILE
from tests.web.inside import CHEAP, GOOD, Inside, Reader, inside

IDS = count(1)
HOUR = 3_600_000
MINUTE = 60_000
ALSO_GOOD = "another good secret"


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Inside]:
    with inside(tmp_path / "data") as running:
        for name, role in (
            ("boss", Role.ADMIN),
            ("watch", Role.MANAGER),
            ("c1", Role.CLERK),
            ("c2", Role.CLERK),
            ("wall", Role.DISPLAY),
        ):
            running.account(name, role)
        yield running


def signed_in(hall: Inside, name: str) -> Reader:
    reader = Reader(hall)
    assert reader.sign_in(name).status_code == 303
    return reader


def press(reader: Reader, window: str, action: str, **fields: str) -> dict[str, object]:
    wish = {"id": f"id-{next(IDS)}", "action": action, **fields}
    answer = reader.post(f"/api/windows/{window}/press", json=wish)
    found: dict[str, object] = answer.json()
    return found


# --- rules ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "password", "fault"),
    [
        (Role.CLERK, "40718", "pin-short"),
        (Role.CLERK, "123456", "password-simple"),
        (Role.CLERK, "555555", "password-simple"),
        (Role.CLERK, "407182", ""),
        (Role.MANAGER, "407182", "password-short"),
        (Role.MANAGER, "qwertyuiop", "password-simple"),
        (Role.MANAGER, "somebody12", "password-like-name"),
        (Role.ADMIN, "x" * 129, "password-long"),
        (Role.ADMIN, "青山绿水共为邻，风雨同舟", ""),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(
    role: Role, password: str, fault: str
) -> None:
    assert weakness(role, "somebody", password) == fault


def test_only_every_fifth_wrong_password_makes_an_account_rest() -> None:
    rests = [failures for failures in range(1, 21) if locked_until(failures, 1_000)]
    assert rests == [5, 10, 15, 20]
    assert locked_until(FAILURES_MAX, 1_000) == 1_000 + LOCK_MS


def test_a_meter_lets_each_one_go_on_when_the_stretch_is_over() -> None:
    meter = Meter(2, 1_000)
    assert [meter.wait_ms("a", 0), meter.wait_ms("a", 10), meter.wait_ms("a", 20)] == [0, 0, 980]
    assert meter.wait_ms("b", 20) == 0
    assert meter.wait_ms("a", 1_000) == 0


# --- in and out -------------------------------------------------------------------------------


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(hall: Inside) -> None:
    reader = Reader(hall)
    assert reader.get("/clerk/w1").headers["location"] == "/sign-in?back=/clerk/w1"
    assert 'value="/clerk/w1"' in reader.get("/sign-in?back=/clerk/w1").text
    form = {"name": "c1", "password": GOOD, "back": "/clerk/w1"}
    assert reader.post("/sign-in", form).headers["location"] == "/clerk/w1"
    assert reader.get("/clerk/w1").status_code == 200
    evil = {"name": "c1", "password": GOOD, "back": "//evil.example"}
    assert reader.post("/sign-in", evil).headers["location"] == "/"


def test_each_role_sees_its_own_pages_only(hall: Inside) -> None:
    pages = {
        "/clerk": "cmb",
        "/manager": "mb",
        "/wall": "mbw",
        "/manager/plan": "mb",
        "/admin": "b",
    }
    names = {"c": "c1", "m": "watch", "b": "boss", "w": "wall"}
    for letter, name in names.items():
        reader = signed_in(hall, name)
        for path, allowed in pages.items():
            status = reader.get(path).status_code
            assert (status != 403) == (letter in allowed), (name, path, status)


def test_a_session_is_a_new_secret_each_time_and_the_old_one_ends(hall: Inside) -> None:
    reader = signed_in(hall, "watch")
    before = reader.cookies["hall_session"]
    reader.sign_in("watch")
    after = reader.cookies["hall_session"]
    assert after != before
    reader.cookies = {"hall_session": before}
    assert reader.get("/manager").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(hall: Inside) -> None:
    cookie = Reader(hall).sign_in("watch").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "max-age" not in cookie


def test_what_a_browser_holds_cannot_be_read_from_the_file(hall: Inside) -> None:
    reader = signed_in(hall, "watch")
    with sqlite3.connect(hall.folder / FILE) as file:
        dump = "\n".join(file.iterdump())
    file.close()
    assert reader.cookies["hall_session"] not in dump
    assert GOOD not in dump
    assert "$argon2id$" in dump


def test_an_idle_session_ends_and_so_does_a_long_one(hall: Inside) -> None:
    reader = signed_in(hall, "watch")
    for _ in range(11):
        hall.utc_ms += HOUR - MINUTE
        assert reader.get("/api/me").status_code == 200
    hall.utc_ms += HOUR
    assert reader.get("/api/me").status_code == 401
    reader = signed_in(hall, "watch")
    for _ in range(13):
        hall.utc_ms += HOUR - MINUTE
        last = reader.get("/api/me").status_code
    assert last == 401


def test_a_screen_on_a_wall_stays_signed_in_for_months(hall: Inside) -> None:
    reader = signed_in(hall, "wall")
    hall.utc_ms += 300 * 24 * HOUR
    assert reader.get("/api/me").json()["role"] == "display"


def test_signing_out_everywhere_ends_every_session_of_that_account_alone(hall: Inside) -> None:
    desk, home, other = (signed_in(hall, name) for name in ("watch", "watch", "c1"))
    assert home.post("/sign-out/everywhere").status_code == 303
    assert [r.get("/api/me").status_code for r in (desk, home, other)] == [401, 401, 200]


def test_signing_out_ends_the_session(hall: Inside) -> None:
    reader = signed_in(hall, "watch")
    held = dict(reader.cookies)
    reader.post("/sign-out")
    reader.cookies = held
    assert reader.get("/api/me").status_code == 401


# --- guesses ----------------------------------------------------------------------------------


def test_an_account_rests_after_wrong_tries_until_time_or_an_admin_frees_it(hall: Inside) -> None:
    reader = Reader(hall)
    for _ in range(FAILURES_MAX):
        assert reader.sign_in("c1", "wrong").status_code == 403
    assert "15 分钟" in reader.sign_in("c1").text
    assert signed_in(hall, "boss").post("/admin/accounts/c1/unlock").status_code == 303
    assert reader.sign_in("c1").status_code == 303
    for _ in range(FAILURES_MAX):
        reader.sign_in("c1", "wrong")
    assert reader.sign_in("c1").status_code == 403
    hall.utc_ms += LOCK_MS
    assert reader.sign_in("c1").status_code == 303


def test_an_unknown_name_is_told_the_same_as_a_wrong_password(hall: Inside) -> None:
    unknown, wrong = Reader(hall).sign_in("nobody"), Reader(hall).sign_in("c1", "wrong")
    assert (unknown.status_code, unknown.text) == (wrong.status_code, wrong.text)


def test_too_many_tries_from_one_address_must_wait(hall: Inside) -> None:
    answers = [Reader(hall).sign_in(f"guess-{n}", "wrong") for n in range(31)]
    assert [a.status_code for a in answers] == [403] * 30 + [429]
    assert answers[-1].headers["retry-after"] == "300"
    hall.utc_ms += 5 * MINUTE
    assert Reader(hall).sign_in("c1").status_code == 303


# --- one-time passwords, the first start ------------------------------------------------------


def test_a_one_time_password_opens_nothing_but_its_change(hall: Inside) -> None:
    password = hall.accounts.add("new", Role.CLERK, "test")
    reader = Reader(hall)
    assert reader.sign_in("new", password).headers["location"] == "/me"
    assert reader.get("/clerk").headers["location"] == "/me"
    assert reader.get("/api/me").status_code == 403
    for form, status in (
        ({"old": password, "new": "640718", "again": "640719"}, 403),
        ({"old": "wrong", "new": "640718", "again": "640718"}, 403),
        ({"old": password, "new": "123456", "again": "123456"}, 403),
        ({"old": password, "new": password, "again": password}, 403),
        ({"old": password, "new": "640718", "again": "640718"}, 303),
    ):
        assert reader.post("/me", form).status_code == status, form
    assert reader.get("/clerk").status_code == 200


def test_a_changed_password_ends_the_other_sessions(hall: Inside) -> None:
    here, there = signed_in(hall, "watch"), signed_in(hall, "watch")
    here.post("/me", {"old": GOOD, "new": ALSO_GOOD, "again": ALSO_GOOD})
    assert here.get("/api/me").status_code == 200
    assert there.get("/api/me").status_code == 401


def test_the_first_start_makes_one_admin_with_the_code_from_the_console(tmp_path: Path) -> None:
    with inside(tmp_path) as hall:
        reader = Reader(hall)
        assert reader.get("/sign-in").headers["location"] == "/setup"
        stale, code = hall.accounts.setup_code(), hall.accounts.setup_code()
        form = {"name": "chief", "password": ALSO_GOOD, "again": ALSO_GOOD}
        for wrong in ("", stale, "aaaa-bbbb-cccc-dddd"):
            assert reader.post("/setup", form | {"code": wrong}).status_code == 403
        assert reader.post("/setup", form | {"code": code}).headers["location"] == "/admin"
        assert reader.get("/admin").status_code == 200
        assert hall.accounts.setup_code() == ""
        assert Reader(hall).post("/setup", form | {"code": code}).status_code == 403
        assert Reader(hall).get("/setup").headers["location"] == "/sign-in"


# --- a hall that asks nobody ------------------------------------------------------------------


def test_a_small_hall_may_work_without_sign_in_but_not_its_accounts(tmp_path: Path) -> None:
    with inside(tmp_path, replace(CHEAP, required=False)) as hall:
        reader = Reader(hall)
        assert reader.get("/clerk/w1").status_code == 200
        assert reader.get("/manager").status_code == 200
        assert press(reader, "w1", "sign-in", clerk="c1")["done"]
        assert reader.get("/admin").headers["location"] == "/sign-in?back=/admin"
        wrong = reader.get("/manager", headers={"Authorization": "Bearer guess"})
        assert wrong.status_code == 401


# --- at a window ------------------------------------------------------------------------------


def test_a_clerk_sits_down_as_themselves_and_cannot_act_for_another(hall: Inside) -> None:
    first, second = signed_in(hall, "c1"), signed_in(hall, "c2")
    assert press(first, "w1", "sign-in", clerk="c4")["done"]
    assert hall.state.window("w1").clerk == "c1"
    shown = hall.take("permit").ticket
    for action in ("next", "pause", "sign-out"):
        assert press(second, "w1", action)["refusal"] == "window-occupied", action
    assert press(second, "w1", "add-service", service="card")["refusal"] == "window-occupied"
    assert press(first, "w1", "next")["done"]
    helped = press(signed_in(hall, "watch"), "w1", "arrive", clerk="c1", shown=shown)
    assert helped["done"], helped
    assert press(first, "w1", "add-service", service="card")["done"]


def test_a_closed_account_is_out_at_once(hall: Inside) -> None:
    clerk, admin = signed_in(hall, "c1"), signed_in(hall, "boss")
    admin.post("/admin/accounts/c1/disable")
    assert clerk.get("/clerk").status_code == 303
    assert clerk.sign_in("c1").status_code == 403
    assert admin.post("/admin/accounts/boss/disable").status_code == 403
    assert admin.get("/admin").status_code == 200


# --- who did what -----------------------------------------------------------------------------


def test_the_trail_says_who_did_what_and_when(hall: Inside) -> None:
    admin = signed_in(hall, "boss")
    admin.post("/admin/accounts", {"name": "fresh", "role": "manager"})
    admin.post("/admin/accounts/fresh/disable")
    Reader(hall).sign_in("c1", "wrong")
    Reader(hall).sign_in("my-password-typed-as-name", "x")
    lines = [(d.who, d.deed, d.about) for d in hall.accounts.store.deeds(most=5)]
    assert lines == [
        ("", "sign-in-failed", ""),
        ("", "sign-in-failed", "c1"),
        ("boss", "account-disabled", "fresh"),
        ("boss", "account-added", "fresh"),
        ("boss", "signed-in", ""),
    ]
    page = admin.get("/admin/audit?name=boss").text
    assert "停用账号" in page
    assert "c1" not in page.partition("<ul")[2]


def test_what_a_manager_changes_leaves_a_line_by_itself(hall: Inside) -> None:
    manager = signed_in(hall, "watch")
    manager.post("/api/alarms/claim", json={"key": "nothing"})
    (line,) = hall.accounts.store.deeds(who="watch", most=1)
    assert (line.deed, line.at) == ("claim-alarm", hall.utc_ms)


def test_nobody_can_take_a_line_of_the_trail_away(hall: Inside) -> None:
    signed_in(hall, "boss")
    file = sqlite3.connect(hall.folder / FILE)
    for sql in ("DELETE FROM deeds", "UPDATE deeds SET who = 'somebody else'"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            file.execute(sql)
    file.close()


def test_an_admin_makes_accounts_for_all_clerks_and_sees_the_passwords_once(hall: Inside) -> None:
    admin = signed_in(hall, "boss")
    page = admin.post("/admin/clerks").text
    assert page.count("<code") == 2
    password = page.partition('<code class="secret">')[2].partition("<")[0]
    assert Reader(hall).sign_in("c3", password).headers["location"] == "/me"
    assert password not in admin.get("/admin").text
