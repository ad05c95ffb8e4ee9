# SPDX-License-Identifier: Apache-2.0
"""The two classic estimators, to compare the hall's own forecast with on the same days.

Ibrahim & Whitt, "Real-time delay estimation based on delay history", M&SOM 2009: queue length
(QL) and the wait of the last one to enter service (LES).
"""

from hall.core.durations import Durations
from hall.core.facts import Called, Issued, Recorded
from hall.core.state import HallState


class QueueLength:
    """(people ahead + 1) x mean service time / windows.

    A window shared by several services counts for each by its share of those who wait for it.
    """

    def __init__(self, durations: Durations) -> None:
        self._durations = durations

    def wait_ms(self, state: HallState, service: str) -> float | None:
        """Return the estimate; None when no window is open for the service."""
        windows = state.open_windows(service)
        if not windows:
            return None
        lines = state.lines
        waiting = lines.count(service)
        if not waiting and any(not state.windows[window].ticket for window in windows):
            return 0.0
        share = sum(
            (waiting + 1) / (lines.waiting_for.get(window, waiting) + 1) for window in windows
        )
        return (waiting + 1) * self._durations.occupied_ms(service) / max(share, 1e-9)


class LastToEnterService:
    """The wait of whoever was called last for the same service."""

    def __init__(self) -> None:
        self._issued: dict[str, tuple[str, int]] = {}
        self._last_ms: dict[str, float] = {}

    def learn(self, recorded: Recorded) -> None:
        """Take a fact that is on disk."""
        match recorded.fact:
            case Issued(ticket=ticket, service=service, since_at=since_at):
                self._issued[ticket] = (service, since_at)
            case Called(ticket=ticket) if ticket in self._issued:
                service, since_at = self._issued[ticket]
                self._last_ms[service] = recorded.at - since_at
            case _:
                return

    def wait_ms(self, service: str) -> float:
        """Return the estimate; 0 before anybody was called."""
        return self._last_ms.get(service, 0.0)
