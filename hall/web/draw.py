# SPDX-License-Identifier: Apache-2.0
"""Pages as HTML: templates, words and the hall's own names in the reader's language."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol
from urllib.parse import quote
from zoneinfo import ZoneInfo

import jinja2
from litestar import Request, Response
from litestar.datastructures import Cookie
from markupsafe import Markup

from config.schema import Hall, Text
from hall.web.access import COOKIE, who
from hall.web.assets import address
from hall.web.chart import number
from look.words import LANGUAGE_NAMES, Words, languages

LANGUAGES = languages("hall")
THEMES = ("auto", "calm", "dark", "contrast")
MINUTE_MS = 60_000
YEAR_S = 365 * 24 * 3600
HTML = "text/html; charset=utf-8"
NOTHING = "–"
DIGITS_MAX = 9
"""Of a number in an address."""
TENTHS_BELOW = 9.95
HOLD_REASONS = ("copies", "forms", "papers", "payment", "advice")
PAUSE_REASONS = ("away", "meeting", "meal", "computer", "errand")


class HasName(Protocol):
    """Something of the hall's settings that people call by a name."""

    @property
    def name(self) -> Text:
        """What people call it."""


@cache
def words(language: str) -> Words:
    """Return the pages' words."""
    return Words("hall", language)


def reading(request: Request[Any, Any, Any]) -> str:
    """Return the language the reader chose, or the browser's, or Chinese."""
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    wished = request.headers.get("accept-language", "")
    for part in wished.split(","):
        language = part.split(";")[0].strip().split("-")[0].lower()
        if language in LANGUAGES:
            return language
    return LANGUAGES[0]


def theme(request: Request[Any, Any, Any]) -> str:
    """Return the theme the reader chose; `auto` follows the browser."""
    chosen = request.cookies.get("theme", "")
    return chosen if chosen in THEMES else THEMES[0]


def choice(name: str, value: str) -> Cookie:
    """Return a cookie that keeps what the reader chose; it says nothing about a person."""
    return Cookie(key=name, value=value, path="/", max_age=YEAR_S, httponly=True, samesite="lax")


def local(back: str) -> str:
    """Return a path on this server, whatever was asked for."""
    plain = back.startswith("/") and not back.startswith(("//", "/\\"))
    return back if plain and back.isprintable() else "/"


def whole(text: str, otherwise: int) -> int:
    """Return the number that part of an address says; `otherwise` when it says none of ours."""
    plain = text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX
    return int(text) if plain else otherwise


class Pages:
    """Draws the pages of one hall."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.zone = ZoneInfo(hall.time_zone)
        self._templates = jinja2.Environment(
            loader=jinja2.PackageLoader("hall.web", "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._drawn: dict[tuple[str, str], Markup] = {}
        self._templates.globals["asset"] = address
        self._templates.globals["language_names"] = LANGUAGE_NAMES
        self._templates.globals["hall"] = hall
        self._templates.globals["languages"] = LANGUAGES
        self._templates.globals["themes"] = THEMES
        self._templates.filters["clock"] = self.clock
        self._templates.filters["day_clock"] = self.day_clock
        self._templates.filters["deed"] = deed_text
        self._templates.filters["minutes"] = minutes
        self._templates.filters["tenths"] = tenths
        self._templates.filters["number"] = number
        self._templates.filters["share"] = share
        self._templates.filters["ticking"] = ticking
        self._templates.filters["fault"] = fault_text

    def draw(self, template: str, language: str, **values: Any) -> str:
        """Return a template filled in, with the words and names of a language."""
        says = words(language)

        def name(found: HasName) -> str:
            return found.name.in_(language)

        return self._templates.get_template(template).render(
            say=says, lang=language, name=name, names=Names(self.hall, language), **values
        )

    def once(self, template: str, language: str) -> Markup:
        """Return a template that only the hall's settings fill in, drawn once a language."""
        if (template, language) not in self._drawn:
            self._drawn[template, language] = Markup(self.draw(template, language))  # noqa: S704
        return self._drawn[template, language]

    def page(
        self,
        request: Request[Any, Any, Any],
        template: str,
        *,
        status: int = 200,
        back: str = "",
        **values: Any,
    ) -> Response[str]:
        """Return a whole page for whoever asks for it.

        `back` is where a change of language or theme leads to; empty: to this page again.
        """
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        here = back or (asked if request.method == "GET" else request.url.path)
        html = self.draw(
            template,
            reading(request),
            theme=theme(request),
            here=quote(here),
            me=who(request) if COOKIE in request.cookies else None,
            **values,
        )
        return Response(html, status_code=status, media_type=HTML)

    def clock(self, at_ms: int | None, *, seconds: bool = False) -> str:
        """Return a moment as the clock in the hall shows it."""
        if not at_ms:
            return NOTHING
        wall = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(self.zone)
        return wall.strftime("%H:%M:%S" if seconds else "%H:%M")

    def day_clock(self, at_ms: int) -> str:
        """Return a moment of any day as the hall's calendar and clock show it."""
        wall = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(self.zone)
        return wall.strftime("%Y-%m-%d %H:%M")

    def moment(self, at_ms: int) -> str:
        """Return a moment as ISO 8601 with the hall's offset; empty for 0."""
        if not at_ms:
            return ""
        wall = datetime.fromtimestamp(at_ms / 1000, tz=UTC).astimezone(self.zone)
        return wall.isoformat(timespec="seconds")


