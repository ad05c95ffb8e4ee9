# SPDX-License-Identifier: Apache-2.0
"""From a key on a serial line to the display: bridge, broker, hall and disk in between."""

import time
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue
from typing import Any

from msgspec.structs import replace

from bench.asker import DESK, PATIENCE_S, Asker, sign_in
from bench.figures import Figure, in_ms, percentile
from bench.floors import REST_S
from bench.place import BROKERS, Place, open_hall, place
from bus.actor import Delivered, Step
from bus.channels import Kind
from bus.messages import NowServing, TicketRequest, WindowState
from config.devices import Bridge
from config.schema import Hall
from firmware_bridge.core.commands import Key
from firmware_bridge.core.pad import Lamp
from firmware_bridge.pty_pads import PtyPads

BRIDGE = "bridge-1"

Tell = Callable[[str], None]


def press(*, quick: bool, tell: Tell) -> Iterator[Figure]:
    """Yield p50 and p99 from the pad's bytes to the message at a display, for each broker."""
    presses = 20 if quick else 600
    for broker in BROKERS[:1] if quick else BROKERS:
        with place(_hall(), "township", broker) as here:
            yield from _measure(here, broker, presses, tell)


def _hall() -> Hall:
    hall = open_hall("township", call_guard_ms=0)
    return replace(hall, bridges=(*hall.bridges, Bridge(id=DESK, ports=())))


class Display:
    """A display that notes when a call has reached it."""

    def __init__(self) -> None:
        self.calls: SimpleQueue[tuple[str, str, float]] = SimpleQueue()

    def step(self, _now: Any, inbox: Sequence[object]) -> Step:
        """Note window, number and time of each call."""
        for event in inbox:
            if isinstance(event, Delivered) and isinstance(event.message, NowServing):
                shown = event.message
                if shown.state is WindowState.CALLING:
                    self.calls.put((shown.window, shown.number, time.perf_counter()))
        return Step()

    def forget(self) -> None:
        """Forget the calls until now: a window's state is told again when anything of it changes."""
        while not self.calls.empty():
            self.calls.get()

    def called(self, window: str) -> tuple[str, float]:
        """Wait for a call to a window; return its number and when it was here."""
        while True:
            where, number, at = self.calls.get(timeout=PATIENCE_S)
            if where == window:
                return number, at


def _measure(here: Place, broker: str, presses: int, tell: Tell) -> Iterator[Figure]:
    port = here.hall.bridges[0].ports[0]
    windows = {pad.address: pad.window for pad in port.pads}
    display = Display()
    here.join(here.hall.displays[0].id, Kind.CALLER, display.step)
    with PtyPads(windows, nonce=1) as pads, here.floors() as (disk, wire):
        fill(here, presses)
        options = ["--id", BRIDGE, "--mqtt", here.url, "--port", f"{port.id}={pads.path}"]
        here.command("bridge", *options, "--credentials", str(here.data / "credentials.json"))
        for address in windows:
            if not pads.wait(address, lambda pad: pad.face.lamp is Lamp.GREEN, PATIENCE_S):
                raise TimeoutError(f"the bridge does not reach pad {address}")
        presses_s, floors_s = [], []
        for number, address in zip(range(presses), _round(windows), strict=False):
            tell(f"press, {broker}: {number} of {presses}")
            floors_s.append(floor_s(disk.commit_s, wire.trip_s))
            presses_s.append(_press_s(pads, address, windows[address], display))
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        floor = percentile(floors_s, share)
        took = percentile(presses_s, share)
        against = f"1 commit + 2 trips ({in_ms(floor):.2f} ms)"
        yield Figure(
            f"press to display, {broker}, {name}", in_ms(took), "ms", took / floor, against
        )


def _round(windows: Any) -> Iterator[int]:
    while True:
        yield from windows


def floor_s(commit_s: Callable[[], float], trip_s: Callable[[], float]) -> float:
    """Return what a trip to the hall, a commit and a trip from it cost now, without us."""
    total_s = 0.0
    for part in (trip_s, commit_s, trip_s):
        time.sleep(REST_S)
        total_s += part()
    return total_s


def _press_s(pads: PtyPads, address: int, window: str, display: Display) -> float:
    time.sleep(REST_S)
    display.forget()
    began = time.perf_counter()
    number = pads.press(address, Key.NEXT)
    _, at = display.called(window)
    if not pads.wait(address, lambda pad: number in pad.told.took, PATIENCE_S):
        raise TimeoutError(f"press {number} at pad {address} was never acknowledged")
    return at - began


def fill(here: Place, people: int) -> None:
    """Open all windows and let people take tickets."""
    sign_in(here)
    kiosk = Asker(here, "kiosk-1", Kind.KIOSK)
    services = _spread(here)
    for number in range(people + len(here.hall.windows)):
        service = services[number % len(services)]
        kiosk.ask(TicketRequest(id=f"bench-{number}", services=(service,)))


def _spread(here: Place) -> list[str]:
    """Return for each window a service that it takes: everybody has somebody to call."""
    takes = [window.takes[0] for window in here.hall.windows]
    return [
        next(s.id for s in here.hall.services if s.department == department) for department in takes
    ]
