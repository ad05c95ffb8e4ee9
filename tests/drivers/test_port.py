# SPDX-License-Identifier: Apache-2.0
import errno
import os
import termios
import threading
import tty
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random

import pytest

from bus.messages import (
    Accepted,
    Answer,
    Beat,
    HallBeat,
    Message,
    NowServing,
    WindowAction,
    WindowState,
)
from bus.run import now
from config.devices import Pad, SerialPort
from firmware_bridge.__main__ import main
from firmware_bridge.app import BridgeApp
from firmware_bridge.core.bridge import Bridge
from firmware_bridge.core.commands import Key
from firmware_bridge.core.pad import Lamp
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.families import maker
from firmware_bridge.port import BACKLOG_BYTES_MAX, Port, PortError, _error
from firmware_bridge.pty_pads import PtyPads
from look.words import Words
from tests.drivers.desk import BRIDGE, HALL, NONCE
from tests.drivers.local_bus import LocalBus

pytestmark = pytest.mark.process
PATIENCE_S = 60.0
BOARD_NONCE = 0x5EED0000


class Hall:
    """A hall of two windows that calls A001, A002 ... and lives as long as the bridge beats."""

    def __init__(self) -> None:
        self.numbers: dict[str, str] = {}
        self.newest: dict[str, str] = {}
        self.faults: list[tuple[str, ...]] = []
        self.beaten = threading.Condition()
        self._seq = 0

    def answer(self, message: Message) -> Iterable[Message]:
        if isinstance(message, Beat):
            with self.beaten:
                self.faults.append(message.faults)
                self.beaten.notify_all()
            return self._lives()
        assert isinstance(message, WindowAction)
        number = self.numbers.setdefault(message.id, f"A{len(self.numbers) + 1:03}")
        self.newest[message.window] = number
        return (
            Answer(to=BRIDGE.name, answer=Accepted(command=message.id)),
            self._serving(message.window, WindowState.CALLING, number),
        )

    def wait_fault(self, *wanted: str) -> bool:
        with self.beaten:
            return self.beaten.wait_for(
                lambda: bool(self.faults) and self.faults[-1] == wanted, PATIENCE_S
            )

    def _lives(self) -> list[Message]:
        beat = HallBeat(boot="b1", beat=self._seq, utc_at=1_700_000_000_000)
        free = [self._serving(window, WindowState.FREE) for window in ("1", "2")]
        return [beat, *free] if len(self.faults) == 1 else [beat]

    def _serving(self, window: str, state: WindowState, number: str = "") -> NowServing:
        self._seq += 1
        return NowServing(seq=self._seq, window=window, state=state, number=number)


def _port(path: str, *, serial: str = "") -> SerialPort:
    pads = (Pad(address=1, window="1"), Pad(address=2, window="2"))
    return SerialPort(id="counter", path=path, usb_serial=serial, pads=pads)


@contextmanager
def _running(path: str) -> Iterator[Hall]:
    hall = Hall()
    rules = Bridge(BRIDGE, (_port(path),), maker(NONCE), "1", NONCE)
    app = BridgeApp(rules, LocalBus(BRIDGE, HALL, hall.answer), Words("firmware_bridge", "en"))
    failed: list[BaseException] = []

    def run() -> None:
        try:
            app.run()
        except BaseException as error:
            failed.append(error)
            raise

    thread = threading.Thread(target=run, name="bridge")
    thread.start()
    try:
        yield hall
    finally:
        app.stop()
        thread.join(PATIENCE_S)
        assert not thread.is_alive()
        assert not failed


def _free(pad: PadTwin) -> bool:
    return pad.face.lamp is Lamp.GREEN


def _call_next(pads: PtyPads, address: int, hall: Hall) -> None:
    """Press as a person does: again when it was refused, as on a machine that stood still."""
    give_up_at_ms = now().tick_ms + 1_000 * PATIENCE_S
    press = 0
    while press not in pads.told(address).took:
        assert now().tick_ms < give_up_at_ms
        press = pads.press(address, Key.NEXT)
        assert pads.wait(address, lambda pad: not pad.unanswered, PATIENCE_S)
    wanted = hall.newest[str(address)][1:]
    assert pads.wait(address, lambda pad: pad.face.digits.strip() == wanted, PATIENCE_S)


def test_keys_of_two_pads_on_one_real_port_become_numbers_on_their_displays() -> None:
    with PtyPads((1, 2), BOARD_NONCE) as pads, _running(pads.path) as hall:
        for address in (1, 2):
            assert pads.wait(address, _free, PATIENCE_S)
        for address in (2, 1, 1, 2):
            _call_next(pads, address, hall)


def test_noise_on_a_real_port_takes_nothing_down() -> None:
    random = Random(4)
    with PtyPads((1,), BOARD_NONCE) as pads, _running(pads.path) as hall:
        assert pads.wait(1, _free, PATIENCE_S)
        for _ in range(20):
            pads.noise(random.randbytes(random.randrange(1, 200)))
            _call_next(pads, 1, hall)


