# SPDX-License-Identifier: Apache-2.0
"""What can be wrong with the devices of a hall."""

from collections.abc import Iterator

import msgspec

from config.devices import Bridge, Pad, Printer, SerialPort
from config.faults import Finding, KeyPath, said
from config.findings import duplicates, unknown, unknown_each, unknown_place, unused
from config.schema import Hall

LEVELS = frozenset({1, 2, 3, 4, 5})
HALL_PART = "hall"
"""The hall's own name on the bus, beside its devices."""
DEVICES = ("kiosks", "displays", "evaluators", "bridges")
TRANSPORTS = {
    "file": ("path",),
    "serial": ("path", "baud"),
    "network": ("host", "port"),
    "usb": ("usb_vendor", "usb_product"),
}
"""Settings each transport has; `baud` and `port` may be left out."""
OPTIONAL = ("baud", "port")
TRANSPORT_KEYS = frozenset(name for names in TRANSPORTS.values() for name in names)
READERS = ("sdt", "scanner")
"""Drivers of what stands at one kiosk."""
CARD_READER = "sdt"
DRIVERS_WITH_PADS = ("own", "own485", "ff68", "modbus", "onbon", "ev1527")
STRIP_DRIVER, PANEL_DRIVER = "onbon", "modbus"


def device_findings(hall: Hall) -> Iterator[Finding]:
    """Yield what is wrong with kiosks, displays, pads, bridges and printers."""
    yield from duplicates(
        ((name, index, "id"), device.id)
        for name in DEVICES
        for index, device in enumerate(getattr(hall, name))
    )
    for name in DEVICES:
        for index, device in enumerate(getattr(hall, name)):
            if device.id == HALL_PART:
                yield Finding((name, index, "id"), said("id-of-hall", id=device.id))
    yield from duplicates((("printers", i, "id"), each.id) for i, each in enumerate(hall.printers))
    yield from _kiosk_findings(hall)
    yield from _display_findings(hall)
    yield from _evaluator_findings(hall)
    for index, bridge in enumerate(hall.bridges):
        yield from _bridge_findings(hall, bridge, ("bridges", index))
    yield from _reader_findings(hall)
    for index, printer in enumerate(hall.printers):
        yield from _printer_findings(printer, ("printers", index))


def _kiosk_findings(hall: Hall) -> Iterator[Finding]:
    printers = [printer.id for printer in hall.printers]
    for index, kiosk in enumerate(hall.kiosks):
        path = ("kiosks", index)
        yield from unknown("printer", kiosk.printer, printers, (*path, "printer"))
        offered = (*path, "departments")
        yield from unknown_each("department", kiosk.departments, hall.department_by_id, offered)
        yield from unknown_place(hall, kiosk.floor, kiosk.zone, path)
    yield from unused("printer", "printers", printers, {kiosk.printer for kiosk in hall.kiosks})


def _display_findings(hall: Hall) -> Iterator[Finding]:
    for index, display in enumerate(hall.displays):
        path = ("displays", index)
        at = (*path, "windows")
        yield from unknown_each("window", display.windows, hall.window_by_id, at)
        if display.kind == "strip" and len(display.windows) != 1:
            yield Finding(at, said("strip-windows", count=len(display.windows)))
        yield from unknown_place(hall, "", display.zone, path)


def _evaluator_findings(hall: Hall) -> Iterator[Finding]:
    windows = [(("evaluators", i, "window"), each.window) for i, each in enumerate(hall.evaluators)]
    yield from duplicates(windows)
    for path, window in windows:
        yield from unknown("window", window, hall.window_by_id, path)


def _bridge_findings(hall: Hall, bridge: Bridge, path: KeyPath) -> Iterator[Finding]:
    ports = bridge.ports
    yield from duplicates(((*path, "ports", i, "id"), port.id) for i, port in enumerate(ports))
    for name in ("path", "usb_serial"):
        yield from duplicates(
            ((*path, "ports", i, name), getattr(port, name))
            for i, port in enumerate(ports)
            if getattr(port, name)
        )
    for index, port in enumerate(ports):
        yield from _port_findings(hall, port, (*path, "ports", index))


