# SPDX-License-Identifier: Apache-2.0
"""`python -m tests.sim.kills --kills N`: kill a real hall under load, again and again.

`hallflow up` runs as users run it; kiosks, pads and displays are real clients of a real broker:
first one that stays, then a mosquitto and an embedded broker that die with their hall. The hall
is killed with SIGKILL at moments chosen by the seed, some of them while it starts, and started
again. After each kill every ticket that a kiosk was given must be in the log, no number twice,
and every display must show what the log says.
"""

import select
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from random import Random
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from bench.figures import percentile
from bus.channels import Kind, Part
from bus.messages import Action, NowServing, TicketIssued, TicketRequest, WindowAction
from bus.mqtt import MqttBus
from bus.run import Runner
from config.devices import Bridge, Kiosk
from config.hours import ALWAYS_OPEN
from config.load import hall_named
from config.schema import Hall
from hall.core.facts import DayOpened, Issued, Recorded
from hall.core.fold import replay
from hall.core.publish import now_serving
from hall.store.log import Archive
from hallflow.broker.start import Broker, make_broker
from hallflow.child import Child
from hallflow.data import DataFolder, passwords_of
from hallflow.demo.hall import write_hall, zone_near_noon
from hallflow.parts import parts_of
from tests.processes import WAIT_S, wait_until
from tests.sim.people import Device
from tests.sim.rounds import survived
from tests.sim.witness import BEAT, Witness

KIOSKS = 3
DISPLAYS = 3
LOAD_S = (0.1, 1.2)
"""How long the hall is under load before it is killed."""
KILLED_STARTING = 0.25
"""Share of the kills that come while the hall starts."""
STARTING_S = (0.0, 1.5)
LOAD_AFTER_S = 1.0
"""How long the load goes on after the moment at which the hall is killed at the latest."""
PAUSE_MEAN_S = 0.02
"""Between two commands of the load."""
TAKING = 0.6
"""Share of the commands that ask for a ticket."""
READY = "ready "
KEYS = (Action.NEXT, Action.NEXT, Action.NEXT, Action.RECALL, Action.FINISH, Action.PASS_OVER)


D = TypeVar("D", bound=Device)


class Home(StrEnum):
    """Whose the hall's broker is, in the order in which they are tried."""

    OUTSIDE = "a broker that stays"
    MOSQUITTO = "its own mosquitto"
    EMBEDDED = "its own embedded broker"


class Killed(Struct, frozen=True):
    """What came after one kill."""

    home: Home
    tickets: int
    """Given so far."""
    heard_s: float
    """From the start of the new process until somebody heard it."""
    right_s: float
    """From its start until every display was right."""
    right_cpu_s: float
    """Processor time that it took till then."""
    known_s: float
    """From its start until every kiosk knew that there is a hall again."""
    ready_s: float
    """From its start until it said that it is ready."""


