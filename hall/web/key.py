# SPDX-License-Identifier: Apache-2.0
"""Keys and codes in addresses: who may see what is behind one, and how often may be guessed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from litestar import Request, Response
from litestar.datastructures import State
from litestar.exceptions import TooManyRequestsException

from bus.receipt import code_in
from bus.run import now
from hall.core.appointments import BookingView
from hall.core.inquiry import Patience
from hall.core.links import Links
from hall.core.views import RegisterView
from hall.web.draw import Pages
from hall.web.people import address_of

ID_MAX = 64
KEY_MAX = 64
DATE_LENGTH = len("2026-03-02")
NOT_FOUND = 404
WRONG_KEYS_MAX = 30
"""Wrong keys answered in a minute for one address; a right one is always answered."""
ADDRESSES_MAX = 10_000
MINUTE_S = 60
SECOND_MS = 1_000

View = TypeVar("View", bound=RegisterView | BookingView)


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
    wrong_keys: WrongKeys = request.app.state.wrong_keys
    at_s = asyncio.get_running_loop().time()
    if wrong_keys.too_many(address_of(request), at_s):
        raise too_often(SECOND_MS * (MINUTE_S - int(at_s) % MINUTE_S))
    return False


async def behind(
    request: Request[Any, Any, State], code: str, look: Callable[[str], Awaitable[View]]
) -> View | None:
    """Return the case or appointment behind a code; None: there is none.

    TooManyRequestsException for who guessed too often.
    """
    patience: Patience = request.app.state.patience
    place = address_of(request)
    wait_ms = patience.wait_ms(place, now().tick_ms)
    if wait_ms:
        raise too_often(wait_ms)
    wanted = code_in(code)
    view = await look(wanted) if wanted else None
    if view is None or not (view.cases if isinstance(view, RegisterView) else view.booking):
        patience.missed(place, now().tick_ms)
        return None
    return view


def too_often(wait_ms: int) -> TooManyRequestsException:
    """Return what who must wait hears: for how long."""
    wait = {"Retry-After": str(-(-wait_ms // SECOND_MS))}
    return TooManyRequestsException(detail="too often: wait a little", headers=wait)


def no_ticket(request: Request[Any, Any, State]) -> Response[str]:
    """Say that there is no such page, and what to do."""
    pages: Pages = request.app.state.pages
    return pages.page(request, "phone_gone.html", status=NOT_FOUND, kind="ticket-unknown")
