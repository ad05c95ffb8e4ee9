# SPDX-License-Identifier: Apache-2.0
"""`python -m bench [NAME ...]`: print figures, one a line, each beside its floor."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench.click import click
from bench.displays import displays
from bench.idle import idle
from bench.link import link
from bench.paper import paper
from bench.phones import phones
from bench.press import press
from bench.reports import reports
from bench.search import search
from bench.start import start
from bench.steps import steps
from bench.tickets import tickets
from bench.touch import touch
from bench.waits import waits

BENCHES = {
    bench.__name__: bench
    for bench in (
        *(click, press, tickets, idle, touch, displays, phones, paper, search),
        *(start, steps, waits, link, reports),
    )
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benches named, all if none is; return 2 for a name that is none."""
    parser = _parser()
    options = parser.parse_args(argv)
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        parser.error(f"no bench is called {unknown[0]!r}; there are: {', '.join(BENCHES)}")
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    names = options.names or list(BENCHES)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("", total=len(names))
        for name in names:
            bar.update(task, description=name)
            more = {"count": options.phones} if name == phones.__name__ else {}
            figures = BENCHES[name](
                quick=options.quick, tell=lambda what: bar.update(task, description=what), **more
            )
            for figure in figures:
                sys.stdout.write(figure.line() + "\n")
                sys.stdout.flush()
            bar.advance(task)
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser("python -m bench", description=__doc__)
    parser.add_argument(
        "names",
        metavar="NAME",
        nargs="*",
        help=f"what to measure: {', '.join(BENCHES)} (default: all)",
    )
    parser.add_argument(
        "--quick", action="store_true", help="a few rounds only: shows that it runs, proves nothing"
    )
    parser.add_argument(
        "--phones", type=int, default=0, metavar="N", help="how many follow their number (phones)"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
