# SPDX-License-Identifier: Apache-2.0
"""The door of the evaluator: `hallflow evaluator --window 3`."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace

from bus.channels import Kind, Part
from bus.credentials import CredentialsError, password_of
from bus.mqtt import MqttBus
from config.arguments import EXIT_FAULTS, add_config, add_mqtt, hall_or_exit
from config.load import hall_path
from config.pictures import with_pictures
from config.schema import Evaluator, Hall
from look.kivy.window import add_arguments, from_arguments, prepare


class NoSuchPadError(Exception):
    """The hall has no such pad; the text says which there are."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open one pad of the hall; return when its window is closed."""
    options = _parser().parse_args(argv)
    hall = with_pictures(hall_or_exit(options.config), hall_path(options.config).parent)
    try:
        pad = pad_of(hall, options)
        part = Part(hall=hall.id, name=pad.id, kind=Kind.EVALUATOR)
        bus = MqttBus(options.mqtt, part, password_of(part, options.credentials))
    except (NoSuchPadError, CredentialsError, ValueError) as error:
        sys.stderr.write(f"hallflow evaluator: {error}\n")
        return EXIT_FAULTS
    setup = from_arguments(options, title=pad.id)
    hall = hall.starting_in(options.language)
    setup = replace(setup, language=hall.languages[0])
    prepare(setup)
    from evaluator.app import EvaluatorApp  # noqa: PLC0415  # Kivy loads now

    EvaluatorApp(setup, hall, pad.window, bus).run()
    return 0


def pad_of(hall: Hall, options: Namespace) -> Evaluator:
    """Return the pad that the options mean. NoSuchPadError when the hall has none."""
    for pad in hall.evaluators:
        if (options.id and pad.id == options.id) or (
            not options.id and pad.window == options.window
        ):
            return pad
    have = ", ".join(f"{pad.id} (window {pad.window})" for pad in hall.evaluators) or "none"
    raise NoSuchPadError(
        f"the hall {hall.id} has no such pad; it has: {have}. "
        "Name one with --id or --window, or add it under [[evaluators]] in the hall's file"
    )


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="hallflow evaluator", description="Rating pad of one window.")
    add_config(parser)
    add_mqtt(parser)
    which = parser.add_argument_group("which pad of the hall")
    which.add_argument("--id", metavar="ID", default="", help="by its id")
    which.add_argument("--window", metavar="WINDOW", default="", help="the pad of a window")
    add_arguments(parser, size="1024x600")
    parser.set_defaults(language="")
    return parser


if __name__ == "__main__":
    sys.exit(main())
