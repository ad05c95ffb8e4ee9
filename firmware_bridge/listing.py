# SPDX-License-Identifier: Apache-2.0
"""`hallflow bridge ports`: which serial ports this machine has, and which the hall's file means."""

import contextlib
import getpass
import os
import re
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.arguments import add_config, hall_or_exit, language_wished
from config.devices import SerialPort
from firmware_bridge.port import Adapter, PortError, adapters
from look.words import Words

DEVICE_LOCKS = Path("/proc/locks")


@dataclass(frozen=True, slots=True)
class Meant:
    """A port of the hall's file and the bridge it belongs to."""

    bridge: str
    port: SerialPort


def main(argv: Sequence[str]) -> int:
    """Print each port; return 0, or 1 when one that the hall's file means cannot be used."""
    parser = ArgumentParser("hallflow bridge ports", description="Which serial ports are there.")
    add_config(parser, required=False)
    options = parser.parse_args(argv)
    words = Words("firmware_bridge", language_wished())
    meant: tuple[Meant, ...] = ()
    if options.config:
        bridges = hall_or_exit(options.config).bridges
        meant = tuple(Meant(bridge.id, port) for bridge in bridges for port in bridge.ports)
    lines, faults = listing(adapters(), meant, words)
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if faults else 0


def listing(
    found: Sequence[Adapter], meant: Sequence[Meant], words: Words
) -> tuple[list[str], int]:
    """Return the lines to print, and how many ports of the hall's file cannot be used."""
    lines: list[str] = []
    faults = 0
    there = {one.path: one for one in found}
    by_serial = {one.serial: one.path for one in found if one.serial}
    where = [
        (mean, by_serial.get(mean.port.usb_serial, "") if mean.port.usb_serial else mean.port.path)
        for mean in meant
    ]
    paths = sorted(there.keys() | {path for _mean, path in where if path and Path(path).exists()})
    for path in paths:
        lines.append(_port_line(path, there.get(path), words))
        users = [mean for mean, at in where if at and _same(at, path)]
        lines += [f"    {_meant_line(mean, words)}" for mean in users]
        trouble = trouble_of(path, users[0].port.id if users else Path(path).name)
        lines.append(f"    {words('ports-usable') if trouble is None else trouble.text(words)}")
        faults += trouble is not None and bool(users)
    for mean, path in where:
        if not any(_same(path, one) for one in paths):
            lines.append(_missing(mean, found).text(words))
            lines.append(f"    {_meant_line(mean, words)}")
            faults += 1
    return lines or [words("ports-none")], faults


def trouble_of(path: str, name: str) -> PortError | None:
    """Return why a port cannot be used now, or None.

    It is not opened: that would reset boards that take the line's first signal for a button.
    """
    if not Path(path).exists():  # unplugged since it was listed
        return PortError("port-missing", name, path)
    if not os.access(path, os.R_OK | os.W_OK):
        return PortError("port-forbidden", name, path, user=getpass.getuser())
    return PortError("port-busy", name, path) if _held(path) else None


def _held(path: str) -> bool:
    """Whether a program holds the port: by its lock, or by an open file that we may see."""
    about = Path(path).stat()
    device = (about.st_dev, about.st_ino)
    return device in _locked() or _opened(path)


def _locked() -> set[tuple[int, int]]:
    try:
        text = DEVICE_LOCKS.read_text("ascii")
    except OSError:
        return set()
    found = re.findall(r" ([0-9a-f]+):([0-9a-f]+):(\d+) ", text)
    return {(os.makedev(int(major, 16), int(minor, 16)), int(node)) for major, minor, node in found}


def _opened(path: str) -> bool:
    real = os.path.realpath(path)
    processes = (place for place in Path("/proc").iterdir() if place.name.isdecimal())
    return any(real in _files_of(place / "fd") for place in processes)


def _files_of(links: Path) -> set[str]:
    """Return what a process has open, as far as it still runs and we may see it."""
    found: set[str] = set()
    with contextlib.suppress(OSError):
        for link in links.iterdir():
            with contextlib.suppress(OSError):  # closed since it was listed
                found.add(str(link.readlink()))
    return found


def _same(one: str, other: str) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _missing(mean: Meant, found: Sequence[Adapter]) -> PortError:
    port = mean.port
    if not port.usb_serial:
        return PortError("port-missing", port.id, port.path)
    have = ", ".join(sorted(one.serial for one in found if one.serial)) or "-"
    return PortError("port-usb-missing", port.id, port.usb_serial, found=have)


def _port_line(path: str, found: Adapter | None, words: Words) -> str:
    if found is None or not found.usb:
        return path
    serial = found.serial or words("nothing")
    return words("ports-usb", path=path, usb=found.usb, serial=serial, about=found.about or "-")


def _meant_line(mean: Meant, words: Words) -> str:
    port = mean.port
    said = {"port": port.id, "bridge": mean.bridge, "driver": port.driver}
    return words("ports-meant", **said, baud=str(port.baud), pads=str(len(port.pads)))
