# SPDX-License-Identifier: Apache-2.0
"""The beat of a part: sent from within its own steps, so a part that hangs falls silent."""

from bus.actor import Now, Send
from bus.channels import Part
from bus.hall_time import BEAT_EVERY_MS
from bus.messages import Beat

FAULTS_MAX = 8


class Heart:
    """Says each second that the part lives, and what is wrong with it."""

    def __init__(self, part: Part, version: str) -> None:
        self._part = part
        self._version = version
        self._born_tick_ms: int | None = None
        self.due_ms = 0
        self.bad_inputs = 0

    def beat(
        self, now: Now, *, faults: tuple[str, ...] = (), shown_latency_ms: int | None = None
    ) -> tuple[Send, ...]:
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
            shown_latency_ms=shown_latency_ms,
            bad_inputs=self.bad_inputs,
            faults=faults[:FAULTS_MAX],
        )
        return (Send(beat),)
