# SPDX-License-Identifier: Apache-2.0
"""The bridge: bytes of serial lines <-> messages of the bus."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from bus.actor import BadInput, Delivered, Linked, Now, Send, Step
from bus.channels import Part
from bus.hall_time import HallTime, Newest
from bus.heart import Heart
from bus.messages import (
    Answer,
    CardLaid,
    CodeRead,
    HallBeat,
    NowServing,
    Rated,
    ReadersThere,
    WindowAction,
)
from config.devices import SerialPort
from firmware_bridge.core.commands import Why
from firmware_bridge.core.device import (
    CardSeen,
    Cleared,
    CodeScanned,
    Device,
    KeyDown,
    Pads,
    RatingDown,
    Reading,
    Trouble,
)
from firmware_bridge.core.shown import show_window
from firmware_bridge.core.wishes import Settled, Source, Wishes, action_of, rating_of

REOPEN_EVERY_MS = 1_000
"""A device that comes back is heard again within 2 s."""


@dataclass(frozen=True, slots=True)
class Open:
    """For the shell: open this port; answer with `PortUp` or `PortDown`."""

    port: SerialPort


@dataclass(frozen=True, slots=True)
class Write:
    """For the shell: write these bytes to a port."""

    port: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Tell:
    """For the shell: tell whoever looks after the machine what began to be wrong, and where."""

    code: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class PortUp:
    """From the shell: the port is open."""

    port: str


@dataclass(frozen=True, slots=True)
class PortDown:
    """From the shell: the port could not be opened, or was lost; `code` says why."""

    port: str
    code: str


@dataclass(frozen=True, slots=True)
class Bytes:
    """From the shell: bytes came from a port."""

    port: str
    data: bytes


@dataclass(slots=True)
class Line:
    """A port and the device on it while it is open."""

    port: SerialPort
    device: Device | None = None
    open_at_ms: int | None = 0
    counted: int = 0


class Bridge:
    """The rules of one machine that joins serial lines to the bus."""

    def __init__(
        self,
        part: Part,
        ports: Iterable[SerialPort],
        make: Callable[[SerialPort], Device],
        version: str,
        nonce: int,
    ) -> None:
        """Take who we are, the ports, who speaks on each, and a number no earlier run used."""
        self._part = part
        self._lines = {port.id: Line(port) for port in ports}
        lines = self._lines.values()
        self._pads = {(line.port.id, pad.address): pad for line in lines for pad in line.port.pads}
        self._make = make
        self._heart = Heart(part, version)
        self._hall = HallTime()
        self._linked = False
        self._had_hall = False
        self._wishes = Wishes(f"{part.name[:40]}-{nonce:x}")
        self._serving: dict[str, NowServing] = {}
        self._newest = Newest()
        self._troubles: dict[str, str] = {}
        self._tell: list[Tell] = []

    def step(self, now: Now, inbox: Sequence[object]) -> Step:
        """Take bytes and messages in order; say what to send, write and open."""
        out: list[Send] = []
        for event in inbox:
            out += self._hear(now, event)
        self._follow_hall(now)
        again, given_up = self._wishes.due(now)
        out += again
        self._settle(now, given_up)
        for line in self._lines.values():
            device = line.device
            due_ms = device.wake_at_ms() if device else None
            if device and due_ms is not None and now.tick_ms >= due_ms:
                out += self._read(now, line, device.wake(now.tick_ms))
        beat = self._heart.beat(now, faults=tuple(sorted(self._troubles)))
        out += (*beat, *self._readers()) if beat else ()
        effects = self._effects(now)
        return Step(tuple(out), effects, self._wake_at_ms(now))

    # --- what comes -------------------------------------------------------------------------

    def _hear(self, now: Now, event: object) -> list[Send]:
        match event:
            case Bytes(port, data):
                line = self._lines[port]
                if line.device is not None:
                    return self._read(now, line, line.device.receive(now.tick_ms, data))
            case PortUp(port):
                self._up(now, self._lines[port])
            case PortDown(port, code):
                self._down(now, self._lines[port], code)
            case Linked(up):
                self._linked = up
            case BadInput():
                self._heart.bad_inputs += 1
            case Delivered(message=message):
                self._deliver(now, message)
            case _:
                raise TypeError(f"nobody told the bridge about {event!r}")
        return []

    def _deliver(self, now: Now, message: object) -> None:
        match message:
            case HallBeat():
                if self._hall.hear(now, message):
                    self._newest.begin_anew(now, message)
            case NowServing():
                self._serve(now, message)
            case Answer():
                self._settle(now, self._wishes.answered(message))

    def _serve(self, now: Now, serving: NowServing) -> None:
        if not self._newest.take(now, serving.window, serving.seq):
            return
        before = self._serving.get(serving.window)
        self._serving[serving.window] = serving
        for (port, address), pad in self._pads.items():
            if pad.window == serving.window:
                self._show(now, port, address)
        # Only a call made while we listened: one kept by the broker is old without being late.
        if before is not None and serving.call > before.call and self._has_hall(now):
            self._heart.shown(serving.since_at, self._hall.utc_ms(now))

    # --- ports ------------------------------------------------------------------------------

    def _up(self, now: Now, line: Line) -> None:
        line.device = self._make(line.port)
        line.counted = 0
        self._clear(line)
        for port, address in self._pads:
            if port == line.port.id:
                self._show(now, port, address)

    def _down(self, now: Now, line: Line, code: str) -> None:
        line.device = None
        line.open_at_ms = now.tick_ms + REOPEN_EVERY_MS
        self._clear(line)
        self._troubles[f"{code}/{line.port.id}"] = ""

    def _clear(self, line: Line) -> None:
        """Forget what was wrong on a port: it is open anew, or gone altogether."""
        for code in list(self._troubles):
            if code.split("/")[1] == line.port.id:
                del self._troubles[code]

    # --- readings ---------------------------------------------------------------------------

    def _read(self, now: Now, line: Line, readings: Iterable[Reading]) -> list[Send]:
        out: list[Send] = []
        for reading in readings:
            match reading:
                case KeyDown() | RatingDown():
                    out += self._press(now, line, reading)
                case Trouble(code, detail):
                    self._trouble(line, code, detail)
                case Cleared(code):
                    self._troubles.pop(self._code(line, code), None)
                case CardSeen(person, initial):
                    out.append(Send(CardLaid(to=line.port.kiosk, person=person, initial=initial)))
                case CodeScanned(text):
                    out.append(Send(CodeRead(to=line.port.kiosk, text=text)))
        return out

    def _readers(self) -> Iterator[Send]:
        """Yield for each kiosk what can be read for it now."""
        readers = [line for line in self._lines.values() if line.port.kiosk]
        troubled = {code.split("/")[1] for code in self._troubles}
        there = [line.port for line in readers if line.device and line.port.id not in troubled]
        for kiosk in dict.fromkeys(line.port.kiosk for line in readers):
            drivers = {port.driver for port in there if port.kiosk == kiosk}
            yield Send(ReadersThere(to=kiosk, card="sdt" in drivers, code="scanner" in drivers))

    def _trouble(self, line: Line, code: str, detail: str) -> None:
        known = self._code(line, code)
        if self._troubles.get(known) != detail:
            self._troubles[known] = detail
            kind, _, where = known.partition("/")
            self._tell.append(Tell(kind, where, detail))

    @staticmethod
    def _code(line: Line, code: str) -> str:
        """Return a device's fault with its port: `pad-silent/3` -> `pad-silent/counter/3`."""
        kind, _, where = code.partition("/")
        return "/".join(filter(None, (kind, line.port.id, where)))

    def _press(self, now: Now, line: Line, down: KeyDown | RatingDown) -> list[Send]:
        source = Source(line.port.id, down.address, down.press)
        found = self._command(now, source, down)
        if isinstance(found, Why):
            self._settle(now, [Settled(source, found)])
            return []
        return found

    def _command(self, now: Now, source: Source, down: KeyDown | RatingDown) -> list[Send] | Why:
        pad = self._pads.get((source.port, source.address))
        if pad is None:
            return Why.UNKNOWN
        if not self._has_hall(now):
            return Why.NO_HALL
        serving = self._serving.get(pad.window)
        ident = self._wishes.new_id()
        command: WindowAction | Rated | Why
        if isinstance(down, RatingDown):
            command = rating_of(down, pad, serving, ident)
        else:
            command = action_of(down, pad.window, serving, ident, self._hall.utc_ms(now))
        return command if isinstance(command, Why) else self._wishes.begin(now, source, command)

    def _settle(self, now: Now, settled: Iterable[Settled]) -> None:
        for one in settled:
            device = self._lines[one.source.port].device
            if isinstance(device, Pads) and (one.source.port, one.source.address) in self._pads:
                device.answer(now.tick_ms, one.source.address, one.source.press, one.why)

    # --- the hall ---------------------------------------------------------------------------

    def _has_hall(self, now: Now) -> bool:
        return self._linked and self._hall.alive(now)

    def _follow_hall(self, now: Now) -> None:
        has_hall = self._has_hall(now)
        if has_hall != self._had_hall:
            self._had_hall = has_hall
            if not has_hall:
                self._settle(now, self._wishes.drop(Why.NO_HALL))
            for port, address in self._pads:
                self._show(now, port, address)

    def _show(self, now: Now, port: str, address: int) -> None:
        device = self._lines[port].device
        if device is not None:
            serving = self._serving.get(self._pads[port, address].window)
            known = self._has_hall(now)
            show_window(device, now.tick_ms, address, serving if known else None)

    # --- what the shell does ----------------------------------------------------------------

    def _effects(self, now: Now) -> tuple[object, ...]:
        effects: list[object] = [*self._tell]
        self._tell.clear()
        for line in self._lines.values():
            if line.open_at_ms is not None and now.tick_ms >= line.open_at_ms:
                line.open_at_ms = None
                effects.append(Open(line.port))
            if line.device is not None:
                self._count_faults(line, line.device)
                data = line.device.take_bytes()
                if data:
                    effects.append(Write(line.port.id, data))
        return tuple(effects)

    def _count_faults(self, line: Line, device: Device) -> None:
        self._heart.bad_inputs += device.faults - line.counted
        line.counted = device.faults

    def _wake_at_ms(self, now: Now) -> int:
        due = [self._heart.due_ms]
        lost_at_ms = self._hall.lost_at_ms()
        if self._had_hall and lost_at_ms is not None:
            due.append(lost_at_ms)
        lines = self._lines.values()
        perhaps = [self._wishes.wake_at_ms(), *(line.open_at_ms for line in lines)]
        perhaps += [line.device.wake_at_ms() for line in lines if line.device]
        due += [at_ms for at_ms in perhaps if at_ms is not None]
        return max(now.tick_ms, min(due))
