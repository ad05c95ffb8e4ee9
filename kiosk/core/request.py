# SPDX-License-Identifier: Apache-2.0
"""Commands that the hall has not answered yet: each is repeated, unchanged, until it is."""

from bus.actor import Now, Send
from bus.messages import Command, PaperReported

RETRY_MS = 1_000
PENDING_MAX = 64
"""Commands kept for a hall that does not answer; the oldest paper report gives way."""


class Ids:
    """Ids of commands: the kiosk's name, its boot and a count, so that none comes twice."""

    def __init__(self, kiosk: str, boot: str) -> None:
        self._stem = f"{kiosk}.{boot}"
        self._count = 0

    def next(self) -> str:
        """Return an id never given before."""
        self._count += 1
        return f"{self._stem}.{self._count}"


class Pending:
    """Commands on their way, oldest first."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self._due_ms: dict[str, int] = {}

    def __contains__(self, id_: str) -> bool:
        return id_ in self._commands

    def __len__(self) -> int:
        return len(self._commands)

    def add(self, command: Command) -> None:
        """Take a command; it is due at once. The same id again changes nothing."""
        if command.id in self._commands:
            return
        if len(self._commands) >= PENDING_MAX:
            reports = (id_ for id_, c in self._commands.items() if isinstance(c, PaperReported))
            self.drop(next(reports, command.id))
        self._commands[command.id] = command
        self._due_ms[command.id] = 0

    def drop(self, id_: str) -> Command | None:
        """Forget a command, for it was answered or given up; return it if it was there."""
        self._due_ms.pop(id_, None)
        return self._commands.pop(id_, None)

    def hurry(self) -> None:
        """Make everything due now: the hall is back."""
        self._due_ms = dict.fromkeys(self._due_ms, 0)

    def due(self, now: Now) -> tuple[Send, ...]:
        """Return what to send now and set when to send it again."""
        ids = [id_ for id_, at in self._due_ms.items() if at <= now.tick_ms]
        for id_ in ids:
            self._due_ms[id_] = now.tick_ms + RETRY_MS
        return tuple(Send(self._commands[id_]) for id_ in ids)

    def wake_at_ms(self) -> int | None:
        """Tick of the next repetition, or None."""
        return min(self._due_ms.values(), default=None)
