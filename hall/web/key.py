# SPDX-License-Identifier: Apache-2.0
"""The key in a ticket's address: who may open its page, and how often somebody may be wrong."""

import asyncio
from collections import Counter
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import TooManyRequestsException

from hall.core.links import Links
from hall.web.draw import Pages

ID_MAX = 64
KEY_MAX = 64
DATE_LENGTH = len("2026-03-02")
NOT_FOUND = 404
WRONG_KEYS_MAX = 30
"""Wrong keys answered in a minute for one address; a right one is always answered."""
ADDRESSES_MAX = 10_000
MINUTE_S = 60
SECOND_MS = 1_000


class WrongKeys:
    """Counts wrong keys by the address they come from, this minute.

    No key of 80 bits falls to guessing; this only keeps the noise away from the hall's rules.
    """

    def __init__(self, most: int = WRONG_KEYS_MAX) -> None:
        self._most = most
        self._minute = 0
        self._seen: Counter[str] = Counter()

    def too_many(self, address: str, at_s: float) -> bool:
        """Count one more, and return whether there were too many this minute."""
        minute = int(at_s // MINUTE_S)
        if minute != self._minute:
            self._minute = minute
            self._seen.clear()
        if address not in self._seen and len(self._seen) >= ADDRESSES_MAX:
            return True
        self._seen[address] += 1
        return self._seen[address] > self._most


def opens(request: Request[Any, Any, State], ticket: str, key: str) -> bool:
    """Whether a key opens a ticket. TooManyRequestsException after many that did not."""
    links: Links = request.app.state.links
    if len(ticket) <= ID_MAX and len(key) <= KEY_MAX and links.opens(ticket, key):
        return True
    address = request.client.host if request.client is not None else ""
    wrong_keys: WrongKeys = request.app.state.wrong_keys
    at_s = asyncio.get_running_loop().time()
    if wrong_keys.too_many(address, at_s):
        raise too_often(SECOND_MS * (MINUTE_S - int(at_s) % MINUTE_S))
    return False


def too_often(wait_ms: int) -> TooManyRequestsException:
    """Return what who must wait hears: for how long."""
    wait = {"Retry-After": str(-(-wait_ms // SECOND_MS))}
    return TooManyRequestsException(detail="too often: wait a little", headers=wait)


def no_ticket(request: Request[Any, Any, State]) -> Response[str]:
    """Say that there is no such page, and what to do."""
    pages: Pages = request.app.state.pages
    return pages.page(request, "phone_gone.html", status=NOT_FOUND, kind="ticket-unknown")
