# SPDX-License-Identifier: Apache-2.0
"""The formulae against the golden values of the field."""

import pytest

from hall.core.erlang import mean_wait, waits, waits_longer, windows_needed, with_patience

ERLANG_C = [
    (1, 0.8, 0.800000, 4.0),
    (2, 1.5, 0.642857, 1.285714),
    (5, 4, 0.554113, 0.554113),
    (10, 8, 0.409180, 0.204590),
    (10, 9, 0.668732, 0.668732),
    (20, 18, 0.550769, 0.275385),
]
ERLANG_A = [
    (10, 9, 0.5, 0.468942, 0.067012, 0.134023),
    (10, 12, 0.5, 0.850385, 0.195656, 0.391312),
    (20, 20, 1.0, 0.529743, 0.088835, 0.088835),
]


@pytest.mark.parametrize(("windows", "load", "share", "minutes"), ERLANG_C)
def test_erlang_c_gives_the_golden_values(
    windows: int, load: float, share: float, minutes: float
) -> None:
    assert waits(windows, load) == pytest.approx(share, abs=1e-6)
    assert mean_wait(windows, load) == pytest.approx(minutes, abs=1e-6)


@pytest.mark.parametrize(("windows", "arrivals", "leaving", "share", "left", "wait"), ERLANG_A)
def test_erlang_a_gives_the_golden_values(
    windows: int, arrivals: float, leaving: float, share: float, left: float, wait: float
) -> None:
    found = with_patience(windows, arrivals, 1.0, leaving)
    assert found.waits == pytest.approx(share, abs=1e-6)
    assert found.leaves == pytest.approx(left, abs=1e-6)
    assert found.mean_wait == pytest.approx(wait, abs=1e-6)


@pytest.mark.parametrize(("windows", "load"), [(0, 1.0), (2, 2.0), (2, 0.0), (3, -1.0)])
def test_a_queue_without_a_steady_state_is_an_error(windows: int, load: float) -> None:
    with pytest.raises(ValueError, match="no steady state"):
        waits(windows, load)


def test_one_window_fewer_than_needed_breaks_the_promise() -> None:
    load, minutes, promise, share = 7.3, 6.0, 10.0, 0.9
    needed = windows_needed(load, minutes, promise, share)
    assert 1 - waits_longer(needed, load, minutes, promise) >= share
    assert needed == 8 or 1 - waits_longer(needed - 1, load, minutes, promise) < share


def test_nobody_coming_needs_no_window() -> None:
    assert windows_needed(0.0, 6.0, 10.0, 0.9) == 0
