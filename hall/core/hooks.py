# SPDX-License-Identifier: Apache-2.0
"""What programs are told of what happens: never a person, and signed.

The form is that of Standard Webhooks (standardwebhooks.com): what a program has for others fits.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Iterator

import msgspec
from msgspec import Struct

from hall.core import facts
from hall.core.alarms import Alarm
from hall.core.facts import Recorded

SECRET_PREFIX = "whsec_"  # noqa: S105 - says what it is
FIRST_AGAIN_MS = 1_000
LAST_AGAIN_MS = 300_000
AGE_MAX_MS = 7 * 24 * 3_600_000
"""What a receiver did not take for so long is not told any more."""
DATE_LENGTH = len("2026-03-02-")


class Told(Struct, frozen=True):
    """One thing that happened, as it is posted."""

    type: str
    at: int
    """UTC ms."""
    data: dict[str, str | int]

    def body(self) -> bytes:
        """Return what is posted."""
        return msgspec.json.encode(self)


def told_of(recorded: Recorded) -> Told | None:
    """Return what programs are told of a fact; None: nothing."""
    match recorded.fact:
        case (
            facts.Called(ticket=ticket, window=window)
            | facts.CalledBack(ticket=ticket, window=window)
        ):
            return Told("called", recorded.at, _about(ticket, window))
        case facts.Finished(ticket=ticket, window=window, outcome=outcome):
            data = _about(ticket, window) | {"outcome": outcome.value}
            return Told("served", recorded.at, data)
        case facts.Rated(ticket=ticket, window=window, level=level):
            return Told("rated", recorded.at, _about(ticket, window) | {"level": level})
        case _:
            return None


def taken_back(undone: Recorded, step: Iterable[Recorded]) -> Iterator[tuple[Recorded, Told]]:
    """Yield what programs were told of a step, each with what they are told now: it was undone."""
    for recorded in step:
        told = told_of(recorded)
        if told is not None and recorded.day == undone.day:
            about = {name: told.data[name] for name in ("ticket", "number", "window")}
            yield recorded, Told("undone", undone.at, about | {"undid": told.type})


def _about(ticket: str, window: str) -> dict[str, str | int]:
    return {"ticket": ticket, "number": ticket[DATE_LENGTH:], "window": window}


def alarm_key(alarm: Alarm) -> str:
    """Return what tells one alarm from another."""
    return f"{alarm.kind.value}:{alarm.subject}:{alarm.detail}"


def new_alarms(
    standing: Iterable[str], alarms: Iterable[Alarm], at_ms: int
) -> Iterator[tuple[str, Told]]:
    """Yield the alarms that did not stand before, by their keys."""
    known = set(standing)
    for alarm in alarms:
        key = alarm_key(alarm)
        if key not in known:
            known.add(key)
            data: dict[str, str | int] = {
                "kind": alarm.kind.value,
                "subject": alarm.subject,
                "detail": alarm.detail,
                "value": alarm.value,
            }
            yield key, Told("alarm", alarm.since_at or at_ms, data)


def signature(secret: str, name: str, at_s: int, body: bytes) -> str:
    """Return the signature of a message: `v1,` and base64 of HMAC-SHA256."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    signed = b".".join((name.encode(), str(at_s).encode(), body))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def again_ms(tries: int) -> int:
    """Return how long to wait after so many tries in vain."""
    return int(min(LAST_AGAIN_MS, FIRST_AGAIN_MS * 2 ** min(tries - 1, 16)))
