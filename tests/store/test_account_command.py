# SPDX-License-Identifier: Apache-2.0
"""`hallflow account` and `hallflow token`, beside a hall's data."""

import json
from pathlib import Path

import pytest

from config.accounts import Accounts as Settings
from hall.account import main, main_token
from hall.accounts import AccountError, Accounts
from hall.core.accounts import FAILURES_MAX, Role
from hall.store.log import Log

CHEAP = Settings(hash_memory_kib=8, hash_passes=1)


@pytest.fixture
def data(tmp_path: Path) -> str:
    Log.open(tmp_path, "township", 1_000).close()
    return str(tmp_path)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")


def signs_in(data: str, name: str, password: str) -> str:
    """What becomes of signing in: `in`, or why not."""
    accounts = Accounts.open(Path(data), CHEAP)
    try:
        return "in" if accounts.sign_in(name, password, "test") else ""
    except AccountError as error:
        return error.key
    finally:
        accounts.store.close()


def last_word(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.split()[-1]


def test_an_account_is_added_reset_closed_and_opened(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["add", "chief", "--role", "manager", "--data", data]) == 0
    first = last_word(capsys)
    assert signs_in(data, "chief", first) == "in"
    assert main(["reset", "chief", "--data", data]) == 0
    second = last_word(capsys)
    assert signs_in(data, "chief", first) == "sign-in-wrong"
    assert main(["disable", "chief", "--data", data]) == 0
    assert signs_in(data, "chief", second) == "account-disabled"
    assert main(["enable", "chief", "--data", data]) == 0
    assert signs_in(data, "chief", second) == "in"
    capsys.readouterr()
    assert main(["list", "--format", "json", "--data", data]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert rows == [{"name": "chief", "role": "manager", "state": "one-time"}]


def test_an_account_that_rests_is_freed(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["add", "001", "--data", data])
    password = last_word(capsys)
    assert password.isdigit()
    for _ in range(FAILURES_MAX):
        signs_in(data, "001", "wrong")
    assert signs_in(data, "001", password) == "account-locked"
    assert main(["unlock", "001", "--data", data]) == 0
    assert signs_in(data, "001", password) == "in"


def test_every_clerk_of_a_hall_gets_an_account_once(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["clerks", "--config", "township", "--data", data]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 8
    assert main(["clerks", "--config", "township", "--data", data]) == 0
    assert capsys.readouterr().out == "All clerks have an account.\n"


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (["reset", "nobody"], "There is no account nobody."),
        (["disable", "boss"], "This is the last admin. Make another one first."),
        (["add", "boss"], "There is already an account boss."),
        (["add", "a b"], "A name begins with"),
    ],
)
def test_what_cannot_be_done_is_said(
    data: str, capsys: pytest.CaptureFixture[str], wish: list[str], said: str
) -> None:
    main(["add", "boss", "--role", "admin", "--data", data])
    assert main([*wish, "--data", data]) == 2
    assert f"hallflow: {said}" in capsys.readouterr().err


def test_a_folder_without_a_hall_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["list", "--data", str(tmp_path)])
    assert not list(tmp_path.iterdir())


def test_a_token_is_made_listed_and_revoked(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main_token(["make", "wall", "--scope", "read", "--scope", "press", "--data", data]) == 0
    token = last_word(capsys)
    accounts = Accounts.open(Path(data), CHEAP)
    found = accounts.program_of(token)
    assert found is not None
    assert sorted(found.scopes) == ["press", "read"]
    assert main_token(["make", "wall", "--data", data]) == 2
    assert main_token(["revoke", "wall", "--data", data]) == 0
    assert accounts.program_of(token) is None
    assert [d.deed for d in accounts.store.deeds()] == ["token-revoked", "token-made"]
    accounts.store.close()
    capsys.readouterr()
    main_token(["list", "--format", "json", "--data", data])
    rows = json.loads(capsys.readouterr().out)
    assert rows == [{"name": "wall", "scopes": "read press", "state": "revoked"}]


def test_a_role_that_is_none_is_refused_with_those_there_are(
    data: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["add", "x", "--role", "king", "--data", data])
    said = capsys.readouterr().err
    assert all(role.value in said for role in Role)
