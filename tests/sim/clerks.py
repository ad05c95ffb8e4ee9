# SPDX-License-Identifier: Apache-2.0
"""Clerks at call pads and pages: they press what a clerk presses, and sometimes what they should not."""

from collections.abc import Sequence
from functools import partial
from itertools import count

from msgspec import Struct
from msgspec.structs import asdict, replace

from bus.channels import Kind, Part
from bus.messages import Action, NowServing, Outcome, WindowAction, WindowState
from config.schema import Hall
from hall.core.commands import AddService, PagePress
from tests.sim.network import Network
from tests.sim.people import Crowd, Device, DeviceNode
from tests.sim.serial import KEYS, SerialPad
from tests.sim.server import Server
from tests.sim.world import World

TEA_MS = 8_000
LUNCH_MS = 90_000
LOOKS_A_SERVICE = (16, 2.7)
"""How often a clerk looks at the pad in the time of one service, at most and at least."""


class Clerk(Struct):
    """One clerk at one window, and what they wait for."""

    window: str
    number: str
    since_ms: int = 0
    ticket: str = ""
    """Whom they are busy with."""
    done_ms: int = 0
    recalls: int = 0
    home: bool = False
    back_ms: int = 0
    """When their pause ends."""
    narrow: bool = False
    """They chose to take a part of the window's services."""


