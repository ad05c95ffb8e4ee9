# SPDX-License-Identifier: Apache-2.0
"""Planted bugs: one rule broken at a time, and somebody must notice; else a checker is asleep.

`python -m tests.sim.mutants` plants them all and prints found/planted; words after it name some,
of which it prints who noticed what.
"""

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.progress import Progress

from tests.sim import bugs_of_parts, bugs_of_rules, bugs_of_words
from tests.sim.planting import PLANTED

__all__ = ["MODULES", "PLANTED", "main"]
MODULES = (bugs_of_rules, bugs_of_parts, bugs_of_words)
"""Each plants its bugs when it is imported."""


def main(names: Sequence[str]) -> int:
    """Plant bugs; return 0 when each was noticed."""
    chosen = [PLANTED[name] for name in names] or list(PLANTED.values())
    found = 0
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("planted bugs", total=len(chosen))
        for mutant in chosen:
            said = mutant.noticed()
            found += bool(said)
            if names or not said:
                sys.stdout.write(f"{mutant.name}: {said[:120] or 'NOBODY NOTICED'}\n")
                sys.stdout.flush()
            bar.advance(task)
    sys.stdout.write(f"planted_bugs_found={found} planted={len(chosen)}\n")
    return 0 if found == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
