# SPDX-License-Identifier: Apache-2.0
"""The bridge's tools: ports, console, decode, on pseudo terminals."""

import os
import signal
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bus.run import now
from config.devices import Pad, SerialPort
from firmware_bridge.__main__ import main
from firmware_bridge.capture import CAPTURE_BYTES_MAX, CaptureError, Recorder, line_of, read_capture
from firmware_bridge.console import Console
from firmware_bridge.core.commands import Key, Sign, Why
from firmware_bridge.core.pad import Lamp, Tone
from firmware_bridge.core.twin import PadTwin
from firmware_bridge.drivers import ff68
from firmware_bridge.drivers.onbon import DONE, HOST_ADDRESS, Frame, encode
from firmware_bridge.families import maker
from firmware_bridge.listing import Meant, listing, trouble_of
from firmware_bridge.port import Adapter, Port
from firmware_bridge.pty_pads import PtyPads
from firmware_bridge.say import OWN_FAMILIES, Ear, Heard
from look.words import Words
from tests.processes import ROOT, WAIT_S, wait_until

LANGUAGES = ("zh", "en")
FF68 = SerialPort(id="old", path="/dev/null", driver="ff68", pads=(Pad(address=5, window="3"),))


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A pseudo terminal: its far end and its path."""
    far, device = os.openpty()
    tty.setraw(device)
    yield far, os.ttyname(device)
    os.close(far)
    os.close(device)


def _words(language: str = "en") -> Words:
    return Words("firmware_bridge", language)


def _own(path: str) -> SerialPort:
    return SerialPort(id="counter", path=path, pads=(Pad(address=1, window="3"),))


# --- ports ------------------------------------------------------------------------------------


def test_ports_are_listed_with_their_adapter_and_what_the_hall_means_by_them(
    line: tuple[int, str],
) -> None:
    found = [Adapter(line[1], "0403:6001", "A50285BI", "FT232R"), Adapter("/dev/not-here")]
    by_serial = SerialPort(id="counter", usb_serial="A50285BI", pads=_own("").pads)
    lines, faults = listing(found, [Meant("bridge-1", by_serial)], _words())
    at = next(number for number, text in enumerate(lines) if text.startswith(line[1]))
    assert lines[at] == f"{line[1]}  USB 0403:6001  serial number A50285BI  FT232R"
    assert lines[at + 1] == "    port counter of bridge-1: driver own, 115200 baud, 1 pads"
    assert "another program uses" in lines[at + 2]  # this very test holds its far end
    assert faults == 1


def test_a_port_is_free_until_a_program_opens_it_even_one_that_we_may_not_look_into(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ttyUSB0"
    path.touch()
    assert trouble_of(str(path), "counter") is None
    with path.open("rb"):
        held = trouble_of(str(path), "counter")
        assert held is not None
        assert held.code == "port-busy"
    locks = tmp_path / "locks"
    about = path.stat()
    major, minor = os.major(about.st_dev), os.minor(about.st_dev)
    locks.write_text(f"1: FLOCK ADVISORY WRITE 7 {major:02x}:{minor:02x}:{about.st_ino} 0 EOF\n")
    monkeypatch.setattr("firmware_bridge.listing.DEVICE_LOCKS", locks)
    held = trouble_of(str(path), "counter")
    assert held is not None
    assert held.code == "port-busy"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_port_of_the_hall_that_is_missing_says_what_to_do(language: str) -> None:
    meant = [
        Meant("bridge-1", _own("/dev/not-here")),
        Meant("bridge-1", SerialPort(id="readers", usb_serial="NO-SUCH")),
    ]
    lines, faults = listing([], meant, _words(language))
    assert faults == 2
    assert "/dev/not-here" in lines[0]
    assert "NO-SUCH" in lines[2]
    assert listing([], [], _words(language))[0] == [_words(language)("ports-none")]


def test_a_forbidden_port_gives_the_line_that_allows_it(
    line: tuple[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda _path, _mode: False)  # tests may run as root
    forbidden = trouble_of(line[1], "counter")
    assert forbidden is not None
    assert "usermod -aG dialout" in forbidden.text(_words())


# --- recordings -------------------------------------------------------------------------------


def _conversation() -> list[Heard]:
    """A greeting, a hello, a show and a press, as they cross a line."""
    console = Console(_own(""), 1, _words(), listen=False)
    pad, heard = PadTwin(1, 0x5EED0000), []
    for tick_ms in range(0, 40, 10):
        console.wake(tick_ms)
        if tick_ms == 10:
            console.typed(tick_ms, "show free - 5")
        if tick_ms == 20:
            pad.press(tick_ms, Key.NEXT)
        down, _ = console.take_bytes(tick_ms)
        pad.receive(tick_ms, down)
        up = pad.take_bytes()
        console.hear(tick_ms, up)
        heard += [
            Heard(tick_ms, "counter", "own", way, data) for way, data in ((False, down), (True, up))
        ]
    return [one for one in heard if one.data]


def _decoded(path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    code = main(["decode", str(path)])
    said = capsys.readouterr()
    return code, said.out.splitlines(), said.err


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_recording_is_read_again_in_words(
    language: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", language)
    path, heard = tmp_path / "capture", _conversation()
    recorder = Recorder(path, _words())
    for piece in heard:
        recorder.hear(piece)
    recorder.close()
    assert [one.data for one in read_capture(path, _words())] == [one.data for one in heard]
    code, lines, _ = _decoded(path, capsys)
    words, text = _words(language), "\n".join(lines)
    assert code == 0
    assert f"“{words('sign-free')}”" in text or f'"{words("sign-free")}"' in text
    assert words("said-pressed", press="1", button=words("key-next"), number=words("nothing")) in (
        text
    )
    assert lines[0].startswith("0:00.000 counter > ")


def test_a_recording_cut_off_is_read_up_to_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    path = tmp_path / "capture"
    recorder = Recorder(path, _words())
    recorder.hear(_conversation()[0])
    recorder.close()
    with path.open("a", encoding="ascii") as file:
        file.write("15 counter own <")
    code, lines, errors = _decoded(path, capsys)
    assert (code, len(lines)) == (2, 1)
    assert "line 3: cut off" in errors


def test_what_is_no_recording_or_would_be_overwritten_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    path = tmp_path / "text"
    path.write_text("anything\n")
    assert "is no recording" in _decoded(path, capsys)[2]
    assert "cannot be read" in _decoded(tmp_path / "none", capsys)[2]
    with pytest.raises(CaptureError, match="there already"):
        Recorder(path, _words())
    with pytest.raises(CaptureError, match="cannot be written"):
        Recorder(tmp_path / "none" / "capture", _words())


def test_a_recording_ends_at_its_largest_size_and_is_still_whole(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    recorder = Recorder(path, _words())
    piece = Heard(0, "counter", "own", to_host=True, data=bytes(4_096))
    recorder._left = 2 * len(line_of(piece, 0))
    assert recorder._left < CAPTURE_BYTES_MAX
    recorder.hear(piece)
    recorder.hear(piece)
    with pytest.raises(CaptureError, match="largest size"):
        recorder.hear(piece)
    recorder.hear(piece)
    assert list(read_capture(path, _words())) == [piece, piece]


def test_bytes_of_a_card_reader_are_neither_recorded_nor_shown(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    recorder = Recorder(path, _words())
    card = Heard(0, "reader", "sdt", to_host=True, data=b"\xaa\xaa\xaa\x96\x69PRIVATE")
    recorder.hear(card)
    recorder.close()
    assert list(read_capture(path, _words())) == []
    reader = SerialPort(id="reader", path="/dev/null", driver="sdt")
    assert Ear(reader, maker(1), _words()).hear(card) == ["< 12 bytes of a card reader, not shown"]


# --- console ----------------------------------------------------------------------------------


def _frames(pad: PadTwin, console: Console, tick_ms: int) -> list[str]:
    said = console.wake(tick_ms)
    data, written = console.take_bytes(tick_ms)
    pad.receive(tick_ms, data)
    pad.wake(tick_ms)
    return said + written + console.hear(tick_ms, pad.take_bytes())


def test_what_is_typed_reaches_the_pad_and_its_press_is_said_in_words() -> None:
    console, pad = Console(_own(""), 1, _words(), listen=False), PadTwin(1, 0x5EED0000)
    opened = [line for tick_ms in (0, 1, 2) for line in _frames(pad, console, tick_ms)]
    assert any("hello, protocol 1, firmware 1.0" in line for line in opened)
    assert not [line for line in opened if line.startswith("=")], "nothing was wrong before"
    for tick_ms, typed in enumerate(("show calling A023 5", "beep 2 100"), 10):
        assert console.typed(tick_ms, typed) == []
        _frames(pad, console, tick_ms)
        _frames(pad, console, tick_ms)
    assert (pad.face.digits, pad.face.lamp) == (" 023", Lamp.AMBER_BLINKING)
    assert pad.told.tones == [Tone(2, 100)]
    pad.press(20, Key.RECALL)
    (said,) = [line for line in _frames(pad, console, 20) if "press 1" in line]
    assert 'key "recall", digits none' in said
    console.typed(30, "refuse 1 not-now")
    _frames(pad, console, 30)
    assert pad.told.refused == [(1, Why.NOT_NOW)]
    pad.press(40, Key.NEXT)
    _frames(pad, console, 40)
    console.typed(41, "took 2")
    _frames(pad, console, 41)
    assert pad.told.took == [2]


@pytest.mark.parametrize(
    "typed",
    ["show", "show upside-down", "took", "took x", "took 70000", "refuse 1", "refuse 1 no",
     "beep 300 1", "beep 1", "raw 0", "show calling A023A023 1", "show free - 1 2"],
)  # fmt: skip
def test_what_cannot_be_meant_is_answered_by_how_it_is_written(typed: str) -> None:
    console = Console(_own(""), 1, _words(), listen=False)
    assert console.typed(0, typed)[-1] == _words()("console-help")
    assert console.take_bytes(0)[0] == b""


def test_other_words_are_answered_too() -> None:
    console = Console(_own(""), 1, _words(), listen=False)
    assert console.typed(0, "dance")[0].startswith('"dance" is no command')
    assert console.typed(0, "beep 1 10") == [_words()("console-no-session")]
    assert console.typed(0, "help") == [_words()("console-help")]
    assert not console.typed(0, "")
    assert not console.ended
    console.typed(0, "quit")
    assert console.ended


def test_a_console_that_only_listens_writes_nothing() -> None:
    console = Console(_own(""), 1, _words(), listen=True)
    assert console.wake(0) == []
    assert console.typed(0, "raw 00") == [_words()("console-listens")]
    assert console.take_bytes(0) == (b"", [])
    assert console.wake_at_ms() is None


def test_a_device_of_another_family_is_shown_in_hex_and_in_words() -> None:
    console = Console(FF68, 5, _words(), listen=False)
    frame = ff68.encode(ff68.Frame(5, 0x10, b"\x0c"))
    said = console.hear(0, frame)
    assert said[0] == "< " + frame.hex(" ").upper()
    assert said[-1] == '= pad 5, press 1: key "next", digits none'
    console.take_bytes(0)
    console.typed(1, "show calling A023 5")
    assert console.take_bytes(1)[0].startswith(b"\xff\x68")


def test_what_a_strip_is_told_is_said_in_words() -> None:
    pads = (Pad(address=1, window="3", kind="strip"),)
    strip = SerialPort(id="sign", path="/dev/null", driver="onbon", pads=pads)
    console = Console(strip, 1, _words(), listen=False)
    console.wake(0)
    assert console.take_bytes(0)[1][1] == '> the strip says "请稍候"'
    console.hear(1, encode(Frame(HOST_ADDRESS, DONE + bytes(3))))
    console.typed(2, "show calling A023 5")
    assert console.take_bytes(2)[1][1] == '> the strip says "A023"'


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_can_be_said_has_words(language: str) -> None:
    words = _words(language)
    for values in (Key, Sign, Why):
        for value in values:
            name = value.name.lower().replace("_", "-")
            assert f"{values.__name__.lower()}-{name}" in words
    assert OWN_FAMILIES[0] == "own"


# --- as people run them -----------------------------------------------------------------------


@contextmanager
def _program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "hallflow", "bridge", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "HALLFLOW_LANGUAGE": "en"},
    )
    said: list[str] = []
    assert process.stdout is not None
    reader = threading.Thread(target=said.extend, args=(process.stdout,), daemon=True)
    reader.start()
    try:
        yield process, said
    finally:
        process.kill()
        process.wait(WAIT_S)
        reader.join(WAIT_S)
        process.stdout.close()
        if process.stdin is not None:
            process.stdin.close()


@pytest.mark.process
def test_a_person_talks_to_a_pad_on_a_real_port() -> None:
    with PtyPads((1,), 0x5EED0000) as pads, _program("console", pads.path) as (process, said):
        wait_until(lambda: any("hello" in line for line in said), "a session")
        assert process.stdin is not None
        process.stdin.write("show serving A007 3\n")
        process.stdin.flush()
        assert pads.wait(1, lambda pad: pad.face.digits == " 007", WAIT_S)
        pads.press(1, Key.NEXT)
        wait_until(lambda: any('key "next"' in line for line in said), "the press")
        process.stdin.write("quit\n")
        process.stdin.flush()
        assert process.wait(WAIT_S) == 0


@pytest.mark.process
def test_a_bridge_that_records_leaves_a_capture_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "capture"
    options = ("--config", "township", "--id", "bridge-1", "--record", str(path))
    with PtyPads((3,), now().tick_ms) as pads:
        lines = ("--port", f"counter={pads.path}", "--mqtt", "mqtt://127.0.0.1:9")
        with _program(*options, *lines) as (process, _said):
            assert pads.wait(3, lambda pad: pad.link.open, WAIT_S)
            wait_until(lambda: _directions(path) == {True, False}, "both directions")
            process.send_signal(signal.SIGTERM)
            assert process.wait(WAIT_S) == 0
    assert {heard.port for heard in read_capture(path, _words())} == {"counter"}


def _directions(path: Path) -> set[bool]:
    if not path.exists():
        return set()
    whole = path.read_text("ascii").splitlines(keepends=True)
    return {line.split()[3] == "<" for line in whole[1:] if line.endswith("\n")}


def test_a_port_that_cannot_be_opened_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HALLFLOW_LANGUAGE", "en")
    assert main(["console", "/dev/not-here"]) == 2
    assert "there is no device /dev/not-here" in capsys.readouterr().err
    assert main(["console", "counter", "--config", "township"]) == 2
    assert "/dev/ttyUSB0" in capsys.readouterr().err


def test_a_port_can_be_opened_after_it_was_listed(line: tuple[int, str]) -> None:
    trouble_of(line[1], "counter")
    Port(_own(line[1])).close()
