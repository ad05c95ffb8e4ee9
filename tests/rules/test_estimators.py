# SPDX-License-Identifier: Apache-2.0
"""The two classic estimators against the theory of the GI/M/s queue.

In heavy traffic the mean squared error of "last to enter service" over that of "queue length"
nears c_a^2 + 1, c_a^2 being the squared variation of the times between arrivals; and the error
of "queue length" is E[W | W > 0] / (s mu) exactly (Ibrahim & Whitt, M&SOM 2009).
"""

from collections.abc import Callable
from heapq import heappop, heappush
from random import Random

import pytest

from hall.core.durations import Durations
from hall.core.estimators import LastToEnterService, QueueLength
from hall.core.facts import AnyFact, Called, Finished, Issued, Recorded, SignedIn, Took
from hall.core.fold import apply
from hall.core.life import Why
from hall.core.state import HallState

WINDOWS = 10
LOAD = 0.95
MEAN_MS = 360_000.0
CUSTOMERS = 24_000
WARM_UP = 1_000
SERVICE = "all"
Between = Callable[[Random], float]


def even(_: Random) -> float:
    return 1.0


def chance(random: Random) -> float:
    return random.expovariate(1.0)


def bursts(random: Random) -> float:
    """Hyperexponential with balanced means and a squared variation of 4."""
    share = (1 + (3 / 5) ** 0.5) / 2
    rate = 2 * share if random.random() < share else 2 * (1 - share)
    return random.expovariate(rate)


class Queue:
    """GI/M/s through the hall's own state: facts in, estimates at each arrival out."""

    def __init__(self, seed: int, between: Between) -> None:
        self.random = Random(seed)
        self.between = between
        self.windows = [str(number) for number in range(WINDOWS)]
        self.state = HallState(self.windows)
        gap_ms = Durations({SERVICE: 0.0}).occupied_ms(SERVICE)
        self.queue_length = QueueLength(Durations({SERVICE: MEAN_MS - gap_ms}))
        self.last = LastToEnterService()
        self.waiting: list[str] = []
        self.said: dict[str, tuple[int, float, float]] = {}
        self.errors: list[tuple[float, float, float]] = []
        """Wait, error of "queue length", error of "last to enter", of each who had to wait."""
        for window in self.windows:
            self.write(0, SignedIn(window=window, clerk=f"c{window}"))
            self.write(0, Took(window=window, services=(SERVICE,)))

    def write(self, at: int, fact: AnyFact) -> None:
        seq = self.state.seq + 1
        recorded = Recorded(seq=seq, step=seq, at=at, day="2026-03-02", fact=fact)
        apply(self.state, recorded)
        self.last.learn(recorded)

    def run(self, customers: int) -> None:
        free = list(self.windows)
        busy: list[tuple[int, str, str]] = []
        at, step_ms = 0.0, MEAN_MS / WINDOWS / LOAD
        for number in range(1, customers + 1):
            at += self.between(self.random) * step_ms
            while busy and busy[0][0] <= at:
                done_at, window, ticket = heappop(busy)
                self.write(done_at, Finished(ticket=ticket, window=window, visit=f"v-{ticket}"))
                free.append(window)
                self.call(done_at, free, busy)
            self.arrive(round(at), number)
            self.call(round(at), free, busy)

    def arrive(self, at: int, number: int) -> None:
        ticket = f"t{number}"
        estimate = self.queue_length.wait_ms(self.state, SERVICE)
        assert estimate is not None
        if number > WARM_UP:
            self.said[ticket] = (at, estimate, self.last.wait_ms(SERVICE))
        issued = Issued(
            ticket=ticket,
            number=ticket,
            prefix="A",
            count=number,
            service=SERVICE,
            priority="ordinary",
            since_at=at,
        )
        self.write(at, issued)
        self.waiting.append(ticket)

    def call(self, at: int, free: list[str], busy: list[tuple[int, str, str]]) -> None:
        if not free or not self.waiting:
            return
        window, ticket = free.pop(), self.waiting.pop(0)
        self.write(at, Called(ticket=ticket, window=window, clerk=f"c{window}", why=Why.FIRST))
        heappush(busy, (at + round(self.random.expovariate(1 / MEAN_MS)), window, ticket))
        said = self.said.pop(ticket, None)
        if said is not None and at > said[0]:
            waited = float(at - said[0])
            self.errors.append((waited, waited - said[1], waited - said[2]))


def squared(errors: list[float]) -> float:
    return sum(error * error for error in errors) / len(errors)


@pytest.mark.parametrize(("between", "golden"), [(even, 1.15), (chance, 2.09), (bursts, 4.66)])
def test_the_estimators_err_as_the_theory_says(between: Between, golden: float) -> None:
    queue = Queue(20260302, between)
    queue.run(CUSTOMERS)
    waits, by_length, by_last = (list(column) for column in zip(*queue.errors, strict=True))
    assert squared(by_last) / squared(by_length) == pytest.approx(golden, rel=0.1)
    theory = sum(waits) / len(waits) * MEAN_MS / WINDOWS
    assert squared(by_length) == pytest.approx(theory, rel=0.1)


def test_nobody_waits_where_a_window_is_free() -> None:
    queue = Queue(1, even)
    assert queue.queue_length.wait_ms(queue.state, SERVICE) == 0.0


def test_a_service_without_an_open_window_has_no_estimate() -> None:
    state = HallState(["1"])
    assert QueueLength(Durations({SERVICE: MEAN_MS})).wait_ms(state, SERVICE) is None
