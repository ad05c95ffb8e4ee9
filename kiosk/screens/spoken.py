# SPDX-License-Identifier: Apache-2.0
"""Spoken guidance: arrow keys lead from target to target, and what they reach is said aloud.

Five keys do: up and down (or left and right) move, Enter chooses; the first step back from the
first target says the whole screen again. Escape goes back, plus and minus change the loudness.
Each key ends what is being said. A key held down counts once.
"""

from collections.abc import Callable
from typing import Any, Final

from kivy.clock import Clock
from kivy.uix.widget import Widget
from msgspec import Struct

from kiosk.core.flow import Screen, Touch, Touched
from kiosk.core.view import Search, View
from look.kivy.buttons import Tappable
from look.kivy.focus import Ring, said, said_all, said_in, targets, texts
from look.kivy.theme import theme
from look.words import Words

# As SDL numbers them.
_NEXT: Final = frozenset((274, 9))  # down, tab
_PREVIOUS: Final = frozenset((273,))  # up
_RIGHT, _LEFT = 275, 276
_ENTER: Final = frozenset((13, 271))
_ESCAPE: Final = 27
_LOUDER: Final = frozenset((61, 43, 270))
_QUIETER: Final = frozenset((45, 269))
_MOVES: Final = _NEXT | _PREVIOUS | {_RIGHT, _LEFT}
KEYS: Final = _MOVES | _ENTER | _LOUDER | _QUIETER | {_ESCAPE}
_WAYS_BACK: Final = ("continue", "back", "done", "home", "start")
"""Names of what Escape chooses, the first that is there."""
_SETTLED_FRAMES: Final = 3


class Utterance(Struct, frozen=True):
    """Something to say now, in place of what is being said."""

    language: str
    text: str
    loudness_percent: int


Say = Callable[[Utterance | None], None]
"""Say it; None: be quiet."""


class SpokenGuide:
    """Keys in, utterances out; it knows of a screen only what stands on it."""

    def __init__(self, send: Callable[[Touched], None], say: Say) -> None:
        self._send = send
        self._say = say
        self._ring = Ring()
        self._root: Widget | None = None
        self._view: View | None = None
        self._place: tuple[object, ...] = ()
        self._at = ""
        """Name of the target that the ring is around; empty: the whole screen."""
        self._heard: list[str] = []
        self._moved = False
        """Whether a key led on since something was chosen: what is new then is not said over it."""
        self._frames = 0
        self._held: set[int] = set()

    # --- what the window tells --------------------------------------------------------------

    def drawn(self, root: Widget, view: View) -> None:
        """Take a screen that was drawn anew."""
        was_on = self._on
        self._root, self._view = root, view
        self._ring.move(None)
        if self._on:
            self._look_again()
        elif was_on:
            self._place, self._at = (), ""
            self._say(None)

    def followed(self, view: View) -> None:
        """Take a newer view that the screen shows in place."""
        before, self._view = self._view, view
        if not self._on or before is None or not isinstance(view.body, Search):
            return
        if isinstance(before.body, Search) and before.body.query != view.body.query:
            count = Words("kiosk", view.frame.language)("spoken-found", count=len(view.body.rows))
            self._tell([" ".join(view.body.query), count])
            self._heard = texts(self._shown)

    def pressed(self, key: int) -> bool:
        """Take a key; whether it means something here."""
        if key not in KEYS or self._view is None:
            return False
        if key not in self._held:
            self._held.add(key)
            self._send(Touched(Touch.CONTINUE))
            self._follow(key)
        return True

    def released(self, key: int) -> None:
        """Take that a key is up again."""
        self._held.discard(key)

    # --- keys -------------------------------------------------------------------------------

    @property
    def _on(self) -> bool:
        return self._view is not None and self._view.frame.loudness_percent > 0

    @property
    def _shown(self) -> Widget:
        assert self._root is not None, "a screen is drawn before a key can mean anything"
        return self._root

    def _follow(self, key: int) -> None:
        assert self._view is not None, "a key means nothing before there is a screen"
        if not self._on:
            if key in _MOVES:
                if self._view.screen is Screen.IDLE:
                    self._send(Touched(Touch.START))
                self._send(Touched(Touch.GUIDANCE))
        elif key in _MOVES:
            forward = _LEFT if theme.right_to_left else _RIGHT
            self._move(1 if key in _NEXT or key == forward else -1)
        elif key in _ENTER:
            self._choose(self._target())
        elif key == _ESCAPE:
            by_name = {target.name: target for target in targets(self._shown)}
            self._choose(next((by_name[n] for n in _WAYS_BACK if n in by_name), None))
        else:
            self._send(Touched(Touch.LOUDER if key in _LOUDER else Touch.QUIETER))

    def _move(self, step: int) -> None:
        """Go on to the next target; before the first and after the last stands the screen."""
        found = targets(self._shown)
        self._moved = True
        names = ["", *(target.name for target in found)]
        at = names.index(self._at) if self._at in names else 0
        at = (at + step) % len(names)
        self._at = names[at]
        target = self._target()
        self._ring.move(target)
        if target is None:
            self._tell_screen()
        else:
            self._tell_target(target)

    def _choose(self, target: Tappable | None) -> None:
        if target is None:
            self._tell_screen()
            return
        self._moved, before = False, said(target)
        target.dispatch("on_tap")
        if target.parent is not None and said(target) != before:
            self._tell_target(target)
        self._look_again()

    def _target(self) -> Tappable | None:
        return next((t for t in targets(self._shown) if t.name == self._at), None)

    # --- what is said -----------------------------------------------------------------------

    def _look_again(self) -> None:
        """Say what is new once the layout has come to rest."""
        waiting, self._frames = self._frames > 0, _SETTLED_FRAMES
        if not waiting:
            Clock.schedule_once(self._count_down, 0)

    def _count_down(self, _: float) -> None:
        self._frames -= 1
        if self._frames > 0:
            Clock.schedule_once(self._count_down, 0)
        elif self._on:
            self._settled()

    def _settled(self) -> None:
        view = self._view
        assert view is not None, "it is on"
        frame = view.frame
        place = (view.screen, frame.language, frame.warning_s is None)
        if place != self._place:
            self._place, self._at = place, ""
            self._tell_screen()
            return
        self._ring.move(self._target())
        shown = texts(self._shown)
        new = [text for text in shown if text not in self._heard]
        self._heard = shown
        if new and not self._moved:
            self._tell(new)

    def _tell_screen(self) -> None:
        self._heard = texts(self._shown)
        words: Any = Words("kiosk", theme.modes.language)
        count = len(targets(self._shown))
        self._tell([*self._heard, *([words("spoken-choices", count=count)] if count else [])])

    def _tell(self, parts: list[str]) -> None:
        self._utter(theme.modes.language, said_all(parts))

    def _tell_target(self, target: Tappable) -> None:
        self._utter(said_in(target), said(target))

    def _utter(self, language: str, text: str) -> None:
        assert self._view is not None, "it is on"
        self._say(Utterance(language, text, self._view.frame.loudness_percent))
