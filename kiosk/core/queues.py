# SPDX-License-Identifier: Apache-2.0
"""What the kiosk knows of the queues: the newest state of each, none of them stale."""

from collections.abc import Iterable

from msgspec.structs import replace

from bus.messages import QueueLength, Refusal
from kiosk.core.paper import Wait

_MINUTE_MS = 60_000
_NOT_OPEN = (Refusal.CLOSED, Refusal.HOLIDAY)


class Queues:
    """The newest QueueLength of each service."""

    def __init__(self) -> None:
        self._by_service: dict[str, QueueLength] = {}

    def hear(self, state: QueueLength) -> bool:
        """Take a state unless it is not newer than the known one; return whether it was."""
        known = self._by_service.get(state.service)
        if known is not None and state.seq <= known.seq > 0:
            return False
        self._by_service[state.service] = state
        return True

    def expect_anew(self, since_seq: int) -> None:
        """Take any state above that from here on: the hall began anew, its counting may too."""
        self._by_service = {
            service: replace(state, seq=min(state.seq, since_seq))
            for service, state in self._by_service.items()
        }

    def of(self, service: str) -> QueueLength | None:
        """Return a service's queue, or None while it is not known."""
        return self._by_service.get(service)

    def known(self, services: Iterable[str]) -> list[QueueLength]:
        """Return the known queues of some services."""
        found = (self._by_service.get(service) for service in services)
        return [state for state in found if state is not None]

    def closed(self, services: tuple[str, ...]) -> bool:
        """Whether the hall is closed: every queue is known and none is open today or now."""
        known = self.known(services)
        return len(known) == len(services) > 0 and all(q.refusal in _NOT_OPEN for q in known)


def wait_of(median_ms: int | None, p90_ms: int | None) -> Wait | None:
    """Return a wait as whole minutes, upwards, or None when it is not known."""
    if median_ms is None or p90_ms is None:
        return None
    low = -(-median_ms // _MINUTE_MS)
    return Wait(low, max(low, -(-p90_ms // _MINUTE_MS)))


def together(queues: Iterable[QueueLength]) -> Wait | None:
    """Return the interval that holds the waits of several open queues, or None."""
    waits = [
        wait
        for queue in queues
        if queue.refusal is None
        and (wait := wait_of(queue.wait_median_ms, queue.wait_p90_ms)) is not None
    ]
    if not waits:
        return None
    return Wait(min(w.low_minutes for w in waits), max(w.high_minutes for w in waits))
