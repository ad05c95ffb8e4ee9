# SPDX-License-Identifier: Apache-2.0
"""The door of the caller: `hallflow caller --window 3 --strip`, `hallflow caller --board`."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as changed

from bus.channels import Kind, Part
from bus.credentials import CredentialsError, password_of
from bus.mqtt import MqttBus
from config.arguments import EXIT_FAULTS, add_config, add_mqtt, hall_or_exit
from config.load import hall_path
from config.pictures import with_pictures
from config.schema import Display, Hall
from look.kivy.window import add_arguments, from_arguments, prepare

WHOLE_HALL = "hall"


class NoSuchDisplayError(Exception):
    """The hall has no such display; the text says which there are."""


def main(argv: Sequence[str] | None = None) -> int:
    """Open one display of the hall; return when its window is closed."""
    options = _parser().parse_args(argv)
    hall = with_pictures(hall_or_exit(options.config), hall_path(options.config).parent)
    try:
        display = display_of(hall, options)
        part = Part(hall=hall.id, name=display.id, kind=Kind.CALLER)
        bus = MqttBus(options.mqtt, part, password_of(part, options.credentials))
    except (NoSuchDisplayError, CredentialsError, ValueError) as error:
        sys.stderr.write(f"hallflow caller: {error}\n")
        return EXIT_FAULTS
    setup = from_arguments(options, title=display.id)
    setup = replace(setup, language=options.language or hall.languages[0])
    prepare(setup)
    from caller.app import CallerApp, Sound  # noqa: PLC0415  # Kivy loads now

    sound = Sound(options.sound, Path(options.clips) if options.clips else None)
    CallerApp(setup, hall, display, bus, sound).run()
    return 0


def display_of(hall: Hall, options: Namespace) -> Display:
    """Return the display that the options mean. NoSuchDisplayError when the hall has none."""
    found = [display for display in hall.displays if _is_meant(display, options)]
    if not found:
        have = ", ".join(display.id for display in hall.displays) or "none"
        raise NoSuchDisplayError(
            f"the hall {hall.id} has no such display; it has: {have}. "
            "Name one with --id, or add it under [[displays]] in the hall's file"
        )
    return found[0] if options.speak is None else changed(found[0], speaks=options.speak)


def _is_meant(display: Display, options: Namespace) -> bool:
    if options.id:
        return bool(display.id == options.id)
    if options.board:
        zone = "" if options.zone in ("", WHOLE_HALL) else options.zone
        return display.kind == "board" and bool(display.zone == zone)
    return display.kind == "strip" and bool(display.windows == (options.window,))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="hallflow caller", description="Window strip or hall board.")
    add_config(parser)
    add_mqtt(parser)
    which = parser.add_argument_group("which display of the hall")
    which.add_argument("--id", metavar="ID", default="", help="by its id")
    which.add_argument("--window", metavar="WINDOW", default="", help="the strip of a window")
    which.add_argument("--strip", action="store_true", help="a strip (as --window means anyway)")
    which.add_argument("--board", action="store_true", help="a board")
    which.add_argument("--zone", metavar="ZONE", default="", help="the board's zone, or: hall")
    voice = parser.add_argument_group("voice")
    voice.add_argument("--speak", dest="speak", action="store_true", default=None)
    voice.add_argument("--mute", dest="speak", action="store_false", help="no voice here")
    voice.add_argument(
        "--sound",
        metavar="SINK",
        default="auto",
        help="auto, null, file:FOLDER, or an ALSA device such as plughw:0 (default: auto)",
    )
    voice.add_argument(
        "--clips", metavar="FOLDER", default="", help="recordings as zh/please.wav; they win"
    )
    add_arguments(parser, size="1280x720")
    parser.set_defaults(language="")
    return parser


if __name__ == "__main__":
    sys.exit(main())
