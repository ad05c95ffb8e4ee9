# SPDX-License-Identifier: Apache-2.0
"""Programs that look after a hall: accounts, tokens, settings, each by its scope alone."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import Response

from bus.messages import Beat
from hall.core.accounts import Role, Scope
from hall.settings import SettingsFile
from tests.rules.hall_shell import KIOSK
from tests.web.inside import Inside, Reader, copied_township, inside


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Inside]:
    folder = tmp_path_factory.mktemp("hall")
    with inside(folder / "data") as running:
        running.account("boss", Role.ADMIN)
        running.app.state.settings = SettingsFile(copied_township(folder), folder / "data")
        yield running


class Program:
    """A program with a token of some scopes."""

    def __init__(self, hall: Inside, name: str, *scopes: Scope) -> None:
        self._reader = Reader(hall)
        token = hall.accounts.make_token(name, scopes, "test")
        self._headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}

    def get(self, path: str) -> Response:
        return self._reader.get(path, headers=self._headers)

    def post(self, path: str, **wish: Any) -> Response:
        return self._reader.post(path, json=wish, headers=self._headers)


def test_a_program_makes_and_ends_accounts_and_is_in_the_trail(hall: Inside) -> None:
    staff = Program(hall, "staff-office", Scope.ACCOUNTS)
    made = staff.post("/api/accounts", name="777", role="clerk")
    assert made.status_code == 201
    assert Reader(hall).sign_in("777", made.json()["password"]).status_code == 303
    again = staff.post("/api/accounts", name="777", role="clerk")
    assert (again.status_code, "777" in again.json()["text"]) == (409, True)
    assert staff.post("/api/accounts/777/reset").json()["password"] != made.json()["password"]
    assert staff.post("/api/accounts/777/disable").json() == {"name": "777", "password": ""}
    now = {each["name"]: each for each in staff.get("/api/accounts").json()}
    assert (now["777"]["disabled"], now["777"]["one_time"]) == (True, True)
    assert not any("hash" in each for each in now.values())
    assert staff.post("/api/accounts/778/disable").status_code == 404
    assert staff.post("/api/accounts/777/praise").status_code == 400
    assert staff.post("/api/accounts/boss/disable").status_code == 409, "the last admin stays"
    lines = staff.get("/api/audit?name=staff-office&most=2").json()
    assert [line["deed"] for line in lines] == ["account-disabled", "account-reset"]
    older = staff.get(f"/api/audit?name=staff-office&before={lines[-1]['n']}").json()
    assert [line["deed"] for line in older] == ["account-added"]


def test_a_program_makes_and_revokes_tokens(hall: Inside) -> None:
    staff = Program(hall, "token-office", Scope.ACCOUNTS)
    made = staff.post("/api/tokens", name="screen", scopes=["read"]).json()
    shown = {"Authorization": f"Bearer {made['token']}"}
    assert Reader(hall).get("/api/hall", headers=shown).status_code == 200
    assert staff.post("/api/tokens", name="none", scopes=[]).status_code == 400
    assert staff.post("/api/tokens", name="none", scopes=["everything"]).status_code == 400
    assert staff.post("/api/tokens/screen/revoke").json() == {"done": True}
    assert Reader(hall).get("/api/hall", headers=shown).status_code == 401
    (kept,) = (each for each in staff.get("/api/tokens").json() if each["name"] == "screen")
    assert kept["revoked_at"]
    assert made["token"] not in str(kept)


def test_each_part_of_administration_has_a_scope_of_its_own(hall: Inside) -> None:
    accounts = Program(hall, "only-accounts", Scope.ACCOUNTS)
    settings = Program(hall, "only-settings", Scope.SETTINGS)
    reader = Program(hall, "only-reads", Scope.READ, Scope.PRESS, Scope.MANAGE)
    for path, right in (
        ("/api/accounts", accounts),
        ("/api/tokens", accounts),
        ("/api/audit", accounts),
        ("/api/settings", settings),
        ("/api/versions", settings),
        ("/api/hooks", settings),
        ("/api/devices", reader),
    ):
        statuses = {who: who.get(path).status_code for who in (accounts, settings, reader)}
        assert [who for who, status in statuses.items() if status == 200] == [right], path
        assert set(statuses.values()) == {200, 403}


def test_devices_say_whether_they_live(hall: Inside) -> None:
    hall.send_state(KIOSK, Beat(part="kiosk-1", kind="kiosk", version="1", uptime_ms=1))
    found = Program(hall, "watch", Scope.READ).get("/api/devices").json()
    assert {"part", "kind", "lost", "faults", "shown_p99_ms"} <= found[0].keys()


def test_an_alarm_is_claimed_by_the_key_it_is_listed_with(hall: Inside) -> None:
    program = Program(hall, "watchers", Scope.READ, Scope.MANAGE)
    hall.take("permit")
    alarm = program.get("/api/alarms").json()[0]
    assert (alarm["claimed_at"], alarm["claimed_by"]) == (0, "")
    assert program.post("/api/alarms/claim", key=alarm["key"]).json() == {"done": True}
    assert program.get("/api/alarms").json()[0]["claimed_by"] == "watchers"


def test_a_setting_is_read_tried_changed_and_taken_back(hall: Inside) -> None:
    office = Program(hall, "press-office", Scope.SETTINGS)
    settings: SettingsFile = hall.app.state.settings
    before = settings.text()
    assert "notices" in office.get("/api/settings").json()["groups"]
    now = office.get("/api/settings/notices").json()
    (notice,) = (each for each in now["items"] if each["id"] == "agency")
    wish = notice | {"text": notice["text"] | {"en": "Ask."}, "valid_to": "2026-05-01"}
    address = "/api/settings/notices?item=agency"
    tried = office.post(address, version=now["version"], value=wish, try_only=True).json()
    assert tried["changes"][0] == {
        "path": ["notices", "agency", "text", "en"],
        "before": notice["text"]["en"],
        "after": "Ask.",
    }
    assert (tried["saved"], settings.text()) == (False, before)
    done = office.post(address, version=now["version"], value=wish).json()
    assert (done["saved"], done["changes"]) == (True, tried["changes"])
    kept = tomllib.loads(settings.text())["notices"]
    assert [str(each.get("valid_to")) for each in kept if each["id"] == "agency"] == ["2026-05-01"]
    stale = office.post(address, version=now["version"], value=wish)
    assert (stale.status_code, "Somebody changed" in stale.json()["text"]) == (409, True)
    versions = office.get("/api/versions").json()
    assert (versions[0]["by"], versions[0]["version"]) == ("press-office", done["version"])
    first = versions[-1]["number"]
    back = office.post(f"/api/versions/{first}/restore", version=done["version"]).json()
    assert back["changes"]
    assert settings.text() == before


def test_what_is_no_right_setting_is_refused_as_hallflow_check_does(hall: Inside) -> None:
    office = Program(hall, "wrong-office", Scope.SETTINGS)
    settings: SettingsFile = hall.app.state.settings
    before = settings.text()
    now = office.get("/api/settings/windows").json()
    window = now["items"][0]
    address = f"/api/settings/windows?item={window['id']}"
    wrong = office.post(address, version=now["version"], value=window | {"takes": ["recepton"]})
    assert wrong.status_code == 422
    assert "windows[0].takes[0]" in wrong.json()["faults"][0]
    strange = office.post(address, version=now["version"], value=window | {"id": "other"})
    assert strange.status_code == 400
    root = office.post("/api/settings/hall", version=now["version"], value={"windows": []})
    assert root.status_code == 400
    gone = office.post("/api/settings/windows?item=99", version=now["version"], value=None)
    assert gone.status_code == 404
    assert settings.text() == before


def test_a_new_item_a_table_and_a_guide_are_written(hall: Inside) -> None:
    office = Program(hall, "new-office", Scope.SETTINGS)
    settings: SettingsFile = hall.app.state.settings
    version = office.get("/api/settings/notices").json()["version"]
    new = {"id": "flood", "text": {"zh": "停水", "en": "No water"}, "spans": ["09:00-10:00"]}
    done = office.post("/api/settings/notices?item=flood", version=version, value=new).json()
    gone = {"version": done["version"], "value": None}
    done = office.post("/api/settings/notices?item=flood", **gone).json()
    voice = office.get("/api/settings/voice").json()["items"][0]
    wish = voice | {"repeats": 3, "volume_by_hour": [{"span": "07:00-08:00", "percent": 10}]}
    assert office.post("/api/settings/voice", version=done["version"], value=wish).json()["saved"]
    assert settings.check(settings.text()).voice.repeats == 3
    guide = office.get("/api/settings/guides?item=identity-card").json()
    said = guide["items"][0] | {"complaint_telephone": "0571-12345"}
    address = "/api/settings/guides?item=identity-card"
    assert office.post(address, version=guide["version"], value=said).json()["saved"]
    kept = settings.guide("identity-card")
    found = kept.check(kept.text())
    assert found is not None
    assert found.complaint_telephone == "0571-12345"
    assert office.get("/api/versions?guide=identity-card").json()[0]["by"] == "new-office"
