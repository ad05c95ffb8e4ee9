# SPDX-License-Identifier: Apache-2.0
"""Asks the interface what its own description allows: `python -m tests.web.fuzz EXAMPLES`.

No answer may be an error of ours, none may have a status or a form that is not described.
"""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from bus.messages import Action
from hall.core.accounts import Meter, Role, Scope
from hall.settings import SettingsFile
from tests.web.inside import URL, Inside, copied_township, inside

ENDLESS = "/api/changes"
"""A stream; a test of its own listens to it."""
EXAMPLES = 3
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def fuzz(hall: Inside, examples: int) -> dict[str, int]:
    """Return how often each operation was asked. AssertionError for what is not described."""
    hall.open("w1", "w2")
    ticket = hall.take("permit").ticket
    hall.press("w1", Action.NEXT)
    hall.app.state.settings = SettingsFile(copied_township(hall.folder), hall.folder)
    token = hall.accounts.make_token("fuzz", list(Scope), "test")
    hall.accounts._calls = Meter(sys.maxsize, 1)
    known = {"window": "w1", "ticket": ticket, "key": hall.links.key(ticket)}
    hall.account("known", Role.CLERK)
    hall.accounts.make_token("known", [Scope.READ], "test")
    known |= {"group": "voice", "name": "known", "service": "permit", "number": "1"}
    schema = schemathesis.openapi.from_dict(hall.client.get("/openapi.json").json())
    asked: dict[str, int] = {}
    operations: Iterable[Any] = schema.get_all_operations()
    for operation in (found.ok() for found in operations):
        if operation.path == ENDLESS:
            continue
        name = f"{operation.method.upper()} {operation.path}"
        asked[name] = _ask(hall, operation, (token, known), examples)
    return asked


def _ask(hall: Inside, operation: Any, shown: tuple[str, dict[str, str]], examples: int) -> int:
    """Ask one operation, half of the time about things that are there."""
    token, known = shown
    count = 0
    load_all_checks()
    checks = CHECKS.get_by_names(list(CHECKED))

    @given(case=operation.as_strategy())
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any) -> None:
        nonlocal count
        if count % 2:
            there = {k: known[k] for k in case.path_parameters or {} if k in known}
            case.path_parameters = {**(case.path_parameters or {}), **there}
        wish = case.as_transport_kwargs(base_url=URL)
        wish["headers"] = dict(wish["headers"]) | {"Authorization": f"Bearer {token}"}
        wish.pop("cookies", None)
        answer = hall.client.request(**wish)
        case.validate_response(answer, checks=checks)
        count += 1

    ask()
    return count


def main(examples: int) -> None:
    """Ask each operation so often; print what was asked."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with TemporaryDirectory() as folder, inside(Path(folder)) as hall:
        for name, count in fuzz(hall, examples).items():
            sys.stdout.write(f"{count:6} {name}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES)
