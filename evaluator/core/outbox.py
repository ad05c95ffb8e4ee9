# SPDX-License-Identifier: Apache-2.0
"""Ratings on their way: each said again, with the same id, until the hall answers."""

from bus.actor import Now, Send
from bus.messages import Accepted, Answer, Rated, Refusal, Refused
from evaluator.core.pad import Fate

RETRY_AFTER_MS = 2_000
PENDING_MAX = 16
"""Ratings kept for a lost hall. There is one at most for each service, and no new service is
announced while the hall is lost, so this is not reached; the oldest would give way."""


class Outbox:
    """Ratings given and not yet answered, oldest first."""

    def __init__(self) -> None:
        self._pending: dict[str, Rated] = {}
        self._due_ms: dict[str, int] = {}
        self.fate = Fate.NONE
        """Of the newest rating."""
        self._newest = ""

    def __len__(self) -> int:
        return len(self._pending)

    def put(self, rated: Rated) -> None:
        """Take a rating to be sent at once."""
        self._pending[rated.id] = rated
        self._due_ms[rated.id] = 0
        self._newest, self.fate = rated.id, Fate.SENDING
        if len(self._pending) > PENDING_MAX:
            self._forget(next(iter(self._pending)))

    def hear(self, answer: Answer) -> None:
        """Take the hall's answer: kept or refused, it is not said again.

        A hall whose disk failed kept nothing and decided nothing: it is asked again.
        """
        command = answer.answer.command
        if command not in self._pending or _undecided(answer):
            return
        self._forget(command)
        if command == self._newest:
            self.fate = Fate.KEPT if isinstance(answer.answer, Accepted) else Fate.REFUSED

    def send(self, now: Now, *, alive: bool) -> tuple[Send, ...]:
        """Return what is to be sent now; while the hall is lost nothing is, but nothing ends."""
        if self._newest in self._pending:
            self.fate = Fate.SENDING if alive else Fate.WAITING
        if not alive:
            return ()
        due = [id_ for id_, due_ms in self._due_ms.items() if due_ms <= now.tick_ms]
        for id_ in due:
            self._due_ms[id_] = now.tick_ms + RETRY_AFTER_MS
        return tuple(Send(self._pending[id_]) for id_ in due)

    def due_ms(self) -> int | None:
        """Tick at which something is to be sent again, or None."""
        return min(self._due_ms.values(), default=None)

    def _forget(self, id_: str) -> None:
        del self._pending[id_]
        del self._due_ms[id_]


def _undecided(answer: Answer) -> bool:
    return isinstance(answer.answer, Refused) and answer.answer.refusal is Refusal.STORE_FAILED
