# SPDX-License-Identifier: Apache-2.0
"""The door of the bridge: `hallflow bridge --config HALL --id bridge-1`, and its tools."""

import logging
import secrets
import signal
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from msgspec.structs import replace

from bus.channels import Kind, Part
from bus.credentials import CredentialsError, card_key_of, password_of
from bus.mqtt import MqttBus
from config.arguments import (
    EXIT_FAULTS,
    add_config,
    add_device,
    add_mqtt,
    hall_or_exit,
    language_wished,
)
from config.device_checks import CARD_READER
from config.schema import Bridge, Hall, SerialPort
from firmware_bridge import capture, console, listing
from firmware_bridge.app import BridgeApp
from firmware_bridge.capture import CaptureError, Recorder
from firmware_bridge.core.bridge import Bridge as Rules
from firmware_bridge.families import maker
from look.words import Words

_TOOLS = (
    "Tools: `hallflow bridge ports` lists serial ports, `hallflow bridge console PORT` talks to a "
    "device, `hallflow bridge decode FILE` reads a recording; each tells more with --help."
)
TOOLS = {"ports": listing.main, "console": console.main, "decode": capture.main}


class SettingError(Exception):
    """What was asked for cannot be run; the text says what to change."""


def main(argv: Sequence[str] | None = None) -> int:
    """Join one bridge's serial lines to the bus until told to stop."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments and arguments[0] in TOOLS:
        return TOOLS[arguments[0]](arguments[1:])
    options = _parser().parse_args(arguments)
    words = Words("firmware_bridge", language_wished())
    hall = hall_or_exit(options.config)
    try:
        bridge = bridge_of(hall, options.id, words)
        ports = with_paths(bridge, options.port, words)
        part = Part(hall=hall.id, name=bridge.id, kind=Kind.BRIDGE)
        bus = MqttBus(options.mqtt, part, password_of(part, options.credentials))
        card_key = _card_key(part, ports, options.credentials)
        recorder = Recorder(options.record, words) if options.record else None
    except (SettingError, CredentialsError, CaptureError, ValueError) as error:
        sys.stderr.write(f"hallflow bridge: {error}\n")
        return EXIT_FAULTS
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    nonce = secrets.randbits(32)
    rules = Rules(part, ports, maker(nonce, card_key), version("hallflow"), nonce)
    app = BridgeApp(rules, bus, words, recorder)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: app.stop())
    app.run()
    return 0


def bridge_of(hall: Hall, ident: str, words: Words) -> Bridge:
    """Return one of the hall's bridges. SettingError when it has no such one."""
    for bridge in hall.bridges:
        if bridge.id == ident:
            return bridge
    have = ", ".join(bridge.id for bridge in hall.bridges) or words("nothing")
    raise SettingError(words("no-such-bridge", hall=hall.id, bridge=ident, found=have))


def _card_key(part: Part, ports: Sequence[SerialPort], credentials: str) -> bytes:
    """Return the hall's key for card readers; empty when none is here, or nobody gave it."""
    return card_key_of(part, credentials) if any(p.driver == CARD_READER for p in ports) else b""


def with_paths(bridge: Bridge, options: Sequence[str], words: Words) -> tuple[SerialPort, ...]:
    """Return the bridge's ports with the paths of `--port PORT=PATH`. SettingError for a bad one."""
    ports = {port.id: port for port in bridge.ports}
    for option in options:
        name, _, path = option.partition("=")
        if not name or not path:
            raise SettingError(words("bad-port-option", option=option))
        if name not in ports:
            have = ", ".join(ports) or words("nothing")
            raise SettingError(words("no-such-port", bridge=bridge.id, port=name, found=have))
        ports[name] = replace(ports[name], path=path, usb_serial="")
    return tuple(ports.values())


def _parser() -> ArgumentParser:
    parser = ArgumentParser(
        prog="hallflow bridge", description="Serial lines to the bus.", epilog=_TOOLS
    )
    add_config(parser)
    add_device(parser, "bridges")
    add_mqtt(parser)
    parser.add_argument(
        "--port",
        metavar="PORT=PATH",
        action="append",
        default=[],
        help="use this serial device for a port of the hall's file; may be repeated",
    )
    parser.add_argument(
        "--record",
        metavar="FILE",
        type=Path,
        help="keep every byte but those of card readers in a new file, for `decode`",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
