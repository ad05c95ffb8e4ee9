# SPDX-License-Identifier: Apache-2.0
"""One window as its strip shows it."""

from enum import StrEnum

from msgspec import Struct

from bus.actor import Now
from bus.messages import NowServing, WindowState
from caller.core.known import Known
from config.schema import Clerk, Department, Hall, Text


class Sign(StrEnum):
    """What a strip says beside the number."""

    CONNECTING = "connecting"
    """The hall was never heard: nothing is known."""
    CLOSED = "closed"
    FREE = "free"
    CALLING = "calling"
    SERVING = "serving"
    RATING = "rating"
    PAUSED = "paused"
    AWAY = "away"


class ClerkCard(Struct, frozen=True):
    """Who sits at the window."""

    number: str
    name: Text | None = None
    duty: Text | None = None
    department: Text | None = None
    photo: str = ""


class StripView(Struct, frozen=True):
    """All a strip shows."""

    window: str
    name: Text | None
    sign: Sign
    number: str = ""
    clerk: ClerkCard | None = None
    waiting: int = 0
    reason: str = ""
    as_of: str = ""
    """hh:mm:ss when the hall is lost: what stands here held then."""
    call: int = 0
    called_at: int = 0


def card(hall: Hall, clerk: str) -> ClerkCard | None:
    """Return who a clerk is; somebody the configuration does not know has a number only."""
    if not clerk:
        return None
    known: Clerk | None = hall.clerk_by_number.get(clerk)
    if known is None:
        return ClerkCard(number=clerk)
    department: Department | None = hall.department_by_id.get(known.department)
    return ClerkCard(
        number=known.number,
        name=known.name,
        duty=known.duty,
        department=department.name if department else None,
        photo=known.photo,
    )


def strip_view(hall: Hall, known: Known, window: str, now: Now) -> StripView:
    """Return what the strip of a window shows now."""
    configured = hall.window_by_id.get(window)
    name = configured.name if configured else None
    state = known.windows.get(window)
    if state is None or known.time.heard_utc_ms() is None:
        as_of = known.as_of(now)
        return StripView(window=window, name=name, sign=Sign.CONNECTING, as_of=as_of)
    return StripView(
        window=window,
        name=name,
        sign=Sign(state.state.value),
        number=_number(state),
        clerk=card(hall, state.clerk),
        waiting=state.waiting,
        reason=state.pause_reason,
        as_of=known.as_of(now),
        call=state.call,
        called_at=state.since_at if state.state is WindowState.CALLING else 0,
    )


def _number(state: NowServing) -> str:
    shown = (WindowState.CALLING, WindowState.SERVING, WindowState.RATING)
    return state.number if state.state in shown else ""
