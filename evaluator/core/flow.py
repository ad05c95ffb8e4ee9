# SPDX-License-Identifier: Apache-2.0
"""From a service's end to thanks: which page of the pad is next.

Nothing is sent before the person is done: level, then reasons or none. A person who walks away
after choosing a level has rated; one who chose none has not, and unrated is no score.
"""

from msgspec.structs import replace

from bus.actor import Now
from bus.messages import NowServing, Rated, WindowState
from config.labels import offered
from evaluator.core.outbox import Outbox
from evaluator.core.pad import (
    Declined,
    LabelTouched,
    LevelAgain,
    LevelTouched,
    Page,
    ReasonsDone,
    Touch,
)

REASONS_SHARE = 2
"""The page of reasons closes after half as long as the question, counted from the last touch."""
THANKS_MS = 6_000
GUARD_MS = 400
"""A touch this soon after a page came up was meant for the page before."""
IN_SERVICE = (WindowState.CALLING, WindowState.SERVING)


class Flow:
    """The pages of one pad, turned by its window's state, by touches and by time."""

    def __init__(self, window: str, pad_ms: int, outbox: Outbox) -> None:
        self._window = window
        self._pad_ms = pad_ms
        self._outbox = outbox
        self._seen_visit = ""
        self._open_visit = ""
        self._rated: Rated | None = None
        self._page = Page.REST
        self._since_ms = 0
        self.ends_ms: int | None = None
        """Tick at which the page closes by itself, or None."""
        self.rated = False
        """Whether the person on this page gave a rating, rather than none."""
        self.state: NowServing | None = None

    @property
    def page(self) -> Page:
        """The page that is up."""
        if self._page is Page.REST and self.state and self.state.state in IN_SERVICE:
            return Page.SERVING
        return self._page

    @property
    def level(self) -> int:
        """The level chosen so far, or 0."""
        return self._rated.level if self._rated else 0

    @property
    def chosen(self) -> tuple[int, ...]:
        """Reasons chosen so far."""
        return self._rated.labels if self._rated else ()

    def serve(self, now: Now, state: NowServing, *, waited_ms: int = 0) -> None:
        """Take the window's state; the next person's service, or a token withdrawn, ends a rating.

        Whoever has just been served can rate while the next one is called and walks over.
        `waited_ms`: how long the token has been open already, for a pad that was off.
        """
        self.state = state
        if state.visit == self._open_visit:
            if state.state is WindowState.SERVING:
                self._close(now)
            return
        self._close(now)
        self._open_visit = state.visit
        if state.visit and state.visit != self._seen_visit:
            self._seen_visit = state.visit
            if state.state is WindowState.SERVING:
                return
            self._turn(now, Page.RATING, self._pad_ms - max(0, waited_ms))

    def touch(self, now: Now, touch: Touch) -> None:
        """Take a touch; one that does not fit the page does nothing."""
        if now.tick_ms - self._since_ms < GUARD_MS:
            return
        match self._page, touch:
            case Page.RATING, LevelTouched(level=level, command=command, raw_key=raw_key):
                self._rated = Rated(
                    id=command,
                    visit=self._open_visit,
                    window=self._window,
                    level=level,
                    raw_key=raw_key,
                )
                self._turn(now, Page.REASONS, self._pad_ms // REASONS_SHARE)
            case Page.RATING, Declined():
                self.rated = False
                self._turn(now, Page.THANKS, THANKS_MS)
            case Page.REASONS, LabelTouched(code=code):
                self._choose(code)
                self.ends_ms = now.tick_ms + self._pad_ms // REASONS_SHARE
            case Page.REASONS, LevelAgain():
                self._rated = None
                self._turn(now, Page.RATING, self._pad_ms)
            case Page.REASONS, ReasonsDone():
                self._finish(now)
            case _:
                return

    def tick(self, now: Now) -> None:
        """Close the page whose time is over."""
        if self.ends_ms is None or now.tick_ms < self.ends_ms:
            return
        if self._page is Page.REASONS:
            self._finish(now)
        else:
            self._turn(now, Page.REST, None)

    def seconds_left(self, now: Now) -> int:
        """Whole seconds until the page closes by itself, rounded up; 0: it does not."""
        return 0 if self.ends_ms is None else max(0, -(-(self.ends_ms - now.tick_ms) // 1000))

    def _choose(self, code: int) -> None:
        if self._rated is None or code not in {label.code for label in offered(self.level)}:
            return
        labels = set(self._rated.labels) ^ {code}
        self._rated = replace(self._rated, labels=tuple(sorted(labels)))

    def _finish(self, now: Now) -> None:
        self._put()
        self._turn(now, Page.THANKS, THANKS_MS)

    def _close(self, now: Now) -> None:
        """End what is under way: a level that was chosen counts."""
        self._put()
        if self._page in (Page.RATING, Page.REASONS):
            self._turn(now, Page.REST, None)

    def _put(self) -> None:
        if self._rated is not None:
            self._outbox.put(self._rated)
            self._rated, self.rated = None, True

    def _turn(self, now: Now, page: Page, stays_ms: int | None) -> None:
        self._page = page
        self._since_ms = now.tick_ms
        self.ends_ms = None if stays_ms is None else now.tick_ms + stays_ms
