# SPDX-License-Identifier: Apache-2.0
"""What a rating pad shows, and what a person does on it."""

from enum import StrEnum

from msgspec import Struct

from bus.messages import Id, WindowState
from config.labels import Label
from config.schema import Text


class Page(StrEnum):
    """The pages of a pad."""

    CONNECTING = "connecting"
    """The hall was never heard: nothing is known."""
    REST = "rest"
    """Who the clerk is."""
    SERVING = "serving"
    RATING = "rating"
    REASONS = "reasons"
    THANKS = "thanks"


class Fate(StrEnum):
    """What became of a rating given here."""

    NONE = ""
    SENDING = "sending"
    KEPT = "kept"
    """The hall has it on disk."""
    WAITING = "waiting"
    """The hall is lost: it is sent again until the hall answers."""
    REFUSED = "refused"


class ClerkCard(Struct, frozen=True):
    """Who sits at the window."""

    number: str
    name: Text | None = None
    duty: Text | None = None
    department: Text | None = None
    photo: str = ""


class PadView(Struct, frozen=True, kw_only=True):
    """All a pad shows."""

    page: Page
    window: str
    name: Text | None = None
    language: str
    state: WindowState = WindowState.CLOSED
    clerk: ClerkCard | None = None
    number: str = ""
    service: Text | None = None
    reason: str = ""
    seconds_left: int = 0
    """Until the page closes by itself; 0: it does not."""
    level: int = 0
    labels: tuple[Label, ...] = ()
    chosen: tuple[int, ...] = ()
    fate: Fate = Fate.NONE
    since_at: int = 0
    """When the window came to be as it is."""
    later: bool = False
    """The code on the ticket's paper leads to a page where more can be said, or rated later."""
    as_of: str = ""
    """hh:mm:ss when the hall is lost: what stands here held then, and no rating is taken."""


class Drawn(Struct, frozen=True):
    """From the shell: a view is on the glass."""

    since_at: int


class LevelTouched(Struct, frozen=True):
    """A level was chosen; the command's id is made at this touch."""

    level: int
    command: Id
    raw_key: str


class LabelTouched(Struct, frozen=True):
    """A reason was chosen, or given up."""

    code: int


class ReasonsDone(Struct, frozen=True):
    """Enough reasons, or none."""


class LevelAgain(Struct, frozen=True):
    """Another level was meant: nothing was sent yet."""


class Declined(Struct, frozen=True):
    """No rating this time."""


class LanguageTouched(Struct, frozen=True):
    """Go on in another language."""

    language: str


Touch = LevelTouched | LabelTouched | ReasonsDone | LevelAgain | Declined | LanguageTouched
