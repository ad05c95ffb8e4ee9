# SPDX-License-Identifier: Apache-2.0
"""The state of an ESC/POS printer on a serial line (docs/drivers/escpos.md); nothing is printed.

DLE EOT n, n from 1 to 4, is answered by one byte each, at once, even while the printer prints.
"""

from bus.printer_status import KINDS, Fault, asking, decoded, is_answer
from firmware_bridge.core.device import Cleared, Reading, Trouble

ROUND_EVERY_MS = 2_000
WAIT_MS = 400
SILENCES_MAX = 3
"""Rounds without an answer until the printer counts as silent."""


class EscposPrinter:
    """One printer: asked its four kinds of state in turn, round after round."""

    def __init__(self) -> None:
        self.faults = 0
        self._answers: dict[int, int] = {}
        self._asked: int | None = None
        self._known: tuple[Fault, ...] = ()
        self._silences = 0
        self._due_ms = 0
        self._output = bytearray()

    def receive(self, now_ms: int, data: bytes) -> list[Reading]:
        """Take bytes from the line; what is no answer, or to no question, is counted."""
        found: list[Reading] = []
        for byte in data:
            if self._asked is None or not is_answer(byte):
                self.faults += 1
                continue
            self._answers[self._asked] = byte
            found += self._go_on(now_ms)
        return found

    def wake(self, now_ms: int) -> list[Reading]:
        """Begin a round; give up one whose question was not answered."""
        if now_ms < self._due_ms:
            return []
        if self._asked is None:
            self._ask(now_ms, KINDS[0])
            return []
        self._silences += 1
        silent = self._silences >= SILENCES_MAX
        return self._rest(now_ms, decoded({}).faults if silent else self._known)

    def wake_at_ms(self) -> int | None:
        """Tick at which `wake` has something to do."""
        return self._due_ms

    def take_bytes(self) -> bytes:
        """Return what must be written to the line now."""
        data = bytes(self._output)
        self._output.clear()
        return data

    def _go_on(self, now_ms: int) -> list[Reading]:
        """Ask the next kind; after the last one, say what is new."""
        left = [kind for kind in KINDS if kind not in self._answers]
        if left:
            self._ask(now_ms, left[0])
            return []
        self._silences = 0
        return self._rest(now_ms, decoded(self._answers).faults)

    def _ask(self, now_ms: int, kind: int) -> None:
        self._asked = kind
        self._due_ms = now_ms + WAIT_MS
        self._output += asking(kind)

    def _rest(self, now_ms: int, now_known: tuple[Fault, ...]) -> list[Reading]:
        self._asked, self._due_ms = None, now_ms + ROUND_EVERY_MS
        self._answers.clear()
        before, self._known = self._known, now_known
        begun = [Trouble(fault.value) for fault in now_known if fault not in before]
        return [*begun, *(Cleared(fault.value) for fault in before if fault not in now_known)]
