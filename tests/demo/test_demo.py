# SPDX-License-Identifier: Apache-2.0
"""The whole demo, as anybody runs it: real hall, brokers, bridge, pads, kiosks and people."""

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.processes import Program, children_of, running, wait_until

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]

LAST_LINE = re.compile(
    r"issued=(\d+) called=(\d+) served=(\d+) rated=(\d+) printed=(\d+) problems=(\d+)"
)
FAST = ("--headless", "--speed", "150", "--seed", "7")
Run = Callable[..., Program]


@pytest.fixture
def run() -> Iterator[Run]:
    programs: list[Program] = []

    def start(*arguments: str) -> Program:
        programs.append(Program("demo", *arguments))
        return programs[-1]

    yield start
    for program in programs:
        program.discard()


def counts(program: Program) -> list[int]:
    found = LAST_LINE.fullmatch(program.lines[-1])
    assert found, program.lines[-5:] + program.errors[-5:]
    return [int(count) for count in found.groups()]


@pytest.mark.parametrize(("hall", "broker"), [("township", "mosquitto"), ("tax", "embedded")])
def test_a_demo_ends_without_problems(run: Run, hall: str, broker: str) -> None:
    demo = run(*FAST, "--config", hall, "--broker", broker, "--for", "6")
    assert demo.end(None) == 0, demo.lines + demo.errors
    issued, called, served, _rated, printed, problems = counts(demo)
    assert problems == 0
    assert issued == printed >= called >= served


def test_ctrl_c_ends_a_demo_with_its_summary_and_leaves_nothing(run: Run, tmp_path: Path) -> None:
    demo = run(*FAST, "--data", str(tmp_path / "demo"))
    demo.line("The hall is open: http://127.0.0.1:")
    children = children_of(demo.process.pid)
    grandchildren = {pid for child in children for pid in children_of(child)}
    assert len(children) == 2
    assert demo.end(signal.SIGINT) == 0, demo.lines + demo.errors
    assert counts(demo)[-1] == 0
    assert not [pid for pid in (*children, *grandchildren) if running(pid)]


def test_a_demo_killed_outright_leaves_no_program(run: Run, tmp_path: Path) -> None:
    demo = run(*FAST, "--data", str(tmp_path / "demo"))
    demo.line("The hall is open: http://127.0.0.1:")
    children = children_of(demo.process.pid)
    below = {*children, *(pid for child in children for pid in children_of(child))}
    demo.end(signal.SIGKILL)
    wait_until(lambda: not any(running(pid) for pid in below), "every program to end")


def test_a_program_that_falls_is_a_problem(run: Run) -> None:
    demo = run(*FAST)
    demo.line("The hall is open: http://127.0.0.1:")
    (bridge,) = (
        pid for pid, command in children_of(demo.process.pid).items() if "bridge" in command
    )
    os.kill(bridge, signal.SIGKILL)
    assert demo.end(None) == 1
    assert counts(demo)[-1] >= 1
    assert any("the program bridge ended" in line for line in demo.lines)


def test_a_demo_goes_on_with_the_data_of_the_one_before(run: Run, tmp_path: Path) -> None:
    again = (*FAST, "--data", str(tmp_path / "demo"), "--for", "3")
    assert run(*again).end(None) == 0
    second = run(*again)
    assert second.end(None) == 0, second.lines + second.errors


@pytest.mark.parametrize(
    "arguments", [("--config", "nowhere"), ("--speed", "0"), ("--for", "-1"), ("--speed", "x")]
)
def test_a_demo_that_cannot_be_is_refused(run: Run, arguments: tuple[str, ...]) -> None:
    demo = run("--headless", *arguments)
    assert demo.end(None) == 2
    assert demo.errors
    assert not any("Traceback" in line for line in demo.errors)
