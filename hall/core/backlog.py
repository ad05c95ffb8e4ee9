# SPDX-License-Identifier: Apache-2.0
"""Commands that wait to be decided: each once, however often it is repeated meanwhile."""

from msgspec import Struct

from bus.messages import Command

BACKLOG_MAX = 20_000
"""Above that they are dropped, counted, and sent again."""


class Waiting(Struct, frozen=True):
    """One command, and who asked for it."""

    sender: str
    command: Command
    over_bus: bool


class Backlog:
    """First come, first decided."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, sender: str, command: Command, *, over_bus: bool) -> bool:
        """Let a command wait, unless it does already; return False when there is no room."""
        key = (sender, command.id)
        if key not in self._waiting:
            if len(self._waiting) >= BACKLOG_MAX:
                return False
            self._waiting[key] = Waiting(sender, command, over_bus)
        return True

    def take(self) -> Waiting:
        """Return who waits longest. StopIteration when nobody does."""
        return self._waiting.pop(next(iter(self._waiting)))

    def clear(self) -> list[Waiting]:
        """Return all, and forget them."""
        found, self._waiting = list(self._waiting.values()), {}
        return found
