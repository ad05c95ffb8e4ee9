# SPDX-License-Identifier: Apache-2.0
"""Serial ports: the only file that imports pyserial. Nothing here blocks or waits."""

import errno
import getpass
import os
import termios
from dataclasses import dataclass

import serial
from serial.tools import list_ports

from config.devices import SerialPort
from look.words import Words

READ_BYTES_MAX = 4_096
BACKLOG_BYTES_MAX = 16_384
"""Bytes that wait because the line takes none; more means that it is broken."""


class PortError(Exception):
    """A port that cannot be used; `code` is short, the words say what to do."""

    def __init__(self, code: str, port: str, path: str, **more: str) -> None:
        super().__init__(code, port, path)
        self.code = code
        self._values = {"port": port, "path": path, **more}

    def __str__(self) -> str:
        return self.text(Words("firmware_bridge", "en"))

    def text(self, words: Words) -> str:
        """Return one line for people."""
        return words(self.code, **self._values)


@dataclass(frozen=True, slots=True)
class Adapter:
    """A serial port of this machine; `usb` is vendor:product in hex, empty when it is not USB."""

    path: str
    usb: str = ""
    serial: str = ""
    about: str = ""


def adapters() -> list[Adapter]:
    """Return the serial ports that the system lists, by path."""
    return [
        Adapter(
            found.device,
            "" if found.vid is None else f"{found.vid:04X}:{found.pid:04X}",
            found.serial_number or "",
            "" if found.description == "n/a" else found.description,
        )
        for found in sorted(list_ports.comports())
    ]


class Port:
    """An open serial line; wait on `fd`, then `read`."""

    def __init__(self, setting: SerialPort) -> None:
        """Open the port of a setting. PortError says why it cannot be."""
        self.id = setting.id
        self.path = _path_of(setting)
        self._serial = _open(setting, self.path)
        self._backlog = bytearray()
        self.fd: int = self._serial.fileno()

    def read(self) -> bytes:
        """Return the bytes that came; call it when `fd` is readable. PortError: device gone."""
        try:
            data = os.read(self.fd, READ_BYTES_MAX)
        except OSError as error:
            raise self._lost(error.strerror or str(error)) from error
        if not data:  # readable and nothing there: the line has hung up
            raise self._lost(os.strerror(errno.EIO))
        self._flush()
        return data

    def write(self, data: bytes) -> None:
        """Write bytes; what the line does not take yet follows at the next chance.

        PortError when the device is gone, or when more than `BACKLOG_BYTES_MAX` wait.
        """
        self._backlog += data
        self._flush()
        if len(self._backlog) > BACKLOG_BYTES_MAX:
            raise PortError("port-slow", self.id, self.path)

    def close(self) -> None:
        """Give the port back."""
        self._serial.close()

    def _flush(self) -> None:
        try:
            while self._backlog:
                del self._backlog[: os.write(self.fd, self._backlog)]
        except BlockingIOError:
            return
        except OSError as error:
            raise self._lost(error.strerror or str(error)) from error

    def _lost(self, reason: str) -> PortError:
        return PortError("port-lost", self.id, self.path, reason=reason)


def _path_of(setting: SerialPort) -> str:
    """Return the device's path now; an adapter gets another one each time it is plugged in."""
    if not setting.usb_serial:
        return setting.path
    paths = {found.serial: found.path for found in adapters() if found.serial}
    path = paths.get(setting.usb_serial)
    if path is None:
        have = ", ".join(sorted(paths)) or "-"
        raise PortError("port-usb-missing", setting.id, setting.usb_serial, found=have)
    return path


def _open(setting: SerialPort, path: str) -> serial.Serial:
    try:
        return serial.Serial(path, setting.baud, timeout=0, write_timeout=0, exclusive=True)
    except (OSError, termios.error) as error:  # pyserial's own error is an OSError
        raise _error(setting.id, path, error) from error


def _error(port: str, path: str, error: Exception) -> PortError:
    number = _number(error)
    if number in (errno.ENOENT, errno.ENXIO, errno.ENODEV):
        return PortError("port-missing", port, path)
    if number in (errno.EACCES, errno.EPERM):
        return PortError("port-forbidden", port, path, user=getpass.getuser())
    if number in (errno.EBUSY, errno.EAGAIN):
        return PortError("port-busy", port, path)
    if number in (errno.ENOTTY, errno.EINVAL, errno.EISDIR):
        return PortError("port-not-serial", port, path)
    return PortError("port-unusable", port, path, reason=str(error))


def _number(error: BaseException | None) -> int | None:
    """Return the system's number of an error; pyserial wraps some in errors without one."""
    while error is not None:
        number = getattr(error, "errno", None)
        if number is None and isinstance(error, termios.error):
            number = error.args[0]
        if isinstance(number, int):
            return number
        error = error.__cause__ or error.__context__
    return None
