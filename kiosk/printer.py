# SPDX-License-Identifier: Apache-2.0
"""Lines of print -> ESC/POS -> a printer: the only place that knows python-escpos.

Its own transports carry the bytes; what it cannot do (GB18030 text, status beyond two bits,
silence) is done here.
"""

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from escpos import printer as drivers
from escpos.exceptions import Error as EscposError
from msgspec import Struct
from PIL import Image

from config.devices import Printer as PrinterSetting
from kiosk.core.lines import Box, Code, Line, Pair, Paper, Rule, Say, Size, Space
from kiosk.core.status import KINDS, Fault, Status, asking, decoded
from kiosk.drawing import strips
from look.lines import break_lines

COLUMNS = {58: 32, 80: 48}
"""Half-width characters a line holds in the printer's own font."""
ANSWER_TIMEOUT_S = 0.4
"""DLE EOT is answered within milliseconds, even while printing; silence is silence."""
WRITE_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 2.0
TEXT_CODE_MODULE_DOTS = 6
_RESET = b"\x1b@"
_CHINESE = b"\x1c&"
"""FS &: two-byte characters from here on."""
_FEED_DOTS = b"\x1bJ"
_FEED_BEFORE_CUT_DOTS = 120
_ENDING_DOTS = 24

Transport = Literal["file", "serial", "network", "usb"]


class PrinterAddressError(ValueError):
    """What was given as a printer is none; the text says how it is written."""