def _port_findings(hall: Hall, port: SerialPort, path: KeyPath) -> Iterator[Finding]:
    if bool(port.path) == bool(port.usb_serial):
        yield Finding((*path, "path"), said("port-place"))
    if port.pads and port.driver not in DRIVERS_WITH_PADS:
        yield Finding((*path, "pads"), said("pads-unused", driver=port.driver))
    yield from duplicates(
        ((*path, "pads", i, "address"), str(pad.address)) for i, pad in enumerate(port.pads)
    )
    for index, pad in enumerate(port.pads):
        at = (*path, "pads", index)
        yield from _pad_findings(hall, pad, at)
        if (port.driver == STRIP_DRIVER) != (pad.kind == "strip"):
            yield Finding((*at, "kind"), said("strip-kind", driver=STRIP_DRIVER))
        if pad.registers is not None and port.driver != PANEL_DRIVER:
            yield Finding((*at, "registers"), said("registers-unused", driver=PANEL_DRIVER))


def _reader_findings(hall: Hall) -> Iterator[Finding]:
    """Yield readers of no kiosk, and kiosks with two of a kind."""
    kiosks = {kiosk.id for kiosk in hall.kiosks}
    taken: set[tuple[str, str]] = set()
    for i, bridge in enumerate(hall.bridges):
        for j, port in enumerate(bridge.ports):
            path = ("bridges", i, "ports", j)
            if port.initial and port.driver != CARD_READER:
                yield Finding((*path, "initial"), said("initial-unused", driver=port.driver))
            if port.driver not in READERS:
                if port.kiosk:
                    yield Finding((*path, "kiosk"), said("kiosk-unused", driver=port.driver))
                continue
            at = (*path, "kiosk")
            if not port.kiosk:
                yield Finding(at, said("reader-kiosk", driver=port.driver))
                continue
            yield from unknown("kiosk", port.kiosk, kiosks, at)
            if (port.driver, port.kiosk) in taken:
                yield Finding(at, said("reader-twice", driver=port.driver, kiosk=port.kiosk))
            taken.add((port.driver, port.kiosk))


def _pad_findings(hall: Hall, pad: Pad, path: KeyPath) -> Iterator[Finding]:
    yield from unknown("window", pad.window, hall.window_by_id, (*path, "window"))
    if pad.strip is not None and pad.kind != "strip":
        yield Finding((*path, "strip"), said("strip-unused"))
    if pad.kind != "rating":
        for name in ("levels", "unreachable_levels"):
            if getattr(pad, name):
                yield Finding((*path, name), said("levels-unused"))
        return
    reached = frozenset(pad.levels.values()) or LEVELS
    given_up = frozenset(pad.unreachable_levels)
    missing = ", ".join(str(level) for level in sorted(LEVELS - reached - given_up))
    if missing:
        yield Finding((*path, "levels"), said("levels-unreachable", levels=missing))
    both = ", ".join(str(level) for level in sorted(reached & given_up))
    if both:
        yield Finding((*path, "unreachable_levels"), said("levels-reachable", levels=both))


def _printer_findings(printer: Printer, path: KeyPath) -> Iterator[Finding]:
    wanted = TRANSPORTS[printer.transport]
    for field in msgspec.structs.fields(Printer):
        name = field.encode_name
        given = getattr(printer, name) != field.default
        facts = {"key": name, "transport": printer.transport}
        if name in wanted and name not in OPTIONAL and not given:
            yield Finding((*path, name), said("printer-needs", **facts))
        if name in TRANSPORT_KEYS and name not in wanted and given:
            yield Finding((*path, name), said("printer-unused-key", **facts))
