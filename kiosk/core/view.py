# SPDX-License-Identifier: Apache-2.0
"""What the screens show: everything decided, every fact in the citizen's words."""

from enum import StrEnum

from msgspec import Struct

from kiosk.core.flow import Screen


class HallLink(StrEnum):
    """How the kiosk stands with the hall."""

    LOOKING = "looking"
    """Not heard since the kiosk began."""
    HERE = "here"
    LOST = "lost"


class Frame(Struct, frozen=True, kw_only=True):
    """What every screen has around it."""

    language: str
    languages: tuple[str, ...]
    large: bool = False
    contrast: bool = False
    low: bool = False
    loudness_percent: int = 0
    """Of the spoken guidance; 0: it is off."""
    hall: str
    """The hall's name."""
    date: str
    time: str
    link: HallLink
    paper_fault: str = ""
    """Why no ticket can be printed, or empty."""
    person: str = ""
    """That a card was read, or empty."""
    warning_s: int | None = None
    """Seconds until the visit ends unless somebody touches "continue"; None: no warning."""


class Queue(Struct, frozen=True):
    """A queue at a glance."""

    text: str
    """People waiting and for how long, or why there is no ticket."""
    open: bool
    at_once: bool = False
    """Nobody waits and a window is open."""


class Tile(Struct, frozen=True):
    """A department, subject or event to choose."""

    id: str
    name: str
    hint: str
    queue: Queue
    colour: int = 0


class Row(Struct, frozen=True):
    """A service to choose."""

    id: str
    name: str
    hint: str
    queue: Queue


class Call(Struct, frozen=True):
    """A number and where it is called."""

    number: str
    window: str


class Told(Struct, frozen=True):
    """A notice of the hall: words, and perhaps the path of a picture."""

    text: str
    picture: str


class Idle(Struct, frozen=True):
    """Nobody is here: what the hall tells everybody."""

    notice: Told | None
    calls: tuple[Call, ...]
    tiles: tuple[Tile, ...]


class Home(Struct, frozen=True):
    """The departments."""

    tiles: tuple[Tile, ...]
    services: int
    reprint: str
    """Number of the last ticket while it can be printed again, or empty."""
    hint: str = ""
    """What can be laid or held where; empty when there is no reader."""


class Services(Struct, frozen=True):
    """Services of one department, subject or event."""

    title: str
    hint: str
    rows: tuple[Row, ...]


class Themes(Struct, frozen=True):
    """Other ways to a service."""

    themes: tuple[Tile, ...]
    events: tuple[Tile, ...]
    departments: tuple[Tile, ...]


class Search(Struct, frozen=True):
    """What was typed and what fits."""

    query: str
    rows: tuple[Row, ...]


class PaperRow(Struct, frozen=True):
    """Something to bring."""

    name: str
    detail: str
    ticked: bool


class Section(Struct, frozen=True):
    """A part of the guide that is one touch away."""

    id: str
    lines: tuple[str, ...]


class Guide(Struct, frozen=True, kw_only=True):
    """What one service asks of people."""

    service: str
    name: str
    path: str
    """Department and where one came from."""
    tags: tuple[str, ...]
    time: str
    time_more: str
    fee: str
    fee_more: str
    windows: str
    place: str
    queue: Queue
    queue_value: str
    queue_more: str
    known: bool
    """Whether the hall has written the guide."""
    papers: tuple[PaperRow, ...]
    missing: str
    """What to do about papers not at hand, or empty."""
    complete: bool
    """Whether every paper that must be there is ticked."""
    sections: tuple[Section, ...]
    section: str
    """The section that is open, or empty."""
    people: str
    """Who the ticket is for, when it is not an ordinary one."""
    blocked: str
    """Why no ticket can be taken now and what to do, or empty."""
    url: str
    printing: str
    """What became of "print what to bring": printing, printed, a fault, or empty."""


class Choice(Struct, frozen=True):
    """A kind of visitor to choose."""

    id: str
    name: str
    chosen: bool


class People(Struct, frozen=True):
    """Who the ticket is for."""

    choices: tuple[Choice, ...]


class Asking(Struct, frozen=True):
    """The hall is being asked."""

    service: str


class Code(Struct, frozen=True):
    """Keys to type a code."""

    typed: str
    said: str
    """Why there is nothing to show, and what to do; or empty."""
    looking: bool
    scanner: bool
    """Whether the code can be held before a scanner instead."""


class Found(Struct, frozen=True):
    """An appointment, or how far a case is."""

    title: str
    service: str
    code: str
    """A receipt code as people read it, or empty."""
    facts: tuple[tuple[str, str], ...]
    what: str
    do: str
    take: bool
    """Whether one touch takes the ticket."""
    good: bool
    """Whether all is well."""
    printing: str = ""
    """What became of the paper about a case: `printing`, `printed`, a fault, or nothing yet."""


class PaperState(StrEnum):
    """What became of a ticket's paper."""

    UNASKED = "unasked"
    """The person had this ticket already: its paper is printed again if wanted."""
    PRINTING = "printing"
    PRINTED = "printed"
    FAILED = "failed"


class Ticket(Struct, frozen=True, kw_only=True):
    """The number is the citizen's."""

    number: str
    service: str
    ahead: str
    wait: str
    windows: str
    guidance: str
    """Where to go now."""
    paper: PaperState
    fault: str
    """Words for why there is no paper, or empty."""
    url: str
    note: str
    """What else must be known: it is the number one already had, or the kiosk's own series."""
    closes_s: int


class Refused(Struct, frozen=True):
    """No ticket."""

    service: str
    what: str
    do: str
    again: bool
    """Whether asking again may help."""
    closes_s: int
    number: str = ""
    """The number that the person has already, or empty."""


class Lost(Struct, frozen=True):
    """The hall cannot be reached."""

    service: str


class Closed(Struct, frozen=True):
    """The hall is closed."""

    opens: str
    hours: tuple[tuple[str, str], ...]
    """Days and their hours."""


class Spot(Struct, frozen=True):
    """Something on the map, in metres."""

    kind: str
    x_m: float
    y_m: float
    name: str = ""
    marked: bool = False


class Area(Struct, frozen=True):
    """A zone on the map, in metres."""

    name: str
    x_m: float
    y_m: float
    width_m: float
    depth_m: float
    marked: bool = False


class Map(Struct, frozen=True, kw_only=True):
    """One floor of the hall."""

    floors: tuple[tuple[str, str], ...]
    floor: str
    width_m: float
    depth_m: float
    areas: tuple[Area, ...]
    windows: tuple[Spot, ...]
    features: tuple[Spot, ...]
    here: Spot | None
    """Where this kiosk stands."""
    about: str
    """What is marked."""


Body = (
    Idle
    | Home
    | Services
    | Themes
    | Search
    | Guide
    | People
    | Code
    | Found
    | Asking
    | Ticket
    | Refused
    | Lost
    | Closed
    | Map
)


class View(Struct, frozen=True):
    """One state of the screen."""

    screen: Screen
    frame: Frame
    body: Body


class Show(Struct, frozen=True):
    """Effect: let the window show this."""

    view: View
