# SPDX-License-Identifier: Apache-2.0
from random import Random
from typing import Any

import pytest

from bus.actor import Linked
from bus.messages import NowServing, WindowState
from config.devices import Pad, SerialPort, Strip
from firmware_bridge.core.device import Cleared, Trouble
from firmware_bridge.drivers.onbon import (
    AGAIN_EVERY_MS,
    DONE,
    HOST_ADDRESS,
    QUIET_MS,
    SILENCES_MAX,
    TIMEOUT_S,
    WAIT_MS,
    Frame,
    OnbonLine,
    crc16_arc,
    decode,
    encode,
    measure,
    unescape,
)
from firmware_bridge.families import maker
from tests.drivers.desk import Desk
from tests.drivers.lines import WEATHERS, DriverEnd, Line, Weather
from tests.drivers.strip_twin import StripTwin

ANSWER = Frame(HOST_ADDRESS, DONE + bytes(3), b"\x01\x00")
WIDE = Strip(width_px=128, height_px=16)


def _host(*pads: Pad) -> tuple[DriverEnd, OnbonLine]:
    device = maker(1)(SerialPort(id="sign", path="/dev/null", driver="onbon", pads=pads))
    assert isinstance(device, OnbonLine)
    return DriverEnd(device), device


class Counter:
    """One strip over window 3 and the driver, on a line in some weather."""

    def __init__(
        self, strip: Strip = WIDE, weather: Weather = WEATHERS[0], size: tuple[int, int] = (0, 0)
    ) -> None:
        pad = Pad(address=1, window="3", kind="strip", strip=strip)
        self.host, self.device = _host(pad)
        width_px, height_px = size if size[0] else (strip.width_px, strip.height_px)
        self.sign = StripTwin(1, width_px, height_px)
        self.line = Line(self.host, self.sign, weather, Random(weather.name))

    def told(self, state: WindowState | None, number: str = "", **more: Any) -> list[str]:
        """Let the window be so; return what is then to be read, without the blanks around it."""
        serving = None
        if state is not None:
            serving = NowServing(seq=1, window="3", state=state, number=number, **more)
        self.device.tell(self.line.now_ms, 1, serving)
        self.line.run(self.line.now_ms + 200)
        return [row.strip() for row in self.sign.rows]


@pytest.mark.parametrize(
    ("state", "zh", "en"),
    [
        (None, "叫号暂时中断 请稍候", "Calls interrupted Please wait"),
        (WindowState.CLOSED, "窗口关闭", "Closed"),
        (WindowState.FREE, "3号窗口 欢迎光临", "Window 3 Welcome"),
        (WindowState.CALLING, "A023 请到3号窗口", "A023 to window 3"),
        (WindowState.SERVING, "A023 3号窗口正在办理", "A023 at window 3"),
        (WindowState.RATING, "A023 请在3号窗口评价", "A023 Rate window 3"),
        (WindowState.PAUSED, "3号窗口 暂停服务", "Window 3 Paused"),
        (WindowState.AWAY, "临时有事 请稍候", "Back soon Please wait"),
    ],
)
def test_a_strip_says_number_window_and_sign(state: WindowState | None, zh: str, en: str) -> None:
    for language, told in (("zh", zh), ("en", en)):
        size = {"width_px": 240, "language": language}
        assert Counter(Strip(**size)).told(state, "A023") == [told]  # type: ignore[arg-type]


def test_what_does_not_fit_gives_way_to_what_does() -> None:
    assert Counter(Strip(width_px=128)).told(WindowState.CALLING, "A023") == ["A023 请到3号窗口"]
    assert Counter(Strip(width_px=64)).told(WindowState.CALLING, "A023") == ["A023"]
    assert Counter(Strip(width_px=64)).told(WindowState.PAUSED) == ["暂停服务"]
    assert Counter(Strip(width_px=64)).told(None) == ["请稍候"]
    two = Counter(Strip(width_px=96, height_px=32))
    assert two.told(WindowState.CALLING, "A023") == ["A023", "请到3号窗口"]
    assert two.sign.rows == ("    A023", "请到3号窗口"), "in the middle of its twelve letters"
    assert not two.sign.runs


def test_a_text_that_no_strip_could_hold_runs() -> None:
    narrow = Counter(Strip(width_px=32))
    assert narrow.told(WindowState.CALLING, "ABC123456789") == ["ABC123456789 请到3号窗口"]
    assert narrow.sign.runs


def test_a_reason_is_said_without_what_the_signs_fonts_lack() -> None:
    counter = Counter()
    assert counter.told(WindowState.PAUSED, pause_reason="午餐\\n\u0b85") == ["暂停服务 午餐n"]
    long = "去三楼档案室取材料"
    assert counter.told(WindowState.PAUSED, pause_reason=long) == ["3号窗口 暂停服务"]


@pytest.mark.parametrize("weather", WEATHERS, ids=lambda weather: weather.name)
def test_in_any_weather_a_strip_is_right_in_the_end(weather: Weather) -> None:
    counter = Counter(weather=weather)
    for number in range(30):
        counter.told(WindowState.CALLING, f"A{number:03}")
        counter.line.run(counter.line.now_ms + 100)
    counter.line.run(counter.line.now_ms + 30_000)
    shown = set()
    for _ in range(60):
        counter.line.run(counter.line.now_ms + 1_000)
        shown.add(tuple(row.strip() for row in counter.sign.rows))
    assert shown - {()} == {("A029 请到3号窗口",)}, "never half a text, never an old one"
    assert counter.sign.updates < 90, "said again, not on and on"


