# SPDX-License-Identifier: Apache-2.0
"""Every bench runs, with few rounds, and prints its figures in their shape. What they say of a
busy machine is not judged here."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import BENCHES

ROOT = Path(__file__).parents[2]
PATIENCE_S = 400
LINE = re.compile(r"^\S.* +[\d,]+\.\d{3} \S.* +(-|[\d.]+x .+)$")
EXPECTED = {
    "reports": ("report year by service, p50", "tickets behind a figure, p50"),
    "click": ("click to display, p50", "click to open page, p99"),
    "press": ("press to display, mosquitto, p50", "press to display, mosquitto, p99"),
    "tickets": ("tickets from 4 kiosks, mosquitto",),
    "idle": ("idle up, mosquitto: memory", "idle bridge, mosquitto: processor"),
    "touch": ("touch to feedback: frames, most", "touch to feedback, p99"),
    "displays": ("calls of one second: shown", "call to its sound, p99", "right after a cut"),
    "phones": ("20 phones: memory of the hall", "20 phones: answer, p99"),
    "paper": ("ticket, text: size", "ticket, drawn: on the line at 115200 baud"),
    "search": ("search after a letter, p50", "search after a letter, most"),
    "start": ("start, township, 0 tickets", "start, township, 50 tickets: replay and words"),
    "steps": ("one NEXT with 100 waiting", "one NEXT with 400 waiting"),
    "link": ("golden vectors passed", "press on emulated firmware to display, p99"),
    "waits": ("waits, township: 90 % bound held", "waits, changing staff: mean error, ours"),
}


def bench(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bench", *options]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


@pytest.mark.process
@pytest.mark.timeout(PATIENCE_S)
@pytest.mark.parametrize("name", BENCHES)
def test_a_bench_prints_one_line_a_figure(name: str) -> None:
    done = bench("--quick", name)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(LINE.match(line) for line in lines), done.stdout
    for figure in EXPECTED[name]:
        assert any(line.startswith(figure) for line in lines), done.stdout


def test_a_name_that_is_no_bench_is_refused_with_the_names_there_are() -> None:
    done = bench("nonsense")
    assert done.returncode == 2
    assert all(name in done.stderr for name in BENCHES)
