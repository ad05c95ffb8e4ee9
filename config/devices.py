# SPDX-License-Identifier: Apache-2.0
"""What stands in the hall and is joined to it: kiosks, displays, pads, wires, printers."""

from typing import Annotated, Literal

from msgspec import Meta, field

from config.values import Id, IdOrNone, Level, Metres, Name, Port, Setting, Span, Text

Path = Annotated[str, Meta(max_length=255)]
Baud = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600]
UsbId = Annotated[int, Meta(ge=0, le=0xFFFF)]
Register = Annotated[int, Meta(ge=0, le=0xFFFF)]
KeyName = Literal[
    "next", "recall", "pass-over", "finish", "pause", "arrive", "hold", "call-back", "none"
]


class Position(Setting, frozen=True, kw_only=True):
    """A place on a floor, in metres from its left far corner."""

    x_m: Metres
    y_m: Metres


class Printer(Setting, frozen=True, kw_only=True):
    """A ticket printer and how its bytes reach it."""

    id: Id
    width_mm: Literal[58, 80] = 80
    encoding: Literal["raster", "gb18030"] = "raster"
    """`gb18030`: the printer has Chinese fonts; `raster`: text is drawn, in any script."""
    transport: Literal["file", "serial", "network", "usb"]
    path: Path = ""
    """The file, or the serial device."""
    baud: Baud = 9600
    host: Annotated[str, Meta(max_length=255)] = ""
    port: Port = 9100
    usb_vendor: UsbId = 0
    usb_product: UsbId = 0
    cutter: bool = True


class Kiosk(Setting, frozen=True, kw_only=True):
    """A touch screen where people find their service and take a number."""

    id: Id
    name: Text | None = None
    printer: IdOrNone = ""
    floor: IdOrNone = ""
    zone: IdOrNone = ""
    position: Position | None = None
    departments: tuple[Id, ...] = ()
    """Departments it offers; empty: all."""


class Display(Setting, frozen=True, kw_only=True):
    """A strip over one window, or a board for many."""

    id: Id
    kind: Literal["strip", "board"]
    windows: tuple[Id, ...] = ()
    """A strip: its one window. A board: its windows; empty: all of its zone, or of the hall."""
    zone: IdOrNone = ""
    viewing_distance_m: Annotated[float, Meta(gt=0, le=100)] = 5.0
    pixel_pitch_mm: Annotated[float, Meta(gt=0.02, le=50)] = 0.63
    """From one pixel of the screen to the next: with the distance it says how large a character
    must be. 0.63 is a 55 inch screen of 1920 by 1080."""
    speaks: bool = False
    """Whether this machine has the loudspeaker of its zone."""


class Evaluator(Setting, frozen=True, kw_only=True):
    """A rating pad with a touch screen at one window."""

    id: Id
    window: Id


class Strip(Setting, frozen=True, kw_only=True):
    """The letters of an LED strip, in its pixels; a letter is 8 wide and 16 high, a sign 16 wide."""

    x_px: Annotated[int, Meta(ge=0, le=2_048, multiple_of=8)] = 0
    y_px: Annotated[int, Meta(ge=0, le=2_048)] = 0
    width_px: Annotated[int, Meta(ge=32, le=2_048, multiple_of=8)] = 64
    height_px: Annotated[int, Meta(ge=16, le=256)] = 16
    language: Literal["zh", "en"] = "zh"


class Registers(Setting, frozen=True, kw_only=True):
    """Where a Modbus panel has its keys and its display, as holding registers."""

    keys: Register = 0x0000
    """One bit a key, set while it is down."""
    bits: Annotated[tuple[KeyName, ...], Meta(max_length=16)] = (
        *("next", "recall", "pass-over", "finish", "pause", "arrive", "hold", "call-back"),
    )
    """What bit 0 means, bit 1 ...; on a rating panel bits are its buttons 1, 2 ..."""
    ticket: Register = 0x0010
    """The ticket's digits as a number; after it people waiting, then the state."""
    refused: Register = 0x0013
    """Why the last press was refused; 0: done."""


class Pad(Setting, frozen=True, kw_only=True):
    """A small device on a serial line, at one window."""

    address: Annotated[int, Meta(ge=0, le=255)] = 1
    window: Id
    kind: Literal["call", "rating", "strip"] = "call"
    levels: dict[Name, Level] = field(default_factory=dict)
    """A rating pad's keys and the level each one means; empty: keys 1 to 5 mean themselves."""
    unreachable_levels: tuple[Level, ...] = ()
    """Levels that this pad has no key for, said on purpose."""
    strip: Strip | None = None
    """A strip's place and size; None: 64 by 16 pixels."""
    registers: Registers | None = None
    """A Modbus panel's registers; None: as in docs/drivers/modbus.md."""


class SerialPort(Setting, frozen=True, kw_only=True):
    """A serial line: by the path of its device or by the serial number of its USB adapter."""

    id: Id
    path: Path = ""
    usb_serial: Annotated[str, Meta(max_length=128)] = ""
    baud: Baud = 115200
    driver: Literal[
        "own", "own485", "ff68", "modbus", "sdt", "scanner", "onbon", "ev1527", "escpos"
    ] = "own"
    pads: tuple[Pad, ...] = ()
    kiosk: IdOrNone = ""
    """Of a card reader or scanner: the kiosk it stands at."""
    initial: bool = False
    """Of a card reader: whether the first character of the name is shown to its owner."""


class Bridge(Setting, frozen=True, kw_only=True):
    """One machine that joins serial lines to the bus."""

    id: Id
    ports: tuple[SerialPort, ...]


class VolumeSpan(Setting, frozen=True, kw_only=True):
    """A part of the day with a volume of its own."""

    span: Span
    percent: Annotated[int, Meta(ge=0, le=100)]


class Voice(Setting, frozen=True, kw_only=True):
    """How calls are spoken."""

    languages: tuple[Literal["zh", "en", "ug"], ...] = ("zh", "en")
    repeats: Annotated[int, Meta(ge=1, le=5)] = 2
    one_as_yao: bool = False
    """Read the digit 1 as 幺."""
    chime: bool = True
    volume_percent: Annotated[int, Meta(ge=0, le=100)] = 80
    volume_by_hour: tuple[VolumeSpan, ...] = ()
    stale_after_seconds: Annotated[int, Meta(ge=1, le=600)] = 30
    """A call learned of later, waiting longer while the hall is lost, or repeated later is dropped,
    with a reason."""


class Network(Setting, frozen=True, kw_only=True):
    """Where the hall is reached; the command line overrides it."""

    web_host: Name = "127.0.0.1"
    web_port: Annotated[int, Meta(ge=0, le=65_535)] = 8080
    mqtt_host: Name = "127.0.0.1"
    mqtt_port: Annotated[int, Meta(ge=0, le=65_535)] = 1883
    broker: Name = "auto"
    """auto, embedded, mosquitto, or the mqtt:// address of an external broker."""
    public_url: Annotated[str, Meta(max_length=255)] = ""
    """Address that phones use, for the tickets' QR codes; empty: the web address."""