class Site:
    """A hall's process, its broker and the parts that use it."""

    def __init__(self, seed: int, folder: Path, ends: ExitStack) -> None:
        """Start all of it; `ends` stops it."""
        self.random = Random(seed)
        self._people = Random(seed + 1)
        """Of the thread that makes the load."""
        self.hall = _hall()
        self.data = folder / "data"
        self._ends = ends
        self._config = write_hall(self.hall, "township", folder / "hall")
        DataFolder.open(self.data, self.hall.id).close()
        self._parts = parts_of(self.hall)
        self._passwords = passwords_of(self.data, self._parts)
        self._broker: Broker = make_broker(
            "mosquitto", ("127.0.0.1", 0), self.data, self._parts, self._passwords
        )
        ends.callback(self._broker.stop)
        self._broker.start()
        self._asked = 0
        self._ready_at = 0.0
        self.up = self._start(Home.OUTSIDE)
        ends.callback(self._stop)
        self._wait_ready()
        self.kiosks = self._join(Kind.KIOSK, Witness)
        self.displays = self._join(Kind.CALLER, Witness)
        self.pads = self._join(Kind.BRIDGE, Device)
        self._sit_down()

    def _start(self, home: Home) -> Child:
        """Start the hall; its own broker takes the place of the one that stayed till then."""
        command = [sys.executable, "-m", "hallflow", "up", "--config", str(self._config)]
        command += ["--data", str(self.data), "--web-port", "0", "--broker"]
        if home is Home.OUTSIDE:
            command.append(self._broker.url)
        else:
            self._broker.stop()
            command += [home.name.lower(), "--mqtt-port", str(self._broker.port)]
        return Child.start("up", command, heard=self._heard)

    def _stop(self) -> None:
        self.up.stop()

    def _heard(self, line: str) -> None:
        if line.startswith(READY):
            self._ready_at = time.monotonic()

    def _wait_ready(self) -> None:
        self.up.wait_line(lambda line: line.startswith(READY), WAIT_S)

    def _join(self, kind: Kind, make: type[D]) -> list[tuple[Runner, D]]:
        joined = []
        for part in self._parts:
            if part.kind is kind:
                device = make()
                runner = Runner(device, self._bus(part))
                self._ends.callback(runner.stop)
                runner.start(part.name)
                joined.append((runner, device))
        return joined

    def _bus(self, part: Part) -> MqttBus:
        return MqttBus(self._broker.url, part, self._passwords[part.login])

    def _sit_down(self) -> None:
        for window, clerk in zip(self.hall.windows, self.hall.clerks, strict=False):
            self._press(self.pads[0][0], window.id, Action.SIGN_IN, clerk.number)
        self._wait_answers()

    def _press(self, pad: Runner, window: str, action: Action, clerk: str = "") -> None:
        pad.post(WindowAction(id=self._id(), window=window, action=action, clerk=clerk))

    def _id(self) -> str:
        self._asked += 1
        return f"kills-{self._asked}"

    # --- load and kills ---

    def load(self, lasts_s: float) -> None:
        """Let people take tickets and clerks press keys for so long."""
        people, until = self._people, time.monotonic() + lasts_s
        while time.monotonic() < until:
            if people.random() < TAKING:
                service = people.choice(self.hall.services).id
                kiosk, _ = people.choice(self.kiosks)
                kiosk.post(TicketRequest(id=self._id(), services=(service,)))
            else:
                pad, _ = people.choice(self.pads)
                self._press(pad, people.choice(self.hall.windows).id, people.choice(KEYS))
            _idle(people.expovariate(1 / PAUSE_MEAN_S))

    def kill(self, home: Home) -> Killed:
        """Kill the hall under load, start it again, wait until all is right, and check it."""
        random = self.random
        loading = threading.Thread(target=self.load, args=(LOAD_S[1] + LOAD_AFTER_S,))
        loading.start()
        _idle(random.uniform(*LOAD_S))
        self.up.kill()
        if random.random() < KILLED_STARTING:
            self.up = self._start(home)
            _idle(random.uniform(*STARTING_S))
            self.up.kill()
        began = time.monotonic()
        self.up = self._start(home)
        for _, witness in (*self.kiosks, *self.displays):
            witness.begin(self.up.process.pid)
        self._wait_ready()
        shown = self._wait_heard(self.displays, *self.hall.window_by_id)
        known = self._wait_heard(self.kiosks, BEAT)
        loading.join()
        self._wait_answers()
        tickets = self._check_tickets()
        self._wait_displays()
        return Killed(
            home=home,
            tickets=tickets,
            heard_s=min(*shown, *known)[0] - began,
            right_s=max(shown)[0] - began,
            right_cpu_s=max(shown)[1],
            known_s=max(known)[0] - began,
            ready_s=self._ready_at - began,
        )

    # --- checks ---

    def _wait_answers(self) -> None:
        """Wait until every command is answered."""
        devices = [device for _, device in (*self.kiosks, *self.pads)]
        wait_until(
            lambda: sum(len(device.answers) for device in devices) == self._asked,
            "every command is answered",
        )

    def _wait_displays(self) -> None:
        """Wait until every display shows what the log says."""
        truth = self._truth()
        for _, display in self.displays:
            wait_until(partial(_shows, display, truth), f"a display shows {truth}")

    def _wait_heard(
        self, parts: Sequence[tuple[Runner, Witness]], *wanted: str
    ) -> list[tuple[float, float]]:
        """Wait until each of these parts heard all that; return when, and the processor time."""
        heard = [witness.heard for _, witness in parts]
        wait_until(lambda: all(each.keys() >= set(wanted) for each in heard), f"heard: {wanted}")
        return [each[what] for each in heard for what in wanted]

    def _log(self) -> list[Recorded]:
        archive = Archive(self.data)
        try:
            return [recorded for day in archive.days() for recorded in archive.facts_of(day)]
        finally:
            archive.close()

    def _truth(self) -> dict[str, NowServing]:
        """Return what the log says of each window."""
        log = self._log()
        opened = max(n for n, recorded in enumerate(log) if isinstance(recorded.fact, DayOpened))
        state = replay(self.hall.window_by_id, log[opened:])
        return {name: now_serving(state, name) for name in self.hall.window_by_id}

    def _check_tickets(self) -> int:
        """Check every ticket given so far against the log; return how many there are."""
        issued = [recorded.fact for recorded in self._log() if isinstance(recorded.fact, Issued)]
        numbers = Counter(fact.number for fact in issued)
        twice = [number for number, times in numbers.items() if times > 1]
        assert not twice, f"numbers issued twice: {twice}"
        given = Counter(
            answer.answer.ticket
            for _, kiosk in self.kiosks
            for answer in kiosk.answers
            if isinstance(answer.answer, TicketIssued)
        )
        lost = given.keys() - {fact.ticket for fact in issued}
        assert not lost, f"given and not in the log: {sorted(lost)}"
        shared = [ticket for ticket, times in given.items() if times > 1]
        assert not shared, f"given to two people: {shared}"
        return len(given)