class Bridge(DeviceNode):
    """All call pads of the hall, and the clerks who press them."""

    def __init__(self, world: World, net: Network, server: Server, crowd: Crowd) -> None:
        hall = server.hall
        super().__init__(world, net, Part(hall.id, "bridge-1", Kind.BRIDGE), Device)
        self.hall: Hall = hall
        self.server = server
        self.crowd = crowd
        self.spare: list[str] = []
        """Clerks without a window: they relieve others."""
        self.pace_ms = 8_000.0
        self.clerks: list[Clerk] = []
        self.pads: dict[str, SerialPad] = {}
        """Windows whose keys are pressed at a pad on a serial line, most of the time."""
        self.pressed_ms: dict[str, int] = {}
        """When each key was pressed at a pad, in ms of the run."""
        self.trouble = 0.08
        """Share of services that do not simply end: held, sent on, taken back ..."""
        self._ids = count(1)

    def staff(self, numbers: Sequence[str]) -> None:
        """Give each window a clerk who looks at its pad now and then."""
        for window, number in zip(self.hall.windows, numbers, strict=False):
            clerk = Clerk(window.id, number)
            self.clerks.append(clerk)
            self.world.after(self.world.random.uniform(0, 30_000), partial(self._look, clerk))
        self.spare = list(numbers[len(self.clerks) :])

    def come_to_work(self) -> None:
        """Let every clerk sign in."""
        for clerk in self.clerks:
            clerk.home = False

    def go_home(self) -> None:
        """Let every clerk sign out when they are done."""
        for clerk in self.clerks:
            clerk.home = True

    def _press(self, who: Clerk, action: Action, **fields: object) -> None:
        pad = self.pads.get(who.window)
        if pad is not None and action in KEYS and self.world.chance(0.9):
            pad.press(action)
            return
        command = WindowAction(
            id=f"press-{next(self._ids)}",
            window=who.window,
            action=action,
            pressed_at=self._hall_ms(),
            **fields,  # type: ignore[arg-type]
        )
        if command.pressed_at:  # else the bridge alone knows its age, and a real one gives it up
            self.pressed_ms[command.id] = self.world.now_ms
        if self.world.chance(0.04):  # on the page of the window instead, which says it only once
            shown = self.actor.windows[who.window].ticket
            given = asdict(replace(command, pressed_at=0))
            self.server.ask("page-1", PagePress(**given, shown=shown))
            return
        self.hear(command)
        if self.world.chance(0.03):  # a key that bounces: another press, with an id of its own
            again = replace(command, id=f"press-{next(self._ids)}")
            if again.pressed_at:
                self.pressed_ms[again.id] = self.world.now_ms
            self.world.after(self.world.random.uniform(5, 60), lambda: self.hear(again))

    def _hall_ms(self) -> int:
        """Return the hall's time, as a bridge that hears it stamps a press; 0: not heard yet."""
        hall = self.actor.outbox.hall
        return 0 if hall.heard_utc_ms() is None else hall.utc_ms(self.now())

    def _look(self, clerk: Clerk) -> None:
        """Look at the pad now and then, and do what a clerk does."""
        soonest_ms, latest_ms = (self.pace_ms / looks for looks in LOOKS_A_SERVICE)
        pause_ms = self.world.random.uniform(soonest_ms, latest_ms)
        self.world.after(pause_ms, partial(self._look, clerk))
        shown = self.actor.windows.get(clerk.window)
        busy = any(
            isinstance(command, WindowAction) and command.window == clerk.window
            for command, _ in self.actor.outbox.open.values()
        )
        if shown is None or busy or not self.up:
            return
        if shown.state is WindowState.CLOSED:
            if not clerk.home:
                self._press(clerk, Action.SIGN_IN, clerk=clerk.number)
        elif shown.state in (WindowState.PAUSED, WindowState.AWAY):
            if self.world.now_ms >= clerk.back_ms or clerk.home:
                self._press(clerk, Action.RESUME)
            elif self.world.chance(0.05):
                self._press(clerk, Action.NEXT)
        elif shown.state in (WindowState.FREE, WindowState.RATING):
            self._free(clerk, shown)
        else:
            self._busy(clerk, shown)

    def _free(self, clerk: Clerk, shown: NowServing) -> None:
        roll = self.world.random.random()
        if clerk.home and not shown.waiting:
            self._press(clerk, Action.SIGN_OUT)
        elif roll < 0.06:
            self._seldom(clerk)
        elif roll < 0.4 and self._kept_for(clerk):  # gone before those sent here had their turn
            self._press(clerk, Action.SIGN_OUT)
        elif shown.waiting:
            self._press(clerk, Action.NEXT)
        elif roll < 0.16:
            self._press(clerk, Action.CALL_BACK)

    def _kept_for(self, clerk: Clerk) -> bool:
        state = self.server.actor.state
        return state is not None and bool(state.lines.count(f"@{clerk.window}"))

    def _seldom(self, clerk: Clerk) -> None:
        """Do what a clerk does now and then between two people."""
        random = self.world.random
        visitor = random.choice(self.crowd.visitors) if self.crowd.visitors else None
        match random.randrange(6):
            case 0 if visitor is not None and visitor.number:
                reason = random.choice(("a child in a pram", ""))
                self._press(clerk, Action.CALL, ticket=visitor.number, reason=reason)
            case 1 if visitor is not None and visitor.number:
                self._press(clerk, Action.CANCEL, ticket=visitor.number, reason="left")
            case 2:
                clerk.narrow = not clerk.narrow
                takes = self.hall.services_by_window[clerk.window]
                services = takes[: max(1, len(takes) // 2)] if clerk.narrow else ()
                self._press(clerk, Action.TAKE, services=services)
            case 3 if self.spare:
                self.spare.append(clerk.number)
                clerk.number = self.spare.pop(0)
                self._press(clerk, Action.SIGN_IN, clerk=clerk.number)
            case 4:
                self._press(clerk, Action.UNDO)
            case _ if not clerk.home:
                pause_ms = random.choice((TEA_MS, TEA_MS, LUNCH_MS))
                clerk.back_ms = self.world.now_ms + pause_ms
                self._press(clerk, Action.PAUSE, reason="tea")

    def _busy(self, clerk: Clerk, shown: NowServing) -> None:
        now_ms = self.world.now_ms
        if shown.ticket != clerk.ticket:
            clerk.ticket, clerk.since_ms, clerk.recalls, clerk.done_ms = shown.ticket, now_ms, 0, 0
        comes = self.crowd.comes(shown.ticket)
        if comes and not clerk.done_ms:
            random = self.world.random
            clerk.done_ms = now_ms + round(random.lognormvariate(0, 0.6) * self.pace_ms)
            if self.world.chance(0.7):
                self._press(clerk, Action.ARRIVE)
        elif comes and now_ms >= clerk.done_ms:
            self._end(clerk)
        elif not comes and now_ms - clerk.since_ms > 5_000:
            self._missing(clerk, shown)

    def _missing(self, clerk: Clerk, shown: NowServing) -> None:
        clerk.since_ms = self.world.now_ms
        if clerk.recalls < 2 and shown.state is WindowState.CALLING:
            clerk.recalls += 1
            self._press(clerk, Action.RECALL)
        elif shown.state is WindowState.CALLING:
            self._press(clerk, Action.PASS_OVER)
            if self.world.chance(0.1):
                self.world.after(3_000, lambda: self._press(clerk, Action.UNDO))
        else:
            self._press(clerk, Action.FINISH)

    def _end(self, clerk: Clerk) -> None:
        random = self.world.random
        clerk.done_ms = self.world.now_ms + 6_000
        if random.random() >= self.trouble:
            outcome = random.choice((Outcome.DECIDED, Outcome.ACCEPTED, Outcome.UNSTATED))
            self._press(clerk, random.choice((Action.FINISH, Action.NEXT)), outcome=outcome)
            return
        match random.randrange(7):
            case 0:
                self._press(clerk, Action.HOLD, reason="copies")
            case 1:
                services = self.hall.services
                self._press(clerk, Action.TRANSFER, to_service=random.choice(services).id)
            case 2:
                self._press(clerk, Action.TRANSFER, to_window=random.choice(self.hall.windows).id)
            case 3:
                self._press(clerk, Action.CANCEL, reason="gone")
            case 4:
                clerk.done_ms = 0
                service = random.choice(self.hall.services).id
                more = AddService(
                    id=f"more-{next(self._ids)}", window=clerk.window, service=service
                )
                self.server.ask("page-1", more)
            case 5:
                self._press(clerk, random.choice((Action.HOLD, Action.TRANSFER)), reason="wrong")
                self.world.after(4_000, lambda: self._press(clerk, Action.UNDO))
            case _:
                self._press(clerk, Action.FINISH)
                self.world.after(4_000, lambda: self._press(clerk, Action.UNDO))
