# SPDX-License-Identifier: Apache-2.0
"""Reports in words: what a line, a figure or a stretch of days is called, on pages and on paper."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from config.schema import Hall
from hall.core import spans
from hall.core.counts import Figures
from hall.core.spans import STEPS, Span, step_of
from hall.figures import Figure
from hall.tables import minutes
from look.words import Words

NOTHING = "–"


def text_of(figure: Figure, found: Figures) -> str:
    """Return a figure as people read it; minutes and shares with one decimal."""
    value = figure.of(found)
    if value is None:
        return NOTHING
    if figure.form == "minutes":
        return f"{minutes(value):.1f}"
    if figure.form == "share":
        return f"{value * 100:.1f} %"
    return f"{value:,}" if figure.form == "count" else f"{value:.2f}"


def line_name(say: Words, hall: Hall, kind: str, key: str) -> str:
    """Return what a line of a report is called; what the hall has no longer, by its id."""
    if kind in STEPS:
        return period_text(say, kind, key)
    return _NAMES[kind](say, hall, key)


def _department(say: Words, hall: Hall, key: str) -> str:
    found = hall.department_by_id.get(key)
    return found.name.in_(say.language) if found else say("reports-no-department")


def _service(say: Words, hall: Hall, key: str) -> str:
    found = hall.service_by_id.get(key)
    return found.name.in_(say.language) if found else key


def _window(say: Words, hall: Hall, key: str) -> str:
    found = hall.window_by_id.get(key)
    name = found.name.in_(say.language) if found and found.name else ""
    return f"{say('page-window', number=key)} {name}".strip()


def _clerk(say: Words, hall: Hall, key: str) -> str:
    found = hall.clerk_by_number.get(key)
    return f"{key} {found.name.in_(say.language)}" if found else key


def _class(say: Words, hall: Hall, key: str) -> str:
    found = hall.class_by_id.get(key)
    return found.name.in_(say.language) if found else key


def _hour(_: Words, __: Hall, key: str) -> str:
    return f"{key}:00–{int(key) + 1:02}:00"


_NAMES: Mapping[str, Callable[[Words, Hall, str], str]] = {
    "department": _department,
    "service": _service,
    "window": _window,
    "clerk": _clerk,
    "class": _class,
    "hour": _hour,
}


def period_text(say: Words, step: str, key: str) -> str:
    """Return a day with its weekday, a week by its first day, a month or year by its figures."""
    if step == "day":
        return f"{key} {weekday_text(say, date.fromisoformat(key).isoweekday())}"
    return say("reports-week-of", day=key) if step == "week" else key


def weekday_text(say: Words, weekday: int) -> str:
    """Return the name of a weekday, 1 is Monday."""
    return _calendar(say.language)("weekday", day=weekday)


@cache
def _calendar(language: str) -> Words:
    return Words("look", language)


def span_text(say: Words, span: Span) -> str:
    """Return the days of a span, as people say them."""
    step = step_of(span)
    if step:
        return period_text(say, step, spans.name_of(span, step))
    return f"{span.first.isoformat()} – {span.last.isoformat()}"