def _shows(display: Device, truth: dict[str, NowServing]) -> bool:
    shown = {name: replace(said, seq=truth[name].seq) for name, said in display.windows.items()}
    return shown == truth


def _idle(lasts_s: float) -> None:
    select.select((), (), (), lasts_s)


def _hall() -> Hall:
    """Return the township hall, always open and near noon: midnight is half a day away."""
    hall = hall_named("township")
    return replace(
        hall,
        time_zone=zone_near_noon(datetime.now(UTC)),
        hours=ALWAYS_OPEN,
        policy=replace(hall.policy, waiting_max=100_000, call_guard_ms=0, recall_pause_ms=0),
        services=tuple(
            replace(service, hours=None, quota_per_day=None, slots=()) for service in hall.services
        ),
        windows=tuple(replace(window, extended_hours=None, relief=()) for window in hall.windows),
        kiosks=tuple(Kiosk(id=f"kiosk-{number}") for number in range(1, KIOSKS + 1)),
        printers=(),
        displays=hall.displays[:DISPLAYS],
        bridges=(Bridge(id="pads", ports=()),),
    )


def play(seed: int, kills: int) -> Iterator[Killed]:
    """Kill a hall so many times. AssertionError when anything was not right after one."""
    with ExitStack() as ends:
        folder = ends.enter_context(tempfile.TemporaryDirectory(prefix="hallflow-kills-"))
        site = Site(seed, Path(folder), ends)
        for number in range(kills):
            yield site.kill(tuple(Home)[number * len(Home) // kills])


def main(argv: Sequence[str] | None = None) -> int:
    """Kill as often as asked; return 0 when the hall survived all of it."""
    held, code = survived(("kills", __doc__), 100, play, argv)
    if held:
        _report(held)
    return code


def _report(held: Sequence[Killed]) -> None:
    sys.stdout.write(f"tickets given, all in the log, none twice {held[-1].tickets}\n")
    for home in Home:
        there = [killed for killed in held if killed.home is home]
        _say(f"{home}: start to its first word", [killed.heard_s for killed in there])
        _say(f"{home}: start to displays right", [killed.right_s for killed in there])
        _say(f"{home}: start to kiosks know", [killed.known_s for killed in there])
    _say("processor time to displays right", [killed.right_cpu_s for killed in held])
    _say("start to ready", [killed.ready_s for killed in held])


def _say(what: str, times_s: Sequence[float]) -> None:
    """Print one line of figures, unless there are none."""
    if times_s:
        half, most = (percentile(times_s, share) for share in (0.5, 0.99))
        sys.stdout.write(
            f"{what}: median {half:.2f} s, p99 {most:.2f} s, worst {max(times_s):.2f} s\n"
        )


if __name__ == "__main__":
    sys.exit(main())
