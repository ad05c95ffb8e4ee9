# SPDX-License-Identifier: Apache-2.0
"""`hallflow access`: the logins of a hall's devices, for people, for files, for a broker."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bus.channels import Kind, Part
from bus.describe import access, mosquitto_acl
from config.arguments import add_config, add_data, hall_or_exit
from config.reasons import reason_of
from hallflow.broker.mosquitto import password_lines
from hallflow.data import card_key_of, passwords_of, read_mark
from hallflow.parts import parts_of
from hallflow.problem import Problem, words


def main(argv: Sequence[str]) -> int:
    """Print each login with its password, or one of the files made of them."""
    say = words()
    parser = ArgumentParser("hallflow access", description=say("command-access"))
    add_config(parser)
    add_data(parser)
    parser.add_argument("--part", metavar="ID", help=say("part-help"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("json-help"))
    form.add_argument("--acl", action="store_true", help=say("acl-help"))
    form.add_argument("--mosquitto-passwords", action="store_true", help=say("passwords-help"))
    arguments = parser.parse_args(argv)
    hall = hall_or_exit(arguments.config)
    parts = _wanted(parts_of(hall), arguments.part)
    if arguments.acl:
        sys.stdout.write(mosquitto_acl(access(parts)))
        return 0
    passwords = _passwords(arguments.data, hall.id, parts)
    if arguments.json:
        readers = any(part.kind is Kind.BRIDGE for part in parts)
        secrets = passwords | (card_key_of(arguments.data, hall.id) if readers else {})
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(secrets)).decode() + "\n")
    elif arguments.mosquitto_passwords:
        sys.stdout.write(password_lines(passwords))
    else:
        _print_table(parts, passwords)
    return 0


def _wanted(parts: tuple[Part, ...], name: str | None) -> tuple[Part, ...]:
    found = tuple(part for part in parts if name in (None, part.name))
    if not found:
        raise Problem("part-unknown", name=str(name), known=", ".join(p.name for p in parts))
    return found


def _passwords(data: Path, hall: str, parts: tuple[Part, ...]) -> dict[str, str]:
    try:
        mark = read_mark(data)
        if mark is None:
            raise Problem("data-missing", path=str(data))
        if mark.hall != hall:
            raise Problem("data-of-another-hall", path=str(data), theirs=mark.hall, ours=hall)
        return passwords_of(data, parts)
    except OSError as error:
        raise Problem("data-unusable", path=str(data), reason=reason_of(error)) from error


def _print_table(parts: tuple[Part, ...], passwords: dict[str, str]) -> None:
    say = words()
    table = Table(say("column-kind"), say("column-login"), say("column-password"))
    for part in parts:
        table.add_row(part.kind, part.login, passwords[part.login])
    Console(markup=False, highlight=False).print(table)
