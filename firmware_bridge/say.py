# SPDX-License-Identifier: Apache-2.0
"""What crosses a serial line, in words: frames of our own protocol, readings of other families."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum

from config.devices import SerialPort
from firmware_bridge.core.commands import NO_NUMBER, BadCommandError, Command, Hello, row_of, unpack
from firmware_bridge.core.device import (
    CardSeen,
    Cleared,
    CodeScanned,
    Device,
    KeyDown,
    RatingDown,
    Reading,
    Trouble,
)
from firmware_bridge.core.frames import EVERYBODY, Fault, Frame, Kind, Reader
from firmware_bridge.drivers.onbon import text_in
from look.words import Words

OWN_FAMILIES = ("own", "own485")
"""Drivers whose lines carry frames of docs/protocol.md."""
FACELESS = ("sdt",)
"""Drivers whose bytes are a person's own: they are neither shown nor recorded."""
HEX_BYTES_MAX = 64
TELLING = (Kind.OPEN, Kind.DATA)
"""Kinds of frames that carry a command."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Bytes that crossed a line; `to_host` tells the direction."""

    tick_ms: int
    port: str
    driver: str
    to_host: bool
    data: bytes


def value_said(value: object, words: Words) -> str:
    """Return one field's value as people say it."""
    if isinstance(value, IntEnum):
        kind = type(value).__name__.lower()
        return words(f"{kind}-{value.name.lower().replace('_', '-')}")
    if isinstance(value, tuple):
        return " ".join(f"{one:04X}" for one in value)
    return str(value)


def command_said(command: Command, words: Words) -> str:
    """Return a command in one line."""
    said = {
        field.name: value_said(getattr(command, field.name), words) for field in fields(command)
    }
    if isinstance(command, Hello):
        said["version"] = "{}.{}".format(*divmod(command.version, 256))
    for name in ("dictionary", "board_nonce", "host_nonce"):
        if name in said:
            said[name] = f"{getattr(command, name):08X}"
    if said.get("number") == str(NO_NUMBER):
        said["number"] = words("nothing")
    if "key" in said:
        said["button"] = said.pop("key")
    given = {name.replace("_", "-"): text for name, text in said.items()}
    return words(f"said-{row_of(command).name}", **given)


def frame_said(frame: Frame, words: Words) -> str:
    """Return a frame in one line."""
    if frame.kind is Kind.POLL:
        if frame.address == EVERYBODY:
            return words("frame-poll")
        return words("frame-hand", address=str(frame.address))
    if frame.kind is Kind.ACK:
        told = words("frame-ack", sequence=str(frame.sequence))
    else:
        try:
            told = command_said(unpack(frame.payload), words)
        except BadCommandError as error:
            told = words("frame-no-command", reason=str(error))
        if frame.kind is Kind.DATA:
            told = words("frame-data", sequence=str(frame.sequence), said=told)
    return words("frame", address=str(frame.address), session=f"{frame.session:04X}", said=told)


def fault_said(fault: Fault, words: Words) -> str:
    """Return in one line why bytes were no frame."""
    return words("frame-fault", reason=words(f"fault-{fault.name.lower().replace('_', '-')}"))


def reading_said(reading: Reading, words: Words) -> str:
    """Return in one line what a device has read; nothing of a person."""
    match reading:
        case KeyDown(address, press, key, number):
            typed = words("nothing") if number is None else str(number)
            said = {"press": str(press), "button": value_said(key, words), "number": typed}
            return words("read-key", address=str(address), **said)
        case RatingDown(address, press, raw_key):
            return words("read-rating", address=str(address), press=str(press), button=raw_key)
        case CardSeen():
            return words("read-card")
        case CodeScanned(text):
            return words("read-code", size=str(len(text)))
        case Trouble(code, detail):
            kind, _, where = code.partition("/")
            return words(kind, where=where or "-", detail=detail)
        case Cleared(code):
            return words("read-cleared", code=code)


class _FrameEar:
    """One direction of a line with our own frames."""

    def __init__(self, words: Words, *, acks: bool) -> None:
        self._words = words
        self._acks = acks
        self._reader = Reader()

    def hear(self, data: bytes) -> list[str]:
        """Return a line for each frame that ended, and for what was none."""
        before = self._reader.faults.copy()
        frames = self._reader.read(data)
        told = [frame for frame in frames if self._acks or frame.kind in TELLING]
        said = [frame_said(frame, self._words) for frame in told]
        broken = self._reader.faults - before
        return said + [fault_said(fault, self._words) for fault in broken.elements()]


class Ear:
    """Hears both directions of one port and says what went by."""

    def __init__(
        self,
        port: SerialPort,
        make: Callable[[SerialPort], Device],
        words: Words,
        *,
        acks: bool = True,
    ) -> None:
        """Take the port and who speaks on it; `acks`: say acknowledgements too."""
        self._words = words
        self._private = port.driver in FACELESS
        self._frames: dict[bool, _FrameEar] | None = None
        if port.driver in OWN_FAMILIES:
            self._frames = {way: _FrameEar(words, acks=acks) for way in (True, False)}
        # A device that only listens: what it would write is thrown away.
        self._device = make(port)

    def hear(self, heard: Heard) -> list[str]:
        """Return the lines to print for bytes that crossed the line."""
        if self._frames is not None:
            said = self._frames[heard.to_host].hear(heard.data)
        else:
            said = [hex_said(heard.data, self._words, private=self._private)]
            if heard.to_host:
                said += self._readings(heard)
            elif text := text_in(heard.data):
                said.append(self._words("said-text", text=text))
        arrow = "<" if heard.to_host else ">"
        return [f"{arrow} {line}" for line in said]

    def _readings(self, heard: Heard) -> list[str]:
        readings = [*self._device.receive(heard.tick_ms, heard.data)]
        self._device.take_bytes()
        return [reading_said(reading, self._words) for reading in readings]


def hex_said(data: bytes, words: Words, *, private: bool) -> str:
    """Return bytes in hex, or only how many when they are a person's own."""
    if private:
        return words("bytes-private", count=str(len(data)))
    more = " ..." if len(data) > HEX_BYTES_MAX else ""
    return data[:HEX_BYTES_MAX].hex(" ").upper() + more


def time_said(tick_ms: int) -> str:
    """Return a time since the beginning as `m:ss.mmm`."""
    minutes, rest_ms = divmod(tick_ms, 60_000)
    return f"{minutes}:{rest_ms // 1000:02}.{rest_ms % 1000:03}"
