# SPDX-License-Identifier: Apache-2.0
"""The hall's pages, inside its process: people book visits, staff look."""

from itertools import count

from bus.messages import Accepted, CaseStep
from hall.core.commands import Announce, CancelBooking, MakeBooking, MoveCase
from hall.core.effects import Reply
from tests.sim.people import Crowd
from tests.sim.server import Server
from tests.sim.world import World

PAGE = "page-web"
SLOTS_AHEAD = 3
GUESSES = 14
SERVICES_A_LOOK = 20
MINUTE_MS = 60_000


class Pages:
    """People who book, keep, cancel and forget appointments; a manager who looks."""

    def __init__(self, world: World, server: Server, crowd: Crowd) -> None:
        self.world = world
        self.server = server
        self.crowd = crowd
        self._services = [s for s in server.hall.services if s.appointments is not None]
        self._ids = count(1)
        self._looks = count()
        self._look_every = max(1, len(server.hall.services) // SERVICES_A_LOOK)
        """A manager of a large hall does not look at all of it with each booking."""
        self._asked: dict[str, MakeBooking] = {}
        self._codes: list[str] = []
        server.replied.append(self._replied)

    def announce(self, minutes: int = 0) -> None:
        """Let a manager say something to everybody, for a while or for so many minutes; or stop."""
        random = self.world.random
        zh, en = random.choice((("大厅即将下班。", "The hall closes soon."), ("请到三楼。", "")))
        if not minutes and random.random() < 0.3:
            zh = en = ""
        wish = Announce(
            id=f"say-{next(self._ids)}",
            zh=zh,
            en=en,
            minutes=minutes or random.randrange(1, 4),
            by="boss",
        )
        self.server.ask(PAGE, wish)

    def look_up(self) -> None:
        """Let somebody ask at a kiosk what is behind a code; a few guess."""
        state, random = self.server.actor.state, self.world.random
        if random.random() < 0.1:
            self.crowd.look_up([f"GUESS{random.randrange(10**9)}" for _ in range(GUESSES)])
            return
        known = [*(state.cases if state is not None else ()), *self._codes, "NOTHING"]
        self.crowd.look_up([random.choice(known)])

    def move_case(self) -> None:
        """Let somebody move a case, sometimes to where it is."""
        state, random = self.server.actor.state, self.world.random
        if state is None or not state.cases:
            return
        code = random.choice(list(state.cases))
        to = random.choice(tuple(CaseStep))
        command = MoveCase(id=f"case-{next(self._ids)}", code=code, to=to, clerk="001")
        self.server.ask(PAGE, command)

    def book(self) -> None:
        """Let somebody book one of the next slots; and let the manager look."""
        random = self.world.random
        self.move_case()
        if next(self._looks) % self._look_every == 0:
            self.server.look(PAGE, register=True)
            self.server.look(PAGE)
        self.server.look(PAGE, random.choice(self.server.hall.windows).id)
        if not self._services or not self.server.up:
            return
        service = random.choice(self._services)
        assert service.appointments is not None
        slot_ms = service.appointments.slot_minutes * MINUTE_MS
        next_at = -(-self.server.actor.at_ms // slot_ms) * slot_ms
        number = next(self._ids)
        command = MakeBooking(
            id=f"book-{number}",
            service=service.id,
            slot_at=next_at + slot_ms * random.randrange(SLOTS_AHEAD),
            code=f"BOOK{number:04d}" if random.random() > 0.05 else "TAKEN0",
        )
        self._asked[command.id] = command
        self._codes.append(command.code)
        self.server.ask(PAGE, command)

    def _replied(self, reply: Reply) -> None:
        booked = self._asked.pop(reply.answer.command, None)
        if booked is None or not isinstance(reply.answer, Accepted):
            return
        random = self.world.random
        if random.random() < 0.1:
            cancel = CancelBooking(id=f"{booked.id}-cancel", code=booked.code)
            self.world.after(random.uniform(1_000, 60_000), lambda: self.server.ask(PAGE, cancel))
        if random.random() < 0.2:
            return
        early_ms = booked.slot_at - self.server.actor.at_ms
        comes_ms = max(0.0, early_ms + random.triangular(-150_000, 120_000))
        self.world.after(comes_ms, lambda: self.crowd.come((booked.service,), booked.code))
