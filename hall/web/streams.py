# SPDX-License-Identifier: Apache-2.0
"""Streams that stay open: so many for each one who watches, so that nobody holds all of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.exceptions import TooManyRequestsException

from hall.web.access import who
from hall.web.people import address_of

EACH_MAX = 32
"""A browser opens six to one address."""
AGAIN_S = 60


class Streams:
    """How many streams everybody holds."""

    def __init__(self) -> None:
        self._held: Counter[str] = Counter()

    def check(self, watcher: str) -> None:
        """Refuse one more than `EACH_MAX`. TooManyRequestsException."""
        if self._held[watcher] >= EACH_MAX:
            raise TooManyRequestsException(
                detail=f"{EACH_MAX} streams are open already", headers={"Retry-After": str(AGAIN_S)}
            )

    @contextmanager
    def hold(self, watcher: str) -> Iterator[None]:
        """Count one as long as the block lasts."""
        self._held[watcher] += 1
        try:
            yield
        finally:
            self._held[watcher] -= 1
            if not self._held[watcher]:
                del self._held[watcher]


def watcher_of(request: Request[Any, Any, State]) -> str:
    """Return who watches: a session, a token, or where nobody signs in an address."""
    person = who(request)
    watcher = "" if person is None else person.session or person.name
    return watcher or address_of(request)
