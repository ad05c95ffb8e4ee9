# SPDX-License-Identifier: Apache-2.0
"""The figures of a report in their order: what each is, how it is said, what is behind it."""

from collections.abc import Callable
from typing import Final, Literal

from msgspec import Struct

from hall.core.counts import Figures
from hall.tables import Cell, minutes

Form = Literal["count", "minutes", "share", "mean"]
Value = int | float | None


class Figure(Struct, frozen=True):
    """One figure; `figure-NAME` is its heading, `figure-NAME-about` its definition."""

    name: str
    form: Form
    of: Callable[[Figures], Value]
    show: str = ""
    """`?show=` of the tickets behind it; empty: no tickets of this period are."""
    more: bool | None = None
    """Whether more of it is better; None: neither."""
    by: frozenset[str] = frozenset({"all", "service", "window", "clerk", "class"})
    """What it is counted by; periods and departments are sums of these."""


_ARRIVAL = frozenset({"all", "service", "class"})
_HOURLY = frozenset({"all", "service", "window", "clerk", "class", "hour"})
_PLACED = frozenset({"all", "service", "window", "clerk"})
FIGURES: Final = (
    Figure("issued", "count", lambda f: f.issued, "issued", by=_ARRIVAL | {"hour"}),
    Figure("calls", "count", lambda f: f.calls, "calls", by=frozenset({"all", "class"})),
    Figure("served", "count", lambda f: f.served, "served", more=True, by=_HOURLY),
    Figure("passed-over", "count", lambda f: f.passed_over, "passed-over", more=False),
    Figure("abandoned", "count", lambda f: f.abandoned, "abandoned", more=False, by=_ARRIVAL),
    Figure("transferred", "count", lambda f: f.transferred, "transferred"),
    Figure("wait-median", "minutes", lambda f: f.wait_median_ms, "waited", more=False, by=_HOURLY),
    Figure("wait-p90", "minutes", lambda f: f.wait_p90_ms, "waited", more=False, by=_HOURLY),
    Figure("service-median", "minutes", lambda f: f.service_median_ms, "served"),
    Figure("service-p90", "minutes", lambda f: f.service_p90_ms, "served"),
    Figure("accepted", "count", lambda f: f.accepted, "ended", by=_PLACED),
    Figure("finished", "count", lambda f: f.finished, more=True, by=_PLACED),
    Figure("same-day", "share", lambda f: f.same_day, more=True, by=_PLACED),
    Figure("on-time", "share", lambda f: f.on_time, more=True, by=_PLACED),
    Figure("satisfied", "share", lambda f: f.satisfied, "rated", more=True),
    Figure("rated", "count", lambda f: f.rated, "rated", more=True),
    Figure("unrated", "count", lambda f: f.unrated, "unrated"),
    Figure("dissatisfied", "count", lambda f: sum(f.levels[:2]), "dissatisfied", more=False),
    Figure("overtaken-mean", "mean", lambda f: f.overtaken_mean, "overtaken", by=_ARRIVAL),
    Figure("overtaken-max", "count", lambda f: f.overtaken_max, "overtaken", by=_ARRIVAL),
)
BY_NAME: Final = {figure.name: figure for figure in FIGURES}


def figures_by(kind: str) -> tuple[Figure, ...]:
    """Return the figures that are counted by a kind."""
    return tuple(figure for figure in FIGURES if kind in figure.by)


def bars_by(kind: str) -> tuple[Figure, ...]:
    """Return the figures that a chart has bars of: at a window or by a clerk nothing is issued."""
    return tuple(figure for figure in figures_by(kind) if figure.name in ("issued", "served"))


def cell_of(figure: Figure, found: Figures) -> Cell:
    """Return a figure as tables keep it: minutes with one decimal, shares of 1 with three."""
    value = figure.of(found)
    if value is None or figure.form == "count":
        return value
    if figure.form == "minutes":
        return minutes(value)
    return round(value, 3 if figure.form == "share" else 2)
