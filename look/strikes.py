# SPDX-License-Identifier: Apache-2.0
"""Tells a second strike of a trembling finger from a second wish."""

from look.tokens import DOUBLE_STRIKE_MS

# A finger that strikes twice comes down within this distance of where it was.
SAME_PLACE_DP = 96.0


class DoubleStrike:
    """Remembers the last accepted strike of a window, whichever button it was on."""

    def __init__(self) -> None:
        self._last: tuple[int, float, float] | None = None

    def accept(self, tick_ms: int, x_dp: float, y_dp: float) -> bool:
        """Whether this strike counts: not within half a second at the same place."""
        if self._last is not None:
            last_ms, last_x, last_y = self._last
            near = abs(x_dp - last_x) <= SAME_PLACE_DP and abs(y_dp - last_y) <= SAME_PLACE_DP
            if near and tick_ms - last_ms < DOUBLE_STRIKE_MS:
                return False
        self._last = (tick_ms, x_dp, y_dp)
        return True
