# SPDX-License-Identifier: Apache-2.0
"""Waiting-time formulae of the M/M/s queue, with and without people who leave.

`load` is the offered load in Erlangs: arrivals per minute times minutes per service. The golden
values these are tested against stand in tests/rules/test_erlang.py.
"""

import math

from msgspec import Struct

STATES_MAX = 20_000
"""States summed for Erlang-A before the tail is dropped; far past any hall."""
TAIL = 1e-15


class Patience(Struct, frozen=True):
    """What Erlang-A says of a hall whose citizens leave when they waited too long."""

    waits: float
    """Share of the citizens who have to wait at all."""
    leaves: float
    """Share of the citizens who leave before they are served."""
    mean_wait: float
    """Mean wait of everybody, in the unit of the service time."""


def waits(windows: int, load: float) -> float:
    """Return the share of citizens who wait (Erlang-C). ValueError unless 0 < load < windows."""
    _check(windows, load)
    blocked = 1.0
    for count in range(1, windows + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked / (1 - (load / windows) * (1 - blocked))


def mean_wait(windows: int, load: float, service_minutes: float = 1.0) -> float:
    """Return the mean wait of everybody, in minutes. ValueError unless 0 < load < windows."""
    return waits(windows, load) * service_minutes / (windows - load)


def waits_longer(windows: int, load: float, service_minutes: float, minutes: float) -> float:
    """Return the share of citizens who wait longer than `minutes`."""
    rate = (windows - load) / service_minutes
    return waits(windows, load) * math.exp(-rate * minutes)


def with_patience(windows: int, arrivals: float, service: float, leaving: float) -> Patience:
    """Return Erlang-A (M/M/s+M): `arrivals`, `service` and `leaving` are rates per minute."""
    if windows < 1 or min(arrivals, service, leaving) <= 0:
        text = f"rates must be above 0 and windows at least 1, not {windows=}, {arrivals=}"
        raise ValueError(text)
    weight, total, waiting, queue = 1.0, 0.0, 0.0, 0.0
    for people in range(STATES_MAX):
        total += weight
        if people >= windows:
            waiting += weight
            queue += weight * (people - windows)
        leaves = min(people + 1, windows) * service + max(people + 1 - windows, 0) * leaving
        weight *= arrivals / leaves
        if people > windows and weight < TAIL * total:
            break
    mean_queue = queue / total
    return Patience(
        waits=waiting / total,
        leaves=leaving * mean_queue / arrivals,
        mean_wait=mean_queue / arrivals,
    )


def windows_needed(load: float, service_minutes: float, minutes: float, share: float) -> int:
    """Return the fewest windows with which at least `share` wait no longer than `minutes`.

    The search starts at the square-root rule s = R + b*sqrt(R) with b = 0.
    """
    if load <= 0:
        return 0
    windows = math.floor(load) + 1
    while waits_longer(windows, load, service_minutes, minutes) > 1 - share:
        windows += 1
    return windows


def _check(windows: int, load: float) -> None:
    if windows < 1 or not 0 < load < windows:
        text = f"a queue with {windows} windows and load {load} has no steady state"
        raise ValueError(text)
