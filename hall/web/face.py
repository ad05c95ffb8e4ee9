# SPDX-License-Identifier: Apache-2.0
"""The changing part of a phone's page: what it shows of a ticket, drawn once for all alike.

To draw costs hundreds of times as much as to compare, and thousands of phones ask. Most of them
wait, and differ in nothing but three texts, which are put into the same drawing.
"""

import secrets
from collections import OrderedDict
from functools import lru_cache, partial
from typing import Any

from markupsafe import escape
from msgspec import Struct

from config.content import Guides
from config.schema import Hall
from hall.core.holder import May
from hall.core.life import Life
from hall.core.outcome import OutcomeShown
from hall.core.views import TicketShown, TicketView
from hall.web.draw import MINUTE_MS, Pages, words
from hall.web.holder import Held, Said
from hall.web.manager import day_name

SOON_AHEAD = 5
"""With so many ahead, or fewer, a phone asks often and a screen reader hears of each."""
DRAWN_MAX = 10_000
"""Drawings kept: about 1 KB each."""
TEXTS_MAX = 4_096
WAIT_STEPS = ((90, 10), (30, 5))
"""Waits above so many minutes are told in steps of so many."""


class Face(Struct, frozen=True):
    """All that is shown of a ticket but its address, how many are ahead and how long it waits."""

    language: str
    service: str
    rest: tuple[str, ...]
    life: str
    call: int
    """Which call this is, recalls too; 0: not called."""
    window: str
    passes: int
    sent_on: bool
    windows: tuple[str, ...]
    first: bool
    """Nobody is ahead."""
    near: bool
    timed: bool
    """Somebody can tell how long it waits."""
    shut: str
    """Why nobody is called: `paused`, `today` or `later` when closed until `opens`, `closed`."""
    opens: str
    may: May
    said: tuple[Said, ...]
    outcomes: tuple[OutcomeShown, ...]


class Drawn:
    """Each face as it was drawn; with its secret address put in, it is a ticket's."""

    def __init__(self, pages: Pages, guides: Guides) -> None:
        self._pages = pages
        self._guides = guides
        self._kept: OrderedDict[Face, str] = OrderedDict()
        self._at, self._ahead, self._wait = (secrets.token_hex(16) for _ in range(3))
        """Stand for these texts: nobody can have written them into a word that is shown."""

    def __len__(self) -> int:
        """How many drawings are kept."""
        return len(self._kept)

    def draw(self, language: str, found: Held, at: str) -> str:
        """Return the changing part of a ticket's page; `at` is its secret address."""
        view = found.view
        assert view.ticket is not None, "only what there is can be drawn"
        wait = wait_text(language, view.wait_median_ms, view.wait_p90_ms)
        face = face_of(self._pages, language, found, view.ticket)
        html = self._kept.get(face)
        if html is None:
            html = self._kept[face] = self._draw(face)
            if len(self._kept) > DRAWN_MAX:
                self._kept.popitem(last=False)
        self._kept.move_to_end(face)
        html = html.replace(self._ahead, ahead_text(language, view.ahead))
        return html.replace(self._wait, wait).replace(self._at, at)

    def _draw(self, face: Face) -> str:
        return self._pages.draw(
            "phone_live.html",
            face.language,
            face=face,
            shown=_heading(face),
            at=self._at,
            ahead=self._ahead,
            wait=self._wait,
            places=places(self._pages.hall, face.language, face.windows),
            guide=self._guides.of(face.service) is not None,
            **said_values(face.language, face.said, face.outcomes),
        )


def said_values(
    language: str, said: tuple[Said, ...], outcomes: tuple[OutcomeShown, ...]
) -> dict[str, Any]:
    """Return what `phone_said.html` shows: the visits that ended, and what followed."""
    return {"said": said, "outcomes": outcomes, "day_name": partial(day_name, language=language)}


def face_of(pages: Pages, language: str, found: Held, ticket: TicketShown) -> Face:
    """Return what is shown of a ticket."""
    view = found.view
    waits = ticket.life == Life.WAITING
    shut, opens = _shut(pages, language, view) if waits else ("", "")
    visits = found.ticket.visits if found.ticket is not None else ()
    return Face(
        language=language,
        service=ticket.service,
        rest=ticket.rest,
        life=ticket.life,
        call=ticket.calls + ticket.recalls if ticket.life == Life.CALLED else 0,
        window=ticket.window,
        passes=ticket.passes if waits else 0,
        sent_on=waits and bool(visits) and visits[-1].transferred,
        windows=view.windows,
        first=waits and not view.ahead,
        near=waits and view.ahead <= SOON_AHEAD,
        timed=waits and view.wait_p90_ms is not None,
        shut=shut,
        opens=opens,
        may=view.may,
        said=found.said,
        outcomes=view.outcomes,
    )


def _heading(face: Face) -> str:
    """Return in one line how a ticket stands, and what to do."""
    say = words(face.language)
    if face.life == Life.CALLED:
        return say("phone-called", window=face.window)
    if face.shut:
        more = {"opens": face.opens} if face.opens else {}
        return say(f"phone-shut-{face.shut}", **more)
    if face.first:
        return say("phone-next")
    return say(f"phone-{face.life}")


def _shut(pages: Pages, language: str, view: TicketView) -> tuple[str, str]:
    """Return why nobody is called for a ticket that waits, and when the hall opens."""
    if view.open:
        return "", ""
    if view.paused:
        return "paused", ""
    if view.opens_at is None:
        return "closed", ""
    day, _, clock = pages.day_clock(view.opens_at).partition(" ")
    if day == view.day:
        return "today", clock
    return "later", f"{day_name(day, language)} {clock}"


@lru_cache(TEXTS_MAX)
def ahead_text(language: str, count: int) -> str:
    """Return how many are ahead, as HTML."""
    return escape(words(language)("phone-people", count=count))


def wait_text(language: str, median_ms: int | None, p90_ms: int | None) -> str:
    """Return a wait as an interval in minutes, as HTML; empty when nobody can tell.

    A long one in steps: nobody needs the minute of an hour, and a figure that changes each time
    somebody looks is not believed.
    """
    if median_ms is None or p90_ms is None:
        return ""
    low, high = median_ms // MINUTE_MS, p90_ms // MINUTE_MS
    step = next((step for above, step in WAIT_STEPS if high > above), 1)
    return _minutes_text(language, low // step * step, -(-high // step) * step)


@lru_cache(TEXTS_MAX)
def _minutes_text(language: str, low: int, high: int) -> str:
    say = words(language)
    if low < high:
        found = (
            say("phone-wait-range", low=low, high=high) if low else say("phone-wait-to", high=high)
        )
    else:
        found = say("phone-wait-about", minutes=high) if high else say("phone-wait-none")
    return escape(found)


def places(hall: Hall, language: str, windows: tuple[str, ...]) -> tuple[str, ...]:
    """Return floor and zone of some windows, each once."""
    found: dict[str, None] = {}
    for window in (hall.window_by_id[id_] for id_ in windows if id_ in hall.window_by_id):
        for floor in (each for each in hall.floors if each.id == window.floor):
            zones = (zone.name.in_(language) for zone in floor.zones if zone.id == window.zone)
            found[" ".join((floor.name.in_(language), *zones))] = None
    return tuple(found)
