# SPDX-License-Identifier: Apache-2.0
"""`hallflow check HALL`: everything that is wrong with a hall's files, or that nothing is."""

import argparse

from rich.console import Console

from config.arguments import EXIT_FAULTS, language_wished
from config.content import Guides
from config.faults import ConfigFaults, Said, said
from config.load import hall_path, load, load_advice
from config.schema import Hall


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add which hall, and the language of the answer."""
    parser.add_argument(
        "path", metavar="HALL", help="folder or hall.toml of the hall, or the name of an example"
    )
    parser.add_argument(
        "--language",
        choices=("zh", "en"),
        default=language_wished(),
        help="language of the answer (default: the environment's)",
    )


def check(arguments: argparse.Namespace) -> int:
    """Print each fault as `file:line: key: what; what to do`; return 0 (good) or 2.

    A good hall gets advice instead, in the same form.
    """
    console = Console(soft_wrap=True, markup=False, highlight=False, emoji=False)
    try:
        hall, guides = load(arguments.path)
    except ConfigFaults as wrong:
        console.print(wrong.text(arguments.language))
        count = said("check-bad", count=len(wrong.faults))
        console.print(count.say(arguments.language))
        return EXIT_FAULTS
    for advice in load_advice(arguments.path):
        console.print(advice.text(arguments.language))
    good = _good(str(hall_path(arguments.path)), hall, guides)
    console.print(good.say(arguments.language))
    return 0


def _good(file: str, hall: Hall, guides: Guides) -> Said:
    devices = (hall.kiosks, hall.displays, hall.evaluators, hall.bridges, hall.printers)
    return said(
        "check-good",
        file=file,
        departments=len(hall.departments),
        services=len(hall.services),
        windows=len(hall.windows),
        clerks=len(hall.clerks),
        devices=sum(len(group) for group in devices),
        guides=len(guides.by_service),
    )
