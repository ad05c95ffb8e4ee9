# SPDX-License-Identifier: Apache-2.0
"""How long a window is busy with one ticket of each service, learned from the facts."""

from collections.abc import Mapping

from hall.core.facts import (
    Called,
    CalledBack,
    Cancelled,
    Finished,
    Held,
    PassedOver,
    Recorded,
    Transferred,
    Undone,
)

PRIOR_WEIGHT = 4.0
"""How many measured visits the configured guess counts as."""
MEMORY = 40.0
"""Visits that the mean remembers: recent ones weigh more, so that it follows the day."""
LONGEST_MS = 4 * 3_600_000
"""A window busy longer than this with one ticket was forgotten, not served."""
GAP_MOST_MS = 180_000
"""A longer pause between two tickets is a break, not the time it takes to change over."""


class Durations:
    """Mean milliseconds at a window by service, and between two tickets while people wait."""

    def __init__(self, guess_ms: Mapping[str, float]) -> None:
        """Start from the configured guess of each service."""
        self._mean_ms = dict(guess_ms)
        self._count = dict.fromkeys(guess_ms, PRIOR_WEIGHT)
        self._began: dict[str, tuple[str, int]] = {}
        """Ticket and UTC ms of who is at each window."""
        self._ended_at: dict[str, int] = {}
        self._gap_ms = 5_000.0
        self._gaps = PRIOR_WEIGHT

    def occupied_ms(self, service: str) -> float:
        """Return the mean time that a ticket of a service keeps a window busy."""
        return self._mean_ms[service] + self._gap_ms

    def learn(self, recorded: Recorded, service: str, issued_at: int) -> None:
        """Take one fact of a ticket: of which service, and waiting since when."""
        match recorded.fact:
            case Called(ticket=ticket, window=window) | CalledBack(ticket=ticket, window=window):
                self._learn_gap(window, recorded.at, issued_at)
                self._began[window] = (ticket, recorded.at)
            case (
                Finished(ticket=ticket, window=window)
                | Transferred(ticket=ticket, window=window)
                | PassedOver(ticket=ticket, window=window)
                | Held(ticket=ticket, window=window)
                | Cancelled(ticket=ticket, window=window)
            ):
                self._learn_visit(service, ticket, window, recorded.at)
            case Undone(window=window):
                self._began.pop(window, None)
                self._ended_at.pop(window, None)
            case _:
                return

    def _learn_visit(self, service: str, ticket: str, window: str, at: int) -> None:
        began = self._began.pop(window, None)
        if began is None or began[0] != ticket or service not in self._mean_ms:
            return
        self._ended_at[window] = at
        length_ms = at - began[1]
        if length_ms > LONGEST_MS:
            return
        count = self._count[service] = min(self._count[service] + 1, MEMORY)
        self._mean_ms[service] += (length_ms - self._mean_ms[service]) / count

    def _learn_gap(self, window: str, at: int, issued_at: int) -> None:
        ended_at = self._ended_at.pop(window, None)
        if ended_at is None or issued_at > ended_at or at - ended_at > GAP_MOST_MS:
            return
        self._gaps = min(self._gaps + 1, MEMORY)
        self._gap_ms += (at - ended_at - self._gap_ms) / self._gaps
