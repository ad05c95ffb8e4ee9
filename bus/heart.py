# SPDX-License-Identifier: Apache-2.0
"""The beat of a part: sent from within its own steps, so a part that hangs falls silent."""

from collections import deque

from bus.actor import Now, Send
from bus.channels import Part
from bus.hall_time import BEAT_EVERY_MS
from bus.messages import Beat

FAULTS_MAX = 8
SHOWN_KEPT = 1_000
"""Calls over which a part's latency is told."""


class Heart:
    """Says each second that the part lives, and what is wrong with it."""

    def __init__(self, part: Part, version: str) -> None:
        self._part = part
        self._version = version
        self._born_tick_ms: int | None = None
        self.due_ms = 0
        self.bad_inputs = 0
        self._shown_at = 0
        self._latencies_ms: deque[int] = deque(maxlen=SHOWN_KEPT)

    def shown(self, made_at: int, utc_ms: int) -> None:
        """Note that what the hall committed at `made_at` is shown now, by the hall's own clock.

        What is drawn once more says nothing about how late it came.
        """
        if made_at > self._shown_at:
            self._shown_at = made_at
            self._latencies_ms.append(max(0, utc_ms - made_at))

    def _share(self, share: float) -> int | None:
        """Return the latency in which that share of the calls was shown, by nearest rank."""
        ordered = sorted(self._latencies_ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None

    def beat(self, now: Now, *, faults: tuple[str, ...] = ()) -> tuple[Send, ...]:
        """Return the beat when it is due, else nothing; wake again at `due_ms`."""
        if self._born_tick_ms is None:
            self._born_tick_ms = now.tick_ms
        if now.tick_ms < self.due_ms:
            return ()
        self.due_ms = now.tick_ms + BEAT_EVERY_MS
        beat = Beat(
            part=self._part.name,
            kind=self._part.kind,
            version=self._version,
            uptime_ms=now.tick_ms - self._born_tick_ms,
            shown_latency_ms=self._latencies_ms[-1] if self._latencies_ms else None,
            shown_p50_ms=self._share(0.5),
            shown_p99_ms=self._share(0.99),
            bad_inputs=self.bad_inputs,
            faults=faults[:FAULTS_MAX],
        )
        return (Send(beat),)