@cache
def _reason_keys() -> dict[str, str]:
    """Each reason that a clerk may choose, by its words in every language."""
    keys = [f"clerk-hold-{each}" for each in HOLD_REASONS]
    keys += [f"clerk-pause-{each}" for each in PAUSE_REASONS]
    return {words(language)(key): key for key in keys for language in LANGUAGES}


class Names:
    """Names of the hall's things by id; what is not known (any more) is called by its id."""

    def __init__(self, hall: Hall, language: str) -> None:
        self._hall = hall
        self._language = language

    def service(self, id_: str) -> str:
        """Name of a service."""
        return self._of(self._hall.service_by_id.get(id_), id_)

    def services(self, ids: Iterable[str]) -> str:
        """Names of services, as a list in a sentence."""
        return (
            "、".join(map(self.service, ids))
            if self._language == "zh"
            else ", ".join(map(self.service, ids))
        )

    def deeds(self, kinds: Iterable[str]) -> str:
        """What a step did, by the kinds of its facts."""
        return " + ".join(words(self._language)(f"did-{kind}") for kind in kinds)

    def reason(self, given: str) -> str:
        """Why somebody waits: one of ours in the reader's language, a clerk's own as it is."""
        key = _reason_keys().get(given)
        return words(self._language)(key) if key else given

    def clerk(self, number: str) -> str:
        """Name of a clerk."""
        return self._of(self._hall.clerk_by_number.get(number), number)

    def class_(self, id_: str) -> str:
        """Name of a priority class."""
        return self._of(self._hall.class_by_id.get(id_), id_)

    def window(self, id_: str) -> str:
        """Name of a window without its number; empty when it has none."""
        window = self._hall.window_by_id.get(id_)
        return "" if window is None or window.name is None else window.name.in_(self._language)

    def _of(self, found: HasName | None, id_: str) -> str:
        return id_ if found is None else found.name.in_(self._language)


def ticking(text: str, since_at: int) -> Markup:
    """Return a text whose `#` the page keeps at the minutes since a moment."""
    return Markup('<time data-since="{}" data-words="{}"></time>').format(since_at, text)


def minutes(milliseconds: float | None) -> str:
    """Return whole minutes, of half a minute and more upwards; a dash for None."""
    return NOTHING if milliseconds is None else str(round(milliseconds / MINUTE_MS))


def tenths(milliseconds: float | None) -> str:
    """Return minutes, with one decimal below ten; a dash for None."""
    if milliseconds is None:
        return NOTHING
    found = milliseconds / MINUTE_MS
    return f"{found:.1f}" if found < TENTHS_BELOW else str(round(found))


def fault_text(fault: str, say: Words) -> str:
    """Return a device's fault in words, and where: `port-lost/counter` -> lost (counter)."""
    code, _, where = fault.partition("/")
    key = f"fault-{code}"
    text = say(key) if key in say else code
    return f"{text} ({where})" if where else text


def deed_text(deed: str, say: Words) -> str:
    """Return what somebody did, in words; a deed without words by its own name."""
    key = f"deed-{deed}"
    return say(key) if key in say else deed


def share(value: float | None) -> str:
    """Return a share of 1 in percent with one decimal; a dash for None."""
    return NOTHING if value is None else f"{value * 100:.1f} %"
