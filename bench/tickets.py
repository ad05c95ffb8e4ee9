# SPDX-License-Identifier: Apache-2.0
"""How many tickets a hall gives a second when many kiosks ask at once, each one on disk first."""

from collections.abc import Callable, Iterator

from msgspec.structs import replace

from bench.asker import DESK, sign_in
from bench.figures import Figure
from bench.floors import disk
from bench.hammer import Hammer
from bench.place import BROKERS, Place, open_hall, place
from bus.address import broker_address
from bus.channels import Kind
from config.devices import Bridge
from hallflow.parts import parts_of

KIOSKS = 32
EACH = 40
"""Tickets of one kiosk in one burst."""
ROUNDS = 6
"""Bursts of tickets, each between two stretches of raw commits."""
FLOOR_S = 0.7


def tickets(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield tickets a second for each broker; a number given twice is an error."""
    kiosks, each, floor_s = (4, 5, 0.1) if quick else (KIOSKS, EACH, FLOOR_S)
    hall = open_hall("township", kiosks=kiosks)
    hall = replace(hall, bridges=(Bridge(id=DESK, ports=()),))
    for broker in BROKERS[:1] if quick else BROKERS:
        with place(hall, "township", broker) as here:
            yield from _measure(here, broker, each, floor_s, tell)


def _measure(
    here: Place, broker: str, each: int, floor_s: float, tell: Callable[[str], None]
) -> Iterator[Figure]:
    sign_in(here)
    parts = [part for part in parts_of(here.hall) if part.kind is Kind.KIOSK]
    services = [service.id for service in here.hall.services]
    given_s, floor = 0.0, []
    with (
        disk(here.data.parent) as under,
        Hammer(broker_address(here.url), parts, here.passwords, services) as hammer,
    ):
        for burst in range(ROUNDS):
            tell(f"tickets, {broker}: burst {burst + 1} of {ROUNDS}")
            floor.append(under.commits_a_second(floor_s))
            given_s += hammer.burst(each)
            floor.append(under.commits_a_second(floor_s))
    numbers = [number for kiosk in hammer.kiosks for number in kiosk.numbers]
    twice = len(numbers) - len(set(numbers))
    if twice or len(numbers) != ROUNDS * each * len(parts):
        raise AssertionError(f"{len(numbers)} tickets given, {twice} numbers twice")
    rate, raw = len(numbers) / given_s, sum(floor) / len(floor)
    against = f"one-row commits ({raw:,.0f}/s), 0 numbers twice"
    yield Figure(
        f"tickets from {len(parts)} kiosks, {broker}", rate, "tickets/s", rate / raw, against
    )
