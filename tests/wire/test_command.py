# SPDX-License-Identifier: Apache-2.0
"""The one command: what it lists, in which language, and what it loads."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bus.channels import Kind, Part
from bus.credentials import CredentialsError, card_key_of, password_of
from config.load import hall_named
from hallflow.__main__ import COMMANDS, main, there
from hallflow.data import DataFolder
from hallflow.parts import parts_of
from look.words import Words

ROOT = Path(__file__).parents[2]
HEAVY = ("kivy", "litestar", "amqtt", "paho", "serial", "escpos", "sqlite_utils", "rich")
LOADED = f"""
import sys
from hallflow.__main__ import main
main(["--help"])
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_lists_every_command_that_is_there(
    language: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", language)
    assert main(["--help"]) == 0
    told = capsys.readouterr().out
    say = Words("hallflow", language)
    for name, module in COMMANDS.items():
        line = f"  {name:<10} {say(f'command-{name}')}"
        assert (line in told.splitlines()) == there(module)


def test_help_loads_nothing_heavy() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_no_command_is_answered_with_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "hallflow COMMAND" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["nonsense", "--version-of-what", "x" * 500])
def test_an_unknown_command_is_said(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name]) == 2
    assert "no command" in capsys.readouterr().err


@pytest.mark.parametrize("name", [name for name, module in COMMANDS.items() if there(module)])
def test_each_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"hallflow {name}" in capsys.readouterr().out


@pytest.fixture
def data(tmp_path: Path) -> Path:
    DataFolder.open(tmp_path / "data", "township").close()
    return tmp_path / "data"


def access(data: Path, *options: str) -> int:
    return main(["access", "--config", "township", "--data", str(data), *options])


def test_access_prints_each_login_with_its_password(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert access(data, "--json") == 0
    passwords = json.loads(capsys.readouterr().out)
    parts = parts_of(hall_named("township"))
    card_key = passwords.pop("township/card-key")
    assert len(bytes.fromhex(card_key)) == 32
    assert set(passwords) == {part.login for part in parts}
    assert access(data) == 0
    table = capsys.readouterr().out
    assert all(login in table and password in table for login, password in passwords.items())


def test_what_access_writes_is_what_parts_read(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert access(data, "--json", "--part", "kiosk-1") == 0
    file = tmp_path / "passwords.json"
    file.write_text(capsys.readouterr().out, "utf-8")
    kiosk = Part("township", "kiosk-1", Kind.KIOSK)
    assert password_of(kiosk, file) == json.loads(file.read_text("utf-8"))[kiosk.login]
    with pytest.raises(CredentialsError, match=r"nothing for township/card-key; make it with"):
        card_key_of(kiosk, file)


def test_all_bridges_of_a_hall_are_given_the_same_key_for_their_card_readers(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = []
    for name, options in (("all", ()), ("one", ("--part", "bridge-1"))):
        assert access(data, "--json", *options) == 0
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(capsys.readouterr().out, "utf-8")
    bridge = Part("township", "bridge-1", Kind.BRIDGE)
    first, second = (card_key_of(bridge, file) for file in files)
    assert first == second
    assert len(first) == 64


def test_access_makes_the_files_of_a_broker_of_others(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert access(data, "--acl") == 0
    assert "user township.kiosk-1\n" in capsys.readouterr().out
    assert access(data, "--mosquitto-passwords") == 0
    assert "township.kiosk-1:$7$" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--part", "nobody"), "no device nobody"), (("--config", "tax"), "not of tax")],
)
def test_access_says_what_is_wrong(
    data: Path, options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert access(data, *options) == 2
    assert said in capsys.readouterr().err


def test_access_without_a_hall_says_how_to_make_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert access(tmp_path / "nowhere") == 2
    assert "hallflow up" in capsys.readouterr().err