def test_a_pad_that_loses_its_power_is_right_again_by_itself() -> None:
    with PtyPads((1, 2), BOARD_NONCE) as pads, _running(pads.path) as hall:
        assert pads.wait(1, _free, PATIENCE_S)
        _call_next(pads, 1, hall)
        number = pads.face(1).digits
        pads.reboot(1)
        assert pads.wait(1, lambda pad: pad.face.digits == number, PATIENCE_S)


def test_a_device_unplugged_and_plugged_in_again_goes_on(tmp_path: Path) -> None:
    device = tmp_path / "ttyUSB0"
    with ExitStack() as plugged:
        pads = plugged.enter_context(PtyPads((1, 2), BOARD_NONCE))
        device.symlink_to(pads.path)
        with _running(str(device)) as hall:
            assert pads.wait(1, _free, PATIENCE_S)
            device.unlink()
            plugged.close()
            assert hall.wait_fault("port-missing/counter")
            with PtyPads((1, 2), BOARD_NONCE + 0x100000) as again:
                device.symlink_to(again.path)
                assert hall.wait_fault()
                assert again.wait(1, _free, PATIENCE_S)
                _call_next(again, 1, hall)


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A pseudo terminal that nobody reads: its far end and its path."""
    far, device = os.openpty()
    tty.setraw(device)
    yield far, os.ttyname(device)
    os.close(far)
    os.close(device)


def test_a_port_in_use_is_said_to_be_busy_with_the_line_that_tells_by_whom(
    line: tuple[int, str],
) -> None:
    port = Port(_port(line[1]))
    with pytest.raises(PortError, match=f"another program uses {line[1]}.*fuser -v") as busy:
        Port(_port(line[1]))
    assert busy.value.code == "port-busy"
    port.close()
    Port(_port(line[1])).close()


def test_a_port_that_is_not_there_is_named() -> None:
    with pytest.raises(PortError, match="there is no device /dev/not-here") as missing:
        Port(_port("/dev/not-here"))
    assert missing.value.code == "port-missing"


def test_a_file_is_no_port(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("text")
    with pytest.raises(PortError, match="is no serial device"):
        Port(_port(str(file)))


def test_an_adapter_is_found_by_its_serial_number_or_said_to_be_missing() -> None:
    with pytest.raises(PortError, match="serial number NO-SUCH-ADAPTER"):
        Port(_port("", serial="NO-SUCH-ADAPTER"))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "Permission denied"), "port-forbidden"),
        (OSError(errno.EBUSY, "Device or resource busy"), "port-busy"),
        (termios.error(errno.ENOTTY, "Inappropriate ioctl"), "port-not-serial"),
        (OSError(errno.EMFILE, "Too many open files"), "port-unusable"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_error_of_the_system_becomes_words_with_what_to_do(
    error: Exception, code: str, language: str
) -> None:
    found = _error("counter", "/dev/ttyUSB0", error)
    assert found.code == code
    assert "/dev/ttyUSB0" in found.text(Words("firmware_bridge", language))
    if code == "port-forbidden":
        assert "usermod -aG dialout" in found.text(Words("firmware_bridge", language))


def test_bytes_come_as_they_are_and_a_line_that_hangs_up_is_lost() -> None:
    far, device = os.openpty()
    tty.setraw(device)
    port = Port(_port(os.ttyname(device)))
    os.write(far, bytes(range(256)))
    assert port.read() == bytes(range(256))
    port.write(bytes(range(256)))
    assert os.read(far, 1_000) == bytes(range(256))
    os.close(device)
    os.close(far)
    with pytest.raises(PortError, match="is gone"):
        port.read()
    port.close()


def test_a_line_that_takes_no_bytes_is_given_up_instead_of_blocking(
    line: tuple[int, str],
) -> None:
    port = Port(_port(line[1]))
    termios.tcflow(port.fd, termios.TCOOFF)
    port.write(b"waits")
    with pytest.raises(PortError, match="takes no bytes") as slow:
        port.write(bytes(BACKLOG_BYTES_MAX + 1))
    assert slow.value.code == "port-slow"
    termios.tcflow(port.fd, termios.TCOON)
    port.close()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--id", "bridge-9"), "has no bridge bridge-9; it has: bridge-1"),
        (("--id", "bridge-1", "--port", "counter"), "--port counter: write PORT=PATH"),
        (("--id", "bridge-1", "--port", "x=/dev/tty9"), "has no port x; it has: counter"),
        (("--id", "bridge-1", "--mqtt", "broker"), "should look like mqtt://"),
    ],
)
def test_a_wrong_option_is_answered_in_one_line(
    options: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    assert main(["--config", "township", *options]) == 2
    (line_said,) = capsys.readouterr().err.splitlines()
    assert said in line_said
