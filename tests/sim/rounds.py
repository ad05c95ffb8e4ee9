# SPDX-License-Identifier: Apache-2.0
"""What a program does that lets something die again and again: ask how often, and show how far."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress

T = TypeVar("T")


def survived(
    program: tuple[str, str | None],
    many: int,
    play: Callable[[int, int], Iterator[T]],
    argv: Sequence[str] | None,
) -> tuple[list[T], int]:
    """Play as many rounds as the arguments ask; return those that held, and the exit code.

    `program` is what dies, such as "kills", and what its help says; `many` is the default. `play`
    takes seed and count; its AssertionError ends it, and is told with the seed.
    """
    name, about = program
    parser = ArgumentParser(f"python -m tests.sim.{name}", description=about)
    parser.add_argument(
        f"--{name}", dest="many", type=int, default=many, help=f"how many (default: {many})"
    )
    parser.add_argument("--seed", type=int, default=1, help="moments and load (default: 1)")
    wished = parser.parse_args(argv)
    console = Console(stderr=True)
    held: list[T] = []
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(name, total=wished.many)
        try:
            for each in play(wished.seed, wished.many):
                held.append(each)
                bar.advance(task)
        except AssertionError as broken:
            sys.stderr.write(f"seed {wished.seed}, {name} {len(held) + 1}: {broken}\n")
    sys.stdout.write(f"{name} survived / {name} {len(held)} / {wished.many}\n")
    return held, 0 if len(held) == wished.many else 1
