# SPDX-License-Identifier: Apache-2.0
"""`hallflow bridge console PORT`: a device's frames in words, and a person who answers them."""

import os
import select
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from secrets import randbits, token_bytes

from msgspec.structs import replace

from bus.run import now
from config.arguments import EXIT_FAULTS, add_config, hall_or_exit, language_wished
from config.device_checks import DRIVERS_WITH_PADS
from config.devices import Pad, SerialPort
from firmware_bridge.capture import DRIVERS
from firmware_bridge.core.commands import BadCommandError, Beep, Show, Sign, Why, pack
from firmware_bridge.core.device import Cleared, Device, Pads, Reading, Trouble
from firmware_bridge.core.shown import served, show_window
from firmware_bridge.drivers.own import OwnLine
from firmware_bridge.drivers.sdt import KEY_BYTES_MAX
from firmware_bridge.families import maker
from firmware_bridge.port import Port, PortError
from firmware_bridge.say import OWN_FAMILIES, Ear, Heard, reading_said, time_said
from look.words import Words

TYPED_BYTES_MAX = 4_096


class TypedError(Exception):
    """What was typed is no command; the text says how it is written."""


class Console:
    """Both sides of the table, without I/O: bytes and typed lines in, lines to print out."""

    def __init__(self, port: SerialPort, address: int, words: Words, *, listen: bool) -> None:
        """Take the port and the pad that typed commands are for; `listen`: write nothing."""
        make = maker(randbits(32), token_bytes(KEY_BYTES_MAX))
        self._words = words
        self._port = port
        self._address = address
        self._listen = listen
        self._device: Device = make(port)
        self._ear = Ear(port, make, words, acks=False)
        self._raw = bytearray()
        self._wrong: set[str] = set()
        self.ended = False

    def hear(self, now_ms: int, data: bytes) -> list[str]:
        """Take bytes of the device; return lines to print."""
        said = self._ear.hear(self._heard(now_ms, data, to_host=True))
        return said + self._readings(self._device.receive(now_ms, data))

    def wake(self, now_ms: int) -> list[str]:
        """Do what is due on the link; return lines to print."""
        return [] if self._listen else self._readings(self._device.wake(now_ms))

    def wake_at_ms(self) -> int | None:
        """Tick of the next thing due."""
        return None if self._listen else self._device.wake_at_ms()

    def take_bytes(self, now_ms: int) -> tuple[bytes, list[str]]:
        """Return what must be written, and the lines that tell it."""
        data = self._device.take_bytes() + bytes(self._raw)
        self._raw.clear()
        if not data or self._listen:
            return b"", []
        return data, self._ear.hear(self._heard(now_ms, data, to_host=False))

    def typed(self, now_ms: int, line: str) -> list[str]:
        """Obey a typed line; return lines to print."""
        name, *values = line.split() or [""]
        acts = {
            "show": self._show,
            "took": self._took,
            "refuse": self._refuse,
            "beep": self._beep,
            "raw": self._raw_bytes,
        }
        if name in ("", "quit", "help"):
            self.ended = name == "quit"
            return [self._words("console-help")] if name == "help" else []
        if name not in acts:
            return [self._words("console-unknown", typed=line[:40])]
        if self._listen:
            return [self._words("console-listens")]
        try:
            acts[name](now_ms, values)
        except (KeyError, ValueError, BadCommandError):
            return [self._words("console-bad", name=name), self._words("console-help")]
        except TypedError as error:
            return [str(error)]
        return []

    def _show(self, now_ms: int, values: list[str]) -> None:
        sign, ticket, waiting = (*values, *("-", "0")[len(values) - 1 :]) if values else ("",) * 3
        shown = Show(Sign[_name(sign)], "" if ticket == "-" else ticket, int(waiting))
        pack(shown)
        show_window(self._device, now_ms, self._address, served(shown))

    def _took(self, now_ms: int, values: list[str]) -> None:
        (press,) = values
        self._answer(now_ms, press, None)

    def _refuse(self, now_ms: int, values: list[str]) -> None:
        press, why = values
        self._answer(now_ms, press, Why[_name(why)])

    def _answer(self, now_ms: int, press: str, why: Why | None) -> None:
        number = _u16(press)
        if isinstance(self._device, Pads):
            self._device.answer(now_ms, self._address, number, why)

    def _beep(self, now_ms: int, values: list[str]) -> None:
        times, length = map(int, values)
        beep = Beep(times, length)
        pack(beep)
        device = self._device
        if not isinstance(device, OwnLine) or not device.say(now_ms, self._address, beep):
            raise TypedError(self._words("console-no-session"))

    def _raw_bytes(self, _now_ms: int, values: list[str]) -> None:
        self._raw += bytes.fromhex("".join(values))

    def _heard(self, now_ms: int, data: bytes, *, to_host: bool) -> Heard:
        return Heard(now_ms, self._port.id, self._port.driver, to_host, data)

    def _readings(self, readings: Sequence[Reading]) -> list[str]:
        """Tell what the device read, unless its frames have told it already."""
        if self._port.driver in OWN_FAMILIES:
            readings = [one for one in readings if isinstance(one, Trouble | Cleared)]
        told = [one for one in readings if not isinstance(one, Cleared) or one.code in self._wrong]
        for one in told:
            if isinstance(one, Trouble):
                self._wrong.add(one.code)
            elif isinstance(one, Cleared):
                self._wrong.remove(one.code)
        return [f"= {reading_said(one, self._words)}" for one in told]


