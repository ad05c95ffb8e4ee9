# SPDX-License-Identifier: Apache-2.0
"""A kiosk that hangs is killed and started anew, without systemd, and its screen is usable."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.processes import wait_until
from tests.screens.screen import VirtualScreen

pytestmark = [pytest.mark.window, pytest.mark.process, pytest.mark.timeout(600)]
QUIET_S = "4"
# Nobody listens on port 1: the kiosk stands alone, as in a hall whose server is down.
KIOSK = "--config township --id kiosk-1 --mqtt mqtt://127.0.0.1:1 --printer none --voice null"


@contextmanager
def watched(
    display: VirtualScreen, folder: Path
) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """Run a watched kiosk; give its process and the file of what it says."""
    said = folder / "said"
    command = [sys.executable, "-m", "hallflow", "watch", "--quiet", QUIET_S, "kiosk"]
    command += [*KIOSK.split(), "--data", str(folder / "data"), "--geometry", "540x960"]
    env = {**os.environ, "DISPLAY": display.display, "HALLFLOW_PASSWORD": "none"}
    with said.open("wb") as file, subprocess.Popen(command, stderr=file, env=env) as process:
        try:
            yield process, said
        finally:
            process.terminate()
            process.wait(60)


def lives(said: Path) -> list[int]:
    """Return the processes that were started so far."""
    return [int(pid) for pid in re.findall(r"started as process (\d+)", said.read_text())]


def test_a_kiosk_that_hangs_is_started_anew_and_ends_with_its_watch(tmp_path: Path) -> None:
    with VirtualScreen(540, 960) as display:
        with watched(display, tmp_path) as (_, said):
            wait_until(lambda: "kiosk ready" in said.read_text(), "the first screen")
            first = lives(said)[0]
            os.kill(first, signal.SIGSTOP)
            wait_until(lambda: len(lives(said)) > 1, "another life")
            assert "kiosk stuck (-9); starting it again" in said.read_text()
            wait_until(lambda: said.read_text().count("kiosk ready") > 1, "the screen again")
            colours = display.grab().convert("RGB").getcolors(1 << 20)
            assert colours is not None
            assert len(colours) > 8, "the screen is blank"
        assert not any(Path(f"/proc/{pid}").exists() for pid in lives(said))


def test_a_window_that_cannot_be_opened_is_not_tried_again(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hallflow", "watch", "kiosk", "--config", "township"]
    command += ["--id", "no-such-kiosk", "--data", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 2
    assert b"no kiosk 'no-such-kiosk'" in done.stderr
    assert b"starting it again" not in done.stderr
