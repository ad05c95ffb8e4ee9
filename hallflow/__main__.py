# SPDX-License-Identifier: Apache-2.0
"""`hallflow COMMAND ...`: one door for everything; only what a command needs is loaded."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec

from config.arguments import EXIT_FAULTS
from hallflow.problem import Problem, say_problem, words

COMMANDS = {
    "demo": "hallflow.demo.__main__",
    "up": "hallflow.up",
    "kiosk": "kiosk.__main__",
    "caller": "caller.__main__",
    "evaluator": "evaluator.__main__",
    "bridge": "firmware_bridge.__main__",
    "watch": "hallflow.watch",
    "check": "hallflow.check",
    "access": "hallflow.access",
    "account": "hall.account",
    "token": "hall.token",
    "report": "hall.report",
    "whatif": "hall.whatif",
    "staffing": "hall.staffing",
    "survey": "hall.survey",
    "describe": "hallflow.describe",
}
"""Each command and the module whose `main(argv)` it is."""


def there(module: str) -> bool:
    """Whether a command's module is part of this installation."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def usage() -> str:
    """Return what `hallflow --help` says."""
    say = words()
    rows = [f"  {name:<10} {say(f'command-{name}')}" for name, at in COMMANDS.items() if there(at)]
    return "\n".join([say("usage"), "", say("about"), "", *rows, "", say("more")])


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code: 0 good, 1 found wrong, 2 could not be done."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        sys.stdout.write(usage() + "\n")
        return 0 if arguments else EXIT_FAULTS
    name, *rest = arguments
    if name not in COMMANDS or not there(COMMANDS[name]):
        return say_problem(Problem("command-unknown", name=name[:40]))
    try:
        return run(name, rest)
    except Problem as problem:
        return say_problem(problem)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Who reads our output has left; Python would complain once more when it closes it.
        sys.stderr.close()
        return 0


def run(name: str, arguments: list[str]) -> int:
    """Load one command and run it."""
    module = import_module(COMMANDS[name])
    if name == "check":  # it lets its arguments be added, for others to check a hall as it does
        parser = ArgumentParser("hallflow check", description=words()("command-check"))
        module.add_arguments(parser)
        return int(module.check(parser.parse_args(arguments)))
    return int(module.main(arguments))


if __name__ == "__main__":
    sys.exit(main())