def test_a_strip_whose_bridge_is_gone_shows_no_old_call() -> None:
    counter = Counter()
    assert counter.told(WindowState.CALLING, "A023")
    counter.line.run(4 * AGAIN_EVERY_MS)
    assert counter.sign.rows, "said again while the bridge lives"
    counter.line.cut = True
    counter.line.run(counter.line.now_ms + 1_000 * TIMEOUT_S + 10)
    assert counter.sign.rows == ()


def test_a_strip_switched_off_is_told_of_once_and_right_again_when_it_is_back() -> None:
    counter = Counter()
    counter.told(WindowState.FREE)
    counter.sign.on = False
    counter.line.run(60_000)
    assert counter.host.heard == [Trouble("sign-silent/1", "no answer to its text")]
    counter.told(WindowState.CALLING, "A023")
    counter.sign.on = True
    counter.line.run(counter.line.now_ms + 12_000)
    assert counter.host.heard[1:] == [Cleared("sign-silent/1")]
    assert counter.sign.rows == ("A023 请到3号窗口",)


def test_a_strip_that_is_smaller_than_configured_says_what_to_look_at() -> None:
    counter = Counter(size=(64, 16))
    assert counter.told(WindowState.CALLING, "A023") == []
    counter.line.run(30_000)
    assert counter.host.heard == [Trouble("sign-refused/1", "A0 01 07 00 00")]


def test_a_dead_strip_holds_up_the_others_on_its_line_for_one_answer_only() -> None:
    pads = (Pad(address=at, window=str(at), kind="strip", strip=WIDE) for at in (1, 2))
    host, device = _host(*pads)
    sign = StripTwin(2, 128, 16)
    line = Line(host, sign, WEATHERS[0], Random(2))
    line.run(60_000)
    for number in range(20):
        serving = NowServing(
            seq=number, window="2", state=WindowState.CALLING, number=f"A{number:03}"
        )
        device.tell(line.now_ms, 2, serving)
        line.run(line.now_ms + WAIT_MS + 100)
        assert sign.rows == (f"A{number:03} 请到2号窗口",)
        line.run(line.now_ms + 1_700)


def test_a_call_of_the_hall_stands_on_the_strip_and_leaves_it_with_the_hall() -> None:
    pad = Pad(address=1, window="3", kind="strip", strip=WIDE)
    desk = Desk(SerialPort(id="sign", path="/dev/null", driver="onbon", pads=(pad,)))
    sign = StripTwin(1, 128, 16)
    line = Line(desk, sign, WEATHERS[0], Random(3))
    desk.step(0, Linked(up=True))
    desk.beat(0)
    desk.serve(0, WindowState.CALLING, "A023")
    line.run(1_000)
    assert sign.rows == ("A023 请到3号窗口",)
    desk.serve(line.now_ms, WindowState.AWAY)
    line.run(1_200)
    assert sign.rows == ("临时有事 请稍候",)
    desk.serve(line.now_ms, WindowState.CALLING, "A024")
    desk.step(line.now_ms, Linked(up=False))
    line.run(1_600)
    assert [row.strip() for row in sign.rows] == ["请稍候"]
    desk.step(line.now_ms, Linked(up=True))
    desk.beat(line.now_ms)
    line.run(2_000)
    assert sign.rows == ("A024 请到3号窗口",)


def test_the_check_is_crc_16_arc() -> None:
    assert crc16_arc(b"123456789") == 0xBB3D


def test_every_frame_comes_back_whatever_it_holds() -> None:
    random = Random(5)
    for _ in range(300):
        data = bytes(
            random.choice((0xA5, 0xA6, 0x5A, 0x5B, random.randrange(256)))
            for _ in range(random.randrange(200))
        )
        frame = Frame(random.randrange(0x10000), data)
        wire = encode(frame)
        assert measure(wire) == len(wire)
        assert decode(wire) == frame


@pytest.mark.parametrize("escaped", [b"\xa6", b"\xa6\x03", b"\x5b\x00"])
def test_an_escape_that_is_none_is_no_frame(escaped: bytes) -> None:
    assert unescape(escaped) is None


def test_a_frame_with_one_wrong_bit_is_no_frame() -> None:
    wire = encode(ANSWER)
    for place in range(8, len(wire) - 1):
        for bit in range(8):
            wrong = bytearray(wire)
            wrong[place] ^= 1 << bit
            if wrong[place] != 0xA5:  # one start more, and a frame without its first byte
                assert decode(bytes(wrong)) is None


def test_after_any_noise_an_answer_is_found() -> None:
    random = Random(66)
    for _ in range(300):
        host, _device = _host(Pad(address=1, window="3", kind="strip"))
        host.wake(0)
        host.take_bytes()
        wire = random.randbytes(random.randrange(200)) + encode(ANSWER)
        for place in range(0, len(wire), 9):
            host.receive(1, wire[place : place + 9])
        host.wake(1 + QUIET_MS)
        for turn in range(1, SILENCES_MAX):
            host.wake(turn * (AGAIN_EVERY_MS + WAIT_MS))
        assert not host.heard, "an answer found is no silence"
