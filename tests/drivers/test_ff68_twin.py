# SPDX-License-Identifier: Apache-2.0
"""An FF 68 pad as its maker built it, on lines that fail: its protocol promises little."""

from random import Random

import pytest

from config.devices import Pad
from firmware_bridge.core.commands import Show, Sign
from firmware_bridge.core.device import KeyDown
from firmware_bridge.drivers import ff68
from firmware_bridge.drivers.ff68 import BLANK, QUIET_MS, Ff68Line, Frame
from firmware_bridge.drivers.hunting import Hunter
from tests.drivers.lines import WEATHERS, DriverEnd, Line, Weather

RESEND_MS = 120
SENDINGS_MAX = 4
PRESSES = 60
# Without a sequence number a frame that comes again after the window is another press.
WITHIN_WINDOW = [one for one in WEATHERS if 4 * one.delay_most_ms < ff68.SAME_PRESS_MS]


class PadTwin:
    """Sends a key until it is echoed; shows what it is told; checks nothing but the frame."""

    def __init__(self, address: int) -> None:
        self.digits = bytearray([BLANK] * 6)
        self._address = address
        self._hunter = Hunter(ff68.measure, ff68.decode, QUIET_MS)
        self._sending: bytes = b""
        self._left = 0
        self._resend_at_ms = 0
        self._output = bytearray()

    def press(self, now_ms: int, *data: int) -> None:
        self._sending = ff68.encode(Frame(self._address, 0x10, bytes(data)))
        self._left = SENDINGS_MAX
        self._send(now_ms)

    def receive(self, now_ms: int, data: bytes) -> None:
        for frame in self._hunter.read(now_ms, data):
            if ff68.encode(frame) == self._sending:
                self._left = 0
            elif frame.address == self._address and frame.function == ff68.SHOW_FUNCTION:
                for place, digit in enumerate(frame.data[:6]):
                    half = frame.data[:3] if place < 3 else frame.data[3:]
                    if half != bytes([BLANK] * 3) or frame.data == bytes([BLANK] * 6):
                        self.digits[place] = digit

    def wake(self, now_ms: int) -> None:
        self._hunter.wake(now_ms)
        if self._left and now_ms >= self._resend_at_ms:
            self._send(now_ms)

    def wake_at_ms(self) -> int | None:
        due = [self._resend_at_ms] if self._left else []
        hunted = self._hunter.wake_at_ms()
        return min([*due, *([] if hunted is None else [hunted])], default=None)

    def take_bytes(self) -> bytes:
        data = bytes(self._output)
        self._output.clear()
        return data

    def _send(self, now_ms: int) -> None:
        self._left -= 1
        self._resend_at_ms = now_ms + RESEND_MS
        self._output += self._sending


def _play(weather: Weather, seed: int) -> tuple[DriverEnd, PadTwin, Line]:
    device, pad = Ff68Line((Pad(address=5, window="1"),)), PadTwin(5)
    host = DriverEnd(device)
    line = Line(host, pad, weather, Random(f"{weather.name} {seed}"))
    for number in range(PRESSES):
        line.plan(1_000 + 3_000 * number, lambda: pad.press(line.now_ms, 0x0C))
    device.show(0, 5, Show(Sign.CALLING, "A023", 12))
    line.run(3_000 * PRESSES + 20_000)
    return host, pad, line


@pytest.mark.parametrize("weather", WITHIN_WINDOW, ids=lambda weather: weather.name)
@pytest.mark.parametrize("seed", range(3))
def test_no_press_is_doubled_when_repeats_come_within_the_window(
    weather: Weather, seed: int
) -> None:
    host, _pad, _line = _play(weather, seed)
    assert all(isinstance(one, KeyDown) for one in host.heard)
    assert len(host.heard) <= PRESSES


@pytest.mark.parametrize("weather", WEATHERS[:7], ids=lambda weather: weather.name)
def test_hardly_a_press_is_lost_and_the_display_is_right_in_the_end(weather: Weather) -> None:
    host, pad, _line = _play(weather, 0)
    assert len(host.heard) >= 0.95 * PRESSES
    assert bytes(pad.digits) == bytes((0, 1, 2, 0, 2, 3))


def test_on_a_clean_line_each_press_is_one_key() -> None:
    host, _pad, _line = _play(WEATHERS[0], 0)
    assert len(host.heard) == PRESSES
