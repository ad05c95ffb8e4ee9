# SPDX-License-Identifier: Apache-2.0
"""How honest the waiting times are: ours and the two classic estimators on the same days."""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from bench.day import MINUTE, Days, Kind, Wait
from bench.figures import Figure
from bench.place import rehearsal_hall
from config.schema import CaseType, Hall, Service, Text, Window

SEED = 20260302


def waits(*, quick: bool, tell: Callable[[str], None]) -> Iterator[Figure]:
    """Yield for each kind of hall how often the bound held, and each forecaster's mean error."""
    runs, days = (1, 1) if quick else (4, 5)
    for kind in kinds():
        found: list[Wait] = []
        for run in range(runs):
            tell(f"waits, {kind.name}: {run} of {runs}")
            found += Days(kind, SEED + run).play(days)
        yield from _figures(kind.name, found)


def kinds() -> tuple[Kind, ...]:
    """Return the kinds of halls that are played."""
    township, tax = rehearsal_hall("township"), rehearsal_hall("tax")
    return (
        Kind("one queue", _one_queue(), 0.85),
        Kind("township", township, 0.85),
        Kind("tax", tax, 0.85, lunch=True),
        Kind("changing staff", tax, 0.75, lunch=True, restless=True),
    )


def _one_queue() -> Hall:
    """Return a hall with one service and four windows that all take it."""
    hall = rehearsal_hall("township")
    name = Text(zh="综合窗口", en="All services")
    department = hall.departments[0]
    only = Service(
        id="all",
        department=department.id,
        name=name,
        case_type=CaseType.IMMEDIATE,
        typical_minutes=6,
    )
    windows = tuple(
        Window(id=str(number), name=name, takes=(department.id,)) for number in range(1, 5)
    )
    return replace(
        hall,
        departments=(department,),
        services=(only,),
        windows=windows,
        displays=(),
        evaluators=(),
        bridges=(),
    )


def _figures(name: str, found: Sequence[Wait]) -> Iterator[Figure]:
    held = sum((wait.waited_ms or 0) <= wait.bound_ms for wait in found) / len(found)
    yield Figure(f"waits, {name}: 90 % bound held", held * 100, "%", held / 0.9, "the promise")
    errors = {
        "queue length": _error(found, lambda wait: wait.queue_length_ms),
        "last to enter": _error(found, lambda wait: wait.last_ms),
    }
    best = min(errors, key=errors.__getitem__)
    ours = _error(found, lambda wait: wait.median_ms)
    yield Figure(f"waits, {name}: mean error, ours", ours, "minutes", ours / errors[best], best)
    for peer, error in errors.items():
        yield Figure(f"waits, {name}: mean error, {peer}", error, "minutes")


def _error(found: Sequence[Wait], said_ms: Callable[[Wait], float]) -> float:
    return sum(abs((wait.waited_ms or 0) - said_ms(wait)) for wait in found) / len(found) / MINUTE
