# SPDX-License-Identifier: Apache-2.0
"""The screens of a kiosk and what leads from one to the next, as a table."""

from enum import StrEnum

from msgspec import Struct


class Screen(StrEnum):
    """Everything a kiosk can show."""

    IDLE = "idle"
    HOME = "home"
    SERVICES = "services"
    THEMES = "themes"
    SEARCH = "search"
    MAP = "map"
    GUIDE = "guide"
    PEOPLE = "people"
    CODE = "code"
    FOUND = "found"
    ASKING = "asking"
    TICKET = "ticket"
    REFUSED = "refused"
    LOST = "lost"
    CLOSED = "closed"


class Touch(StrEnum):
    """Everything a person can ask of a kiosk."""

    START = "start"
    HOME = "home"
    BACK = "back"
    DEPARTMENT = "department"
    THEMES = "themes"
    THEME = "theme"
    EVENT = "event"
    SEARCH = "search"
    TYPE = "type"
    SERVICE = "service"
    MAP = "map"
    FLOOR = "floor"
    PAPER = "paper"
    SECTION = "section"
    PEOPLE = "people"
    PRIORITY = "priority"
    CODE = "code"
    KEYS = "keys"
    """What was typed of a code so far."""
    LOOK_UP = "look-up"
    TAKE = "take"
    PRINT_GUIDE = "print-guide"
    PRINT_CASE = "print-case"
    REPRINT = "reprint"
    DONE = "done"
    CONTINUE = "continue"
    LANGUAGE = "language"
    LARGE = "large"
    CONTRAST = "contrast"
    LOW = "low"
    GUIDANCE = "guidance"
    """Spoken guidance on or off."""
    LOUDER = "louder"
    QUIETER = "quieter"


class Touched(Struct, frozen=True):
    """A finger on something, as the screens report it."""

    touch: Touch
    value: str = ""
    """Which one: a department, a service, a paper's place, a language, what was typed ..."""


MOVES: dict[tuple[Screen, Touch], Screen] = {
    (Screen.IDLE, Touch.START): Screen.HOME,
    (Screen.HOME, Touch.DEPARTMENT): Screen.SERVICES,
    (Screen.HOME, Touch.THEMES): Screen.THEMES,
    (Screen.HOME, Touch.SEARCH): Screen.SEARCH,
    (Screen.HOME, Touch.MAP): Screen.MAP,
    (Screen.HOME, Touch.REPRINT): Screen.TICKET,
    (Screen.HOME, Touch.CODE): Screen.CODE,
    (Screen.CLOSED, Touch.CODE): Screen.CODE,
    (Screen.FOUND, Touch.TAKE): Screen.ASKING,
    (Screen.CLOSED, Touch.HOME): Screen.HOME,
    (Screen.THEMES, Touch.DEPARTMENT): Screen.SERVICES,
    (Screen.THEMES, Touch.THEME): Screen.SERVICES,
    (Screen.THEMES, Touch.EVENT): Screen.SERVICES,
    (Screen.THEMES, Touch.SEARCH): Screen.SEARCH,
    (Screen.SERVICES, Touch.SEARCH): Screen.SEARCH,
    (Screen.SERVICES, Touch.SERVICE): Screen.GUIDE,
    (Screen.SEARCH, Touch.SERVICE): Screen.GUIDE,
    (Screen.SEARCH, Touch.THEMES): Screen.THEMES,
    (Screen.GUIDE, Touch.MAP): Screen.MAP,
    (Screen.GUIDE, Touch.PEOPLE): Screen.PEOPLE,
    (Screen.GUIDE, Touch.TAKE): Screen.ASKING,
    (Screen.REFUSED, Touch.TAKE): Screen.ASKING,
    (Screen.TICKET, Touch.DONE): Screen.HOME,
    (Screen.REFUSED, Touch.DONE): Screen.HOME,
    (Screen.REFUSED, Touch.BACK): Screen.GUIDE,
    (Screen.LOST, Touch.DONE): Screen.HOME,
    (Screen.LOST, Touch.BACK): Screen.GUIDE,
}
"""Where a touch leads; BACK and HOME are answered by `RETURNING`, answers of the hall by `ANSWERS`."""

RETURNING = frozenset(
    (
        Screen.SERVICES,
        Screen.THEMES,
        Screen.SEARCH,
        Screen.MAP,
        Screen.GUIDE,
        Screen.PEOPLE,
        Screen.CODE,
        Screen.FOUND,
    )
)
"""Screens that BACK leaves for the one before, and HOME for home."""


class Answer(StrEnum):
    """What becomes of a request while the citizen waits."""

    ISSUED = "issued"
    REFUSED = "refused"
    LOST = "lost"
    FOUND = "found"
    LOOKED_UP = "looked-up"
    """A code was looked up, and there is something behind it."""


ANSWERS: dict[tuple[Screen, Answer], Screen] = {
    (Screen.ASKING, Answer.ISSUED): Screen.TICKET,
    (Screen.ASKING, Answer.REFUSED): Screen.REFUSED,
    (Screen.ASKING, Answer.LOST): Screen.LOST,
    (Screen.LOST, Answer.FOUND): Screen.ASKING,
    (Screen.CODE, Answer.LOOKED_UP): Screen.FOUND,
    (Screen.LOST, Answer.ISSUED): Screen.TICKET,
    (Screen.LOST, Answer.REFUSED): Screen.REFUSED,
}

EVERYWHERE = frozenset(
    (
        Touch.LANGUAGE,
        Touch.LARGE,
        Touch.CONTRAST,
        Touch.LOW,
        Touch.CONTINUE,
        Touch.GUIDANCE,
        Touch.LOUDER,
        Touch.QUIETER,
    )
)
"""Touches that every screen takes and that lead nowhere."""

STAYING: dict[Screen, frozenset[Touch]] = {
    Screen.SEARCH: frozenset((Touch.TYPE,)),
    Screen.CODE: frozenset((Touch.KEYS, Touch.LOOK_UP)),
    Screen.MAP: frozenset((Touch.FLOOR,)),
    Screen.GUIDE: frozenset((Touch.PAPER, Touch.SECTION, Touch.PRINT_GUIDE)),
    Screen.FOUND: frozenset((Touch.PRINT_CASE,)),
    Screen.TICKET: frozenset((Touch.REPRINT,)),
}
"""What a screen takes without leaving it."""


KNOWS_CARDS = frozenset(
    (
        Screen.IDLE,
        Screen.HOME,
        Screen.SERVICES,
        Screen.THEMES,
        Screen.SEARCH,
        Screen.GUIDE,
        Screen.PEOPLE,
        Screen.MAP,
    )
)
"""Screens on which a card laid on the reader counts; on others it is too late or too early."""
KNOWS_CODES = KNOWS_CARDS - {Screen.PEOPLE} | {Screen.CLOSED, Screen.CODE, Screen.FOUND}
"""Screens on which a code held before the scanner counts."""


def takes(screen: Screen, touch: Touch) -> bool:
    """Whether a touch means anything on a screen; others are late or double taps."""
    if touch in EVERYWHERE or (screen, touch) in MOVES:
        return True
    if screen is Screen.PEOPLE and touch is Touch.PRIORITY:
        return True
    if touch in (Touch.BACK, Touch.HOME):
        return screen in RETURNING
    return touch in STAYING.get(screen, frozenset())
