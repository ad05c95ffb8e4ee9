# SPDX-License-Identifier: Apache-2.0
"""Which driver speaks on a port."""

from collections.abc import Callable

from config.devices import SerialPort
from firmware_bridge.core.device import Device
from firmware_bridge.drivers.own import OwnLine


def maker(nonce: int) -> Callable[[SerialPort], Device]:
    """Return what makes the device side of a port; `nonce` is new at each run of the bridge."""
    made = 0

    def make(port: SerialPort) -> Device:
        nonlocal made
        made += 1
        addresses = [pad.address for pad in port.pads]
        return OwnLine(addresses, nonce + made * NONCES_A_LINE)

    return make


NONCES_A_LINE = 1 << 16
"""Sessions of one opening of a line, before its nonces meet those of the next."""
