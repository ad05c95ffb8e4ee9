# SPDX-License-Identifier: Apache-2.0
"""From a press to the hall's answer: one command a press, repeated with its id, given up in time."""

from dataclasses import dataclass

from bus.actor import Now, Send
from bus.messages import (
    Accepted,
    Action,
    Answer,
    NowServing,
    Outcome,
    Rated,
    Refusal,
    Refused,
    WindowAction,
    WindowState,
)
from config.devices import Pad
from firmware_bridge.core.commands import Key, Why
from firmware_bridge.core.device import KeyDown, RatingDown

RETRY_AFTER_MS = 500
GIVE_UP_MS = 3_000
"""A press the hall did not answer for this long is refused: before the pad does it itself."""
WISHES_MAX = 256

ACTIONS: dict[Key, Action] = {
    Key.NEXT: Action.NEXT,
    Key.RECALL: Action.RECALL,
    Key.PASS_OVER: Action.PASS_OVER,
    Key.FINISH: Action.FINISH,
    Key.PAUSE: Action.PAUSE,
    Key.ARRIVE: Action.ARRIVE,
    Key.HOLD: Action.HOLD,
    Key.CALL_BACK: Action.CALL_BACK,
}
OUTCOMES: dict[int | None, Outcome] = {
    None: Outcome.UNSTATED,
    1: Outcome.DECIDED,
    2: Outcome.ACCEPTED,
    3: Outcome.PAPERS_MISSING,
    4: Outcome.REFUSED,
    5: Outcome.CONSULTATION,
}
"""How a service ended, by the digit typed before "finish"."""
REASONS: dict[Refusal, Why] = {
    Refusal.NOBODY_WAITING: Why.NOBODY_WAITING,
    Refusal.WINDOW_CLOSED: Why.WINDOW_CLOSED,
    Refusal.UNKNOWN_WINDOW: Why.UNKNOWN,
    Refusal.UNKNOWN_TICKET: Why.UNKNOWN,
    Refusal.TOO_SOON: Why.TOO_SOON,
    Refusal.TOO_MANY_RECALLS: Why.TOO_MANY,
    Refusal.STORE_FAILED: Why.NO_HALL,
}
"""What a pad can say of a refusal; the others are "not now"."""
PAUSED = (WindowState.PAUSED, WindowState.AWAY)


@dataclass(frozen=True, slots=True)
class Source:
    """The press that a command came from."""

    port: str
    address: int
    press: int


@dataclass(slots=True)
class Wish:
    """A command not yet answered."""

    source: Source
    command: WindowAction | Rated
    retry_at_ms: int
    give_up_at_ms: int


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a press: `why` is None when the hall did it."""

    source: Source
    why: Why | None


def action_of(
    down: KeyDown, window: str, serving: NowServing | None, command: str, pressed_at: int
) -> WindowAction | Why:
    """Return the command that a key means at a window in its present state."""
    action = ACTIONS.get(down.key)
    outcome = Outcome.UNSTATED
    if action is None:
        return Why.UNKNOWN
    if action is Action.FINISH:
        if down.number not in OUTCOMES:
            return Why.UNKNOWN
        outcome = OUTCOMES[down.number]
    elif down.number is not None:
        return Why.UNKNOWN
    if action is Action.PAUSE and serving is not None and serving.state in PAUSED:
        action = Action.RESUME
    return WindowAction(
        id=command, window=window, action=action, outcome=outcome, pressed_at=pressed_at
    )


def rating_of(down: RatingDown, pad: Pad, serving: NowServing | None, command: str) -> Rated | Why:
    """Return the rating that a button means, with the button itself beside it."""
    level = pad.levels.get(down.raw_key)
    if not pad.levels and down.raw_key in ("1", "2", "3", "4", "5"):
        level = int(down.raw_key)
    if level is None:
        return Why.UNKNOWN
    if serving is None or not serving.visit:
        return Why.NOT_NOW
    return Rated(
        id=command,
        visit=serving.visit,
        window=pad.window,
        level=level,
        channel="keys",
        raw_key=down.raw_key[:16],
    )


class Wishes:
    """All commands under way."""

    def __init__(self, prefix: str) -> None:
        """Take what makes this run's command ids unlike those of any other run."""
        self._prefix = prefix
        self._count = 0
        self._open: dict[str, Wish] = {}

    def new_id(self) -> str:
        """Return the id of the next command."""
        self._count += 1
        return f"{self._prefix}-{self._count}"

    def begin(self, now: Now, source: Source, command: WindowAction | Rated) -> list[Send] | Why:
        """Send a command; it is repeated until answered or given up."""
        if len(self._open) >= WISHES_MAX:
            return Why.TOO_MANY
        tick_ms = now.tick_ms
        wish = Wish(source, command, tick_ms + RETRY_AFTER_MS, tick_ms + GIVE_UP_MS)
        self._open[command.id] = wish
        return [Send(command)]

    def answered(self, answer: Answer) -> list[Settled]:
        """Take the hall's answer; a late or foreign one changes nothing."""
        wish = self._open.pop(answer.answer.command, None)
        if wish is None:
            return []
        match answer.answer:
            case Accepted():
                return [Settled(wish.source, None)]
            case Refused(refusal=refusal):
                return [Settled(wish.source, REASONS.get(refusal, Why.NOT_NOW))]
            case _:
                return [Settled(wish.source, Why.UNKNOWN)]

    def due(self, now: Now) -> tuple[list[Send], list[Settled]]:
        """Return what must be sent again now, and the presses given up."""
        again: list[Send] = []
        given_up: list[Settled] = []
        for command, wish in list(self._open.items()):
            if now.tick_ms >= wish.give_up_at_ms:
                del self._open[command]
                given_up.append(Settled(wish.source, Why.NO_ANSWER))
            elif now.tick_ms >= wish.retry_at_ms:
                wish.retry_at_ms = now.tick_ms + RETRY_AFTER_MS
                again.append(Send(wish.command))
        return again, given_up

    def drop(self, why: Why) -> list[Settled]:
        """Give up every command: the hall is gone, and nothing is kept for when it is back."""
        dropped = [Settled(wish.source, why) for wish in self._open.values()]
        self._open.clear()
        return dropped

    def wake_at_ms(self) -> int | None:
        """Tick at which `due` has something to say, or None."""
        due = (min(wish.retry_at_ms, wish.give_up_at_ms) for wish in self._open.values())
        return min(due, default=None)