def _name(typed: str) -> str:
    return typed.upper().replace("-", "_")


def _u16(typed: str) -> int:
    press = int(typed)
    if not 0 <= press <= 0xFFFF:  # noqa: PLR2004 (sixteen bits)
        raise ValueError(typed)
    return press


def main(argv: Sequence[str]) -> int:
    """Talk until `quit` is typed or the device is gone."""
    options = _parser().parse_args(argv)
    words = Words("firmware_bridge", language_wished())
    setting = port_of(options)
    try:
        port = Port(setting)
    except PortError as error:
        sys.stderr.write(f"hallflow bridge console: {error.text(words)}\n")
        return EXIT_FAULTS
    try:
        console = Console(setting, options.address, words, listen=options.listen)
        _tell([words("console-open", path=port.path), words("console-help")])
        _talk(port, console)
    except PortError as error:
        sys.stderr.write(f"hallflow bridge console: {error.text(words)}\n")
        return EXIT_FAULTS
    except KeyboardInterrupt:
        return 0
    finally:
        port.close()
    return 0


def port_of(options: Namespace) -> SerialPort:
    """Return the port that was named: by its id in the hall's file, or by its path."""
    if options.config:
        bridges = hall_or_exit(options.config).bridges
        for port in (port for bridge in bridges for port in bridge.ports):
            if port.id == options.port:
                return port
    pads = (
        (Pad(address=options.address, window="1"),) if options.driver in DRIVERS_WITH_PADS else ()
    )
    setting = SerialPort(id="console", path=options.port, driver=options.driver, pads=pads)
    return replace(setting, baud=options.baud)


def _talk(port: Port, console: Console) -> None:
    begin_ms = now().tick_ms
    typing = _Typing()
    while not console.ended:
        due_ms = console.wake_at_ms()
        wait_s = None if due_ms is None else max(0, due_ms - now().tick_ms) / 1000
        ready, _, _ = select.select([port.fd, *typing.fds], [], [], wait_s)
        tick_ms = now().tick_ms
        said = console.hear(tick_ms, port.read()) if port.fd in ready else []
        for line in typing.lines() if set(typing.fds) & set(ready) else []:
            said += console.typed(tick_ms, line)
        said += console.wake(tick_ms)
        data, written = console.take_bytes(tick_ms)
        if data:
            port.write(data)
        _tell(f"{time_said(tick_ms - begin_ms)} {line}" for line in [*said, *written])


class _Typing:
    """Lines from standard input; after its end there are none."""

    def __init__(self) -> None:
        self.fds = [sys.stdin.fileno()]
        self._rest = ""

    def lines(self) -> list[str]:
        """Return the lines that ended; call it when something is there to read."""
        data = os.read(self.fds[0], TYPED_BYTES_MAX)
        if not data:
            self.fds = []
            return [self._rest]
        *lines, self._rest = (self._rest + data.decode(errors="replace")).split("\n")
        return lines


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _parser() -> ArgumentParser:
    parser = ArgumentParser("hallflow bridge console", description="Talk to a device in words.")
    parser.add_argument("port", metavar="PORT", help="path of the device, or a port of --config")
    add_config(parser, required=False)
    parser.add_argument("--driver", choices=DRIVERS, default="own", help="default: %(default)s")
    parser.add_argument("--baud", type=int, default=115200, help="default: %(default)s")
    parser.add_argument("--address", type=int, default=1, help="the pad's (default: %(default)s)")
    parser.add_argument("--listen", action="store_true", help="only listen: nothing is written")
    return parser
