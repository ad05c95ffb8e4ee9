# SPDX-License-Identifier: Apache-2.0
"""Which driver speaks on a port."""

from collections.abc import Callable
from functools import cache
from itertools import count

from config.devices import SerialPort
from firmware_bridge.core.device import Device
from firmware_bridge.drivers.escpos import EscposPrinter
from firmware_bridge.drivers.ev1527 import Ev1527Line
from firmware_bridge.drivers.ff68 import Ff68Line
from firmware_bridge.drivers.modbus import ModbusLine
from firmware_bridge.drivers.onbon import OnbonLine
from firmware_bridge.drivers.own import DirectLine
from firmware_bridge.drivers.own485 import SharedLine
from firmware_bridge.drivers.scanner import Scanner
from firmware_bridge.drivers.sdt import SdtReader, Unkeyed
from look.words import Words

NONCES_A_LINE = 1 << 16
"""Sessions of one opening of a line, before its nonces meet those of the next."""


def maker(nonce: int, card_key: bytes = b"") -> Callable[[SerialPort], Device]:
    """Return what makes the device side of a port; `nonce` is new at each run of the bridge.

    `card_key` is the hall's, for its card readers; empty: they are not used.
    """
    opened = count(1)

    def card_reader(port: SerialPort) -> Device:
        return SdtReader(card_key, initial=port.initial) if card_key else Unkeyed()

    def new_nonce() -> int:
        return nonce + next(opened) * NONCES_A_LINE

    families: dict[str, Callable[[SerialPort], Device]] = {
        "own": lambda port: DirectLine(_addresses(port), new_nonce()),
        "own485": lambda port: SharedLine(_addresses(port), new_nonce()),
        "ff68": lambda port: Ff68Line(port.pads),
        "modbus": lambda port: ModbusLine(port.pads),
        "ev1527": lambda port: Ev1527Line(port.pads),
        "sdt": card_reader,
        "scanner": lambda _port: Scanner(),
        "escpos": lambda _port: EscposPrinter(),
        "onbon": lambda port: OnbonLine(port.pads, _words),
    }
    return lambda port: families[port.driver](port)


@cache
def _words(language: str) -> Words:
    return Words("firmware_bridge", language)


def _addresses(port: SerialPort) -> tuple[int, ...]:
    return tuple(pad.address for pad in port.pads)
