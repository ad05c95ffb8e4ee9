# SPDX-License-Identifier: Apache-2.0
"""What stands beside a question of a form: how an answer is written, its range, its default."""

from collections.abc import Iterator
from typing import get_args

from msgspec import Meta

from bus.messages import Id
from hall.core.fields import Field, text_of
from hall.core.refers import refers
from hall.web.changed import choice_text, more_text
from look.words import Words

SHORT_CHARACTERS = 200
"""A text that may be this long has room for all that is ever written there."""

_IDS = get_args(Id)[1:]


def hint(field: Field, say: Words) -> str:
    """Return what a form says beside a question; empty: nothing."""
    return ("" if say.language == "zh" else " ").join(_parts(field, say))


def _parts(field: Field, say: Words) -> Iterator[str]:
    if field.needed and field.kind not in {"check", "choice"}:
        yield say("hint-needed")
    else:
        yield from more_text("empty", field.path, say)
    yield from more_text("help", field.path, say)
    if not refers(field):
        yield from _form(field, field.limits, say)
    usual = _usual(field, say)
    if usual:
        yield say("hint-default", value=usual)


def _form(field: Field, limits: Meta | None, say: Words) -> Iterator[str]:
    """Yield how an answer is written."""
    if field.many and field.choices:
        yield say("hint-of", choices=", ".join(map(str, field.choices)))
    elif field.kind == "dates":
        yield say("hint-dates")
    elif limits in _IDS:
        yield say("hint-an-id")
    elif limits is not None and limits.description is not None:
        yield say(f"hint-{limits.description}")
    elif limits is not None and field.kind in {"number", "numbers"}:
        yield from _range(field, limits, say)
    elif limits is not None and (limits.max_length or SHORT_CHARACTERS) < SHORT_CHARACTERS:
        yield say("hint-short", count=limits.max_length or 0)
    if field.many:
        yield say("hint-many")


def _range(field: Field, limits: Meta, say: Words) -> Iterator[str]:
    above = limits.gt is not None
    key = "hint-above" if above else "hint-whole" if field.whole else "hint-range"
    least, most = (limits.gt if above else limits.ge), limits.le
    yield say(key, least=str(least or 0), most=str(most or 0))
    if limits.multiple_of is not None:
        yield say("hint-steps", step=str(limits.multiple_of))


def _usual(field: Field, say: Words) -> str:
    """Return what holds without an answer."""
    if field.kind == "check":
        return say("hint-on" if field.usual else "hint-off")
    if field.kind == "rows" or field.usual is None:
        return ""
    if field.kind == "choice":
        return choice_text(field, field.usual, say)
    return text_of(field.usual)
