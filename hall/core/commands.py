# SPDX-License-Identifier: Apache-2.0
"""Commands that only the hall's own pages send, inside the process."""

from typing import Annotated

from msgspec import Meta

from bus.messages import CaseStep, Code, Command, Id, Milliseconds, WindowAction, Words


class MakeBooking(Command, frozen=True, kw_only=True):
    """Book a visit: `slot_at` is the UTC ms at which a slot of the service begins."""

    service: Id
    slot_at: Milliseconds
    person: Annotated[str, Meta(max_length=64)] = ""
    code: Annotated[str, Meta(min_length=4, max_length=16, pattern=r"^[A-Z0-9]+$")]
    """What the citizen shows at the kiosk; drawn by the page, refused if taken."""


class CancelBooking(Command, frozen=True, kw_only=True):
    """Give an appointment back."""

    code: Annotated[str, Meta(max_length=16)]


class MoveCase(Command, frozen=True, kw_only=True):
    """Let a case take another step."""

    code: Code
    to: CaseStep
    clerk: Annotated[str, Meta(min_length=1, max_length=64)]
    note: Words = ""


class AddService(Command, frozen=True, kw_only=True):
    """One more service for the citizen at a window, on the same ticket."""

    window: Id
    service: Id


class PagePress(WindowAction, frozen=True, kw_only=True):
    """A key pressed on a page that showed `shown` at the window; empty: that showed nobody.

    Refused when somebody else is there by now: the clerk meant whom the page showed.
    """

    shown: Annotated[str, Meta(max_length=64)] = ""
