# SPDX-License-Identifier: Apache-2.0
"""`hallflow up` as a real process: ready, stop, kill, and everything that can be in its way."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from bus.channels import Kind, Part
from bus.messages import (
    Answer,
    HallBeat,
    PaperReported,
    QueueLength,
    TicketIssued,
    TicketRequest,
)
from config.hours import ALWAYS_OPEN, Hours, Week
from config.load import hall_named
from hallflow.broker.start import make_broker
from hallflow.data import passwords_of
from hallflow.demo.hall import write_hall, zone_near_noon
from hallflow.parts import parts_of
from tests.processes import BROKERS, Joined, Program, children_of, running, wait_until

pytestmark = [pytest.mark.process, pytest.mark.timeout(300)]

HALL = msgspec.structs.replace(
    hall_named("township"), hours=ALWAYS_OPEN, time_zone=zone_near_noon(datetime.now(UTC))
)
"""Open, and far from midnight, at whatever hour the tests run."""
KIOSK = Part(HALL.id, HALL.kiosks[0].id, Kind.KIOSK)
SERVICE = HALL.services[0].id
Up = Callable[..., Program]


@pytest.fixture
def config(tmp_path: Path) -> str:
    return str(write_hall(HALL, "township", tmp_path / "hall"))


@pytest.fixture
def up(config: str) -> Iterator[Up]:
    programs: list[Program] = []

    def start(data: Path, *arguments: str, env: dict[str, str] | None = None) -> Program:
        program = Program("up", "--config", config, "--data", str(data), *arguments, env=env)
        programs.append(program)
        return program

    yield start
    for program in programs:
        program.discard()


def free(*more: str) -> tuple[str, ...]:
    return ("--web-port", "0", "--mqtt-port", "0", *more)


def addresses(program: Program) -> dict[str, str]:
    words = program.line("ready ").split()[1:]
    return dict(word.split("=", 1) for word in words)


def kiosk_of(program: Program, data: Path) -> Joined:
    url = addresses(program)["mqtt"]
    passwords = msgspec.json.decode((data / "credentials.json").read_bytes(), type=dict[str, str])
    return Joined(url, KIOSK, passwords[KIOSK.login])


def ticket(kiosk: Joined, id_: str) -> TicketIssued:
    """Ask until the hall answers, as a kiosk does."""
    request = TicketRequest(id=id_, services=(SERVICE,))

    def answers() -> list[TicketIssued]:
        return [
            message.answer
            for message in kiosk.messages()
            if isinstance(message, Answer)
            and isinstance(message.answer, TicketIssued)
            and message.answer.command == id_
        ]

    def asked() -> bool:
        if not answers() and len(kiosk.heard) % 5 == 0:
            kiosk.bus.send(request)
        return bool(answers())

    kiosk.until(asked, "a ticket")
    return answers()[0]


@pytest.mark.parametrize("broker", BROKERS)
def test_a_hall_says_ready_once_serves_and_stops_cleanly(
    up: Up, tmp_path: Path, broker: str
) -> None:
    data = tmp_path / "data"
    hall = up(data, *free("--broker", broker))
    found = addresses(hall)
    health = f"{found['web']}/health"
    with urllib.request.urlopen(health, timeout=60) as page:  # noqa: S310 - our own
        assert HALL.id in page.read().decode()
    kiosk = kiosk_of(hall, data).up()
    kiosk.until(lambda: any(isinstance(m, HallBeat) for m in kiosk.messages()), "a beat")
    kiosk.until(lambda: any(isinstance(m, QueueLength) for m in kiosk.messages()), "a queue")
    kiosk.close()
    children = children_of(hall.process.pid)
    assert len(children) == 1
    assert hall.end(signal.SIGTERM) == 0
    first_start, *others = hall.lines
    assert f"{found['web']}/setup" in first_start
    assert others == [hall.line("ready ")]
    assert not any(running(child) for child in children)


def test_a_closed_hall_gives_numbers_when_it_is_tried(up: Up, tmp_path: Path) -> None:
    closed = msgspec.structs.replace(HALL, hours=Hours(week=Week(mon=("03:00-04:00",))))
    config = str(write_hall(closed, "township", tmp_path / "closed"))
    data = tmp_path / "data"
    kiosk = kiosk_of(up(data, *free("--config", config, "--always-open")), data).up()
    assert ticket(kiosk, "at-any-hour").number
    kiosk.close()


def test_a_hall_told_to_begin_again_does_with_its_changed_file_but_not_with_a_wrong_one(
    up: Up, config: str, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    hall = up(data, *free())
    kiosk = kiosk_of(hall, data).up()
    first = ticket(kiosk, "a-1")
    kiosk.close()
    file = Path(config)
    good = file.read_text("utf-8")
    file.write_text(good + "\nnonsense = 1\n", "utf-8")
    hall.process.send_signal(signal.SIGUSR1)
    wait_until(lambda: any("nonsense" in line for line in tuple(hall.errors)), "a refusal")
    assert hall.process.poll() is None
    file.write_text(good, "utf-8")
    hall.lines.clear()
    hall.process.send_signal(signal.SIGUSR1)
    hall.line("ready ")
    kiosk = kiosk_of(hall, data).up()
    assert ticket(kiosk, "a-1").ticket == first.ticket
    kiosk.close()
    assert hall.end(signal.SIGTERM) == 0


def test_ctrl_c_stops_a_hall_too(up: Up, tmp_path: Path) -> None:
    hall = up(tmp_path / "data", *free())
    hall.line("ready ")
    assert hall.end(signal.SIGINT) == 0
    assert hall.errors == []


@pytest.mark.parametrize("broker", BROKERS)
def test_after_a_kill_the_same_command_goes_on(up: Up, tmp_path: Path, broker: str) -> None:
    data = tmp_path / "data"
    hall = up(data, *free("--broker", broker))
    kiosk = kiosk_of(hall, data).up()
    first = ticket(kiosk, "a-1")
    kiosk.bus.send(PaperReported(id="a-2", ticket=first.ticket, printed=True))
    kiosk.turn()
    children = children_of(hall.process.pid)
    hall.end(signal.SIGKILL)
    kiosk.close()
    wait_until(lambda: not any(running(child) for child in children), "the broker to end")
    again = up(data, *free("--broker", broker))
    kiosk = kiosk_of(again, data).up()
    same, other = ticket(kiosk, "a-1"), ticket(kiosk, "a-3")
    kiosk.close()
    assert (same.ticket, same.number) == (first.ticket, first.number)
    assert other.number != first.number
    assert other.ahead == first.ahead + 1


def test_a_backup_taken_while_running_brings_a_hall_back(up: Up, tmp_path: Path) -> None:
    data, restored = tmp_path / "data", tmp_path / "restored"
    hall = up(data, *free())
    kiosk = kiosk_of(hall, data).up()
    first = ticket(kiosk, "a-1")
    restored.mkdir()
    with closing(sqlite3.connect(data / "hall.db")) as log:
        log.execute("VACUUM INTO ?", (str(restored / "hall.db"),))
    shutil.copy(data / "secret", restored)
    kiosk.close()
    hall.end(signal.SIGKILL)
    (restored / "hallflow.json").write_text(f'{{"hall": "{HALL.id}", "version": 1}}')
    again = up(restored, *free())
    kiosk = kiosk_of(again, restored).up()
    assert ticket(kiosk, "a-1").number == first.number
    assert ticket(kiosk, "a-2").ahead == first.ahead + 1
    kiosk.close()
    passwords = [(folder / "credentials.json").read_text("utf-8") for folder in (data, restored)]
    assert passwords[0] == passwords[1]


def test_a_broker_that_falls_is_started_again(up: Up, tmp_path: Path) -> None:
    data = tmp_path / "data"
    hall = up(data, *free())
    kiosk = kiosk_of(hall, data).up()
    (broker,) = children_of(hall.process.pid)
    os.kill(broker, signal.SIGKILL)
    kiosk.until(lambda: kiosk.links() == [True, False, True], "the broker to be back")
    assert ticket(kiosk, "a-1").number
    kiosk.close()


def test_a_second_hall_on_the_same_data_is_refused(up: Up, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = up(data, *free())
    first.line("ready ")
    second = up(data, *free())
    assert second.end(None) == 2
    assert f"process {first.process.pid}" in second.errors[-1]
    assert first.process.poll() is None


@pytest.mark.parametrize("option", ["--web-port", "--mqtt-port"])
def test_an_occupied_port_is_said(up: Up, tmp_path: Path, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        hall = up(tmp_path / "data", *free(option, port))
        assert hall.end(None) == 2
    assert f"port {port}, cannot be had" in hall.errors[-1]


@pytest.mark.parametrize("folder", ["/proc/hallflow", "/dev/full/data"])
def test_a_folder_that_cannot_be_written_is_said(up: Up, folder: str) -> None:
    hall = up(Path(folder), *free())
    assert hall.end(None) == 2
    assert folder in hall.errors[-1]


def test_foreign_data_is_left_alone(up: Up, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    hall = up(tmp_path, *free())
    assert hall.end(None) == 2
    assert "no hall's data" in hall.errors[-1]


def test_a_wrong_key_is_named_with_its_path(up: Up, config: str, tmp_path: Path) -> None:
    file = Path(config)
    file.write_text(f"{file.read_text('utf-8')}colour = 'red'\n", "utf-8")
    hall = up(tmp_path / "data", *free())
    assert hall.end(None) == 2
    assert any("hall.toml" in line and "colour" in line for line in hall.errors)


def test_a_wrong_guide_is_named_and_ends_the_hall(up: Up, config: str, tmp_path: Path) -> None:
    guide = min(Path(config).parent.glob("guides/*.toml"))
    guide.write_text("nonsense = 1\n" + guide.read_text("utf-8"), "utf-8")
    hall = up(tmp_path / "data", *free())
    assert hall.end(None) == 2
    assert any(guide.name in line and "nonsense" in line for line in hall.errors)
    assert not any(line.startswith("ready") for line in hall.lines)


def test_what_is_wrong_is_said_in_chinese_too(up: Up, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    hall = up(tmp_path, *free(), env={"HALLFLOW_LANGUAGE": "zh"})
    assert hall.end(None) == 2
    assert "请用 --data" in hall.errors[-1]


def test_a_hall_uses_a_broker_of_others(up: Up, tmp_path: Path) -> None:
    data, parts = tmp_path / "data", parts_of(HALL)
    first = up(data, *free())
    first.line("ready ")
    assert first.end() == 0
    others = make_broker(
        "mosquitto", ("127.0.0.1", 0), tmp_path / "others", parts, passwords_of(data, parts)
    )
    others.start()
    try:
        hall = up(data, *free("--broker", others.url))
        assert addresses(hall)["mqtt"] == others.url
        kiosk = kiosk_of(hall, data).up()
        assert ticket(kiosk, "a-1").number
        kiosk.close()
        assert children_of(hall.process.pid) == {}
        assert hall.end() == 0
    finally:
        others.stop()


@pytest.mark.parametrize("missing", ["--tls-cert", "--tls-key"])
def test_a_certificate_without_its_key_is_refused(up: Up, tmp_path: Path, missing: str) -> None:
    program = up(tmp_path / "data", *free(missing, str(tmp_path / "file.pem")))
    assert program.end(None) == 2
    assert "--tls-cert" in " ".join(program.errors)


def test_the_first_start_tells_a_code_and_https_serves_the_pages(up: Up, tmp_path: Path) -> None:
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("/usr/bin/openssl", "req", "-x509", "-nodes", "-days", "1", "-subj", "/CN=hall"),
            *("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
        timeout=60,
    )
    files = ("--tls-cert", str(cert), "--tls-key", str(key))
    program = up(tmp_path / "data", *free(*files), env={"HALLFLOW_LANGUAGE": "en"})
    web = addresses(program)["web"]
    told = program.line("First start")
    assert re.search(rf"open {re.escape(web)}/setup .* code \w{{4}}(-\w{{4}}){{3}}$", told)
    trust = ssl.create_default_context(cafile=str(cert))
    with urllib.request.urlopen(f"{web}/health", context=trust) as answer:  # noqa: S310 - ours
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    program.end()


def test_pages_that_others_reach_without_sign_in_are_warned_of(up: Up, tmp_path: Path) -> None:
    program = up(tmp_path / "data", *free("--host", "0.0.0.0"))  # noqa: S104 - what is warned of
    addresses(program)
    assert any("may act as clerk and manager" in line for line in program.lines)
    program.end()
