# SPDX-License-Identifier: Apache-2.0
"""One figure a line: `figure value unit ratio-to-floor`."""

from collections.abc import Sequence

from msgspec import Struct


class Figure(Struct, frozen=True):
    """What was measured; `ratio` is to the floor or peer that `against` names."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str = ""

    def line(self) -> str:
        """Return the figure as the bench prints it."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}x {self.against}".rstrip()
        return f"{self.name:<48} {self.value:>12,.3f} {self.unit:<10} {ratio}"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` (0 to 1) of the values lie, by nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def in_ms(seconds: float) -> float:
    """Return seconds as milliseconds."""
    return seconds * 1000
