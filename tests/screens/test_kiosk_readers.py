# SPDX-License-Identifier: Apache-2.0
"""A card on a reader's line and a code on a scanner's, all the way to the kiosk's window."""

import os
import pty
import select
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import pytest
from msgspec.structs import replace

from bus.credentials import CARD_KEY_VARIABLE, PASSWORD_VARIABLE
from config.devices import Bridge, SerialPort
from config.load import HALLS, load_hall
from firmware_bridge.drivers import sdt
from hallflow.demo.hall import write_hall
from tests.drivers.card_reader_twin import NUMBER, Twin, read_reply
from tests.processes import BRIDGE, Site, site, wait_until
from tests.screens.kiosk_twin import RECEIPT, TwinThread
from tests.screens.screen import VirtualScreen
from tests.screens.test_kiosk_window import kiosk

pytestmark = [pytest.mark.window, pytest.mark.process, pytest.mark.timeout(600)]
REQUEST_BYTES = len(sdt.encode(sdt.Ask.FIND.value))
KEY = "the key that all readers of this hall share"


class ReaderLine:
    """A reader's end of a serial line, answering on a thread of its own."""

    def __init__(self, reader: Twin) -> None:
        self._ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self._theirs = theirs
        self.path = os.ttyname(theirs)
        self._reader = reader
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        os.close(self._ours)
        os.close(self._theirs)

    def say(self, data: bytes) -> None:
        os.write(self._ours, data)

    def _run(self) -> None:
        heard = b""
        while not self._ended.is_set():
            if not select.select([self._ours], [], [], 0.05)[0]:
                continue
            heard += os.read(self._ours, 4_096)
            while len(heard) >= REQUEST_BYTES:
                request, heard = heard[:REQUEST_BYTES], heard[REQUEST_BYTES:]
                os.write(self._ours, self._reader.answer(request))


@contextmanager
def bridge(place: Site, config: Path) -> Iterator[None]:
    command = [sys.executable, "-m", "firmware_bridge", "--config", str(config)]
    command += ["--id", BRIDGE.name, "--mqtt", place.broker.url]
    password = place.passwords[BRIDGE.login]
    env = {**os.environ, PASSWORD_VARIABLE: password, CARD_KEY_VARIABLE: KEY}
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.kill()


def test_a_card_and_a_code_reach_the_window_through_bridge_and_broker(tmp_path: Path) -> None:
    hall = load_hall(HALLS / "township")
    department = hall.departments[0].id
    service = hall.services_by_department[department][1]
    reader = Twin()
    with ReaderLine(reader) as cards, ReaderLine(Twin()) as scanner:
        ports = (
            SerialPort(id="cards", path=cards.path, driver="sdt", kiosk="kiosk-1", initial=True),
            SerialPort(id="codes", path=scanner.path, driver="scanner", kiosk="kiosk-1"),
        )
        own = replace(hall, bridges=(Bridge(id=BRIDGE.name, ports=ports),))
        config = write_hall(own, "township", tmp_path / "hall")
        with (
            site("mosquitto", tmp_path / "data") as place,
            TwinThread(place, hall) as twin,
            VirtualScreen(1080, 1920) as display,
            kiosk(display, place, tmp_path / "paper.prn") as screen,
            bridge(place, config),
        ):
            screen.wait_for_text("身份证请放在读卡区")
            reader.lay(read_reply())
            screen.wait_for_text("张**")
            screen.tap(f"department-{department}")
            screen.tap(f"service-{service}")
            screen.tap("take")
            screen.wait_for_text("B001")
            assert twin.requests[0].person == sdt.person(NUMBER, KEY.encode())
            wait_until(lambda: twin.papers, "the paper is known")
            screen.tap("done")
            screen.wait_for_text("身份证请放在读卡区")
            scanner.say(f"https://hall.example/case/{RECEIPT}\r\n".encode())
            screen.wait_for_text("已受理，正在办理")
            assert screen.faults() == []
