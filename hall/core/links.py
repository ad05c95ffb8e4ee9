# SPDX-License-Identifier: Apache-2.0
"""Secret addresses: who holds a ticket's paper can open its page, and nobody can guess another's.

A key is `base32(HMAC-SHA256(secret, what))`, cut to 80 bits: nothing is kept for each ticket.
"""

import base64
import hashlib
import hmac

from msgspec.structs import replace

from bus.messages import TicketIssued
from bus.receipt import receipt_code
from hall.core.effects import Said

KEY_BYTES = 10
_TICKET = "ticket:"
_CASE = "case:"
_BOOKING = "booking:"
BOOKING_SIGNS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
BOOKING_LENGTH = 8


class Links:
    """The keys of one hall; `secret` empty: tickets have none, and no page opens."""

    def __init__(self, secret: bytes = b"") -> None:
        self._secret = secret

    def key(self, ticket: str) -> str:
        """Return the key of a ticket's page; empty without a secret or a ticket."""
        if not self._secret or not ticket:
            return ""
        digest = hmac.digest(self._secret, (_TICKET + ticket).encode(), hashlib.sha256)
        return base64.b32encode(digest[:KEY_BYTES]).decode().lower()

    def receipt(self, about: str) -> str:
        """Return the receipt code of something that happened once, always the same one."""
        digest = hmac.digest(self._secret, (_CASE + about).encode(), hashlib.sha256)
        return receipt_code(digest)

    def booking(self, wish: str) -> str:
        """Return the code of the appointment that a wish asks for: the same wish, the same code.

        `wish` holds what nobody can guess; the code is `BOOKING_SIGNS`, no two alike to the eye.
        """
        digest = hmac.digest(self._secret, (_BOOKING + wish).encode(), hashlib.sha256)
        drawn = (BOOKING_SIGNS[byte % len(BOOKING_SIGNS)] for byte in digest[:BOOKING_LENGTH])
        return "".join(drawn)

    def opens(self, ticket: str, key: str) -> bool:
        """Whether `key` opens a ticket's page; takes as long for a wrong one as for a right one."""
        right = self.key(ticket)
        return bool(right) and hmac.compare_digest(right.encode(), key.encode())

    def told(self, answer: Said) -> Said:
        """Return an answer with the ticket's key in it, which the log never holds."""
        if not isinstance(answer, TicketIssued):
            return answer
        return replace(answer, key=self.key(answer.ticket))
