# SPDX-License-Identifier: Apache-2.0
"""The data folder: whose it is, who uses it, what it keeps secret."""

import errno
import json
import os
import stat
from pathlib import Path

import pytest

from bus.channels import Kind, Part
from bus.credentials import CredentialsError, password_of
from hallflow import data
from hallflow.data import DataFolder, passwords_of, read_mark, write_credentials
from hallflow.problem import Problem

KIOSK = Part("township", "kiosk-1", Kind.KIOSK)
STRIP = Part("township", "strip-1", Kind.CALLER)


def test_a_new_folder_is_made_and_marked(tmp_path: Path) -> None:
    folder = DataFolder.open(tmp_path / "a" / "b", "township")
    folder.close()
    mark = read_mark(tmp_path / "a" / "b")
    assert mark is not None
    assert mark.hall == "township"


def test_the_same_hall_comes_back_to_its_folder(tmp_path: Path) -> None:
    DataFolder.open(tmp_path, "township").close()
    DataFolder.open(tmp_path, "township").close()


def test_a_second_server_is_told_who_is_there(tmp_path: Path) -> None:
    first = DataFolder.open(tmp_path, "township")
    with pytest.raises(Problem, match=f"in use by another server \\(process {os.getpid()}\\)"):
        DataFolder.open(tmp_path, "township")
    first.close()
    DataFolder.open(tmp_path, "township").close()


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(Problem, match="files that are no hall's data"):
        DataFolder.open(tmp_path, "township")
    assert [entry.name for entry in tmp_path.iterdir()] == ["letter.txt"]


def test_another_halls_data_is_left_alone(tmp_path: Path) -> None:
    DataFolder.open(tmp_path, "tax").close()
    with pytest.raises(Problem, match="data of hall tax, not of township"):
        DataFolder.open(tmp_path, "township")


@pytest.mark.parametrize("left", ["lock", "hallflow.json.new"])
def test_a_first_start_that_was_killed_does_not_block_the_next(tmp_path: Path, left: str) -> None:
    (tmp_path / left).write_text("")
    DataFolder.open(tmp_path, "township").close()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"hall": 1}', b"\xff"])
def test_a_damaged_mark_is_said_with_its_path(tmp_path: Path, content: bytes) -> None:
    (tmp_path / data.MARK_FILE).write_bytes(content)
    with pytest.raises(Problem, match=r"hallflow\.json is damaged"):
        DataFolder.open(tmp_path, "township")


def test_data_of_a_later_program_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / data.MARK_FILE).write_text('{"hall": "township", "version": 99}')
    with pytest.raises(Problem, match="later hallflow"):
        DataFolder.open(tmp_path, "township")


def test_a_file_in_the_folders_place_is_a_clear_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Problem, match="cannot be used"):
        DataFolder.open(tmp_path / "file", "township")


def test_a_folder_where_nothing_may_be_made_is_a_clear_problem() -> None:
    with pytest.raises(Problem, match="cannot be used"):
        DataFolder.open(Path("/proc/hallflow"), "township")


def test_a_full_disk_is_found_at_the_start_and_frees_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(Problem, match="the disk is full"):
            DataFolder.open(tmp_path, "township")
    DataFolder.open(tmp_path, "township").close()


def test_passwords_last_and_differ_by_part_and_hall(tmp_path: Path) -> None:
    for name in ("one", "two"):
        DataFolder.open(tmp_path / name, "township").close()
    first = passwords_of(tmp_path / "one", [KIOSK, STRIP])
    assert first == passwords_of(tmp_path / "one", [KIOSK, STRIP])
    other = passwords_of(tmp_path / "two", [KIOSK, STRIP])
    assert len({*first.values(), *other.values()}) == 4


def test_secrets_are_for_their_owner_only(tmp_path: Path) -> None:
    DataFolder.open(tmp_path, "township").close()
    file = write_credentials(tmp_path, passwords_of(tmp_path, [KIOSK]))
    for secret in (file, tmp_path / data.SECRET_FILE):
        assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_damaged_secret_is_never_replaced_unsaid(tmp_path: Path) -> None:
    DataFolder.open(tmp_path, "township").close()
    (tmp_path / data.SECRET_FILE).write_text("short")
    with pytest.raises(Problem, match="secret is damaged"):
        DataFolder.open(tmp_path, "township")


def test_a_part_finds_its_password_in_the_file(tmp_path: Path) -> None:
    DataFolder.open(tmp_path, "township").close()
    passwords = passwords_of(tmp_path, [KIOSK, STRIP])
    file = write_credentials(tmp_path, passwords)
    assert password_of(KIOSK, file) == passwords[KIOSK.login]


def test_a_part_finds_its_password_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "passwords.json"
    file.write_text(json.dumps({KIOSK.login: "from the file"}))
    monkeypatch.delenv("HALLFLOW_PASSWORD", raising=False)
    monkeypatch.setenv("HALLFLOW_CREDENTIALS", str(file))
    assert password_of(KIOSK) == "from the file"
    monkeypatch.setenv("HALLFLOW_PASSWORD", "said")
    assert password_of(KIOSK) == "said"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file"),
        ("{", "truncated"),
        ("[]", "Expected `object`"),
        ("{}", "nothing for"),
    ],
)
def test_a_file_without_the_password_is_a_clear_error(
    tmp_path: Path, content: str | None, why: str
) -> None:
    file = tmp_path / "passwords.json"
    if content is not None:
        file.write_text(content)
    with pytest.raises(CredentialsError, match=why):
        password_of(KIOSK, file)
