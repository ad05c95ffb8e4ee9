# SPDX-License-Identifier: Apache-2.0
"""Lines of print -> ESC/POS -> a printer: the only place that knows python-escpos.

Its own transports carry the bytes; what it cannot do (GB18030 text, status beyond two bits,
silence) is done here.
"""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, Protocol

from escpos import printer as drivers
from escpos.exceptions import Error as EscposError
from msgspec import Struct

from bus.printer_status import KINDS, Fault, Status, asking, decoded
from config.devices import Printer as PrinterSetting
from kiosk.core.lines import Paper
from kiosk.drawing import DOTS
from kiosk.sheet import feed, is_printable_as_text, print_drawn, type_out

ANSWER_TIMEOUT_S = 0.4
"""DLE EOT is answered within milliseconds, even while printing; silence is silence."""
WRITE_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 2.0
_RESET = b"\x1b@"
_FEED_BEFORE_CUT_DOTS = 120
_ENDING_DOTS = 24

Transport = Literal["file", "serial", "network", "usb"]


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


def profile_of(setting: PrinterSetting) -> Profile:
    """Return what the config says of a printer."""
    return Profile(setting.width_mm, setting.encoding == "gb18030", setting.cutter)


# --- lines -> bytes ---------------------------------------------------------------------------


def encoded(paper: Paper, profile: Profile) -> bytes:
    """Return the bytes of a paper: as text where the printer has the fonts, else drawn."""
    sheet = drivers.Dummy()
    # The width of the paper, which the library asks for at each picture.
    pixels = {"mm": profile.width_mm, "pixels": DOTS[profile.width_mm]}
    sheet.profile.profile_data = {**sheet.profile.profile_data, "media": {"width": pixels}}
    sheet._raw(_RESET)  # noqa: SLF001  # python-escpos's own way for bytes it has no name for
    if profile.chinese_fonts and is_printable_as_text(paper):
        type_out(sheet, paper, profile.width_mm)
    else:
        print_drawn(sheet, paper, profile.width_mm)
    if profile.cutter:
        feed(sheet, _FEED_BEFORE_CUT_DOTS)
        sheet.cut(mode="PART", feed=False)
    else:
        feed(sheet, _FEED_BEFORE_CUT_DOTS + _ENDING_DOTS)
    return bytes(sheet.output)


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
        except OSError as error:
            if error.errno == errno.ETIMEDOUT:
                return b""
            raise


_OPENERS: dict[Transport, Callable[[PrinterSetting], Link]] = {
    "file": lambda setting: _Escpos(_AppendingFile(setting.path)),
    "serial": _Serial,
    "network": _Network,
    "usb": _Usb,
}
