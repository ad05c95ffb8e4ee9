# SPDX-License-Identifier: Apache-2.0
"""What a strip of letters says of its window: the longest text that fits, row by row."""

from collections.abc import Callable, Iterable

from bus.messages import NowServing, WindowState

Say = Callable[..., str]
"""Words of the strip's language: a key and its values in, a text out, its rows one a line."""

WITH_NUMBER = (WindowState.CALLING, WindowState.SERVING, WindowState.RATING)


def texts(serving: NowServing | None, window: str, say: Say) -> tuple[str, ...]:
    """Return what may be said of a window, the fullest first; None: nothing is known of it."""
    state = None if serving is None else serving.state
    if serving is not None and state in WITH_NUMBER and serving.number:
        number = serving.number
        return say(f"strip-{state}", number=number, window=window), number
    if serving is not None and state is WindowState.PAUSED and serving.pause_reason:
        return say("strip-paused-because", reason=serving.pause_reason), *_plain(state, window, say)
    return _plain(state, window, say)


def _plain(state: WindowState | None, window: str, say: Say) -> tuple[str, ...]:
    match state:
        case None:
            return say("strip-no-hall"), say("strip-no-hall-short")
        case WindowState.CLOSED:
            return (say("strip-closed"),)
        case WindowState.PAUSED:
            return say("strip-paused", window=window), say("strip-paused-short")
        case WindowState.AWAY:
            return say("strip-away"), say("strip-away-short")
        case _:
            return say("strip-free", window=window), say("strip-free-short")


def fitted(
    told: Iterable[str], width: Callable[[str], int], columns: int, rows: int
) -> tuple[str, ...] | None:
    """Return the rows of the first text that fits, in its own rows or in one; None: none does."""
    for text in told:
        for lines in (tuple(text.split("\n")), (" ".join(text.split("\n")),)):
            if len(lines) <= rows and all(width(line) <= columns for line in lines):
                return lines
    return None
