# SPDX-License-Identifier: Apache-2.0
"""Everything that stands in the demo's hall: real programs, real serial lines, parts, people."""

import os
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from random import Random

import msgspec
from msgspec import Struct

from bus.channels import Kind, Part
from bus.run import Runner
from config.content import Guides
from config.devices import Display
from config.schema import Hall
from firmware_bridge.core.pad import NO_HALL_DIGITS
from firmware_bridge.pty_pads import PtyPads
from hall.accounts import Accounts
from hall.core.accounts import Role
from hall.passwords import one_time_password
from hallflow.child import Child, ChildFailed
from hallflow.data import CREDENTIALS_FILE
from hallflow.demo.agenda import Agenda
from hallflow.demo.citizens import Raters, Visitors
from hallflow.demo.clerks import CYCLE_S, Clerk
from hallflow.demo.hall import DESK, WINDOW_KIOSK
from hallflow.demo.parts import DemoDisplay, DemoKiosk, DemoPad, Desk, Sit, papers_in
from hallflow.problem import Problem

ADMIN = "admin"
READY_WAIT_S = 60.0
LOOK_S = 0.05
LOAD = 0.9
"""Share of the clerks' time that the citizens' arrivals fill."""

NEEDED = 2
"""The first programs: hall and bridge. The others are windows, which may be closed."""
PLACES = {
    "kiosk": ("--geometry", "540x960+0+0", "--scale", "0.5"),
    "board": ("--geometry", "960x540+560+0"),
    "strip": ("--geometry", "640x360+560+580"),
    "pad": ("--geometry", "640x375+1220+580", "--scale", "0.6"),
}
"""Where each window opens on the desk of whoever watches, and how large."""

_tick = threading.Event()


def wait_for(condition: Callable[[], object], wait_s: float) -> bool:
    """Wait until a condition holds; False when it does not within so many seconds."""
    for _ in range(round(wait_s / LOOK_S)):
        if condition():
            return True
        _tick.wait(LOOK_S)
    return bool(condition())


class Wishes(Struct, frozen=True):
    """What was asked for on the command line."""

    speed: float
    seed: int
    broker: str
    web_port: int
    windows: bool