class NotPrintedError(Exception):
    """The paper did not come, or nobody knows whether it did; `fault` says why."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        self.fault = fault
        super().__init__(f"{fault}: {detail}" if detail else str(fault))


class Profile(Struct, frozen=True):
    """What one printer can do."""

    width_mm: Literal[58, 80] = 80
    chinese_fonts: bool = False
    """Prints GB18030 text and QR codes by itself; else everything is drawn."""
    cutter: bool = True


def setting_of(address: str) -> PrinterSetting:
    """Return the setting that `file:PATH`, `serial:PATH`, `network:HOST:PORT`, `usb:V:P` means."""
    kind, _, rest = address.partition(":")
    try:
        match kind:
            case "file" | "serial" if rest:
                return PrinterSetting(id="printer", transport=kind, path=rest)
            case "network":
                host, _, port = rest.rpartition(":")
                if host:
                    return PrinterSetting(
                        id="printer", transport="network", host=host, port=int(port)
                    )
            case "usb":
                vendor, _, product = rest.partition(":")
                return PrinterSetting(
                    id="printer",
                    transport="usb",
                    usb_vendor=int(vendor, 16),
                    usb_product=int(product, 16),
                )
            case _:
                pass
    except ValueError:
        pass
    text = (
        f"'{address}' is no printer; write file:PATH, serial:PATH, network:HOST:PORT or "
        "usb:VENDOR:PRODUCT (hexadecimal, as lsusb shows them)"
    )
    raise PrinterAddressError(text)


def profile_of(setting: PrinterSetting) -> Profile:
    """Return what the config says of a printer."""
    return Profile(setting.width_mm, setting.encoding == "gb18030", setting.cutter)


# --- lines -> bytes ---------------------------------------------------------------------------


def encoded(paper: Paper, profile: Profile) -> bytes:
    """Return the bytes of a paper: as text where the printer has the fonts, else drawn."""
    sheet = drivers.Dummy()
    sheet._raw(_RESET)  # noqa: SLF001  # python-escpos's own way for bytes it has no name for
    if profile.chinese_fonts and _printable_as_text(paper):
        _Typist(sheet, COLUMNS[profile.width_mm]).type(paper)
    else:
        _print_drawn(sheet, paper, profile.width_mm)
    if profile.cutter:
        _feed(sheet, _FEED_BEFORE_CUT_DOTS)
        sheet.cut(mode="PART", feed=False)
    else:
        _feed(sheet, _FEED_BEFORE_CUT_DOTS + _ENDING_DOTS)
    return bytes(sheet.output)


def _printable_as_text(paper: Paper) -> bool:
    """Whether a printer with GB18030 fonts has every sign (its fonts hold the two-byte ones)."""
    texts = [
        text
        for line in paper.lines
        for text in (
            getattr(line, "text", ""),
            getattr(line, "name", ""),
            getattr(line, "value", ""),
        )
    ]
    try:
        "".join(texts).replace("\u2013", "-").encode("gbk")
    except UnicodeEncodeError:
        return False
    return not paper.right_to_left


def _feed(sheet: Any, dots: int) -> None:
    while dots > 0:
        step = min(dots, 255)
        sheet._raw(_FEED_DOTS + bytes((step,)))  # noqa: SLF001
        dots -= step


def _print_drawn(sheet: Any, paper: Paper, width_mm: int) -> None:
    """Send only what has ink: white rows are fed, white margins at the end left out."""
    white_rows = 0
    for strip in strips(paper, width_mm):
        ink = strip.picture.point(lambda bit: 255 - bit).getbbox()
        if ink is None:
            white_rows += strip.picture.height
            continue
        _left, top, right, bottom = ink
        _feed(sheet, white_rows + top)
        sheet.image(_cropped(strip.picture, right, top, bottom))
        white_rows = strip.picture.height - bottom
    _feed(sheet, white_rows)


def _cropped(picture: Image.Image, right: int, top: int, bottom: int) -> Image.Image:
    return picture.crop((0, top, -(-right // 8) * 8, bottom))


class _Typist:
    """Sends text in the printer's own fonts."""

    _SCALE = {Size.SMALL: 1, Size.NORMAL: 1, Size.LARGE: 2, Size.NUMBER: 4}

    def __init__(self, sheet: Any, columns: int) -> None:
        self._sheet = sheet
        self._columns = columns

    def type(self, paper: Paper) -> None:
        """Send every line."""
        self._sheet._raw(_CHINESE)  # noqa: SLF001
        for line in paper.lines:
            self._line(line)

    def _line(self, line: Line) -> None:
        match line:
            case Say():
                self._say(line)
            case Pair():
                self._pair(line)
            case Box():
                mark = "[x] " if line.ticked else "[ ] "
                rows = self._broken(line.text, self._columns - len(mark))
                for place, row in enumerate(rows):
                    self._row((mark if place == 0 else " " * len(mark)) + row)
            case Rule():
                self._row("-" * self._columns)
            case Code():
                self._style(Say("", centred=True))
                self._sheet.qr(line.text, ec=1, size=TEXT_CODE_MODULE_DOTS, native=True)
                self._style(Say(""))
            case Space():
                self._row("")

    def _say(self, line: Say) -> None:
        scale = self._SCALE[line.size]
        while scale > 1 and columns_of(line.text) * scale > self._columns:
            scale -= 1
        self._style(line, scale)
        for row in self._broken(line.text, self._columns // scale):
            self._row(row)
        self._style(Say(""))

    def _pair(self, line: Pair) -> None:
        spare = self._columns - columns_of(line.name) - columns_of(line.value)
        if spare > 0:
            self._row(line.name + " " * spare + line.value)
            return
        self._row(line.name)
        for row in self._broken(line.value, self._columns):
            self._row(" " * (self._columns - columns_of(row)) + row)

    def _style(self, line: Say, scale: int = 1) -> None:
        self._sheet.set(
            align="center" if line.centred else "left",
            bold=line.strong,
            width=scale,
            height=scale,
            custom_size=True,
        )

    def _row(self, text: str) -> None:
        # A dash between figures is two bytes wide in GB fonts; the hyphen is one.
        self._sheet._raw(text.replace("\u2013", "-").encode("gb18030") + b"\n")  # noqa: SLF001

    @staticmethod
    def _broken(text: str, columns: int) -> list[str]:
        rows: list[str] = []
        for row in break_lines(text, columns, columns_of):
            rest = row
            while columns_of(rest) > columns:
                end = len(rest)
                while columns_of(rest[:end]) > columns:
                    end -= 1
                rows.append(rest[:end])
                rest = rest[end:]
            rows.append(rest)
        return rows


def columns_of(text: str) -> int:
    """Return how many half-width columns a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in text)


# --- bytes -> printer -------------------------------------------------------------------------


class Link(Protocol):
    """A way to a printer; every method may raise OSError or an EscposError."""

    def write(self, content: bytes) -> None:
        """Send bytes; return when they have left this machine."""

    def ask(self, kind: int) -> int | None:
        """Return the answer to DLE EOT `kind`, or None for silence."""

    def close(self) -> None:
        """Let go of the device."""


class Printer:
    """One printer: checked, printed to, checked again."""

    def __init__(self, setting: PrinterSetting) -> None:
        self._setting = setting
        self._profile = profile_of(setting)
        self._link: Link | None = None

    def status(self) -> Status:
        """Return what the printer says of itself now; silence and absence are states too."""
        try:
            link = self._linked()
            if self._setting.transport == "file":
                return Status()
            answers = {}
            for kind in KINDS:
                answer = link.ask(kind)
                if answer is None:
                    return decoded({})
                answers[kind] = answer
        except (OSError, EscposError):
            self.close()
            return Status((Fault.MISSING,))
        return decoded(answers)

    def print(self, paper: Paper) -> Status:
        """Print a paper and return the state after it; NotPrintedError when it did not come out."""
        self._must_print(self.status())
        content = encoded(paper, self._profile)
        try:
            self._linked().write(content)
        except (OSError, EscposError) as error:
            self.close()
            raise NotPrintedError(Fault.MISSING, str(error)) from error
        after = self.status()
        self._must_print(after)
        return after

    def close(self) -> None:
        """Let go of the device; the next use opens it again."""
        if self._link is not None:
            link, self._link = self._link, None
            link.close()

    def _linked(self) -> Link:
        if self._link is None:
            self._link = _OPENERS[self._setting.transport](self._setting)
        return self._link

    @staticmethod
    def _must_print(status: Status) -> None:
        if status.stops is not None:
            raise NotPrintedError(status.stops)


class _Escpos:
    """Bytes through one of python-escpos's transports."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        driver.open()

    def write(self, content: bytes) -> None:
        self._driver._raw(content)  # noqa: SLF001

    def ask(self, kind: int) -> int | None:
        self._hush()
        self._driver._raw(asking(kind))  # noqa: SLF001
        heard = self._hear()
        return heard[-1] if heard else None

    def close(self) -> None:
        try:
            self._driver.close()
        except (OSError, EscposError):
            return  # it was gone already

    def _hush(self) -> None:
        """Throw away what the printer said unasked."""

    def _hear(self) -> bytes:
        return b""


class _AppendingFile(drivers.File):  # type: ignore[misc]  # the library ships no types
    """A file that keeps the papers printed before (the library's own empties it)."""

    def open(self, raise_not_found: bool = True) -> None:  # noqa: ARG002, FBT001, FBT002
        self.device = Path(self.devfile).open("ab")  # noqa: SIM115  # closed by close()


class _Serial(_Escpos):
    def __init__(self, setting: PrinterSetting) -> None:
        super().__init__(
            drivers.Serial(setting.path, baudrate=setting.baud, timeout=ANSWER_TIMEOUT_S)
        )
        self._driver.device.write_timeout = WRITE_TIMEOUT_S

    def write(self, content: bytes) -> None:
        super().write(content)
        self._driver.device.flush()

    def _hush(self) -> None:
        self._driver.device.reset_input_buffer()

    def _hear(self) -> bytes:
        return bytes(self._driver.device.read(1))


class _Network(_Escpos):
    def __init__(self, setting: PrinterSetting) -> None:
        super().__init__(drivers.Network(setting.host, setting.port, timeout=CONNECT_TIMEOUT_S))

    def write(self, content: bytes) -> None:
        self._driver.device.settimeout(WRITE_TIMEOUT_S)
        super().write(content)

    def _hush(self) -> None:
        self._driver.device.settimeout(0)
        try:
            while self._driver.device.recv(256):
                pass
        except BlockingIOError:
            return
        raise ConnectionResetError("the printer closed the connection")

    def _hear(self) -> bytes:
        self._driver.device.settimeout(ANSWER_TIMEOUT_S)
        try:
            heard = bytes(self._driver.device.recv(1))
        except TimeoutError:
            return b""
        if not heard:
            raise ConnectionResetError("the printer closed the connection")
        return heard


class _Usb(_Escpos):
    def __init__(self, setting: PrinterSetting) -> None:
        super().__init__(
            drivers.Usb(
                setting.usb_vendor, setting.usb_product, timeout=int(WRITE_TIMEOUT_S * 1000)
            )
        )

    def _hear(self) -> bytes:
        device = self._driver.device
        try:
            return bytes(device.read(self._driver.in_ep, 16, int(ANSWER_TIMEOUT_S * 1000)))
        except TimeoutError:
            return b""


_OPENERS: dict[Transport, Callable[[PrinterSetting], Link]] = {
    "file": lambda setting: _Escpos(_AppendingFile(setting.path)),
    "serial": _Serial,
    "network": _Network,
    "usb": _Usb,
}
