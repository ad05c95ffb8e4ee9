# SPDX-License-Identifier: Apache-2.0
"""`hallflow describe`: write what is made from the contract, or say where it has drifted."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec

from bus.channels import EVERY_PART, Kind, Part
from bus.describe import access, asyncapi, bus_page, mosquitto_acl
from config.reasons import reason_of
from hallflow.broker.mosquitto import settings
from hallflow.problem import Problem, words

EXAMPLE_HALL = "HALL"
DEPLOY = "config/deploy"
ETC = "/etc/mosquitto/hallflow"


def made() -> dict[str, str]:
    """Return every made file: its path in a checkout, and its text."""
    document = msgspec.json.encode(asyncapi(version("hallflow")))
    examples = [Part(EXAMPLE_HALL, kind.upper(), kind) for kind in (Kind.HALL, *EVERY_PART)]
    return {
        "docs/asyncapi.json": msgspec.json.format(document).decode() + "\n",
        "docs/bus.md": bus_page(),
        f"{DEPLOY}/mosquitto.conf": settings("127.0.0.1", 1883, "mosquitto", ETC),
        f"{DEPLOY}/mosquitto.acl": mosquitto_acl(access(examples)),
    }


def drifted(root: Path) -> list[str]:
    """Return the made files that are not as the contract would have them."""
    return [name for name, text in made().items() if _read(root / name) != text]


def main(argv: Sequence[str]) -> int:
    """Write the files, or with `--check` name those that differ and return 1."""
    say = words()
    parser = ArgumentParser("hallflow describe", description=say("command-describe"))
    parser.add_argument("--into", type=Path, default=Path(), metavar="DIR", help=say("into-help"))
    parser.add_argument("--check", action="store_true", help=say("check-help"))
    arguments = parser.parse_args(argv)
    names = drifted(arguments.into)
    if arguments.check:
        for name in names:
            sys.stdout.write(say("drifted", name=name) + "\n")
        return 1 if names else 0
    for name in names:
        _write(arguments.into / name, made()[name])
    sys.stdout.write(say("described", count=len(names)) + "\n")
    return 0


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except FileNotFoundError:
        return None


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    except OSError as error:
        raise Problem("cannot-write", path=str(file), reason=reason_of(error)) from error
