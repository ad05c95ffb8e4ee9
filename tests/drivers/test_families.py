# SPDX-License-Identifier: Apache-2.0
import re
from pathlib import Path
from random import Random
from typing import get_args, get_type_hints

import pytest

from bus.actor import Linked
from bus.messages import (
    Action,
    CardLaid,
    CodeRead,
    Rated,
    ReadersThere,
    Refusal,
    WindowAction,
    WindowState,
)
from config.devices import Pad, Registers, SerialPort
from firmware_bridge.core.bridge import PortDown
from firmware_bridge.core.commands import Sign
from firmware_bridge.drivers import ff68, modbus, sdt
from look.words import Words
from tests.drivers.card_reader_twin import NAME, NUMBER, read_reply
from tests.drivers.card_reader_twin import Twin as CardReaderTwin
from tests.drivers.desk import Desk
from tests.drivers.fuzz import fuzz

DRIVERS: tuple[str, ...] = get_args(get_type_hints(SerialPort)["driver"])
FUZZED_BYTES = 20_000
CARD_KEY = b"the key of the whole hall"
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
    assert desk.take_bytes() == modbus.write_request(5, Registers().ticket, shown)


def _reader(driver: str, key: bytes = CARD_KEY, *, initial: bool = False) -> Desk:
    """A reader at the kiosk."""
    port = SerialPort(id="counter", path="/dev/null", driver=driver, kiosk="kiosk-1", initial=initial)  # type: ignore[arg-type]  # fmt: skip
    desk = Desk(port, card_key=key)
    desk.step(0, Linked(up=True))
    return desk


def _lay(desk: Desk, twin: CardReaderTwin) -> None:
    """Lay a card on the reader and let the bridge look for a while."""
    twin.lay(read_reply())
    for now_ms in range(0, 1_400, 20):
        desk.wake(now_ms)
        desk.receive(now_ms, twin.answer(desk.take_bytes()))


def test_a_code_read_is_told_to_the_kiosk_where_the_scanner_stands() -> None:
    desk = _reader("scanner")
    desk.receive(10, b"A023\r\n")
    assert desk.read == [CodeRead(to="kiosk-1", text="A023")]
    assert not desk.commands


def test_of_a_card_its_kiosk_hears_the_keyed_hash_and_the_initial_only_if_wanted() -> None:
    for initial in (False, True):
        desk = _reader("sdt", initial=initial)
        _lay(desk, CardReaderTwin())
        person = sdt.person(NUMBER, CARD_KEY)
        assert desk.read == [
            CardLaid(to="kiosk-1", person=person, initial=NAME[0] if initial else "")
        ]


def test_a_kiosk_hears_each_second_which_of_its_readers_answer() -> None:
    desk = _reader("sdt")
    twin = CardReaderTwin()
    _lay(desk, twin)
    assert desk.readers[-1] == ReadersThere(to="kiosk-1", card=True, code=False)
    twin.on = False
    for now_ms in range(1_000, 5_000, 100):
        desk.wake(now_ms)
    assert not desk.readers[-1].card, "it is silent"
    desk.step(5_000, PortDown(desk.port.id, "port-lost"))
    desk.wake(7_000)
    assert not desk.readers[-1].card


def test_without_the_hall_s_key_no_card_is_read_and_the_beat_says_so() -> None:
    desk = _reader("sdt", b"")
    _lay(desk, CardReaderTwin())
    desk.wake(2_000)
    assert not desk.read
    assert desk.beats[-1].faults == ("no-card-key/counter",)
    assert not desk.readers[-1].card
    assert [tell.code for tell in desk.told] == ["no-card-key"]
