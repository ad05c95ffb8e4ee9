# SPDX-License-Identifier: Apache-2.0
"""Starting a kiosk with something wrong: one clear line, exit code 2, no window."""

from pathlib import Path

import pytest

from config.arguments import EXIT_FAULTS
from kiosk.__main__ import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--id", "kiosk-9"), "no kiosk 'kiosk-9'; it has: kiosk-1"),
        (("--id", "kiosk-1", "--printer", "lpt1"), "'lpt1' is no printer; write file:PATH"),
        (("--id", "kiosk-1", "--mqtt", "http://x"), "mqtt://127.0.0.1:1883"),
        (("--id", "kiosk-1", "--credentials", "/no/such/file"), "/no/such/file"),
        (("--id", "kiosk-1", "--data", "/dev/null/x"), "give another folder with --data"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str
) -> None:
    data = () if "--data" in arguments else ("--data", str(tmp_path))
    assert main(["--config", "township", *arguments, *data]) == EXIT_FAULTS
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_hall_with_faults_is_not_opened(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--config", "/no/such/hall", "--id", "kiosk-1"])
    assert stopped.value.code == EXIT_FAULTS
    assert "/no/such/hall" in capsys.readouterr().err
