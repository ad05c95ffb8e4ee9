# SPDX-License-Identifier: Apache-2.0
"""What a display knows of the hall: the newest of each state, and whether the hall lives."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bus.actor import Delivered, Now
from bus.hall_time import HallTime, Newest
from bus.messages import Calls, HallBeat, NowServing, PublicAddress, QueueLength
from caller.core.notices import of_address
from config.schema import Notice

State = NowServing | Calls | QueueLength | PublicAddress


class Known:
    """The newest state of each kind; an older one is ignored, until the hall is another one."""

    def __init__(self, time_zone: str) -> None:
        self.time = HallTime()
        self.windows: dict[str, NowServing] = {}
        self.queues: dict[str, QueueLength] = {}
        self.calls: Calls | None = None
        self.address: PublicAddress | None = None
        self._changed: set[str] = set()
        """Services whose queue is another one since somebody asked."""
        self._zone = ZoneInfo(time_zone)
        self._newest = Newest()

    def hear(self, now: Now, delivered: Delivered) -> bool:
        """Take one message; return True when it is news."""
        match delivered.message:
            case HallBeat() as beat:
                if self.time.hear(now, beat):
                    self._newest.begin_anew(now, beat)
                return True
            case (NowServing() | Calls() | QueueLength() | PublicAddress()) as state:
                return self._keep(now, delivered.topic, state)
            case _:
                return False

    def alive(self, now: Now) -> bool:
        """Whether what is known still holds."""
        return self.time.alive(now)

    def said(self, utc_ms: int) -> Notice | None:
        """Return what a manager says to everybody at an instant, or None."""
        said = self.address
        return of_address(said) if said is not None and utc_ms < said.until_at else None

    def changed_queues(self) -> set[str]:
        """Return the services whose queue is another one since the last call of this."""
        changed, self._changed = self._changed, set()
        return changed

    def local(self, utc_ms: int) -> datetime:
        """Return the hall's own time of an instant."""
        return datetime.fromtimestamp(utc_ms / 1000, self._zone)

    def as_of(self, now: Now) -> str:
        """Return hh:mm:ss of the last sign of a lost hall; empty: it lives, or was never heard."""
        heard = self.time.heard_utc_ms()
        if heard is None or self.alive(now):
            return ""
        return self.local(heard).strftime("%H:%M:%S")

    def _keep(self, now: Now, topic: str, state: State) -> bool:
        if not self._newest.take(now, topic, state.seq):
            return False
        match state:
            case NowServing():
                self.windows[state.window] = state
            case QueueLength():
                self.queues[state.service] = state
                self._changed.add(state.service)
            case Calls():
                self.calls = state
            case PublicAddress():
                self.address = state
        return True
