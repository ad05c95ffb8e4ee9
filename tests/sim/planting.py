# SPDX-License-Identifier: Apache-2.0
"""How a bug is planted, where it shows, and how it is noticed."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec import Struct

from tests.sim.checks import BrokenError
from tests.sim.halls import Load
from tests.sim.play import play

Plant = Callable[[pytest.MonkeyPatch], None]
RUNS_MAX = 12
"""Short runs in which each must be noticed."""
USUAL = Load(days=1, minutes=1.5, visitors=30, troubles=5, equipped=0)
CROWDED = Load(days=1, minutes=1.5, visitors=80, troubles=0, equipped=0)
BOOKED = Load(days=1, minutes=5, visitors=90, troubles=0, equipped=0)
STORMY = Load(days=1, minutes=3, visitors=30, troubles=20, equipped=0)
EQUIPPED = Load(days=1, minutes=2, visitors=40, troubles=3, equipped=4)


class Mutant(Struct, frozen=True):
    """One planted bug, and where it shows."""

    name: str
    plant: Plant
    hall: str
    load: Load
    seed: int

    def noticed(self) -> str:
        """Return what the checkers said; empty when nobody noticed."""
        for seed in range(self.seed, self.seed + RUNS_MAX):
            with pytest.MonkeyPatch.context() as patch:
                self.plant(patch)
                try:
                    play(seed, self.hall, self.load)
                except BrokenError as broken:
                    return str(broken).splitlines()[-2]
        return ""


PLANTED: dict[str, Mutant] = {}


def planted(hall: str = "township", load: Load = USUAL, seed: int = 0) -> Callable[[Plant], Plant]:
    """Keep a bug to be planted in a scene."""

    def keep(plant: Plant) -> Plant:
        name = plant.__name__
        PLANTED[name] = Mutant(name, plant, hall, load, seed)
        return plant

    return keep


def after(patch: pytest.MonkeyPatch, table: Any, key: Any, spoil: Callable[..., None]) -> None:
    """Let something be spoilt after each call of a function in a table of functions."""
    original = table[key]

    def spoilt(*given: Any) -> Any:
        result = original(*given)
        spoil(*given)
        return result

    patch.setitem(table, key, spoilt)
