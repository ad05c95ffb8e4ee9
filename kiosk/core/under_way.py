# SPDX-License-Identifier: Apache-2.0
"""Requests on the kiosk's disk from the touch until the hall knows of their paper.

When the power comes back, what was under way goes on: the same id gets the same ticket.
"""

from msgspec import Struct

from bus.messages import TicketRequest

RESUMED_FOR_MS = 5 * 60_000
"""After this long nobody stands there any more: the ticket goes back."""


class UnderWay(Struct, frozen=True, kw_only=True):
    """One request and how far it came."""

    request: TicketRequest
    papers_at_hand: bool
    asked_at: int
    """UTC ms of the touch, by the hall's clock as the kiosk knew it."""
    printed: bool = False
    """Whether its paper was tried."""
    ticket: str = ""
    """Its ticket, if the hall had named it then."""
    fault: str = ""
    """Why there is no paper, once it was tried."""

    @property
    def id(self) -> str:
        """The request's id, made at the touch."""
        return self.request.id


class Remember(Struct, frozen=True):
    """Effect: put this on disk, in place of what is there of it, then say so."""

    under_way: UnderWay


class Remembered(Struct, frozen=True):
    """It is on disk, or the disk refused: a person must not wait for that."""

    id: str


class Forget(Struct, frozen=True):
    """Effect: it came to its end."""

    id: str


def paper_report_id(request: str) -> str:
    """Return the id of the report on a request's paper: after a power cut it is the same."""
    return f"{request}.paper"
