# SPDX-License-Identifier: Apache-2.0
"""`hallflow whatif`: play a recorded day again with a change; waits side by side."""

import re
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from datetime import date

import msgspec
from msgspec import Struct

from config.arguments import add_config, add_data, hall_or_exit, language_wished
from config.policy import Policy
from config.schema import Hall
from hall.core.opening import Opening
from hall.core.script import Shift, script_of
from hall.core.whatif import EVERY_SERVICE, Change, Compared, Waits, what_if
from hall.days import archive_or_exit, iso_date
from hall.tables import Cell, add_format, minutes, show
from look.words import Words

_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d"
_STRETCH = re.compile(
    rf"(?P<window>[^@]+)@(?P<begin>{_TIME})-(?P<end>{_TIME}|24:00)(?:/(?P<services>.+))?"
)


class Stretch(Struct, frozen=True):
    """`5@10:00-12:00` or `5@10:00-12:00/tax,land`: a window, when, and for which services."""

    window: str
    span: str
    services: tuple[str, ...] = ()


def stretch(text: str) -> Stretch:
    """Return what `WINDOW@HH:MM-HH:MM[/SERVICE,...]` says. ArgumentTypeError shows the form."""
    found = _STRETCH.fullmatch(text)
    if found is None:
        raise ArgumentTypeError(f"{text!r} should look like 5@10:00-12:00 or 5@10:00-12:00/tax")
    if found["begin"] >= found["end"]:
        raise ArgumentTypeError(f"{text!r} ends before it begins")
    services = tuple(found["services"].split(",")) if found["services"] else ()
    return Stretch(found["window"], f"{found['begin']}-{found['end']}", services)


def changed_policy(policy: Policy, setting: str) -> Policy:
    """Return the policy with one `key=value`, checked as the hall's file is.

    ArgumentTypeError when there is no such setting or it cannot have that value.
    """
    key, _, value = setting.partition("=")
    if key not in Policy.__struct_fields__:
        raise ArgumentTypeError(f"there is no policy setting {key!r}")
    try:
        wished = msgspec.json.decode(value)
    except msgspec.DecodeError:
        wished = value
    plain = msgspec.to_builtins(policy) | {key: wished}
    try:
        return msgspec.convert(plain, Policy)
    except msgspec.ValidationError as error:
        raise ArgumentTypeError(f"policy {key}: {error}") from error


def main(argv: Sequence[str] | None = None) -> int:
    """Print the comparison; return 0, 1 when nothing was recorded, 2 for a wrong change."""
    words = Words("hall", language_wished())
    parser = ArgumentParser("hallflow whatif", description=words("whatif-about"))
    add_config(parser)
    add_data(parser)
    parser.add_argument("--day", type=iso_date, required=True, metavar="DATE")
    span = "WINDOW@HH:MM-HH:MM[/SERVICE,...]"
    for name in ("open", "close"):
        parser.add_argument(
            f"--{name}-window",
            type=stretch,
            action="append",
            default=[],
            metavar=span,
            help=words(f"whatif-{name}"),
        )
    parser.add_argument(
        "--policy", action="append", default=[], metavar="KEY=VALUE", help=words("whatif-policy")
    )
    add_format(parser)
    wished = parser.parse_args(argv)
    hall = hall_or_exit(wished.config)
    for one in (*wished.open_window, *wished.close_window):
        _check(parser, hall, one)
    policy = hall.policy
    for setting in wished.policy:
        try:
            policy = changed_policy(policy, setting)
        except ArgumentTypeError as error:
            parser.error(str(error))
    archive = archive_or_exit(wished.data)
    facts = archive.facts_of(wished.day)
    archive.close()
    script = script_of(facts)
    if not script.arrivals:
        sys.stderr.write(words("nothing-recorded", day=wished.day) + "\n")
        return 1
    change = change_of(hall, wished.day, wished.open_window, wished.close_window, policy)
    _show(words, hall, wished, what_if(hall, script, change))
    return 0


def change_of(
    hall: Hall,
    day: str,
    opened: Sequence[Stretch],
    closed: Sequence[Stretch],
    policy: Policy | None = None,
) -> Change:
    """Return the change on a date of the hall's calendar."""
    opening = Opening(hall)

    def at(one: Stretch) -> tuple[int, int]:
        return opening.span(one.span, date.fromisoformat(day))

    return Change(
        opened=tuple(
            Shift(
                one.window,
                "",
                hall.expand(one.services) or hall.services_by_window[one.window],
                *at(one),
            )
            for one in opened
        ),
        closed=tuple((one.window, *at(one)) for one in closed),
        policy=policy,
    )


def _check(parser: ArgumentParser, hall: Hall, one: Stretch) -> None:
    if one.window not in hall.window_by_id:
        parser.error(f"there is no window {one.window!r}; there are {', '.join(hall.window_by_id)}")
    able = hall.services_by_window[one.window]
    for service in hall.expand(one.services):
        if service not in able:
            parser.error(f"window {one.window!r} does not take {service!r}")


def _show(words: Words, hall: Hall, wished: Namespace, compared: Sequence[Compared]) -> None:
    columns = {
        "service": words("whatif-service"),
        **{
            f"{what}_{when}": words(
                f"whatif-{what.replace('_', '-')}", when=words(f"whatif-{when}")
            )
            for what in ("people", "median", "p90", "longest", "not_called")
            for when in ("before", "after")
        },
    }
    rows = [
        {"service": _name(words, hall, one.service)}
        | _cells(one.before, "before")
        | _cells(one.after, "after")
        for one in compared
    ]
    title = words("whatif-title", day=wished.day)
    show(wished.format, title, columns, rows)


def _name(words: Words, hall: Hall, service: str) -> str:
    if service == EVERY_SERVICE:
        return words("whatif-all")
    return hall.service_by_id[service].name.in_(words.language)


def _cells(waits: Waits, when: str) -> dict[str, Cell]:
    return {
        f"people_{when}": waits.people,
        f"median_{when}": minutes(waits.median_ms),
        f"p90_{when}": minutes(waits.p90_ms),
        f"longest_{when}": minutes(waits.longest_ms),
        f"not_called_{when}": waits.not_called,
    }
