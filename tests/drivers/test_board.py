# SPDX-License-Identifier: Apache-2.0
"""A board and the bridge's link: `pytest tests/drivers --port /dev/ttyUSB0` runs these on a real one."""

import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random

import pytest

from bus.run import now
from config.devices import SerialPort
from firmware_bridge.core.commands import DICTIONARY, Beep, Show, Sign
from firmware_bridge.core.device import Reading
from firmware_bridge.core.session import HostLink
from firmware_bridge.drivers.own import DirectLine, OwnPad
from firmware_bridge.port import Port
from tests.drivers.conftest import BOARD_ADDRESS
from tests.processes import WAIT_S

pytestmark = [pytest.mark.process, pytest.mark.timeout(400)]


class Host:
    """The bridge's side of a real line, driven by the test."""

    def __init__(self, port: Port, line: DirectLine) -> None:
        self.port = port
        self.line = line
        self.read: list[Reading] = []

    @property
    def pad(self) -> OwnPad[HostLink]:
        """The bridge's idea of the board."""
        return self.line._pads[BOARD_ADDRESS]

    def turn(self) -> None:
        """Hear what came, do what is due."""
        self._write()
        due_ms = self.line.wake_at_ms()
        wait_s = 0.1 if due_ms is None else min(0.1, max(0, due_ms - now().tick_ms) / 1_000)
        if select.select([self.port.fd], [], [], wait_s)[0]:
            self.read += self.line.receive(now().tick_ms, self.port.read())
        self.read += self.line.wake(now().tick_ms)
        self._write()

    def until(self, wanted: Callable[[], object], what: str) -> None:
        """Turn until something is so."""
        end_s = time.monotonic() + WAIT_S
        while not wanted():
            assert time.monotonic() < end_s, f"waited in vain: {what}"
            self.turn()

    def _write(self) -> None:
        data = self.line.take_bytes()
        if data:
            self.port.write(data)


@contextmanager
def _host(path: str) -> Iterator[Host]:
    port = Port(SerialPort(id="board", path=path))
    try:
        host = Host(port, DirectLine((BOARD_ADDRESS,), now().tick_ms))
        host.until(lambda: host.pad.link.open, "a session")
        yield host
    finally:
        port.close()


def _shows(host: Host, ticket: str) -> None:
    """Show a ticket; it is acknowledged, in this session or the next."""
    shown = Show(Sign.CALLING, ticket, 3)
    host.line.show(now().tick_ms, BOARD_ADDRESS, shown)
    host.until(lambda: host.pad._shown == shown and host.pad.link.idle, f"{ticket} acknowledged")


def test_a_board_presents_itself_with_our_dictionary(board_line: str) -> None:
    with _host(board_line) as host:
        board = host.pad.link.board
        assert board is not None
        assert board.dictionary == DICTIONARY


def test_a_board_acknowledges_every_command(board_line: str) -> None:
    with _host(board_line) as host:
        for number in range(1, 31):
            _shows(host, f"A{number:03}")
        host.line.say(now().tick_ms, BOARD_ADDRESS, Beep(1, 50))
        host.until(lambda: host.pad.link.idle, "the beep acknowledged")


def test_noise_takes_no_board_down(board_line: str) -> None:
    random = Random(6)
    with _host(board_line) as host:
        for number in range(1, 11):
            host.port.write(random.randbytes(random.randrange(1, 90)))
            _shows(host, f"B{number:03}")


def test_a_host_that_starts_again_is_taken_at_once(board_line: str) -> None:
    for ticket in ("C001", "C002", "C003"):
        with _host(board_line) as host:
            _shows(host, ticket)
