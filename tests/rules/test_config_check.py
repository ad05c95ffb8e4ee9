# SPDX-License-Identifier: Apache-2.0
from argparse import ArgumentParser
from pathlib import Path

import pytest

from config.arguments import add_config, hall_or_exit, language_wished
from hallflow.check import add_arguments, check
from tests.rules.config_hall import HALL, changed, write


def _check(*words: str) -> int:
    parser = ArgumentParser()
    add_arguments(parser)
    return check(parser.parse_args(words))


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("township", "4 departments, 34 services, 6 windows"),
        ("tax", "7 departments, 34 services, 12 windows"),
    ],
)
def test_a_good_hall_is_told_with_its_counts(
    capsys: pytest.CaptureFixture[str], name: str, counts: str
) -> None:
    assert _check(name, "--language", "en") == 0
    told = capsys.readouterr().out
    assert f"hall.toml: good: {counts}" in told
    assert told.count("\n") == 1


def test_every_fault_is_told_on_a_line_and_the_end_is_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hall = changed(HALL, 'prefix = "B"', 'prefix = "O"')
    hall = changed(hall, 'id = "small"', 'id = "small"\ncolour = 3')
    assert _check(str(write(tmp_path, hall=hall)), "--language", "en") == 2
    first, second, count = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{tmp_path / 'hall.toml'}:3: colour: there is no setting 'colour'; ")
    assert ": departments[1].prefix: 'O' does not fit; write one or two capital letters" in second
    assert count == "2 faults: mend the lines above"


def test_faults_are_told_in_chinese_on_a_chinese_machine(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "zh_CN.UTF-8")
    assert _check(str(tmp_path / "nowhere")) == 2
    assert "请检查路径" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "C", "HALLFLOW_LANGUAGE": "zh"}, "zh"),
    ],
)
def test_the_language_follows_the_environment(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("HALLFLOW_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert language_wished() == language


def test_a_part_with_a_bad_hall_says_why_and_exits_with_2(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    parser = ArgumentParser()
    add_config(parser)
    arguments = parser.parse_args(["--config", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        hall_or_exit(arguments.config)
    assert ended.value.code == 2
    assert "cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("settings", "advised"),
    [
        ("", "about 31 s on a line of 9600 baud"),
        ("baud = 38400", "about 8 s"),
        ("baud = 115200", ""),
        ('encoding = "gb18030"', ""),
    ],
)
def test_a_slow_line_to_a_printer_that_draws_is_said_with_its_line_and_what_to_do(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, settings: str, advised: str
) -> None:
    hall = changed(HALL, 'path = "/dev/ttyS0"', f'path = "/dev/ttyS0"\n{settings}')
    assert _check(str(write(tmp_path, hall=hall)), "--language", "en") == 0
    *advice, good = capsys.readouterr().out.splitlines()
    assert ": good: " in good
    assert len(advice) == bool(advised)
    if advised:
        line = 1 + hall.splitlines().index("[[printers]]")
        assert advice[0].startswith(f"{tmp_path / 'hall.toml'}:")
        assert line <= int(advice[0].removeprefix(f"{tmp_path / 'hall.toml'}:").split(":")[0])
        assert advised in advice[0]
        assert "115200" in advice[0]
