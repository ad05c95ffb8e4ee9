# SPDX-License-Identifier: Apache-2.0
"""Every device of the hall and how it is: what says so itself, and what another one says of it.

Kiosks, displays, rating pads and bridges beat. A printer is told of by its kiosk, a line and what
stands on it by their bridge: nobody knows how they are while that one is lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from msgspec import Struct

from bus.printer_status import Fault
from config.devices import Bridge, Printer, SerialPort
from config.schema import Hall
from hall.core.presence import PartNow

PRINTING: frozenset[str] = frozenset(Fault)
"""What a kiosk says of its printer."""
OTHERS = "others"


class DeviceState(StrEnum):
    """How a device is, the worst first."""

    LOST = "lost"
    NEVER = "never"
    FAULTY = "faulty"
    UNKNOWN = "unknown"
    """Who tells of it is lost."""
    FINE = "fine"
    SILENT = "silent"
    """Nobody says anything bad of it, and it says nothing itself."""


class Trouble(Struct, frozen=True):
    """A fault, and since when it is told."""

    code: str
    since_at: int


class DeviceNow(Struct, frozen=True):
    """One device as a technician sees it."""

    id: str
    group: str
    """The list of the settings that it is in, or `OTHERS`."""
    item: str
    """The entry of that list."""
    kind: str
    state: DeviceState
    since_at: int
    """Since when it is so, UTC ms; 0: nobody knows."""
    troubles: tuple[Trouble, ...] = ()
    windows: tuple[str, ...] = ()
    place: str = ""
    """Zone, or how it is reached."""
    part: PartNow | None = None
    """What it says of itself."""


def devices_now(hall: Hall, parts: Iterable[PartNow], at: int) -> Iterator[DeviceNow]:
    """Yield every device, in the order of the settings, then those that nobody expects."""
    known = {part.part: part for part in parts}
    for kiosk in hall.kiosks:
        others = PRINTING if kiosk.printer else frozenset()
        yield _own("kiosks", "kiosk", known[kiosk.id], at, place=kiosk.zone, others=others)
    for printer in hall.printers:
        tellers = [known[kiosk.id] for kiosk in hall.kiosks if kiosk.printer == printer.id]
        yield _printer(printer, tellers, at)
    for display in hall.displays:
        part = known[display.id]
        yield _own("displays", display.kind, part, at, windows=display.windows, place=display.zone)
    for pad in hall.evaluators:
        yield _own("evaluators", "evaluator", known[pad.id], at, windows=(pad.window,))
    for bridge in hall.bridges:
        others = frozenset(_places(bridge))
        yield _own("bridges", "bridge", known[bridge.id], at, others=others)
        for port in bridge.ports:
            yield from _line(bridge, port, known[bridge.id], at)
    for part in known.values():
        if not part.expected:
            yield _own(OTHERS, part.kind, part, at)


def _own(  # noqa: PLR0913 - all that tells devices apart
    group: str,
    kind: str,
    part: PartNow,
    at: int,
    *,
    windows: tuple[str, ...] = (),
    place: str = "",
    others: frozenset[str] = frozenset(),
) -> DeviceNow:
    """Return a device that beats; `others`: faults, or places of faults, that are other devices'."""
    troubles = tuple(
        each
        for each in _troubles(part, at)
        if each.code not in others and each.code.partition("/")[2] not in others
    )
    if part.lost:
        silent_ms = part.silent_ms
        state = DeviceState.NEVER if silent_ms is None else DeviceState.LOST
        since_at = 0 if silent_ms is None else at - silent_ms
    elif troubles:
        state, since_at = DeviceState.FAULTY, min(each.since_at for each in troubles)
    else:
        state, since_at = DeviceState.FINE, at - (part.here_ms or 0)
    item = "" if group == OTHERS else part.part
    return DeviceNow(part.part, group, item, kind, state, since_at, troubles, windows, place, part)


def _printer(printer: Printer, tellers: Sequence[PartNow], at: int) -> DeviceNow:
    """Return a printer as its kiosks tell of it."""
    live = [part for part in tellers if not part.lost]
    found = {
        each.code: each for part in live for each in _troubles(part, at) if each.code in PRINTING
    }
    state, since_at = _told(tuple(found.values()), lives=bool(live))
    place = printer.host or printer.path if printer.transport != "usb" else ""
    return DeviceNow(
        id=printer.id,
        group="printers",
        item=printer.id,
        kind=f"printer-{printer.transport}",
        state=state,
        since_at=since_at,
        troubles=tuple(found.values()),
        place=place,
    )


def _line(bridge: Bridge, port: SerialPort, part: PartNow, at: int) -> Iterator[DeviceNow]:
    """Yield a serial line and what stands on it, as its bridge tells of them."""
    told = [] if part.lost else [(each.code.split("/", 1), each) for each in _troubles(part, at)]

    def device(name: str, kind: str, where: str, windows: tuple[str, ...] = ()) -> DeviceNow:
        found = tuple(Trouble(code, each.since_at) for (code, *at_), each in told if at_ == [where])
        state, since_at = _told(found, lives=not part.lost and (windows == () or not line_down))
        place = f"{port.path or port.usb_serial} · {port.driver}" if not windows else ""
        return DeviceNow(
            name, "bridges", bridge.id, kind, state, since_at, found, windows, place=place
        )

    line_down = any(code.startswith("port-") and at_ == [port.id] for (code, *at_), _ in told)
    yield device(port.id, "line", port.id)
    for pad in port.pads:
        name = f"{port.id}/{pad.address}"
        yield device(name, pad.kind, name, (pad.window,))


def _places(bridge: Bridge) -> Iterator[str]:
    """Yield where the faults that a bridge tells of can be."""
    for port in bridge.ports:
        yield port.id
        yield from (f"{port.id}/{pad.address}" for pad in port.pads)


def _told(troubles: tuple[Trouble, ...], *, lives: bool) -> tuple[DeviceState, int]:
    """Return how a device is of which another one tells, and since when."""
    if not lives:
        return DeviceState.UNKNOWN, 0
    if troubles:
        return DeviceState.FAULTY, min(each.since_at for each in troubles)
    return DeviceState.SILENT, 0


def _troubles(part: PartNow, at: int) -> tuple[Trouble, ...]:
    found = zip(part.faults, part.faults_ms, strict=True)
    return tuple(Trouble(code, at - since_ms) for code, since_ms in found)