class Stage:
    """The demo from curtain to curtain; `notes` collects what goes wrong on the way."""

    def __init__(
        self, hall: tuple[Hall, Guides], config: Path, folder: Path, wishes: Wishes
    ) -> None:
        self.hall, self._guides = hall
        self.folder = folder
        self.data = folder / "data"
        self.papers = folder / "papers"
        self.web = ""
        self.admin: tuple[str, str] | None = None
        """Name and password of the account that was made for whoever watches."""
        self.notes: list[Problem] = []
        self.children: list[Child] = []
        self.kiosks: list[DemoKiosk] = []
        self.displays: list[DemoDisplay] = []
        self.pads: list[DemoPad] = []
        self.pads_in_windows: tuple[str, ...] = ()
        self.clerks: dict[str, Clerk] = {}
        self.agenda = Agenda()
        self.desk: Desk
        self.visitors: Visitors
        self.raters: Raters
        self.config = config
        self._wishes = wishes
        self._random = Random(wishes.seed)  # noqa: S311 - people, not secrets
        self._lines = ExitStack()
        self._pad_of: dict[str, tuple[PtyPads, int]] = {}
        self._fallen: list[Child] = []
        self._begun = False
        self._papers_before: dict[str, int] = {}
        self._mqtt = ""
        self._passwords: Mapping[str, str] = {}

    @property
    def begun(self) -> bool:
        """Whether there is anything to settle at the end."""
        return self._begun

    # --- beginning --------------------------------------------------------------------------

    def start(self) -> None:
        """Open the hall. Problem when it does not open."""
        self.papers.mkdir(parents=True, exist_ok=True)
        names = [kiosk.id for kiosk in self.hall.kiosks]
        self._papers_before = {name: len(papers_in(self._paper_file(name))) for name in names}
        self._start_hall()
        self._start_bridge()
        self._make_clerks()
        self._make_parts()
        self._begun = True
        self.agenda.start()
        self.desk.runner.start(DESK)
        for runner in self._runners():
            runner.start("demo-part")
        for kiosk in self.kiosks:
            kiosk.start()
        self._sit_down()
        if self._wishes.windows:
            self._open_windows()

    def open_doors(self) -> None:
        """Let people in, and clerks begin."""
        for clerk in self.clerks.values():
            clerk.begin()
        gap_s = CYCLE_S / (LOAD * len(self.hall.windows))
        self.visitors.arrive(gap_s)

    def _program(self, name: str, *arguments: str) -> Child:
        """Start one of our own commands."""
        command = [sys.executable, "-m", "hallflow", *arguments]
        child = Child.start(name, command, heard=lambda _line: None)
        self.children.append(child)
        return child

    def _start_hall(self) -> None:
        wishes = self._wishes
        config, data = str(self.config), str(self.data)
        child = self._program(
            "hall",
            *("up", "--config", config, "--data", data, "--broker", wishes.broker),
            *("--host", "127.0.0.1", "--web-port", str(wishes.web_port), "--mqtt-port", "0"),
        )
        try:
            line = child.wait_line(lambda line: line.startswith("ready "), READY_WAIT_S)
        except ChildFailed as error:
            raise Problem("demo-not-started", reason=str(error)) from error
        said = dict(word.split("=", 1) for word in line.split()[1:])
        self.web, self._mqtt = said["web"], said["mqtt"]
        self._make_admin()
        file = self.data / CREDENTIALS_FILE
        self._passwords = msgspec.json.decode(file.read_bytes(), type=dict[str, str])

    def _make_admin(self) -> None:
        """Make an account that may do everything, unless the data folder has one."""
        accounts = Accounts.open(self.data, self.hall.accounts)
        code = accounts.setup_code()
        if code:
            password = one_time_password(Role.ADMIN)
            accounts.set_up(code, ADMIN, password, DESK)
            self.admin = ADMIN, password
        accounts.store.close()

    def _joining(self) -> tuple[str, ...]:
        """Return the options by which a program joins this hall."""
        file = str(self.data / CREDENTIALS_FILE)
        return "--config", str(self.config), "--mqtt", self._mqtt, "--credentials", file

    def _start_bridge(self) -> None:
        """Lay the serial lines, put pads on them, and start the real bridge."""
        bridge = self.hall.bridges[0]
        ports: list[str] = []
        for port in bridge.ports:
            nonce = int.from_bytes(os.urandom(2), "big")
            line = PtyPads((pad.address for pad in port.pads), nonce)
            self._lines.enter_context(line)
            self._pad_of.update({pad.window: (line, pad.address) for pad in port.pads})
            ports += ["--port", f"{port.id}={line.path}"]
        self._program("bridge", "bridge", "--id", bridge.id, *self._joining(), *ports)

    def _make_clerks(self) -> None:
        for window, pad in self._pad_of.items():
            random = Random(self._random.random())  # noqa: S311 - people, not secrets
            self.clerks[window] = Clerk(self.agenda, random, pad, self._wishes.speed)

    def _make_parts(self) -> None:
        broker, wishes, hall = (self._mqtt, self._passwords), self._wishes, self.hall
        desk = Part(hall.id, DESK, Kind.BRIDGE)
        self.desk = Desk(broker, desk, lambda state: self.clerks[state.window].see(state))
        printers = {printer.id: printer for printer in hall.printers}
        self.raters = Raters(self.agenda, Random(self._random.random()), wishes.speed)  # noqa: S311
        random = Random(self._random.random())  # noqa: S311 - people, not secrets
        self.visitors = Visitors(self.agenda, random, hall, self.kiosks, wishes.speed)
        self.kiosks += [
            DemoKiosk(
                broker,
                (hall, self._guides),
                kiosk.id,
                (printers[kiosk.printer], self.folder / "kiosks" / kiosk.id),
                self.visitors.see,
            )
            for kiosk in hall.kiosks
            if kiosk.id != WINDOW_KIOSK
        ]
        shown = self._shown_in_windows() if wishes.windows else ()
        self.displays = [
            DemoDisplay(broker, hall, display)
            for display in hall.displays
            if display.id not in {one.id for one in shown}
        ]
        if wishes.windows:
            self.pads_in_windows = (hall.evaluators[0].id,)
        self.pads = [
            DemoPad(broker, hall, pad, self.raters.see)
            for pad in hall.evaluators
            if pad.id not in self.pads_in_windows
        ]

    def _sit_down(self) -> None:
        """Seat a clerk at each window and wait until every pad knows it. Problem if not."""
        named = [clerk.number for clerk in self.hall.clerks]
        windows = [window.id for window in self.hall.windows]
        clerks = named or [f"demo-{window}" for window in windows]
        seats = dict(zip(windows, clerks, strict=False))
        for window, clerk in seats.items():
            self.desk.runner.post(Sit(window, clerk))

        def all_linked() -> bool:
            faces = (line.face(address) for line, address in self._pad_of.values())
            seen = self.desk.windows
            seated = all(window in seen and seen[window].clerk for window in seats)
            return seated and all(face.digits != NO_HALL_DIGITS for face in faces)

        if not wait_for(all_linked, READY_WAIT_S):
            said = " | ".join([*self.desk.refused, *list(self.children[1].lines)[-3:]])
            raise Problem("demo-not-started", reason=said or "no pad has found the hall")

    # --- windows for whoever watches --------------------------------------------------------

    def _shown_in_windows(self) -> list[Display]:
        """Return the displays that get a window of their own: a board and a strip."""
        kinds = {display.kind: display for display in reversed(self.hall.displays)}
        return list(kinds.values())

    def _open_windows(self) -> None:
        kiosk = ("kiosk", "--id", WINDOW_KIOSK, *self._joining(), *PLACES["kiosk"])
        kiosk += ("--data", str(self.folder / "kiosks" / WINDOW_KIOSK))
        self._program("kiosk window", *kiosk)
        for display in self._shown_in_windows():
            shown = ("caller", "--id", display.id, *self._joining(), *PLACES[display.kind])
            self._program(f"{display.kind} window", *shown)
        pad = self.hall.evaluators[0].id
        self._program("pad window", "evaluator", "--id", pad, *self._joining(), *PLACES["pad"])

    # --- ending -----------------------------------------------------------------------------

    def look_for_the_fallen(self) -> bool:
        """Note programs that ended and should not have; return whether the hall can go on."""
        for child in [child for child in self.children if not child.alive]:
            needed = child in self.children[:NEEDED]
            if (needed or child.process.returncode) and child not in self._fallen:
                self._fallen.append(child)
                said = " | ".join(list(child.lines)[-3:])
                self.notes.append(Problem("demo-fell", name=child.name, reason=said))
        return not any(child in self.children[:NEEDED] for child in self._fallen)

    def _runners(self) -> list[Runner]:
        displays = [display.runner for display in self.displays]
        return [*displays, *(pad.runner for pad in self.pads)]

    def printed(self, kiosk: str) -> list[str]:
        """Return the numbers that a kiosk has printed in this demo, a paper each."""
        return papers_in(self._paper_file(kiosk))[self._papers_before.get(kiosk, 0) :]

    def _paper_file(self, kiosk: str) -> Path:
        return self.papers / f"{kiosk}.escpos"

    def unanswered(self) -> int:
        """Return how many presses wait for their answer."""
        return sum(
            not line.wait(address, lambda pad: pad.unanswered == 0, 0)
            for line, address in self._pad_of.values()
        )

    def stop(self) -> None:
        """End everything, the hall last."""
        if self._begun:
            self.agenda.stop()
            for kiosk in self.kiosks:
                kiosk.stop()
            for runner in self._runners():
                runner.stop()
            self.desk.runner.stop()
        for child in reversed(self.children):
            child.stop(wait_s=3.0)
        self._lines.close()
