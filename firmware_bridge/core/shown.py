# SPDX-License-Identifier: Apache-2.0
"""What devices show of a window: a pad what fits its cells, a strip all that is known."""

from bus.messages import NowServing, WindowState
from firmware_bridge.core.commands import Show, Sign
from firmware_bridge.core.device import Device, Pads, Strips
from firmware_bridge.core.pad import DIGIT_CELLS, LETTER_CELLS

WAITING_MAX = 65_535
SIGNS: dict[WindowState, Sign] = {
    WindowState.CLOSED: Sign.CLOSED,
    WindowState.FREE: Sign.FREE,
    WindowState.CALLING: Sign.CALLING,
    WindowState.SERVING: Sign.SERVING,
    WindowState.RATING: Sign.RATING,
    WindowState.PAUSED: Sign.PAUSED,
    WindowState.AWAY: Sign.PAUSED,
}
NO_HALL = Show(Sign.NO_HALL, "", 0)


def cells(serving: NowServing | None) -> Show:
    """Return what a pad shows of its window; None: nothing is known, or no longer true."""
    if serving is None:
        return NO_HALL
    plain = "".join(c for c in serving.number if c.isascii() and c.isalnum())
    digits = plain.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    letters = plain[: len(plain) - len(digits)]
    ticket = letters[-LETTER_CELLS:] + digits[-DIGIT_CELLS:]
    return Show(SIGNS[serving.state], ticket, min(serving.waiting, WAITING_MAX))


def show_window(device: Device, now_ms: int, address: int, serving: NowServing | None) -> None:
    """Let the device `address` show its window from now on; what only reads shows nothing."""
    if isinstance(device, Strips):
        device.tell(now_ms, address, serving)
    elif isinstance(device, Pads):
        device.show(now_ms, address, cells(serving))


def served(shown: Show) -> NowServing | None:
    """Return the state of a window that looks so: what a person types at the console."""
    states = {sign: state for state, sign in SIGNS.items() if state is not WindowState.AWAY}
    if shown.sign not in states:
        return None
    state, waiting = states[shown.sign], shown.waiting
    return NowServing(seq=0, window="1", state=state, number=shown.ticket, waiting=waiting)
