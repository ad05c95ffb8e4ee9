# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path
from random import Random
from typing import get_args, get_type_hints

import pytest

from bus.actor import Linked
from bus.messages import Action, Rated, Refusal, WindowAction, WindowState
from config.devices import Pad, SerialPort
from firmware_bridge.core.commands import Sign
from firmware_bridge.core.device import CodeScanned
from firmware_bridge.drivers import ff68, modbus
from firmware_bridge.families import maker
from look.words import Words
from tests.drivers.desk import NONCE, Desk
from tests.drivers.fuzz import fuzz

DRIVERS: tuple[str, ...] = get_args(get_type_hints(SerialPort)["driver"])
FUZZED_BYTES = 20_000
CALL = Pad(address=5, window="3")
RATER = Pad(address=6, window="3", kind="rating", levels={"1": 5, "2": 4, "3": 3, "4": 1})


def _desk(driver: str, *pads: Pad) -> Desk:
    desk = Desk(SerialPort(id="counter", path="/dev/null", driver=driver, pads=pads))  # type: ignore[arg-type]
    desk.step(0, Linked(up=True))
    desk.beat(0)
    desk.serve(0, WindowState.RATING, "A023", waiting=4, visit="v1")
    desk.take_bytes()
    return desk


@pytest.mark.parametrize("driver", DRIVERS)
def test_every_driver_of_the_settings_runs_and_bears_fuzz(driver: str) -> None:
    assert fuzz(driver, FUZZED_BYTES, Random(driver)) >= FUZZED_BYTES


@pytest.mark.parametrize("language", ["zh", "en"])
def test_everything_a_driver_can_complain_of_has_words(language: str) -> None:
    sources = [path.read_text("utf-8") for path in Path(ff68.__file__).parent.glob("*.py")]
    codes = {
        code for source in sources for code in re.findall(r'"((?:pad|reader|sign)-\w+)', source)
    }
    words = Words("firmware_bridge", language)
    assert len(codes) >= 4
    assert not {code for code in codes if code not in words}


def test_a_key_of_an_ff68_pad_is_a_command_and_a_refusal_is_heard() -> None:
    desk = _desk("ff68", CALL, RATER)
    desk.receive(10, ff68.encode(ff68.Frame(5, 0x10, b"\x0c")))
    (command,) = desk.commands
    assert isinstance(command, WindowAction)
    assert (command.window, command.action) == ("3", Action.NEXT)
    desk.take_bytes()
    desk.refuse(20, Refusal.NOBODY_WAITING)
    assert desk.take_bytes() == ff68.encode(ff68.beep(5))


def test_an_ff68_rating_is_a_rating_with_its_raw_key() -> None:
    desk = _desk("ff68", CALL, RATER)
    desk.receive(10, ff68.encode(ff68.Frame(6, 0x11, b"\x04")))
    (rated,) = desk.commands
    assert isinstance(rated, Rated)
    assert (rated.visit, rated.level, rated.raw_key) == ("v1", 1, "4")


def test_an_ff68_pad_shows_its_window_and_is_blank_without_a_hall() -> None:
    desk = _desk("ff68", CALL)
    desk.serve(10, WindowState.CALLING, "A024", waiting=3)
    shown = ff68.encode(ff68.ticket_shown(5, "A024")) + ff68.encode(ff68.waiting_shown(5, 3))
    assert desk.take_bytes() == shown
    desk.step(20, Linked(up=False))
    assert desk.take_bytes() == ff68.encode(ff68.Frame(5, 2, b"\x0a" * 6))


def test_a_433_mhz_button_is_a_command() -> None:
    desk = _desk("ev1527", CALL)
    desk.receive(10, b"AB0051\r\n")
    assert [c.action for c in desk.commands if isinstance(c, WindowAction)] == [Action.NEXT]


def test_a_modbus_panel_shows_its_window() -> None:
    desk = _desk("modbus", CALL)
    answer_lost_ms = modbus.ANSWER_WAIT_MS
    desk.wake(answer_lost_ms)
    desk.wake(answer_lost_ms + modbus.POLL_EVERY_MS)
    shown = (23, 4, Sign.RATING)
    assert desk.take_bytes() == modbus.write_request(5, modbus.Register.TICKET, shown)


def test_a_code_nobody_asked_for_is_said_in_the_beat() -> None:
    desk = _desk("scanner")
    assert maker(NONCE)(desk.port).receive(0, b"A023\r\n") == [CodeScanned("A023")]
    desk.receive(10, b"A023\r\n")
    desk.wake(1_000)
    assert desk.beats[-1].faults == ("no-use/counter",)
    assert not desk.commands
